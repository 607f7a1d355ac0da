//! Cross-checks: what only all files together can show.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use kernel::Level;

use crate::{
    fault::{Fault, Place, Reason, What},
    load::Draft,
    named::Named as _,
    points::Occasion,
    read::{Log, Reference},
    units::Rank,
};

/// One screen of a phone, so that every leaf is two taps away.
const GROUPS_MAX: usize = 9;

pub(crate) fn check(draft: &Draft, log: &mut Log) {
    let mut faults = Vec::new();
    check_unique(&log.definitions, &mut faults);
    check_declared(log, &mut faults);
    check_posts(draft, log, &mut faults);
    check_rules(draft, log, &mut faults);
    check_groups(draft, log, &mut faults);
    check_catch_alls(draft, log, &mut faults);
    check_kinds(draft, log, &mut faults);
    log.faults.append(&mut faults);
}

fn check_unique(definitions: &[Reference], faults: &mut Vec<Fault>) {
    let mut first: HashMap<(What, &str), &Place> = HashMap::new();
    for Reference { what, code, place } in definitions {
        match first.entry((*what, code)) {
            Entry::Vacant(free) => {
                free.insert(place);
            }
            Entry::Occupied(taken) => {
                let first = (*taken.get()).clone();
                let reason = Reason::Duplicate { what: *what, code: code.clone(), first };
                faults.push(Fault { place: place.clone(), reason });
            }
        }
    }
}

fn check_declared(log: &Log, faults: &mut Vec<Fault>) {
    let mut declared: BTreeMap<What, Vec<String>> = BTreeMap::new();
    for Reference { what, code, .. } in &log.definitions {
        declared.entry(*what).or_default().push(code.clone());
    }
    for Reference { what, code, place } in &log.references {
        let known = declared.get(what).cloned().unwrap_or_default();
        if !known.contains(code) {
            let reason = Reason::Undeclared { what: *what, code: code.clone(), known };
            faults.push(Fault { place: place.clone(), reason });
        }
    }
}

/// An owner rule must name a level at which its kind of organization exists.
fn check_posts(draft: &Draft, log: &Log, faults: &mut Vec<Fault>) {
    for (unit_kind, level, place) in &log.posts {
        let Some(kind) = draft.unit_kinds.iter().find(|kind| kind.code == *unit_kind) else {
            continue;
        };
        if !kind.levels.contains(level) {
            let known = kind.levels.iter().map(|level| level.name().to_owned()).collect();
            let (unit_kind, level) = (unit_kind.clone(), level.name());
            let reason = Reason::LevelNotHeld { unit_kind, level, known };
            faults.push(Fault { place: place.clone(), reason });
        }
    }
}

/// A matter's points are paid when its case is confirmed.
fn check_rules(draft: &Draft, log: &Log, faults: &mut Vec<Fault>) {
    for reference in log.references.iter().filter(|entry| entry.what == What::PointRule) {
        let rule = draft.point_rules.iter().find(|rule| rule.code == reference.code);
        if rule.is_some_and(|rule| rule.when != Occasion::CaseConfirmed) {
            let reason = Reason::RuleForOther { code: reference.code.clone() };
            faults.push(Fault { place: reference.place.clone(), reason });
        }
    }
}

fn check_groups(draft: &Draft, log: &Log, faults: &mut Vec<Fault>) {
    let groups: Vec<_> = log.definitions.iter().filter(|entry| entry.what == What::Group).collect();
    for group in &groups {
        let used = |entry: &Reference| entry.what == What::Group && entry.code == group.code;
        if !log.references.iter().any(used) {
            let reason = Reason::EmptyGroup { code: group.code.clone() };
            faults.push(Fault { place: group.place.clone(), reason });
        }
    }
    if let Some(surplus) = groups.get(GROUPS_MAX) {
        let reason = Reason::TooManyGroups { count: draft.groups.len(), max: GROUPS_MAX };
        faults.push(Fault { place: surplus.place.clone(), reason });
    }
}

/// A branch says how it meets, and no occupation is a sort of itself.
fn check_kinds(draft: &Draft, log: &Log, faults: &mut Vec<Fault>) {
    let mut fault = |what: What, code: &str, reason: Reason| {
        let found = log.definitions.iter().find(|entry| entry.what == what && entry.code == code);
        let place = found.map(|entry| entry.place.clone());
        faults.extend(place.map(|place| Fault { place, reason }));
    };
    for kind in &draft.unit_kinds {
        if kind.rank == Some(Rank::Branch) && kind.meets.is_none() {
            let code = kind.code.clone();
            fault(What::UnitKind, &kind.code, Reason::BranchWithoutMeeting { code });
        }
    }
    for occupation in draft.industries.iter().flat_map(|all| &all.occupations) {
        let core = draft.industries.as_ref().and_then(|all| all.core_of(&occupation.code));
        if core.is_some_and(|core| core.of.is_some()) {
            let code = occupation.code.clone();
            fault(What::Occupation, &occupation.code, Reason::OccupationRound { code });
        }
    }
}

/// What fits nothing goes to the street: the last resort must be able to take it.
fn check_catch_alls(draft: &Draft, log: &Log, faults: &mut Vec<Fault>) {
    let definition = |what: What, code: &str| {
        let entry = log.definitions.iter().find(|entry| entry.what == what && entry.code == code);
        entry.map(|entry| entry.place.clone())
    };
    let kind =
        draft.unit_kinds.iter().find(|k| Some(&k.code) == draft.catch_all_unit_kind.as_ref());
    if let Some(kind) = kind.filter(|kind| !kind.levels.contains(&Level::Street))
        && let Some(place) = definition(What::UnitKind, &kind.code)
    {
        faults.push(Fault {
            place,
            reason: Reason::CatchAllNotStreet { unit_kind: kind.code.clone() },
        });
    }
    let matter = draft.matters.iter().find(|m| Some(&m.code) == draft.catch_all_matter.as_ref());
    if let Some(matter) = matter.filter(|matter| !matter.owners.is_empty())
        && let Some(place) = definition(What::Matter, &matter.code)
    {
        let reason = Reason::CatchAllOwned { code: matter.code.clone() };
        faults.push(Fault { place, reason });
    }
}
