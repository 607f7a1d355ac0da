//! SQL of leads, workers, contacts and settings.

use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, params};

use super::{Contact, ContactId, Ended, Lead, LeadId, Settings, Worker, WorkerId};
use crate::{BatchId, MemberId};

const WORKER: &str =
    "SELECT id, worker, branch, area, language, since, until, declined_at FROM branches_workers";
const CONTACT: &str =
    "SELECT c.id, c.worker, c.member, c.since, c.until, c.ended_why FROM branches_contacts c";

/// How a branch pairs; the default where nobody has said.
pub fn settings(db: &mut Db<'_>, branch: UnitId) -> Result<Settings, Error> {
    let found = db.query_opt(
        "SELECT workers, is_cap, days FROM branches_pairing WHERE branch = $1",
        params![branch],
        |row| {
            let small = |index| -> Result<u32, Error> {
                Ok(u32::try_from(row.get::<i64>(index)?).unwrap_or(u32::MAX))
            };
            Ok(Settings { workers: small(0)?, is_cap: row.get(1)?, days: small(2)? })
        },
    )?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn set(tx: &mut Tx<'_>, branch: UnitId, settings: Settings) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO branches_pairing (branch, workers, is_cap, days, changed_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (branch)
         DO UPDATE SET workers = $2, is_cap = $3, days = $4, changed_at = $5",
        params![branch, settings.workers, settings.is_cap, settings.days, now],
    )
}

/// The workers whom a branch looks after now.
pub fn workers_of(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Worker>, Error> {
    let sql = format!("{WORKER} WHERE branch = $1 AND until IS NULL ORDER BY id");
    db.query(&sql, params![branch], worker)
}

/// A worker's entry now.
pub fn worker_of(db: &mut Db<'_>, person: PersonId) -> Result<Option<Worker>, Error> {
    let sql = format!("{WORKER} WHERE worker = $1 AND until IS NULL");
    db.query_opt(&sql, params![person], worker)
}

/// The contacts of a branch's workers, past ones too, the oldest first.
pub fn contacts_of(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Contact>, Error> {
    let sql = format!(
        "{CONTACT} JOIN branches_workers w ON w.id = c.worker
         WHERE w.branch = $1 AND w.until IS NULL ORDER BY c.since, c.id"
    );
    db.query(&sql, params![branch], contact)
}

/// The contact of a worker now.
pub fn contact_of(db: &mut Db<'_>, id: WorkerId) -> Result<Option<Contact>, Error> {
    let sql = format!("{CONTACT} WHERE c.worker = $1 AND c.until IS NULL");
    db.query_opt(&sql, params![id], contact)
}

/// The workers whose contact a member is now.
pub fn contacts_by(db: &mut Db<'_>, member: MemberId) -> Result<Vec<Contact>, Error> {
    let sql = format!("{CONTACT} WHERE c.member = $1 AND c.until IS NULL ORDER BY c.since, c.id");
    db.query(&sql, params![member], contact)
}

/// Workers who wanted a contact at an instant, and how many of them had one.
pub fn covered_at(db: &mut Db<'_>, branch: UnitId, at: Timestamp) -> Result<(i64, i64), Error> {
    db.query_one(
        "SELECT COUNT(*), COUNT(CASE WHEN EXISTS (SELECT 1 FROM branches_contacts c
                 WHERE c.worker = w.id AND c.since <= $2 AND (c.until IS NULL OR c.until > $2))
             THEN 1 END)
         FROM branches_workers w
         WHERE w.branch = $1 AND w.since <= $2 AND (w.until IS NULL OR w.until > $2)
             AND (w.declined_at IS NULL OR w.declined_at > $2)",
        params![branch, at],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(super) fn insert_worker(tx: &mut Tx<'_>, worker: &Worker) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO branches_workers (id, worker, branch, area, language, since)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            worker.id,
            worker.worker,
            worker.branch,
            worker.area.as_str(),
            worker.language.as_str(),
            worker.since,
        ],
    )?;
    Ok(())
}

pub(super) fn end_worker(tx: &mut Tx<'_>, id: WorkerId) -> Result<(), Error> {
    let now = tx.now();
    tx.put("UPDATE branches_workers SET until = $2 WHERE id = $1", params![id, now])
}

pub(super) fn decline(tx: &mut Tx<'_>, id: WorkerId, declines: bool) -> Result<(), Error> {
    let at = declines.then(|| tx.now());
    tx.put("UPDATE branches_workers SET declined_at = $2 WHERE id = $1", params![id, at])
}

