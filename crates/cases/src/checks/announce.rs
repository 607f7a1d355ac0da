//! Announcing a draw: what will be drawn from, how many, and by which seed.

use access::{
    Actor,
    policy::{self, Action, Target},
};
use base16ct::lower::encode_string as hex;
use kernel::{AreaCode, Day, Level, Timestamp};
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{
    lot::{self, WORDS_MAX},
    store::{self, Draw},
    tick,
};
use crate::{act::ActError, desk::Desk};

/// The most that one draw may draw.
pub const SIZE_MAX: i64 = 10_000;
/// A period may end this many days from now, and last as long.
const DAYS_MAX: i32 = 366;

/// A draw as an auditor asks for it.
#[derive(Debug, Clone)]
pub struct NewDraw {
    /// Made with the form, so that sending it twice announces once.
    pub id: super::DrawId,
    pub area: AreaCode,
    /// Cases closed from this day on,
    pub from: Day,
    /// up to the end of this one.
    pub until: Day,
    pub size: i64,
    /// Letters and figures of the auditor's choice, such as lottery numbers; may be empty.
    pub words: String,
}

/// Announces a draw, by an auditor or an administrator.
pub fn announce(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: NewDraw,
) -> Result<Draw, ActError> {
    policy::permit(actor, Action::CheckDraw, &Target::area(new.area))?;
    if let Some(known) = store::draw(tx, new.id)? {
        return Ok(known);
    }
    check(desk, tx.now(), &new)?;
    let draw = Draw {
        id: new.id,
        area: new.area,
        from: new.from.start(),
        to: new.until.plus(1).start(),
        month: None,
        size: new.size,
        words: new.words.trim().to_owned(),
        ..Draw::blank(tx)
    };
    Ok(write(tx, draw)?)
}

fn check(desk: &Desk, now: Timestamp, new: &NewDraw) -> Result<(), ActError> {
    let refuse = |field, code| Err(ActError::Invalid { field, code });
    let city = desk.catalogue.city().area;
    if !city.contains(&new.area) || new.area.level() > Level::Community {
        return refuse("area", "area-unknown");
    }
    if new.until < new.from || new.until > new.from.plus(DAYS_MAX) {
        return refuse("until", "draw-period-wrong");
    }
    if new.until > now.day().plus(DAYS_MAX) {
        return refuse("until", "draw-period-far");
    }
    if !(1..=SIZE_MAX).contains(&new.size) {
        return refuse("size", "draw-size-wrong");
    }
    let words = new.words.trim();
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '.' | ' ');
    if words.chars().count() > WORDS_MAX || !words.chars().all(plain) {
        return refuse("words", "draw-words-wrong");
    }
    Ok(())
}

/// Announces the draw of the present month for the whole city, unless it is announced already: so
/// the seed stands in the journal before most of what it draws from is closed.
pub fn monthly(tx: &mut Tx<'_>, desk: &Desk) -> Result<Option<Draw>, Error> {
    let city = desk.catalogue.city();
    let today = tx.now().day().date();
    let first = Day::from_date(today.first_of_month());
    let month = today.strftime("%Y-%m").to_string();
    tx.lock(b"cases.draws.month")?;
    if city.checks.sample == 0 || store::has_month(tx, &city.area, &month)? {
        return Ok(None);
    }
    let next = Day::from_date(today.last_of_month()).plus(1);
    let draw = Draw {
        area: city.area,
        from: first.start(),
        to: next.start(),
        month: Some(month),
        size: city.checks.sample.into(),
        words: String::new(),
        ..Draw::blank(tx)
    };
    write(tx, draw).map(Some)
}

fn write(tx: &mut Tx<'_>, mut draw: Draw) -> Result<Draw, Error> {
    draw.seed = lot::seed(&draw.words, &draw.nonce);
    store::insert(tx, &draw)?;
    tx.record(Record {
        action: "draw.announced",
        subject_kind: "draw",
        subject: *draw.id.as_bytes(),
        area: draw.area.as_str(),
        detail: json!({
            "from": draw.from, "to": draw.to, "size": draw.size, "words": draw.words,
            "nonce": hex(&draw.nonce), "seed": hex(&draw.seed),
        }),
    })?;
    tick::schedule(tx, &draw, draw.to.max(tx.now()))?;
    Ok(draw)
}
