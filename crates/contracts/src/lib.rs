//! The events and small ports by which domains meet: plain data, tiny, stable.
//!
//! Invariant: nothing here has behaviour. A domain emits an [`event::Event`]; `yilu/src/wiring.rs`
//! alone decides who reacts.

pub mod event;
pub mod names;
pub mod units;

pub use event::{Addressee, CaseOutcome, CheckAnswer, Event, Improvement, Supporter};
pub use names::{Ask, AskId, Case, CaseId, Person, PersonId, Place, PlaceId, Unit, UnitId};
pub use units::{UnitCard, Units};
