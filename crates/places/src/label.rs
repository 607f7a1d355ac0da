//! Labels (暖心诚信商家, 骑手友好小区): how a place stands, and what follows from it.
//!
//! A named body assesses places in batches, by the criteria that the city declares. Whoever passes
//! carries the label for a term; whoever fails a re-check, is removed, pauses or lets the term end
//! carries it no more, and in the same transaction a merchant's discounts stop (`OffersStopped`).
//! Nobody pays for a label, and lists are in the order of codes.

pub mod assess;
pub mod complain;
pub mod stand;

use catalogue::{LabelFor, LabelRule};
use contracts::{Event, PlaceId};
use kernel::{Day, Id, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Error, Tx, jobs};

use crate::{edit::record, place::Place, store::labels as store};

/// The name of batches' ids.
pub enum BatchName {}
pub type BatchId = Id<BatchName>;

/// The kind of the job that rings when a term has ended.
pub const JOB: &str = "places-label";

/// What was found by one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Code of the catalogue's criterion.
    pub criterion: String,
    pub good: bool,
    pub note: String,
}

/// What was found of one place in one batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub batch: BatchId,
    pub place: PlaceId,
    pub marks: Vec<Mark>,
    /// From 1; 0 when it failed.
    pub level: i64,
    pub at: Timestamp,
}

impl Assessment {
    pub const fn passed(&self) -> bool {
        self.level > 0
    }
}

/// How a place stands, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Code of the catalogue's label.
    pub label: String,
    /// The assessment from which it comes.
    pub batch: Option<BatchId>,
    pub level: i64,
    pub assessed_at: Option<Timestamp>,
    /// The last day of the label (Asia/Shanghai).
    pub until: Option<Day>,
    /// The day by which somebody looks again.
    pub recheck: Option<Day>,
    /// When the label was taken, and for what.
    pub taken_at: Option<Timestamp>,
    pub taken_for: String,
    /// The merchant's own wish.
    pub paused_at: Option<Timestamp>,
    /// Upheld complaints propose a re-check since then.
    pub proposed_at: Option<Timestamp>,
    /// Whether discounts were last told to stop; never for places that give none.
    pub stopped: bool,
}

/// The same in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never assessed.
    Unknown,
    /// 已评定: it carries the label.
    Labelled,
    /// It would, but pauses.
    Paused,
    /// Its term has ended.
    Lapsed,
    /// It failed an assessment or was removed.
    Taken,
}

impl Standing {
    /// The last part of the words' keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Labelled => "labelled",
            Self::Paused => "paused",
            Self::Lapsed => "lapsed",
            Self::Taken => "taken",
        }
    }
}

impl Label {
    /// Nobody has looked yet.
    pub fn none(rule: &LabelRule) -> Self {
        Self {
            label: rule.code.clone(),
            batch: None,
            level: 0,
            assessed_at: None,
            until: None,
            recheck: None,
            taken_at: None,
            taken_for: String::new(),
            paused_at: None,
            proposed_at: None,
            stopped: false,
        }
    }

    /// How it stands on a day. What was taken stays taken, whether or not it pauses.
    pub fn standing(&self, today: Day) -> Standing {
        match (self.taken_at, self.until) {
            (Some(_), _) => Standing::Taken,
            (None, Some(until)) if until < today => Standing::Lapsed,
            _ if self.paused_at.is_some() => Standing::Paused,
            (None, Some(_)) => Standing::Labelled,
            (None, None) => Standing::Unknown,
        }
    }

    /// Whether nothing speaks against giving discounts.
    pub fn gives(&self, today: Day) -> bool {
        matches!(self.standing(today), Standing::Labelled | Standing::Unknown)
    }

    /// Whether somebody should look again by now.
    pub fn is_due(&self, today: Day) -> bool {
        self.standing(today) == Standing::Labelled
            && (self.proposed_at.is_some() || self.recheck.is_some_and(|day| day <= today))
    }

    /// Without the label from now on.
    #[must_use]
    fn taken(self, now: Timestamp, why: &str) -> Self {
        Self { taken_at: Some(now), taken_for: why.to_owned(), level: 0, ..self }
    }
}

/// Holds a place's label for one act; its job holds it in the same way.
fn hold(tx: &mut Tx<'_>, rule: &LabelRule, place: PlaceId) -> Result<Label, Error> {
    tx.lock(job_key(place).as_bytes())?;
    Ok(store::find(tx, place)?.unwrap_or_else(|| Label::none(rule)))
}

fn job_key(place: PlaceId) -> String {
    format!("{JOB}:{place}")
}

/// Writes how a place stands now, tells those who give its discounts when that changed, and sets
/// the clock to the end of its term.
fn keep(tx: &mut Tx<'_>, rule: &LabelRule, place: PlaceId, label: Label) -> Result<Label, Error> {
    let discounts = rule.of == LabelFor::Merchant;
    let today = tx.now().day();
    let stopped = discounts && !label.gives(today);
    let changed = stopped != label.stopped;
    let label = Label { stopped, ..label };
    if changed && stopped {
        tx.emit(&Event::OffersStopped { place })?;
    } else if changed {
        tx.emit(&Event::OffersResumed { place })?;
    }
    store::keep(tx, place, &label)?;
    match label.until.filter(|until| label.taken_at.is_none() && *until >= today) {
        Some(until) => {
            let due = until.plus(1).start();
            jobs::schedule(tx, JOB, &job_key(place), due, &place.to_string())?;
        }
        None => jobs::cancel(tx, &job_key(place))?,
    }
    Ok(label)
}

/// Adds to the place's history and to the journal.
fn step(tx: &mut Tx<'_>, place: &Place, what: &str, said: &str) -> Result<(), Error> {
    store::add_step(tx, place.id, what, said)?;
    record(tx, &format!("place.label.{what}"), place, json!({ "code": place.code }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_lasts_through_its_last_day_and_what_was_taken_stays_taken() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let at = Timestamp::from_seconds(0);
        let catalogue = catalogue::Catalogue::embedded();
        let none = Label::none(catalogue.places().label("trusted-merchant").unwrap());
        assert!(none.gives(day("2026-11-20")), "nobody has looked at it yet");
        let good = Label { until: Some(day("2026-11-30")), ..none };
        assert_eq!(good.standing(day("2026-11-30")), Standing::Labelled);
        assert_eq!(good.standing(day("2026-12-01")), Standing::Lapsed);
        let paused = Label { paused_at: Some(at), ..good.clone() };
        assert_eq!(paused.standing(day("2026-11-20")), Standing::Paused);
        assert!(!paused.gives(day("2026-11-20")) && good.gives(day("2026-11-20")));
        assert_eq!(paused.taken(at, "转让").standing(day("2026-11-20")), Standing::Taken);
        let due = Label { recheck: Some(day("2026-11-20")), ..good.clone() };
        assert!(due.is_due(day("2026-11-20")) && !due.is_due(day("2026-11-19")));
        assert!(Label { proposed_at: Some(at), ..good }.is_due(day("2026-11-19")));
    }
}
