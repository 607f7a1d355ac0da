//! A chart is handed in: taken whole, or not at all.

use std::collections::BTreeMap;

use access::{Action, Actor};
use catalogue::Category;
use contracts::UnitId;
use kernel::Day;
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{
    Chart, Entry, key,
    raise::raise,
    read::{Row, Wrong, check},
    store,
};
use crate::{Desk, Fault, sign};

/// Whose chart it is, of which day.
#[derive(Debug, Clone, Copy)]
pub struct Handed {
    pub firm: UnitId,
    /// The Party unit that decides what follows; later charts stay with it for as long as it is open.
    pub owner: UnitId,
    /// The day (Shanghai) on which the firm was so; today or earlier.
    pub day: Day,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It is the newest now, and so many proposals are open.
    New { number: i64, proposals: usize },
    /// It says what the newest one says.
    Unchanged,
}

/// Takes a chart in. Rows that are wrong come back, and then nothing is taken.
///
/// # Errors
/// [`Fault::NotFound`] for whoever may not manage the owner; [`Fault::Invalid`] of `firm`, `owner`
/// or `day`: older than the newest one, or to come.
pub fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    handed: Handed,
    rows: &[Row],
) -> Result<Result<Taken, Vec<Wrong>>, Fault> {
    is_firm(desk, handed.firm)?;
    desk.branch("owner", handed.owner)?;
    desk.permit(actor, Action::BranchManage, handed.owner)?;
    tx.lock(key(handed.firm).as_bytes())?;
    if desk.tree.place(tx, handed.owner)?.is_none() {
        return Err(Fault::invalid("owner", "branches-no-branch"));
    }
    let last = store::newest(tx, handed.firm)?;
    let digest = digest(rows)?;
    if let Some(last) = &last {
        // Another one decides only where the one before is no more.
        if last.owner != handed.owner && desk.tree.place(tx, last.owner)?.is_some() {
            return Err(Fault::invalid("owner", "branches-chart-owner-other"));
        }
        if last.digest == digest {
            return Ok(Ok(Taken::Unchanged));
        }
        if handed.day < last.day {
            return Err(Fault::invalid("day", "branches-chart-old"));
        }
    }
    if handed.day > tx.now().day() {
        return Err(Fault::invalid("day", "branches-day-future"));
    }
    let known = last.as_ref().map(|last| last.entries.keys().map(String::as_str).collect());
    if let Err(wrong) = check(rows, &known.unwrap_or_default()) {
        return Ok(Err(wrong));
    }
    sign::acted(tx, actor)?;
    let chart = Chart {
        firm: handed.firm,
        number: last.as_ref().map_or(0, |last| last.number) + 1,
        day: handed.day,
        digest,
        owner: handed.owner,
        stated_by: actor.person,
        stated_at: tx.now(),
        entries: entries(rows, last.as_ref()),
    };
    store::insert(tx, &chart)?;
    tx.record(Record {
        action: "chart.take",
        subject_kind: "chart",
        subject: *chart.firm.as_bytes(),
        area: "",
        detail: json!({
            "number": chart.number,
            "day": chart.day,
            "owner": chart.owner,
            "units": chart.entries.len(),
            "digest": chart.digest,
        }),
    })?;
    let proposals = raise(tx, desk, chart.firm)?;
    Ok(Ok(Taken::New { number: chart.number, proposals }))
}

fn is_firm(desk: &Desk, firm: UnitId) -> Result<(), Fault> {
    let card = desk.units.unit(firm);
    let kind = card.and_then(|card| desk.catalogue.unit_kind(&card.kind));
    if kind.is_some_and(|kind| kind.category == Category::Firm) {
        Ok(())
    } else {
        Err(Fault::invalid("firm", "branches-chart-firm"))
    }
}

/// Of what the rows say, in whatever order and kind of file.
fn digest(rows: &[Row]) -> Result<String, Error> {
    let mut said: Vec<_> = rows.iter().map(|row| (&row.unit, &row.from, row.headcount)).collect();
    said.sort_unstable();
    let text = serde_json::to_string(&said).map_err(|error| Error::Refused(error.to_string()))?;
    Ok(sheets::digest(text.as_bytes()))
}

fn entries(rows: &[Row], last: Option<&Chart>) -> BTreeMap<String, Entry> {
    let before = |code: &str| last.and_then(|last| last.entries.get(code));
    let entry = |row: &Row| {
        let same = row.from.is_empty() && before(&row.unit.code).is_some();
        let origins = if same { vec![row.unit.code.clone()] } else { row.from.clone() };
        // Of what came out of units of which nobody has decided, nobody has decided either.
        let undecided = origins.iter().all(|code| before(code).is_some_and(|entry| entry.fresh));
        let fresh = last.is_some() && undecided;
        Entry { unit: row.unit.clone(), origins, headcount: row.headcount, fresh }
    };
    rows.iter().map(|row| (row.unit.code.clone(), entry(row))).collect()
}
