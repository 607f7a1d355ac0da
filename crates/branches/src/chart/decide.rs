//! A person accepts a proposal, and what it calls for happens; or refuses it, and only who answers
//! for what follows the chart. Both are one transaction, and both settle it for good.

use std::collections::{BTreeMap, BTreeSet};

use access::{Action, Actor};
use catalogue::Rank;
use contracts::UnitId;
use kernel::AreaCode;
use planner::split::Shifts;
use serde_json::json;
use storage::{Record, Tx};

use super::{
    Body, Chart, Kind, Link, Proposal, ProposalId, State, effect, key,
    raise::{Book, raise},
    store,
};
use crate::{
    Desk, Fault,
    fault::text,
    plan::{PlanId, Wish as Division, draft::draft},
    port::NewBranch,
    sign, task,
};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 200;

/// What the person who accepts chooses; what is left out is chosen here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Of a merge: the Party unit that stays; the one with most members when left out.
    pub stays: Option<UnitId>,
    /// Names of Party units (zh, en); of a [`Kind::New`] the branch's, under the owner's id.
    pub names: BTreeMap<UnitId, (String, String)>,
    /// Of a new branch: code of the catalogue's unit kind.
    pub kind: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The division of these branches was drafted.
    Divided(Vec<PlanId>),
    /// Nothing can be divided: the Party units answer for all the parts.
    Shared,
    /// Fewer members are known there than a branch needs: placement follows the rules.
    TooFew,
}

/// Accepts a proposal.
///
/// # Errors
/// [`Fault::Conflict`] when it is no longer open, or a Party unit in it was closed; the faults of
/// what it calls for. Nothing has changed then.
pub fn accept(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: ProposalId,
    wish: &Wish,
) -> Result<Outcome, Fault> {
    let (it, chart) = hold(tx, desk, actor, id)?;
    for party in &it.body.parties {
        if desk.tree.place(tx, party.unit)?.is_none() {
            return Err(Fault::Conflict("branches-chart-gone"));
        }
    }
    sign::acted(tx, actor)?;
    let same = |unit| unit;
    let (outcome, answers) = match it.kind {
        Kind::New => found(tx, desk, actor, &it, &chart, wish)?,
        Kind::Merge => {
            let stays = merge(tx, desk, actor, &it, wish.stays)?;
            rename(tx, desk, &it, wish)?;
            let leaves: BTreeSet<UnitId> = leaving(&it.body, stays).collect();
            let kept = |unit| if leaves.contains(&unit) { stays.unwrap_or(unit) } else { unit };
            (Outcome::Done, answers(&it.body, kept))
        }
        Kind::Split => (divide(tx, desk, actor, &it.body)?, answers(&it.body, same)),
        Kind::Move | Kind::Rename => {
            for party in &it.body.parties {
                if let Some(under) = party.under {
                    desk.tree.regroup(tx, party.unit, under)?;
                }
            }
            rename(tx, desk, &it, wish)?;
            (Outcome::Done, answers(&it.body, same))
        }
        Kind::Close => {
            for party in it.body.parties.iter().filter(|party| !party.stays) {
                effect::close(tx, desk, (party.unit, chart.owner), actor.person)?;
            }
            (Outcome::Done, Answers::new())
        }
    };
    settle(tx, desk, actor, &it, &chart, answers, Verdict::Accepted)?;
    Ok(outcome)
}

/// Refuses a proposal: the Party's tree stays as it is. The Party units answer for what their
/// business units became, so the same is not proposed again.
///
/// # Errors
/// [`Fault::Conflict`] when it is no longer open; [`Fault::Invalid`] of `reason`.
pub fn refuse(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: ProposalId,
    reason: &str,
) -> Result<(), Fault> {
    let (it, chart) = hold(tx, desk, actor, id)?;
    let reason = text("reason", reason, 2, REASON_MAX)?;
    sign::acted(tx, actor)?;
    let answers = answers(&it.body, |unit| unit);
    settle(tx, desk, actor, &it, &chart, answers, Verdict::Refused(&reason))
}

/// An open proposal with the newest chart, for whoever manages its owner.
fn hold(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: ProposalId,
) -> Result<(Proposal, Chart), Fault> {
    let firm = store::find(tx, id)?.ok_or(Fault::NotFound)?.firm;
    tx.lock(key(firm).as_bytes())?;
    let it = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let chart = store::newest(tx, firm)?.ok_or(Fault::NotFound)?;
    desk.permit(actor, Action::BranchManage, chart.owner)?;
    match it.state {
        State::Open => Ok((it, chart)),
        State::Superseded => Err(Fault::Conflict("branches-chart-superseded")),
        State::Accepted | State::Refused => Err(Fault::Conflict("branches-moved-on")),
    }
}

