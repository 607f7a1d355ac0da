//! Posts in a unit: who serves in it, in which role, from when until when. The posts themselves
//! are kept by `access`, which decides who may give which.

use access::{
    MembershipId,
    membership::{self, Issuer, NewMembership},
};
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::Tx;

use crate::{
    act::{self, Desk, Refusal, UnitError},
    store,
};

/// A post to be given in a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPost {
    pub unit: UnitId,
    pub person: PersonId,
    /// Code of the catalogue's role.
    pub role: String,
    /// The first day on which it counts.
    pub from: Day,
    /// The first day on which it counts no more.
    pub until: Option<Day>,
}

/// Why a post was not given or ended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PostError {
    #[error(transparent)]
    Unit(#[from] UnitError),
    #[error(transparent)]
    Post(#[from] membership::Error),
}
impl From<storage::Error> for PostError {
    fn from(error: storage::Error) -> Self {
        Self::Unit(error.into())
    }
}
impl From<Refusal> for PostError {
    fn from(refusal: Refusal) -> Self {
        Self::Unit(refusal.into())
    }
}

/// Gives a post in a unit, for the unit's area.
///
/// # Errors
/// [`Refusal`] when the unit or the role does not fit, `membership::Error` when the giver may not;
/// nothing is written then.
pub fn give(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    issuer: Issuer<'_>,
    new: &NewPost,
) -> Result<MembershipId, PostError> {
    store::hold(tx)?;
    let unit = store::find(tx, new.unit)?.ok_or(Refusal::NotFound)?;
    if !unit.is_open() {
        return Err(Refusal::Closed.into());
    }
    if !act::roles_of(desk.catalogue, &unit.kind).any(|role| role.code == new.role) {
        return Err(Refusal::Invalid { field: "role", code: "unit-role-unfit" }.into());
    }
    let post = NewMembership {
        person: new.person,
        unit: unit.id,
        unit_kind: unit.kind,
        role: new.role.clone(),
        area: unit.area,
        from: new.from,
        until: new.until,
    };
    Ok(membership::grant(tx, issuer, &post)?)
}

/// Ends a post: `until` is the first day on which it counts no more.
///
/// # Errors
/// See [`PostError`]; nothing is written then.
pub fn end(
    tx: &mut Tx<'_>,
    issuer: Issuer<'_>,
    post: MembershipId,
    until: Day,
    reason: &str,
) -> Result<(), PostError> {
    let reason = act::text("reason", reason)?;
    Ok(membership::revoke(tx, issuer, post, until, &reason)?)
}
