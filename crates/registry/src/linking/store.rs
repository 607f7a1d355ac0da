//! SQL of links, subjects, proposals, verdicts and runs.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, Value, params};

use super::{
    Link, LinkId, Pair, Proposal, ProposalId, State,
    reason::{read, written},
    subject::{Edge, subjects},
};
use crate::RecordId;

const LINK: &str = "SELECT l.id, l.one, l.other, l.since, l.probability, l.reasons, l.run,
        l.made_by, l.until, l.ended_by, l.ended_why FROM registry_links l";
const PROPOSAL: &str = "SELECT p.id, p.one, p.other, p.probability, p.reasons, p.made_at, p.state,
        p.after FROM registry_proposals p";

/// Writes of links take turns: each sees what the one before it made of the subjects.
pub fn hold(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.lock(b"registry-links")
}

/// All open links, as far as subjects follow from them.
pub fn edges(db: &mut Db<'_>) -> Result<Vec<Edge>, Error> {
    let sql = "SELECT since, one, other FROM registry_links WHERE until IS NULL";
    db.query(sql, params![], edge)
}

/// How probable each open link was that the program drew.
pub fn probabilities(db: &mut Db<'_>) -> Result<Vec<f64>, Error> {
    let sql = "SELECT probability FROM registry_links WHERE until IS NULL AND run IS NOT NULL";
    db.query(sql, params![], |row| row.get(0))
}

fn edge(row: &Row<'_>) -> Result<Edge, Error> {
    Ok(Edge { since: row.get(0)?, pair: Pair { one: row.get(1)?, other: row.get(2)? } })
}

/// Pairs of which somebody said that they are not one person.
pub fn apart(db: &mut Db<'_>) -> Result<Vec<Pair>, Error> {
    let sql = "SELECT one, other FROM registry_apart WHERE until IS NULL";
    db.query(sql, params![], |row| Ok(Pair { one: row.get(0)?, other: row.get(1)? }))
}

/// Records of which somebody said that they are not the person of this one.
pub fn apart_from(db: &mut Db<'_>, record: RecordId) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT CASE WHEN one = $1 THEN other ELSE one END FROM registry_apart
         WHERE (one = $1 OR other = $1) AND until IS NULL";
    db.query(sql, params![record], |row| row.get(0))
}

pub fn say_apart(tx: &mut Tx<'_>, pair: Pair, by: Option<PersonId>) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO registry_apart (one, other, said_by, said_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (one, other, said_at) DO NOTHING",
        params![pair.one, pair.other, by, now],
    )
}

/// The subject of a record; the record itself while it is linked to nothing.
pub fn subject_of(db: &mut Db<'_>, record: RecordId) -> Result<RecordId, Error> {
    let sql = "SELECT subject FROM registry_subjects WHERE record = $1";
    Ok(db.query_opt(sql, params![record], |row| row.get(0))?.unwrap_or(record))
}

/// The records of a subject, in their order.
pub fn members(db: &mut Db<'_>, subject: RecordId) -> Result<Vec<RecordId>, Error> {
    let sql = "SELECT record FROM registry_subjects WHERE subject = $1 ORDER BY record";
    let found = db.query(sql, params![subject], |row| row.get(0))?;
    Ok(if found.is_empty() { vec![subject] } else { found })
}

