//! A city's question: who is where at what hour, what could be built, what is wanted.

mod answer;
mod crowd;
mod demand;
mod floors;
mod ledger;
mod near;
mod question;
mod review;
mod rows;
mod slots;
mod stability;

pub use answer::{Answer, Refusal, Share, SiteShare};
pub use demand::{BadDemand, Demand};
pub use question::{BadQuestion, Candidate, Crowding, Goal, Question, Service, State};
pub use review::{Proposal, Review};
