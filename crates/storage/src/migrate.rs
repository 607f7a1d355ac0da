//! Schema changes, applied on start under a lock, each once.
//!
//! A migration is written once, in SQLite's STRICT dialect; for PostgreSQL the type words are
//! translated (`INTEGER` is 64 bits wide in SQLite, text sorts by bytes).

use kernel::{Moment, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::{
    db::Engine,
    error::Error,
    params,
    store::Store,
    tx::{Stamp, Tx},
};

/// One step of one crate's schema. Steps are never edited once released: add another.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The crate whose tables these are.
    pub owner: &'static str,
    /// Counts from 1 within the owner.
    pub version: i64,
    pub sql: &'static str,
    /// The statements for PostgreSQL where they cannot be translated.
    pub postgres: Option<&'static str>,
}

/// The tables of this crate.
pub const MIGRATIONS: &[Migration] = &[Migration {
    owner: "storage",
    version: 1,
    sql: include_str!("../migrations/1_storage.sql"),
    postgres: Some(include_str!("../migrations/1_storage.postgres.sql")),
}];

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS storage_migrations (
    owner TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL, applied_at INTEGER NOT NULL,
    PRIMARY KEY (owner, version)) STRICT";

/// Applies what is missing, all of it or nothing.
pub(crate) fn run(store: &Store, others: &[Migration], now: Timestamp) -> Result<(), Error> {
    let wanted: Vec<Migration> = MIGRATIONS.iter().chain(others).copied().collect();
    let stamp = Stamp::system(Moment::seeded(now, 0), "migrate");
    store.write_blocking(stamp, move |tx| {
        tx.lock(b"storage.migrations")?;
        let engine = tx.engine();
        tx.batch(&translate(LEDGER, engine))?;
        wanted.iter().try_for_each(|step| apply(tx, step, engine))
    })
}

fn apply(tx: &mut Tx<'_>, step: &Migration, engine: Engine) -> Result<(), Error> {
    let digest: [u8; 32] = Sha256::digest(step.sql).into();
    let known = tx.query_opt(
        "SELECT digest FROM storage_migrations WHERE owner = $1 AND version = $2",
        params![step.owner, step.version],
        |row| row.get::<[u8; 32]>(0),
    )?;
    match known {
        Some(known) if known == digest => return Ok(()),
        Some(_) => {
            return Err(Error::Refused(format!(
                "migration {} of {} was edited after it had been applied",
                step.version, step.owner
            )));
        }
        None => {}
    }
    tracing::info!(owner = step.owner, version = step.version, "migrating");
    match (engine, step.postgres) {
        (Engine::Postgres, Some(own)) => tx.batch(own)?,
        _ => tx.batch(&translate(step.sql, engine))?,
    }
    let now = tx.now();
    tx.execute(
        "INSERT INTO storage_migrations (owner, version, digest, applied_at) VALUES ($1, $2, $3, $4)",
        params![step.owner, step.version, digest, now],
    )?;
    Ok(())
}

/// SQLite's words into PostgreSQL's.
pub fn translate(sql: &str, engine: Engine) -> String {
    if engine == Engine::Sqlite {
        return sql.to_owned();
    }
    // PostgreSQL has no tables without row ids; the word alone would stay behind.
    let sql = sql.replace("STRICT, WITHOUT ROWID", "STRICT");
    let mut out = String::with_capacity(sql.len() + 64);
    let mut word = String::new();
    for character in sql.chars().chain([' ']) {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        out.push_str(match word.as_str() {
            "INTEGER" => "BIGINT",
            "BLOB" => "BYTEA",
            "REAL" => "DOUBLE PRECISION",
            "TEXT" => "TEXT COLLATE \"C\"",
            "STRICT" => "",
            other => other,
        });
        word.clear();
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_words_are_translated_and_names_are_left_alone() {
        let sql = "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, TEXT_like REAL) STRICT;";
        assert_eq!(
            translate(sql, Engine::Postgres).trim(),
            "CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\", c BYTEA, TEXT_like DOUBLE PRECISION) ;"
        );
        assert_eq!(translate(sql, Engine::Sqlite), sql);
        let narrow = "CREATE TABLE n (a INTEGER) STRICT, WITHOUT ROWID;";
        assert_eq!(translate(narrow, Engine::Postgres).trim(), "CREATE TABLE n (a BIGINT) ;");
    }
}
