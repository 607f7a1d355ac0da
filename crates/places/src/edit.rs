//! Places are described, corrected and given up by those who keep them or answer for their area.

use access::{Action, Actor, Permit, Target, permit};
use serde_json::json;
use storage::{Record, Tx};

use crate::{
    Desk, Fault, PlaceId,
    belief::{Belief, KEPT_OPEN},
    draft,
    place::{Draft, Place},
    store::{self, Kept},
};

/// The policy's view of a place.
pub fn target(desk: &Desk, place: &Place) -> Target {
    let keeper = place.owner.unwrap_or_else(|| desk.keeper(&place.area));
    Target::area(place.area).with_units([keeper])
}

/// Keeps a new place. Sent twice under one id, it is kept once.
///
/// # Errors
/// What is wrong with the draft; a code that is taken.
pub fn open(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: PlaceId,
    draft: Draft,
) -> Result<Place, Fault> {
    let mut place = draft::check(desk, draft, id, tx.now(), "desk")?;
    street(tx, desk, &place)?;
    let permit = permit(actor, Action::PlaceManage, &target(desk, &place))?;
    if let Some(kept) = store::find(tx, id)? {
        return Ok(kept.place);
    }
    if place.owner.is_none() {
        place.owner = permit.membership().map(|post| post.unit);
    }
    add(tx, place)
}

/// A place is part of a street that is there, and a street of nothing.
fn street(tx: &mut Tx<'_>, desk: &Desk, place: &Place) -> Result<(), Fault> {
    let code = &place.detail.part_of;
    if code.is_empty() {
        return Ok(());
    }
    let found = store::of_code(tx, code)?.map(|kept| kept.place);
    let found = found.filter(|it| it.is_kept() && desk.is_street(it) && !desk.is_street(place));
    found.map(drop).ok_or_else(|| Fault::about("part_of", "places-street-unknown", code))
}

/// Keeps a place that was checked; for set-ups and demos, which ask nobody.
///
/// # Errors
/// A code that is taken.
pub fn add(tx: &mut Tx<'_>, mut place: Place) -> Result<Place, Fault> {
    if place.code.is_empty() {
        place.code = fresh_code(tx);
    }
    if !store::insert(tx, &place, &Belief::new(tx.now(), KEPT_OPEN))? {
        return Err(Fault::about("code", "places-code-taken", &place.code));
    }
    record(tx, "place.open", &place, json!({ "code": place.code, "kind": place.kind }))?;
    Ok(place)
}

/// A code that can be read out: P and seven letters or figures none of which looks like another.
fn fresh_code(tx: &Tx<'_>) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letters = tx.moment().bytes::<7>().map(|byte| {
        char::from(LETTERS.get(usize::from(byte) % LETTERS.len()).copied().unwrap_or(b'2'))
    });
    std::iter::once('P').chain(letters).collect()
}

/// Corrects a description. `edition` is the one that the writer had read.
///
/// # Errors
/// [`Fault::Stale`] when somebody else was quicker.
pub fn change(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: PlaceId,
    edition: i64,
    draft: Draft,
) -> Result<Place, Fault> {
    let (was, permit) = hold(tx, desk, actor, id)?;
    if was.place.edition != edition {
        return Err(Fault::Stale);
    }
    let now = tx.now();
    let checked = draft::check(desk, draft, id, now, &was.place.source)?;
    street(tx, desk, &checked)?;
    // Nobody moves a place out of the own reach without being asked there too.
    access::permit(actor, Action::PlaceManage, &target(desk, &checked))?;
    let place = Place {
        code: was.place.code.clone(),
        edition: edition + 1,
        version: was.place.version + 1,
        owner: checked.owner.or(was.place.owner),
        ..checked
    };
    let belief = was.belief.described(&place);
    store::update(tx, &was.place, &place, &belief, Some(permit.person()))?;
    let fields = changed(&was.place, &place);
    record(tx, "place.change", &place, json!({ "code": place.code, "fields": fields }))?;
    Ok(place)
}

/// Gives a place up: nobody finds it any more, its books stay.
///
/// # Errors
/// 404 for whoever may not.
pub fn close(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: PlaceId) -> Result<Place, Fault> {
    let (was, permit) = hold(tx, desk, actor, id)?;
    let now = tx.now();
    let place = Place {
        closed_at: Some(now),
        changed_at: now,
        edition: was.place.edition + 1,
        version: was.place.version + 1,
        ..was.place.clone()
    };
    store::update(tx, &was.place, &place, &was.belief, Some(permit.person()))?;
    if desk.is_merchant(&place) {
        tx.emit(&contracts::Event::OffersStopped { place: id })?;
    }
    record(tx, "place.close", &place, json!({ "code": place.code }))?;
    Ok(place)
}

/// A place held for one act of somebody who may manage it. For others it is not there.
pub(crate) fn hold(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: PlaceId,
) -> Result<(Kept, Permit), Fault> {
    tx.lock(format!("places:{id}").as_bytes())?;
    let kept = store::find(tx, id)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    let permit = permit(actor, Action::PlaceManage, &target(desk, &kept.place))
        .map_err(|_| Fault::NotFound)?;
    Ok((kept, permit))
}

/// The names of what differs.
fn changed(was: &Place, is: &Place) -> Vec<&'static str> {
    [
        ("kind", was.kind != is.kind),
        ("name", was.name != is.name),
        ("position", was.at != is.at),
        ("address", was.address != is.address),
        ("hours", was.hours != is.hours),
        ("amenities", was.amenities != is.amenities),
        ("detail", was.detail != is.detail),
        ("owner", was.owner != is.owner),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

/// The journal says what happened to which place.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    action: &str,
    place: &Place,
    detail: serde_json::Value,
) -> Result<(), storage::Error> {
    let (subject, area) = (*place.id.as_bytes(), place.area.as_str());
    tx.record(Record { action, subject_kind: "place", subject, area, detail })
}
