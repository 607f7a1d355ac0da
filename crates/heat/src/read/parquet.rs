//! Parquet files: threads take row groups, a batch of each column at a time.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
};

use parquet::{
    basic::{LogicalType, TimeUnit, Type},
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::{ByteArray, DataType},
    errors::ParquetError,
    file::reader::{FileReader, RowGroupReader, SerializedFileReader},
    schema::types::{ColumnDescPtr, SchemaDescriptor},
};

use super::{Columns, Progress, ReadError, Reason, fields};
use crate::{
    collect::{Collector, Source},
    num,
};

const BATCH: usize = 1_024;

/// A Parquet file, being read.
pub(super) struct Table<'p> {
    path: PathBuf,
    next: AtomicUsize,
    done: AtomicU64,
    rows: u64,
    worker: usize,
    time: (usize, Clock),
    lon: usize,
    lat: usize,
    occupation: Option<usize>,
    constant: Vec<u8>,
    progress: Progress<'p>,
}

/// What a column of times counts.
#[derive(Debug, Clone, Copy)]
enum Clock {
    /// Text as in CSV files, or figures told apart by their size.
    AsWritten,
    /// Units in a second; of UTC, or of civil time in Asia/Shanghai where no zone is told.
    Units { per_second: i64, utc: bool },
}

impl<'p> Table<'p> {
    pub(super) fn open(
        path: &Path,
        columns: &Columns,
        progress: Progress<'p>,
    ) -> Result<Self, ReadError> {
        let reader = reader(path)?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names: Vec<String> =
            schema.columns().iter().map(|column| column.path().string()).collect();
        let ([worker, time, lon, lat], occupation) = columns.places(&names)?;
        let kind = |at: usize, kinds: &[Type], wanted| of_kind(schema, at, kinds, wanted);
        kind(worker, &[Type::BYTE_ARRAY, Type::INT64, Type::INT32], "a text or a whole number")?;
        kind(time, &[Type::BYTE_ARRAY, Type::INT64], "a text, a time stamp or a whole number")?;
        kind(lon, &[Type::DOUBLE, Type::FLOAT], "a figure with decimals")?;
        kind(lat, &[Type::DOUBLE, Type::FLOAT], "a figure with decimals")?;
        if let Some(occupation) = occupation {
            kind(occupation, &[Type::BYTE_ARRAY], "a text")?;
        }
        let groups = reader.metadata().row_groups();
        let rows = groups.iter().map(|group| group.num_rows().unsigned_abs()).sum();
        let clock = clock(&schema.column(time));
        Ok(Self {
            worker,
            time: (time, clock),
            lon,
            lat,
            occupation,
            constant: columns.constant(),
            next: AtomicUsize::new(0),
            done: AtomicU64::new(0),
            rows,
            path: path.to_owned(),
            progress,
        })
    }

    fn group(
        &self,
        reader: &SerializedFileReader<File>,
        collector: &mut Collector<'_>,
        number: usize,
    ) -> Result<(), ReadError> {
        let group = reader.get_row_group(number).map_err(ReadError::Parquet)?;
        let rows = group.metadata().num_rows().unsigned_abs();
        let column = |at: usize| Column::open(group.as_ref(), at);
        let (mut worker, mut time) = (column(self.worker)?, column(self.time.0)?);
        let (mut lon, mut lat) = (column(self.lon)?, column(self.lat)?);
        let only = self.occupation.and_then(|at| only_text(group.as_ref(), at));
        let named = self.occupation.filter(|_| only.is_none());
        let mut occupation = named.map(column).transpose()?;
        let everyone = only.as_deref().unwrap_or(&self.constant);
        let piece = num::wide(number);
        let mut from = 0;
        while from < rows {
            let batch = BATCH.min(num::at(rows - from));
            for one in
                [&mut worker, &mut time, &mut lon, &mut lat].into_iter().chain(&mut occupation)
            {
                one.read(batch)?;
            }
            for row in 0..batch {
                let refused = (|| {
                    let Some(seconds) = self.seconds(&time, row) else {
                        return Ok(Some(Reason::Time));
                    };
                    let Some(x) = lon.figure(row) else { return Ok(Some(Reason::Lon)) };
                    let Some(y) = lat.figure(row) else { return Ok(Some(Reason::Lat)) };
                    let mut digits = [0; 8];
                    let token = worker.token(row, &mut digits).unwrap_or_default();
                    let name = match &occupation {
                        Some(column) => column.text(row).unwrap_or_default(),
                        None => everyone,
                    };
                    collector.take(token, seconds, (x, y), name)
                })();
                if let Some(reason) = refused.map_err(ReadError::Scratch)? {
                    collector.tally.reject(piece, from + num::wide(row), reason);
                }
            }
            from += num::wide(batch);
            let done = self.done.fetch_add(num::wide(batch), Ordering::Relaxed);
            (self.progress)(done + num::wide(batch), self.rows);
        }
        collector.tally.piece(piece, rows, rows);
        Ok(())
    }

