//! The whistle: a case of several parts, on both engines.

mod clocks;
pub mod machine;
mod rights;
mod walk;

use access::{Action, Actor};
use cases::{
    act::ActError,
    answer::{self, Given},
    case::Case,
    entry::Outcome,
    handle,
    joint::{
        At, PartState,
        call::{self, Wanted, Whistle},
        own, street,
    },
    verdict,
};
use contracts::{CaseId, UnitId};

use crate::common::{COMMUNITY, Town, at};

/// Part numbers as [`seven`] calls them.
const URBAN: i64 = 1;
const TRAFFIC: i64 = 2;
const FIRM: i64 = 3;
const OTHER_FIRM: i64 = 4;
const COMMITTEE: i64 = 5;
const OTHER_STREET: i64 = 6;
const STREET: i64 = 7;

fn wanted(unit: UnitId) -> Wanted {
    Wanted {
        unit, task: "把充电和停车的地方落实".into(), acknowledge: None, answer: None
    }
}

/// A charging case that the street has accepted, on Wednesday 6 May at ten.
fn accepted(town: &Town) -> CaseId {
    let id = town.report(&town.people.rider, "charging", COMMUNITY);
    town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
    town.clock.set(at("2026-05-06 10:00"));
    id
}

fn whistle(town: &Town, by: &Actor, id: CaseId, units: &[UnitId]) -> Result<Case, ActError> {
    let parts = units.iter().map(|unit| wanted(*unit)).collect();
    town.write(by, move |tx, desk, by| {
        call::whistle(tx, desk, by, id, Whistle { lead: None, parts })
    })
}

/// A case of seven parts over departments, firms, a committee and two streets.
fn seven(town: &Town) -> CaseId {
    let id = accepted(town);
    let o = &town.offices;
    let units = [o.urban, o.traffic, o.firm, o.other_firm, o.community, o.other_street, o.street];
    whistle(town, &town.people.clerk, id, &units).unwrap();
    id
}

/// Who acts for a part of [`seven`] as it was called.
fn of(town: &Town, part: i64) -> &Actor {
    let people = &town.people;
    match part {
        URBAN => &people.urban,
        TRAFFIC => &people.traffic,
        FIRM => &people.firm,
        OTHER_FIRM => &people.other_firm,
        COMMITTEE => &people.community,
        OTHER_STREET => &people.other_clerk,
        _ => &people.clerk,
    }
}

const fn on(case: CaseId, part: i64) -> At {
    At { case, part, seen: None }
}

fn report_in(town: &Town, by: &Actor, at: At) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| own::acknowledge(tx, by, at))
}
fn part_answer(town: &Town, by: &Actor, at: At) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| own::answer(tx, by, at, "已经按分工办好"))
}
fn hand_back(town: &Town, by: &Actor, at: At) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| own::hand_back(tx, by, at, "不是本单位的职责"))
}
fn close(town: &Town, at: At) -> Result<Case, ActError> {
    town.write(&town.people.clerk, move |tx, _, by| street::close(tx, by, at, ""))
}
fn send_back(town: &Town, at: At) -> Result<Case, ActError> {
    town.write(&town.people.clerk, move |tx, desk, by| {
        street::send_back(tx, desk, by, at, "现场还没有装好")
    })
}
fn give(town: &Town, at: At, to: UnitId) -> Result<Case, ActError> {
    town.write(&town.people.clerk, move |tx, desk, by| {
        street::give(tx, desk, by, at, to, "请接手办理")
    })
}

/// The whole's answer.
fn answer_whole(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| {
        let text = "各单位都已办结，充电柜已经启用".to_owned();
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        answer::answer(tx, desk, by, id, None, given)
    })
}
fn confirm(town: &Town, id: CaseId) -> Result<Case, ActError> {
    town.write(&town.people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
}
fn dispute(town: &Town, id: CaseId) -> Result<Case, ActError> {
    town.write(&town.people.rider, move |tx, desk, by| {
        verdict::dispute(tx, desk, by, id, "柜子还没有通电")
    })
}
fn reopen(town: &Town, id: CaseId) -> Result<Case, ActError> {
    town.write(&town.people.rider, move |tx, desk, by| {
        verdict::reopen(tx, desk, by, id, Action::CaseFollow, "又坏了")
    })
}

/// A part from its call to its close, by whoever has it.
fn carry_through(town: &Town, by: &Actor, at: At) {
    report_in(town, by, at).unwrap();
    part_answer(town, by, at).unwrap();
    close(town, at).unwrap();
}

fn state(town: &Town, at: At) -> PartState {
    town.case(at.case).joint.unwrap().part(at.part).unwrap().state
}
