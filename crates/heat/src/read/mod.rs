//! Positions from files: CSV (also gzipped) and Parquet, streamed by all threads.

mod fields;
mod parquet;
mod tally;
mod text;

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

pub use tally::{Reason, Rejected, Tally};

use crate::collect::Source;

/// Told how far reading has come: bytes done, of how many.
pub type Progress<'p> = &'p (dyn Fn(u64, u64) + Sync);

/// Which column says what; an occupation given here counts for every row instead of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    pub worker: String,
    pub time: String,
    pub lon: String,
    pub lat: String,
    pub occupation: Occupation,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Occupation {
    Column(String),
    All(String),
}

impl Default for Columns {
    fn default() -> Self {
        let [worker, time, lon, lat, occupation] =
            ["worker", "time", "lon", "lat", "occupation"].map(str::to_owned);
        Self { worker, time, lon, lat, occupation: Occupation::Column(occupation) }
    }
}

/// Part of a naming of columns cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not KIND=HEADER; the kinds are worker, time, lon, lat, occupation")]
pub struct ColumnsError(String);

/// A file or the scratch folder does not do.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("cannot be read: {0}")]
    Io(io::Error),
    #[error("no column {0:?}; there are: {1}. Name it, as in worker=rider_id")]
    Column(String, String),
    #[error("is empty: a first line naming the columns is needed")]
    Empty,
    #[error("is no Parquet file that can be read: {0}")]
    Parquet(::parquet::errors::ParquetError),
    #[error("column {0:?} holds {1}, which is not {2}")]
    Kind(String, String, &'static str),
    #[error("has more than 1024 different occupations; write fewer, or give one for all rows")]
    Occupations,
    #[error("the folder for intermediate files cannot be written: {0}")]
    Scratch(io::Error),
    #[error("a share of a pass needs a bound")]
    Unbounded,
    #[error("what was found cannot be handed on: {0}")]
    Told(io::Error),
}

/// Opens a file of positions: Parquet by its first bytes, gzip by its first bytes, else text.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn open<'p>(
    path: &Path,
    columns: &Columns,
    progress: Progress<'p>,
) -> Result<Box<dyn Source + 'p>, ReadError> {
    use io::Read as _;
    let mut file = std::fs::File::open(path).map_err(ReadError::Io)?;
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(ReadError::Io)?;
    let packed = head.starts_with(&[0x1f, 0x8b]);
    if head == b"PAR1" {
        return Ok(Box::new(parquet::Table::open(path, columns, progress)?));
    }
    let file = std::fs::File::open(path).map_err(ReadError::Io)?;
    Ok(Box::new(text::Text::open(file, packed, columns, progress)?))
}

impl Columns {
    /// Takes headers from a text such as `worker=uid,time=datetime` over those there are.
    ///
    /// # Errors
    /// When a part is not `KIND=HEADER`, or names a column of occupations where one counts for all.
    pub fn rename(&mut self, text: &str) -> Result<(), ColumnsError> {
        for part in text.split(',') {
            let (kind, header) = part.split_once('=').unwrap_or((part, ""));
            let place = match (kind.trim(), &mut *self) {
                ("worker", columns) => &mut columns.worker,
                ("time", columns) => &mut columns.time,
                ("lon", columns) => &mut columns.lon,
                ("lat", columns) => &mut columns.lat,
                ("occupation", Self { occupation: Occupation::Column(name), .. }) => name,
                _ => return Err(ColumnsError(part.to_owned())),
            };
            header.trim().clone_into(place);
        }
        Ok(())
    }

    /// Where each column stands among those there are; the last is none when one occupation counts
    /// for all rows.
    fn places(&self, there: &[String]) -> Result<([usize; 4], Option<usize>), ReadError> {
        let place = |wanted: &String| {
            let found = there.iter().position(|name| name.trim() == wanted);
            found.ok_or_else(|| ReadError::Column(wanted.clone(), there.join(", ")))
        };
        let places =
            [place(&self.worker)?, place(&self.time)?, place(&self.lon)?, place(&self.lat)?];
        let occupation = match &self.occupation {
            Occupation::Column(name) => Some(place(name)?),
            Occupation::All(_) => None,
        };
        Ok((places, occupation))
    }

    /// What counts as everybody's occupation; empty where a column tells.
    fn constant(&self) -> Vec<u8> {
        match &self.occupation {
            Occupation::Column(_) => Vec::new(),
            Occupation::All(name) => name.clone().into_bytes(),
        }
    }
}
