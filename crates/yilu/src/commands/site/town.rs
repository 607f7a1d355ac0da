//! `yilu site plan` with hours, occupations, streets, rooms, floors, shares and noise.

use heat::{Bits, Guarantee};
use kernel::{SeededRng, count};
use serde_json::{Map, Value, json};
use siting::{Answer, Candidate, Crowding, Goal, Metric, Question, Service, Share, State};

use super::{
    candidates::Sites,
    demand::Kept,
    opening, plan, reasons,
    report::{self, tidy},
    search::Search,
};
use crate::{
    cli::{Rules, SitePlan},
    outcome::{Failure, Outcome},
};

pub fn run(
    arguments: &SitePlan,
    sites: &Sites,
    metric: Metric,
    kept: Kept,
    search: &Search,
) -> Outcome {
    let told = |error: siting::BadQuestion| Failure::told(error.to_string());
    let Kept { demand, occupations, streets } = kept;
    let hours = demand.hours();
    let mut question =
        Question::covering(demand, Vec::new(), metric, arguments.radius, arguments.p.unwrap_or(0));
    question.candidates = candidates(arguments, sites, hours, &occupations)?;
    rules(&arguments.rules, arguments.radius, &mut question, &occupations, &streets)?;
    question.goal = match (arguments.budget, arguments.share) {
        (Some(budget), _) => Goal::Budget(budget),
        (None, Some(share)) => Goal::Share(share),
        (None, None) => question.goal,
    };
    let problem = question.rows().map_err(told)?;
    let total = problem.loss_of_nothing();
    let found = question.answer(search.limits(), &mut search.watch(Some(total)));
    search.end();
    let answer = found.map_err(told)?;
    if answer.loss.is_infinite() {
        return Err(Failure::told(
            "no plan was found that keeps every floor; lower --floor, or allow more sites",
        ));
    }
    let explained = (arguments.explain || arguments.out.is_some())
        .then(|| question.explain(&answer.plan))
        .transpose()
        .map_err(told)?;
    if let Some(out) = &arguments.out {
        report::features(out, sites, &problem, &answer.plan, explained.as_ref())?;
    }
    if let Some(out) = &arguments.curve {
        let watch = &mut search.watch(Some(total));
        let steps = question.curve(answer.plan.len(), watch).map_err(told)?;
        report::curve(out, sites, total, &steps)?;
    }
    let mut more = shares(&answer, &occupations, &streets);
    if let (true, Some(explained)) = (arguments.explain, &explained) {
        more.extend(reasons::json(sites, explained));
    }
    if let Some(redraws) = arguments.rules.redraws {
        more.push(("stability", stability(arguments, sites, &question, &answer, redraws)?));
    }
    if !arguments.effort.json {
        report::table(sites, &problem, &answer.plan);
        for (what, shares) in more.iter().filter(|(what, _)| what.starts_with("by_")) {
            println!("{what} {shares}");
        }
        report::summary(total, answer.loss, answer.bound);
    }
    report::line(&report::Line {
        objective: total - answer.loss,
        bound: total - answer.bound,
        proved: answer.proved,
        chosen: plan::chosen(sites, &answer.plan),
        seconds: search.seconds(),
        more,
    });
    Ok(())
}

/// The candidates, with what their columns say.
fn candidates(
    arguments: &SitePlan,
    sites: &Sites,
    hours: usize,
    occupations: &[String],
) -> Outcome<Vec<Candidate>> {
    let needs = &arguments.rules.needs_parking;
    let serves = |parking: bool| -> Vec<bool> {
        occupations.iter().map(|occupation| parking || !needs.contains(occupation)).collect()
    };
    if !needs.is_empty() && sites.parking.is_empty() {
        let file = arguments.candidates.display();
        let said = "line 1: --needs-parking needs a column parking";
        return Err(Failure::told(format!("{file}, {said}")));
    }
    if arguments.rules.keep_capacity && sites.capacities.is_empty() {
        let file = arguments.candidates.display();
        let said = "line 1: --keep-capacity needs a column capacity";
        return Err(Failure::told(format!("{file}, {said}")));
    }
    let candidate = |(place, point): (usize, &siting::Point)| {
        let text = sites.open.get(place).map_or("", String::as_str);
        let open = opening::open(text, hours).ok_or_else(|| {
            let (file, line) = (arguments.candidates.display(), sites.lines.get(place));
            let days = if hours == 168 { " or 1-5:8-20;6:9-12 (1 is Monday)" } else { "" };
            Failure::told(format!(
                "{file}, line {}, column open: {text:?} is not understood: \
                 give hours as 8-20{days}, or nothing for always",
                line.copied().unwrap_or_default()
            ))
        })?;
        Ok(Candidate {
            price: sites.costs.get(place).copied().unwrap_or(1.0),
            capacity: sites.capacities.get(place).copied().flatten(),
            open,
            serves: sites.parking.get(place).map_or_else(Vec::new, |parking| serves(*parking)),
            state: if sites.fixed.contains(&count::to_u32(place)) {
                State::Stands
            } else {
                State::Free
            },
            ..Candidate::new(*point)
        })
    };
    sites.points.iter().enumerate().map(candidate).collect()
}

