//! The deployment itself: `city.toml`.

use kernel::{AreaCode, Level, Span};
use serde::Serialize;

use crate::{
    fault::{Reason, Wanted},
    matter::{span, within},
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
    pub whistle: Whistle,
    pub duty: Duty,
}

/// How long a unit has that a street calls to a joint case (吹哨), unless the street says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Whistle {
    /// To report in (报到).
    pub acknowledge: Span,
    /// To answer for its part.
    pub answer: Span,
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

/// How alarms ring at the duty desks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duty {
    /// The levels that have a desk, the lowest first.
    pub levels: Vec<Level>,
    /// The seconds after which an alarm that nobody took rings at the next level too.
    pub pass_seconds: u32,
}

impl Default for Duty {
    fn default() -> Self {
        Self { levels: vec![Level::Street, Level::County, Level::City], pass_seconds: 60 }
    }
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
        let whistle = table.child("whistle", Whistle::read);
        let duty = table.child_if("duty", Duty::read).unwrap_or_default();
        Some(Self {
            name: name?,
            area: area?,
            silence_days: silence?,
            confirm_days: confirm?,
            checks: checks?,
            photo: photo?,
            privacy: privacy?,
            whistle: whistle?,
            duty,
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

impl Whistle {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (acknowledge, answer) = (span(table, "acknowledge"), span(table, "answer"));
        let whistle = Self { acknowledge: acknowledge?, answer: answer? };
        within(table, ("acknowledge", whistle.acknowledge), whistle.answer);
        Some(whistle)
    }
}

impl Duty {
    fn read(table: &Table<'_>) -> Option<Self> {
        let levels = table.some_of::<Level>("levels");
        let pass = table.number("pass_seconds", 10..=3_600);
        let mut levels = levels?;
        levels.sort_unstable_by(|one, other| other.cmp(one));
        levels.dedup();
        Some(Self { levels, pass_seconds: pass? })
    }
}

impl Privacy {
    fn read(table: &Table<'_>) -> Option<Self> {
        let support = table.number("support_min", 2..=1_000);
        let group = table.number("group_min", 3..=1_000);
        Some(Self { support_min: support?, group_min: group? })
    }
}
