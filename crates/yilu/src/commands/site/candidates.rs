//! The candidates of a file.

use std::path::Path;

use siting::Point;

use super::rows::{Axes, Rows};
use crate::outcome::{Failure, Outcome};

/// Candidates, column by column; a column that the file does not have is empty.
#[derive(Debug, Default)]
pub struct Sites {
    pub ids: Vec<String>,
    pub points: Vec<Point>,
    pub costs: Vec<f64>,
    pub fixed: Vec<u32>,
    pub open: Vec<String>,
    pub capacities: Vec<Option<f64>>,
    pub parking: Vec<bool>,
    /// The line of each, for what is found wrong later.
    pub lines: Vec<u64>,
}

impl Sites {
    pub fn id(&self, site: u32) -> Option<&str> {
        self.ids.get(usize::try_from(site).ok()?).map(String::as_str)
    }

    /// Whether hours, rooms or parking are told.
    pub const fn have_rules(&self) -> bool {
        !(self.open.is_empty() && self.capacities.is_empty() && self.parking.is_empty())
    }
}

const ID: usize = 2;
const COST: usize = 3;
const FIXED: usize = 4;
const OPEN: usize = 5;
const CAPACITY: usize = 6;
const PARKING: usize = 7;

pub fn candidates(path: &Path) -> Outcome<(Sites, Axes)> {
    let optional = ["cost", "fixed", "open", "capacity", "parking"];
    let (mut rows, axes) = Rows::open(path, &["id"], &optional)?;
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
        rules(&rows, &mut sites)?;
        sites.points.push(rows.point(axes)?);
        sites.lines.push(rows.place());
        sites.ids.push(id);
    }
    if sites.ids.is_empty() {
        let file = path.display();
        return Err(Failure::told(format!("{file}: no candidates; give at least one row")));
    }
    Ok((sites, axes))
}

fn rules(rows: &Rows, sites: &mut Sites) -> Outcome {
    if rows.has(COST) {
        sites.costs.push(rows.amount(COST)?);
    }
    let remedy = "is neither yes nor no: give 1 for what stands already, else 0";
    if rows.has(FIXED) && yes(rows, FIXED, remedy)? {
        sites.fixed.push(u32::try_from(sites.ids.len()).unwrap_or(u32::MAX));
    }
    if rows.has(OPEN) {
        sites.open.push(rows.text(OPEN)?.to_owned());
    }
    if rows.has(CAPACITY) {
        let any = rows.text(CAPACITY)?.is_empty();
        sites.capacities.push(if any { None } else { Some(rows.amount(CAPACITY)?) });
    }
    if rows.has(PARKING) {
        let remedy = "is neither yes nor no: give 1 where lorries may stop, else 0";
        sites.parking.push(yes(rows, PARKING, remedy)?);
    }
    Ok(())
}

fn yes(rows: &Rows, column: usize, remedy: &str) -> Outcome<bool> {
    match rows.text(column)?.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" => Ok(true),
        "" | "0" | "false" | "no" | "n" | "否" => Ok(false),
        _ => Err(rows.refuse(column, remedy)),
    }
}
