//! SQL of labels: batches, assessments, how each place stands, complaints.

use contracts::{CaseId, PersonId};
use kernel::{AreaCode, Day, Timestamp};
use storage::{Db, Error, Row, Tx, params, value::parsed};

use super::{from_json, json};
use crate::{
    PlaceId,
    label::{Assessment, BatchId, Label, assess::Batch},
};

const BATCH: &str = "SELECT id, label, name, body, area, unit, on_day, until_day, recheck_day,
     made_at FROM places_batches";

pub fn batch(db: &mut Db<'_>, id: BatchId) -> Result<Option<Batch>, Error> {
    db.query_opt(&format!("{BATCH} WHERE id = $1"), params![id], batch_of)
}

/// Batches of an area, of those around it and of those within, the latest first.
pub fn batches(db: &mut Db<'_>, area: &AreaCode, limit: usize) -> Result<Vec<Batch>, Error> {
    let (low, high) = area.range();
    let sql =
        format!("{BATCH} WHERE area BETWEEN $1 AND $2 ORDER BY on_day DESC, id DESC LIMIT $3");
    db.query(&sql, params![low, high, limit], batch_of)
}

pub(crate) fn insert_batch(tx: &mut Tx<'_>, batch: &Batch, by: PersonId) -> Result<(), Error> {
    tx.put(
        "INSERT INTO places_batches (id, label, name, body, area, unit, on_day, until_day,
             recheck_day, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            batch.id,
            batch.label.as_str(),
            batch.name.as_str(),
            batch.body.as_str(),
            batch.area.as_str(),
            batch.unit,
            batch.on.to_string(),
            batch.until.to_string(),
            batch.recheck.to_string(),
            by,
            batch.made_at,
        ],
    )
}

const ASSESSMENT: &str = "SELECT batch, place, marks, level, at FROM places_assessments";

/// What was found in a batch.
pub fn assessments(db: &mut Db<'_>, batch: BatchId) -> Result<Vec<Assessment>, Error> {
    db.query(&format!("{ASSESSMENT} WHERE batch = $1 ORDER BY at"), params![batch], assessment_of)
}

/// What was last found of a place.
pub fn last_assessment(db: &mut Db<'_>, place: PlaceId) -> Result<Option<Assessment>, Error> {
    let sql = format!("{ASSESSMENT} WHERE place = $1 ORDER BY at DESC LIMIT 1");
    db.query_opt(&sql, params![place], assessment_of)
}

/// False when this place has one in this batch.
pub(crate) fn insert_assessment(
    tx: &mut Tx<'_>,
    found: &Assessment,
    by: PersonId,
) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO places_assessments (batch, place, marks, level, at, actor)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (batch, place) DO NOTHING",
        params![found.batch, found.place, json(&found.marks)?, found.level, found.at, by],
    )?;
    Ok(rows == 1)
}

const LABEL: &str = "SELECT l.place, l.label, l.batch, l.level, l.assessed_at, l.until_day,
     l.recheck_day, l.taken_at, l.taken_for, l.paused_at, l.proposed_at, l.stopped
     FROM places_labels l";

pub fn find(db: &mut Db<'_>, place: PlaceId) -> Result<Option<Label>, Error> {
    db.query_opt(&format!("{LABEL} WHERE l.place = $1"), params![place], label_of)
}

/// Which places of an area carry a label today, in the order of their codes and after one.
pub fn labelled(
    db: &mut Db<'_>,
    (label, area): (&str, &AreaCode),
    today: Day,
    after: &str,
    limit: usize,
) -> Result<Vec<PlaceId>, Error> {
    let (low, high) = area.range();
    db.query(
        "SELECT l.place FROM places_labels l JOIN places_places p ON p.id = l.place
         WHERE l.label = $1 AND l.until_day >= $2 AND l.taken_at IS NULL AND l.paused_at IS NULL
             AND p.closed_at IS NULL AND p.area BETWEEN $3 AND $4 AND p.code > $5
         ORDER BY p.code LIMIT $6",
        params![label, today.to_string(), low, high, after, limit],
        |row| row.get(0),
    )
}

/// Places of an area that carry a label and that somebody should look at again.
pub fn due(
    db: &mut Db<'_>,
    area: &AreaCode,
    today: Day,
    limit: usize,
) -> Result<Vec<PlaceId>, Error> {
    let (low, high) = area.range();
    db.query(
        "SELECT l.place FROM places_labels l JOIN places_places p ON p.id = l.place
         WHERE l.until_day >= $1 AND l.taken_at IS NULL AND p.closed_at IS NULL
             AND (l.recheck_day <= $1 OR l.proposed_at IS NOT NULL)
             AND p.area BETWEEN $2 AND $3
         ORDER BY l.recheck_day, p.code LIMIT $4",
        params![today.to_string(), low, high, limit],
        |row| row.get(0),
    )
}

