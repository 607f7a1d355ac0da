//! The own gatherings in a calendar (iCalendar, RFC 5545), under a secret address. A private
//! gathering is called an appointment there and nothing else: calendars are read over shoulders,
//! and by whoever runs them.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::PersonId;
use icalendar::{Calendar, CalendarDateTime, Component as _, Event, EventLike as _, EventStatus};
use kernel::Timestamp;
use sha2::{Digest as _, Sha256};
use storage::{Db, Error, Tx};

use crate::{
    gathering::Stage,
    store::{Kept, feeds, lists},
};

/// Longer than any secret that was ever made.
pub const SECRET_MAX: usize = 64;
/// Days back that a calendar shows.
const BACK_DAYS: i64 = 90;
/// Gatherings in one calendar.
const MAX: usize = 500;

/// Words that a calendar needs.
#[derive(Debug, Clone)]
pub struct Words {
    /// The calendar's name.
    pub name: String,
    /// What a private gathering is called.
    pub appointment: String,
    /// What stands where it is held online.
    pub online: String,
    /// Where the details are.
    pub public_url: String,
}

/// Makes a new secret address for somebody; an older one opens nothing from then on.
///
/// # Errors
/// When the store fails.
pub fn make(tx: &mut Tx<'_>, person: PersonId) -> Result<String, Error> {
    let secret = URL_SAFE_NO_PAD.encode(tx.moment().bytes::<24>());
    feeds::keep(tx, person, digest(&secret))?;
    Ok(secret)
}

/// The calendar behind a secret; `None` when it opens nothing.
///
/// # Errors
/// When the store fails.
pub fn of_secret(
    db: &mut Db<'_>,
    secret: &str,
    now: Timestamp,
    words: &Words,
) -> Result<Option<String>, Error> {
    let Some(person) = feeds::of_digest(db, digest(secret))? else { return Ok(None) };
    let kept = lists::of_person(db, person, now.plus_days(-BACK_DAYS), MAX)?;
    Ok(Some(write(&kept, words)))
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// The calendar as text: one event for each sitting.
pub fn write(kept: &[Kept], words: &Words) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&words.name);
    for Kept { id, gathering } in kept {
        for (number, sitting) in (1..).zip(&gathering.sittings) {
            let private = gathering.rules.private;
            let title = if private { &words.appointment } else { &gathering.title };
            let off = gathering.stage == Stage::CalledOff;
            let mut event = Event::new();
            event
                .uid(&format!("{id}-{number}@yilu"))
                .append_property(icalendar::Property::new("DTSTAMP", stamp(gathering.updated_at)))
                .sequence(u32::try_from(gathering.length).unwrap_or(u32::MAX))
                .starts(CalendarDateTime::Utc(utc(sitting.from)))
                .ends(CalendarDateTime::Utc(utc(sitting.until)))
                .summary(title)
                .url(&format!("{}/gatherings/{id}", words.public_url))
                .status(if off { EventStatus::Cancelled } else { EventStatus::Confirmed });
            if !private {
                let place = if sitting.place.is_empty() { &words.online } else { &sitting.place };
                event.location(place);
            }
            calendar.push(event.done());
        }
    }
    calendar.done().to_string()
}

fn stamp(at: Timestamp) -> String {
    utc(at).format("%Y%m%dT%H%M%SZ").to_string()
}

fn utc(at: Timestamp) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(at.seconds(), 0).unwrap_or_default()
}
