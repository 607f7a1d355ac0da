//! Reading a release that somebody else made: only what can be a protected one is taken.

use std::{fs::File, io, path::Path};

use h3o::{CellIndex, Resolution};
use sha2::{Digest as _, Sha256};

use super::{Cell, FORMAT, Guarantee, HEADER, UNIT, hex, middle, sidecar};
use crate::{names::name, num};

/// The files are no protected release.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("{0}: {1}")]
    Io(String, io::Error),
    #[error("{0}: is no guarantee of this program: {1}")]
    Unread(String, serde_json::Error),
    #[error(
        "the counts are exact (made with --no-noise): they are for tests and stay where they are; make the file again without it"
    )]
    Exact,
    #[error("the guarantee was changed after it was made: its digest does not fit")]
    Changed,
    #[error(
        "the cells are not those of the guarantee: their digest does not fit; copy both files again"
    )]
    OtherCells,
    #[error("the guarantee does not hold together: {0}")]
    Guarantee(&'static str),
    #[error("line {line}: {what}")]
    Row { line: u64, what: &'static str },
    #[error(
        "no count of fewer than {wanted} workers may be kept here, and this file's least is {k}"
    )]
    K { k: u32, wanted: u32 },
}

/// Reads a release and its guarantee and holds one against the other; `k` is the least number of
/// workers that may stand behind a figure here.
///
/// # Errors
/// When the files are missing, were changed, are exact, or promise too little.
pub fn read_release(cells: &Path, k: u32) -> Result<(Guarantee, Vec<Cell>), Unfit> {
    let beside = sidecar(cells);
    let told = |error| Unfit::Io(beside.display().to_string(), error);
    let text = std::fs::read(&beside).map_err(told)?;
    let guarantee: Guarantee = serde_json::from_slice(&text)
        .map_err(|error| Unfit::Unread(beside.display().to_string(), error))?;
    let threshold = sound(&guarantee, k)?;
    let told = |error| Unfit::Io(cells.display().to_string(), error);
    let file = File::open(cells).map_err(told)?;
    let mut digested = Digested { file, digest: Sha256::new() };
    let rows = rows(&mut digested, &guarantee, threshold)?;
    io::copy(&mut digested, &mut io::sink()).map_err(told)?;
    let whole = hex(&digested.digest.finalize()) == guarantee.cells;
    if !whole || num::wide(rows.len()) != guarantee.rows {
        return Err(Unfit::OtherCells);
    }
    Ok((guarantee, rows))
}

struct Digested {
    file: File,
    digest: Sha256,
}

impl io::Read for Digested {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}

/// The least weight that the guarantee allows.
fn sound(guarantee: &Guarantee, k: u32) -> Result<i64, Unfit> {
    if !guarantee.protected {
        return Err(Unfit::Exact);
    }
    if guarantee.sealed() != guarantee.digest {
        return Err(Unfit::Changed);
    }
    let known = guarantee.format == FORMAT
        && guarantee.grid == "H3"
        && guarantee.time_zone == "Asia/Shanghai"
        && guarantee.unit_of_privacy.as_deref() == Some(UNIT);
    if !known {
        return Err(Unfit::Guarantee("its format, grid, time zone or unit is not known here"));
    }
    if !(8..=10).contains(&guarantee.resolution) {
        return Err(Unfit::Guarantee("the resolution is not 8, 9 or 10"));
    }
    if guarantee.period.is_some_and(|period| period.until < period.from) {
        return Err(Unfit::Guarantee("the period ends before it begins"));
    }
    let privacy = guarantee.privacy.ok_or(Unfit::Guarantee("it promises no privacy"))?;
    if privacy.k < k {
        return Err(Unfit::K { k: privacy.k, wanted: k });
    }
    let protection = privacy.protection();
    let protection = protection.map_err(|_| Unfit::Guarantee("its figures are out of range"))?;
    if guarantee.threshold != Some(protection.threshold()) {
        return Err(Unfit::Guarantee("the threshold does not go with epsilon, delta, bound and k"));
    }
    Ok(protection.threshold())
}

fn rows(file: impl io::Read, guarantee: &Guarantee, threshold: i64) -> Result<Vec<Cell>, Unfit> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let unread = Unfit::Row { line: 1, what: "the columns are not those of a protected release" };
    if reader.headers().map_or(true, |header| header != HEADER.as_slice()) {
        return Err(unread);
    }
    let mut cells: Vec<Cell> = Vec::new();
    for record in reader.records() {
        let line = num::wide(cells.len()) + 2;
        let told = |what| Unfit::Row { line, what };
        let record = record.map_err(|_| told("cannot be read"))?;
        let next = row(&record, guarantee, threshold).map_err(told)?;
        let key = |cell: &Cell| (cell.cell, cell.hour, cell.occupation.clone());
        if cells.last().is_some_and(|last| key(last) >= key(&next)) {
            return Err(told("comes twice or out of order"));
        }
        cells.push(next);
    }
    Ok(cells)
}

fn row(
    record: &csv::StringRecord,
    guarantee: &Guarantee,
    threshold: i64,
) -> Result<Cell, &'static str> {
    let fields: Vec<&str> = record.iter().collect();
    let [index, hour, occupation, lon, lat, weight] = fields.as_slice() else {
        return Err("does not have six columns");
    };
    let cell = u64::from_str_radix(index, 16).ok().and_then(|bits| CellIndex::try_from(bits).ok());
    let resolution = Resolution::try_from(guarantee.resolution).ok();
    let cell = cell.filter(|cell| Some(cell.resolution()) == resolution);
    let cell: u64 = cell.ok_or("cell: is none of that resolution")?.into();
    if middle(cell).is_none_or(|middle| middle != [*lon, *lat]) {
        return Err("lon, lat: are not the middle of the cell");
    }
    let hour = hour.parse().ok().filter(|hour| *hour < guarantee.hours.hours());
    if name(occupation.as_bytes()) != Some(occupation) {
        return Err("occupation: is no plain name");
    }
    let weight = weight.parse().ok().filter(|weight| *weight >= threshold);
    Ok(Cell {
        cell,
        hour: hour.ok_or("hour: is none of the period's")?,
        occupation: (*occupation).to_owned(),
        weight: weight.ok_or("weight: is below the threshold")?,
    })
}
