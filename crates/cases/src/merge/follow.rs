//! What happens to a leader is told to its followers in the same transaction.

use contracts::{CaseId, Event};
use storage::{Error, Tx};

use super::fact::{Fact, Standing};
use crate::{
    act,
    case::Case,
    entry::{Entry, What},
    store,
};

/// Brings those that follow `leader` up to where it stands after `entry`.
pub(crate) fn follow(tx: &mut Tx<'_>, leader: &Case, entry: &Entry) -> Result<(), Error> {
    if leader.members().is_empty() {
        return Ok(());
    }
    let standing = Standing::led_by(leader);
    for member in leader.members() {
        let Some(mut case) = store::hold(tx, member.id)? else { continue };
        let what = match &entry.what {
            What::Noted { public: true, .. } => entry.what.clone(),
            _ if Standing::of(&case) == standing => continue,
            _ => What::Merge(Fact::Followed { standing: Box::new(standing.clone()) }),
        };
        let told = Entry {
            seq: case.length + 1,
            at: entry.at.max(case.updated_at),
            // Who of the others spoke is nobody's business here.
            actor: None,
            unit: entry.unit,
            role: "system".into(),
            what,
        };
        act::write(tx, member.id, &mut case, &told)?;
    }
    Ok(())
}

/// News for everybody who reported it, each under the number of the own report.
pub(crate) fn tell_all(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &Case,
    notice: &str,
) -> Result<(), Error> {
    for one in case.reporters(id) {
        let Some(person) = one.reporter else { continue };
        let notice = notice.to_owned();
        tx.emit(&Event::PersonNotified { person, case: one.id, number: one.number, notice })?;
    }
    Ok(())
}
