//! All SQL of the passes. No statement here takes a person and answers gates.

pub mod cards;
pub mod entries;
pub mod flags;
pub mod gates;
pub mod keys;
pub mod offers;
pub mod reads;
pub mod stops;
pub mod tokens;
pub mod trust;
