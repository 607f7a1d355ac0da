#![doc = include_str!("../README.md")]

mod cover;
mod curve;
mod explain;
pub mod graph;
mod metric;
mod num;
mod problem;
mod progress;
mod question;
mod solve;
mod town;
mod worth;

pub use cover::Coverage;
pub use curve::{Step, curve};
pub use explain::{Explanation, Kept, Reason, Refused, Swap};
pub use metric::{Metric, Point};
pub use problem::{Problem, Rows};
pub use progress::{Limits, Progress, Stage, Watch};
pub use question::{Ask, BadAsk};
pub use solve::branch::Found;
pub use town::{
    Answer, BadDemand, BadQuestion, Candidate, Crowding, Demand, Goal, Proposal, Question, Refusal,
    Review, Service, Share, SiteShare, State,
};
pub use worth::SiteWorth;
