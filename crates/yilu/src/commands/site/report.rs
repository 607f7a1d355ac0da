//! What is told of a plan: a line of JSON, a table, GeoJSON, a curve.

use std::{
    io::{BufWriter, Write as _},
    path::Path,
};

use serde_json::{Value, json};
use siting::{Found, Problem, SiteWorth};

use super::{plan::Sites, search::Search};
use crate::outcome::{Failure, Outcome};

/// The last line of the output.
pub struct Line {
    pub objective: f64,
    pub bound: f64,
    pub proved: bool,
    pub chosen: Value,
    pub seconds: f64,
}

pub fn line(line: &Line) {
    let Line { objective, bound, proved, chosen, seconds } = line;
    // Losses are subtracted from sums: what differs by rounding alone is the same.
    let bound = if *proved && (bound - objective).abs() <= 1e-9 * objective.abs() {
        objective
    } else {
        bound
    };
    let told = json!({
        "objective": tidy(*objective), "bound": tidy(*bound), "proved": proved,
        "chosen": chosen, "seconds": seconds,
    });
    println!("{told}");
}

/// A number without the noise of its last digits, so that whole weights give whole sums.
fn tidy(number: f64) -> f64 {
    let near = (number * 1e6).round() / 1e6;
    if (near - number).abs() <= 1e-11 * number.abs() { near } else { number }
}

/// What the chosen candidates are worth.
pub fn table(sites: &Sites, problem: &Problem, found: &Found) {
    let total = problem.loss_of_nothing();
    let worth = problem.worth(&found.plan);
    println!("{:<24} {:>14} {:>14}", "id", "covers", "alone covers");
    for (id, worth) in sites.ids.iter().zip(&worth).filter(|(_, worth)| worth.open) {
        println!("{id:<24} {:>14.2} {:>14.2}", worth.alone, worth.marginal);
    }
    let (value, bound) = (total - found.loss, total - found.bound);
    let share = if total > 0.0 { 100.0 * value / total } else { 100.0 };
    let gap = if value > 0.0 { 100.0 * (bound - value).max(0.0) / value } else { 0.0 };
    println!("{value:.2} of {total:.2} covered ({share:.2} %), at most {gap:.3} % from the best");
}

/// Every candidate as a feature, written beside the place and moved there when complete. Points on
/// a plane keep their own coordinates.
pub fn features(path: &Path, sites: &Sites, problem: &Problem, found: &Found) -> Outcome {
    let worth = problem.worth(&found.plan);
    let least = worth.iter().filter(|of| of.open).map(|of| of.marginal);
    let least = least.fold(f64::INFINITY, f64::min);
    let feature = |((id, point), worth): ((&String, &siting::Point), &SiteWorth)| {
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [point.x, point.y] },
            "properties": {
                "id": id, "chosen": worth.open, "covers": tidy(worth.alone),
                "marginal": tidy(worth.marginal), "reason": reason(worth, least),
            },
        })
    };
    let all = sites.ids.iter().zip(&sites.points).zip(&worth).map(feature);
    let told = json!({ "type": "FeatureCollection", "features": all.collect::<Vec<_>>() });
    written(path, |out| serde_json::to_writer(out, &told).map_err(std::io::Error::from))
}

/// Why a candidate is in the plan or not.
fn reason(worth: &SiteWorth, least: f64) -> String {
    let SiteWorth { open, alone, marginal } = *worth;
    match () {
        () if open => format!("without it {} less is covered", tidy(marginal)),
        () if alone <= 0.0 => "no demand is in its reach".to_owned(),
        () if marginal <= 0.0 => "the plan covers all that it reaches".to_owned(),
        () => format!("it would add {}, the least of the plan {}", tidy(marginal), tidy(least)),
    }
}

/// What each further site brings.
pub fn curve(
    path: &Path,
    sites: &Sites,
    problem: &Problem,
    most: usize,
    search: &Search,
) -> Outcome {
    let total = problem.loss_of_nothing();
    let steps = siting::curve(problem, most, &mut search.watch(Some(total)));
    written(path, |out| {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["count", "id", "covered", "at_most"])?;
        for step in &steps {
            let [covered, bound] = [step.loss, step.bound].map(|loss| tidy(total - loss));
            let id = sites.id(step.site).unwrap_or_default();
            out.write_record([
                &step.count.to_string(),
                id,
                &covered.to_string(),
                &bound.to_string(),
            ])?;
        }
        out.flush()
    })
}

fn written(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&mut tempfile::NamedTempFile>) -> std::io::Result<()>,
) -> Outcome {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let done = || {
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let mut out = BufWriter::new(&mut file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.persist(path).map(drop).map_err(|failed| failed.error)
    };
    done().map_err(Failure::file(path.display()))
}
