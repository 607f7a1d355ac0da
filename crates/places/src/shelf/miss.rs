//! Searches in vain, counted on this node until they are written down: cell, hour, what was looked
//! for. Nobody is in it, and a single search leaves no row of its own time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use catalogue::Places;
use kernel::{Timestamp, Wgs84};
use nearby::{Demand, Set};

/// Different counts that wait at most: more are dropped, for a flood of searches is no demand.
const WAITING_MAX: usize = 10_000;

pub(super) type Counted = HashMap<(Demand, String), i64>;

#[derive(Default)]
pub(super) struct Misses(Mutex<Counted>);

impl Misses {
    pub fn count(&self, at: Wgs84, when: Timestamp, need: String) {
        let Some(key) = Demand::of(at, when) else { return };
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() < WAITING_MAX {
            *counted.entry((key, need)).or_default() += 1;
        }
    }
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
    pub fn give_back(&self, counted: Counted) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, searches) in counted {
            *held.entry(key).or_default() += searches;
        }
    }
}

/// What was looked for, as codes in the catalogue's order: `toilet+water`, `swap@48V`.
pub fn need_text(rules: &Places, amenities: Set, kinds: Set, voltage: Option<u16>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if kinds != Set::ALL {
        let codes = kinds.iter().filter_map(|at| rules.kinds.get(usize::from(at)));
        parts.extend(codes.map(|kind| format!("kind:{}", kind.code)));
    }
    let codes = amenities.iter().filter_map(|at| rules.amenities.get(usize::from(at)));
    parts.extend(codes.map(|amenity| amenity.code.clone()));
    parts.extend(voltage.map(|volts| format!("{volts}V")));
    parts.join("+")
}
