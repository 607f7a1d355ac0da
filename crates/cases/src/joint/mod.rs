//! The whistle (街道吹哨、部门报到): a street calls several units to one case. Each has a part of it,
//! with a task, two deadlines, an answer and holders of its own.
//!
//! ```text
//!           reports in           answers            the street agrees
//!  called ──────────► acknowledged ──────► answered ──────► closed
//!    │                  │   ▲                 │
//!    │   hands back,    │   └──── returned ◄──┘  with a reason; then answered again
//!    └──────once────────┴──► handed back ──► given again: called
//! ```
//!
//! Invariant: the whole is not answered, nor found out of scope, while a part is open; so nothing
//! closes with an open part, and only the worker confirms.
//! Invariant: a part is handed back once in its life, whoever has it.
//! Invariant: from its call to its close a part is always with one unit or with the street, and
//! the intervals add up.
//! Invariant: a unit acts on its own part only; the whole stays with its owner.

pub mod act;
pub mod call;
pub mod fact;
pub mod meeting;
pub mod own;
pub mod part;
pub mod rules;
pub mod store;
pub mod street;
pub mod tick;

pub use act::At;
pub use fact::{Fact, Stage};
pub use part::{Joint, Part, PartState};
pub use rules::Refusal;
