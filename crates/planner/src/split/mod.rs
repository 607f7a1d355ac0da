//! An oversized branch divided within bounds, breaking as few pairs as possible.
//!
//! Balanced graph partitioning: members are nodes, pairs are edges, branches are parts. The answer
//! carries a lower bound for the pairs that any plan must break, so that its gap is known.

mod ask;
mod bound;
mod explain;
mod plan;
mod present;
mod problem;
mod search;
mod solve;
mod start;
mod state;
mod units;

pub use ask::{Ask, Bounds, Branches, Fault, Member, Shifts, Standing, Tie};
pub use plan::{Because, BranchFacts, Change, Cost, Criterion, Flag, Pairs, Placed, Plan, Replan};
pub use solve::{replan, split};
