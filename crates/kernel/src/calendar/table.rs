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
    pub reason: Reason,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("no rows; expected the columns date,name,is_off_day")]
    NoRows,
    #[error("{0}; expected the columns date,name,is_off_day")]
    Columns(String),
    #[error("has {found} columns instead of {expected}")]
    Width { found: u64, expected: u64 },
    #[error("date {0:?} is not a day like 2027-01-01")]
    NotADay(String),
    #[error("is_off_day {0:?} must be 1 (day off) or 0 (workday)")]
    NotOffOrOn(String),
    #[error("{0} appears twice")]
    Twice(Day),
    #[error("{day} is not in {year}; import one year at a time")]
    OtherYear { day: Day, year: i16 },
    #[error("{0}")]
    Unreadable(String),
}

impl Fault {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        format!("第 {} 行：{}", self.line, self.reason.zh())
    }
}

impl Reason {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NoRows => "没有内容，表头应为 date,name,is_off_day".to_owned(),
            Self::Columns(_) => "列不对，表头应为 date,name,is_off_day".to_owned(),
            Self::Width { found, expected } => format!("有 {found} 列，应为 {expected} 列"),
            Self::NotADay(text) => format!("date“{text}”不是日期，请写成 2027-01-01"),
            Self::NotOffOrOn(text) => {
                format!("is_off_day“{text}”应为 1（放假）或 0（上班）")
            }
            Self::Twice(day) => format!("{day} 出现了两次，请删去一行"),
            Self::OtherYear { day, year } => {
                format!("{day} 不属于 {year} 年的安排，请一年一年地导入")
            }
            Self::Unreadable(why) => format!("无法读取（{why}）"),
        }
    }
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
        faults.push(Fault { line: 1, reason: Reason::NoRows });
    }
    if faults.is_empty() { Ok(rows) } else { Err(CalendarError { faults }) }
}

fn read(columns: Columns, seen: &mut BTreeSet<Day>) -> Result<Row, Reason> {
    let Columns { date, name, is_off_day } = columns;
    let day: Day = date.parse().map_err(|_| Reason::NotADay(date))?;
    let off = match is_off_day.to_ascii_lowercase().as_str() {
        "1" | "true" => true,
        "0" | "false" => false,
        other => return Err(Reason::NotOffOrOn(other.to_owned())),
    };
    if !seen.insert(day) {
        return Err(Reason::Twice(day));
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
            reason: Reason::OtherYear { day: row.day, year },
        })
        .collect();
    if faults.is_empty() { Ok(year) } else { Err(CalendarError { faults }) }
}

fn plain(error: &csv::Error) -> Reason {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            Reason::Width { found: *len, expected: *expected_len }
        }
        csv::ErrorKind::Deserialize { err, .. } => Reason::Columns(err.to_string()),
        _ => Reason::Unreadable(error.to_string()),
    }
}
