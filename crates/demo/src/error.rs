//! Why the city was not made.

use cases::{act::ActError, report::ReportError};

/// Why the city was not made. What had been written until then stays: begin with an empty store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] storage::Error),
    #[error(transparent)]
    Vault(#[from] access::vault::Error),
    #[error(transparent)]
    Unit(#[from] organizations::UnitError),
    #[error(transparent)]
    Post(#[from] organizations::posts::PostError),
    #[error(transparent)]
    Directory(#[from] organizations::DirectoryError),
    #[error(transparent)]
    Gathering(#[from] gatherings::Fault),
    #[error(transparent)]
    Registry(#[from] registry::Fault),
    #[error(transparent)]
    Branch(#[from] branches::Fault),
    #[error(transparent)]
    Fund(#[from] ledger::FundError),
    #[error(transparent)]
    Earmarked(#[from] funds::Fault),
    #[error(transparent)]
    Rate(#[from] ratings::RateError),
    #[error(transparent)]
    Reply(#[from] ratings::ReplyError),
    #[error(transparent)]
    Place(#[from] places::Fault),
    #[error(transparent)]
    Site(#[from] siteplans::Fault),
    #[error(transparent)]
    Gate(#[from] passes::gate::GateError),
    #[error(transparent)]
    Pass(#[from] passes::issue::IssueError),
    #[error(transparent)]
    Revoke(#[from] passes::revoke::RevokeError),
    #[error(transparent)]
    Import(#[from] registry::import::ImportError),
    #[error("a door of the demo may not be opened: {0}")]
    Denied(#[from] access::Denied),
    #[error(transparent)]
    Report(ReportError),
    #[error(transparent)]
    Act(ActError),
    #[error("the demo plays in {0}, which the area book does not know: use the built-in catalogue")]
    Area(String),
    #[error("this store holds cases already: make the demo city in an empty one")]
    NotEmpty,
    #[error("the scene could not be played: {0}")]
    Scene(String),
    #[error("a picture could not be painted: {0}")]
    Photo(String),
}

impl From<ReportError> for Error {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::Store(error) => Self::Store(error),
            other => Self::Report(other),
        }
    }
}

impl From<ActError> for Error {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Store(error) => Self::Store(error),
            other => Self::Act(other),
        }
    }
}

impl Error {
    /// One step of a story was refused by the rules; the city goes on without it.
    pub(crate) const fn is_refusal(&self) -> bool {
        matches!(self, Self::Report(_) | Self::Act(_))
    }
}
