//! SQL of charts, links and proposals.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::{Db, Error, Row, Tx, Value, params, value::parsed};

use super::{
    Chart, Entry, Kind, Link, LinkId, Named, Proposal, ProposalId, State, compare::Charts,
};

const CHART: &str = "SELECT firm, number, day, digest, owner, stated_by, stated_at
     FROM branches_charts";
const LINK: &str = "SELECT id, code, unit, number, from_day, until_day, stated_by
     FROM branches_chart_links";
const PROPOSAL: &str = "SELECT id, firm, kind, body, state, made_at, decided_at, reason
     FROM branches_chart_proposals";

/// A firm's newest chart.
pub fn newest(db: &mut Db<'_>, firm: UnitId) -> Result<Option<Chart>, Error> {
    let sql = format!("{CHART} WHERE firm = $1 ORDER BY number DESC LIMIT 1");
    let found = db.query_opt(&sql, params![firm], chart)?;
    found.map(|chart| filled(db, chart)).transpose()
}

/// The chart that held on a day.
pub fn on(db: &mut Db<'_>, firm: UnitId, day: Day) -> Result<Option<Chart>, Error> {
    let sql = format!("{CHART} WHERE firm = $1 AND day <= $2 ORDER BY number DESC LIMIT 1");
    let found = db.query_opt(&sql, params![firm, day.to_string()], chart)?;
    found.map(|chart| filled(db, chart)).transpose()
}

/// A firm's charts from a number on.
pub(super) fn since(db: &mut Db<'_>, firm: UnitId, number: i64) -> Result<Charts, Error> {
    let sql = format!("{CHART} WHERE firm = $1 AND number >= $2 ORDER BY number");
    let found = db.query(&sql, params![firm, number], chart)?;
    found.into_iter().map(|chart| Ok((chart.number, filled(db, chart)?))).collect()
}

/// The firms of whose charts these units decide, with the number of the newest, by firm.
pub fn of_owners(
    db: &mut Db<'_>,
    owners: &BTreeSet<UnitId>,
) -> Result<Vec<(UnitId, Day, UnitId)>, Error> {
    let mut found = BTreeMap::new();
    for owner in owners {
        let sql = format!("{CHART} WHERE owner = $1 ORDER BY firm, number");
        for chart in db.query(&sql, params![*owner], chart)? {
            found.insert(chart.firm, (chart.day, chart.owner));
        }
    }
    Ok(found.into_iter().map(|(firm, (day, owner))| (firm, day, owner)).collect())
}

fn filled(db: &mut Db<'_>, mut chart: Chart) -> Result<Chart, Error> {
    let sql = "SELECT code, name, parent, origins, headcount, fresh FROM branches_chart_units
         WHERE firm = $1 AND number = $2 ORDER BY code";
    let entries = db.query(sql, params![chart.firm, chart.number], entry)?;
    chart.entries = entries.into_iter().map(|it| (it.unit.code.clone(), it)).collect();
    Ok(chart)
}

pub(super) fn insert(tx: &mut Tx<'_>, chart: &Chart) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO branches_charts (firm, number, day, digest, owner, stated_by, stated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            chart.firm,
            chart.number,
            chart.day.to_string(),
            chart.digest.as_str(),
            chart.owner,
            chart.stated_by,
            chart.stated_at,
        ],
    )?;
    let mut rows: Vec<Value> = Vec::with_capacity(chart.entries.len() * 8);
    for entry in chart.entries.values() {
        let values = params![
            chart.firm,
            chart.number,
            entry.unit.code.as_str(),
            entry.unit.name.as_str(),
            entry.unit.parent.as_deref(),
            text(&entry.origins)?,
            entry.headcount,
            entry.fresh,
        ];
        rows.extend_from_slice(values);
    }
    let columns = ["firm", "number", "code", "name", "parent", "origins", "headcount", "fresh"];
    tx.bulk("branches_chart_units", &columns, rows)?;
    Ok(())
}

/// Somebody has decided about a unit that came out of none.
pub(super) fn seen(tx: &mut Tx<'_>, firm: UnitId, number: i64, code: &str) -> Result<(), Error> {
    tx.put(
        "UPDATE branches_chart_units SET fresh = 0 WHERE firm = $1 AND number = $2 AND code = $3",
        params![firm, number, code],
    )
}

/// Who answers for what now, by code.
pub fn links(db: &mut Db<'_>, firm: UnitId) -> Result<Vec<Link>, Error> {
    let sql = format!("{LINK} WHERE firm = $1 AND until_day IS NULL ORDER BY code, unit");
    db.query(&sql, params![firm], link)
}

/// Who answered for what on a day, by code.
pub fn links_on(db: &mut Db<'_>, firm: UnitId, day: Day) -> Result<Vec<Link>, Error> {
    let sql = format!(
        "{LINK} WHERE firm = $1 AND from_day <= $2 AND (until_day IS NULL OR until_day > $2)
         ORDER BY code, unit"
    );
    db.query(&sql, params![firm, day.to_string()], link)
}

