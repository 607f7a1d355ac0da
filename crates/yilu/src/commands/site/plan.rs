//! `yilu site plan`: maximal covering.

use std::path::Path;

use siting::{Ask, Coverage, Metric, Point, Problem};

use super::{
    report,
    rows::{Axes, Rows, about_rows},
    search::Search,
};
use crate::{
    cli::{Distance, SitePlan},
    outcome::{Failure, Outcome},
};

/// The candidates of a file.
#[derive(Debug, Default)]
pub struct Sites {
    pub ids: Vec<String>,
    pub points: Vec<Point>,
    /// Empty without a column `cost`.
    costs: Vec<f64>,
    fixed: Vec<u32>,
}

pub fn run(arguments: &SitePlan) -> Outcome {
    let search = Search::begin(&arguments.effort)?;
    let (sites, axes) = candidates(&arguments.candidates)?;
    let metric = metric(arguments, axes)?;
    let problem = demand(arguments, &sites, metric, axes, &search)?;
    let ask = match (arguments.p, arguments.budget) {
        (_, Some(_)) if sites.costs.is_empty() => {
            let file = arguments.candidates.display();
            return Err(Failure::told(format!("{file}, line 1: --budget needs a column cost")));
        }
        (_, Some(budget)) => Ask::budget(&problem, sites.costs.clone(), budget),
        (p, None) => Ok(Ask::sites(&problem, p.unwrap_or(0))),
    };
    let ask = ask.and_then(|ask| ask.fixed(&sites.fixed));
    let ask = ask.map_err(|error| Failure::told(error.to_string()))?;
    let found = search.answer(&ask, &problem)?;
    if let Some(out) = &arguments.out {
        report::features(out, &sites, &problem, &found)?;
    }
    if let (Some(out), Some(most)) = (&arguments.curve, arguments.p) {
        report::curve(out, &sites, &problem, most, &search)?;
    }
    if !arguments.effort.json {
        report::table(&sites, &problem, &found);
    }
    let total = problem.loss_of_nothing();
    let chosen = found.plan.iter().filter_map(|site| sites.id(*site)).collect::<Vec<_>>();
    report::line(&report::Line {
        objective: total - found.loss,
        bound: total - found.bound,
        proved: found.proved,
        chosen: serde_json::json!(chosen),
        seconds: search.seconds(),
    });
    Ok(())
}

impl Sites {
    pub fn id(&self, site: u32) -> Option<&str> {
        self.ids.get(usize::try_from(site).ok()?).map(String::as_str)
    }
}

const X_Y: usize = 2;

fn candidates(path: &Path) -> Outcome<(Sites, Axes)> {
    const ID: usize = X_Y;
    const COST: usize = X_Y + 1;
    const FIXED: usize = X_Y + 2;
    let (mut rows, axes) = Rows::open(path, &["id"], &["cost", "fixed"])?;
    let mut sites = Sites::default();
    let mut known = std::collections::HashSet::new();
    while rows.next()? {
        let id = rows.text(ID)?.to_owned();
        if id.is_empty() {
            return Err(rows.refuse(ID, "is empty: give every candidate a name of its own"));
        }
        if !known.insert(id.clone()) {
            let wrong = format!("{id:?} is there twice: give every candidate a name of its own");
            return Err(rows.refuse(ID, &wrong));
        }
        if rows.has(COST) {
            sites.costs.push(rows.amount(COST)?);
        }
        if rows.has(FIXED) && yes(rows.text(FIXED)?).ok_or_else(|| refuse_fixed(&rows, FIXED))? {
            sites.fixed.push(u32::try_from(sites.ids.len()).unwrap_or(u32::MAX));
        }
        sites.points.push(rows.point(axes)?);
        sites.ids.push(id);
    }
    if sites.ids.is_empty() {
        let file = path.display();
        return Err(Failure::told(format!("{file}: no candidates; give at least one row")));
    }
    Ok((sites, axes))
}

fn refuse_fixed(rows: &Rows, column: usize) -> Failure {
    rows.refuse(column, "is neither yes nor no: give 1 for what stands already, else 0")
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" => Some(true),
        "" | "0" | "false" | "no" | "n" | "否" => Some(false),
        _ => None,
    }
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

/// Rows between two looks at whether to go on.
const LOOK: u32 = 1 << 16;

/// Streams the demand into rows that are covered alike.
fn demand(
    arguments: &SitePlan,
    sites: &Sites,
    metric: Metric,
    axes: Axes,
    search: &Search,
) -> Outcome<Problem> {
    const WEIGHT: usize = X_Y;
    let path = &arguments.demand;
    let (mut rows, own) = Rows::open(path, &["weight"], &[])?;
    if own != axes {
        return Err(Failure::told(format!(
            "{}, line 1: its points are not of the same kind as those of {}: \
             give both x and y, or both lon and lat",
            path.display(),
            arguments.candidates.display()
        )));
    }
    let points = sites.points.clone();
    let mut coverage = Coverage::new(points, arguments.radius, metric, about_rows(path), 1);
    let mut read = 0_u32;
    while rows.next()? {
        let weight = rows.amount(WEIGHT)?;
        coverage.add(rows.point(axes)?, 0, weight);
        read = read.wrapping_add(1);
        if read.is_multiple_of(LOOK) {
            search.tell(format!("{read} rows"));
            search.go_on()?;
        }
    }
    search.tell(format!("{read} rows, merging"));
    Ok(coverage.finish(|_, _| true))
}
