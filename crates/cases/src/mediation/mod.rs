//! Mediation: two sides, a mediator, an agreement that is watched over.
//!
//! Invariant: mediation is confidential. Only the worker, the unit that holds the case and the
//! mediator's unit read of it; nothing of it is ever published. The journal, which auditors read,
//! keeps that something was done and never what was said.

pub mod acts;
pub mod fact;
pub mod limit;
pub mod rules;
pub mod sight;
pub mod talks;

pub use fact::Fact;
pub use rules::Refusal;
pub use talks::Mediation;
