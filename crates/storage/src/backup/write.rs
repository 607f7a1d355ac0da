//! Writing a backup from one snapshot.

use std::io::Write;

use base64::Engine as _;
use flate2::{Compression, write::GzEncoder};
use kernel::Timestamp;

use super::{
    Amount, BASE64, Cell, FORMAT, KEYS_TABLES, Line, Part, is_left_out,
    tables::{columns, tables},
};
use crate::{db::Db, error::Error, params, store::Store};

/// Writes a backup of `store` into `out` and answers how much it holds.
pub async fn write(
    store: &Store,
    part: Part,
    at: Timestamp,
    out: impl Write + Send + 'static,
) -> Result<Amount, Error> {
    let gzip = GzEncoder::new(out, Compression::default());
    let (mut lines, mut amount) = store
        .read(move |db| {
            let mut lines = Lines { out: gzip, count: 0 };
            lines.put(&Line::Begin { format: FORMAT, part, at })?;
            let amount = write_tables(db, part, &mut lines)?;
            Ok::<_, Error>((lines, amount))
        })
        .await?;
    if part == Part::Data {
        for name in store.files().names().await? {
            let Some(bytes) = store.files().get(&name).await? else { continue };
            lines.put(&Line::File { name, base64: BASE64.encode(&bytes) })?;
            amount.files += 1;
        }
    }
    let count = lines.count;
    lines.put(&Line::End(count))?;
    lines.out.finish().and_then(|mut out| out.flush()).map_err(failed)?;
    Ok(amount)
}

fn write_tables<W: Write>(
    db: &mut Db<'_>,
    part: Part,
    lines: &mut Lines<W>,
) -> Result<Amount, Error> {
    let mut amount = Amount::default();
    for table in tables(db)? {
        let wanted = KEYS_TABLES.contains(&table.as_str()) == (part == Part::Keys);
        if !wanted || is_left_out(&table) {
            continue;
        }
        let columns = columns(db, &table)?;
        let list = columns.join(", ");
        let width = columns.len();
        lines.put(&Line::Table { name: table.clone(), columns })?;
        amount.tables += 1;
        db.each(&format!("SELECT {list} FROM {table}"), params![], |row| {
            let cells = (0..width).map(|index| row.value(index).map(Cell::of));
            lines.put(&Line::Row(cells.collect::<Result<_, _>>()?))?;
            amount.rows += 1;
            Ok(())
        })?;
    }
    Ok(amount)
}

struct Lines<W: Write> {
    out: GzEncoder<W>,
    count: u64,
}

impl<W: Write> Lines<W> {
    fn put(&mut self, line: &Line) -> Result<(), Error> {
        serde_json::to_writer(&mut self.out, line)
            .map_err(|error| Error::Refused(format!("the backup cannot be written: {error}")))?;
        self.out.write_all(b"\n").map_err(failed)?;
        self.count += 1;
        Ok(())
    }
}

fn failed(error: std::io::Error) -> Error {
    Error::Refused(format!("the backup cannot be written: {error}"))
}
