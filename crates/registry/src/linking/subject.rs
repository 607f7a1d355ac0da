//! Subjects: what open links add up to. Pure.

use std::collections::{BTreeMap, HashMap};

use kernel::Timestamp;

use super::Pair;
use crate::RecordId;

/// A link as far as subjects follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub since: Timestamp,
    pub pair: Pair,
}

/// The subject of each record that is linked. A subject is named by the smaller record of its oldest
/// link, so it keeps its name when others join; of two that become one the older name stands.
pub fn subjects(edges: &[Edge]) -> BTreeMap<RecordId, RecordId> {
    let mut edges = edges.to_vec();
    edges.sort_unstable();
    // Each record's subject, and each subject's records: the smaller list moves to the older name.
    let mut names: HashMap<RecordId, usize> = HashMap::new();
    let mut groups: Vec<(RecordId, Vec<RecordId>)> = Vec::new();
    for edge in edges {
        let Pair { one, other } = edge.pair;
        match (names.get(&one).copied(), names.get(&other).copied()) {
            (None, None) => {
                names.extend([(one, groups.len()), (other, groups.len())]);
                groups.push((one, vec![one, other]));
            }
            (Some(group), None) => add(&mut names, &mut groups, group, other),
            (None, Some(group)) => add(&mut names, &mut groups, group, one),
            (Some(a), Some(b)) if a != b => unite(&mut names, &mut groups, a, b),
            _ => {}
        }
    }
    let named = groups.iter().flat_map(|(name, records)| records.iter().map(|one| (*one, *name)));
    named.collect()
}

fn add(
    names: &mut HashMap<RecordId, usize>,
    groups: &mut [(RecordId, Vec<RecordId>)],
    group: usize,
    record: RecordId,
) {
    names.insert(record, group);
    if let Some((_, records)) = groups.get_mut(group) {
        records.push(record);
    }
}

/// Two subjects become one. Groups are numbered by their oldest link.
fn unite(
    names: &mut HashMap<RecordId, usize>,
    groups: &mut [(RecordId, Vec<RecordId>)],
    one: usize,
    other: usize,
) {
    let (older, younger) = (one.min(other), one.max(other));
    let moved = groups.get_mut(younger).map(|(_, records)| std::mem::take(records));
    for record in moved.into_iter().flatten() {
        add(names, groups, older, record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record(number: u8) -> RecordId {
        RecordId::from_bytes([number; 16])
    }

    fn edge(since: i64, one: u8, other: u8) -> Edge {
        let pair = Pair::of(record(one), record(other)).unwrap();
        Edge { since: Timestamp::from_micros(since), pair }
    }

    fn named(edges: &[Edge]) -> Vec<(u8, u8)> {
        let first = |record: &RecordId| record.as_bytes()[0];
        subjects(edges).iter().map(|(one, name)| (first(one), first(name))).collect()
    }

    #[test]
    fn a_subject_keeps_its_name_when_others_join_and_gets_it_back_when_they_leave() {
        let edges = [edge(5, 7, 9), edge(6, 2, 9), edge(7, 3, 4)];
        assert_eq!(named(&edges), [(2, 7), (3, 3), (4, 3), (7, 7), (9, 7)]);
        let joined = [&edges[..], &[edge(8, 2, 3)]].concat();
        assert!(named(&joined).iter().all(|(_, name)| *name == 7));
        assert_eq!(named(&edges[1..]), [(2, 2), (3, 3), (4, 3), (9, 2)]);
    }

    proptest! {
        #[test]
        fn the_order_in_which_links_are_read_is_nobodys_business(
            pairs in proptest::collection::vec((0_u8..30, 0_u8..30, 0_i64..9), 0..40),
            turn in 0_usize..40,
        ) {
            let edges: Vec<Edge> = pairs
                .iter()
                .filter(|(one, other, _)| one != other)
                .map(|(one, other, since)| edge(*since, *one, *other))
                .collect();
            let mut turned = edges.clone();
            turned.rotate_left(turn % edges.len().max(1));
            prop_assert_eq!(subjects(&edges), subjects(&turned));
            for edge in &edges {
                let found = subjects(&edges);
                prop_assert_eq!(found.get(&edge.pair.one), found.get(&edge.pair.other));
            }
        }
    }
}
