//! Points from a CSV, row by row, or from GeoJSON; what can't be read is named by file, line and
//! column.

use std::{fs::File, path::Path};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::features;
use crate::outcome::{Failure, Outcome};

/// Rows of a file, one at a time; columns are asked for by their place in `names`.
pub struct Rows {
    file: String,
    names: Vec<&'static str>,
    /// For each name its column.
    columns: Vec<Option<usize>>,
    source: Source,
    row: ByteRecord,
    /// The line, or the number of the feature, of `row`.
    place: u64,
}

enum Source {
    Csv(Box<Reader<File>>),
    Features(std::vec::IntoIter<ByteRecord>),
}

/// Whether the points lie on a plane or on the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axes {
    Plane,
    Earth,
}

impl Axes {
    const fn names(self) -> [&'static str; 2] {
        match self {
            Self::Plane => ["x", "y"],
            Self::Earth => ["lon", "lat"],
        }
    }
}

/// Bytes that the reader of a CSV takes from the file at once.
const BUFFER: usize = 1 << 20;

impl Rows {
    /// Opens a file; the first two columns are those of its axes, then come those that are `needed`
    /// and those that may be there.
    pub fn open(
        path: &Path,
        needed: &[&'static str],
        optional: &[&'static str],
    ) -> Outcome<(Self, Axes)> {
        let file = path.display().to_string();
        let (header, source) = if is_geojson(path) {
            let text = std::fs::read(path).map_err(Failure::file(&file))?;
            let (header, rows) = features::table(&file, &text)?;
            (header, Source::Features(rows.into_iter()))
        } else {
            let opened = File::open(path).map_err(Failure::file(&file))?;
            let mut reader = ReaderBuilder::new().buffer_capacity(BUFFER).from_reader(opened);
            let header = reader.byte_headers().map_err(|error| broken(&file, &error))?.clone();
            (header, Source::Csv(Box::new(reader)))
        };
        let header: Vec<String> = header.iter().map(name).collect();
        let column = |name: &str| header.iter().position(|header| header == name);
        let axes = [Axes::Plane, Axes::Earth]
            .into_iter()
            .find(|axes| axes.names().iter().all(|name| column(name).is_some()));
        let missing = |what: &str| {
            let have = header.join(", ");
            Failure::told(format!("{file}, line 1: no column {what}; add it (there are: {have})"))
        };
        let axes = axes.ok_or_else(|| missing("x and y, or lon and lat"))?;
        let names: Vec<&'static str> =
            axes.names().into_iter().chain(needed.iter().copied()).collect();
        if let Some(absent) = names.iter().find(|name| column(name).is_none()) {
            return Err(missing(absent));
        }
        let names: Vec<&'static str> = names.into_iter().chain(optional.iter().copied()).collect();
        let columns = names.iter().map(|name| column(name)).collect();
        let rows = Self { file, names, columns, source, row: ByteRecord::new(), place: 0 };
        Ok((rows, axes))
    }

    /// Goes to the next row; false at the end.
    pub fn next(&mut self) -> Outcome<bool> {
        match &mut self.source {
            Source::Csv(reader) => {
                let more =
                    reader.read_byte_record(&mut self.row).map_err(|e| broken(&self.file, &e))?;
                self.place = self.row.position().map_or(0, csv::Position::line);
                Ok(more)
            }
            Source::Features(rows) => {
                self.place += 1;
                let row = rows.next();
                let more = row.is_some();
                self.row = row.unwrap_or_default();
                Ok(more)
            }
        }
    }

    /// A cell; empty when the column is not there.
    pub fn text(&self, name: usize) -> Outcome<&str> {
        let column = self.columns.get(name).copied().flatten();
        let cell = column.and_then(|column| self.row.get(column)).unwrap_or_default();
        std::str::from_utf8(cell)
            .map(str::trim)
            .map_err(|_| self.refuse(name, "the text is not UTF-8: save the file as UTF-8"))
    }

    /// Whether the file has the column.
    pub fn has(&self, name: usize) -> bool {
        self.columns.get(name).copied().flatten().is_some()
    }

    /// The line, or the number of the feature.
    pub const fn place(&self) -> u64 {
        self.place
    }

    /// A finite number.
    pub fn number(&self, name: usize) -> Outcome<f64> {
        let text = self.text(name)?;
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or_else(|| self.refuse(name, &format!("{text:?} is no number: give one")))
    }

    /// A number from 0 upwards.
    pub fn amount(&self, name: usize) -> Outcome<f64> {
        let number = self.number(name)?;
        if number < 0.0 {
            return Err(self.refuse(name, &format!("{number} is below 0: give 0 or more")));
        }
        Ok(number)
    }

    /// The point of the row, in degrees or on a plane.
    pub fn point(&self, axes: Axes) -> Outcome<siting::Point> {
        let point = siting::Point { x: self.number(0)?, y: self.number(1)? };
        if axes == Axes::Earth {
            for (name, value, most) in [(0, point.x, 180.0), (1, point.y, 90.0)] {
                if value.abs() > most {
                    let said = format!("{value} is no such degree: give -{most} to {most}");
                    return Err(self.refuse(name, &said));
                }
            }
        }
        Ok(point)
    }

    /// What is wrong with a cell.
    pub fn refuse(&self, name: usize, wrong: &str) -> Failure {
        let what = if matches!(self.source, Source::Csv(_)) { "line" } else { "feature" };
        let column = self.names.get(name).copied().unwrap_or_default();
        Failure::told(format!("{}, {what} {}, column {column}: {wrong}", self.file, self.place))
    }
}

/// About how many rows a file has, from its length.
pub fn about_rows(path: &Path) -> usize {
    const BYTES: u64 = 24;
    let bytes = std::fs::metadata(path).map_or(0, |data| data.len());
    usize::try_from(bytes / BYTES).unwrap_or(usize::MAX)
}

fn is_geojson(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["geojson", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// A header, without the mark that spreadsheets put in front of UTF-8.
fn name(header: &[u8]) -> String {
    String::from_utf8_lossy(header).trim_start_matches('\u{feff}').trim().to_lowercase()
}

fn broken(file: &str, error: &csv::Error) -> Failure {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Failure::told(format!(
            "{file}, line {line}: has {len} cells where the header has {expected_len}; \
             complete it or leave it out"
        )),
        _ => Failure::told(format!("{file}: {error}")),
    }
}