    #[inline]
    fn seconds(&self, column: &Column, row: usize) -> Option<i64> {
        match self.time.1 {
            Clock::Units { per_second, utc } => {
                let seconds = column.whole(row)?.div_euclid(per_second);
                Some(if utc { fields::AHEAD + seconds } else { seconds })
            }
            Clock::AsWritten => match column.text(row) {
                Some(text) => fields::time(text.trim_ascii()),
                None => column.whole(row).map(fields::from_figure),
            },
        }
    }
}

impl Source for Table<'_> {
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError> {
        // Handles of one opening share their place in the file, so each thread opens its own.
        let reader = reader(&self.path)?;
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= reader.num_row_groups() {
                return Ok(());
            }
            self.group(&reader, collector, number)?;
        }
    }
}

fn reader(path: &Path) -> Result<SerializedFileReader<File>, ReadError> {
    let file = File::open(path).map_err(ReadError::Io)?;
    SerializedFileReader::new(file).map_err(ReadError::Parquet)
}

fn of_kind(
    schema: &SchemaDescriptor,
    at: usize,
    kinds: &[Type],
    wanted: &'static str,
) -> Result<(), ReadError> {
    let column = schema.column(at);
    let told = |what: String| ReadError::Kind(column.name().to_owned(), what, wanted);
    if column.max_rep_level() > 0 {
        return Err(told("lists".to_owned()));
    }
    if !kinds.contains(&column.physical_type()) {
        return Err(told(column.physical_type().to_string()));
    }
    Ok(())
}

/// The text that stands in every row of a column, where its least and its greatest say so: a firm's
/// own file mostly holds one occupation. Also bounds that were cut short can only be equal then.
fn only_text(group: &dyn RowGroupReader, at: usize) -> Option<Vec<u8>> {
    let column = group.metadata().column(at);
    let told = column.statistics()?;
    let whole = column.column_descr().max_def_level() == 0 || told.null_count_opt() == Some(0);
    let [least, greatest] = [told.min_bytes_opt()?, told.max_bytes_opt()?];
    (whole && least == greatest).then(|| least.to_vec())
}

fn clock(column: &ColumnDescPtr) -> Clock {
    match column.logical_type_ref() {
        Some(LogicalType::Timestamp(stamp)) => {
            let per_second = match stamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Clock::Units { per_second, utc: stamp.is_adjusted_to_u_t_c }
        }
        _ => Clock::AsWritten,
    }
}

/// A batch of a column's values; a null's place in `at` is `NULL`.
struct Column {
    reader: Typed,
    /// The level of a value that is there; 0 when all are.
    deepest: i16,
    levels: Vec<i16>,
    /// Where each row's value stands, when some rows have none.
    at: Vec<u32>,
}

const NULL: u32 = u32::MAX;

enum Typed {
    Text(ColumnReaderImpl<parquet::data_type::ByteArrayType>, Vec<ByteArray>),
    Long(ColumnReaderImpl<parquet::data_type::Int64Type>, Vec<i64>),
    Short(ColumnReaderImpl<parquet::data_type::Int32Type>, Vec<i32>),
    Double(ColumnReaderImpl<parquet::data_type::DoubleType>, Vec<f64>),
    Float(ColumnReaderImpl<parquet::data_type::FloatType>, Vec<f32>),
}

