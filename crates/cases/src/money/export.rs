//! One file for an arbitration commission or a court: readable, checkable, complete.
//!
//! It is journalled, and the worker reads in "who looked at me" that it was taken.

mod data;
mod pack;
mod page;

use access::{Action, Actor, Field, Target, Vault, vault};
use bytes::Bytes;
use contracts::CaseId;
use credential::Receipt;
use storage::{Db, Record, Tx, files::Files, journal};

use super::{chain, fact::Content, kit::Kit, sight};
use crate::{act::ActError, case::Case, contact, desk::Desk, entry::Entry, store};

pub use pack::{Packed, pack};

/// How the file is called in the list of looks.
pub const THING: Field = Field::new("case-file");

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Act(#[from] ActError),
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Store(#[from] storage::Error),
}

/// The worker as far as the reader may name them.
#[derive(Debug, Clone, Default)]
pub struct Worker {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// Everything that the file is made of, but the evidence's files.
#[derive(Debug, Clone)]
pub struct Material {
    pub case: Case,
    pub entries: Vec<Entry>,
    pub worker: Worker,
    pub receipt: Option<Receipt>,
}

/// The file of one item of evidence.
#[derive(Debug, Clone)]
pub struct Attached {
    pub item: u32,
    /// `None` when it is lost, or not any more what was handed in.
    pub bytes: Option<Bytes>,
}

/// Asks policy, writes down that the file is taken, and answers what it is made of.
///
/// # Errors
/// Not found for whoever may not take it.
pub fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    id: CaseId,
    purpose: &str,
) -> Result<Material, ExportError> {
    let found = store::hold(tx, id)?;
    let case = found.filter(|case| super::claim::is_about_money(desk, case));
    let case = case.ok_or(ActError::NotFound)?;
    let permit = sight::export(desk, actor, &case).map_err(|_| ActError::NotFound)?;
    let worker = name(tx, desk, vault, actor, &case, purpose)?;
    if let Some(person) = case.reporter {
        vault::looked(tx, &permit, person, THING, purpose)?;
    }
    let items = case.money.as_ref().map_or(0, |kit| kit.evidence.len());
    tx.record(Record {
        action: "case.money-export",
        subject_kind: "case",
        subject: *id.as_bytes(),
        area: case.area.as_str(),
        detail: serde_json::json!({
            "number": case.number,
            "items": items,
            "unit": permit.membership().map(|post| post.unit),
        }),
    })?;
    let entries = store::entries(tx, id)?;
    Ok(Material { receipt: receipt(tx, id)?, case, entries, worker })
}

/// Workers name themselves; a unit names the worker where it may know the name.
fn name(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    case: &Case,
    purpose: &str,
) -> Result<Worker, ExportError> {
    let Some(person) = case.reporter else { return Ok(Worker::default()) };
    if person == actor.person {
        let permit = access::permit(actor, Action::ProfileRead, &Target::of(person));
        let permit = permit.map_err(ActError::from)?;
        let mut own = |field| match vault.own(tx, &permit, field) {
            Ok(value) => Ok(value.map(|value| value.to_string())),
            // Whose key is gone has no name any more; the rest of the file stands.
            Err(vault::Error::NoSuchPerson) => Ok(None),
            Err(error) => Err(error),
        };
        return Ok(Worker { name: own(Field::NAME)?, phone: own(Field::PHONE)? });
    }
    let Ok(permit) = contact::permit(desk, actor, case) else { return Ok(Worker::default()) };
    match vault.reveal(tx, &permit, person, Field::NAME, purpose) {
        Ok(name) => Ok(Worker { name: name.map(|name| name.to_string()), phone: None }),
        Err(vault::Error::NoSuchPerson) => Ok(Worker::default()),
        Err(error) => Err(error.into()),
    }
}

/// The proof that the report was in the log; `None` until a checkpoint covers it.
fn receipt(db: &mut Db<'_>, id: CaseId) -> Result<Option<Receipt>, storage::Error> {
    journal::receipt(db, *id.as_bytes(), crate::pages::worker::REPORTED)
}

/// The files of the evidence that stands; what was withdrawn is listed and not handed on.
pub async fn attach(files: &Files, kit: &Kit) -> Result<Vec<Attached>, storage::Error> {
    let mut attached = Vec::new();
    for evidence in kit.evidence.iter().filter(|evidence| evidence.struck.is_none()) {
        let item = &evidence.item;
        let bytes = match &item.content {
            Content::Text(text) => Some(Bytes::from(text.clone())),
            Content::File { .. } => files.get(&item.sha256).await?,
        };
        let bytes = bytes.filter(|bytes| chain::sha256(bytes) == item.sha256);
        attached.push(Attached { item: item.number, bytes });
    }
    Ok(attached)
}
