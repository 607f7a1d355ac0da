//! Backup and restore, while serving and across engines: one consistent snapshot of every table as
//! gzipped JSON lines, with the files it speaks of.
//!
//! Keys of persons are kept apart ([`Part::Keys`]): a data backup without them is unreadable where
//! it is personal, so destroying a key reaches into old backups too. Keep only the newest key file.
//! The search index is left out; whoever restores builds it anew.

mod read;
mod tables;
mod write;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{error::Error, value::Value};

pub use read::restore;
pub use write::write;

/// What a backup file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Everything but the keys.
    Data,
    /// The persons' keys alone, wrapped by the master key, and who is not to be taken in again.
    Keys,
}

/// What goes with the keys: the table with the persons' wrapped keys, then that by which those whose
/// key was destroyed are kept from coming back. An old backup must bring back neither.
const KEYS_TABLES: [&str; 2] = ["access_keys", "registry_suppressions"];
/// Tables that a backup leaves out: made anew by migrations or by indexing.
const LEFT_OUT: [&str; 2] = ["storage_migrations", "storage_search"];
const FORMAT: u32 = 1;

/// How much was written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Amount {
    pub tables: usize,
    pub rows: u64,
    pub files: u64,
}

/// One line of a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Begin {
        format: u32,
        part: Part,
        at: Timestamp,
    },
    Table {
        name: String,
        columns: Vec<String>,
    },
    Row(Vec<Cell>),
    File {
        name: String,
        base64: String,
    },
    /// The last line: without it the file was cut.
    End(u64),
}

/// A value in JSON; bytes are base64 in an object.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Cell {
    Null(()),
    Int(i64),
    Real(f64),
    Text(String),
    Blob { b: String },
}

impl Cell {
    fn of(value: crate::ValueRef<'_>) -> Self {
        use base64::Engine as _;
        match value {
            crate::ValueRef::Null => Self::Null(()),
            crate::ValueRef::Int(int) => Self::Int(int),
            crate::ValueRef::Real(real) => Self::Real(real),
            crate::ValueRef::Text(text) => Self::Text(text.to_owned()),
            crate::ValueRef::Blob(bytes) => Self::Blob { b: BASE64.encode(bytes) },
        }
    }

    fn value(self) -> Result<Value, Error> {
        Ok(match self {
            Self::Null(()) => Value::Null,
            Self::Int(int) => Value::Int(int),
            Self::Real(real) => Value::Real(real),
            Self::Text(text) => Value::Text(text),
            Self::Blob { b } => Value::Blob(bytes(&b)?),
        })
    }
}

const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

fn bytes(text: &str) -> Result<Vec<u8>, Error> {
    use base64::Engine as _;
    BASE64.decode(text).map_err(|_| damaged("bytes that are no base64"))
}

fn damaged(what: &str) -> Error {
    Error::Corrupt(format!("the backup holds {what}: take another one"))
}

fn is_left_out(table: &str) -> bool {
    LEFT_OUT.iter().any(|left| table.starts_with(left))
}
