//! What a store can answer instead of a result.

/// A failure of the store. None of them leaves anything half-written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The disk is full or failing: nothing was written, reads go on, writes are refused for now.
    #[error("the store is read-only for now: {0}")]
    ReadOnly(String),
    /// A constraint of the schema refused the write.
    #[error("the write conflicts with what is stored: {0}")]
    Conflict(String),
    /// The other side gave up (deadlock, lost connection); trying again may succeed.
    #[error("the store is busy: {0}")]
    Busy(String),
    /// What is stored does not read as what it should be.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// A statement or set-up is wrong.
    #[error("the store refused: {0}")]
    Refused(String),
    /// The store has been shut down.
    #[error("the store is shutting down")]
    Closed,
}

impl Error {
    /// True when the same request may be sent again later.
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::ReadOnly(_) | Self::Busy(_) | Self::Closed)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen,
            ) => Self::ReadOnly(text),
            Some(ErrorCode::ConstraintViolation) => Self::Conflict(text),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(text),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(text),
            _ => Self::Refused(text),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let detail = error.as_db_error().map_or_else(
            || error.to_string(),
            |db| format!("{} ({})", db.message(), db.code().code()),
        );
        match error.code().map(tokio_postgres::error::SqlState::code) {
            // Class 23: integrity; 53: out of disk or memory; 58: system; 40: rolled back; 25006: read only.
            Some(code) if code.starts_with("23") => Self::Conflict(detail),
            Some(code) if code.starts_with("53") || code.starts_with("58") || code == "25006" => {
                Self::ReadOnly(detail)
            }
            Some(code) if code.starts_with("40") || code.starts_with("57") => Self::Busy(detail),
            Some(_) => Self::Refused(detail),
            None => Self::Busy(detail),
        }
    }
}