/// The subject of every record that is linked.
pub fn all_subjects(db: &mut Db<'_>) -> Result<BTreeMap<RecordId, RecordId>, Error> {
    let sql = "SELECT record, subject FROM registry_subjects";
    Ok(db.query(sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// Puts the cache right where it says something else than `now` of the records in `before`.
pub fn set_subjects(
    tx: &mut Tx<'_>,
    before: &BTreeMap<RecordId, RecordId>,
    now: &BTreeMap<RecordId, RecordId>,
) -> Result<(), Error> {
    for record in before.keys().filter(|record| !now.contains_key(record)) {
        tx.put("DELETE FROM registry_subjects WHERE record = $1", params![*record])?;
    }
    let mut new = Vec::new();
    for (record, subject) in now {
        match before.get(record) {
            Some(known) if known == subject => {}
            Some(_) => tx.put(
                "UPDATE registry_subjects SET subject = $2 WHERE record = $1",
                params![*record, *subject],
            )?,
            None => new.extend([Value::from(*record), (*subject).into()]),
        }
    }
    tx.bulk("registry_subjects", &["record", "subject"], new)?;
    Ok(())
}

/// Works out again to whom the records of these subjects belong.
pub fn renew(tx: &mut Tx<'_>, touched: &BTreeSet<RecordId>) -> Result<(), Error> {
    let (mut before, mut open) = (BTreeMap::new(), BTreeSet::new());
    for subject in touched {
        for record in members(tx, *subject)? {
            let known = "SELECT subject FROM registry_subjects WHERE record = $1";
            before.extend(
                tx.query_opt(known, params![record], |row| row.get(0))?.map(|name| (record, name)),
            );
            let sql = "SELECT since, one, other FROM registry_links
                 WHERE (one = $1 OR other = $1) AND until IS NULL";
            open.extend(tx.query(sql, params![record], edge)?);
        }
    }
    let open: Vec<Edge> = open.into_iter().collect();
    set_subjects(tx, &before, &subjects(&open))
}

/// The columns of a new link.
const NEW_LINK: [&str; 8] =
    ["id", "one", "other", "since", "probability", "reasons", "run", "made_by"];

pub fn add_links<'l>(
    tx: &mut Tx<'_>,
    links: impl IntoIterator<Item = &'l Link>,
) -> Result<(), Error> {
    let rows = links.into_iter().flat_map(|link| {
        [
            Value::from(link.id),
            link.pair.one.into(),
            link.pair.other.into(),
            link.since.into(),
            link.probability.into(),
            written(&link.reasons).into(),
            link.run.into(),
            link.made_by.into(),
        ]
    });
    tx.bulk("registry_links", &NEW_LINK, rows.collect())?;
    Ok(())
}

pub fn end_link(tx: &mut Tx<'_>, id: LinkId, by: Option<PersonId>, why: &str) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE registry_links SET until = $2, ended_by = $3, ended_why = $4 WHERE id = $1",
        params![id, now, by, why],
    )
}

pub fn find_link(db: &mut Db<'_>, id: LinkId) -> Result<Option<Link>, Error> {
    db.query_opt(&format!("{LINK} WHERE l.id = $1"), params![id], link)
}

/// The links of a record, the oldest first; those that were taken back too where `past`.
pub fn links_of(db: &mut Db<'_>, record: RecordId, past: bool) -> Result<Vec<Link>, Error> {
    let which = if past { "" } else { "AND l.until IS NULL" };
    let order = "ORDER BY l.since, l.one, l.other, l.id";
    let sql = format!("{LINK} WHERE (l.one = $1 OR l.other = $1) {which} {order}");
    db.query(&sql, params![record], link)
}

fn link(row: &Row<'_>) -> Result<Link, Error> {
    Ok(Link {
        id: row.get(0)?,
        pair: Pair { one: row.get(1)?, other: row.get(2)? },
        since: row.get(3)?,
        probability: row.get(4)?,
        reasons: read(&row.get::<String>(5)?),
        run: row.get(6)?,
        made_by: row.get(7)?,
        until: row.get(8)?,
        ended_by: row.get(9)?,
        ended_why: row.get(10)?,
    })
}

pub fn find_proposal(db: &mut Db<'_>, id: ProposalId) -> Result<Option<Proposal>, Error> {
    db.query_opt(&format!("{PROPOSAL} WHERE p.id = $1"), params![id], proposal)
}

/// Proposals that wait for a person, in areas that begin with `area`, those nearest to certain
/// first, then by age. What has become one person otherwise needs no answer.
pub fn waiting(
    db: &mut Db<'_>,
    area: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Proposal>, Error> {
    let sql = format!(
        "{PROPOSAL} LEFT JOIN registry_subjects a ON a.record = p.one
         LEFT JOIN registry_subjects b ON b.record = p.other
         WHERE p.state = 'waiting' AND p.area >= $1 AND p.area < $2 AND p.after <= $3
             AND (a.subject IS NULL OR b.subject IS NULL OR a.subject <> b.subject)
         ORDER BY p.probability DESC, p.id LIMIT $4"
    );
    // Digits come before ':'.
    db.query(&sql, params![area, format!("{area}:"), now, limit], proposal)
}

fn proposal(row: &Row<'_>) -> Result<Proposal, Error> {
    let state: String = row.get(6)?;
    let corrupt = || Error::Corrupt(format!("no proposal is {state:?}"));
    Ok(Proposal {
        id: row.get(0)?,
        pair: Pair { one: row.get(1)?, other: row.get(2)? },
        probability: row.get(3)?,
        reasons: read(&row.get::<String>(4)?),
        made_at: row.get(5)?,
        state: State::read(&state).ok_or_else(corrupt)?,
        after: row.get(7)?,
    })
}

/// Pairs about which somebody was or is asked.
pub fn proposed(db: &mut Db<'_>) -> Result<BTreeSet<Pair>, Error> {
    let sql = "SELECT one, other FROM registry_proposals";
    let found =
        db.query(sql, params![], |row| Ok(Pair { one: row.get(0)?, other: row.get(1)? }))?;
    Ok(found.into_iter().collect())
}

pub fn set_proposal(
    tx: &mut Tx<'_>,
    id: ProposalId,
    state: State,
    after: Timestamp,
    by: PersonId,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE registry_proposals SET state = $2, after = $3, decided_by = $4, decided_at = $5
         WHERE id = $1",
        params![id, state.as_str(), after, by, now],
    )
}

/// A record is erased: nothing is asked about it any more.
pub fn drop_proposals(tx: &mut Tx<'_>, record: RecordId) -> Result<(), Error> {
    tx.put("DELETE FROM registry_proposals WHERE one = $1 OR other = $1", params![record])
}

/// The columns of a new proposal.
pub const NEW_PROPOSAL: [&str; 10] =
    ["id", "one", "other", "area", "probability", "reasons", "run", "made_at", "state", "after"];

/// When the last run began, or the last that learnt its weights, in microseconds; 0 before the
/// first one.
pub fn last_begun(db: &mut Db<'_>, learnt: bool) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(begun_at), 0) FROM registry_runs WHERE learnt >= $1";
    db.query_one(sql, params![i64::from(learnt)], |row| row.get(0))
}

/// The weights that were learnt last, as JSON.
pub fn last_model(db: &mut Db<'_>) -> Result<Option<String>, Error> {
    let sql =
        "SELECT model FROM registry_runs WHERE learnt = 1 ORDER BY begun_at DESC, id DESC LIMIT 1";
    db.query_opt(sql, params![], |row| row.get(0))
}

/// Whether a file was taken in to its end since then (microseconds).
pub fn has_file_since(db: &mut Db<'_>, since: i64) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM registry_batches WHERE finished_at > $1";
    db.query_one(sql, params![since], |row| Ok(row.get::<i64>(0)? > 0))
}
