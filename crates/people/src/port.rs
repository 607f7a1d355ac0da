//! What other domains tell of a person: what would be lost with them, and what they agreed to. The
//! binary fills these; a domain keeps its own facts and nothing is kept here a second time.

use std::sync::Arc;

use contracts::{PersonId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error};

/// Something to be known before one is erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Names the sentence: `people-erase-warn-{code}`, with `n` and `list`.
    pub code: &'static str,
    pub n: i64,
    /// Numbers of what it is about.
    pub list: Vec<String>,
}

/// Reads what one domain has to tell.
pub type Tell<T> = Arc<dyn Fn(&mut Db<'_>, PersonId) -> Result<Vec<T>, Error> + Send + Sync>;

/// Hung on the app by the deployment: what goes or goes on when somebody is erased.
#[derive(Clone, Default)]
pub struct Warnings(pub Vec<Tell<Warning>>);

/// Something that somebody agreed to and has not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// For what; names the sentences `people-consent-{purpose}` and `people-consent-{purpose}-end`.
    pub purpose: &'static str,
    /// What it is about, such as a case's number; empty where the purpose says it all.
    pub about: String,
    /// To which organization; `None` where the purpose names who.
    pub to: Option<UnitId>,
    pub since: Timestamp,
    pub withdrawal: Withdrawal,
}

/// The form that takes a consent back: one of the domain's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// A path of this site.
    pub action: String,
    pub fields: Vec<(&'static str, String)>,
}

impl Withdrawal {
    /// A form without fields.
    pub fn at(action: impl Into<String>) -> Self {
        Self { action: action.into(), fields: Vec::new() }
    }
}

/// Hung on the app by the deployment: every consent that anybody can give here.
#[derive(Clone, Default)]
pub struct Consents(pub Vec<Tell<Consent>>);

/// All that is told of a person.
///
/// # Errors
/// When the store fails.
pub(crate) fn ask<T>(
    db: &mut Db<'_>,
    tells: &[Tell<T>],
    person: PersonId,
) -> Result<Vec<T>, Error> {
    let mut told = Vec::new();
    for tell in tells {
        told.extend(tell(db, person)?);
    }
    Ok(told)
}
