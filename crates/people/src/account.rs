//! Accounts of staff: opened with a first post, closed with all of them.

use access::{
    Membership, NewPerson, Permit, Vault,
    membership::{self, Issuer, NewMembership},
    people::{PersonKind, create_person},
    session, vault,
};
use catalogue::Catalogue;
use contracts::{PersonId, UnitCard};
use kernel::{Day, Phone};
use storage::{Record, Tx};

use crate::{invite, store};

/// An account to be opened.
#[derive(Clone)]
pub struct NewAccount {
    /// Made by the caller.
    pub id: PersonId,
    /// 3 to 32 characters: letters, digits, `.`, `-`, `_`.
    pub login: String,
    pub name: String,
    /// For those who shall also be reached by message.
    pub phone: Option<Phone>,
    /// Where the first post is.
    pub unit: UnitCard,
    /// Code of the catalogue's role.
    pub role: String,
    pub from: Day,
}

/// Why an account was not opened or closed. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AccountError {
    #[error("login: 3 to 32 letters, digits, dots, hyphens or underscores")]
    Login,
    #[error("name: needs 1 to 40 characters")]
    Name,
    #[error("role: this kind of organization does not give it")]
    Role,
    #[error(transparent)]
    Vault(#[from] vault::Error),
    #[error(transparent)]
    Post(#[from] membership::Error),
}
impl From<storage::Error> for AccountError {
    fn from(error: storage::Error) -> Self {
        Self::Vault(error.into())
    }
}

/// Opens an account with its first post; answers the secret part of the invitation's address.
///
/// # Errors
/// See [`AccountError`]; nothing is written then.
pub fn open(
    tx: &mut Tx<'_>,
    vault: &Vault,
    catalogue: &Catalogue,
    issuer: Issuer<'_>,
    new: &NewAccount,
) -> Result<String, AccountError> {
    let login = new.login.trim();
    if !is_login(login) {
        return Err(AccountError::Login);
    }
    let name = new.name.trim();
    if !(1..=40).contains(&name.chars().count()) {
        return Err(AccountError::Name);
    }
    if !gives(catalogue, &new.unit.kind, &new.role) {
        return Err(AccountError::Role);
    }
    let person = NewPerson {
        id: Some(new.id),
        kind: PersonKind::Staff,
        name: Some(name.to_owned()),
        phone: new.phone.clone(),
        identity: None,
    };
    let person = create_person(tx, vault, &person)?;
    vault.set_login(tx, person, login)?;
    let post = NewMembership {
        person,
        unit: new.unit.id,
        unit_kind: new.unit.kind.clone(),
        role: new.role.clone(),
        area: new.unit.area,
        from: new.from,
        until: None,
    };
    membership::grant(tx, issuer, &post)?;
    Ok(invite::invite(tx, vault, person)?)
}

/// Closes an account: ends every post as of today, every session at once, every invitation.
/// `permits` are the posts with what allows ending each.
///
/// # Errors
/// See [`AccountError`]; nothing is written then.
pub fn close(
    tx: &mut Tx<'_>,
    person: PersonId,
    permits: &[(Membership, Permit)],
    reason: &str,
) -> Result<(), AccountError> {
    let today = tx.now().day();
    for (post, permit) in permits {
        let until = today.max(post.from);
        membership::revoke(tx, Issuer::Permit(permit), post.id, until, reason)?;
    }
    store::drop_invitations(tx, person)?;
    session::revoke_all(tx, person, None)?;
    tx.record(Record {
        action: "account.close",
        subject_kind: "person",
        subject: *person.as_bytes(),
        area: "",
        detail: serde_json::json!({ "posts": permits.len() }),
    })?;
    Ok(())
}

/// Whether units of this kind give this post.
pub fn gives(catalogue: &Catalogue, kind: &str, role: &str) -> bool {
    let category = catalogue.unit_kind(kind).map(|kind| kind.category);
    let role = catalogue.role(role);
    role.zip(category).is_some_and(|(role, category)| role.held_in.contains(&category))
}

fn is_login(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    // A phone-like login could stand for somebody else's number.
    (3..=32).contains(&text.len()) && text.chars().all(plain) && Phone::parse(text).is_err()
}
