//! Checks the whole log against what is stored: every leaf from its payload, every root from the
//! leaves, every checkpoint by its signature.

use credential::{Checkpoint, Hash, VerifierKey, merkle::Frontier};

use super::{COLUMNS, Entry, count};
use crate::{db::Db, error::Error, params};

/// Something that does not hold, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding(pub String);

/// Reads the log once from the beginning; an empty answer means that everything holds.
pub fn verify(db: &mut Db<'_>, key: &VerifierKey) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let checkpoints =
        db.query("SELECT size, note FROM storage_checkpoints ORDER BY size", params![], |row| {
            Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
        })?;
    let mut checkpoints = checkpoints.into_iter().peekable();
    let mut frontier = Frontier::default();
    let mut expected_index = 0_i64;
    db.each(
        &format!(
            "SELECT {COLUMNS} FROM storage_journal WHERE leaf_index IS NOT NULL ORDER BY leaf_index"
        ),
        params![],
        |row| {
            let entry = Entry::read(row)?;
            check_entry(&entry, expected_index, &mut findings);
            frontier.push(Hash::from_bytes(entry.leaf_hash));
            expected_index += 1;
            while let Some((_, note)) = checkpoints.next_if(|(size, _)| *size == expected_index) {
                findings.extend(check_checkpoint(&note, key, &frontier));
            }
            Ok(())
        },
    )?;
    let size = count(expected_index)?;
    findings.extend(checkpoints.map(|(beyond, _)| {
        Finding(format!("a checkpoint covers {beyond} entries, but the log holds {size}"))
    }));
    Ok(findings)
}

fn check_entry(entry: &Entry, expected_index: i64, findings: &mut Vec<Finding>) {
    if entry.leaf_index != Some(expected_index) {
        findings.push(Finding(format!("entry {} stands out of order in the log", entry.id)));
    }
    match entry.leaf().hash() {
        Ok(hash) if *hash.as_bytes() == entry.leaf_hash => {}
        _ => findings.push(Finding(format!("entry {} was altered after it was written", entry.id))),
    }
}

fn check_checkpoint(note: &str, key: &VerifierKey, frontier: &Frontier) -> Option<Finding> {
    match Checkpoint::open(note, key) {
        Ok(checkpoint) if checkpoint.root == frontier.root() => None,
        Ok(checkpoint) => Some(Finding(format!(
            "the checkpoint over {} entries has another root than the entries",
            checkpoint.size
        ))),
        Err(error) => Some(Finding(error.to_string())),
    }
}
