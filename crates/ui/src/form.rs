//! Forms after the GOV.UK patterns: validated by the server, what was typed is kept, errors stand
//! in a linked summary and beside their fields, answers are checked before they are sent.

mod answers;
mod errors;
mod field;
#[expect(clippy::module_inception, reason = "the type of this name is the module's point")]
mod form;
mod kind;

pub use answers::{Answer, CheckAnswers, Receipt};
pub use errors::{ErrorSummary, Errors};
pub use field::Field;
pub use form::Form;
pub use kind::{Kind, Pick};
