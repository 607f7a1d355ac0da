//! The urn of a collective matter, and its count. Pure.

use super::fact::{Choice, Tally};

/// What is in the urn of one vote.
pub type Urn = ballots::Urn<Choice>;

impl ballots::Choice for Choice {
    fn as_str(&self) -> &'static str {
        Choice::as_str(*self)
    }
}

/// What the ballots say together.
pub fn tally(urn: &Urn) -> Tally {
    let [keep, drop, abstain] =
        [Choice::Keep, Choice::Drop, Choice::Abstain].map(|it| urn.count(it));
    Tally { keep, drop, abstain }
}