pub(super) fn insert_link(tx: &mut Tx<'_>, firm: UnitId, link: &Link) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO branches_chart_links (id, firm, code, unit, number, from_day, stated_by,
             stated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            link.id,
            firm,
            link.code.as_str(),
            link.unit,
            link.number,
            link.from.to_string(),
            link.stated_by,
            now,
        ],
    )
}

pub(super) fn end_link(tx: &mut Tx<'_>, id: LinkId, by: Option<PersonId>) -> Result<(), Error> {
    let (today, now) = (tx.now().day().to_string(), tx.now());
    tx.put(
        "UPDATE branches_chart_links SET until_day = $2, ended_by = $3, ended_at = $4
         WHERE id = $1 AND until_day IS NULL",
        params![id, today, by, now],
    )
}

/// Up to which chart a link is settled.
pub(super) fn settle_link(tx: &mut Tx<'_>, id: LinkId, number: i64) -> Result<(), Error> {
    tx.put("UPDATE branches_chart_links SET number = $2 WHERE id = $1", params![id, number])
}

/// A proposal by its id.
pub fn find(db: &mut Db<'_>, id: ProposalId) -> Result<Option<Proposal>, Error> {
    db.query_opt(&format!("{PROPOSAL} WHERE id = $1"), params![id], proposal)
}

/// A firm's open proposals, the oldest first.
pub fn open(db: &mut Db<'_>, firm: UnitId) -> Result<Vec<Proposal>, Error> {
    let sql = format!("{PROPOSAL} WHERE firm = $1 AND state = 'open' ORDER BY made_at, id");
    db.query(&sql, params![firm], proposal)
}

/// A firm's proposals that were decided, the newest first.
pub fn decided(db: &mut Db<'_>, firm: UnitId, limit: usize) -> Result<Vec<Proposal>, Error> {
    let sql = format!(
        "{PROPOSAL} WHERE firm = $1 AND state IN ('accepted', 'refused')
         ORDER BY made_at DESC, id DESC LIMIT $2"
    );
    db.query(&sql, params![firm, limit], proposal)
}

pub(super) fn insert_proposal(tx: &mut Tx<'_>, it: &Proposal) -> Result<(), Error> {
    let body = text(&it.body)?;
    tx.put(
        "INSERT INTO branches_chart_proposals (id, firm, kind, body, state, made_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![it.id, it.firm, it.kind.as_str(), body, it.state.as_str(), it.made_at],
    )
}

pub(super) fn end_proposal(
    tx: &mut Tx<'_>,
    id: ProposalId,
    state: State,
    reason: Option<&str>,
) -> Result<(), Error> {
    let (now, by) = (tx.now(), tx.stamp().actor);
    tx.put(
        "UPDATE branches_chart_proposals SET state = $2, decided_at = $3, decided_by = $4,
             reason = $5
         WHERE id = $1",
        params![id, state.as_str(), now, by, reason],
    )
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Corrupt(format!("a chart: {error}")))
}

fn chart(row: &Row<'_>) -> Result<Chart, Error> {
    Ok(Chart {
        firm: row.get(0)?,
        number: row.get(1)?,
        day: row.parse(2)?,
        digest: row.get(3)?,
        owner: row.get(4)?,
        stated_by: row.get(5)?,
        stated_at: row.get(6)?,
        entries: BTreeMap::new(),
    })
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    let unit = Named { code: row.get(0)?, name: row.get(1)?, parent: row.get(2)? };
    let origins = read(&row.get::<String>(3)?)?;
    Ok(Entry { unit, origins, headcount: row.get(4)?, fresh: row.get(5)? })
}

fn link(row: &Row<'_>) -> Result<Link, Error> {
    let until: Option<String> = row.get(5)?;
    Ok(Link {
        id: row.get(0)?,
        code: row.get(1)?,
        unit: row.get(2)?,
        number: row.get(3)?,
        from: row.parse(4)?,
        until: until.map(|day| parsed(&day, "until_day")).transpose()?,
        stated_by: row.get(6)?,
    })
}

fn proposal(row: &Row<'_>) -> Result<Proposal, Error> {
    let (kind, state): (String, String) = (row.get(2)?, row.get(4)?);
    let strange = |word: &str| Error::Corrupt(format!("no proposal is {word:?}"));
    Ok(Proposal {
        id: row.get(0)?,
        firm: row.get(1)?,
        kind: Kind::read(&kind).ok_or_else(|| strange(&kind))?,
        body: read(&row.get::<String>(3)?)?,
        state: State::read(&state).ok_or_else(|| strange(&state))?,
        made_at: row.get(5)?,
        decided_at: row.get(6)?,
        reason: row.get(7)?,
    })
}
