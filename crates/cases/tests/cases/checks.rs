//! Closed cases are drawn by lot and looked at by workers who know neither side.

mod blind;
mod draws;

use access::{
    Actor,
    membership::{self, Issuer, NewMembership},
};
use cases::{
    act::ActError,
    answer::{self as answers, Given},
    checks::{
        self, DrawId, NewDraw, Said, announce,
        store::{self, Draw},
        view::{self, Asked},
        volunteer,
    },
    entry::Outcome,
    handle, verdict,
};
use contracts::{AskId, CaseId, PersonId, UnitId};
use kernel::{Day, geo::Wgs84};
use storage::{jobs, params};

use crate::common::{COMMUNITY, Town, area};

/// A worker nobody knows yet.
fn rider(town: &Town) -> Actor {
    Actor::new(town.moment().id(), None, Vec::new(), town.now().day())
}

/// A worker of a firm, as the register knows them.
fn rider_of(town: &Town, unit: UnitId) -> Actor {
    let rider = rider(town);
    let new = NewMembership {
        person: rider.person,
        unit,
        unit_kind: "platform-firm".into(),
        role: "worker".into(),
        area: area("3301"),
        from: Day::new(2020, 1, 1).unwrap(),
        until: None,
    };
    town.write(&rider, move |tx, _, _| {
        membership::grant(tx, Issuer::Program, &new)
            .map_err(|error| storage::Error::Refused(error.to_string()))
    })
    .unwrap();
    rider
}

fn join(town: &Town, by: &Actor, place: &str) -> Result<(), ActError> {
    let place = area(place);
    town.write(by, move |tx, desk, by| volunteer::join(tx, desk, by, place))
}

/// So many new riders who agreed to look in the community.
fn volunteers(town: &Town, count: usize) -> Vec<Actor> {
    let riders: Vec<Actor> = (0..count).map(|_| rider(town)).collect();
    for rider in &riders {
        join(town, rider, COMMUNITY).unwrap();
    }
    riders
}

/// Reported with a place, accepted, answered and confirmed.
fn closed(town: &Town, reporter: &Actor) -> CaseId {
    let mut draft = town.draft("charging", COMMUNITY, "地铁口的换电柜坏了五天，没人来修");
    draft.place = Some(Wgs84::new(30.25, 120.16).unwrap());
    draft.address = "地铁口B口".into();
    let id = town.send(reporter, draft);
    town.write(&town.people.clerk, move |tx, desk, by| {
        handle::accept(tx, by, id, None)?;
        let given =
            Given {
                text: "已经派人修好".into(), outcome: Outcome::Solved, photos: Vec::new()
            };
        answers::answer(tx, desk, by, id, None, given)
    })
    .unwrap();
    town.write(reporter, move |tx, desk, by| verdict::confirm(tx, desk, by, id, "")).unwrap();
    id
}

fn wanted(town: &Town, size: i64) -> NewDraw {
    NewDraw {
        id: town.moment().id(),
        area: area("3301"),
        from: town.now().day(),
        until: town.now().day(),
        size,
        words: "08-15 23".into(),
    }
}

fn announced(town: &Town, size: i64) -> DrawId {
    let new = wanted(town, size);
    let id = new.id;
    town.write(&town.people.auditor, move |tx, desk, by| announce(tx, desk, by, new)).unwrap();
    id
}

/// Announced, sealed, and drawn the next morning.
fn drawn(town: &Town, size: i64) -> DrawId {
    let id = announced(town, size);
    town.seal();
    town.clock.set(town.now().day().plus(1).at(9, 0));
    town.tick();
    id
}

fn draw(town: &Town, id: DrawId) -> Draw {
    town.read(move |db| store::draw(db, id)).unwrap()
}

fn asked(town: &Town, by: &Actor) -> Vec<Asked> {
    let person = by.person;
    town.read(move |db| view::open(db, person))
}

fn say(town: &Town, by: &Actor, ask: AskId, said: Said) -> Result<(), ActError> {
    town.write(by, move |tx, desk, by| checks::answer(tx, desk, by, ask, said, ""))
}

/// Who was asked about a case, in a draw with one.
fn checkers(town: &Town, case: CaseId) -> Vec<PersonId> {
    town.read(move |db| {
        db.query(
            "SELECT a.person FROM cases_checks_asks a JOIN cases_checks k ON k.id = a.check_id
             WHERE k.case_id = $1 ORDER BY a.asked_at",
            params![case],
            |row| row.get(0),
        )
    })
}

/// The instants at which the draw's job is due.
fn jobs_of(town: &Town, id: DrawId) -> usize {
    let far = town.now().plus_days(4_000);
    town.read(move |db| jobs::due(db, far, 10_000))
        .iter()
        .filter(|job| job.key == format!("draw:{id}"))
        .count()
}
