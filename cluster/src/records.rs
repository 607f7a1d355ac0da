//! Entries and notes as the engine's columns.

use std::sync::{Arc, LazyLock};

use datafusion::{
    arrow::{
        array::{Array as _, ArrayRef, StringArray, UInt64Array},
        datatypes::{DataType, Field, Schema, SchemaRef},
        record_batch::RecordBatch,
    },
    error::{DataFusionError, Result},
};
use heat::{Entry, Share};
use serde::{Deserialize, Serialize};

/// Marks of workers are below 2^61; a note has the mark of nobody, so that no bound cuts it.
const NOTE: u64 = 1 << 63;

/// What an executor tells of a file beside its entries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Note {
    /// The file's number in the order in which files were asked for.
    pub file: u64,
    /// Of the key that the executor holds.
    pub fingerprint: String,
    /// The process that read it.
    pub process: u32,
    pub share: Share,
}

static ENTRIES: LazyLock<SchemaRef> = LazyLock::new(|| {
    let figure = |name| Field::new(name, DataType::UInt64, false);
    let [mark, place, occupation, lot] = ["mark", "place", "occupation", "lot"].map(figure);
    let note = Field::new("note", DataType::Utf8, true);
    Arc::new(Schema::new(vec![mark, place, occupation, lot, note]))
});

/// Columns of what comes out of an executor's reading: keyed mark, cell and hour, figure of the
/// occupation, lot; or a note.
pub fn entries_schema() -> SchemaRef {
    Arc::clone(&ENTRIES)
}

static FILES: LazyLock<SchemaRef> = LazyLock::new(|| {
    let number = Field::new("number", DataType::UInt64, false);
    Arc::new(Schema::new(vec![number, Field::new("path", DataType::Utf8, false)]))
});

/// Columns of the list of files.
pub fn files_schema() -> SchemaRef {
    Arc::clone(&FILES)
}

/// One file of the list.
pub fn file(number: u64, path: &str) -> Result<RecordBatch> {
    let columns: Vec<ArrayRef> =
        vec![Arc::new(UInt64Array::from(vec![number])), Arc::new(StringArray::from(vec![path]))];
    Ok(RecordBatch::try_new(files_schema(), columns)?)
}

/// Files out of their columns.
pub fn files(batch: &RecordBatch) -> Result<Vec<(u64, String)>> {
    let (numbers, paths) = (figures(batch, 0)?, texts(batch, 1)?);
    let files = numbers.iter().zip(paths.iter());
    Ok(files.filter_map(|(number, path)| Some((number?, path?.to_owned()))).collect())
}

pub fn entries(entries: &[Entry]) -> Result<RecordBatch> {
    let column = |figure: fn(&Entry) -> u64| -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values(entries.iter().map(figure)))
    };
    let columns = vec![
        column(|entry| entry.mark),
        column(|entry| entry.place),
        column(|entry| entry.occupation),
        column(|entry| entry.lot),
        Arc::new(StringArray::new_null(entries.len())),
    ];
    Ok(RecordBatch::try_new(entries_schema(), columns)?)
}

pub fn note(note: &Note) -> Result<RecordBatch> {
    let text = serde_json::to_string(note).map_err(|error| external(&error))?;
    let figure = |figure: u64| -> ArrayRef { Arc::new(UInt64Array::from(vec![figure])) };
    let columns = vec![
        figure(NOTE | note.file),
        figure(u64::MAX),
        figure(0),
        figure(0),
        Arc::new(StringArray::from(vec![text])),
    ];
    Ok(RecordBatch::try_new(entries_schema(), columns)?)
}

pub fn external(error: &impl ToString) -> DataFusionError {
    DataFusionError::Execution(error.to_string())
}

fn column<T: 'static>(batch: &RecordBatch, at: usize) -> Result<&T> {
    let column = batch.columns().get(at).and_then(|column| column.as_any().downcast_ref());
    column.ok_or_else(|| DataFusionError::Internal(format!("column {at} is of another kind")))
}

pub fn figures(batch: &RecordBatch, at: usize) -> Result<&UInt64Array> {
    column(batch, at)
}

pub fn texts(batch: &RecordBatch, at: usize) -> Result<&StringArray> {
    column(batch, at)
}
