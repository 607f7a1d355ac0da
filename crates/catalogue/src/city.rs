//! The deployment itself: `city.toml`.

use kernel::AreaCode;
use serde::Serialize;

use crate::{
    fault::{Reason, Wanted},
    read::Table,
    words::Words,
};

/// What a deployment declares about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct City {
    pub name: Words,
    /// The area served, with everything below it.
    pub area: AreaCode,
    /// Days after which an answer that nobody confirmed or disputed lapses: it counts as closed,
    /// never as confirmed.
    pub silence_days: u32,
    /// Days after the answer during which the worker may confirm or dispute.
    pub confirm_days: u32,
    pub checks: Checks,
    pub photo: PhotoLimit,
    pub privacy: Privacy,
}

/// How closed cases are looked at on the spot by other workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Checks {
    /// Cases drawn each month; 0 for none.
    pub sample: u32,
    /// Workers who look at each of them; the majority decides, so let it be an odd number.
    pub checkers: u32,
    /// Days after which a silent checker is replaced.
    pub answer_days: u32,
    /// Days after which a draw is closed with the answers there are.
    pub close_days: u32,
}

impl Default for Checks {
    fn default() -> Self {
        Self { sample: 0, checkers: 3, answer_days: 7, close_days: 28 }
    }
}

/// How much a report may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PhotoLimit {
    pub count_max: u32,
    pub bytes_max: u32,
}

/// Below which counts nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Privacy {
    /// The number of supporters of a case is shown from here on.
    pub support_min: u32,
    /// No statistic is shown about fewer people (k-anonymity).
    pub group_min: u32,
}

impl City {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let name = table.words("name");
        let area = table.parsed("area", Wanted::Area, |text| AreaCode::parse(text).ok());
        let silence = table.number("silence_days", 1..=365);
        let confirm = table.number("confirm_days", 1..=365);
        if let (Some(silence), Some(confirm)) = (silence, confirm)
            && confirm < silence
        {
            table.fault_at("confirm_days", Reason::ConfirmBeforeSilence { silence, confirm });
        }
        let checks = if table.has("checks") {
            table.child("checks", Checks::read)
        } else {
            Some(Checks::default())
        };
        let photo = table.child("photo", PhotoLimit::read);
        let privacy = table.child("privacy", Privacy::read);
        Some(Self {
            name: name?,
            area: area?,
            silence_days: silence?,
            confirm_days: confirm?,
            checks: checks?,
            photo: photo?,
            privacy: privacy?,
        })
    }
}

impl Checks {
    fn read(table: &Table<'_>) -> Option<Self> {
        let sample = table.number("sample", 0..=10_000);
        let checkers = table.number("checkers", 1..=9);
        let answer = table.number("answer_days", 1..=60);
        let close = table.number("close_days", 1..=180);
        if let (Some(answer), Some(close)) = (answer, close)
            && close < answer
        {
            table.fault_at("close_days", Reason::CheckClosesEarly { answer, close });
        }
        Some(Self {
            sample: sample?,
            checkers: checkers?,
            answer_days: answer?,
            close_days: close?,
        })
    }
}

impl PhotoLimit {
    fn read(table: &Table<'_>) -> Option<Self> {
        let count = table.number("count_max", 1..=20);
        let bytes = table.number("bytes_max", 10_000..=50_000_000);
        Some(Self { count_max: count?, bytes_max: bytes? })
    }
}

impl Privacy {
    fn read(table: &Table<'_>) -> Option<Self> {
        let support = table.number("support_min", 2..=1_000);
        let group = table.number("group_min", 3..=1_000);
        Some(Self { support_min: support?, group_min: group? })
    }
}
