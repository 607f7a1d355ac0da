//! Restoring a backup: all of it or nothing.

use std::io::{BufRead as _, BufReader, Read};

use flate2::read::GzDecoder;
use kernel::Moment;

use super::{Amount, FORMAT, KEYS_TABLES, Line, Part, bytes, damaged, tables::columns};
use crate::{
    db::Db,
    error::Error,
    params,
    store::Store,
    tx::{Stamp, Tx},
    value::Value,
};

/// Reads a backup into a store that holds nothing yet (data), or no keys yet (keys).
pub async fn restore(
    store: &Store,
    moment: Moment,
    from: impl Read + Send + 'static,
) -> Result<Amount, Error> {
    let (amount, files) = store
        .write(Stamp::system(moment, "restore"), move |tx| {
            let mut restoring = Restoring::default();
            for line in BufReader::new(GzDecoder::new(from)).lines() {
                let line = line.map_err(|error| damaged(&format!("a broken end ({error})")))?;
                let line = serde_json::from_str(&line)
                    .map_err(|error| damaged(&format!("a line that cannot be read ({error})")))?;
                restoring.take(tx, line)?;
            }
            if !restoring.complete {
                return Err(damaged("no last line: it was cut"));
            }
            Ok((restoring.amount, restoring.files))
        })
        .await?;
    for bytes in files {
        store.files().put(bytes.into()).await?;
    }
    Ok(amount)
}

#[derive(Default)]
struct Restoring {
    part: Option<Part>,
    insert: Option<String>,
    amount: Amount,
    files: Vec<Vec<u8>>,
    count: u64,
    complete: bool,
}

impl Restoring {
    fn take(&mut self, tx: &mut Tx<'_>, line: Line) -> Result<(), Error> {
        match line {
            Line::Begin { format, part, .. } if format == FORMAT => {
                must_be_empty(tx, part)?;
                self.part = Some(part);
            }
            Line::Begin { format, .. } => {
                return Err(damaged(&format!("format {format}, which this version does not know")));
            }
            _ if self.part.is_none() => return Err(damaged("no beginning")),
            Line::Table { name, columns: listed } => {
                self.insert = Some(insert(tx, &name, &listed)?);
                // Migrations put first rows into some tables; the backup has them as they became.
                tx.execute(&format!("DELETE FROM {name}"), params![])?;
                self.amount.tables += 1;
            }
            Line::Row(cells) => {
                let sql = self.insert.as_deref().ok_or_else(|| damaged("a row without a table"))?;
                let values: Vec<Value> =
                    cells.into_iter().map(super::Cell::value).collect::<Result<_, _>>()?;
                tx.execute(sql, &values)?;
                self.amount.rows += 1;
            }
            Line::File { base64, .. } => {
                self.files.push(bytes(&base64)?);
                self.amount.files += 1;
            }
            Line::End(count) => {
                if count != self.count {
                    return Err(damaged("fewer lines than it says"));
                }
                self.complete = true;
            }
        }
        self.count += 1;
        Ok(())
    }
}

fn must_be_empty(db: &mut Db<'_>, part: Part) -> Result<(), Error> {
    let table = if part == Part::Keys { KEYS_TABLES[0] } else { "storage_journal" };
    let used = db
        .query_opt(&format!("SELECT 1 FROM {table} LIMIT 1"), params![], |row| row.get::<i64>(0))?;
    match used {
        Some(_) => Err(Error::Refused(
            "the store is in use already: restore into an empty data folder or database".into(),
        )),
        None => Ok(()),
    }
}

/// The statement for rows of `table`. Names come from the file, so they are checked against the
/// schema.
fn insert(db: &mut Db<'_>, table: &str, listed: &[String]) -> Result<String, Error> {
    let known = columns(db, table)?;
    if known.is_empty() || !listed.iter().all(|column| known.contains(column)) {
        return Err(damaged(&format!("the table {table} in a shape this version does not know")));
    }
    let places: Vec<String> = (1..=listed.len()).map(|number| format!("${number}")).collect();
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", listed.join(", "), places.join(", ")))
}
