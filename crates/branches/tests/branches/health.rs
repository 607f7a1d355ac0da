//! Health from facts alone, before the next missed meeting.

use branches::{
    member::{Leaving, Link, admit},
    sign::{self, Sign},
    task::{self, Kind},
};
use planner::health::State;

use crate::town::{Town, at, each_town};

fn state(town: &Town) -> planner::health::Health {
    let (desk, branch, today) = (town.desk.clone(), town.branch, town.today());
    town.read(move |db| branches::health::of(db, &desk, branch, today)).unwrap()
}

fn note(town: &Town, day: &str, sign: Sign) {
    let (branch, day) = (town.branch, at(&format!("{day} 10:00")).day());
    town.system(move |tx, _| Ok(sign::note(tx, branch, day, sign, None)?)).unwrap();
}

fn open(town: &Town, kind: Kind) -> usize {
    let committee = town.clerk.memberships[0].unit;
    town.read(move |db| task::of_owners(db, kind, &[committee])).len()
}

#[test]
fn a_branch_that_loses_half_its_members_is_flagged_before_its_next_missed_meeting() {
    each_town(|town| {
        let ids: Vec<_> = (1..=12).map(|number| town.member(number, town.branch).id).collect();
        for day in ["2026-01-20", "2026-02-20", "2026-03-20", "2026-04-20", "2026-05-04"] {
            note(town, day, Sign::Met);
            note(town, day, Sign::Reached);
        }
        let (branch, secretary) = (town.branch, town.secretary.clone());
        town.system(move |tx, _| {
            let new = access::membership::NewMembership {
                person: secretary.person,
                unit: branch,
                unit_kind: "party-committee".into(),
                role: "branch-secretary".into(),
                area: crate::town::area(crate::town::STREET),
                from: kernel::Day::new(2026, 1, 1).unwrap(),
                until: None,
            };
            access::membership::grant(tx, access::membership::Issuer::Program, &new).unwrap();
            Ok(())
        })
        .unwrap();
        assert_eq!(state(town).state, State::Healthy, "{:?}", state(town));
        // Two go each month and a half; nobody says a word about it.
        for (number, day) in
            [(0, "02-01"), (1, "02-20"), (2, "03-10"), (3, "04-01"), (4, "04-20"), (5, "05-05")]
        {
            let (id, from) = (ids[number], at(&format!("2026-{day} 10:00")).day());
            town.write(&town.secretary, move |tx, desk, by| {
                admit::leave(tx, desk, by, id, Link::Home, Leaving::Moved, from)
            })
            .unwrap();
        }
        let health = state(town);
        let flagged = health.state != State::Healthy
            || health.forecast.is_some_and(|forecast| forecast.before_next_meeting);
        assert!(flagged, "no meeting has been missed yet: {health:?}");
        town.system(move |tx, desk| branches::health::look(tx, desk, branch)).unwrap();
        assert_eq!(open(town, Kind::Health), 1);
        town.system(move |tx, desk| branches::health::look(tx, desk, branch)).unwrap();
        assert_eq!(open(town, Kind::Health), 1, "on the list once");
    });
}

#[test]
fn a_branch_without_a_secretary_stands_on_a_list_of_its_own() {
    each_town(|town| {
        for number in 1..=4 {
            town.member(number, town.branch);
        }
        let branch = town.branch;
        town.system(move |tx, desk| branches::health::look(tx, desk, branch)).unwrap();
        assert_eq!(open(town, Kind::Secretary), 1);
        let second = town.second;
        let none = town.system(move |tx, desk| branches::health::look(tx, desk, second)).unwrap();
        assert_eq!(none, None, "nothing is said of a branch that never had a member");
    });
}
