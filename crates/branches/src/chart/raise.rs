//! What a firm's newest chart calls for, given who answers for what: the proposals that are open.

use std::collections::BTreeSet;

use contracts::UnitId;
use kernel::AreaCode;
use storage::Tx;

use super::{
    Body, Chart, Kind, Link, Party, Proposal, State,
    compare::{Change, Charts, Old, above, became, changes},
    store,
};
use crate::{Desk, Fault, task};

/// Days in which the owner should have decided.
pub const DUE_DAYS: i32 = 30;

/// A firm's charts with who answers for what.
pub(super) struct Book {
    pub newest: Chart,
    /// From the chart up to which the oldest link is settled.
    charts: Charts,
    pub links: Vec<Link>,
    olds: Vec<Old>,
}

/// Brings a firm's open proposals up to date; answers how many there are. One that is still called
/// for stays as it is, with its age. Whoever calls holds the firm's charts.
///
/// # Errors
/// When the store fails.
pub(super) fn raise(tx: &mut Tx<'_>, desk: &Desk, firm: UnitId) -> Result<usize, Fault> {
    let Some(book) = Book::read(tx, desk, firm)? else { return Ok(0) };
    let number = book.newest.number;
    let mut wanted: Vec<(Kind, Body)> = Vec::new();
    for change in changes(&book.charts, &book.olds) {
        wanted.extend(book.proposed(tx, desk, change)?);
    }
    let changed: BTreeSet<&str> = wanted
        .iter()
        .flat_map(|(_, body)| body.before.iter().map(|before| before.unit.code.as_str()))
        .collect();
    for link in &book.links {
        if !changed.contains(link.code.as_str()) && link.number < number {
            store::settle_link(tx, link.id, number)?;
        }
    }
    for entry in book.newest.entries.values().filter(|entry| entry.fresh) {
        if book.links.iter().any(|link| link.code == entry.unit.code) {
            store::seen(tx, firm, number, &entry.unit.code)?;
        } else {
            let after = vec![entry.unit.clone()];
            wanted.push((Kind::New, Body { before: Vec::new(), after, parties: Vec::new() }));
        }
    }
    let open = wanted.len();
    reconcile(tx, &book.newest, wanted)?;
    Ok(open)
}

/// Keeps what is still called for, supersedes the rest, adds what is new.
fn reconcile(
    tx: &mut Tx<'_>,
    chart: &Chart,
    mut wanted: Vec<(Kind, Body)>,
) -> Result<(), storage::Error> {
    for known in store::open(tx, chart.firm)? {
        let same = |it: &(Kind, Body)| it.0 == known.kind && it.1 == known.body;
        if let Some(at) = wanted.iter().position(same) {
            wanted.remove(at);
        } else {
            store::end_proposal(tx, known.id, State::Superseded, None)?;
            task::done(tx, task::Kind::Chart, known.id, "superseded")?;
        }
    }
    let due = tx.now().day().plus(DUE_DAYS);
    for (kind, body) in wanted {
        let proposal = Proposal {
            id: tx.id(),
            firm: chart.firm,
            kind,
            body,
            state: State::Open,
            made_at: tx.now(),
            decided_at: None,
            reason: None,
        };
        store::insert_proposal(tx, &proposal)?;
        task::open(tx, task::Kind::Chart, proposal.id, chart.owner, due)?;
    }
    Ok(())
}

impl Book {
    /// As it stands now; `None` for a firm without a chart. Links to Party units that were closed
    /// meanwhile are ended: they answer for nothing any more.
    pub(super) fn read(tx: &mut Tx<'_>, desk: &Desk, firm: UnitId) -> Result<Option<Self>, Fault> {
        let Some(newest) = store::newest(tx, firm)? else { return Ok(None) };
        let mut links = Vec::new();
        for link in store::links(tx, firm)? {
            if desk.tree.place(tx, link.unit)?.is_some() {
                links.push(link);
            } else {
                store::end_link(tx, link.id, None)?;
                super::link::record(tx, firm, "chart.unlink", &link)?;
            }
        }
        let since = links.iter().map(|link| link.number).min().unwrap_or(newest.number);
        let charts = store::since(tx, firm, since)?;
        let olds = olds(&charts, &links);
        Ok(Some(Self { newest, charts, links, olds }))
    }

