//! Scenes: what a real place went through, played from a seed on a store of its own, through the
//! use cases that pages and programs call, with the time handed in. Each answers what came of it.

pub mod balizhuang;
pub mod branch;
pub mod census;
pub mod pothole;
pub mod province;
pub mod siting;
mod stage;
pub mod truths;
pub mod turnover;
