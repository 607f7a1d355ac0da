//! Pages of holders, of visitors, of a gate's device and of the desk.

pub mod bearer;
pub mod desk;
pub mod gate;
pub mod gates;
pub mod mine;
pub mod offers;
pub mod offline;
pub mod paper;
pub mod photo;
pub mod reads;
pub mod show;
pub mod visitor;

use catalogue::PassKind;
use web::{Message, Problem, Visit};

use crate::{gate::GateError, issue::IssueError, revoke::RevokeError};

/// A kind's name in the reader's language.
pub(crate) fn kind_name(visit: &Visit, kind: &PassKind) -> String {
    if visit.lang.is_zh() { kind.name.zh.clone() } else { kind.name.en.clone() }
}

/// What a kind is for, in the reader's language.
pub(crate) fn kind_hint(visit: &Visit, kind: &PassKind) -> String {
    if visit.lang.is_zh() { kind.hint.zh.clone() } else { kind.hint.en.clone() }
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::NotFound => Self::not_found(),
            IssueError::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            IssueError::Vault(error) => error.into(),
            IssueError::Store(error) => error.into(),
        }
    }
}

impl From<RevokeError> for Problem {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::NotFound => Self::not_found(),
            RevokeError::Store(error) => error.into(),
        }
    }
}

impl From<GateError> for Problem {
    fn from(error: GateError) -> Self {
        match error {
            GateError::NotFound => Self::not_found(),
            GateError::Code => Self::invalid().field("code", Message::key("gate-code-wrong")),
            GateError::Invalid { field, code } => Self::invalid().field(field, Message::key(code)),
            GateError::Store(error) => error.into(),
        }
    }
}
