//! How a command ends when it does not succeed.

/// A command's failure, in words for whoever typed it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Told(String),
    #[error(transparent)]
    Store(#[from] storage::Error),
    #[error(transparent)]
    Key(#[from] access::key::KeyError),
    #[error(transparent)]
    Directory(#[from] organizations::DirectoryError),
    #[error("{what}: {error}")]
    File { what: String, error: std::io::Error },
}

impl Failure {
    pub fn told(words: impl Into<String>) -> Self {
        Self::Told(words.into())
    }
    /// For `map_err` on what touches a file; `what` names it.
    pub fn file(what: impl std::fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::File { what: what.to_string(), error }
    }
}

pub type Outcome<T = ()> = Result<T, Failure>;
