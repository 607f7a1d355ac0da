//! `yilu site plan`: which sites, by coverage.

use serde_json::{Value, json};
use siting::{Ask, Metric};

use super::{
    candidates::{self, Sites},
    demand, reasons, report,
    rows::Axes,
    search::Search,
    town,
};
use crate::{
    cli::{Distance, Rules, SitePlan},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &SitePlan) -> Outcome {
    let search = Search::begin(&arguments.effort)?;
    let (sites, axes) = candidates::candidates(&arguments.candidates)?;
    let metric = metric(arguments, axes)?;
    if arguments.budget.is_some() && sites.costs.is_empty() {
        let file = arguments.candidates.display();
        return Err(Failure::told(format!("{file}, line 1: --budget needs a column cost")));
    }
    let rows = demand::open(arguments, axes)?;
    if arguments.share.is_some()
        || demand::tells_more(&rows)
        || sites.have_rules()
        || any(&arguments.rules)
    {
        return town::run(arguments, &sites, metric, demand::kept(rows, axes, &search)?, &search);
    }
    let problem = demand::streamed(arguments, &sites, (metric, axes), rows, &search)?;
    let ask = match (arguments.p, arguments.budget) {
        (_, Some(budget)) => Ask::budget(&problem, sites.costs.clone(), budget),
        (p, None) => Ok(Ask::sites(&problem, p.unwrap_or(0))),
    };
    let ask = ask.and_then(|ask| ask.fixed(&sites.fixed));
    let ask = ask.map_err(|error| Failure::told(error.to_string()))?;
    let found = search.answer(&ask, &problem)?;
    let explained = arguments.explain.then(|| ask.explain(&found.plan));
    if let Some(out) = &arguments.out {
        report::features(out, &sites, &problem, &found.plan, explained.as_ref())?;
    }
    let total = problem.loss_of_nothing();
    if let Some(out) = &arguments.curve {
        let steps = ask.curve(&mut search.watch(Some(total)));
        report::curve(out, &sites, total, &steps)?;
    }
    if !arguments.effort.json {
        report::table(&sites, &problem, &found.plan);
        report::summary(total, found.loss, found.bound);
    }
    let more = explained.map_or_else(Vec::new, |explained| reasons::json(&sites, &explained));
    report::line(&report::Line {
        objective: total - found.loss,
        bound: total - found.bound,
        proved: found.proved,
        chosen: chosen(&sites, &found.plan),
        seconds: search.seconds(),
        more,
    });
    Ok(())
}

/// The names of a plan.
pub fn chosen(sites: &Sites, plan: &[u32]) -> Value {
    json!(plan.iter().filter_map(|site| sites.id(*site)).collect::<Vec<_>>())
}

/// Whether any rule asks for more than streamed rows know.
const fn any(rules: &Rules) -> bool {
    rules.full.is_some()
        || !rules.factors.is_empty()
        || !rules.needs_parking.is_empty()
        || !rules.floors.is_empty()
        || rules.keep_capacity
        || rules.redraws.is_some()
}

fn metric(arguments: &SitePlan, axes: Axes) -> Outcome<Metric> {
    let file = arguments.candidates.display();
    match (arguments.distance, axes) {
        (Some(Distance::Planar), Axes::Earth) => Err(Failure::told(format!(
            "{file}, line 1: --distance planar needs the columns x and y; \
             leave it away for lon and lat"
        ))),
        (Some(Distance::GreatCircle), Axes::Plane) => Err(Failure::told(format!(
            "{file}, line 1: --distance great-circle needs the columns lon and lat"
        ))),
        (_, Axes::Plane) => Ok(Metric::Planar),
        (_, Axes::Earth) => Ok(Metric::Sphere { radius_metres: arguments.earth_radius }),
    }
}
