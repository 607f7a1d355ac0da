//! Import: places from a table (CSV, XLSX) or from GeoJSON, each once.
//!
//! The whole file is read and checked first; rows that cannot be taken come back with line and
//! reason, so that they can be corrected and sent again alone. The others go in by the thousand,
//! each thousand with one record in the journal; a run that was broken off is simply started
//! again, since what is known by its code is a duplicate.

mod row;

use std::collections::{HashMap, HashSet};

use kernel::{AreaCode, Moment};
use serde::Serialize;
use serde_json::json;
use sheets::{Sheet, Table};
use storage::{Error, Record, Stamp, Store, Tx};

pub use row::{Crs, HeaderFault, Reason, amenities, column_names, shared};
pub(crate) use row::{agreement, number, outline, voltages};
pub use sheets::{GeoJsonError, geojson_table};

use crate::{
    Desk, Fault, PlaceId,
    belief::{Belief, LISTED_OPEN},
    draft,
    place::Place,
    store,
};
use row::Columns;

/// Rows that share a transaction.
const CHUNK: usize = 1_000;

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    pub imported: i64,
    /// Rows whose id is known already; nothing was changed for them.
    pub duplicates: i64,
    pub rejected: i64,
}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// As the file counts; the header is line 1.
    pub line: u64,
    pub reason: Reason,
    pub cells: Vec<String>,
}

/// A file, read and checked.
#[derive(Debug, Default)]
pub struct Checked {
    /// Without ids, which are made as they go in.
    pub ready: Vec<Place>,
    pub rejected: Vec<Rejected>,
    pub header: Vec<String>,
    /// SHA-256 of the file, for the journal.
    pub digest: String,
}

/// Reads and checks every row. `crs` is the datum of positions where no column names it; with
/// `within`, rows outside that area are refused.
///
/// # Errors
/// When a column that must be there is not.
pub fn check(
    desk: &Desk,
    table: Table,
    crs: Crs,
    within: Option<&[AreaCode]>,
    moment: &Moment,
) -> Result<Checked, HeaderFault> {
    let columns = Columns::of(&table.header)?;
    let (mut ready, mut rejected) = (Vec::with_capacity(table.rows.len()), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::with_capacity(table.rows.len());
    let nowhere = PlaceId::from_bytes([0; 16]);
    for (line, cells) in table.rows {
        let read = columns.read(&cells, crs).and_then(|draft| {
            let place = draft::check(desk, draft, nowhere, moment.now(), "import")?;
            reachable(&place, within)?;
            match seen.insert(place.code.clone(), line) {
                None => Ok(place),
                Some(first) => {
                    seen.insert(place.code.clone(), first);
                    Err(Fault::about("code", "places-row-twice", first.to_string()))
                }
            }
        });
        match read {
            Ok(place) => ready.push(place),
            Err(fault) => rejected.push(Rejected { line, reason: Reason::of(&fault), cells }),
        }
    }
    Ok(Checked { ready, rejected, header: table.header, digest: table.digest })
}

fn reachable(place: &Place, within: Option<&[AreaCode]>) -> Result<(), Fault> {
    match within {
        Some(areas) if !areas.iter().any(|area| area.contains(&place.area)) => {
            Err(Fault::about("area", "places-not-yours", place.area.as_str()))
        }
        _ => Ok(()),
    }
}

/// Takes the checked rows in; `progress` is told how many are done. Not for an async thread.
///
/// # Errors
/// When the store fails; what was taken in before stays.
pub fn run(
    store: &Store,
    stamp: impl Fn() -> Stamp,
    checked: Checked,
    mut progress: impl FnMut(usize),
) -> Result<Tally, Error> {
    let rejected = kernel::count::to_i64(checked.rejected.len());
    let known: HashSet<String> = store.read_blocking(store::taken)?.into_iter().collect();
    let total = checked.ready.len();
    let mut fresh: Vec<Place> = checked.ready;
    fresh.retain(|place| !known.contains(&place.code));
    let mut tally = Tally { rejected, ..Tally::default() };
    tally.duplicates = kernel::count::to_i64(total - fresh.len());
    let mut done = total - fresh.len();
    let mut rest = fresh.into_iter().peekable();
    while rest.peek().is_some() {
        progress(done);
        let chunk: Vec<Place> = rest.by_ref().take(CHUNK).collect();
        let (rows, digest) = (chunk.len(), checked.digest.clone());
        store.write_blocking(stamp(), move |tx| take(tx, chunk, &digest))?;
        done += rows;
        tally.imported += kernel::count::to_i64(rows);
    }
    progress(done);
    Ok(tally)
}

/// One chunk, with its record: which file, how many, the first code.
fn take(tx: &mut Tx<'_>, chunk: Vec<Place>, digest: &str) -> Result<(), Error> {
    let now = tx.now();
    let first = chunk.first().map(|place| place.code.clone()).unwrap_or_default();
    let rows = chunk.len();
    for mut place in chunk {
        place.id = tx.id();
        place.changed_at = now;
        store::put(tx, &place, &Belief::new(now, LISTED_OPEN))?;
    }
    let subject: PlaceId = tx.id();
    tx.record(Record {
        action: "place.import",
        subject_kind: "import",
        subject: *subject.as_bytes(),
        area: "",
        detail: json!({ "file": digest, "rows": rows, "first": first }),
    })
}

impl Checked {
    /// The rejected rows with line and reason before their own cells, to be corrected and sent
    /// again; `told` puts a reason into words.
    pub fn rejects(&self, lead: [String; 2], told: impl Fn(&Reason) -> String) -> Sheet {
        let row = |row: &Rejected| {
            let lead = [row.line.to_string(), told(&row.reason)];
            lead.into_iter().chain(row.cells.iter().cloned()).collect()
        };
        Sheet {
            header: lead.into_iter().chain(self.header.iter().cloned()).collect(),
            rows: self.rejected.iter().map(row).collect(),
        }
    }
}
