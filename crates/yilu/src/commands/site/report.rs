//! What is told of a plan: a line of JSON, a table, GeoJSON, a curve.

use std::{
    io::{BufWriter, Write as _},
    path::Path,
};

use serde_json::{Value, json};
use siting::{Explanation, Problem, Step};

use super::{candidates::Sites, reasons};
use crate::outcome::{Failure, Outcome};

/// The last line of the output.
pub struct Line {
    pub objective: f64,
    pub bound: f64,
    pub proved: bool,
    pub chosen: Value,
    pub seconds: f64,
    /// What else is told, by name.
    pub more: Vec<(&'static str, Value)>,
}

pub fn line(line: &Line) {
    let Line { objective, bound, proved, chosen, seconds, more } = line;
    // Losses are subtracted from sums: what differs by rounding alone is the same.
    let bound = if *proved && (bound - objective).abs() <= 1e-9 * objective.abs() {
        objective
    } else {
        bound
    };
    let mut told = json!({
        "objective": tidy(*objective), "bound": tidy(*bound), "proved": proved,
        "chosen": chosen, "seconds": seconds,
    });
    for (name, value) in more {
        told[*name] = value.clone();
    }
    println!("{told}");
}

/// A number without the noise of its last digits, so that whole weights give whole sums.
pub fn tidy(number: f64) -> f64 {
    let near = (number * 1e6).round() / 1e6;
    if (near - number).abs() <= 1e-11 * number.abs() { near } else { number }
}

/// What the chosen candidates are worth.
pub fn table(sites: &Sites, problem: &Problem, plan: &[u32]) {
    let worth = problem.worth(plan);
    println!("{:<24} {:>14} {:>14}", "id", "covers", "alone covers");
    for (id, worth) in sites.ids.iter().zip(&worth).filter(|(_, worth)| worth.open) {
        println!("{id:<24} {:>14.2} {:>14.2}", worth.alone, worth.marginal);
    }
}

/// How good a plan is.
pub fn summary(total: f64, loss: f64, bound: f64) {
    let (value, bound) = (total - loss, total - bound);
    let share = if total > 0.0 { 100.0 * value / total } else { 100.0 };
    let gap = if value > 0.0 { 100.0 * (bound - value).max(0.0) / value } else { 0.0 };
    println!("{value:.2} of {total:.2} covered ({share:.2} %), at most {gap:.3} % from the best");
}

/// Every candidate as a feature, written beside the place and moved there when complete. Points on
/// a plane keep their own coordinates.
pub fn features(
    path: &Path,
    sites: &Sites,
    problem: &Problem,
    plan: &[u32],
    explained: Option<&Explanation>,
) -> Outcome {
    let worth = problem.worth(plan);
    let least = worth.iter().filter(|of| of.open).map(|of| of.marginal);
    let least = least.fold(f64::INFINITY, f64::min);
    let reasons = explained.map_or_else(
        || worth.iter().map(|worth| reasons::short(worth, least)).collect(),
        |explained| reasons::sentences(sites, explained),
    );
    let all: Vec<Value> = (sites.ids.iter().zip(&sites.points).zip(&worth).zip(&reasons))
        .map(|(((id, point), worth), reason)| {
            json!({
                "type": "Feature",
                "geometry": { "type": "Point", "coordinates": [point.x, point.y] },
                "properties": {
                    "id": id, "chosen": worth.open, "covers": tidy(worth.alone),
                    "marginal": tidy(worth.marginal), "reason": reason,
                },
            })
        })
        .collect();
    let told = json!({ "type": "FeatureCollection", "features": all });
    written(path, |out| serde_json::to_writer(out, &told).map_err(std::io::Error::from))
}

/// What each further site brings.
pub fn curve(path: &Path, sites: &Sites, total: f64, steps: &[Step]) -> Outcome {
    written(path, |out| {
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["count", "id", "covered", "at_most"])?;
        for step in steps {
            let [covered, bound] = [step.loss, step.bound].map(|loss| tidy(total - loss));
            let id = sites.id(step.site).unwrap_or_default();
            let [covered, bound] = [covered, bound].map(|number| number.to_string());
            out.write_record([&step.count.to_string(), id, &covered, &bound])?;
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
