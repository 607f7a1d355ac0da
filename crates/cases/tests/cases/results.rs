//! What a case left on the ground, and riders who went and saw it.

use access::Actor;
use cases::{
    act::ActError,
    answer::{self, Given},
    case::Case,
    entry::{Outcome, Photo},
    handle,
    joint::call::{self, Wanted, Whistle},
    results::{self, NewResult, ResultId},
    scope, store, verdict,
};
use contracts::CaseId;
use kernel::geo::Wgs84;
use storage::params;

use crate::common::{COMMUNITY, Town, code, each_town};

/// What the four troubles of one business district were solved with.
const BALIZHUANG: [(&str, i64); 5] = [
    ("parking-area", 400),
    ("sorting-room", 200),
    ("transfer-point", 1),
    ("swap-cabinet", 100),
    ("charging-socket", 2_170),
];

fn new(town: &Town, kind: &str, quantity: i64) -> NewResult {
    NewResult {
        id: town.moment().id(),
        kind: kind.into(),
        quantity,
        place: Some(Wgs84::new(39.9187, 116.5021).unwrap()),
        address: "八里庄街口东侧".into(),
        photo: Some(Photo { file: "a".repeat(64), width: 10, height: 10 }),
    }
}

fn record(town: &Town, by: &Actor, id: CaseId, new: NewResult) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| results::record(tx, desk, by, id, None, new))
}

fn look(town: &Town, by: &Actor, result: ResultId, there: bool) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| results::look(tx, by, result, there, ""))
}

fn strike(town: &Town, by: &Actor, id: CaseId, result: ResultId) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| results::strike(tx, by, id, result, "填错了数量"))
}

/// A worker nobody knows yet.
fn rider(town: &Town) -> Actor {
    Actor::new(town.moment().id(), None, Vec::new(), town.now().day())
}

/// Accepted by the street that owns it.
fn accepted(town: &Town, matter: &str) -> CaseId {
    let id = town.report(&town.people.rider, matter, COMMUNITY);
    town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
    id
}

/// The public rows: kind, quantity, seen there, seen missing.
fn public(town: &Town) -> Vec<(String, i64, i64, i64)> {
    town.read(|db| {
        db.query(
            "SELECT kind, quantity, seen_there, seen_missing FROM pub_cases_results
             ORDER BY recorded_at, quantity",
            params![],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
    })
}

#[test]
fn what_balizhuang_built_is_recorded_and_verified_by_three_riders_each() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        let riders: Vec<Actor> = (0..3).map(|_| rider(town)).collect();
        for (kind, quantity) in BALIZHUANG {
            let new = new(town, kind, quantity);
            let result = new.id;
            let case = record(town, &people.clerk, id, new).unwrap();
            assert!(!case.results.last().unwrap().is_verified(3));
            for (number, rider) in (1..).zip(&riders) {
                let case = look(town, rider, result, true).unwrap();
                let last = case.results.last().unwrap();
                assert_eq!((last.there(), last.is_verified(3)), (number, number == 3));
            }
        }
        let mut expected: Vec<_> =
            BALIZHUANG.map(|(kind, quantity)| (kind.to_owned(), quantity, 3, 0)).into();
        expected.sort_by_key(|row| row.1);
        assert_eq!(public(town), expected);
        assert_eq!((town.count(id, "result.recorded"), town.count(id, "result.seen")), (5, 15));
        town.assert_folded(id);
    });
}

#[test]
fn each_worker_looks_once_and_a_no_is_no_yes() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        let new = new(town, "gate", 1);
        let result = new.id;
        record(town, &people.clerk, id, new).unwrap();
        // The reporter is a rider like others.
        look(town, &people.rider, result, true).unwrap();
        assert_eq!(code(look(town, &people.rider, result, true)), "result-seen-before");
        assert_eq!(code(look(town, &people.rider, result, false)), "result-seen-before");
        look(town, &people.other_rider, result, false).unwrap();
        look(town, &rider(town), result, false).unwrap();
        let case = look(town, &rider(town), result, true).unwrap();
        assert_eq!((case.results[0].there(), case.results[0].missing()), (2, 2));
        assert!(!case.results[0].is_verified(3));
        let nothing: ResultId = town.moment().id();
        assert_eq!(code(look(town, &people.rider, nothing, true)), "not-found");
        town.assert_folded(id);
    });
}

#[test]
fn only_who_handles_it_records_and_nobody_from_an_office_verifies() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        for (by, told) in [
            (&people.rider, "denied"),
            (&people.auditor, "denied"),
            (&people.other_rider, "not-found"),
            (&people.other_clerk, "not-found"),
            (&people.urban, "not-found"),
            (&people.firm, "not-found"),
        ] {
            assert_eq!(code(record(town, by, id, new(town, "gate", 1))), told);
        }
        let new = new(town, "gate", 1);
        let result = new.id;
        record(town, &people.clerk, id, new.clone()).unwrap();
        let again = record(town, &people.clerk, id, new).unwrap();
        assert_eq!(again.results.len(), 1, "sent twice, recorded once");
        for by in [&people.clerk, &people.other_clerk, &people.urban, &people.firm, &people.admin] {
            assert_eq!(code(look(town, by, result, true)), "denied");
        }
        assert_eq!(code(strike(town, &people.other_clerk, id, result)), "not-found");
        assert_eq!(code(strike(town, &people.rider, id, result)), "denied");
        assert_eq!(town.count(id, "result.seen"), 0);
    });
}

