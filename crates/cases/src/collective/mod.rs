//! A matter that concerns many (集体事项): pay, dispatch, a gate, hours of parking. What several
//! reported is gathered, or a clerk opens it; the unit that can change it answers.
//!
//! 1. *Raised*: in plain words what should change, for whom, and how it would be judged. Others
//!    join; the unit answers by a deadline: accepted, partly, declined with a reason.
//! 2. *Trial*: what is accepted is tried from a day to a day, with measures that are chosen, and
//!    their values before, before it begins. It may be extended once.
//! 3. *Review*: what the measures say after. On the review day the vote opens by itself.
//! 4. *Vote*: whoever it concerns, each once, in secret ([`ballot`], [`urn`]). Nobody must.
//! 5. *Decision* of the unit, with reasons beside what the vote said; all who reported or joined
//!    are told. What was turned down may be reopened once, on new facts.
//!
//! A matter is the fold of its entries like a case, has one clock job, and every clock runs on the
//! work calendar. Its page is public: no name is on it, and the unit reads what everybody reads.
//!
//! Invariant: no row, entry or record ties a ballot to whoever cast it.
//! Invariant: nothing is counted aloud about fewer people than the catalogue allows.

pub mod act;
pub mod answer;
pub mod ballot;
pub mod decide;
pub mod fact;
pub mod fold;
pub mod link;
pub mod open;
pub mod people;
pub mod rules;
pub mod store;
mod tell;
pub mod tick;
pub mod urn;
pub mod verify;
pub mod view;

use kernel::Id;

pub use fact::{
    Answer, Better, Choice, Decision, Entry, Figure, Measure, Outcome, Raised, Side, Stage, Tally,
    Trial, What,
};
pub use fold::{Collective, Round, fold};
pub use link::{Fact, Link};
pub use rules::Refusal;
pub use tick::handler;

/// The name of the ids of collective matters.
pub enum CollectiveName {}
pub type CollectiveId = Id<CollectiveName>;

/// The name of the ids of comments.
pub enum CommentName {}
pub type CommentId = Id<CommentName>;
