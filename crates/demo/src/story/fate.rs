//! What becomes of a case, drawn before its story is written.

use cases::entry::Outcome;

use crate::dice::Dice;

/// What the worker says to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    Yes,
    No,
    Nothing,
    /// Nothing until silence has closed it, then yes.
    LateYes,
}

/// Found out of scope, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Accepted,
    Appealed { overturn: Option<bool> },
}

/// Where a staged story stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Reported,
    Accepted,
    InHand,
    Answered,
    Disputed,
    Reopened,
    /// Goes as far as time allows.
    Never,
}

/// What becomes of a case.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent turn of a story")]
pub struct Fate {
    pub withdrawn: bool,
    pub scope: Option<Scope>,
    /// Reported under the catch-all and sorted by the clerk.
    pub mis_sorted: bool,
    /// Nobody accepts in time, and it climbs.
    pub late_accept: bool,
    pub handed_over: bool,
    pub handed_back: bool,
    pub noted: bool,
    /// Nobody answers in time, and it climbs.
    pub late_answer: bool,
    /// Nobody ever answers.
    pub stuck: bool,
    pub outcome: Outcome,
    pub say: Say,
    pub reopened: bool,
    pub released: bool,
    /// Thousandths of the allowed time after which it is answered: from, to.
    pub pace: (i64, i64),
    pub stop: Stop,
}

impl Fate {
    /// A case that goes as it should: accepted, answered, confirmed.
    pub const PLAIN: Self = Self {
        withdrawn: false,
        scope: None,
        mis_sorted: false,
        late_accept: false,
        handed_over: false,
        handed_back: false,
        noted: false,
        late_answer: false,
        stuck: false,
        outcome: Outcome::Solved,
        say: Say::Yes,
        reopened: false,
        released: false,
        pace: (120, 940),
        stop: Stop::Never,
    };

    /// A draw; `age_days` is how long ago the case was reported.
    pub fn drawn(dice: &mut Dice, age_days: i64) -> Self {
        let scope = dice.chance(120).then(|| match dice.below(10) {
            0..=6 => Scope::Accepted,
            7 | 8 => Scope::Appealed { overturn: Some(false) },
            _ => Scope::Appealed { overturn: Some(true) },
        });
        let handed_over = dice.chance(220);
        Self {
            withdrawn: dice.chance(25),
            scope,
            mis_sorted: dice.chance(35),
            late_accept: dice.chance(30),
            handed_over,
            handed_back: handed_over && dice.chance(90),
            noted: dice.chance(160),
            late_answer: dice.chance(45),
            // What nobody answers is dug up within some months: none of it is older than that.
            stuck: age_days < 150 && dice.chance(58),
            outcome: match dice.below(100) {
                0..=83 => Outcome::Solved,
                84..=93 => Outcome::Partly,
                _ => Outcome::Explained,
            },
            say: match dice.below(1_000) {
                0..=734 => Say::Yes,
                735..=819 => Say::No,
                820..=984 => Say::Nothing,
                _ => Say::LateYes,
            },
            reopened: dice.chance(22),
            released: dice.chance(550),
            pace: (120, 940),
            stop: Stop::Never,
        }
    }
}
