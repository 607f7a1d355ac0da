//! 1+1+5 that heals itself: who has a contact keeps it, who has lost one gets another in time.
//!
//! One level at a time: secretaries as contacts of members, then members as contacts of workers.

mod engine;
mod fit;
mod flow;
mod roster;

pub use engine::pair;

pub use roster::{
    Charge, Contact, Found, Given, Lack, Pair, Quota, Roster, Rules, Short, Waiting, Weights, Why,
};
