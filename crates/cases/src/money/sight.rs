//! Who may see the evidence of a money dispute, and who may take it to a court.

use access::{
    Actor, Membership,
    policy::{self, Action, Denied, Permit, Target},
};
use catalogue::{Category, Solver};

use crate::{act, case::Case, desk::Desk};

/// The permit to see the evidence: the worker, the unit that holds the case, its mediator, and,
/// unless the matter is sensitive, those who answer for the area. A firm sees it only where firms
/// solve such matters and the case is its own: else the debtor would read what is held against
/// it.
///
/// # Errors
/// [`Denied`] to everybody else.
pub fn evidence(desk: &Desk, actor: &Actor, case: &Case) -> Result<Permit, Denied> {
    let sensitive = desk.matter(&case.matter).is_none_or(|matter| matter.sensitive);
    let mediator = case.mediation.as_ref().map(|mediation| mediation.mediator);
    let units = [case.owner].into_iter().chain(mediator);
    let target = if sensitive { nowhere(case) } else { act::acting(case) };
    permit(desk, actor, case, &target.with_units(units))
}

/// The permit to take the file for a court: the worker, and the unit that holds the case.
///
/// # Errors
/// [`Denied`] to everybody else.
pub fn export(desk: &Desk, actor: &Actor, case: &Case) -> Result<Permit, Denied> {
    permit(desk, actor, case, &nowhere(case).with_units([case.owner]))
}

/// The case without its place, so that no area opens it.
fn nowhere(case: &Case) -> Target {
    case.reporter.map_or_else(Target::none, Target::of)
}

fn permit(desk: &Desk, actor: &Actor, case: &Case, target: &Target) -> Result<Permit, Denied> {
    let action = Action::EvidenceRead;
    let permit = policy::permit(actor, action, target)?;
    match permit.membership() {
        Some(post) if is_shut_out(desk, case, post) => Err(Denied { action }),
        _ => Ok(permit),
    }
}

fn is_shut_out(desk: &Desk, case: &Case, post: &Membership) -> bool {
    let kind = desk.catalogue.unit_kind(&post.unit_kind);
    let is_firm = kind.is_none_or(|kind| kind.category == Category::Firm);
    let solver = desk.matter(&case.matter).map(|matter| matter.solver);
    is_firm && !(solver == Some(Solver::Firm) && post.unit == case.owner)
}
