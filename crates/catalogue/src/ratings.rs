//! How merchants are rated: `ratings.toml`.

use serde::Serialize;

use crate::{fault::What, read::Table, words::Words};

/// What a city declares about ratings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ratings {
    /// The kind of organization that is rated.
    pub unit_kind: String,
    /// Nothing is published about fewer riders.
    pub riders_min: u32,
    /// Ratings of one merchant by one rider within so many days count once.
    pub window_days: u32,
    /// Days between the end of that window and the first batch it can be part of.
    pub delay_days: u32,
    /// Days after which published ratings leave the figures again.
    pub shown_days: u32,
    pub improvement: ImprovementRule,
    pub reasons: Vec<RatingReason>,
}

/// When a case for improvement opens, and when it closes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImprovementRule {
    /// Code of the matter under which the case opens.
    pub matter: String,
    /// So many different riders
    pub riders_min: u32,
    /// within so many days.
    pub within_days: u32,
    /// A median above it opens a case.
    pub minutes_limit: u32,
    /// Days after which an open case is overdue.
    pub days: u32,
}

/// Why one had to wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RatingReason {
    pub code: String,
    pub name: Words,
}

/// Below this many a figure would speak of single riders; no city may declare less.
const RIDERS_MIN: u32 = 5;

impl Ratings {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let unit_kind = table.refer("unit_kind", What::UnitKind);
        let riders = table.number("riders_min", RIDERS_MIN..=1_000);
        let window = table.number("window_days", 1..=30);
        let delay = table.number("delay_days", 1..=30);
        let shown = table.number("shown_days", 28..=365);
        let improvement = table.child("improvement", ImprovementRule::read);
        if !table.has("reason") {
            table.fault(crate::fault::Reason::MissingKey { key: "reason" });
        }
        let reasons = table.children("reason", RatingReason::read);
        Some(Self {
            unit_kind: unit_kind?,
            riders_min: riders?,
            window_days: window?,
            delay_days: delay?,
            shown_days: shown?,
            improvement: improvement?,
            reasons,
        })
    }

    pub fn reason(&self, code: &str) -> Option<&RatingReason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }
}

impl ImprovementRule {
    fn read(table: &Table<'_>) -> Option<Self> {
        let matter = table.refer("matter", What::Matter);
        let riders = table.number("riders_min", RIDERS_MIN..=1_000);
        let within = table.number("within_days", 7..=365);
        let limit = table.number("minutes_limit", 1..=180);
        let days = table.number("days", 7..=365);
        Some(Self {
            matter: matter?,
            riders_min: riders?,
            within_days: within?,
            minutes_limit: limit?,
            days: days?,
        })
    }
}

impl RatingReason {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::RatingReason);
        let name = table.words("name");
        Some(Self { code: code?, name: name? })
    }
}
