//! Photos of a place: whoever keeps it adds them, nobody else sees them until a clerk of the area has
//! looked and released a new picture in which all that was not uncovered is gone.

use access::{Action, Actor, Permit, permit};
use kernel::Id;
use serde_json::json;
use storage::Tx;
use web::photos::StoredPhoto;

use crate::{
    Desk, Fault, PlaceId,
    edit::{hold, record, target},
    place::Place,
    store::{self, photos as books},
};

/// The name of photos' ids.
pub enum PhotoName {}
pub type PhotoId = Id<PhotoName>;

/// Photos of one place.
pub const PHOTOS_MAX: usize = 8;

/// A photo and what the public sees of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    pub place: PlaceId,
    /// As it was taken, without what the camera wrote into it.
    pub taken: StoredPhoto,
    pub shown: Option<StoredPhoto>,
}

/// Adds a photo. The same one again is the one that is there.
///
/// # Errors
/// One too many; 404 for whoever does not keep the place.
pub fn add(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    taken: StoredPhoto,
) -> Result<Photo, Fault> {
    let (kept, permit) = hold(tx, desk, actor, place)?;
    let known = books::of_place(tx, place)?;
    if let Some(same) = known.iter().find(|photo| photo.taken.name == taken.name) {
        return Ok(same.clone());
    }
    if known.len() >= PHOTOS_MAX {
        return Err(Fault::about("photo", "places-photos-full", PHOTOS_MAX.to_string()));
    }
    let photo = Photo { id: tx.id(), place, taken, shown: None };
    books::insert(tx, &photo, permit.person())?;
    record(tx, "place.photo.add", &kept.place, json!({ "photo": photo.id }))?;
    Ok(photo)
}

/// Takes a photo away, from the public too.
///
/// # Errors
/// 404 for whoever does not keep the place.
pub fn remove(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    id: PhotoId,
) -> Result<(), Fault> {
    let (kept, _) = hold(tx, desk, actor, place)?;
    if !books::remove(tx, place, id)? {
        return Err(Fault::NotFound);
    }
    Ok(record(tx, "place.photo.remove", &kept.place, json!({ "photo": id }))?)
}

/// Shows the public `shown`, or nothing any more.
///
/// # Errors
/// 404 for whoever does not release photos in the area, and for what is not shown anyway.
pub fn release(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    (place, id): (PlaceId, PhotoId),
    shown: Option<&StoredPhoto>,
) -> Result<Place, Fault> {
    tx.lock(format!("places:{place}").as_bytes())?;
    let kept =
        store::find(tx, place)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    let permit = may_release(desk, actor, &kept.place)?;
    let photo = books::find(tx, place, id)?.ok_or(Fault::NotFound)?;
    if shown.is_none() && photo.shown.is_none() {
        return Err(Fault::NotFound);
    }
    books::show(tx, id, shown, permit.person())?;
    let action = if shown.is_some() { "place.photo.release" } else { "place.photo.withdraw" };
    record(tx, action, &kept.place, json!({ "photo": id }))?;
    Ok(kept.place)
}

/// Whether somebody releases photos of this place.
pub(crate) fn may_release(desk: &Desk, actor: &Actor, place: &Place) -> Result<Permit, Fault> {
    permit(actor, Action::PlaceRelease, &target(desk, place)).map_err(|_| Fault::NotFound)
}
