//! From a request to a use case and back: the permit, the transaction, the directory's refresh.

use access::{
    Action, MembershipId, Permit, Target,
    membership::{self, Issuer},
};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day};
use storage::Tx;
use web::{Answer, App, Message, Problem, Signed};

use crate::{
    By, Desk, Directory, Refusal, Unit, UnitError,
    posts::{self, NewPost, PostError},
};

/// The directory that the deployment hung on the app.
pub(crate) fn directory(app: &App) -> Answer<&Directory> {
    app.get::<Directory>().ok_or_else(|| Problem::internal("no directory hangs on the app"))
}

/// Where a unit lies for those who may: its own area; for one that roams outside the deployment or
/// stands above it, the deployment's, so that whoever answers for all of it sees and decides.
pub(crate) fn place(app: &App, unit: &Unit) -> AreaCode {
    let city = app.catalogue().city().area;
    if city.contains(&unit.area) { unit.area } else { city }
}

/// A unit that the reader may read; anything else is not there.
pub(crate) fn readable(signed: &Signed, id: UnitId) -> Answer<Unit> {
    let unit = directory(&signed.app)?.find(id).ok_or_else(Problem::not_found)?;
    let target = Target::area(place(&signed.app, &unit)).with_units([id]);
    signed.permit_or_hide(Action::UnitRead, &target)?;
    Ok(unit)
}

/// Does one change to units of `area`; every page of this node knows of it afterwards.
pub(crate) async fn change(
    signed: &Signed,
    area: AreaCode,
    work: impl FnOnce(&mut Tx<'_>, Desk<'_>, By<'_>) -> Result<Unit, UnitError> + Send + 'static,
) -> Answer<Unit> {
    let app = &signed.app;
    let permit = signed.permit(Action::UnitManage, &Target::area(area))?;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let stamp = permit.stamp(signed.moment.clone(), "unit-manage");
    let changed = app.store().write(stamp, move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        work(tx, desk, By::Permit(&permit))
    });
    let unit = changed.await?;
    directory(app)?.refresh().await?;
    Ok(unit)
}

/// Gives a post; the new holder's open sessions carry it at once on this node.
pub(crate) async fn give(signed: &Signed, unit: &Unit, new: NewPost) -> Answer<MembershipId> {
    let app = &signed.app;
    let permit = post_permit(signed, unit)?;
    let (catalogue, areas, person) = (app.catalogue(), app.areas(), new.person);
    let stamp = permit.stamp(signed.moment.clone(), "post-give");
    let given = app.store().write(stamp, move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        posts::give(tx, desk, Issuer::Permit(&permit), &new)
    });
    let id = given.await?;
    app.sessions().forget_person(person);
    Ok(id)
}

/// Ends a post of `person`; it no longer counts in their open sessions on this node.
pub(crate) async fn end(
    signed: &Signed,
    unit: &Unit,
    (person, post): (PersonId, MembershipId),
    until: Day,
    reason: String,
) -> Answer<()> {
    let permit = post_permit(signed, unit)?;
    let stamp = permit.stamp(signed.moment.clone(), "post-end");
    let ended = signed
        .app
        .store()
        .write(stamp, move |tx| posts::end(tx, Issuer::Permit(&permit), post, until, &reason));
    ended.await?;
    signed.app.sessions().forget_person(person);
    Ok(())
}

fn post_permit(signed: &Signed, unit: &Unit) -> Answer<Permit> {
    let target = Target::area(unit.area).with_units([unit.id]);
    signed.permit(Action::MembershipGrant, &target)
}

impl From<UnitError> for Problem {
    fn from(error: UnitError) -> Self {
        match error {
            UnitError::Store(error) => error.into(),
            UnitError::Refused(Refusal::NotFound) => Self::not_found(),
            UnitError::Refused(Refusal::WrongPermit(_)) => Self::forbidden(),
            UnitError::Refused(Refusal::Closed) => Self::conflict("unit-closed"),
            UnitError::Refused(Refusal::Invalid { field, code }) => {
                Self::invalid().field(field, code)
            }
        }
    }
}

impl From<PostError> for Problem {
    fn from(error: PostError) -> Self {
        use membership::Error::{
            EndedAlready, EndsBeforeItBegins, NoSuchMembership, OutsideArea, RoleTooHigh, Store,
            ToThemselves, WrongPermit,
        };
        let wrong =
            |field: &str, key: &'static str| Self::invalid().field(field, Message::key(key));
        match error {
            PostError::Unit(error) => error.into(),
            PostError::Post(Store(error)) => error.into(),
            PostError::Post(WrongPermit | OutsideArea(_)) => Self::forbidden(),
            PostError::Post(NoSuchMembership) => Self::not_found(),
            PostError::Post(RoleTooHigh { .. }) => wrong("role", "unit-role-too-high"),
            PostError::Post(ToThemselves) => wrong("who", "unit-post-to-self"),
            PostError::Post(EndsBeforeItBegins) => wrong("until", "unit-until-early"),
            PostError::Post(EndedAlready) => wrong("until", "unit-post-ended"),
        }
    }
}