pub(crate) fn keep(tx: &mut Tx<'_>, place: PlaceId, label: &Label) -> Result<(), Error> {
    tx.put(
        "INSERT INTO places_labels (place, label, batch, level, assessed_at, until_day, recheck_day,
             taken_at, taken_for, paused_at, proposed_at, stopped)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (place) DO UPDATE SET label = $2, batch = $3, level = $4, assessed_at = $5,
             until_day = $6, recheck_day = $7, taken_at = $8, taken_for = $9, paused_at = $10,
             proposed_at = $11, stopped = $12",
        params![
            place,
            label.label.as_str(),
            label.batch,
            label.level,
            label.assessed_at,
            label.until.map(|day| day.to_string()),
            label.recheck.map(|day| day.to_string()),
            label.taken_at,
            label.taken_for.as_str(),
            label.paused_at,
            label.proposed_at,
            label.stopped,
        ],
    )
}

/// Something that happened to a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Timestamp,
    /// The last part of the words' keys: `passed`, `failed`, `removed`, `paused`, …
    pub what: String,
    pub said: String,
}

/// The history of a place's label, the latest first.
pub fn steps(db: &mut Db<'_>, place: PlaceId, limit: usize) -> Result<Vec<Step>, Error> {
    db.query(
        "SELECT at, what, said FROM places_label_steps WHERE place = $1 ORDER BY seq DESC
         LIMIT $2",
        params![place, limit],
        |row| Ok(Step { at: row.get(0)?, what: row.get(1)?, said: row.get(2)? }),
    )
}

pub(crate) fn add_step(
    tx: &mut Tx<'_>,
    place: PlaceId,
    what: &str,
    said: &str,
) -> Result<(), Error> {
    let (now, actor) = (tx.now(), tx.stamp().actor);
    let last: i64 = tx.query_one(
        "SELECT COALESCE(MAX(seq), 0) FROM places_label_steps WHERE place = $1",
        params![place],
        |row| row.get(0),
    )?;
    tx.put(
        "INSERT INTO places_label_steps (place, seq, at, actor, what, said)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![place, last + 1, now, actor, what, said],
    )
}

/// A rider's complaint, without the rider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub case: CaseId,
    pub place: PlaceId,
    /// Code of the catalogue's reason.
    pub reason: String,
    pub at: Timestamp,
    /// `open`, `upheld` or `unfounded`.
    pub standing: String,
}

const COMPLAINT: &str = "SELECT case_id, place, reason, at, standing FROM places_complaints";

pub fn complaint(db: &mut Db<'_>, case: CaseId) -> Result<Option<Complaint>, Error> {
    db.query_opt(&format!("{COMPLAINT} WHERE case_id = $1"), params![case], complaint_of)
}

/// Complaints of a place, the latest first.
pub fn complaints(db: &mut Db<'_>, place: PlaceId, limit: usize) -> Result<Vec<Complaint>, Error> {
    let sql = format!("{COMPLAINT} WHERE place = $1 ORDER BY at DESC LIMIT $2");
    db.query(&sql, params![place, limit], complaint_of)
}

/// How many complaints made since an instant were upheld.
pub fn upheld(db: &mut Db<'_>, place: PlaceId, since: Timestamp) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM places_complaints
         WHERE place = $1 AND at >= $2 AND standing = 'upheld'",
        params![place, since],
        |row| row.get(0),
    )
}

pub(crate) fn insert_complaint(
    tx: &mut Tx<'_>,
    case: CaseId,
    place: PlaceId,
    reason: &str,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO places_complaints (case_id, place, reason, at, standing)
         VALUES ($1, $2, $3, $4, 'open')",
        params![case, place, reason, now],
    )
}

pub(crate) fn settle(tx: &mut Tx<'_>, case: CaseId, standing: &str) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE places_complaints SET standing = $2, settled_at = $3 WHERE case_id = $1",
        params![case, standing, now],
    )
}

fn batch_of(row: &Row<'_>) -> Result<Batch, Error> {
    Ok(Batch {
        id: row.get(0)?,
        label: row.get(1)?,
        name: row.get(2)?,
        body: row.get(3)?,
        area: row.parse(4)?,
        unit: row.get(5)?,
        on: row.parse(6)?,
        until: row.parse(7)?,
        recheck: row.parse(8)?,
        made_at: row.get(9)?,
    })
}

fn assessment_of(row: &Row<'_>) -> Result<Assessment, Error> {
    Ok(Assessment {
        batch: row.get(0)?,
        place: row.get(1)?,
        marks: from_json(row, 2)?,
        level: row.get(3)?,
        at: row.get(4)?,
    })
}

fn label_of(row: &Row<'_>) -> Result<Label, Error> {
    let day = |column: usize, name: &'static str| {
        let text: Option<String> = row.get(column)?;
        text.map(|text| parsed(&text, name)).transpose()
    };
    Ok(Label {
        label: row.get(1)?,
        batch: row.get(2)?,
        level: row.get(3)?,
        assessed_at: row.get(4)?,
        until: day(5, "until_day")?,
        recheck: day(6, "recheck_day")?,
        taken_at: row.get(7)?,
        taken_for: row.get(8)?,
        paused_at: row.get(9)?,
        proposed_at: row.get(10)?,
        stopped: row.get(11)?,
    })
}

fn complaint_of(row: &Row<'_>) -> Result<Complaint, Error> {
    Ok(Complaint {
        case: row.get(0)?,
        place: row.get(1)?,
        reason: row.get(2)?,
        at: row.get(3)?,
        standing: row.get(4)?,
    })
}
