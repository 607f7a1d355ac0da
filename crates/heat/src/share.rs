//! A pass over many machines: what one of them tells, and what all of them make together.
//!
//! Each machine reads its share of the positions with the same [`Key`] and tells, of each worker,
//! the slots with the smallest lots. Those of all machines, cut down to the bound once more by
//! worker and counted by slot, are the counts that one machine would have found: "the `bound`
//! smallest lots" of the whole are among those of its parts. Whatever engine brings the entries
//! together, nothing of a worker but a keyed mark, slots and lots leaves the machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    collect::{Collected, Plan, Row, Source, gather},
    mark::Key,
    names::{Names, hash},
    num,
    pool::{PARTS, figures},
    read::{ReadError, Tally},
    slot::{OCCUPATION_BITS, OCCUPATIONS_MAX, SLOT_BITS},
};

/// A worker in a slot, as it may be told to another machine of the pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The worker's keyed mark, below 2^61.
    pub mark: u64,
    /// Cell and hour.
    pub place: u64,
    /// A figure for the occupation's name.
    pub occupation: u64,
    /// Of two slots of a worker, the one with the smaller lot counts first.
    pub lot: u64,
}

/// What goes with the entries of a share: what its figures for occupations mean, and how it read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Share {
    pub names: Vec<String>,
    pub tally: Tally,
}

/// How many workers a slot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    pub place: u64,
    pub occupation: u64,
    pub workers: u64,
}

/// What the machines told does not go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    #[error("a pass over many machines needs a bound")]
    Unbounded,
    #[error(
        "together the files have more than 1024 different occupations; write fewer, or give one for all rows"
    )]
    Occupations,
    #[error("the occupations {0:?} and {1:?} have the same figure; rename one of them")]
    Alike(String, String),
    #[error("a count belongs to no slot or occupation that was told; the counts are not whole")]
    Unknown,
}

/// Reads one machine's share and hands over its entries, a part of the workers at a time, each
/// worker in no more slots than the plan's bound.
///
/// # Errors
/// When the plan has no bound, the source cannot be read, or `tell` fails.
pub fn share(
    source: &dyn Source,
    plan: &Plan,
    key: &Key,
    tell: &mut dyn FnMut(Vec<Entry>) -> std::io::Result<()>,
) -> Result<Share, ReadError> {
    if plan.bound.is_none() {
        return Err(ReadError::Unbounded);
    }
    let names = Names::default();
    let ((), tally) = gather(source, plan, key, &names, |pool| {
        let hashes = names.hashes();
        let last = num::wide(OCCUPATIONS_MAX - 1);
        for part in 0..PARTS {
            let records = pool.finish(part).map_err(ReadError::Scratch)?;
            let entries = records.into_iter().map(|record| {
                let (mark, slot) = figures(record);
                let (place, number) = (slot & !last, num::at(slot & last));
                let occupation = hashes.get(number).copied().unwrap_or(0);
                Entry { mark, place, occupation, lot: key.lot(mark, place, occupation) }
            });
            tell(entries.collect()).map_err(ReadError::Told)?;
        }
        Ok(())
    })?;
    Ok(Share { names: names.names(), tally })
}

/// Makes one machine's finding of the counts that all shares came to.
///
/// # Errors
/// When counts and shares do not go together.
pub fn join(
    counts: impl IntoIterator<Item = Count>,
    shares: &[Share],
    plan: &Plan,
) -> Result<Collected, JoinError> {
    if plan.bound.is_none() {
        return Err(JoinError::Unbounded);
    }
    let names = numbered(shares)?;
    let row = |count: Count| {
        let (number, _) = names.get(&count.occupation)?;
        let fits = count.place >> SLOT_BITS == 0 && count.place.trailing_zeros() >= OCCUPATION_BITS;
        let workers = u32::try_from(count.workers).ok().filter(|workers| *workers > 0 && fits)?;
        Some(Row { slot: count.place | number, workers, positions: 0 })
    };
    let rows: Option<Vec<Row>> = counts.into_iter().map(row).collect();
    let mut tally = Tally::default();
    for share in shares {
        tally.join(share.tally.clone());
    }
    let mut by_number: Vec<(u64, &str)> = names.into_values().collect();
    by_number.sort_unstable();
    let names = by_number.into_iter().map(|(_, name)| name.to_owned()).collect();
    Ok(Collected::new(rows.ok_or(JoinError::Unknown)?, names, plan, tally))
}

/// All names with a number each, by their figure.
fn numbered(shares: &[Share]) -> Result<BTreeMap<u64, (u64, &str)>, JoinError> {
    let mut names = BTreeMap::new();
    for name in shares.iter().flat_map(|share| &share.names) {
        let number = num::wide(names.len());
        let (_, known) = *names.entry(hash(name)).or_insert((number, name.as_str()));
        if known != name {
            return Err(JoinError::Alike(known.to_owned(), name.clone()));
        }
    }
    if names.len() > OCCUPATIONS_MAX { Err(JoinError::Occupations) } else { Ok(names) }
}

#[cfg(test)]
mod tests;
