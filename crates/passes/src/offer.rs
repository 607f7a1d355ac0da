//! The warm card: merchants are gates with the audience `warm`, and say what a card gets and how
//! often. Going over the limit shows when the merchant's device syncs; nobody charges the worker.

use std::{fmt, str::FromStr};

use access::policy::Permit;
use kernel::{Day, Timestamp};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    card::{CardId, GateId, OfferId, RedemptionId},
    gate::{self, Gate, GateError},
    store::{entries, offers as store},
};

/// Longest title of an offer, in characters.
pub const TITLE_MAX: usize = 60;
/// Most redemptions within one period.
pub const TIMES_MAX: i64 = 100;

/// Within what an offer's limit counts, in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Day,
    /// From Monday on.
    Week,
    Month,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the period in which an instant lies.
    pub fn start(self, at: Timestamp) -> Day {
        let day = at.day();
        match self {
            Self::Day => day,
            Self::Week => day.plus(-i32::from(day.date().weekday().to_monday_zero_offset())),
            Self::Month => day.plus(1 - i32::from(day.date().day())),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// No period has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no period is called {0:?}: day, week, month")]
pub struct UnknownPeriod(String);

impl FromStr for Period {
    type Err = UnknownPeriod;
    fn from_str(text: &str) -> Result<Self, UnknownPeriod> {
        let known = Self::ALL.into_iter().find(|period| period.as_str() == text);
        known.ok_or_else(|| UnknownPeriod(text.to_owned()))
    }
}

/// What a merchant offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    /// The merchant's counter.
    pub gate: GateId,
    pub title: String,
    /// So often per card
    pub times: i64,
    /// within each of these.
    pub period: Period,
    pub from: Day,
    /// The last day; `None` while no end is known.
    pub until: Option<Day>,
}

/// Puts an offer up.
///
/// # Errors
/// When the counter is not within the permit, is no merchant's, or the offer says nothing.
pub fn open(tx: &mut Tx<'_>, permit: &Permit, new: &Offer) -> Result<Gate, GateError> {
    let gate = gate::within(tx, permit, new.gate)?;
    let wrong = |field, code| Err(GateError::Invalid { field, code });
    if gate.audience != catalogue::Audience::Warm.to_string() {
        return wrong("gate", "offer-no-merchant");
    }
    if new.title.trim().is_empty() || new.title.trim().chars().count() > TITLE_MAX {
        return wrong("title", "offer-title-wrong");
    }
    if !(1..=TIMES_MAX).contains(&new.times) {
        return wrong("times", "offer-times-wrong");
    }
    if let Some(known) = store::find(tx, new.id)? {
        return if known.gate == gate.id { Ok(gate) } else { Err(GateError::NotFound) };
    }
    store::insert(tx, &Offer { title: new.title.trim().to_owned(), ..new.clone() })?;
    record(tx, "offer.open", &gate, new.id)?;
    Ok(gate)
}

/// Takes an offer down.
///
/// # Errors
/// When it is not within the permit.
pub fn end(tx: &mut Tx<'_>, permit: &Permit, id: OfferId) -> Result<GateId, GateError> {
    let offer = store::find(tx, id)?.ok_or(GateError::NotFound)?;
    let gate = gate::within(tx, permit, offer.gate)?;
    store::end(tx, id)?;
    record(tx, "offer.end", &gate, id)?;
    Ok(gate.id)
}

/// Counts a redemption that a device uploads. True when it went over the offer's limit; what was
/// uploaded before counts once.
///
/// # Errors
/// When the store fails.
pub fn redeemed(
    tx: &mut Tx<'_>,
    offer: &Offer,
    id: RedemptionId,
    card: CardId,
    at: Timestamp,
) -> Result<bool, Error> {
    tx.lock(format!("passes.offer:{card}").as_bytes())?;
    let start = offer.period.start(at);
    let over = store::served(tx, offer.id, card, start)? >= offer.times;
    let fresh = store::redeem(tx, id, (offer.id, card), start, at, over)?;
    if fresh && over {
        entries::find(tx, "over-limit", offer.gate, None, at)?;
    }
    Ok(fresh && over)
}

fn record(tx: &mut Tx<'_>, action: &str, gate: &Gate, offer: OfferId) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "offer",
        subject: *offer.as_bytes(),
        area: gate.area.as_str(),
        detail: json!({ "gate": gate.id }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_people_expect() {
        let at: Timestamp = "2026-11-22T00:30:00+08:00".parse().unwrap();
        let starts = Period::ALL.map(|period| period.start(at).to_string());
        assert_eq!(starts, ["2026-11-22", "2026-11-16", "2026-11-01"]);
        assert_eq!("week".parse(), Ok(Period::Week));
        assert!("year".parse::<Period>().is_err());
    }
}