/// Who answers for which code from now on.
type Answers = BTreeMap<String, BTreeSet<UnitId>>;

fn answers(body: &Body, kept: impl Fn(UnitId) -> UnitId) -> Answers {
    let mut found = Answers::new();
    for before in &body.before {
        for code in &before.into {
            let units = before.parties.iter().map(|unit| kept(*unit));
            found.entry(code.clone()).or_default().extend(units);
        }
    }
    found
}

/// A branch for a business unit that is new, when enough members are known to work there.
fn found(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    it: &Proposal,
    chart: &Chart,
    wish: &Wish,
) -> Result<(Outcome, Answers), Fault> {
    let Some(unit) = it.body.after.first() else { return Ok((Outcome::Done, Answers::new())) };
    let there = effect::known(tx, desk, chart.owner, &[&unit.name, &unit.code])?;
    if there.len() < effect::MEMBERS_MIN {
        return Ok((Outcome::TooFew, Answers::new()));
    }
    let kind = desk.catalogue.unit_kind(&wish.kind).filter(|it| it.rank == Some(Rank::Branch));
    let kind = kind.ok_or(Fault::invalid("kind", "branches-chart-kind"))?.code.clone();
    let area: AreaCode = desk.branch("owner", chart.owner)?.area;
    let book = Book::read(tx, desk, it.firm)?.ok_or(Fault::NotFound)?;
    let above = book.place_for(desk, (&kind, &area), &unit.code, None);
    let (name_zh, name_en) = wish
        .names
        .get(&chart.owner)
        .cloned()
        .unwrap_or_else(|| (format!("{}党支部", unit.name), format!("{} branch", unit.name)));
    let parent = Some(above.ok_or(Fault::invalid("kind", "branches-chart-kind"))?);
    let new = NewBranch { id: tx.id(), kind, area, name_zh, name_en, parent };
    desk.tree.found(tx, &new)?;
    effect::gather(tx, desk, there, new.id, actor.person)?;
    Ok((Outcome::Done, Answers::from([(unit.code.clone(), BTreeSet::from([new.id]))])))
}

/// The Party units that would go when `stays` stays.
fn leaving(body: &Body, stays: Option<UnitId>) -> impl Iterator<Item = UnitId> {
    let going = body.parties.iter().filter(|party| !party.stays).map(|party| party.unit);
    going.filter(move |unit| Some(*unit) != stays)
}

/// Several become one: the one that stays, when there is any to go over to it. A branch that meets
/// a committee is not dissolved but stands under it.
fn merge(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    it: &Proposal,
    wanted: Option<UnitId>,
) -> Result<Option<UnitId>, Fault> {
    let stays = match wanted {
        Some(wanted) if it.body.parties.iter().any(|party| party.unit == wanted) => Some(wanted),
        Some(_) => return Err(Fault::invalid("stays", "branches-no-branch")),
        None => largest(tx, desk, &it.body)?,
    };
    let Some(stays) = stays else { return Ok(None) };
    let under = stands_for(tx, desk, it, stays)?;
    let rank = |unit| {
        let card = desk.units.unit(unit)?;
        desk.catalogue.unit_kind(&card.kind)?.rank
    };
    for unit in leaving(&it.body, Some(stays)) {
        if rank(unit) == Some(Rank::Branch) && rank(stays).is_some_and(|rank| rank != Rank::Branch)
        {
            desk.tree.regroup(tx, unit, stays)?;
        } else {
            effect::join(tx, desk, (unit, stays), actor.person)?;
        }
    }
    if let Some(under) = under
        && desk.tree.place(tx, stays)?.is_some_and(|place| place.above != Some(under))
    {
        desk.tree.regroup(tx, stays, under)?;
    }
    Ok(Some(stays))
}

/// Under which Party unit the one that stays stands for the merged unit; `None` where it answers
/// for other units too and so stays in its place.
fn stands_for(
    tx: &mut Tx<'_>,
    desk: &Desk,
    it: &Proposal,
    stays: UnitId,
) -> Result<Option<UnitId>, Fault> {
    let goes = it.body.parties.iter().any(|party| party.unit == stays && !party.stays);
    let (Some(unit), true) = (it.body.after.first(), goes) else { return Ok(None) };
    let Some(card) = desk.units.unit(stays) else { return Ok(None) };
    let book = Book::read(tx, desk, it.firm)?;
    Ok(book
        .and_then(|book| book.place_for(desk, (&card.kind, &card.area), &unit.code, Some(stays))))
}

/// The Party unit with most members of those that could go; the first of several.
///
/// # Errors
/// When the store fails.
pub fn largest(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    body: &Body,
) -> Result<Option<UnitId>, storage::Error> {
    let mut best: Option<(i64, UnitId)> = None;
    for party in body.parties.iter().filter(|party| !party.stays) {
        let members = effect::strength(db, desk, party.unit)?;
        if best.is_none_or(|(most, _)| members > most) {
            best = Some((members, party.unit));
        }
    }
    Ok(best.map(|(_, unit)| unit))
}

