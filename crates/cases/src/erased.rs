//! A person is erased. Their cases go on without them: under an id that is nobody's, with the words
//! as they were handed in, since an office must be able to show what it was asked and what it did.
//! What was only ever theirs goes: reports in the making with their photos, what waits for their
//! yes, their contact member, their readiness to look at other people's cases.

use std::sync::Arc;

use access::Vault;
use contracts::{Event, PersonId};
use storage::{Db, Error, Reaction, Tx, files, params};

use crate::{
    chain, checks, collective,
    store::{
        drafts,
        mine::{self, Show},
    },
};

/// Cases whose numbers are told, at the most.
const TOLD: usize = 200;

/// Reacts inside the transaction in which somebody is erased. `vault` is `None` while the program
/// starts.
pub fn reaction(vault: impl Fn() -> Option<Vault> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match (event, vault()) {
        (Event::PersonErased { person }, Some(vault)) => erased(tx, &vault, *person),
        _ => Ok(()),
    })
}

fn erased(tx: &mut Tx<'_>, vault: &Vault, person: PersonId) -> Result<(), Error> {
    for draft in drafts::of_person(tx, person)? {
        for photo in &draft.photos {
            files::forget(tx, &photo.file, person)?;
        }
        drafts::remove(tx, draft.id)?;
    }
    chain::filing::erased(tx, vault, person)?;
    chain::store::end_contact_of(tx, person)?;
    checks::store::end_volunteering(tx, person)?;
    Ok(())
}

/// What goes on without somebody once they are erased; numbers of cases and matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoesOn {
    /// Own cases that have not ended: nobody asks back, and silence closes them.
    pub open: Vec<String>,
    /// Those of them in which money is claimed: nobody can be paid under no name.
    pub money: Vec<String>,
    /// Open matters that concern many, in which their voice counts on.
    pub matters: Vec<String>,
}

/// What would go on without this reporter.
///
/// # Errors
/// When the store fails.
pub fn goes_on(db: &mut Db<'_>, reporter: PersonId) -> Result<GoesOn, Error> {
    let mut told = GoesOn::default();
    for show in [Show::Open, Show::Awaiting] {
        for kept in mine::page(db, reporter, show, None, TOLD)? {
            if kept.case.money.is_some() {
                told.money.push(kept.case.number.clone());
            }
            told.open.push(kept.case.number);
        }
    }
    told.matters = collective::store::people::open_with(db, reporter)?;
    Ok(told)
}

/// Whether a case of this reporter, or anybody's report in the making, holds the file with this
/// name. Nobody but the reporter hands in these bytes, so no other case is looked through.
///
/// # Errors
/// When the store fails.
pub fn needs_file(db: &mut Db<'_>, name: &str, reporter: PersonId) -> Result<bool, Error> {
    let holds = format!("%{name}%");
    let sql = "SELECT 1 FROM cases_entries e JOIN cases_cases c ON c.id = e.case_id
         WHERE c.reporter = $1 AND e.payload LIKE $2 LIMIT 1";
    let in_case = db.query_opt(sql, params![reporter, holds.as_str()], |_| Ok(()))?;
    let sql = "SELECT 1 FROM cases_drafts WHERE photos LIKE $1 LIMIT 1";
    let in_draft = db.query_opt(sql, params![holds.as_str()], |_| Ok(()))?;
    Ok(in_case.or(in_draft).is_some())
}
