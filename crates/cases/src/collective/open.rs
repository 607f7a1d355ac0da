//! Opening a matter, gathering reports into it, taking it back, bringing it back on new facts.

use access::{
    Actor,
    policy::{self, Action, Target},
};
use contracts::{CaseId, UnitId};
use kernel::{AreaCode, case_number};
use storage::Tx;

use super::{
    CollectiveId,
    act::{self, Held},
    fact::{Entry, Raised, What},
    fold::Collective,
    link, people, rules, store, tell,
};
use crate::{
    act::{ActError, may_read, target, text},
    desk::Desk,
    handle::REASON_MAX,
    report::TITLE_MAX,
    state::State,
};

/// Characters in the proposal's parts.
pub const CHANGE_MAX: usize = 1_000;
pub const WHOM_MAX: usize = 200;

/// A proposal as a clerk writes it.
#[derive(Debug, Clone)]
pub struct NewCollective {
    /// Made with the form, so that sending it twice opens one.
    pub id: CollectiveId,
    pub kind: String,
    pub area: AreaCode,
    pub title: String,
    pub change: String,
    pub whom: String,
    pub judged: String,
    /// The unit that can change it.
    pub owner: UnitId,
    /// Numbers of the reports that it is gathered from; may be empty.
    pub cases: Vec<String>,
}

/// Opens a matter; the same id again answers what was opened.
pub fn open(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: NewCollective,
) -> Result<Collective, ActError> {
    let permit = policy::permit(actor, Action::CollectiveOpen, &Target::area(new.area))?;
    if let Some(known) = store::find(tx, new.id)? {
        return Ok(known);
    }
    let opener = permit.membership().map(|post| post.unit).ok_or(ActError::NotFound)?;
    let raised = check(tx, desk, actor, &new, opener)?;
    let mut matter = Collective::begin(&raised, tx.now());
    let cases = raised.cases.clone();
    let mut entry = Entry {
        seq: 1,
        at: tx.now(),
        actor: Some(permit.person()),
        unit: Some(opener),
        role: permit.role().to_owned(),
        what: What::Raised(Box::new(raised)),
    };
    if !store::insert(tx, new.id, &mut entry, &mut matter)? {
        // Sent twice at once: the other one was first.
        return store::find(tx, new.id)?.ok_or(ActError::NotFound);
    }
    act::record(tx, new.id, &matter, &entry)?;
    for case in cases {
        link::gathered(tx, new.id, &mut matter, case)?;
    }
    tell::unit(tx, matter.owner, &matter, "collective-raised")?;
    Ok(matter)
}

fn check(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewCollective,
    opener: UnitId,
) -> Result<Raised, ActError> {
    let refuse = |field, code| ActError::Invalid { field, code };
    let declared = desk.catalogue.collectives();
    let kind = declared.and_then(|declared| declared.kind(&new.kind));
    let kind = kind.ok_or(refuse("kind", "collective-kind-unknown"))?;
    let city = desk.catalogue.city().area;
    if !city.contains(&new.area) || (new.area != city && !desk.areas.knows(&new.area)) {
        return Err(refuse("area", "area-unknown"));
    }
    let title = text("title", &new.title, 2, TITLE_MAX)?;
    let change = text("change", &new.change, 10, CHANGE_MAX)?;
    let whom = text("whom", &new.whom, 2, WHOM_MAX)?;
    let judged = text("judged", &new.judged, 2, REASON_MAX)?;
    desk.units.unit(new.owner).ok_or(refuse("owner", "unit-unknown"))?;
    let most = declared.map_or(0, |declared| declared.cases_max);
    if new.cases.len() > usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(refuse("cases", "collective-cases-too-many"));
    }
    let mut cases = Vec::new();
    for typed in &new.cases {
        let case = report(tx, actor, typed)?;
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    Ok(Raised {
        number: case_number::new(tx.moment()),
        kind: kind.code.clone(),
        area: new.area,
        title,
        change,
        whom,
        judged,
        owner: new.owner,
        opener,
        cases,
        answer: act::deadline(desk, kind, kind.answer, tx.now()),
    })
}

/// The report with this number, if the actor may read it and it can be part of a matter.
fn report(tx: &mut Tx<'_>, actor: &Actor, typed: &str) -> Result<CaseId, ActError> {
    let unknown = || ActError::Invalid { field: "cases", code: "collective-case-unknown" };
    let number = case_number::normalise(typed).ok_or_else(unknown)?;
    let found = crate::store::id_of(tx, &number)?.ok_or_else(unknown)?;
    let case = crate::store::find(tx, found)?.ok_or_else(unknown)?;
    let readable = may_read(actor, &target(tx, found, &case)?);
    if !readable || matches!(case.state, State::Withdrawn | State::OutOfScope) {
        return Err(unknown());
    }
    Ok(case.leader().map_or(found, |leader| leader.id))
}

/// One more report of the same. Whoever reported it is told from now on.
pub fn gather(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    number: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveOpen, seen)?;
    let case = report(tx, actor, number)?;
    let most = desk.catalogue.collectives().map_or(0, |declared| declared.cases_max);
    if held.matter.cases.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
        return Err(ActError::Invalid { field: "cases", code: "collective-cases-too-many" });
    }
    held.append(tx, What::Gathered { case })?;
    link::gathered(tx, id, &mut held.matter, case)?;
    Ok(held.matter)
}

/// Takes a matter back that the unit has not answered yet: opened by mistake, or part of another.
pub fn withdraw(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    reason: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveOpen, seen)?;
    let reason = text("reason", reason, 5, REASON_MAX)?;
    held.append(tx, What::Withdrawn { reason })?;
    end(tx, held, "collective-withdrawn")
}

/// Brings back what was turned down, once, on new facts: the unit answers anew, by a new deadline.
pub fn reopen(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    facts: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveOpen, seen)?;
    let facts = text("facts", facts, 10, CHANGE_MAX)?;
    let gone = ActError::Invalid { field: "kind", code: "collective-kind-unknown" };
    let kind = act::kind(desk, &held.matter.kind).ok_or(gone)?;
    let answer = act::deadline(desk, kind, kind.answer, tx.now());
    held.append(tx, What::Reopened { facts, answer })?;
    tell::unit(tx, held.matter.owner, &held.matter, "collective-reopened")?;
    tell::everybody(tx, id, &held.matter, "collective-reopened")?;
    Ok(held.matter)
}

/// Tells the end: to everybody who reported or joined, and in the history of every report.
pub(super) fn end(
    tx: &mut Tx<'_>,
    held: Held,
    notice: &'static str,
) -> Result<Collective, ActError> {
    let Held { id, matter, .. } = held;
    link::ended(tx, id, &matter)?;
    people::refresh(tx, id, &matter)?;
    tell::everybody(tx, id, &matter, notice)?;
    Ok(matter)
}

/// Whether it could be reopened now, for pages that offer it.
pub fn may_reopen(matter: &Collective) -> bool {
    let answer = crate::entry::Deadline { by: matter.updated_at, warn_at: None };
    rules::admit(matter, &What::Reopened { facts: String::new(), answer }).is_ok()
}
