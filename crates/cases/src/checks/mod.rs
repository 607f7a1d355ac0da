//! The third figure beside the two closings: closed cases are drawn by lot and looked at on the
//! spot by workers who know neither who handled them nor who reported them.
//!
//! 1. *Announced*: period, number and seed go into the journal before anything is drawn. The seed
//!    is made of what an auditor typed and of randomness that the program adds, so neither chooses.
//! 2. *Drawn*: once the period is over and the announcement has its place in the log. A simple
//!    random sample without replacement of the cases closed in the period ([`lot`], [`frame`]).
//! 3. *Looked at*: by volunteers near it, who have no tie to handler or reporter ([`assign`]). A
//!    silent or undecided one is replaced; the majority decides ([`answer`]).
//! 4. *Counted*: the share of false closings with its interval ([`kernel::sample`]), shown when the
//!    draw is closed and not before, so that nobody stops it at a pleasant moment.
//!
//! What was found false is not reopened by the program: the worker has the last word. The street,
//! the owner and the worker are told, and the time to reopen begins anew.
//!
//! Invariant: nothing that a checker receives names the handler, the reporter or the case.

pub mod announce;
pub mod answer;
pub mod assign;
mod close;
mod draw;
mod fact;
pub mod frame;
pub mod lot;
pub mod repeat;
pub mod store;
pub mod tick;
pub mod view;
pub mod volunteer;

use kernel::Id;

pub use announce::{NewDraw, announce};
pub use answer::answer;
pub(crate) use fact::apply;
pub use fact::{Fact, Finding, Found, Said};
pub use tick::handler;

/// The name of draws' ids.
pub enum DrawName {}
pub type DrawId = Id<DrawName>;

/// The name of the ids of drawn cases.
pub enum CheckName {}
pub type CheckId = Id<CheckName>;
