//! Who a worker's contact member is: arranged by the branch, seen and refusable by the worker.

use access::{
    Actor, Vault, membership,
    people::person_of_phone,
    policy::{self, Action, Target},
};
use contracts::{PersonId, UnitId};
use kernel::{Day, Id, Phone, Timestamp};
use storage::{Db, Error, Record, Tx};

use super::store;
use crate::{
    act::{self, ActError},
    desk::Desk,
};

/// The name of contact ids.
pub enum ContactName {}
pub type ContactId = Id<ContactName>;

/// Longest public name of service, in characters.
pub const NAME_MAX: usize = 20;

/// That a member looks after a worker, from when until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub worker: PersonId,
    pub member: PersonId,
    pub branch: UnitId,
    /// The public name of service, such as "3号联系员 老周".
    pub name: String,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// The worker did not want it, rather than the branch.
    pub refused: bool,
}

/// A contact to be arranged.
#[derive(Debug, Clone)]
pub struct NewContact {
    pub branch: UnitId,
    pub member: PersonId,
    pub name: String,
    /// The worker's.
    pub phone: Phone,
}

/// The branch gives a worker a contact member, in place of the one before. Nothing tells whether
/// the phone was known.
pub fn arrange(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    new: NewContact,
) -> Result<Contact, ActError> {
    let invalid = |field, code| Err(ActError::Invalid { field, code });
    may_arrange(actor, new.branch)?;
    let kind = desk.catalogue.chain().map(|chain| chain.branch_kind.as_str());
    let card = desk.units.unit(new.branch).filter(|card| Some(card.kind.as_str()) == kind);
    let Some(card) = card else { return invalid("branch", "chain-no-branch") };
    let name = act::text("name", &new.name, 1, NAME_MAX)?;
    let today = tx.now().day();
    if !members_of(tx, new.branch, today)?.contains(&new.member) {
        return invalid("member", "chain-no-member");
    }
    let worker = person_of_phone(tx, vault, &new.phone).map_err(sealed)?;
    if worker == new.member {
        return invalid("phone", "chain-own-contact");
    }
    tx.lock(format!("contact:{worker}").as_bytes())?;
    match store::contact_of(tx, worker)? {
        Some(known) if known.branch != new.branch => {
            return invalid("phone", "chain-other-branch");
        }
        Some(known) => store::end_contact(tx, known.id, false)?,
        None => {}
    }
    if store::was_refused(tx, worker, new.member)? {
        return invalid("member", "chain-refused");
    }
    let (id, from) = (tx.id(), tx.now());
    let NewContact { branch, member, .. } = new;
    let contact = Contact { id, worker, member, branch, name, from, until: None, refused: false };
    store::insert_contact(tx, &contact)?;
    record(tx, "contact.arrange", &contact, card.area.as_str())?;
    Ok(contact)
}

/// The branch ends it.
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: ContactId) -> Result<(), ActError> {
    let contact = current(tx, id)?;
    may_arrange(actor, contact.branch)?;
    store::end_contact(tx, id, false)?;
    Ok(record(tx, "contact.end", &contact, "")?)
}

/// The worker does not want it.
pub fn refuse(tx: &mut Tx<'_>, actor: &Actor, id: ContactId) -> Result<(), ActError> {
    let contact = current(tx, id)?;
    if contact.worker != actor.person {
        return Err(ActError::NotFound);
    }
    store::end_contact(tx, id, true)?;
    Ok(record(tx, "contact.refuse", &contact, "")?)
}

/// The worker's contact member now.
pub fn contact_of(db: &mut Db<'_>, worker: PersonId) -> Result<Option<Contact>, Error> {
    store::contact_of(db, worker)
}

/// Everybody who can be a branch's contact member today.
pub fn members_of(db: &mut Db<'_>, branch: UnitId, today: Day) -> Result<Vec<PersonId>, Error> {
    let posts = membership::holders_in(db, branch, today)?;
    let members = posts.into_iter().filter(|(_, post)| post.role == "member");
    Ok(members.map(|(person, _)| person).collect())
}

/// The branches for which somebody may arrange contacts.
pub fn branches_of(desk: &Desk, actor: &Actor) -> Vec<UnitId> {
    let kind = desk.catalogue.chain().map(|chain| chain.branch_kind.as_str());
    let posts = actor.memberships.iter().filter(|post| Some(post.unit_kind.as_str()) == kind);
    posts.map(|post| post.unit).filter(|unit| may_arrange(actor, *unit).is_ok()).collect()
}

fn may_arrange(actor: &Actor, branch: UnitId) -> Result<(), ActError> {
    policy::permit(actor, Action::ContactArrange, &Target::none().with_units([branch]))?;
    Ok(())
}

fn current(tx: &mut Tx<'_>, id: ContactId) -> Result<Contact, ActError> {
    let contact = store::contact(tx, id)?.filter(|contact| contact.until.is_none());
    contact.ok_or(ActError::NotFound)
}

/// The journal says that something changed for a worker, not who looks after them.
fn record(tx: &mut Tx<'_>, action: &str, contact: &Contact, area: &str) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "person",
        subject: *contact.worker.as_bytes(),
        area,
        detail: serde_json::json!({ "contact": contact.id }),
    })
}

/// A failure of the vault as one of the store.
pub(super) fn sealed(error: access::vault::Error) -> Error {
    match error {
        access::vault::Error::Store(error) => error,
        other => Error::Refused(other.to_string()),
    }
}
