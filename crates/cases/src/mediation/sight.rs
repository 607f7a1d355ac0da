//! Who may know of a mediation, and who may act in it.

use access::{
    Actor,
    policy::{self, Action, Denied, Permit, Target},
};
use storage::Tx;

use crate::{
    act::{self, ActError, Held},
    case::Case,
    store,
};
use contracts::CaseId;

/// The case without its place: only the worker and the two units are let in.
fn target(case: &Case) -> Target {
    let mediator = case.mediation.as_ref().map(|mediation| mediation.mediator);
    let target = case.reporter.map_or_else(Target::none, Target::of);
    target.with_units([case.owner].into_iter().chain(mediator))
}

/// Whether this reader may know of the case's mediation.
pub fn knows(actor: &Actor, case: &Case) -> bool {
    [Action::CaseFollow, Action::CaseRead]
        .into_iter()
        .any(|action| policy::permit(actor, action, &target(case)).is_ok())
}

/// The permit to mediate: of the unit that holds the case, and of the mediator's.
///
/// # Errors
/// [`Denied`] to everybody else.
pub fn permit(actor: &Actor, case: &Case) -> Result<Permit, Denied> {
    policy::permit(actor, Action::Mediate, &target(case))
}

/// Holds the case for an act of mediation. What may not even be read is not there.
pub(super) fn hold(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Held, ActError> {
    let case = store::hold(tx, id)?.ok_or(ActError::NotFound)?;
    match permit(actor, &case) {
        Ok(permit) => Ok(Held { id, case, permit }),
        Err(denied) if act::may_read(actor, &act::target(tx, id, &case)?) => Err(denied.into()),
        Err(_) => Err(ActError::NotFound),
    }
}
