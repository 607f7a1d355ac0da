//! Where a case stands, and what the worker has said about it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Waits to be accepted.
    Reported,
    /// Taken on by its first owner.
    Accepted,
    /// With the unit it was given to.
    InHand,
    /// Answered; the worker's verdict is awaited.
    Answered,
    /// The worker says that it is not solved: back with whoever answered.
    Disputed,
    /// Closed by the worker's yes.
    Confirmed,
    /// Closed by the handler; the worker stayed silent.
    Closed,
    /// Open again after having been closed.
    Reopened,
    Withdrawn,
    OutOfScope,
    /// The level above looks again whether it is in scope.
    ScopeAppealed,
}

impl State {
    pub const ALL: [Self; 11] = [
        Self::Reported,
        Self::Accepted,
        Self::InHand,
        Self::Answered,
        Self::Disputed,
        Self::Confirmed,
        Self::Closed,
        Self::Reopened,
        Self::Withdrawn,
        Self::OutOfScope,
        Self::ScopeAppealed,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::InHand => "in-hand",
            Self::Answered => "answered",
            Self::Disputed => "disputed",
            Self::Confirmed => "confirmed",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Withdrawn => "withdrawn",
            Self::OutOfScope => "out-of-scope",
            Self::ScopeAppealed => "scope-appealed",
        }
    }

    /// A unit has to do something now.
    pub const fn is_with_unit(self) -> bool {
        matches!(
            self,
            Self::Reported
                | Self::Accepted
                | Self::InHand
                | Self::Disputed
                | Self::Reopened
                | Self::ScopeAppealed
        )
    }

    /// An answer may be given now.
    pub const fn is_answerable(self) -> bool {
        matches!(self, Self::Accepted | Self::InHand | Self::Disputed | Self::Reopened)
    }

    /// Nothing more is expected of anybody.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Confirmed | Self::Closed | Self::Withdrawn | Self::OutOfScope)
    }

    /// The handler's answer stands (办结): the first of the two closing figures.
    pub const fn is_closed_by_handler(self) -> bool {
        matches!(self, Self::Answered | Self::Confirmed | Self::Closed)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// No state has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no case state is called {0:?}")]
pub struct UnknownState(String);

impl FromStr for State {
    type Err = UnknownState;
    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| UnknownState(text.to_owned()))
    }
}

/// What the worker said about the last answer. Silence is neither yes nor no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Silent,
    Confirmed,
    Disputed,
}

impl Verdict {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Confirmed => "confirmed",
            Self::Disputed => "disputed",
        }
    }
}