/// The branch looks after its worker from another branch now: the member has moved with a split.
pub(crate) fn move_worker(tx: &mut Tx<'_>, id: WorkerId, branch: UnitId) -> Result<(), Error> {
    tx.put("UPDATE branches_workers SET branch = $2 WHERE id = $1", params![id, branch])
}

/// All workers of a branch go to another one.
pub(crate) fn move_workers(tx: &mut Tx<'_>, from: UnitId, to: UnitId) -> Result<(), Error> {
    tx.put("UPDATE branches_workers SET branch = $2 WHERE branch = $1", params![from, to])
}

pub(super) fn insert_contact(
    tx: &mut Tx<'_>,
    worker: WorkerId,
    member: MemberId,
) -> Result<ContactId, Error> {
    let (id, now): (ContactId, _) = (tx.id(), tx.now());
    tx.execute(
        "INSERT INTO branches_contacts (id, worker, member, since) VALUES ($1, $2, $3, $4)",
        params![id, worker, member, now],
    )?;
    Ok(id)
}

pub(super) fn end_contact(tx: &mut Tx<'_>, id: ContactId, why: Ended) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_contacts SET until = $2, ended_why = $3 WHERE id = $1 AND until IS NULL",
        params![id, now, why.as_str()],
    )
}

/// The leads between members who take part in a branch now.
pub fn leads_in(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Lead>, Error> {
    db.query(
        "SELECT l.id, l.lead, l.member FROM branches_leads l
         JOIN branches_members m ON m.id = l.member
         WHERE (m.home = $1 OR m.floating = $1) AND l.until IS NULL ORDER BY l.id",
        params![branch],
        |row| Ok(Lead { id: row.get(0)?, lead: row.get(1)?, member: row.get(2)? }),
    )
}

pub(super) fn insert_lead(
    tx: &mut Tx<'_>,
    lead: MemberId,
    member: MemberId,
) -> Result<LeadId, Error> {
    let (id, now): (LeadId, _) = (tx.id(), tx.now());
    tx.execute(
        "INSERT INTO branches_leads (id, lead, member, since) VALUES ($1, $2, $3, $4)",
        params![id, lead, member, now],
    )?;
    Ok(id)
}

/// Ends every lead to or from a member.
pub(super) fn end_leads(tx: &mut Tx<'_>, member: MemberId, why: Ended) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_leads SET until = $2, ended_why = $3
         WHERE (lead = $1 OR member = $1) AND until IS NULL",
        params![member, now, why.as_str()],
    )
}

/// Ends one lead because a split parts the two.
pub(crate) fn part(tx: &mut Tx<'_>, id: LeadId, batch: BatchId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_leads SET until = $2, ended_why = 'split', batch = $3 WHERE id = $1",
        params![id, now, batch],
    )
}

/// Takes back what [`part`] did, but where the member has another lead by now.
pub(crate) fn rejoin(tx: &mut Tx<'_>, batch: BatchId) -> Result<(), Error> {
    tx.put(
        "UPDATE branches_leads SET until = NULL, ended_why = NULL, batch = NULL
         WHERE batch = $1 AND NOT EXISTS (SELECT 1 FROM branches_leads other
             WHERE other.member = branches_leads.member AND other.until IS NULL)",
        params![batch],
    )
}

fn worker(row: &Row<'_>) -> Result<Worker, Error> {
    Ok(Worker {
        id: row.get(0)?,
        worker: row.get(1)?,
        branch: row.get(2)?,
        area: row.parse(3)?,
        language: row.get(4)?,
        since: row.get(5)?,
        until: row.get(6)?,
        declined_at: row.get(7)?,
    })
}

fn contact(row: &Row<'_>) -> Result<Contact, Error> {
    let why: Option<String> = row.get(5)?;
    Ok(Contact {
        id: row.get(0)?,
        worker: row.get(1)?,
        member: row.get(2)?,
        since: row.get(3)?,
        until: row.get(4)?,
        why: why.and_then(|why| Ended::read(&why)),
    })
}

/// Who leads a member now.
pub fn lead_of(db: &mut Db<'_>, member: MemberId) -> Result<Option<Lead>, Error> {
    let sql = "SELECT id, lead, member FROM branches_leads WHERE member = $1 AND until IS NULL";
    db.query_opt(sql, params![member], |row| {
        Ok(Lead { id: row.get(0)?, lead: row.get(1)?, member: row.get(2)? })
    })
}

pub(super) fn end_lead(tx: &mut Tx<'_>, id: LeadId, why: Ended) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_leads SET until = $2, ended_why = $3 WHERE id = $1",
        params![id, now, why.as_str()],
    )
}
