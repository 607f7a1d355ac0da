//! What can happen to a pasted case that happens to no other.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::SOURCE;
use crate::{case::Case, rules::Refusal};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// The link went back to the group, once.
    Replied,
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Replied => "paste.replied",
        }
    }
}

/// What a pasted case knows of its group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paste {
    pub replied_at: Timestamp,
}

pub fn apply(case: &mut Case, fact: &Fact, at: Timestamp) {
    match fact {
        Fact::Replied => case.paste = Some(Paste { replied_at: at }),
    }
}

pub fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    match fact {
        Fact::Replied if !case.source.starts_with(SOURCE) => Err(Refusal::NotPasted),
        Fact::Replied if case.paste.is_some() => Err(Refusal::RepliedBefore),
        Fact::Replied => Ok(()),
    }
}
