//! What is urgent rings at once, climbs once a level while nobody takes it, and stops when somebody
//! does.

use access::{Action, policy};
use cases::{
    act::ActError,
    duty::{self, Fact},
    entry::What,
    handle, verdict,
};
use contracts::{CaseId, Event, UnitId};

use crate::common::{COMMUNITY, Town, at, code, each_town};

/// A gas leak in the community, at ten at night on a Saturday.
fn leak(town: &Town) -> CaseId {
    town.clock.set(at("2026-05-09 22:00"));
    town.report(&town.people.rider, "urgent-danger", COMMUNITY)
}

/// Who was rung, in which order.
fn rung(town: &Town, id: CaseId) -> Vec<UnitId> {
    let told = town.entries(id).into_iter().filter_map(|entry| match entry.what {
        What::Duty(Fact::Rang { unit, .. }) => Some(unit),
        _ => None,
    });
    told.collect()
}

/// The telephones that were told to ring: unit and notice.
fn bells(town: &Town) -> Vec<(UnitId, String)> {
    let told = town.heard().into_iter().filter_map(|event| match event {
        Event::UnitNotified { unit, notice, .. } if notice.starts_with("duty") => {
            Some((unit, notice))
        }
        _ => None,
    });
    told.collect()
}

fn seconds(town: &Town, later: i64) -> usize {
    town.clock.set(town.now().plus_seconds(later));
    town.tick()
}

#[test]
fn the_street_is_rung_in_the_transaction_of_the_report() {
    each_town(|town| {
        let id = leak(town);
        assert_eq!(town.story(id), ["reported", "duty.rang"]);
        assert_eq!(rung(town, id), [town.offices.street]);
        assert_eq!(bells(town), [(town.offices.street, "duty".to_owned())]);
        let case = town.case(id);
        assert_eq!(case.owner, town.desk.units.unit(case.owner).unwrap().id);
        assert_eq!(case.duty.unwrap().pass_at, Some(at("2026-05-09 22:01")));
        town.assert_folded(id);
    });
}

#[test]
fn silence_rings_each_level_once_and_then_shows() {
    each_town(|town| {
        let offices = &town.offices;
        let id = leak(town);
        bells(town);
        assert_eq!(seconds(town, 59), 0);
        assert_eq!(seconds(town, 1), 1);
        let again = |unit| (unit, "duty-again".to_owned());
        let first = |unit| (unit, "duty".to_owned());
        assert_eq!(bells(town), [again(offices.street), first(offices.county_hotline)]);
        assert_eq!(seconds(town, 60), 1);
        assert_eq!(bells(town).last(), Some(&first(offices.city_hotline)));
        assert_eq!(seconds(town, 60), 1);
        let all = [offices.street, offices.county_hotline, offices.city_hotline];
        assert_eq!(bells(town), all.map(again));
        assert_eq!(seconds(town, 600), 0, "nobody is left to ring");
        assert_eq!(rung(town, id), all);
        assert_eq!(town.count(id, "duty.unanswered"), 1);
        assert!(town.case(id).duty.unwrap().is_ringing(), "the pages go on ringing");
        town.assert_folded(id);
    });
}

#[test]
fn whoever_takes_the_alarm_stops_it_and_is_named() {
    each_town(|town| {
        let id = leak(town);
        town.clock.set(town.now().plus_seconds(20));
        let owner = town.case(id).owner;
        let taken = town.write(&town.people.duty, move |tx, _, by| duty::acknowledge(tx, by, id));
        let duty = taken.unwrap().duty.unwrap();
        assert!(!duty.is_ringing());
        let by = duty.taken.unwrap();
        assert_eq!((by.unit, by.at), (Some(town.offices.county_hotline), town.now()));
        assert_eq!(town.case(id).owner, owner, "who holds it goes on holding it");
        assert_eq!(seconds(town, 120), 0);
        assert_eq!(rung(town, id).len(), 1);
        let again = town.write(&town.people.clerk, move |tx, _, by| duty::acknowledge(tx, by, id));
        assert_eq!(code(again), "case-not-ringing");
        town.assert_folded(id);
    });
}

#[test]
fn accepting_is_taking_and_withdrawing_ends_the_alarm() {
    each_town(|town| {
        let id = leak(town);
        town.write(&town.people.clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        let taken = town.case(id).duty.unwrap().taken.unwrap();
        assert_eq!(taken.unit, Some(town.offices.street));
        let id = leak(town);
        town.write(&town.people.rider, move |tx, _, by| verdict::withdraw(tx, by, id, "")).unwrap();
        let duty = town.case(id).duty.unwrap();
        assert!(!duty.is_ringing() && duty.taken.is_none());
        assert_eq!(seconds(town, 300), 0);
    });
}

#[test]
fn a_yes_in_the_form_makes_it_urgent_and_so_does_sorting_anew() {
    each_town(|town| {
        let calm = town.report(&town.people.rider, "road-hazard", COMMUNITY);
        assert!(town.case(calm).duty.is_none());
        let mut draft = town.draft("road-hazard", COMMUNITY, "井盖没了，人随时会掉下去");
        draft.fields.push(("danger_now".into(), "yes".into()));
        let id = town.send(&town.people.rider, draft);
        assert!(town.case(id).urgent && town.case(id).duty.is_some());
        town.write(&town.people.clerk, move |tx, desk, by| {
            handle::resort(tx, desk, by, calm, None, "urgent-danger")
        })
        .unwrap();
        assert_eq!(town.story(calm), ["reported", "resorted", "duty.rang"]);
        // And back: it is urgent no more, and nobody took it.
        town.write(&town.people.clerk, move |tx, desk, by| {
            handle::resort(tx, desk, by, calm, None, "parking")
        })
        .unwrap();
        assert!(town.case(calm).duty.unwrap().dropped);
        town.assert_folded(calm);
    });
}

#[test]
fn an_alarm_is_seen_and_taken_in_its_own_area_only() {
    each_town(|town| {
        let id = leak(town);
        let refused =
            town.write(&town.people.other_clerk, move |tx, _, by| duty::acknowledge(tx, by, id));
        assert!(matches!(refused, Err(ActError::NotFound)));
        let seen = |actor: &access::Actor| {
            let reach = policy::reach(actor, Action::CaseAccept);
            town.read(move |db| duty::store::ringing(db, &reach, 10)).len()
        };
        assert_eq!(seen(&town.people.duty), 1);
        assert_eq!(seen(&town.people.other_clerk), 0);
        assert_eq!(seen(&town.people.rider), 0);
        town.write(&town.people.duty, move |tx, _, by| duty::acknowledge(tx, by, id)).unwrap();
        assert_eq!(seen(&town.people.duty), 0);
        let reach = policy::reach(&town.people.duty, Action::CaseAccept);
        let since = town.now().plus_hours(-1);
        let over = town.read(move |db| duty::store::over_since(db, &reach, since, 10));
        assert_eq!(over.len(), 1);
    });
}
