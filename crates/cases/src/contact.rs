//! Who may learn who reported a case.

use access::{
    Actor,
    policy::{self, Action, Denied, Permit},
};

use crate::{act, case::Case, desk::Desk};

/// The permit to learn who reported the case. Of a sensitive matter only its owner may; of any
/// other, those who may act on it now. Units that once held it may not.
///
/// # Errors
/// [`Denied`] to everybody else, and when nobody reported it here.
pub fn permit(desk: &Desk, actor: &Actor, case: &Case) -> Result<Permit, Denied> {
    let action = Action::PersonReadContact;
    let permit = policy::permit(actor, action, &act::acting(case))?;
    let sensitive = desk.matter(&case.matter).is_some_and(|matter| matter.sensitive);
    let of_owner = permit.membership().is_some_and(|post| post.unit == case.owner);
    if case.reporter.is_some() && (!sensitive || of_owner) {
        Ok(permit)
    } else {
        Err(Denied { action })
    }
}
