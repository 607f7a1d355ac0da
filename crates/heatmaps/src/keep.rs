//! Taking a release.

use std::path::Path;

use contracts::UnitId;
use heat::{Cell, Guarantee, Unfit, read_release};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::store;

/// A release that was looked at and may be kept.
#[derive(Debug, Clone)]
pub struct Checked {
    guarantee: Guarantee,
    cells: Vec<Cell>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// So many rows were kept.
    New(usize),
    /// The same release is there already.
    Known,
}

impl Checked {
    pub const fn guarantee(&self) -> &Guarantee {
        &self.guarantee
    }
}

/// Reads a release and its guarantee from files; `k` is the least number of people the city shows a
/// figure about.
///
/// # Errors
/// Why it is no protected release that may be kept here.
pub fn read(cells: &Path, k: u32) -> Result<Checked, Unfit> {
    let (guarantee, cells) = read_release(cells, k)?;
    Ok(Checked { guarantee, cells })
}

/// Keeps a release in one transaction; `source` says who handed it in, and as which unit of this
/// deployment, which may then look at it.
///
/// # Errors
/// When the store fails; then nothing is kept.
pub fn keep(
    tx: &mut Tx<'_>,
    checked: &Checked,
    source: (&str, Option<UnitId>),
) -> Result<Kept, Error> {
    let Checked { guarantee, cells } = checked;
    tx.lock(b"heatmaps.keep")?;
    if store::is_known(tx, &guarantee.digest)? {
        return Ok(Kept::Known);
    }
    let id = tx.id();
    store::insert(tx, id, guarantee, source)?;
    for cell in cells {
        store::insert_cell(tx, id, cell)?;
    }
    tx.record(Record {
        action: "heatmaps.import",
        subject_kind: "heat-release",
        subject: *id.as_bytes(),
        area: "",
        detail: json!({ "source": source.0, "rows": cells.len(), "digest": guarantee.digest }),
    })?;
    Ok(Kept::New(cells.len()))
}
