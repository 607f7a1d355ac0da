//! What auditors ask of the journal: its entries by area and action, and that it only ever grew.

use contracts::PersonId;
use credential::{Hash, JournalLeaf, merkle};
use kernel::{AreaCode, Id, Timestamp};

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

/// How often some people did what from an instant on to before another, by action. Nobody is told
/// apart in the answer.
pub fn acts(
    db: &mut Db<'_>,
    people: &[PersonId],
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<(String, i64)>, Error> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    // Entries have the ids of their instants, so a day is a stretch of the primary key.
    let mut values: Vec<Value> = vec![first_id(from).into(), first_id(until).into()];
    let places: Vec<String> = (3..people.len() + 3).map(|at| format!("${at}")).collect();
    values.extend(people.iter().map(|person| Value::from(*person)));
    let sql = format!(
        "SELECT action, COUNT(*) FROM storage_journal WHERE id >= $1 AND id < $2 AND actor IN ({})
         GROUP BY action ORDER BY action",
        places.join(", ")
    );
    db.query(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// No id (UUIDv7) of an instant or later sorts before this one.
fn first_id(at: Timestamp) -> Id<JournalLeaf> {
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&at.millis().max(0).to_be_bytes()[2..]);
    Id::from_bytes(bytes)
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
