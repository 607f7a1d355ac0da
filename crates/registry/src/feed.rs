//! Files that are owed: each source with a rhythm has one clock job, which asks whoever is
//! responsible, day after day, until the file has come.

use contracts::{Event, PersonId, UnitId};
use kernel::{Day, Timestamp};
use storage::{Db, Error, Tx, jobs, jobs::Handler, params};

use crate::{SourceNo, source, source::Source};

/// Kind of the clock job.
const JOB: &str = "registry-feed";

fn key(source: SourceNo) -> String {
    format!("registry-feed:{source}")
}

/// The next instant at which a file is due after `now`.
fn due(source: &Source, last: Option<i64>, now: Timestamp) -> Option<Timestamp> {
    let rhythm = source.rhythm?;
    let due_on = |day: i64| crate::day_of(day).start().plus_minutes(rhythm.due_minute);
    let today = now.day().number();
    // The first file is due a whole rhythm after the source began.
    let wanted = last.map_or(today + rhythm.every_days, |last| last + rhythm.every_days);
    let due = due_on(wanted.max(today));
    Some(if due > now { due } else { due_on(today + 1) })
}

/// Sets the clock of a source that has begun or changed its rhythm.
///
/// # Errors
/// When the store fails.
pub(crate) fn schedule(tx: &mut Tx<'_>, source: &Source) -> Result<(), Error> {
    let (last, now) = (last(tx, source.number)?, tx.now());
    match due(source, last, now) {
        Some(due) => jobs::schedule(tx, JOB, &key(source.number), due, &source.number.to_string()),
        None => cancel(tx, source.number),
    }
}

/// No file is owed any more.
pub(crate) fn cancel(tx: &mut Tx<'_>, source: SourceNo) -> Result<(), Error> {
    jobs::cancel(tx, &key(source))
}

/// A file has come: days that it was owed for are settled, and the clock is set anew.
///
/// # Errors
/// When the store fails.
pub(crate) fn came(tx: &mut Tx<'_>, source: &Source, day: Day) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE registry_lates SET came_at = $3 WHERE source = $1 AND day <= $2 AND came_at IS NULL",
        params![source.number, day.number(), now],
    )?;
    schedule(tx, source)
}

/// The newest day of which the source has told.
///
/// # Errors
/// When the store fails.
pub fn last(db: &mut Db<'_>, source: SourceNo) -> Result<Option<i64>, Error> {
    db.query_one(
        "SELECT MAX(day) FROM registry_batches WHERE source = $1 AND finished_at IS NOT NULL",
        params![source],
        |row| row.get(0),
    )
}

/// A day for which a file has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    pub source: SourceNo,
    pub day: Day,
    /// How often somebody was asked for it.
    pub chased: i64,
    pub came_at: Option<Timestamp>,
}

/// The days for which a source's file came late or has not come, the newest first.
///
/// # Errors
/// When the store fails.
pub fn lates(db: &mut Db<'_>, source: SourceNo, limit: usize) -> Result<Vec<Late>, Error> {
    db.query(
        "SELECT source, day, chased, came_at FROM registry_lates WHERE source = $1
         ORDER BY day DESC LIMIT $2",
        params![source, limit],
        |row| {
            Ok(Late {
                source: row.get(0)?,
                day: crate::day_of(row.get(1)?),
                chased: row.get(2)?,
                came_at: row.get(3)?,
            })
        },
    )
}

/// Whom a late file is asked from.
fn asked(source: &Source) -> (UnitId, Option<PersonId>) {
    (source.firm.unwrap_or(source.owner), source.responsible)
}

/// What rings when a file is due.
pub(crate) fn handler() -> Handler {
    Handler {
        kind: JOB,
        run: std::sync::Arc::new(|tx, job| {
            let number: SourceNo = job
                .payload
                .parse()
                .map_err(|_| Error::Corrupt(format!("the job {} names no source", job.key)))?;
            match source::find(tx, number)? {
                Some(source) if !source.closed => ring(tx, &source),
                _ => Ok(()),
            }
        }),
    }
}

fn ring(tx: &mut Tx<'_>, source: &Source) -> Result<(), Error> {
    let (now, today) = (tx.now(), tx.now().day());
    let last = last(tx, source.number)?;
    let every = source.rhythm.map_or(1, |rhythm| rhythm.every_days);
    if last.is_none_or(|last| last + every <= today.number()) {
        tx.execute(
            "INSERT INTO registry_lates (source, day, noticed_at, chased) VALUES ($1, $2, $3, 1)
             ON CONFLICT (source, day) DO UPDATE SET chased = registry_lates.chased + 1",
            params![source.number, today.number(), now],
        )?;
        source::note(tx, source, "registry.late")?;
        let (unit, person) = asked(source);
        let (source, day) = (source.name_zh.clone(), today.to_string());
        tx.emit(&Event::FeedLate { unit, person, source, day })?;
    }
    schedule(tx, source)
}
