//! A large foreign table, read some rows at a time.

use std::{io::Cursor, path::Path};

use csv::StringRecord;

use crate::read::{Table, TableError, decode, digest};

/// A row and where it stands; the header is line 1.
#[derive(Debug, Clone)]
pub struct Line {
    pub number: u64,
    cells: StringRecord,
}

impl Line {
    /// A cell without the blanks around it; empty where the row has none.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).unwrap_or_default().trim()
    }

    /// The cells as they stand.
    pub fn cells(&self) -> Vec<String> {
        self.cells.iter().map(str::to_owned).collect()
    }
}

/// A file that gives its rows in portions, so that a million of them need not be held at once.
pub struct Lines {
    pub header: Vec<String>,
    /// Of the file's bytes.
    pub digest: String,
    /// Of the file, in bytes; a measure of how much there is to read.
    pub size: u64,
    rows: Rows,
}

enum Rows {
    Csv(csv::Reader<Cursor<Vec<u8>>>),
    /// A workbook lies in memory anyway.
    Table(std::vec::IntoIter<(u64, Vec<String>)>),
}

impl Lines {
    /// Opens a file's bytes; the name's ending says what they are.
    ///
    /// # Errors
    /// As [`Table::read`].
    pub fn open(name: &Path, bytes: Vec<u8>) -> Result<Self, TableError> {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if !matches!(ending.to_ascii_lowercase().as_str(), "csv" | "txt") {
            let Table { header, rows, digest } = Table::read(name, &bytes)?;
            return Ok(Self { header, digest, size, rows: Rows::Table(rows.into_iter()) });
        }
        let digest = digest(&bytes);
        let text = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            None if std::str::from_utf8(&bytes).is_ok() => bytes,
            _ => decode(&bytes)?.into_bytes(),
        };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Cursor::new(text));
        let header = reader
            .headers()
            .map_err(|error| TableError::Csv { line: 1, reason: error.to_string() })?;
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if header.iter().all(String::is_empty) {
            return Err(TableError::Empty);
        }
        Ok(Self { header, digest, size, rows: Rows::Csv(reader) })
    }

    /// The next rows, `count` at most; none at the end.
    ///
    /// # Errors
    /// [`TableError::Csv`] where a row cannot be read.
    pub fn next_rows(&mut self, count: usize) -> Result<Vec<Line>, TableError> {
        let mut found = Vec::with_capacity(count.min(65_536));
        match &mut self.rows {
            Rows::Table(rows) => found.extend(
                rows.by_ref()
                    .take(count)
                    .map(|(number, cells)| Line { number, cells: cells.into() }),
            ),
            Rows::Csv(reader) => {
                let mut cells = StringRecord::new();
                while found.len() < count {
                    let more = reader.read_record(&mut cells).map_err(|error| {
                        let line = error.position().map_or(0, csv::Position::line);
                        TableError::Csv { line, reason: error.to_string() }
                    })?;
                    if !more {
                        break;
                    }
                    let number = cells.position().map_or(0, csv::Position::line);
                    found.push(Line { number, cells: cells.clone() });
                }
            }
        }
        Ok(found)
    }

    /// How many bytes of the file have been read; of a workbook all.
    pub fn read_so_far(&self) -> u64 {
        match &self.rows {
            Rows::Csv(reader) => reader.position().byte(),
            Rows::Table(_) => self.size,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_are_the_table() {
        let text = "\u{feff}编号,姓名\n1,\"王\n伟\"\n2\n3,李娜\n";
        let table = Table::read(Path::new("a.csv"), text.as_bytes()).unwrap();
        let mut lines = Lines::open(Path::new("a.csv"), text.as_bytes().to_vec()).unwrap();
        assert_eq!((&lines.header, &lines.digest), (&table.header, &table.digest));
        let mut rows = Vec::new();
        loop {
            let some = lines.next_rows(2).unwrap();
            if some.is_empty() {
                break;
            }
            rows.extend(
                some.iter().map(|line| {
                    (line.number, vec![line.cell(0).to_owned(), line.cell(1).to_owned()])
                }),
            );
        }
        assert_eq!(rows, table.rows);
        assert_eq!(lines.read_so_far(), lines.size - 3, "all but the mark in front");
    }
}
