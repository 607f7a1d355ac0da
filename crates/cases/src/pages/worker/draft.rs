//! A draft and the report it will become.

use access::Actor;
use contracts::{CaseId, UnitId};
use kernel::{AreaCode, geo::Wgs84};
use web::{Answer, PathId, Problem, Signed, photos};

use crate::{
    Desk,
    chain::begin::branches,
    entry::Channel,
    pages::shared::fields,
    report::Report,
    store::drafts::{self, Draft},
};

/// The draft of somebody signed in; 404 when there is none or it is somebody else's.
pub(super) async fn load(signed: &Signed, id: CaseId) -> Answer<Draft> {
    let now = signed.moment.now();
    let found = signed.app.store().read(move |db| drafts::find(db, id, now)).await?;
    found.filter(|draft| draft.is_for(signed.actor.person)).ok_or_else(Problem::not_found)
}

/// What the draft says so far; whether it will do is for [`crate::report::check`].
pub(crate) fn report(desk: &Desk, actor: &Actor, draft: &Draft) -> Report {
    let matter = desk.catalogue.matter(&draft.matter);
    Report {
        id: draft.id,
        matter: draft.matter.clone(),
        // The nation is no place to go to: the check names the field.
        area: AreaCode::parse(draft.get("area")).unwrap_or(AreaCode::NATION),
        title: draft.get("title").to_owned(),
        text: draft.get("text").to_owned(),
        fields: matter.map(|matter| fields::values(matter, &draft.typed)).unwrap_or_default(),
        place: place(draft.get("lat"), draft.get("lon")),
        address: draft.get("address").to_owned(),
        photos: draft.photos.clone(),
        channel: Channel::Web,
        own_units: own_units(actor),
    }
}

/// A position as the device or the map filled it in; nonsense is no position.
pub(super) fn place(lat: &str, lon: &str) -> Option<Wgs84> {
    let (lat, lon) = (lat.parse().ok()?, lon.parse().ok()?);
    Wgs84::new(lat, lon).ok().filter(|place| place.in_china())
}

/// The firms that somebody works for, which may own the matter first, and a member's branch.
pub(crate) fn own_units(actor: &Actor) -> Vec<(String, UnitId)> {
    let posts = actor.memberships.iter().filter(|post| post.role == "worker");
    let firms = posts.map(|post| (post.unit_kind.clone(), post.unit));
    firms.chain(branches(actor)).collect()
}

/// `GET /report/{id}/photos/{file}`
pub(super) async fn photo(signed: Signed, PathId((id, file)): PathId<(CaseId, String)>) -> Answer {
    let draft = load(&signed, id).await?;
    if !draft.photos.iter().any(|photo| photo.file == file) {
        return Err(Problem::not_found());
    }
    photos::serve_for_ever(&signed.app, &file).await
}
