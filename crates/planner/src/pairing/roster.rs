//! Who contacts, who is contacted, by which rules; and what comes out.

use contracts::{PersonId, UnitId};
use kernel::{Day, Level};
use serde::{Deserialize, Serialize};

use crate::Spot;

/// How many people a contact looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Fewer are flagged, never forced. 3 where each member contacts at least three drivers.
    pub min: u32,
    /// More are never given. 5 in 1+1+5, the fleet for a captain.
    pub cap: u32,
}

impl Default for Quota {
    fn default() -> Self {
        Self { min: 0, cap: 5 }
    }
}

/// Somebody who looks after others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Who.
    pub id: PersonId,
    /// How many.
    pub quota: Quota,
    /// Where.
    pub spot: Spot,
    /// Languages and dialects spoken, as the caller names them.
    pub languages: Vec<String>,
    /// The province or city of origin, as the caller names it.
    pub home: Option<String>,
    /// The branch, for charges that must stay in one.
    pub branch: Option<UnitId>,
}

/// Somebody who is looked after, or asks to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// Who.
    pub id: PersonId,
    /// Where.
    pub spot: Spot,
    /// Languages and dialects spoken; when none are given, language decides nothing.
    pub languages: Vec<String>,
    /// The province or city of origin.
    pub home: Option<String>,
    /// Only contacts of this branch; `None` for any.
    pub within: Option<UnitId>,
    /// Wants no contact at all. Respected: no pair, no due day.
    pub declined: bool,
    /// Wants none of these, for instance the one that the person asked to change from.
    pub refused: Vec<PersonId>,
    /// The day from which the person has been without a contact, which starts the days allowed.
    /// `None` with an existing pair; without one, today is taken.
    pub unpaired_since: Option<Day>,
}

/// A contact and a charge. A charge has one contact at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pair {
    /// Who is looked after.
    pub charge: PersonId,
    /// By whom.
    pub contact: PersonId,
}

/// What a match costs, in points; the sum over all new pairs is the smallest possible among the
/// [`Weights::nearest`] cheapest contacts of each, while these have room enough. Our own choice, so data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Points for each person that the contact already looks after: the fifth costs four times
    /// this.
    pub per_load: u32,
    /// Points for each kilometre, up to 100.
    pub per_kilometre: u32,
    /// Points when both name languages and share none.
    pub no_language: u32,
    /// Points when both name a home region and it differs.
    pub other_home: u32,
    /// How many contacts are looked at for each person before more are needed.
    pub nearest: u32,
}

impl Default for Weights {
    /// One more person to look after weighs as much as two kilometres, a foreign dialect as much
    /// as six, another home region as much as one.
    fn default() -> Self {
        Self { per_load: 10, per_kilometre: 5, no_language: 30, other_home: 5, nearest: 24 }
    }
}

/// By which rules pairs are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Calendar days within which somebody without a contact gets one.
    pub days: u32,
    /// The widest area that both may share; nobody is given a contact from farther away. Spots
    /// without an area are never too far.
    pub reach: Level,
    /// What a match costs.
    pub weights: Weights,
}

impl Default for Rules {
    fn default() -> Self {
        Self { days: 7, reach: Level::City, weights: Weights::default() }
    }
}

/// Everybody and what holds today.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Roster {
    /// Who can look after others. Who is not here any more has left.
    pub contacts: Vec<Contact>,
    /// Who should have a contact. Who is not here any more has left.
    pub charges: Vec<Charge>,
    /// The pairs until now, also those of people who have left.
    pub pairs: Vec<Pair>,
}

/// Why a pair of before does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There was none.
    New,
    /// The contact has left.
    ContactLeft,
    /// The charge wants another contact.
    Changed,
    /// The contact had more than the cap.
    OverCap,
    /// The contact is of another branch than the charge's.
    OtherBranch,
}

/// A new pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The pair.
    pub pair: Pair,
    /// Why it was needed.
    pub why: Why,
    /// How many the contact looks after now.
    pub load: u32,
    /// How far apart, in metres; 0 when unknown.
    pub metres: i64,
    /// Whether they share a language; `None` when either names none.
    pub language: Option<bool>,
    /// Whether they come from one region; `None` when either names none.
    pub home: Option<bool>,
}

/// Why somebody has no contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// Wants none.
    Declined,
    /// Nobody in reach whom the person has not refused.
    NobodyInReach,
    /// Everybody in reach is at the cap, also if others were paired differently: these contacts
    /// together hold so many and all their places are taken.
    NoRoom {
        /// The contacts that the people without room have among them.
        contacts: u32,
        /// The places of these.
        places: u32,
        /// The people who can go to these contacts only, with those who are there already.
        people: u32,
    },
}

/// Somebody without a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Who.
    pub charge: PersonId,
    /// Why.
    pub lack: Lack,
    /// The day by which there should be one; `None` for who declined.
    pub due: Option<Day>,
    /// Whether that day has passed.
    pub overdue: bool,
}

/// A contact with fewer than the minimum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Short {
    /// Who.
    pub contact: PersonId,
    /// How many are looked after.
    pub load: u32,
    /// How many should be.
    pub min: u32,
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Found {
    /// Pairs that hold on, by charge.
    pub kept: Vec<Pair>,
    /// Pairs of before that end, with the reason, by charge: people who left among them are not.
    pub ended: Vec<(Pair, Why)>,
    /// New pairs, by charge.
    pub given: Vec<Given>,
    /// Who has no contact, by person.
    pub waiting: Vec<Waiting>,
    /// Contacts below their minimum, by person.
    pub short: Vec<Short>,
}

impl Found {
    /// All pairs that hold now, by charge.
    pub fn pairs(&self) -> Vec<Pair> {
        let given = self.given.iter().map(|given| given.pair);
        let mut pairs: Vec<Pair> = self.kept.iter().copied().chain(given).collect();
        pairs.sort_unstable();
        pairs
    }

    /// Who has a contact, of those who want one: (have, want). Counts, to be shown as a share.
    pub fn coverage(&self) -> (usize, usize) {
        let have = self.kept.len() + self.given.len();
        let want = self.waiting.iter().filter(|waiting| waiting.lack != Lack::Declined).count();
        (have, have + want)
    }
}
