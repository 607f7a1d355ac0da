//! The unit decides for good, beside what those concerned said.

use access::{Actor, policy::Action};
use storage::Tx;

use super::{
    CollectiveId, act,
    fact::{Decision, What},
    fold::Collective,
    open,
};
use crate::{act::ActError, act::text, handle::REASON_MAX};

/// Decides, with reasons; everybody who reported or joined is told.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    seen: Option<i64>,
    decision: Decision,
    reason: &str,
) -> Result<Collective, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CollectiveAnswer, seen)?;
    let reason = text("reason", reason, 5, REASON_MAX)?;
    held.append(tx, What::Decided { decision, reason })?;
    open::end(tx, held, "collective-decided")
}
