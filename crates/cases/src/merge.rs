//! Merge without losing people: reports of one trouble are worked on once, and every reporter
//! keeps the own number, words and photos, gets the answer and has a word on it.
//!
//! One case leads, the others follow it: a follower has the leader's state, holder and answer,
//! told by entries of its own, so that its holdings add up to what its reporter has waited. It has
//! no deadline of its own meanwhile, so nothing is escalated twice and each is counted once.
//!
//! Rules that riders would find fair:
//! - Any one reporter's yes confirms the answer for all; any one reporter's no, in time, sends the
//!   work back for all. Silence counts as neither.
//! - A confirmation posts points once: the earliest reporter's as for any case, the others' by the
//!   rule for support; a person with several of the reports counts once. Reopening takes all back.
//! - Whoever withdraws leaves the others alone: a follower leaves, and when the leader's reporter
//!   withdraws the work goes on for the rest.
//! - Apart again, a follower is what it was: state, owner, deadline. The time in between counts as
//!   waited, so a deadline that has passed meanwhile takes effect at once.

pub mod act;
pub mod fact;
pub mod fold;
pub mod follow;
pub mod join;
pub mod like;
pub mod near;
pub mod reward;
pub mod rules;
pub mod store;

pub use fact::{Fact, Standing};
pub use fold::{Member, Merge};
pub use join::Join;
