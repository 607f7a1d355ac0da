//! Entries erase themselves: each night what is older than the set days goes, and the journal keeps
//! a digest of what went, so that the erasure can be proved and nothing be read out of it.

use base16ct::lower::encode_string as hex;
use std::sync::Arc;

use kernel::Timestamp;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::{
    Error, Record, Tx,
    jobs::{Handler, Job, schedule},
};

use crate::{
    desk::Desk,
    store::{cards, entries, flags, gates, offers, reads, tokens, trust},
    travel::FLAG_DAYS,
};

/// The kind of the nightly job.
pub const ERASE_JOB: &str = "passes-erase";
/// Entries erased in one transaction.
const BATCH: usize = 2_000;
/// Days after its end until a token's place is given to another: no gate believes an older list.
const TOKEN_DAYS: i64 = 3;
/// Days for which findings and redemptions are kept: until every period and complaint is over.
const FINDING_DAYS: i64 = 90;

/// Sees to it that the next erasure is on the list.
pub(crate) fn arrange(tx: &mut Tx<'_>) -> Result<(), Error> {
    let at = tx.now().day().plus(1).at(3, 0);
    schedule(tx, ERASE_JOB, ERASE_JOB, at, "")
}

/// The handler to be registered with the job runner.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, _: &Job| {
        let desk = desk();
        if desk.catalogue.passes().is_some() { run(tx, &desk).map(drop) } else { Ok(()) }
    };
    Handler { kind: ERASE_JOB, run: Arc::new(run) }
}

/// Erases what has ended; answers how many entries went.
///
/// # Errors
/// When the store fails.
pub fn run(tx: &mut Tx<'_>, desk: &Desk) -> Result<usize, Error> {
    let rules = desk.rules()?;
    let now = tx.now();
    // Whole days: an entry of the evening goes with those of the morning.
    let before = now.day().plus(-i32::try_from(rules.entry_days).unwrap_or(i32::MAX)).start();
    let gone = erase_entries(tx, desk, before)?;
    reads::erase(tx, now)?;
    entries::forget_marks(tx, now.plus_hours(-i64::from(rules.upload_hours)))?;
    entries::forget_findings(tx, now.plus_days(-FINDING_DAYS))?;
    offers::erase(tx, now.plus_days(-FINDING_DAYS))?;
    tokens::forget(tx, now.plus_days(-TOKEN_DAYS))?;
    gates::forget_invitations(tx)?;
    cards::forget_details(tx, now.plus_days(-TOKEN_DAYS))?;
    flags::forget(tx, now.day().plus(-FLAG_DAYS))?;
    trust::forget_days(tx, now.day().plus(-1))?;
    if gone == BATCH {
        schedule(tx, ERASE_JOB, ERASE_JOB, now.plus_seconds(1), "")?;
    } else {
        arrange(tx)?;
    }
    Ok(gone)
}

fn erase_entries(tx: &mut Tx<'_>, desk: &Desk, before: Timestamp) -> Result<usize, Error> {
    let ending = entries::ending(tx, before, BATCH)?;
    if ending.is_empty() {
        return Ok(0);
    }
    let mut digest = Sha256::new();
    for entry in &ending {
        digest.update(entry.id.as_bytes());
        entries::erase(tx, entry.id)?;
    }
    let subject = *tx.id::<crate::card::EntryName>().as_bytes();
    tx.record(Record {
        action: "gate.erase",
        subject_kind: "gate-entries",
        subject,
        area: desk.city().as_str(),
        detail: json!({
            "before": before.rfc3339(),
            "entries": ending.len(),
            "digest": hex(&digest.finalize()),
        }),
    })?;
    Ok(ending.len())
}
