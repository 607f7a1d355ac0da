//! A year's table of holidays and swapped workdays, as CSV.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::time::Day;

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub day: Day,
    pub name: String,
    pub off: bool,
}

impl Row {
    /// The year whose notice says this: the first days of a New Year's holiday may lie in the
    /// December before.
    pub fn notice_year(&self) -> i16 {
        self.day.year() + i16::from(self.day.date().month() == 12)
    }
}

/// A table that was not taken over, with every fault found in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("holiday table refused: {}", .faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))]
pub struct CalendarError {
    pub faults: Vec<Fault>,
}

/// One fault; `line` counts from 1, the heading included.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Fault {
    pub line: u64,
    pub reason: String,
}

#[derive(Deserialize)]
struct Columns {
    date: String,
    #[serde(default)]
    name: String,
    is_off_day: String,
}

pub(super) fn parse(text: &str) -> Result<Vec<Row>, CalendarError> {
    // Spreadsheets put a byte order mark before the first heading.
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let heading = reader.headers().cloned().unwrap_or_default();
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position().map_or(1, csv::Position::line),
            Err(error) => error.position().map_or(1, csv::Position::line),
        };
        let row = record.and_then(|record| record.deserialize::<Columns>(Some(&heading)));
        match row.map_err(|error| plain(&error)).and_then(|columns| read(columns, &mut seen)) {
            Ok(row) => rows.push(row),
            Err(reason) => faults.push(Fault { line, reason }),
        }
    }
    if rows.is_empty() && faults.is_empty() {
        let reason = "no rows; expected the columns date,name,is_off_day".to_owned();
        faults.push(Fault { line: 1, reason });
    }
    if faults.is_empty() { Ok(rows) } else { Err(CalendarError { faults }) }
}

fn read(columns: Columns, seen: &mut BTreeSet<Day>) -> Result<Row, String> {
    let Columns { date, name, is_off_day } = columns;
    let day: Day =
        date.parse().map_err(|_| format!("date {date:?} is not a day like 2027-01-01"))?;
    let off = match is_off_day.to_ascii_lowercase().as_str() {
        "1" | "true" => true,
        "0" | "false" => false,
        other => return Err(format!("is_off_day {other:?} must be 1 (day off) or 0 (workday)")),
    };
    if !seen.insert(day) {
        return Err(format!("{day} appears twice"));
    }
    Ok(Row { day, name, off })
}

/// The one year that all rows are about.
pub(super) fn single_year(rows: &[Row]) -> Result<i16, CalendarError> {
    let year = rows.iter().map(Row::notice_year).min().unwrap_or_default();
    let stray = rows.iter().enumerate().filter(|(_, row)| row.notice_year() != year);
    let faults: Vec<Fault> = stray
        .map(|(index, row)| Fault {
            line: u64::try_from(index).unwrap_or(u64::MAX).saturating_add(2),
            reason: format!("{} is not in {year}; import one year at a time", row.day),
        })
        .collect();
    if faults.is_empty() { Ok(year) } else { Err(CalendarError { faults }) }
}

fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("has {len} columns instead of {expected_len}")
        }
        csv::ErrorKind::Deserialize { err, .. } => {
            format!("{err}; expected the columns date,name,is_off_day")
        }
        _ => error.to_string(),
    }
}
