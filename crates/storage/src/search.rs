//! Full-text search over terms made by `kernel::text`, the same on both engines: FTS5 on SQLite,
//! a GIN-indexed array on PostgreSQL. Neither's own tokenizer sees Chinese text.

use crate::{
    db::{Db, Engine},
    error::Error,
    params,
    tx::Tx,
};

/// Puts a document into the index, or replaces it.
pub fn index(
    tx: &mut Tx<'_>,
    kind: &str,
    document: [u8; 16],
    terms: &[String],
) -> Result<(), Error> {
    let terms = terms.join(" ");
    if tx.engine() == Engine::Postgres {
        return tx.put(
            "INSERT INTO storage_search_documents (kind, document, terms)
             VALUES ($1, $2, string_to_array($3, ' '))
             ON CONFLICT (document) DO UPDATE SET terms = string_to_array($3, ' ')",
            params![kind, document, terms],
        );
    }
    tx.execute(
        "INSERT INTO storage_search_documents (kind, document) VALUES ($1, $2)
         ON CONFLICT (document) DO NOTHING",
        params![kind, document],
    )?;
    let number = tx.query_one(
        "SELECT number FROM storage_search_documents WHERE document = $1",
        params![document],
        |row| row.get::<i64>(0),
    )?;
    tx.execute("DELETE FROM storage_search WHERE rowid = $1", params![number])?;
    tx.execute(
        "INSERT INTO storage_search (rowid, terms) VALUES ($1, $2)",
        params![number, terms],
    )?;
    Ok(())
}

/// Documents of `kind` that hold every term, newest first (ids are time-ordered).
pub fn find(
    db: &mut Db<'_>,
    kind: &str,
    terms: &[String],
    limit: usize,
) -> Result<Vec<[u8; 16]>, Error> {
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    if db.engine() == Engine::Postgres {
        return db.query(
            "SELECT document FROM storage_search_documents
             WHERE terms @> string_to_array($1, ' ') AND kind = $2 ORDER BY document DESC LIMIT $3",
            params![terms.join(" "), kind, limit],
            |row| row.get(0),
        );
    }
    let wanted: Vec<String> =
        terms.iter().map(|term| format!("\"{}\"", term.replace('"', ""))).collect();
    db.query(
        "SELECT d.document FROM storage_search s JOIN storage_search_documents d ON d.number = s.rowid
         WHERE storage_search MATCH $1 AND d.kind = $2 ORDER BY d.document DESC LIMIT $3",
        params![wanted.join(" AND "), kind, limit],
        |row| row.get(0),
    )
}
