//! What the registry holds now, as one digest for each kind of thing: two that are equal hold the
//! same to the byte.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use storage::{Db, Error, ValueRef, params};

/// What is current, each in one order. What was taken back, and what somebody said about it, is
/// history and no part of it.
const CURRENT: [(&str, &str, usize); 9] = [
    ("sources", "SELECT number, code, kind, area, next FROM registry_sources ORDER BY number", 5),
    (
        "batches",
        "SELECT source, number, day, whole, digest, done, made, changed, unchanged, ended, rejected
         FROM registry_batches ORDER BY source, number",
        11,
    ),
    ("terms", "SELECT id, kind, text FROM registry_terms ORDER BY id", 3),
    ("records", "SELECT id, mark, phone, identity, erased_at FROM registry_records ORDER BY id", 5),
    (
        "facts",
        "SELECT record, day, known, part, batch, job, home, residence, line, said, sealed
         FROM registry_facts ORDER BY record, day, known, part",
        11,
    ),
    (
        "corrections",
        "SELECT id, record, source, field, wanted, state, answer, asked_at
         FROM registry_corrections ORDER BY id",
        8,
    ),
    (
        "links",
        "SELECT id, one, other, since, probability, reasons, run, made_by
         FROM registry_links WHERE until IS NULL ORDER BY id",
        8,
    ),
    ("subjects", "SELECT record, subject FROM registry_subjects ORDER BY record", 2),
    (
        "proposals",
        "SELECT id, one, other, area, probability, reasons, run, made_at, state, after, decided_by
         FROM registry_proposals ORDER BY id",
        11,
    ),
];

/// SHA-256 of everything that is current, by what it is.
///
/// # Errors
/// When the store fails.
pub fn current(db: &mut Db<'_>) -> Result<BTreeMap<&'static str, [u8; 32]>, Error> {
    let mut found = BTreeMap::new();
    for (name, sql, columns) in CURRENT {
        let mut hash = Sha256::new();
        db.each(sql, params![], |row| {
            (0..columns).try_for_each(|column| {
                feed(&mut hash, &row.value(column)?);
                Ok(())
            })
        })?;
        found.insert(name, hash.finalize().into());
    }
    Ok(found)
}

/// A value with its kind and length before it, so that no two lists read the same.
fn feed(hash: &mut Sha256, value: &ValueRef<'_>) {
    let mut part = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        ValueRef::Null => part(0, &[]),
        ValueRef::Int(int) => part(1, &int.to_be_bytes()),
        ValueRef::Real(real) => part(2, &real.to_bits().to_be_bytes()),
        ValueRef::Text(text) => part(3, text.as_bytes()),
        ValueRef::Blob(bytes) => part(4, bytes),
    }
}
