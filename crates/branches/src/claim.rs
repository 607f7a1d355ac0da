//! Whether somebody is a member, as up to four voices say it: the worker, a platform with the
//! worker's consent, a street's survey, a comparison of systems. A claim is no member.

pub mod decide;
pub mod say;
pub mod store;

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Db;

use crate::{Desk, Fault, MemberId, people};

/// Whose word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voice {
    /// The worker's own word.
    Own,
    /// A platform collected it, with the worker's consent (平台企业采集).
    Platform,
    /// A street or community asked at the door (街道社区摸排).
    Street,
    /// Registers were compared (信息系统比对).
    Compared,
}

impl Voice {
    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Platform => "platform",
            Self::Street => "street",
            Self::Compared => "compared",
        }
    }
}

/// What was said or decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "kebab-case")]
pub enum Word {
    /// A voice says yes or no.
    Says { voice: Voice, yes: bool },
    /// A clerk of the Party found it true.
    Verified,
    /// A clerk of the Party found it untrue.
    Refuted,
    /// The worker took back what a platform or a street was allowed to say.
    Withdrawn,
}

impl Word {
    /// Whether it was said with the worker's consent.
    const fn needs_consent(&self) -> bool {
        matches!(self, Self::Says { voice: Voice::Platform | Voice::Street, .. })
    }
}

/// How a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Said, by nobody denied, not yet looked into.
    Claimed,
    /// Looked into and true.
    Verified,
    /// Voices disagree, with each other or with what was decided.
    Disputed,
    /// Looked into and untrue.
    Refuted,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Claimed, Self::Verified, Self::Disputed, Self::Refuted];

    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Verified => "verified",
            Self::Disputed => "disputed",
            Self::Refuted => "refuted",
        }
    }

    /// Reads what [`State::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether somebody has to look into it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Claimed | Self::Disputed)
    }
}

/// A word with who and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Counts from 1 within the claim.
    pub seq: i64,
    pub word: Word,
    /// The unit that spoke or decided; `None` for the worker and the program.
    pub unit: Option<UnitId>,
    pub stated_by: Option<PersonId>,
    pub stated_at: Timestamp,
}

/// A claim as kept. Who it is about lies sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The pseudonym of whom it is about.
    pub person: MemberId,
    pub state: State,
    pub area: AreaCode,
    /// The Party's unit that looks into it.
    pub unit: UnitId,
    /// The branch that takes them in until it is verified.
    pub provisional: Option<UnitId>,
    /// The home branch, where it is one of this deployment's.
    pub home: Option<UnitId>,
    pub made_at: Timestamp,
    pub changed_at: Timestamp,
}

/// What the words, in their order, add up to. Only the last word of each voice counts, and a
/// decision stands until a voice says otherwise after it. `None` while nobody says yes.
pub fn fold(words: &[Word]) -> Option<State> {
    let mut decided: Option<State> = None;
    let mut says: Vec<(Voice, bool)> = Vec::new();
    for word in words {
        match word {
            Word::Verified => decided = Some(State::Verified),
            Word::Refuted => decided = Some(State::Refuted),
            Word::Withdrawn => {
                says.retain(|(voice, _)| !matches!(voice, Voice::Platform | Voice::Street));
            }
            Word::Says { voice, yes } => {
                says.retain(|(other, _)| other != voice);
                says.push((*voice, *yes));
                let against = match decided {
                    Some(State::Verified) => !yes,
                    Some(State::Refuted) => *yes,
                    _ => false,
                };
                if against {
                    decided = Some(State::Disputed);
                }
            }
        }
    }
    let any = |wanted: bool| says.iter().any(|(_, yes)| *yes == wanted);
    decided.or(match (any(true), any(false)) {
        (true, true) => Some(State::Disputed),
        (true, false) => Some(State::Claimed),
        _ => None,
    })
}

/// That a unit was allowed to say that somebody is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub unit: UnitId,
    pub since: Timestamp,
}

/// What somebody allowed firms and streets to hand in, and has not taken back. The caller answers for
/// who may know.
///
/// # Errors
/// When the store fails.
pub fn allowed(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<Vec<Allowed>, Fault> {
    let Some(id) = people::find(db, desk, person)? else { return Ok(Vec::new()) };
    let mut allowed: Vec<Allowed> = Vec::new();
    for told in store::words(db, id)? {
        match told.unit {
            Some(unit) if told.word.needs_consent() => {
                allowed.retain(|one| one.unit != unit);
                allowed.push(Allowed { unit, since: told.stated_at });
            }
            _ if told.word == Word::Withdrawn => allowed.clear(),
            _ => {}
        }
    }
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_agree_dispute_and_are_decided() {
        let says = |voice, yes| Word::Says { voice, yes };
        let mut words = vec![];
        assert_eq!(fold(&words), None);
        words.push(says(Voice::Street, false));
        assert_eq!(fold(&words), None, "a no alone is no claim");
        words.push(says(Voice::Own, true));
        assert_eq!(fold(&words), Some(State::Disputed));
        words.push(says(Voice::Street, true));
        assert_eq!(fold(&words), Some(State::Claimed), "the survey corrected itself");
        words.push(Word::Verified);
        assert_eq!(fold(&words), Some(State::Verified));
        words.push(says(Voice::Platform, true));
        assert_eq!(fold(&words), Some(State::Verified));
        words.push(says(Voice::Compared, false));
        assert_eq!(fold(&words), Some(State::Disputed));
        words.push(Word::Refuted);
        assert_eq!(fold(&words), Some(State::Refuted));
        words.push(says(Voice::Own, true));
        assert_eq!(fold(&words), Some(State::Disputed));
    }

    #[test]
    fn a_consent_taken_back_leaves_what_others_said_and_what_was_decided() {
        let says = |voice, yes| Word::Says { voice, yes };
        let mut words = vec![says(Voice::Platform, true), Word::Withdrawn];
        assert_eq!(fold(&words), None);
        words.push(says(Voice::Street, true));
        assert_eq!(fold(&words), Some(State::Claimed), "a later yes is a new one");
        words.extend([says(Voice::Own, false), Word::Withdrawn]);
        assert_eq!(fold(&words), None, "a no alone is no claim");
        words.extend([says(Voice::Street, true), Word::Verified, Word::Withdrawn]);
        assert_eq!(fold(&words), Some(State::Verified), "found true by the Party itself");
    }
}
