//! What the machine test tries with parts, and what must hold of them after every step.

use access::Actor;
use cases::{
    act::ActError,
    case::Case,
    entry::{Entry, What},
    holder::held,
    joint::{
        At, Fact,
        call::{self, Whistle},
        meeting, own, street,
    },
};
use contracts::{CaseId, UnitId};
use kernel::Timestamp;
use proptest::prelude::*;

use super::wanted;
use crate::common::Town;

/// One thing somebody tries with the parts.
#[derive(Debug, Clone)]
pub enum Act {
    /// Positions among the offices.
    Whistle(usize, usize),
    Acknowledge(i64),
    Answer(i64),
    HandBack(i64),
    Close(i64),
    Return(i64),
    Give(i64, usize),
    Convene,
    Meet,
}

pub fn act() -> impl Strategy<Value = Act> {
    let part = || 1..4_i64;
    prop_oneof![
        3 => (0..9_usize, 0..9_usize).prop_map(|(one, two)| Act::Whistle(one, two)),
        4 => part().prop_map(Act::Acknowledge),
        4 => part().prop_map(Act::Answer),
        2 => part().prop_map(Act::HandBack),
        5 => part().prop_map(Act::Close),
        1 => part().prop_map(Act::Return),
        2 => (part(), 0..9_usize).prop_map(|(part, to)| Act::Give(part, to)),
        1 => Just(Act::Convene),
        1 => Just(Act::Meet),
    ]
}

/// Mostly somebody of the part's unit, so that parts go somewhere.
fn somebody(town: &Town, by: &Actor, id: CaseId, act: &Act) -> Actor {
    let number = match act {
        Act::Acknowledge(part) | Act::Answer(part) | Act::HandBack(part) => *part,
        _ => return by.clone(),
    };
    let joint = town.case(id).joint;
    let unit = joint.and_then(|joint| joint.part(number).map(|part| part.unit));
    let of_unit = |who: &&Actor| who.memberships.iter().any(|post| Some(post.unit) == unit);
    let stands_in = [town.people.rider.person, town.people.clerk.person].contains(&by.person);
    let found = town.people.all().into_iter().filter(|_| stands_in).find(of_unit);
    found.unwrap_or(by).clone()
}

pub fn attempt(town: &Town, by: &Actor, id: CaseId, act: &Act) -> Result<Case, ActError> {
    let by = somebody(town, by, id, act);
    let act = act.clone();
    let units: Vec<UnitId> = town.offices.all().collect();
    let on = move |part| At { case: id, part, seen: None };
    town.write(&by, move |tx, desk, by| match act {
        Act::Whistle(one, two) => {
            let parts = vec![wanted(units[one]), wanted(units[two])];
            call::whistle(tx, desk, by, id, Whistle { lead: None, parts })
        }
        Act::Acknowledge(part) => own::acknowledge(tx, by, on(part)),
        Act::Answer(part) => own::answer(tx, by, on(part), "已经按分工办好"),
        Act::HandBack(part) => own::hand_back(tx, by, on(part), "不归我们管"),
        Act::Close(part) => street::close(tx, by, on(part), ""),
        Act::Return(part) => street::send_back(tx, desk, by, on(part), "还要再办"),
        Act::Give(part, to) => street::give(tx, desk, by, on(part), units[to], "请接手"),
        Act::Convene => {
            let when = tx.now().plus_hours(24);
            meeting::convene(tx, by, id, when, "路口现场", "")
        }
        Act::Meet => meeting::record(tx, by, id, "各单位当场认领", Vec::new()),
    })
}

/// Everything that must be true of the parts at any time.
pub fn whole(case: &Case, entries: &[Entry], now: Timestamp) -> Result<(), TestCaseError> {
    let Some(joint) = &case.joint else { return Ok(()) };
    let open = joint.open().count();
    prop_assert!(open == 0 || case.state.is_with_unit(), "{:?} with {} open", case.state, open);
    for part in &joint.parts {
        prop_assert!(part.holdings.windows(2).all(|pair| pair[0].holder != pair[1].holder));
        let sum: i64 = held(&part.holdings, now).iter().map(|one| one.seconds).sum();
        prop_assert_eq!(sum, waited(entries, part.number, now), "part {}", part.number);
        let of =
            |kind: &str| facts(entries, part.number).filter(|fact| fact.kind() == kind).count();
        prop_assert!(of("joint.handed-back") <= 1);
        let runs = 1 + of("joint.given") + of("joint.returned");
        prop_assert!(of("joint.escalated") <= 2 * runs);
        prop_assert_eq!(of("joint.escalated"), part.silences.len());
    }
    Ok(())
}

fn facts(entries: &[Entry], part: i64) -> impl Iterator<Item = &Fact> {
    entries.iter().filter_map(move |entry| match &entry.what {
        What::Joint(fact) if fact.part() == Some(part) => Some(fact),
        _ => None,
    })
}

/// Seconds the part was open, told by the entries alone.
fn waited(entries: &[Entry], part: i64, now: Timestamp) -> i64 {
    let (mut called, mut open, mut seconds) = (0, false, 0);
    let ends = entries.iter().skip(1).map(|entry| entry.at).chain([now]);
    for (entry, end) in entries.iter().zip(ends) {
        match &entry.what {
            What::Joint(Fact::Called { parts, .. }) => {
                let before = called;
                called += i64::try_from(parts.len()).unwrap();
                open |= before < part && part <= called;
            }
            What::Joint(Fact::Closed { part: closed, .. }) if *closed == part => open = false,
            What::Joint(Fact::Returned { part: again, .. }) if *again == part => open = true,
            What::Withdrawn { .. } => open = false,
            _ => {}
        }
        seconds += if open { end.seconds_since(entry.at) } else { 0 };
    }
    seconds
}
