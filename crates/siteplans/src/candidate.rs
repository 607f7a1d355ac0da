//! Candidates from a file: rooms of banks, petrol stations, sanitation stations, service centres.

use std::{collections::BTreeSet, path::Path};

use kernel::{Gcj02, Wgs84};
use serde::{Deserialize, Serialize};
use sheets::Table;

use crate::{Fault, open::Open};

/// A place where a station could be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub id: String,
    pub name: String,
    /// What it is, in the words of the file: `银行网点`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// WGS-84 degrees.
    pub lon: f64,
    pub lat: f64,
    /// In the unit of the budget.
    pub price: f64,
    /// Workers whom it can take in an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<f64>,
    /// `opening_hours` of OpenStreetMap; empty for always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// Whether a lorry can stop there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub parking: bool,
}

/// Candidates of one study.
const CANDIDATES_MAX: usize = 20_000;

/// The columns, each with its Chinese name.
const COLUMNS: [(&str, &str); 9] = [
    ("id", "编号"),
    ("name", "名称"),
    ("lon", "经度"),
    ("lat", "纬度"),
    ("kind", "类型"),
    ("price", "费用"),
    ("capacity", "容量"),
    ("hours", "开放时间"),
    ("parking", "货车停车"),
];

/// Reads a file; `gcj02` when its positions are those of Chinese maps.
///
/// # Errors
/// [`Fault::Invalid`] naming line, column and remedy.
pub fn read(name: &str, bytes: &[u8], gcj02: bool) -> Result<Vec<Candidate>, Fault> {
    let wrong = |about: String| Fault::about("file", "siteplans-file-wrong", about);
    let table = Table::read(Path::new(name), bytes).map_err(|error| wrong(error.to_string()))?;
    let place = |(en, zh): (&str, &str)| {
        table.header.iter().position(|head| [en, zh].contains(&head.trim().to_lowercase().as_str()))
    };
    let columns = COLUMNS.map(place);
    if columns[2].is_none() || columns[3].is_none() {
        return Err(Fault::invalid("file", "siteplans-file-columns"));
    }
    if table.rows.len() > CANDIDATES_MAX {
        return Err(Fault::invalid("file", "siteplans-file-long"));
    }
    let mut known = BTreeSet::new();
    let mut found = Vec::with_capacity(table.rows.len());
    for (line, cells) in &table.rows {
        let text = |column: usize| {
            let cell = columns[column].and_then(|at| cells.get(at));
            cell.map_or("", |cell| cell.trim())
        };
        let row = Row { line: *line, text: &text };
        let one = row.read(gcj02)?;
        if !known.insert(one.id.clone()) {
            return Err(row.wrong("id", &one.id));
        }
        found.push(one);
    }
    Ok(found)
}

struct Row<'t> {
    line: u64,
    text: &'t dyn Fn(usize) -> &'t str,
}

impl Row<'_> {
    fn wrong(&self, column: &str, stood: &str) -> Fault {
        let about = format!("{} · {column} · {stood}", self.line);
        Fault::about("file", "siteplans-file-row", about)
    }

    fn number(&self, column: usize, least: f64) -> Result<f64, Fault> {
        let text = (self.text)(column);
        let number = text.parse::<f64>().ok().filter(|it| it.is_finite() && *it >= least);
        number.ok_or_else(|| self.wrong(COLUMNS[column].0, text))
    }

    fn read(&self, gcj02: bool) -> Result<Candidate, Fault> {
        let (lon, lat) = (self.number(2, -180.0)?, self.number(3, -90.0)?);
        let at =
            if gcj02 { Gcj02::new(lat, lon).map(Gcj02::to_wgs84) } else { Wgs84::new(lat, lon) };
        let at = at.ok().filter(|at| at.in_china());
        let at = at.ok_or_else(|| self.wrong("lon, lat", &format!("{lon}, {lat}")))?;
        let hours = (self.text)(7);
        Open::read(hours).map_err(|reason| self.wrong("hours", &format!("{hours}: {reason}")))?;
        let parking = (self.text)(8);
        let parking = yes(parking).ok_or_else(|| self.wrong("parking", parking))?;
        let given = |column: usize| !(self.text)(column).is_empty();
        let id = if given(0) { (self.text)(0).to_owned() } else { format!("C{}", self.line - 1) };
        let name = if given(1) { (self.text)(1).to_owned() } else { id.clone() };
        Ok(Candidate {
            id,
            name,
            kind: (self.text)(4).to_owned(),
            lon: at.lon(),
            lat: at.lat(),
            price: if given(5) { self.number(5, 0.0)? } else { 1.0 },
            capacity: if given(6) { Some(self.number(6, 0.0)?) } else { None },
            hours: hours.to_owned(),
            parking,
        })
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" | "有" => Some(true),
        "" | "0" | "false" | "no" | "n" | "否" | "无" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str) -> String {
        read("a.csv", file.as_bytes(), false).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_in_either_language_and_told_by_line_what_is_wrong() {
        let file = "编号,名称,经度,纬度,费用,开放时间,货车停车\nB1,工行,120.16,30.25,2,08:00-20:00,是\n,,120.17,30.25,,,\n";
        let found = read("a.csv", file.as_bytes(), false).unwrap();
        assert_eq!((found[0].id.as_str(), found[0].price, found[0].parking), ("B1", 2.0, true));
        assert_eq!((found[1].id.as_str(), found[1].price), ("C2", 1.0));
        let shifted = read("a.csv", file.as_bytes(), true).unwrap();
        assert!((shifted[0].lon - found[0].lon).abs() > 0.003, "GCJ-02 is converted");
        assert!(told("id,lon,lat\nA,x,30.2\n").contains("2 · lon · x"));
        assert!(told("id,lon,lat\nA,30.2,120.1\n").contains("lon, lat"), "swapped");
        assert!(told("id,lon,lat\nA,120.1,30.2\nA,120.1,30.2\n").contains("3 · id · A"));
        assert!(told("lon,lat,hours\n120.1,30.2,8点\n").contains("hours · 8点"));
        assert!(told("lon,lat,price\n120.1,30.2,-1\n").contains("price · -1"));
        assert!(told("name\nx\n").contains("siteplans-file-columns"));
    }
}