#[test]
fn units_of_parts_record_what_they_made_and_units_without_one_do_not() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        let parts = [town.offices.urban, town.offices.firm].map(|unit| Wanted {
            unit,
            task: "落实充电的地方".into(),
            acknowledge: None,
            answer: None,
        });
        town.write(&people.clerk, move |tx, desk, by| {
            call::whistle(tx, desk, by, id, Whistle { lead: None, parts: parts.into() })
        })
        .unwrap();
        record(town, &people.urban, id, new(town, "parking-area", 400)).unwrap();
        record(town, &people.firm, id, new(town, "swap-cabinet", 100)).unwrap();
        assert_eq!(code(record(town, &people.traffic, id, new(town, "gate", 1))), "not-found");
        assert_eq!(town.case(id).results.len(), 2);
        town.assert_folded(id);
    });
}

#[test]
fn what_was_recorded_wrongly_is_struck_and_counts_no_more() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        let wrong = new(town, "parking-area", 4_000);
        let result = wrong.id;
        record(town, &people.clerk, id, wrong).unwrap();
        look(town, &people.other_rider, result, false).unwrap();
        let case = strike(town, &people.clerk, id, result).unwrap();
        assert!(case.results[0].struck && case.results[0].missing() == 1, "and it is still told");
        assert_eq!(code(look(town, &rider(town), result, true)), "result-struck");
        assert_eq!(code(strike(town, &people.clerk, id, result)), "result-struck");
        let nothing: ResultId = town.moment().id();
        assert_eq!(code(strike(town, &people.clerk, id, nothing)), "result-unknown");
        record(town, &people.clerk, id, new(town, "parking-area", 400)).unwrap();
        assert_eq!(public(town), [("parking-area".to_owned(), 400, 0, 0)]);
        town.assert_folded(id);
    });
}

#[test]
fn figures_and_places_are_checked_and_the_case_lends_its_own_place() {
    each_town(|town| {
        let people = &town.people;
        let mut draft = town.draft("charging", COMMUNITY, "地铁口的换电柜坏了五天");
        draft.place = Some(Wgs84::new(30.25, 120.16).unwrap());
        draft.address = "地铁口B口".into();
        let id = town.send(&people.rider, draft);
        let gate = || new(town, "gate", 1);
        assert_eq!(code(record(town, &people.clerk, id, gate())), "case-not-accepted");
        town.write(&people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        let tried = |change: &dyn Fn(&mut NewResult)| {
            let mut changed = gate();
            change(&mut changed);
            record(town, &people.clerk, id, changed)
        };
        assert_eq!(code(tried(&|it| it.kind = "bridge".into())), "kind:result-kind-unknown");
        for wrong in [0, -1, results::QUANTITY_MAX + 1] {
            assert_eq!(code(tried(&|it| it.quantity = wrong)), "quantity:result-quantity-wrong");
        }
        let paris = Wgs84::new(48.86, 2.35).unwrap();
        assert_eq!(code(tried(&|it| it.place = Some(paris))), "place:place-wrong");
        assert_eq!(code(tried(&|it| it.address = "八".into())), "address:text-too-short");
        let case = tried(&|it| (it.place, it.address) = (None, String::new())).unwrap();
        let what = &case.results[0].what;
        assert_eq!((what.place, what.address.as_str()), (case.place, "地铁口B口"));
        let seen = town.write(&people.clerk, move |tx, desk, by| {
            let new = NewResult { id: tx.id(), ..new_gate() };
            results::record(tx, desk, by, id, Some(1), new)
        });
        assert_eq!(code(seen), "stale:3");
    });
}

fn new_gate() -> NewResult {
    NewResult {
        id: ResultId::from_bytes([9; 16]),
        kind: "gate".into(),
        quantity: 1,
        place: None,
        address: "西门".into(),
        photo: None,
    }
}

#[test]
fn sockets_are_mounted_after_the_answer_too_but_never_for_what_left_the_way() {
    each_town(|town| {
        let people = &town.people;
        let id = accepted(town, "charging");
        town.write(&people.clerk, move |tx, desk, by| {
            let text = "已经装好充电接口".to_owned();
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given)
        })
        .unwrap();
        let case = record(town, &people.clerk, id, new(town, "charging-socket", 70)).unwrap();
        assert_eq!(case.state, cases::State::Answered, "a result is no act on the case itself");
        town.write(&people.rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))
            .unwrap();
        let case = record(town, &people.clerk, id, new(town, "charging-socket", 30)).unwrap();
        assert_eq!((case.state, case.confirmations), (cases::State::Confirmed, 1));

        let id = accepted(town, "charging");
        let result = new(town, "gate", 1);
        let known = result.id;
        record(town, &people.clerk, id, result).unwrap();
        town.write(&people.clerk, move |tx, desk, by| {
            scope::refuse(tx, desk, by, id, None, "fire", "请拨打119处理")
        })
        .unwrap();
        assert_eq!(code(record(town, &people.clerk, id, new(town, "gate", 1))), "case-closed");
        assert_eq!(code(look(town, &people.other_rider, known, true)), "not-found");
        assert_eq!(public(town).len(), 2, "what went with the other case is not shown");
    });
}

#[test]
fn a_private_cases_result_is_shown_to_nobody_else() {
    each_town(|town| {
        let people = &town.people;
        let id = town.report(&people.rider, "schooling", COMMUNITY);
        let owner = town.case(id).owner;
        let case = town.case(id);
        assert_eq!(case.visibility, "private");
        // Whoever owns it, the street answers for its area.
        town.write(&people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        let rest = new(town, "rest-corner", 1);
        let result = rest.id;
        record(town, &people.clerk, id, rest).unwrap();
        assert!(public(town).is_empty(), "owned by {owner}");
        assert_eq!(code(look(town, &people.other_rider, result, true)), "not-found");
        assert!(town.read(move |db| results::find(db, result)).is_none());
        assert!(town.read(move |db| store::find(db, id)).unwrap().results.len() == 1);
    });
}