/// Drafts the division of each branch whose business unit became several.
fn divide(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, body: &Body) -> Result<Outcome, Fault> {
    let mut plans = Vec::new();
    for before in body.before.iter().filter(|before| before.into.len() > 1) {
        let stays = |unit: &UnitId| body.parties.iter().any(|it| it.unit == *unit && it.stays);
        for branch in before.parties.iter().filter(|unit| !stays(unit)) {
            let branches = u32::try_from(before.into.len()).ok();
            let wish = Division { branches, shifts: Shifts::Balanced };
            let seed = tx.moment().below(u64::MAX);
            match draft(tx, desk, actor, *branch, wish, seed) {
                Ok(plan) => plans.push(plan.id),
                // Nobody in it, or too few for so many branches.
                Err(Fault::Invalid { .. }) => {}
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(if plans.is_empty() { Outcome::Shared } else { Outcome::Divided(plans) })
}

/// Gives Party units the names that the person chose, else those that follow the chart.
fn rename(tx: &mut Tx<'_>, desk: &Desk, it: &Proposal, wish: &Wish) -> Result<(), Fault> {
    for party in &it.body.parties {
        let chosen = wish.names.get(&party.unit).cloned();
        let Some((zh, en)) = chosen.or_else(|| suggested(desk, it, party.unit)) else { continue };
        if desk.tree.place(tx, party.unit)?.is_some() {
            desk.tree.rename(tx, party.unit, &zh, &en)?;
        }
    }
    Ok(())
}

/// A Party unit's names with the business unit's old name replaced by its new one; `None` where
/// that changes nothing, it answers for other business units too, or more than a name has changed.
pub fn suggested(desk: &Desk, it: &Proposal, unit: UnitId) -> Option<(String, String)> {
    let (Kind::Move | Kind::Rename, [before], [after]) =
        (it.kind, &*it.body.before, &*it.body.after)
    else {
        return None;
    };
    it.body.parties.iter().find(|party| party.unit == unit && !party.stays)?;
    let card = desk.units.unit(unit)?;
    let renamed = |name: &str| name.replace(&before.unit.name, &after.name);
    let names = (renamed(&card.name_zh), renamed(&card.name_en));
    (names != (card.name_zh, card.name_en)).then_some(names)
}

/// What was decided, and why not.
enum Verdict<'r> {
    Accepted,
    Refused(&'r str),
}

/// Writes who answers for what from now on, that it was decided, and what is open after it.
fn settle(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    it: &Proposal,
    chart: &Chart,
    mut answers: Answers,
    verdict: Verdict<'_>,
) -> Result<(), Fault> {
    let (state, reason) = match verdict {
        Verdict::Accepted => (State::Accepted, None),
        Verdict::Refused(reason) => (State::Refused, Some(reason)),
    };
    let codes: BTreeSet<&str> =
        it.body.before.iter().map(|before| before.unit.code.as_str()).collect();
    for link in store::links(tx, it.firm)? {
        let kept = answers.get_mut(&link.code).is_some_and(|units| units.remove(&link.unit));
        if kept {
            store::settle_link(tx, link.id, chart.number)?;
        } else if codes.contains(link.code.as_str()) {
            store::end_link(tx, link.id, Some(actor.person))?;
            super::link::record(tx, it.firm, "chart.unlink", &link)?;
        }
    }
    for (code, units) in answers {
        for unit in units {
            if desk.tree.place(tx, unit)?.is_none() {
                continue;
            }
            let (id, from) = (tx.id(), tx.now().day());
            let stated_by = Some(actor.person);
            let code = code.clone();
            let link = Link { id, code, unit, number: chart.number, from, until: None, stated_by };
            store::insert_link(tx, it.firm, &link)?;
            super::link::record(tx, it.firm, "chart.link", &link)?;
        }
    }
    if it.kind == Kind::New {
        for unit in &it.body.after {
            store::seen(tx, it.firm, chart.number, &unit.code)?;
        }
    }
    store::end_proposal(tx, it.id, state, reason)?;
    task::done(tx, task::Kind::Chart, it.id, state.as_str())?;
    tx.record(Record {
        action: "chart.decide",
        subject_kind: "chart-proposal",
        subject: *it.id.as_bytes(),
        area: "",
        detail: json!({
            "firm": it.firm,
            "kind": it.kind.as_str(),
            "state": state.as_str(),
            "units": it.body.parties.iter().map(|party| party.unit).collect::<Vec<_>>(),
        }),
    })?;
    raise(tx, desk, it.firm)?;
    Ok(())
}
