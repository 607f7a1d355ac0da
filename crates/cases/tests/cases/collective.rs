//! A matter that concerns many: gathered, answered, tried, voted on in secret, decided.

mod clocks;
mod machine;
mod parts;
mod secret;
mod walk;

use access::{
    Actor, Membership,
    membership::{self, Issuer, NewMembership},
};
use cases::{
    act::ActError,
    collective::{
        Answer, Better, Choice, Collective, CollectiveId, Decision, Figure, Measure, Trial,
        answer::{self as answers, Given},
        ballot, decide,
        open::{self, NewCollective},
        store, verify,
    },
};
use contracts::{Addressee, Event, UnitId};
use kernel::Day;

use crate::common::{STREET, Town, area};

/// A worker as the register knows them, of a firm or of none.
fn driver(town: &Town, unit: UnitId) -> Actor {
    with_post(town, unit, "worker", "3301")
}

fn with_post(town: &Town, unit: UnitId, role: &str, place: &str) -> Actor {
    let person = town.moment().id();
    let new = NewMembership {
        person,
        unit,
        unit_kind: "platform-firm".into(),
        role: role.into(),
        area: area(place),
        from: Day::new(2020, 1, 1).unwrap(),
        until: None,
    };
    let by = Actor::new(person, None, Vec::new(), town.now().day());
    let post = Membership {
        id: town.moment().id(),
        unit,
        unit_kind: new.unit_kind.clone(),
        role: role.into(),
        area: new.area,
        from: new.from,
        until: None,
    };
    town.write(&by, move |tx, _, _| {
        membership::grant(tx, Issuer::Program, &new)
            .map_err(|error| storage::Error::Refused(error.to_string()))
    })
    .unwrap();
    Actor::new(person, None, vec![post], town.now().day())
}

fn drivers(town: &Town, count: usize) -> Vec<Actor> {
    (0..count).map(|_| driver(town, town.offices.firm)).collect()
}

/// Peak subsidy and commission of the firm, for one street.
fn proposal(town: &Town, kind: &str, cases: Vec<String>) -> NewCollective {
    NewCollective {
        id: town.moment().id(),
        kind: kind.into(),
        area: area(STREET),
        title: "高峰补贴低、抽成高".into(),
        change: "高峰期每单补贴提高到两元，抽成不超过两成五。".into(),
        whom: "本街道接单的全体司机".into(),
        judged: "高峰期每小时的净收入".into(),
        owner: town.offices.firm,
        cases,
    }
}

fn raise(town: &Town, by: &Actor, new: NewCollective) -> Result<CollectiveId, ActError> {
    let id = new.id;
    town.write(by, move |tx, desk, by| open::open(tx, desk, by, new)).map(|_| id)
}

fn raised(town: &Town) -> CollectiveId {
    raise(town, &town.people.clerk, proposal(town, "pay", Vec::new())).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// From 20 May on for four weeks; the vote on Monday 22 June.
fn plan() -> Trial {
    let measure = |name: &str, unit: &str, better, before: &str| Measure {
        name: name.into(),
        unit: unit.into(),
        better,
        before: before.parse().unwrap(),
    };
    Trial {
        change: "高峰期每单补贴两元".into(),
        area: area(STREET),
        from: day("2026-05-20"),
        until: day("2026-06-16"),
        review: day("2026-06-22"),
        measures: vec![
            measure("高峰期每小时净收入", "元", Better::Higher, "27.5"),
            measure("抽成", "%", Better::Lower, "28"),
        ],
    }
}

fn answer_with(
    town: &Town,
    by: &Actor,
    id: CollectiveId,
    answer: Answer,
    trial: Option<Trial>,
) -> Result<Collective, ActError> {
    let given = Given { answer, reason: "公司调研后同意先试行。".into(), trial };
    town.write(by, move |tx, desk, by| answers::answer(tx, desk, by, id, None, given))
}

fn accept(town: &Town, id: CollectiveId) {
    answer_with(town, &town.people.firm, id, Answer::Accepted, Some(plan())).unwrap();
}

fn measure(town: &Town, id: CollectiveId, after: [&str; 2]) -> Result<Collective, ActError> {
    let after: Vec<Figure> = after.map(|one| one.parse().unwrap()).into();
    town.write(&town.people.firm, move |tx, _, by| {
        answers::measure(tx, by, id, None, after, "按订单结算数据统计")
    })
}

fn finish(town: &Town, id: CollectiveId, decision: Decision) -> Result<Collective, ActError> {
    town.write(&town.people.firm, move |tx, _, by| {
        decide::decide(tx, by, id, None, decision, "投票通过，长期实行。")
    })
}

fn vote(
    town: &Town,
    by: &Actor,
    id: CollectiveId,
    code: &str,
    choice: Choice,
) -> Result<(), ActError> {
    let code = code.to_owned();
    town.write(by, move |tx, _, by| ballot::cast(tx, by, id, &code, choice))
}

fn code_of(town: &Town) -> String {
    ballot::draw(&town.moment())
}

fn matter(town: &Town, id: CollectiveId) -> Collective {
    town.read(move |db| store::find(db, id)).unwrap()
}

fn story(town: &Town, id: CollectiveId) -> Vec<&'static str> {
    town.read(move |db| store::entries(db, id)).iter().map(|entry| entry.what.kind()).collect()
}

/// The row is the fold, the urn is what was counted.
fn assert_holds(town: &Town, id: CollectiveId) {
    assert_eq!(town.read(move |db| verify::difference(db, id)), None);
}

/// Tried, and the urn open, with so many drivers on the roll.
fn voting(town: &Town, count: usize) -> (CollectiveId, Vec<Actor>) {
    let drivers = drivers(town, count);
    let id = raised(town);
    accept(town, id);
    town.tick_at("2026-06-17 00:00");
    town.tick_at("2026-06-22 09:00");
    (id, drivers)
}

/// The notices among `events` to a person or a unit.
fn news(events: &[Event], wanted: Addressee) -> Vec<&str> {
    let notice = |event| match event {
        &Event::CollectiveNews { to, ref notice, .. } if to == wanted => Some(notice.as_str()),
        _ => None,
    };
    events.iter().filter_map(notice).collect()
}
