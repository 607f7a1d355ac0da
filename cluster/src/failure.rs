//! What went wrong, with a remedy where there is one. Nothing is published when there is a failure.

use std::io;

use ballista_core::error::BallistaError;
use datafusion::error::DataFusionError;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("{0}")]
    Told(String),
    #[error("{0}: {1}")]
    Io(String, io::Error),
    #[error("{}; nothing was published", heard(.0))]
    Engine(#[from] DataFusionError),
    #[error("the engine cannot be started: {0}")]
    Start(#[from] BallistaError),
    #[error(
        "executor {number} (process {process}) ended before the counting was done ({status}); nothing \
         was published. Look at what it said above, then run again"
    )]
    Executor { number: usize, process: u32, status: String },
    #[error(
        "{there} of {wanted} executors were there after {seconds} s; look at whether they run and reach \
         the coordinator's address"
    )]
    Missing { there: usize, wanted: usize, seconds: u64 },
    #[error("what the executors counted does not go together: {0}; nothing was published")]
    Join(#[from] heat::JoinError),
    #[error(
        "the executors hold different keys; give all of them the same file of --key. Nothing was \
         published"
    )]
    Keys,
    #[error("{wanted} files were asked for and {told} were told of; nothing was published")]
    Files { wanted: usize, told: usize },
}

impl Failure {
    pub fn told(words: impl ToString) -> Self {
        Self::Told(words.to_string())
    }

    /// For `map_err` on what touches a file; `what` names it.
    pub fn file(what: impl std::fmt::Display) -> impl FnOnce(io::Error) -> Self {
        let what = what.to_string();
        move |error| Self::Io(what, error)
    }
}

/// Around what an executor says of a file, so that it is found again in what each layer of the
/// engine says about it.
const AROUND: [&str; 2] = ["<<", ">>"];

/// An executor's words as an error of the engine.
pub fn said(words: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Execution(format!("{}{words}{}", AROUND[0], AROUND[1]))
}

/// The executor's words, or all when there are none.
fn heard(error: &DataFusionError) -> String {
    let text = error.to_string();
    let words = text.split_once(AROUND[0]).and_then(|(_, rest)| rest.split_once(AROUND[1]));
    // Each layer has put backslashes before quotation marks.
    words.map_or(text.clone(), |(words, _)| words.replace('\\', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_executor_says_is_found_in_what_the_engine_says_about_it() {
        let inner = said("a.csv: no column \"worker\"");
        let outer = DataFusionError::Execution(format!("Job 7 failed: {:?}", format!("{inner:?}")));
        let told = Failure::from(outer).to_string();
        assert_eq!(told, "a.csv: no column \"worker\"; nothing was published");
        let other =
            Failure::from(DataFusionError::Execution("no executors".to_owned())).to_string();
        assert!(other.contains("no executors; nothing was published"), "{other}");
    }
}
