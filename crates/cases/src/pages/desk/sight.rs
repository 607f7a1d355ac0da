//! One case as a clerk has it before them.

use access::{Action, Actor, Vault, policy, vault::Masked};
use contracts::CaseId;
use storage::Db;
use web::{Answer, Problem, Signed};

use super::merge::{self, Ties};
use crate::{Desk, act, case::Case, contact, entry::Entry, store};

/// The case with all that its page tells.
#[derive(Debug, Clone)]
pub struct Sight {
    pub id: CaseId,
    pub case: Case,
    pub entries: Vec<Entry>,
    /// Who reported it, masked; `None` where even that is not for this reader.
    pub reporter: Option<Masked>,
    /// Other reports of the same trouble.
    pub ties: Ties,
}

/// Reads the case; what the reader may not read is not there.
pub async fn look(signed: &Signed, desk: &Desk, id: CaseId) -> Answer<Sight> {
    let (actor, desk) = (signed.actor.clone(), desk.clone());
    let vault = signed.app.vault().clone();
    let now = signed.moment.now();
    let seen = signed.app.store().read(move |db| read(db, &vault, &desk, &actor, id, now)).await?;
    seen.ok_or_else(Problem::not_found)
}

fn read(
    db: &mut Db<'_>,
    vault: &Vault,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    now: kernel::Timestamp,
) -> Result<Option<Sight>, access::vault::Error> {
    let Some(case) = store::find(db, id)? else { return Ok(None) };
    let target = act::target(db, id, &case)?;
    if policy::permit(actor, Action::CaseRead, &target).is_err() {
        return Ok(None);
    }
    let entries = store::entries(db, id)?;
    let reporter = match case.reporter {
        Some(person) if contact::permit(desk, actor, &case).is_ok() => {
            Some(vault.masked(db, person)?)
        }
        _ => None,
    };
    let ties = merge::ties(db, desk, actor, id, &case, now)?;
    Ok(Some(Sight { id, case, entries, reporter, ties }))
}
