//! From a problem to a plan with a proof: reductions, a dual bound, local search, branch and bound.

mod around;
pub(crate) mod branch;
mod bundle;
pub(crate) mod choice;
#[cfg(test)]
mod drawn;
pub(crate) mod dual;
pub(crate) mod flow;
pub(crate) mod likely;
pub(crate) mod local;
mod neighbourhood;
pub(crate) mod packing;
pub(crate) mod parting;
pub(crate) mod piece;
pub(crate) mod pocket;
pub(crate) mod region;
pub(crate) mod regions;
