//! What auditors ask of the journal: its entries by area and action, and that it only ever grew.

use credential::{Hash, JournalLeaf, merkle};
use kernel::{AreaCode, Id};

use super::{COLUMNS, DbNodes, Entry, count, size};
use crate::{db::Db, error::Error, value::Value};

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Entries in these areas and below; `None` for all, those without an area included.
    pub areas: Option<Vec<AreaCode>>,
    /// How the action begins, such as `case.`; empty for any.
    pub action: String,
    /// The last entry of the page before.
    pub before: Option<Id<JournalLeaf>>,
}

/// The newest entries that fit, newest first.
pub fn search(db: &mut Db<'_>, wanted: &Search, limit: usize) -> Result<Vec<Entry>, Error> {
    let mut values: Vec<Value> = vec![limit.into()];
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let mut conditions = vec!["1 = 1".to_owned()];
    if let Some(before) = wanted.before {
        conditions.push(format!("id < {}", bind(before.into())));
    }
    if !wanted.action.is_empty() {
        let (from, to) = (bind(wanted.action.as_str().into()), format!("{}~", wanted.action));
        // Actions are ASCII, and nothing in them sorts after a tilde.
        conditions.push(format!("action >= {from} AND action < {}", bind(to.into())));
    }
    if let Some(areas) = &wanted.areas {
        let mut parts = vec!["1 = 0".to_owned()];
        for (low, high) in areas.iter().map(AreaCode::range) {
            parts.push(format!("area BETWEEN {} AND {}", bind(low.into()), bind(high.into())));
        }
        conditions.push(format!("({})", parts.join(" OR ")));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM storage_journal WHERE {} ORDER BY id DESC LIMIT $1",
        conditions.join(" AND ")
    );
    db.query(&sql, &values, Entry::read)
}

/// Proof that the log of `to` entries continues that of `from` entries (RFC 9162, section 2.1.4);
/// empty when `from` is 0 or equals `to`. Whoever kept two checkpoints checks it with
/// [`merkle::verify_consistency`].
///
/// # Errors
/// [`Error::Refused`] unless `from` <= `to` <= the log's size.
pub fn consistency(db: &mut Db<'_>, from: u64, to: u64) -> Result<Vec<Hash>, Error> {
    let size = count(size(db)?)?;
    if from > to || to > size {
        let reason = format!("sizes {from} and {to}: must rise, up to the log's {size} entries");
        return Err(Error::Refused(reason));
    }
    merkle::consistency_proof(&DbNodes::new(db), from, to)
        .map_err(|error| Error::Corrupt(error.to_string()))
}
