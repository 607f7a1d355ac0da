//! A worker stands where a result should be and says whether it is there.

use access::{
    Actor,
    policy::{self, Action, Denied, Target},
};
use contracts::CaseId;
use storage::{Db, Tx};

use super::{Deliverable, Fact, ResultId, rules, store};
use crate::{
    act::{self, ActError, Held},
    case::Case,
    entry::What,
    state::State,
};

/// Characters in a remark.
pub const REMARK_MAX: usize = 200;

/// One look, once per worker. Whoever serves in an office does not verify what offices made.
pub fn look(
    tx: &mut Tx<'_>,
    actor: &Actor,
    result: ResultId,
    there: bool,
    remark: &str,
) -> Result<Case, ActError> {
    let id = store::owner_of(tx, result)?.ok_or(ActError::NotFound)?;
    let case = crate::store::hold(tx, id)?.ok_or(ActError::NotFound)?;
    if !is_public(&case) {
        return Err(ActError::NotFound);
    }
    let today = tx.now().day();
    let permit = looks(tx, actor, today)?;
    let remark = act::text("remark", remark, 0, REMARK_MAX)?;
    let mut held = Held { id, case, permit };
    if let Some(known) = held.case.results.iter().find(|one| one.what.id == result) {
        rules::first_look(known, actor.person)?;
    }
    held.append(tx, What::Result(Fact::Seen { result, there, remark }))?;
    store::keep(tx, id, &held.case, result)?;
    store::keep_look(tx, result, actor.person, there)?;
    Ok(held.case)
}

/// Workers only: those with no other post than a worker's.
pub fn may_look(actor: &Actor) -> Result<policy::Permit, Denied> {
    if actor.is_staff() {
        return Err(Denied { action: Action::SpotCheck });
    }
    policy::permit(actor, Action::SpotCheck, &Target::none())
}

/// [`may_look`], and no post in an office today under any other session either.
pub(crate) fn looks(
    db: &mut Db<'_>,
    actor: &Actor,
    day: kernel::Day,
) -> Result<policy::Permit, ActError> {
    let permit = may_look(actor)?;
    let posts = access::membership::memberships_of(db, actor.person, day)?;
    if posts.iter().any(|post| post.role != "worker") {
        return Err(Denied { action: Action::SpotCheck }.into());
    }
    Ok(permit)
}

/// A result with its case, as far as it may be shown to everybody.
pub fn find(
    db: &mut Db<'_>,
    result: ResultId,
) -> Result<Option<(CaseId, Case, Deliverable)>, storage::Error> {
    let Some(id) = store::owner_of(db, result)? else { return Ok(None) };
    let Some(case) = crate::store::find(db, id)?.filter(is_public) else { return Ok(None) };
    let found = case.results.iter().find(|one| one.what.id == result && !one.struck).cloned();
    Ok(found.map(|found| (id, case, found)))
}

fn is_public(case: &Case) -> bool {
    case.visibility != "private" && !matches!(case.state, State::Withdrawn | State::OutOfScope)
}
