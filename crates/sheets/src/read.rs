//! A foreign table: CSV (UTF-8 or GB 18030, as spreadsheets in China write it), XLSX, or
//! the points of GeoJSON.

use std::{io::Cursor, path::Path};

use calamine::{Data, Reader as _};
use sha2::{Digest as _, Sha256};

/// Rows with their line numbers (the header is line 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub header: Vec<String>,
    pub rows: Vec<(u64, Vec<String>)>,
    /// Of the file's bytes.
    pub digest: String,
}

/// Why a file is no table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    #[error("the file is neither UTF-8 nor GB 18030 text: save it again as UTF-8 CSV or as XLSX")]
    Encoding,
    #[error("line {line}: {reason}")]
    Csv { line: u64, reason: String },
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    #[error("the file has no header line")]
    Empty,
    #[error(transparent)]
    GeoJson(#[from] crate::GeoJsonError),
    #[error("the file is of no known kind: give it a name that ends in .csv, .xlsx or .geojson")]
    Kind,
}

impl Table {
    /// Reads a file's bytes; the name's ending says what they are.
    pub fn read(name: &Path, bytes: &[u8]) -> Result<Self, TableError> {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "txt" => Self::csv(bytes),
            "xlsx" => Self::xlsx(bytes),
            "geojson" | "json" => Ok(crate::geojson_table(bytes)?),
            _ => Err(TableError::Kind),
        }
    }

    fn csv(bytes: &[u8]) -> Result<Self, TableError> {
        let text = decode(bytes)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> = reader
            .headers()
            .map_err(|error| TableError::Csv { line: 1, reason: error.to_string() })?
            .iter()
            .map(str::to_owned)
            .collect();
        if header.iter().all(String::is_empty) {
            return Err(TableError::Empty);
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                TableError::Csv { line, reason: error.to_string() }
            })?;
            let line = record.position().map_or(0, csv::Position::line);
            let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
            cells.resize(cells.len().max(header.len()), String::new());
            rows.push((line, cells));
        }
        Ok(Self { header, rows, digest: digest(bytes) })
    }

    fn xlsx(bytes: &[u8]) -> Result<Self, TableError> {
        let failed = |error: calamine::XlsxError| TableError::Workbook(error.to_string());
        let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
        let sheet = book.worksheet_range_at(0).ok_or(TableError::Empty)?.map_err(failed)?;
        let mut lines = sheet.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>());
        let header = lines.next().ok_or(TableError::Empty)?;
        let rows = (2..)
            .zip(lines)
            .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
            .collect();
        Ok(Self { header, rows, digest: digest(bytes) })
    }
}

pub(crate) fn decode(bytes: &[u8]) -> Result<String, TableError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, _, broken) = encoding_rs::GB18030.decode(bytes);
    if broken { Err(TableError::Encoding) } else { Ok(text.into_owned()) }
}

fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(at) => at
            .as_datetime()
            .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M:%S").to_string()),
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        other => other.to_string(),
    }
}

/// SHA-256 of the bytes, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_saved_in_china_reads_as_what_it_says() {
        let text = "编号,标题\n1,\"停车\n难\"\n2\n";
        let utf8 = Table::read(Path::new("a.csv"), text.as_bytes()).unwrap();
        let (gbk, _, _) = encoding_rs::GB18030.encode(text);
        let other = Table::read(Path::new("a.CSV"), &gbk).unwrap();
        assert_eq!((&utf8.header, &utf8.rows), (&other.header, &other.rows));
        assert_eq!(utf8.rows[0], (2, vec!["1".into(), "停车\n难".into()]));
        assert_eq!(utf8.rows[1], (4, vec!["2".into(), String::new()]));
        assert!(matches!(Table::read(Path::new("a.pdf"), b""), Err(TableError::Kind)));
        assert!(matches!(
            Table::read(Path::new("a.csv"), &[0xff, 0xff, 0x00]),
            Err(TableError::Encoding)
        ));
        assert!(matches!(
            Table::read(Path::new("a.xlsx"), b"no book"),
            Err(TableError::Workbook(_))
        ));
    }
}
