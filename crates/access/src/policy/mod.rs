//! Who may do what, to what: deny by default, granted by the sentences of [`sentences`].

mod action;
mod permit;
mod reach;
mod sentence;
#[path = "sentences.rs"]
mod table;

use contracts::{PersonId, UnitId};
use kernel::AreaCode;

pub use action::{Action, UnknownAction};
pub use permit::{Denied, Permit, permit};
pub use reach::{Columns, Reach, reach};
pub use sentence::{Scope, Sentence};

/// What is known of a thing when somebody wants to act on it. What is left out matches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// Where it lies.
    pub area: Option<AreaCode>,
    /// The unit that holds it and those taking part.
    pub units: Vec<UnitId>,
    /// Whose it is.
    pub person: Option<PersonId>,
    /// The persons in whose hands it is or, for reading, was.
    pub hands: Vec<PersonId>,
    /// Units that the worker agreed may know who they are.
    pub agreed: Vec<UnitId>,
}

impl Target {
    /// For what has no place, holder or owner: the catalogue, the metrics.
    pub fn none() -> Self {
        Self::default()
    }
    pub fn area(area: AreaCode) -> Self {
        Self { area: Some(area), ..Self::default() }
    }
    pub fn of(person: PersonId) -> Self {
        Self { person: Some(person), ..Self::default() }
    }
    #[must_use]
    pub fn with_units(mut self, units: impl IntoIterator<Item = UnitId>) -> Self {
        self.units.extend(units);
        self
    }
    #[must_use]
    pub fn with_person(mut self, person: PersonId) -> Self {
        self.person = Some(person);
        self
    }
    #[must_use]
    pub fn with_hands(mut self, hands: impl IntoIterator<Item = PersonId>) -> Self {
        self.hands.extend(hands);
        self
    }
    #[must_use]
    pub fn with_agreed(mut self, units: impl IntoIterator<Item = UnitId>) -> Self {
        self.agreed.extend(units);
        self
    }
}

/// Every sentence, for the page that shows them and the test that tries them.
pub fn sentences() -> impl Iterator<Item = &'static Sentence> {
    table::SENTENCES.iter()
}

/// Whether somebody who has not signed in may do this.
pub fn open_to_visitors(action: Action) -> bool {
    sentences().any(|sentence| sentence.role == "visitor" && sentence.actions.contains(&action))
}

/// Whether the holder of `role` may give the post `given`, area and unit apart.
pub fn may_give(role: &str, given: &str) -> bool {
    table::MAY_GIVE.iter().any(|(giver, posts)| *giver == role && posts.contains(&given))
}
