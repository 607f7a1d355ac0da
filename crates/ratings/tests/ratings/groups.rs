//! No set of releases isolates a rider: the pure core, over random streams.

use std::collections::{BTreeMap, BTreeSet};

use contracts::PersonId;
use kernel::Timestamp;
use proptest::prelude::*;
use ratings::group::{Voice, apart, gather, may_follow};

pub const K: usize = 5;

/// Riders behind each part into which releases cut the ratings: for each combination of releases
/// those whose rating stands in exactly these. Whatever union, difference or intersection is made
/// of releases, it is a union of such parts.
pub fn parts(releases: &[&BTreeSet<Voice>]) -> Vec<usize> {
    let mut parts: BTreeMap<Vec<bool>, BTreeSet<PersonId>> = BTreeMap::new();
    for voice in releases.iter().flat_map(|release| release.iter()) {
        let within = releases.iter().map(|release| release.contains(voice)).collect();
        parts.entry(within).or_default().insert(voice.rider);
    }
    parts.into_values().map(|riders| riders.len()).collect()
}

/// The first pair or triple of releases that isolates fewer than `k` riders.
pub fn isolating(releases: &[BTreeSet<Voice>], k: usize) -> Option<String> {
    let isolates = |some: &[&BTreeSet<Voice>]| parts(some).into_iter().any(|riders| riders < k);
    for (i, one) in releases.iter().enumerate() {
        for (j, two) in releases.iter().enumerate().skip(i + 1) {
            let differ = apart(one, two);
            if (1..k).contains(&differ) || isolates(&[one, two]) {
                return Some(format!("releases {i} and {j}"));
            }
            for (l, three) in releases.iter().enumerate().skip(j + 1) {
                if isolates(&[one, two, three]) {
                    return Some(format!("releases {i}, {j} and {l}"));
                }
            }
        }
    }
    None
}

/// What happens between two batches.
#[derive(Debug, Clone)]
pub enum Happening {
    Rates(usize),
    Withdraws(usize),
    Batch,
}

/// Some riders rate and withdraw, with batches in between.
pub fn happenings(length: usize) -> impl Strategy<Value = Vec<Happening>> {
    let one = prop_oneof![
        8 => (0..24_usize).prop_map(Happening::Rates),
        1 => (0..24_usize).prop_map(Happening::Withdraws),
        2 => Just(Happening::Batch),
    ];
    prop::collection::vec(one, 1..length)
}

pub fn id<T>(number: usize) -> kernel::Id<T> {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
    kernel::Id::from_bytes(bytes)
}

/// Groups kept as the store keeps them, with a threshold of one's own choice.
struct Shelf {
    k: usize,
    waiting: Vec<Voice>,
    groups: Vec<(usize, Vec<Voice>)>,
    withdrawn: BTreeSet<Voice>,
    batches: usize,
    releases: Vec<BTreeSet<Voice>>,
}

/// Batches for which a group is shown.
const SHOWN: usize = 6;

impl Shelf {
    fn batch(&mut self) {
        self.batches += 1;
        let last = self.releases.last().cloned().unwrap_or_default();
        let standing = self.standing();
        let shown = last.iter().chain(&standing).map(|voice| voice.rider).collect();
        let formed = gather(&self.waiting, &shown, self.k);
        for group in formed {
            self.waiting.retain(|voice| !group.contains(voice));
            self.groups.push((self.batches, group));
        }
        let next = self.standing();
        if next != last && may_follow(&last, &next, self.k) {
            self.releases.push(next);
        }
    }

    fn standing(&self) -> BTreeSet<Voice> {
        let fresh = self.groups.iter().filter(|(formed, _)| formed + SHOWN > self.batches);
        let whole = fresh.filter(|(_, group)| group.iter().all(|it| !self.withdrawn.contains(it)));
        whole.flat_map(|(_, group)| group.iter().copied()).collect()
    }
}

/// The releases of a stream under the threshold `k`.
fn releases(stream: &[Happening], k: usize) -> Vec<BTreeSet<Voice>> {
    let mut shelf = Shelf {
        k,
        waiting: Vec::new(),
        groups: Vec::new(),
        withdrawn: BTreeSet::new(),
        batches: 0,
        releases: Vec::new(),
    };
    for (number, happening) in (1..).zip(stream) {
        let at = Timestamp::from_seconds(i64::try_from(number).unwrap());
        match happening {
            Happening::Rates(rider) => {
                shelf.waiting.push(Voice { at, rider: id(*rider), rating: id(number) });
            }
            Happening::Withdraws(rider) => {
                let rider: PersonId = id(*rider);
                shelf.waiting.retain(|voice| voice.rider != rider);
                let own: Vec<Voice> =
                    shelf.standing().into_iter().filter(|voice| voice.rider == rider).collect();
                shelf.withdrawn.extend(own);
            }
            Happening::Batch => shelf.batch(),
        }
    }
    shelf.releases
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_two_or_three_releases_isolate_fewer_than_k_riders(stream in happenings(200)) {
        let releases = releases(&stream, K);
        prop_assert_eq!(isolating(&releases, K), None);
        for pair in releases.windows(2) {
            let riders = |release: &BTreeSet<Voice>| -> BTreeSet<PersonId> {
                release.iter().map(|voice| voice.rider).collect()
            };
            let (one, two) = (riders(&pair[0]), riders(&pair[1]));
            prop_assert_eq!(one.len(), pair[0].len(), "one voice a rider");
            let differ = one.symmetric_difference(&two).count();
            prop_assert!(differ >= K, "{} riders came or went", differ);
        }
    }
}

#[test]
fn a_weaker_guard_is_found_out() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let streams: Vec<Vec<Happening>> =
        (0..40).map(|_| happenings(260).new_tree(&mut runner).unwrap().current()).collect();
    let found = |k: usize| {
        streams.iter().filter(|stream| isolating(&releases(stream, k), K).is_some()).count()
    };
    assert_eq!(found(K), 0);
    assert!(found(K - 1) > 12, "groups of four are seen in {} streams", found(K - 1));
    assert!(found(1) > 30);
    let told: usize = streams.iter().map(|stream| releases(stream, K).len()).sum();
    assert!(told > 100, "only {told} releases: the property says nothing");
}

#[test]
fn a_release_that_would_single_somebody_out_may_not_follow() {
    let voice =
        |number| Voice { at: Timestamp::from_seconds(1), rider: id(number), rating: id(number) };
    let five: BTreeSet<Voice> = (0..5).map(voice).collect();
    let six: BTreeSet<Voice> = (0..6).map(voice).collect();
    let ten: BTreeSet<Voice> = (0..10).map(voice).collect();
    assert!(may_follow(&five, &five, K) && may_follow(&five, &ten, K));
    assert!(!may_follow(&five, &six, K) && !may_follow(&six, &five, K));
    // The same riders with other ratings are a change by all of them.
    let again: BTreeSet<Voice> =
        (0..5).map(|number| Voice { rating: id(number + 90), ..voice(number) }).collect();
    assert_eq!(apart(&five, &again), 5);
}
