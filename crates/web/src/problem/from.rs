//! Failures of the tiers below, as what the reader should know of them.

use super::Problem;

/// Seconds after which a disk that was full is worth another try.
const READ_ONLY_RETRY: u64 = 30;
/// Seconds a restarting node needs.
const CLOSED_RETRY: u64 = 5;

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        use storage::Error::{Busy, Closed, Conflict, Corrupt, ReadOnly, Refused};
        let problem = match error {
            ReadOnly(_) => Self::unavailable("read-only", READ_ONLY_RETRY),
            Busy(_) => Self::unavailable("busy", 1),
            Closed => Self::unavailable("busy", CLOSED_RETRY),
            Conflict(_) => Self::conflict("conflict"),
            Corrupt(_) | Refused(_) => Self::internal(""),
        };
        problem.cause(error)
    }
}

impl From<access::Denied> for Problem {
    fn from(denied: access::Denied) -> Self {
        Self::forbidden().cause(denied.action)
    }
}

impl From<access::vault::Error> for Problem {
    fn from(error: access::vault::Error) -> Self {
        use access::vault::Error::{Key, NoSuchPerson, Purpose, Store, Taken, WrongPermit};
        match error {
            Store(error) => error.into(),
            NoSuchPerson => Self::not_found(),
            Taken(kind) => Self::conflict("taken").cause(kind),
            Purpose => Self::invalid().field("purpose", "problem-purpose"),
            WrongPermit => Self::forbidden(),
            Key(error) => Self::internal(error),
        }
    }
}
