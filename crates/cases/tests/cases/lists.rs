//! Lists: each case once however the pages fall, and only what the reader may reach.

use std::collections::BTreeSet;

use access::{Action, Actor};
use cases::{
    answer,
    answer::Given,
    entry::Outcome,
    handle,
    store::lists::{After, Filter, Line, Part, page},
};
use contracts::CaseId;

use crate::common::{COMMUNITY, OTHER_STREET, STREET, Town, each_town};

fn filter(part: Part) -> Filter {
    Filter { part, matter: None, owner: None, area: None, among: None }
}

fn read(town: &Town, by: &Actor, filter: &Filter, after: Option<After>, limit: usize) -> Vec<Line> {
    let (reach, filter, now) = (access::reach(by, Action::CaseList), filter.clone(), town.now());
    town.read(move |db| page(db, &filter, &reach, now, after, limit))
}

fn ids(lines: &[Line]) -> BTreeSet<CaseId> {
    lines.iter().map(|line| line.id).collect()
}

fn all(town: &Town, by: &Actor, filter: &Filter) -> BTreeSet<CaseId> {
    ids(&read(town, by, filter, None, 1_000))
}

/// Three cases an instant, some answered, some ended, in two streets.
fn fill(town: &Town) -> Vec<CaseId> {
    let (clerk, rider) = (&town.people.clerk, &town.people.rider);
    let mut made = Vec::new();
    for round in 0..9_i64 {
        town.clock.set(town.now().plus_minutes(round % 2));
        for place in [COMMUNITY, STREET, OTHER_STREET] {
            made.push(town.report(rider, ["charging", "rest-meals"][made.len() % 2], place));
        }
    }
    for (index, id) in made.iter().copied().enumerate().filter(|(index, _)| index % 3 != 2) {
        if index % 4 < 3 {
            town.write(clerk, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        }
        if index % 4 < 2 {
            town.write(clerk, move |tx, desk, by| {
                let text = "已经解决".to_owned() + "了";
                let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
                answer::answer(tx, desk, by, id, None, given)
            })
            .unwrap();
        }
        if index % 4 < 1 {
            town.write(rider, move |tx, desk, by| cases::verdict::confirm(tx, desk, by, id, ""))
                .unwrap();
        }
    }
    made
}

#[test]
fn every_tab_read_page_by_page_shows_each_case_once_in_one_order() {
    each_town(|town| {
        let made = fill(town);
        town.clock.set(town.now().plus_days(3));
        for part in Part::ALL {
            let wanted = filter(part);
            let whole = read(town, &town.people.auditor, &wanted, None, 1_000);
            assert!(!whole.is_empty(), "{part:?}");
            for size in [1, 4, 7] {
                let mut pages: Vec<Line> = Vec::new();
                let mut after = None;
                loop {
                    let lines = read(town, &town.people.auditor, &wanted, after, size);
                    let Some(last) = lines.last() else { break };
                    let key =
                        if part.is_by_deadline() { last.due_at.unwrap() } else { last.created_at };
                    after = Some(After { key: key.micros(), id: last.id });
                    pages.extend(lines);
                    assert!(pages.len() <= whole.len(), "{part:?}: the pages go in circles");
                }
                assert_eq!(pages, whole, "{part:?} by {size}");
            }
            assert_eq!(ids(&whole).len(), whole.len(), "{part:?}");
        }
        assert_eq!(all(town, &town.people.auditor, &filter(Part::All)), made.into_iter().collect());
    });
}

#[test]
fn tabs_hold_what_their_names_say() {
    each_town(|town| {
        fill(town);
        town.clock.set(town.now().plus_days(3));
        let of = |part| all(town, &town.people.auditor, &filter(part));
        let whole = of(Part::All);
        for id in whole.iter().copied() {
            let case = town.case(id);
            let open = case.state.is_with_unit();
            assert_eq!(of(Part::Open).contains(&id), open);
            assert_eq!(of(Part::New).contains(&id), case.state == cases::State::Reported);
            assert_eq!(of(Part::Awaiting).contains(&id), case.state == cases::State::Answered);
            assert_eq!(of(Part::Closed).contains(&id), case.state.is_ended());
            let late = case.due.is_some_and(|due| due.by < town.now());
            assert_eq!(of(Part::Overdue).contains(&id), late);
        }
        let deadlines: Vec<_> = read(town, &town.people.auditor, &filter(Part::Open), None, 100)
            .iter()
            .map(|line| line.due_at)
            .collect();
        assert!(deadlines.is_sorted());
    });
}

#[test]
fn a_list_reaches_as_far_as_the_post() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        let here = town.report(&people.rider, "charging", COMMUNITY);
        let street = town.report(&people.rider, "charging", STREET);
        let there = town.report(&people.rider, "charging", OTHER_STREET);
        let mut draft = town.draft("pay-commission", OTHER_STREET, "配送费少算了三百多");
        draft.own_units = vec![("platform-firm".into(), offices.firm)];
        let firms = town.send(&people.other_rider, draft);
        let given = town.report(&people.rider, "charging", STREET);
        let to = offices.urban;
        for place in [street, given] {
            town.write(&people.clerk, move |tx, _, by| handle::accept(tx, by, place, None))
                .unwrap();
        }
        town.write(&people.clerk, move |tx, desk, by| {
            handle::assign(tx, desk, by, given, None, to, "请办理")
        })
        .unwrap();
        let sees = |by: &Actor| all(town, by, &filter(Part::All));
        assert_eq!(sees(&people.clerk), BTreeSet::from([here, street, given]));
        assert_eq!(sees(&people.community), BTreeSet::from([here]));
        assert_eq!(sees(&people.other_clerk), BTreeSet::from([there, firms]));
        assert_eq!(sees(&people.urban), BTreeSet::from([given]));
        assert_eq!(sees(&people.firm), BTreeSet::from([firms]));
        assert!(sees(&people.other_firm).is_empty());
        assert!(sees(&people.traffic).is_empty());
        let everything = BTreeSet::from([here, street, there, firms, given]);
        assert_eq!(sees(&people.hotline), everything);
        assert!(sees(&people.admin).is_empty(), "an administrator reads nobody's letters");
        assert!(sees(&people.rider).is_empty(), "a worker has a page of their own");
    });
}

#[test]
fn filters_narrow_and_never_widen() {
    each_town(|town| {
        let made = fill(town);
        let by = &town.people.clerk;
        let mine = all(town, by, &filter(Part::All));
        let mut wanted = filter(Part::All);
        wanted.matter = Some("charging".into());
        let charging = all(town, by, &wanted);
        assert!(!charging.is_empty() && charging.is_subset(&mine));
        assert!(charging.iter().all(|id| town.case(*id).matter == "charging"));
        wanted.area = Some(COMMUNITY.parse().unwrap());
        wanted.owner = Some(town.offices.street);
        let narrow = all(town, by, &wanted);
        assert!(narrow.is_subset(&charging) && narrow.len() < charging.len() && !narrow.is_empty());
        wanted = filter(Part::All);
        wanted.area = Some(OTHER_STREET.parse().unwrap());
        assert!(all(town, by, &wanted).is_empty(), "another street stays out of reach");
        let (inside, outside) = (made[0], made[2]);
        wanted = filter(Part::All);
        wanted.among = Some(vec![inside, outside]);
        assert_eq!(all(town, by, &wanted), BTreeSet::from([inside]));
        wanted.among = Some(Vec::new());
        assert!(all(town, by, &wanted).is_empty(), "a search without hits shows nothing");
    });
}
