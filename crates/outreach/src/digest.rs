//! A branch's digest of a month: made at the start of the next, in Shanghai, exactly once; twelve a
//! year. Making it and putting the next one on the list are one transaction.

use std::{collections::BTreeMap, fmt, str::FromStr, sync::Arc};

use access::policy::{Columns, Reach};
use contracts::UnitId;
use kernel::{Day, Timestamp};
use serde_json::json;
use storage::{
    Db, Error, Record, Row, Tx,
    jobs::{self, Handler, Job},
    params,
};

use crate::note::store;

/// The kind of the job that makes a branch's next digest.
pub const JOB: &str = "outreach-digest";

/// A month in Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    pub fn of(at: Timestamp) -> Self {
        let date = at.day().date();
        Self { year: date.year(), month: date.month() }
    }

    #[must_use]
    pub const fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// Midnight of its first day; the epoch for a year that no calendar has.
    pub fn start(self) -> Timestamp {
        Day::new(self.year, self.month, 1).map_or(Timestamp::from_seconds(0), Day::start)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Corrupt(format!("{text:?} is no month"));
        let (year, month) = text.split_once('-').ok_or_else(wrong)?;
        let (year, month) =
            (year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?);
        Day::new(year, month, 1).map(|_| Self { year, month }).ok_or_else(wrong)
    }
}

/// What a branch heard in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    pub branch: UnitId,
    pub month: Month,
    pub made_at: Timestamp,
    pub notes: i64,
    /// Theme and number of notes, the most first.
    pub themes: Vec<(String, i64)>,
}

/// The handler to be registered with the job runner.
pub fn handler() -> Handler {
    Handler { kind: JOB, run: Arc::new(run) }
}

/// A branch's first note: its digests begin with this month.
pub(crate) fn begin(tx: &mut Tx<'_>, branch: UnitId) -> Result<(), Error> {
    let now = tx.now();
    let first = tx.execute(
        "INSERT INTO outreach_branches (branch, since) VALUES ($1, $2) ON CONFLICT (branch) DO NOTHING",
        params![branch, now],
    )?;
    if first == 1 { schedule(tx, branch, Month::of(now)) } else { Ok(()) }
}

fn schedule(tx: &mut Tx<'_>, branch: UnitId, month: Month) -> Result<(), Error> {
    let (key, payload) = (format!("outreach-digest:{branch}"), format!("{branch} {month}"));
    jobs::schedule(tx, JOB, &key, month.next().start(), &payload)
}

fn run(tx: &mut Tx<'_>, job: &Job) -> Result<(), Error> {
    let unread = || Error::Corrupt(format!("job {} names no branch and month", job.key));
    let (branch, month) = job.payload.split_once(' ').ok_or_else(unread)?;
    let (branch, month): (UnitId, Month) = (branch.parse().map_err(|_| unread())?, month.parse()?);
    make(tx, branch, month)?;
    schedule(tx, branch, month.next())
}

fn make(tx: &mut Tx<'_>, branch: UnitId, month: Month) -> Result<(), Error> {
    let notes = store::of_branch(tx, branch, month.start(), month.next().start())?;
    let mut themes: BTreeMap<&str, i64> = BTreeMap::new();
    for note in &notes {
        *themes.entry(note.theme.as_str()).or_default() += 1;
    }
    let mut themes: Vec<(&str, i64)> = themes.into_iter().collect();
    themes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let (count, now) = (i64::try_from(notes.len()).unwrap_or(i64::MAX), tx.now());
    tx.execute(
        "INSERT INTO outreach_digests (branch, month, made_at, notes, themes)
         VALUES ($1, $2, $3, $4, $5)",
        params![branch, month.to_string(), now, count, json!(themes).to_string()],
    )?;
    tx.record(Record {
        action: "note.digest",
        subject_kind: "unit",
        subject: *branch.as_bytes(),
        area: "",
        detail: json!({ "month": month.to_string(), "notes": count }),
    })
}

const DIGEST: &str =
    "SELECT d.branch, d.month, d.made_at, d.notes, d.themes FROM outreach_digests d";

/// A branch's digest of a month, if it has been made.
pub fn find(db: &mut Db<'_>, branch: UnitId, month: Month) -> Result<Option<Digest>, Error> {
    let sql = format!("{DIGEST} WHERE d.branch = $1 AND d.month = $2");
    db.query_opt(&sql, params![branch, month.to_string()], digest)
}

/// Digests within reach: of the own branch, and of every branch that heard something in the own
/// area; the newest first.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Digest>, Error> {
    let columns = Columns { area: Some("n.area"), unit: Some("n.branch"), ..Columns::default() };
    let (heard, mut values) = reach.sql(&columns, 1);
    values.push(i64::try_from(limit).unwrap_or(i64::MAX).into());
    let last = values.len();
    let sql = format!(
        "{DIGEST} WHERE EXISTS (SELECT 1 FROM outreach_notes n WHERE n.branch = d.branch AND {heard})
         ORDER BY d.month DESC, d.branch LIMIT ${last}"
    );
    db.query(&sql, &values, digest)
}

fn digest(row: &Row<'_>) -> Result<Digest, Error> {
    let month: String = row.get(1)?;
    let themes: String = row.get(4)?;
    Ok(Digest {
        branch: row.get(0)?,
        month: month.parse()?,
        made_at: row.get(2)?,
        notes: row.get(3)?,
        themes: serde_json::from_str(&themes)
            .map_err(|error| Error::Corrupt(format!("a digest's themes: {error}")))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_in_shanghai() {
        let late: Timestamp = "2026-12-31T15:59:59Z".parse().unwrap();
        let month = Month::of(late);
        assert_eq!(
            (month.to_string(), month.next().to_string()),
            ("2026-12".into(), "2027-01".into())
        );
        assert_eq!(month.next().start(), "2027-01-01T00:00:00+08:00".parse().unwrap());
        assert_eq!(Month::of(late.plus_seconds(1)), month.next());
        assert_eq!("2026-12".parse::<Month>().unwrap(), month);
        assert!("2026-13".parse::<Month>().is_err());
    }
}