impl Column {
    fn open(group: &dyn RowGroupReader, at: usize) -> Result<Self, ReadError> {
        let column = group.metadata().column(at).column_descr_ptr();
        let deepest = column.max_def_level();
        let reader = match group.get_column_reader(at).map_err(ReadError::Parquet)? {
            ColumnReader::ByteArrayColumnReader(reader) => Typed::Text(reader, Vec::new()),
            ColumnReader::Int64ColumnReader(reader) => Typed::Long(reader, Vec::new()),
            ColumnReader::Int32ColumnReader(reader) => Typed::Short(reader, Vec::new()),
            ColumnReader::DoubleColumnReader(reader) => Typed::Double(reader, Vec::new()),
            ColumnReader::FloatColumnReader(reader) => Typed::Float(reader, Vec::new()),
            _ => return Err(ReadError::Parquet(ParquetError::General("a column's type".into()))),
        };
        Ok(Self { reader, deepest, levels: Vec::new(), at: Vec::new() })
    }

    /// Reads the next rows.
    fn read(&mut self, rows: usize) -> Result<(), ReadError> {
        self.levels.clear();
        let levels = (self.deepest > 0).then_some(&mut self.levels);
        let read = match &mut self.reader {
            Typed::Text(reader, values) => batch(reader, rows, levels, values),
            Typed::Long(reader, values) => batch(reader, rows, levels, values),
            Typed::Short(reader, values) => batch(reader, rows, levels, values),
            Typed::Double(reader, values) => batch(reader, rows, levels, values),
            Typed::Float(reader, values) => batch(reader, rows, levels, values),
        };
        read.map_err(ReadError::Parquet)?;
        self.at.clear();
        if self.deepest > 0 {
            let mut place = 0;
            for level in &self.levels {
                let there = *level == self.deepest;
                self.at.push(if there { place } else { NULL });
                place += u32::from(there);
            }
        }
        Ok(())
    }

    #[inline]
    fn place(&self, row: usize) -> Option<usize> {
        if self.deepest == 0 {
            return Some(row);
        }
        let place = self.at.get(row).copied().filter(|place| *place != NULL)?;
        Some(num::at(u64::from(place)))
    }

    #[inline]
    fn text(&self, row: usize) -> Option<&[u8]> {
        match &self.reader {
            Typed::Text(_, values) => values.get(self.place(row)?).map(ByteArray::data),
            _ => None,
        }
    }

    #[inline]
    fn whole(&self, row: usize) -> Option<i64> {
        match &self.reader {
            Typed::Long(_, values) => values.get(self.place(row)?).copied(),
            Typed::Short(_, values) => values.get(self.place(row)?).map(|value| i64::from(*value)),
            _ => None,
        }
    }

    #[inline]
    fn figure(&self, row: usize) -> Option<f64> {
        match &self.reader {
            Typed::Double(_, values) => values.get(self.place(row)?).copied(),
            Typed::Float(_, values) => values.get(self.place(row)?).map(|value| f64::from(*value)),
            _ => None,
        }
    }

    /// A worker's token: a text as it is, a number by its bytes.
    #[inline]
    fn token<'t>(&'t self, row: usize, digits: &'t mut [u8; 8]) -> Option<&'t [u8]> {
        if let Typed::Text(..) = &self.reader {
            return self.text(row).map(<[u8]>::trim_ascii);
        }
        *digits = self.whole(row)?.to_le_bytes();
        Some(digits)
    }
}

/// Fills a batch.
fn batch<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    mut levels: Option<&mut Vec<i16>>,
    values: &mut Vec<T::T>,
) -> Result<(), ParquetError> {
    values.clear();
    let mut read = 0;
    while read < rows {
        let (more, ..) = reader.read_records(rows - read, levels.as_deref_mut(), None, values)?;
        if more == 0 {
            return Err(ParquetError::EOF("a column ends before the others".into()));
        }
        read += more;
    }
    Ok(())
}
