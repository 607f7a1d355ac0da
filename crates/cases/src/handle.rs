//! What a unit does with a case: accept, hand over or give back, sort anew, remark, release.

use access::{Actor, policy::Action};
use catalogue::Category;
use contracts::{CaseId, Event, UnitId};
use storage::Tx;

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    duty,
    entry::What,
    holder::Holder,
    merge,
};

/// Longest reason, remark or released text, in characters.
pub const REASON_MAX: usize = 500;

/// Accept (受理): the holder takes the case on.
pub fn accept(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseAccept, seen)?;
    held.append(tx, What::Accepted)?;
    tell_reporter(tx, id, &held.case, "accepted")?;
    Ok(held.case)
}

/// Hand over (交办, 转办) to another unit, or give back to the one it came from: once at most.
pub fn assign(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    to: UnitId,
    reason: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseAssign, seen)?;
    let reason = act::text("reason", reason, 2, REASON_MAX)?;
    let unknown = ActError::Invalid { field: "unit", code: "unit-unknown" };
    desk.units.unit(to).ok_or(unknown)?;
    let back = held.case.given_by == Some(to) || returns_to_firm(desk, &held.case, to);
    held.append(tx, What::Assigned { to, reason, back, answer: None })?;
    tx.emit(&Event::UnitNotified {
        unit: to,
        case: id,
        number: held.case.number.clone(),
        notice: "assigned".into(),
    })?;
    Ok(held.case)
}

/// Whether a firm that handed the case to the government side would get it again.
fn returns_to_firm(desk: &Desk, case: &Case, to: UnitId) -> bool {
    let held_before = case.holdings.iter().any(|held| held.holder == Holder::Unit(to));
    held_before && desk.category(to) == Some(Category::Firm)
}

/// Sort under another matter; its rules give the owner and the deadline, counted from the report.
pub fn resort(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    matter: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseAssign, seen)?;
    let unknown = ActError::Invalid { field: "matter", code: "matter-unknown" };
    let matter = desk.catalogue.matter(matter).ok_or(unknown)?;
    // What members tell their branch stays that: another kind would show who told it.
    let of_members = desk.matter(&held.case.matter).is_some_and(|known| known.members_only);
    if matter.members_only || of_members {
        return Err(ActError::Invalid { field: "matter", code: "matter-not-resorted" });
    }
    let to = matter.owner_for(&held.case.area, &NoOwnUnits(desk)).unit;
    held.append(
        tx,
        What::Resorted {
            matter: matter.code.clone(),
            to,
            urgent: matter.is_urgent(&held.case.fields),
            visibility: matter.visibility.to_string(),
            answer: desk.answer_deadline(matter, held.case.created_at),
        },
    )?;
    duty::ring(tx, desk, id, &mut held.case)?;
    Ok(held.case)
}

/// A remark. The worker sees it when it is `public`.
pub fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    text: &str,
    public: bool,
) -> Result<Case, ActError> {
    let mut held = act::hold_for(tx, actor, id, Action::CaseNote, act::remarking)?;
    let text = act::text("text", text, 2, REASON_MAX)?;
    held.append(tx, What::Noted { text, public })?;
    if public {
        tell_reporter(tx, id, &held.case, "noted")?;
    }
    Ok(held.case)
}

/// Release a wording to the public page, after reading it: no name, no number, no face.
pub fn release(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    seen: Option<i64>,
    title: &str,
    text: &str,
) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseClose, seen)?;
    let title = act::text("title", title, 2, crate::report::TITLE_MAX)?;
    let text = act::text("text", text, 2, REASON_MAX)?;
    held.append(tx, What::Released { title, text })?;
    Ok(held.case)
}

/// News for the reporter, if there is one, and for those who reported the same.
pub(crate) fn tell_reporter(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &Case,
    notice: &str,
) -> Result<(), storage::Error> {
    merge::follow::tell_all(tx, id, case, notice)
}

/// Sorting anew does not know the reporter's own firm.
pub(crate) struct NoOwnUnits<'a>(pub(crate) &'a Desk);

impl catalogue::UnitDirectory for NoOwnUnits<'_> {
    fn serving(&self, kind: &str, area: &kernel::AreaCode) -> Option<UnitId> {
        self.0.units.serving(kind, area)
    }
    fn own(&self, _: &str) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        self.0.units.operator()
    }
}