    /// The proposal that a change calls for; `None` where no Party unit is concerned.
    fn proposed(
        &self,
        tx: &mut Tx<'_>,
        desk: &Desk,
        change: Change,
    ) -> Result<Option<(Kind, Body)>, Fault> {
        let codes: BTreeSet<&str> = change.before.iter().map(|it| it.unit.code.as_str()).collect();
        let units: BTreeSet<UnitId> =
            change.before.iter().flat_map(|it| it.parties.iter().copied()).collect();
        let shared = |unit: UnitId| {
            let mut links = self.links.iter();
            links.any(|link| link.unit == unit && !codes.contains(link.code.as_str()))
        };
        let mut parties: Vec<Party> = units
            .into_iter()
            .map(|unit| {
                let stays = unit == self.newest.owner || shared(unit);
                Party { unit, stays, under: None }
            })
            .collect();
        let mut kind = change.kind;
        if let (Kind::Move, [before], [after]) = (kind, &*change.before, &*change.after) {
            for party in parties.iter_mut().filter(|party| !party.stays) {
                party.under = self.moved(tx, desk, party.unit, &after.code)?;
            }
            let renamed = (&before.unit.code, &before.unit.name) != (&after.code, &after.name);
            match (parties.iter().any(|party| party.under.is_some()), renamed) {
                (true, true) => {}
                (true, false) => parties.retain(|party| party.under.is_some()),
                (false, true) => kind = Kind::Rename,
                (false, false) => return Ok(None),
            }
        }
        let Change { before, after, .. } = change;
        Ok(Some((kind, Body { before, after, parties })))
    }

    /// Where a Party unit would stand for a business unit; `None` where it stands there already.
    fn moved(
        &self,
        tx: &mut Tx<'_>,
        desk: &Desk,
        party: UnitId,
        code: &str,
    ) -> Result<Option<UnitId>, Fault> {
        let Some(card) = desk.units.unit(party) else { return Ok(None) };
        let stands = desk.tree.place(tx, party)?.and_then(|place| place.above);
        let wanted = self.place_for(desk, (&card.kind, &card.area), code, Some(party));
        Ok(wanted.filter(|wanted| Some(*wanted) != stands))
    }

    /// Under which Party unit one of this kind and area would stand for a business unit: the one
    /// that answers for the nearest unit above and can bear it, else the owner. `own` is the one
    /// that would stand there; nothing below it can bear it.
    pub(super) fn place_for(
        &self,
        desk: &Desk,
        (kind, area): (&str, &AreaCode),
        code: &str,
        own: Option<UnitId>,
    ) -> Option<UnitId> {
        let bears = |unit: &UnitId| {
            let below = |own| own == *unit || desk.tree.above(*unit).contains(&own);
            desk.tree.fits(kind, area, *unit) && !own.is_some_and(below)
        };
        let answering = |code: &str| {
            let olds = self.olds.iter();
            let its =
                olds.filter(|old| became(&self.charts, old.number, &old.unit.code).contains(code));
            its.flat_map(|old| old.parties.iter().copied()).filter(bears).min()
        };
        let nearest = above(&self.newest, code).into_iter().find_map(answering);
        nearest.or(Some(self.newest.owner).filter(bears))
    }
}

/// Business units with links, as each was in the chart up to which it is settled.
fn olds(charts: &Charts, links: &[Link]) -> Vec<Old> {
    let mut found: Vec<Old> = Vec::new();
    for link in links {
        if let Some(old) = found.last_mut().filter(|old| old.unit.code == link.code) {
            old.parties.push(link.unit);
        } else if let Some(entry) =
            charts.get(&link.number).and_then(|chart| chart.entries.get(&link.code))
        {
            let unit = entry.unit.clone();
            found.push(Old { unit, number: link.number, parties: vec![link.unit] });
        }
    }
    found
}