fn rules(
    rules: &Rules,
    radius: f64,
    question: &mut Question,
    occupations: &[String],
    streets: &[String],
) -> Outcome {
    let known = |name: &String, names: &[String], option: &str| {
        let unknown = || {
            let have = names.join(", ");
            Failure::told(format!("{option}: the demand knows no {name:?} (it has: {have})"))
        };
        names.binary_search(name).map_err(|_| unknown())
    };
    if let Some(full) = rules.full {
        if full >= radius {
            return Err(Failure::told(format!(
                "--full: {full} is not below --radius; leave it away for a plain radius"
            )));
        }
        question.service = Service::Fading { full, none: radius };
    }
    question.factors = vec![1.0; occupations.len()];
    for (name, factor) in &rules.factors {
        let place = known(name, occupations, "--factor")?;
        if let Some(of) = question.factors.get_mut(place) {
            *of = *factor;
        }
    }
    for name in &rules.needs_parking {
        known(name, occupations, "--needs-parking")?;
    }
    let mut floors = vec![0.0; streets.len()];
    for (street, share) in &rules.floors {
        match street {
            None => floors.fill(*share),
            Some(street) => {
                let place = known(street, streets, "--floor")?;
                floors[place..=place].fill(*share);
            }
        }
    }
    let asked = (0_u32..).zip(floors).filter(|(_, share)| *share > 0.0);
    question.floors = asked.collect();
    if rules.keep_capacity {
        question.crowding = Crowding::Kept;
    }
    Ok(())
}

fn share(share: &Share) -> Value {
    json!({ "served": tidy(share.served), "total": tidy(share.total) })
}

/// What is served of whom, and when.
fn shares(
    answer: &Answer,
    occupations: &[String],
    streets: &[String],
) -> Vec<(&'static str, Value)> {
    let list = |shares: &[Share]| Value::Array(shares.iter().map(share).collect());
    let occupations = occupations.iter().zip(&answer.by_occupation);
    let of_streets = answer.by_street.iter().filter_map(|(street, told)| {
        Some((streets.get(usize::try_from(*street).ok()?)?.clone(), share(told)))
    });
    let of_occupations = occupations.map(|(name, told)| (name.clone(), share(told)));
    let mut told = vec![("by_hour", list(&answer.by_hour))];
    let days = answer.by_day();
    if !days.is_empty() {
        told.push(("by_day", list(&days)));
    }
    told.push(("by_occupation", Value::Object(of_occupations.collect::<Map<_, _>>())));
    told.push(("by_street", Value::Object(of_streets.collect::<Map<_, _>>())));
    told
}

/// A site counts as stable from this share of the redraws on.
const STABLE: f64 = 0.8;

/// How often each site of the plan is chosen when the noise of the heat is drawn again.
fn stability(
    arguments: &SitePlan,
    sites: &Sites,
    question: &Question,
    answer: &Answer,
    redraws: u32,
) -> Outcome<Value> {
    let Some(path) = &arguments.rules.guarantee else { return Ok(Value::Null) };
    let wrong = |what: &str| Failure::told(format!("{}: {what}", path.display()));
    let text = std::fs::read(path).map_err(Failure::file(path.display()))?;
    let guarantee: Guarantee = serde_json::from_slice(&text)
        .map_err(|error| wrong(&format!("is no guarantee of heat cells: {error}")))?;
    let privacy = guarantee.privacy.ok_or_else(|| {
        wrong("tells of no noise: give the file beside cells that yilu heat build protected")
    })?;
    let noise = privacy.protection().map_err(|error| wrong(&error.to_string()))?.noise();
    let mut rng = SeededRng::new(arguments.effort.seed);
    let mut bits = Bits::new(&mut rng);
    let times = usize::try_from(redraws).unwrap_or(1);
    let shares = question
        .stability(&answer.plan, times, &mut |demand| {
            demand.redrawn(|| count::to_f64(noise.draw(&mut bits)))
        })
        .map_err(|error| Failure::told(error.to_string()))?;
    let often = |site: &u32| {
        let place = usize::try_from(*site).ok()?;
        Some((sites.id(*site)?.to_owned(), shares.get(place).copied()?))
    };
    let chosen: Vec<(String, f64)> = answer.plan.iter().filter_map(often).collect();
    let stable = chosen.iter().filter(|(_, share)| *share >= STABLE).count();
    let of = chosen.iter().map(|(id, share)| (id.clone(), json!(share))).collect::<Map<_, _>>();
    if !arguments.effort.json {
        println!("{stable} of {} sites in at least 80 % of {redraws} redraws", chosen.len());
    }
    Ok(json!({ "redraws": redraws, "stable": stable, "chosen": of }))
}
