//! A rider rates a merchant, or takes a rating back.

use access::{
    Field,
    membership::memberships_of,
    policy::{Action, Permit},
};
use contracts::{PersonId, UnitId};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    batch,
    desk::Desk,
    rating::{Band, MINUTES_MAX, Rating, RatingId},
    store,
};

/// Longest note to the street, in characters.
pub const NOTE_MAX: usize = 300;
/// Under which name notes are sealed.
pub const NOTE: Field = Field::new("rating-note");

/// A rating as it is handed in.
#[derive(Debug, Clone)]
pub struct NewRating {
    /// Made with the form, so that sending it twice makes one rating.
    pub id: RatingId,
    pub unit: UnitId,
    pub minutes: i64,
    /// A code of the catalogue's reasons.
    pub reason: String,
    /// `None`: the time of day is now's.
    pub band: Option<Band>,
    /// For the street, never for the merchant; may be empty.
    pub note: String,
}

/// Why a rating was not taken, or not taken back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    #[error("there is no such merchant or rating")]
    NotFound,
    #[error("whoever has a post at a merchant rates none")]
    Merchant,
    /// `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    #[error(transparent)]
    Vault(#[from] access::vault::Error),
    #[error(transparent)]
    Store(#[from] Error),
}

/// Takes a rating. Within the window of an earlier one it stands in that one's place.
pub fn rate(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    new: &NewRating,
) -> Result<Rating, RateError> {
    let rider = own(permit)?;
    let merchant = desk.merchant(new.unit).ok_or(RateError::NotFound)?;
    check(desk, new)?;
    let now = tx.now();
    let posts = memberships_of(tx, rider, now.day())?;
    if posts.iter().any(|post| post.unit_kind == merchant.kind) {
        return Err(RateError::Merchant);
    }
    store::hold(tx, new.unit)?;
    if let Some(known) = store::find(tx, new.id)? {
        return if known.rider == rider { Ok(known) } else { Err(RateError::NotFound) };
    }
    let before = store::last_of(tx, rider, new.unit)?.filter(|last| now < last.window_ends_at);
    if let Some(before) = before.as_ref().filter(|before| before.live) {
        store::end(tx, before.id, "replaced")?;
    }
    let rating = Rating {
        id: new.id,
        unit: new.unit,
        rider,
        minutes: new.minutes,
        reason: new.reason.clone(),
        band: new.band.unwrap_or_else(|| Band::of(now)),
        live: true,
        at: now,
        window_ends_at: before.map_or_else(
            || now.plus_days(desk.rules().window_days.into()),
            |before| before.window_ends_at,
        ),
    };
    let note = match new.note.trim() {
        "" => None,
        text => Some(desk.vault.seal_bytes(tx, rider, NOTE, text.as_bytes())?),
    };
    store::insert(tx, &rating, merchant.area.as_str(), note)?;
    record(tx, "rating.given", rating.id, merchant.area.as_str())?;
    batch::arrange(tx)?;
    Ok(rating)
}

/// Takes a rating back. What is published stays as it is; with the next batch the whole group in
/// which it stood leaves the figures.
pub fn withdraw(tx: &mut Tx<'_>, permit: &Permit, id: RatingId) -> Result<Rating, RateError> {
    let rider = own(permit)?;
    let own = |rating: &Rating| rating.rider == rider;
    let rating = store::find(tx, id)?.filter(own).ok_or(RateError::NotFound)?;
    store::hold(tx, rating.unit)?;
    // Read again: it may have been replaced before it was held.
    let mut rating = store::find(tx, id)?.filter(own).ok_or(RateError::NotFound)?;
    if rating.live {
        store::end(tx, id, "withdrawn")?;
        record(tx, "rating.withdrawn", id, "")?;
        batch::arrange(tx)?;
        rating.live = false;
    }
    Ok(rating)
}

/// An erased person's ratings count no more.
pub fn withdraw_all(tx: &mut Tx<'_>, rider: PersonId) -> Result<(), Error> {
    for unit in store::units_of(tx, rider)? {
        store::hold(tx, unit)?;
    }
    store::end_all(tx, rider)
}

/// Whose rating it is: nobody's but the asker's.
fn own(permit: &Permit) -> Result<PersonId, RateError> {
    let own = permit.target().person == Some(permit.person());
    if permit.action() == Action::MerchantRate && own {
        Ok(permit.person())
    } else {
        Err(Error::Refused("a rating needs a permit to rate of one's own".into()).into())
    }
}

fn check(desk: &Desk, new: &NewRating) -> Result<(), RateError> {
    if !(0..=MINUTES_MAX).contains(&new.minutes) {
        return Err(RateError::Invalid { field: "minutes", code: "rating-minutes-wrong" });
    }
    if desk.rules().reason(&new.reason).is_none() {
        return Err(RateError::Invalid { field: "reason", code: "rating-reason-unknown" });
    }
    if new.note.trim().chars().count() > NOTE_MAX {
        return Err(RateError::Invalid { field: "note", code: "rating-note-long" });
    }
    Ok(())
}

/// The journal says that a rating was given, not of whom nor what.
fn record(tx: &mut Tx<'_>, action: &str, id: RatingId, area: &str) -> Result<(), Error> {
    let subject = *id.as_bytes();
    tx.record(Record { action, subject_kind: "rating", subject, area, detail: json!({}) })
}
