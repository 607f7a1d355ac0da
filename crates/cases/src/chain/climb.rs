//! Up a level: by silence, by hand, or past all of them by the worker's own decision.

use access::{Actor, policy::Action};
use contracts::{CaseId, Event, UnitId};
use kernel::{Level as AreaLevel, Span, Timestamp};
use storage::Tx;

use super::{Fact, Level, level, store};
use crate::{
    act::{self, ActError},
    case::Case,
    clock,
    desk::Desk,
    entry::{Deadline, What},
    handle::{REASON_MAX, tell_reporter},
    merge,
    rules::Refusal,
    state::State,
};

/// Where a case goes from its level of the chain, and how long the next has.
struct Step {
    from: Level,
    level: Level,
    to: UnitId,
    due: Deadline,
}

/// What silence does at a level of the chain; `None` for a case that is in none, or that the
/// branch has taken on: its own deadlines count then.
pub fn silence(desk: &Desk, case: &Case, now: Timestamp) -> Option<Fact> {
    let step = up(desk, case, now).filter(|_| case.state == State::Reported)?;
    Some(Fact::Climbed { from: step.from, level: step.level, to: step.to, due: step.due })
}

/// The member or the branch passes a case up, saying why.
pub fn pass(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    note: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CasePassUp, seen)?;
    let note = act::text("note", note, 2, REASON_MAX)?;
    let step = up(desk, &held.case, tx.now()).ok_or(Refusal::NotInChain)?;
    let Step { from, level, to, due } = step;
    held.append(tx, What::Chain(Fact::Passed { from, level, to, note, due }))?;
    tell_unit(tx, id, &held.case, "assigned")?;
    tell_reporter(tx, id, &held.case, "passed-up")?;
    Ok(held.case)
}

/// The worker goes past the chain: the street has it at once. A case that the branch bundled with
/// others is taken out first.
pub fn bypass(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: CaseId) -> Result<Case, ActError> {
    let (mut held, _) = merge::act::alone(tx, actor, id, None, Action::CaseFollow, "")?;
    let to = street(desk, &held.case);
    let due = due_at(desk, &held.case, Level::Street, tx.now());
    held.append(tx, What::Chain(Fact::Bypassed { to, due }))?;
    store::stop_reading(tx, id)?;
    tell_unit(tx, id, &held.case, "reported")?;
    Ok(held.case)
}

fn up(desk: &Desk, case: &Case, now: Timestamp) -> Option<Step> {
    let from = level(case)?;
    let branch = case.chain.as_ref().and_then(|chain| chain.branch);
    let branch = branch.filter(|unit| desk.units.unit(*unit).is_some());
    let (level, to) = match (from, branch) {
        (Level::Member, Some(branch)) => (Level::Branch, branch),
        _ => (Level::Street, street(desk, case)),
    };
    Some(Step { from, level, to, due: due_at(desk, case, level, now) })
}

/// The street office of the case's place, or whoever stands in its stead.
fn street(desk: &Desk, case: &Case) -> UnitId {
    let at = |level| case.area.at(level).and_then(|area| desk.units.in_charge(level, &area));
    at(AreaLevel::Street).or_else(|| at(AreaLevel::County)).unwrap_or_else(|| desk.units.operator())
}

/// How long the level has; never longer than until the answer is due, as long as that is ahead.
pub(super) fn due_at(desk: &Desk, case: &Case, level: Level, now: Timestamp) -> Deadline {
    limit(desk, &case.matter, level, case.answer_due.by, now)
}

/// The same for a case that is only about to be.
pub(super) fn limit(
    desk: &Desk,
    matter: &str,
    level: Level,
    answer_by: Timestamp,
    now: Timestamp,
) -> Deadline {
    let chain = desk.catalogue.chain();
    let span = match level {
        Level::Member => chain.map(|chain| chain.member),
        Level::Branch => chain.map(|chain| chain.branch),
        Level::Street => desk.matter(matter).map(|matter| matter.deadlines.accept),
    };
    // A chain that the city declares no more moves on within a workday.
    let due = clock::deadline(&desk.calendar, now, span.unwrap_or(Span::WorkDays(1)), None);
    if now < answer_by { Deadline { by: due.by.min(answer_by), ..due } } else { due }
}

fn tell_unit(tx: &mut Tx<'_>, id: CaseId, case: &Case, notice: &str) -> Result<(), storage::Error> {
    let (number, notice) = (case.number.clone(), notice.to_owned());
    tx.emit(&Event::UnitNotified { unit: case.owner, case: id, number, notice })
}
