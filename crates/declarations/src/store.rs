//! All SQL of the declarations.

use kernel::{Id, Timestamp};
use storage::{Db, Error, Tx, params};

/// The name of import ids.
pub enum ImportName {}
pub type ImportId = Id<ImportName>;

/// Holds off everybody else who imports, on every node, until this transaction ends.
pub fn hold(tx: &mut Tx<'_>) -> Result<(), Error> {
    tx.lock(b"declarations.calendar")
}

/// Grows with every import; 0 before the first.
pub fn version(db: &mut Db<'_>) -> Result<i64, Error> {
    db.query_one(
        "SELECT COALESCE(MAX(version), 0) FROM declarations_calendar_years",
        params![],
        |row| row.get(0),
    )
}

/// The table that counts for each imported year.
pub fn counting(db: &mut Db<'_>) -> Result<Vec<String>, Error> {
    db.query(
        "SELECT csv FROM declarations_calendar_years AS one WHERE version =
             (SELECT MAX(version) FROM declarations_calendar_years WHERE year = one.year)
         ORDER BY year",
        params![],
        |row| row.get(0),
    )
}

/// The table that counts for a year.
pub fn counting_for(db: &mut Db<'_>, year: i16) -> Result<Option<String>, Error> {
    db.query_opt(
        "SELECT csv FROM declarations_calendar_years WHERE year = $1 ORDER BY version DESC LIMIT 1",
        params![i32::from(year)],
        |row| row.get(0),
    )
}

/// When a year was imported, newest first.
pub fn imports(db: &mut Db<'_>, year: i16) -> Result<Vec<Timestamp>, Error> {
    db.query(
        "SELECT imported_at FROM declarations_calendar_years WHERE year = $1 ORDER BY version DESC",
        params![i32::from(year)],
        |row| row.get(0),
    )
}

/// Keeps one more import; it counts from now on.
pub fn insert(tx: &mut Tx<'_>, id: ImportId, year: i16, csv: &str) -> Result<(), Error> {
    let (version, now, by) = (version(tx)? + 1, tx.now(), tx.stamp().actor);
    tx.execute(
        "INSERT INTO declarations_calendar_years (id, version, year, csv, imported_at, imported_by)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, version, i32::from(year), csv, now, by],
    )?;
    Ok(())
}
