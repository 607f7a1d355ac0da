//! Ratings that are published together or not at all. Pure.
//!
//! A release is a union of whole groups, each of at least k riders, no two with a rating in common.
//! Every set that can be built from releases by union, intersection and difference is then again a
//! union of groups: empty, or of at least k riders.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use kernel::Timestamp;

use crate::rating::RatingId;

/// One rider's rating, as far as groups care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    pub at: Timestamp,
    pub rider: PersonId,
    pub rating: RatingId,
}

/// Forms groups of `k` to `2k - 1` riders out of ratings that wait: the latest of each rider, the
/// oldest first. A rider who stands in a group that is shown or was shown last (`shown`) waits on.
/// Groups are kept small, so that a withdrawal takes few others along.
pub fn gather(waiting: &[Voice], shown: &BTreeSet<PersonId>, k: usize) -> Vec<Vec<Voice>> {
    let mut latest: BTreeMap<PersonId, Voice> = BTreeMap::new();
    for voice in waiting.iter().filter(|voice| !shown.contains(&voice.rider)) {
        let known = latest.entry(voice.rider).or_insert(*voice);
        *known = (*known).max(*voice);
    }
    let mut voices: Vec<Voice> = latest.into_values().collect();
    voices.sort_unstable();
    let mut groups = Vec::new();
    while k > 0 && voices.len() >= k {
        let size = if voices.len() < 2 * k { voices.len() } else { k };
        let rest = voices.split_off(size);
        groups.push(std::mem::replace(&mut voices, rest));
    }
    groups
}

/// How many riders' ratings one release has and the other has not.
pub fn apart(one: &BTreeSet<Voice>, other: &BTreeSet<Voice>) -> usize {
    let riders: BTreeSet<PersonId> =
        one.symmetric_difference(other).map(|voice| voice.rider).collect();
    riders.len()
}

/// Whether a release may follow another: it changes nothing, or what at least `k` riders said.
pub fn may_follow(standing: &BTreeSet<Voice>, next: &BTreeSet<Voice>, k: usize) -> bool {
    let apart = apart(standing, next);
    apart == 0 || apart >= k
}
