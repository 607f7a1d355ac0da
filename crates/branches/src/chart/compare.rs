//! What became of business units between charts. Pure.

use std::collections::{BTreeMap, BTreeSet};

use contracts::UnitId;

use super::{Before, Chart, Entry, Kind, Named};

/// A business unit for which Party units answer, as it was when last settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Old {
    pub unit: Named,
    /// The chart up to which it is settled.
    pub number: i64,
    pub parties: Vec<UnitId>,
}

/// What became of some units together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: Kind,
    pub before: Vec<Before>,
    pub after: Vec<Named>,
}

/// Charts of a firm by their number, none left out, up to the newest.
pub type Charts = BTreeMap<i64, Chart>;

/// What a unit of chart `number` is in the newest chart: codes; none when it is there no more.
pub fn became(charts: &Charts, number: i64, code: &str) -> BTreeSet<String> {
    let newest = charts.keys().next_back().copied().unwrap_or(number);
    became_by(charts, number, newest, code)
}

/// The same in chart `until`.
fn became_by(charts: &Charts, number: i64, until: i64, code: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::from([code.to_owned()]);
    for chart in charts.values().filter(|chart| chart.number > number && chart.number <= until) {
        let came = |entry: &&Entry| entry.origins.iter().any(|origin| codes.contains(origin));
        codes = chart.entries.values().filter(came).map(|entry| entry.unit.code.clone()).collect();
    }
    codes
}

/// Out of which units of chart `number` one of the newest chart came.
fn came_from(charts: &Charts, number: i64, code: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::from([code.to_owned()]);
    for (_, chart) in charts.range(number + 1..).rev() {
        let entries = codes.iter().filter_map(|code| chart.entries.get(code));
        codes = entries.flat_map(|entry| entry.origins.iter().cloned()).collect();
    }
    codes
}

/// What has changed of units between the chart up to which each is settled and the newest one.
/// Units that have something in common are one change; what is as it was is none. A change of the
/// unit above alone is a [`Kind::Move`] with or without another name.
pub fn changes(charts: &Charts, olds: &[Old]) -> Vec<Change> {
    let Some((_, newest)) = charts.last_key_value() else { return Vec::new() };
    let mut groups: Vec<(Vec<&Old>, BTreeSet<String>)> = Vec::new();
    // What is settled up to the newest chart has not changed since.
    for old in olds.iter().filter(|old| old.number < newest.number) {
        let mut into = became(charts, old.number, &old.unit.code);
        let mut together = vec![old];
        let (shared, apart): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(_, codes)| !codes.is_disjoint(&into));
        groups = apart;
        for (others, codes) in shared {
            together.extend(others);
            into.extend(codes);
        }
        groups.push((together, into));
    }
    let mut found: Vec<Change> = groups
        .into_iter()
        .filter_map(|(olds, into)| {
            let after: Vec<&Entry> =
                into.iter().filter_map(|code| newest.entries.get(code)).collect();
            let kind = kind(charts, &olds, &after)?;
            let others = others(charts, &olds, &into);
            let mut before: Vec<Before> = olds.into_iter().map(|old| before(charts, old)).collect();
            before.extend(others);
            before.sort_by(|a, b| a.unit.cmp(&b.unit));
            let after = after.into_iter().map(|entry| entry.unit.clone()).collect();
            Some(Change { kind, before, after })
        })
        .collect();
    found.sort_by(|a, b| (a.kind, &a.after).cmp(&(b.kind, &b.after)));
    found
}

/// Units for which nobody answers, and which went into the same as the others did.
fn others(charts: &Charts, olds: &[&Old], into: &BTreeSet<String>) -> Vec<Before> {
    let Some(number) = olds.iter().map(|old| old.number).max() else { return Vec::new() };
    let Some(chart) = charts.get(&number) else { return Vec::new() };
    let known: BTreeSet<String> =
        olds.iter().flat_map(|old| became_by(charts, old.number, number, &old.unit.code)).collect();
    let from: BTreeSet<String> =
        into.iter().flat_map(|code| came_from(charts, number, code)).collect();
    let entries = from.difference(&known).filter_map(|code| chart.entries.get(code));
    let before = |entry: &Entry| Before {
        unit: entry.unit.clone(),
        into: became(charts, number, &entry.unit.code).into_iter().collect(),
        parties: Vec::new(),
    };
    entries.map(before).collect()
}

fn before(charts: &Charts, old: &Old) -> Before {
    Before {
        unit: old.unit.clone(),
        into: became(charts, old.number, &old.unit.code).into_iter().collect(),
        parties: old.parties.clone(),
    }
}

/// What a group of units went through; `None` when nothing.
fn kind(charts: &Charts, olds: &[&Old], after: &[&Entry]) -> Option<Kind> {
    match (olds, after) {
        (_, []) => Some(Kind::Close),
        ([old], [new]) if came_from(charts, old.number, &new.unit.code).len() <= 1 => {
            let stays = match (&old.unit.parent, &new.unit.parent) {
                (None, None) => true,
                (Some(was), Some(is)) => became(charts, old.number, was).contains(is),
                _ => false,
            };
            let same = (&old.unit.code, &old.unit.name) == (&new.unit.code, &new.unit.name);
            match (stays, same) {
                (false, _) => Some(Kind::Move),
                (true, false) => Some(Kind::Rename),
                (true, true) => None,
            }
        }
        (_, [_]) => Some(Kind::Merge),
        _ => Some(Kind::Split),
    }
}

/// The units above one of the newest chart, the nearest first.
pub fn above<'c>(chart: &'c Chart, code: &str) -> Vec<&'c str> {
    let parent = |code: &str| chart.entries.get(code)?.unit.parent.as_deref();
    // A chart has no circle: it was looked at when it was taken.
    std::iter::successors(parent(code), |above| parent(above)).collect()
}
