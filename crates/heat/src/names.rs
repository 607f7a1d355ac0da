//! Occupations by number, the same for all threads.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use crate::slot::OCCUPATIONS_MAX;

/// The longest name of an occupation, in characters.
pub const NAME_MAX: usize = 40;

#[derive(Debug, Default)]
pub(crate) struct Names(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    numbers: HashMap<Box<[u8]>, u64>,
    names: Vec<String>,
    hashes: Vec<u64>,
}

impl Names {
    /// The number of a name, given when it is met first; none when there are too many.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.numbers.get(name.as_bytes()) {
            return Some(*number);
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.numbers.get(name.as_bytes()) {
            return Some(*number);
        }
        if known.names.len() == OCCUPATIONS_MAX {
            return None;
        }
        let number = crate::num::wide(known.names.len());
        known.numbers.insert(name.as_bytes().into(), number);
        known.names.push(name.to_owned());
        known.hashes.push(hash(name));
        Some(number)
    }

    /// The names by their number.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).names.clone()
    }

    /// A figure for each name that does not depend on the order in which they were met.
    pub(crate) fn hashes(&self) -> Vec<u64> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).hashes.clone()
    }
}

/// A figure for a name, the same on every machine.
pub(crate) fn hash(name: &str) -> u64 {
    name.bytes().fold(0, |hash, byte| crate::mark::mixed(hash ^ u64::from(byte)))
}

/// A name as it may be written: trimmed, not empty, without what a spreadsheet would take for a
/// formula or a file for its own marks.
pub(crate) fn name(bytes: &[u8]) -> Option<&str> {
    let name = std::str::from_utf8(bytes).ok()?.trim();
    let starts_well = !name.starts_with(['=', '+', '-', '@']);
    let plain = !name.contains(|c: char| c.is_control() || c == '"' || c == ',');
    let fits = !name.is_empty() && name.chars().count() <= NAME_MAX;
    (starts_well && plain && fits).then_some(name)
}
