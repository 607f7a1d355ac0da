//! The money dispute kit: what is owed, the evidence for it, what was agreed and what has come.
//!
//! Invariant: amounts are whole fen and never negative; what has been recovered is the sum of the
//! payments that stand.
//! Invariant: evidence is a hash chain ([`chain`]); nothing in it is ever removed, what was
//! withdrawn stays as struck out.

pub mod chain;
pub mod claim;
pub mod evidence;
pub mod export;
pub mod fact;
pub mod intake;
pub mod kit;
pub mod pay;
pub mod provinces;
pub mod rules;
pub mod sight;
pub mod verify;

pub use fact::Fact;
pub use kit::Kit;
pub use rules::Refusal;
