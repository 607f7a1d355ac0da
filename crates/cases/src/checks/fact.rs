//! What a case learns of a check: what was found, when it is decided.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::Entry;

/// What a checker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Said {
    Solved,
    Unsolved,
    /// Could not tell: somebody else is asked.
    Unsure,
}

impl Said {
    pub const ALL: [Self; 3] = [Self::Solved, Self::Unsolved, Self::Unsure];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Unsolved => "unsolved",
            Self::Unsure => "unsure",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.as_str() == text)
    }
}

/// What the majority of checkers says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    Solved,
    /// Closed, and not solved: a false closing.
    Unsolved,
    /// Too few answers, or as many one way as the other: it counts neither way.
    Undecided,
}

impl Finding {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Solved => "solved",
            Self::Unsolved => "unsolved",
            Self::Undecided => "undecided",
        }
    }

    /// What so many answers say when `checkers` were wanted: more than half of those must agree.
    pub const fn of(solved: i64, unsolved: i64, checkers: i64) -> Self {
        if solved > unsolved && 2 * solved > checkers {
            Self::Solved
        } else if unsolved > solved && 2 * unsolved > checkers {
            Self::Unsolved
        } else {
            Self::Undecided
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// Workers looked on the spot, and this is what most of them say.
    Found { finding: Finding, solved: i64, unsolved: i64 },
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Found { .. } => "check.found",
        }
    }
}

/// The last check of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub finding: Finding,
    pub at: Timestamp,
}

/// Takes one more fact in.
pub(crate) fn apply(found: &mut Option<Found>, entry: &Entry, fact: &Fact) {
    let Fact::Found { finding, .. } = fact;
    *found = Some(Found { finding: *finding, at: entry.at });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_majority_of_those_wanted_decides() {
        use Finding::{Solved, Undecided, Unsolved};
        for (solved, unsolved, finding) in [
            (3, 0, Solved),
            (2, 1, Solved),
            (1, 2, Unsolved),
            (2, 0, Solved),
            (0, 2, Unsolved),
            (1, 1, Undecided),
            (1, 0, Undecided),
            (0, 0, Undecided),
        ] {
            assert_eq!(Finding::of(solved, unsolved, 3), finding, "{solved}:{unsolved}");
        }
    }
}
