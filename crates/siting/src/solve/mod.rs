//! From a problem to a plan with a proof: reductions, a dual bound, local search, branch and bound.

pub(crate) mod branch;
pub(crate) mod choice;
pub(crate) mod dual;
pub(crate) mod local;
pub(crate) mod piece;
