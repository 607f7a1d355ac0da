//! Members are pseudonyms with dated facts.

use branches::{
    MemberId,
    member::{
        Leaving, Link, Source, Stage, Traits,
        admit::{self, NewMember},
        fold,
        state::Told,
        store,
    },
    people,
    task::{self, Kind},
};
use kernel::{Clock as _, Day, Timestamp};

use crate::town::{Town, at, code, each_town, new_member};

const ROWS: &str = "SELECT id, stage, stage_from, home, home_from, floating, floating_from,
    home_elsewhere, line, shift, area FROM branches_members ORDER BY id";

fn day(month: i8, number: i8) -> Day {
    Day::new(2026, month, number).unwrap()
}

/// The row of everybody is what their facts add up to.
pub fn rows_are_folds(town: &Town) {
    let now = town.clock.now();
    let all = town.read(store::all);
    for member in all {
        let id = member.id;
        let facts = town.read(move |db| store::facts(db, id));
        let mut folded = fold(&facts, now.day(), Timestamp::from_micros(i64::MAX));
        folded.path.clear();
        assert_eq!(folded, member.standing, "{id}");
    }
}

#[test]
fn home_and_floating_stand_side_by_side_and_count_once() {
    each_town(|town| {
        let member = town.member(1, town.branch);
        let person = town.person(2);
        let twice = new_member(person, town.branch);
        town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &twice)).unwrap();
        let floating = NewMember { link: Link::Floating, ..new_member(person, town.second) };
        let both = floating.clone();
        let known =
            town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &both)).unwrap();
        assert_eq!(known.standing.home.unwrap().branch, town.branch);
        assert_eq!(known.standing.floating.unwrap().branch, town.second);
        let again =
            town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &floating));
        assert_eq!(code(again), "branches-seated");
        let (first, second) = (town.branch, town.second);
        let counts =
            town.read(move |db| Ok((store::count_in(db, first)?, store::count_in(db, second)?)));
        assert_eq!((counts.0.members, counts.0.home), (2, 2));
        assert_eq!((counts.1.members, counts.1.home, counts.1.floating), (1, 0, 1));
        assert_eq!(town.read(store::all).len(), 2, "two people, whatever their ties");
        assert_ne!(member.id, known.id);
        rows_are_folds(town);
    });
}

#[test]
fn who_a_member_is_lies_sealed_and_goes_with_the_key() {
    each_town(|town| {
        let member = town.member(1, town.branch);
        let id = member.id;
        let desk = town.desk.clone();
        let read = move |db: &mut storage::Db<'_>| Ok(people::person(db, &desk, id).unwrap());
        let person = town.read(read.clone()).unwrap();
        // No table of the domain holds the person's id but sealed.
        let id_bytes = format!("{:?}", storage::Value::from(person));
        let tables = ["branches_people", "branches_members", "branches_facts", "branches_tasks"];
        for table in tables {
            let sql: &'static str = Box::leak(format!("SELECT * FROM {table}").into_boxed_str());
            let columns = if table == "branches_people" { 4 } else { 8 };
            let dump = town.dump(sql, columns).join("\n");
            let hex = id_bytes.trim_start_matches("Blob(").trim_end_matches(')');
            assert!(!dump.contains(hex), "{table} names a person");
        }
        let before = town.dump(ROWS, 11);
        town.system(move |tx, desk| people::forget(tx, desk, person)).unwrap();
        assert_eq!(town.read(read), None);
        assert_eq!(town.dump(ROWS, 11), before, "figures stay");
    });
}

#[test]
fn stages_follow_each_other_and_survive_a_change_of_branch() {
    each_town(|town| {
        let introducers: Vec<MemberId> =
            (1..=2).map(|number| town.member(number, town.branch).id).collect();
        let person = town.person(9);
        let applicant = NewMember { stage: Stage::Applicant, ..new_member(person, town.branch) };
        let member = town
            .write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &applicant))
            .unwrap();
        let id = member.id;
        let advance = |stage, month, with: &[MemberId]| {
            let with = with.to_vec();
            town.write(&town.secretary, move |tx, desk, by| {
                let told =
                    Told { by: Some(by.person), ..Told::program(day(month, 1), Source::Branch) };
                admit::advance(tx, desk, by, id, stage, &with, &told)
            })
        };
        assert_eq!(code(advance(Stage::Candidate, 2, &[])), "stage:branches-stage-order");
        advance(Stage::Activist, 2, &[]).unwrap();
        assert_eq!(code(advance(Stage::Candidate, 1, &[])), "from:branches-stage-early");
        advance(Stage::Candidate, 3, &[]).unwrap();
        for wrong in [&introducers[..1], &[introducers[0], introducers[0]], &[introducers[0], id]] {
            let refused = advance(Stage::Probationary, 4, wrong);
            assert_eq!(code(refused), "introducers:branches-two-introducers");
        }
        let member = advance(Stage::Probationary, 4, &introducers).unwrap();
        let path: Vec<Stage> = member.standing.path.iter().map(|(stage, _)| *stage).collect();
        assert_eq!(path, Stage::ALL[..4]);
        let branch = town.branch;
        assert_eq!(town.read(move |db| store::funnel(db, branch)), [1, 1, 1, 1, 2]);
        // As true in February, as known in May.
        let facts = town.read(move |db| store::facts(db, id));
        let then = fold(&facts, day(2, 15), town.clock.now());
        assert_eq!(then.stage, Some((Stage::Activist, day(2, 1))));
        assert_eq!(fold(&facts, day(2, 15), at("2026-05-01 00:00")).stage, None, "not yet known");
        rows_are_folds(town);
    });
}

#[test]
fn whoever_leaves_stands_on_a_list_until_they_have_a_branch() {
    each_town(|town| {
        let member = town.member(1, town.branch);
        let (id, today) = (member.id, town.today());
        let leave = move |tx: &mut storage::Tx<'_>, desk: &branches::Desk, by: &access::Actor| {
            admit::leave(tx, desk, by, id, Link::Home, Leaving::Moved, today)
        };
        assert_eq!(code(town.write(&town.foreign_clerk, leave)), "not-found");
        town.write(&town.secretary, leave).unwrap();
        let committee = town.clerk.memberships[0].unit;
        let open = move |town: &Town| {
            town.read(move |db| task::of_owners(db, Kind::Place, &[committee])).len()
        };
        assert_eq!(open(town), 1);
        let desk = town.desk.clone();
        let person = town.read(move |db| Ok(people::person(db, &desk, id).unwrap())).unwrap();
        let new = NewMember { from: today, ..new_member(person, town.second) };
        town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &new)).unwrap();
        assert_eq!(open(town), 0);
        rows_are_folds(town);
    });
}

#[test]
fn wrong_input_names_the_field() {
    each_town(|town| {
        let right = new_member(town.person(1), town.branch);
        let far = day(12, 31);
        let long = Traits { line: "很".repeat(21), ..Traits::default() };
        for (wrong, expected) in [
            (
                NewMember { branch: town.firm_clerk.memberships[0].unit, ..right.clone() },
                "branch:branches-no-branch",
            ),
            (NewMember { from: far, ..right.clone() }, "from:branches-day-future"),
            (NewMember { evidence: " ".into(), ..right.clone() }, "evidence:text-too-short"),
            (NewMember { traits: long, ..right.clone() }, "line:text-too-long"),
            (NewMember { branch: town.foreign, ..right.clone() }, "not-found"),
        ] {
            let made =
                town.write(&town.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &wrong));
            assert_eq!(code(made), expected);
        }
        for nobody in [&town.firm_clerk, &town.street_clerk, &town.foreign_clerk] {
            let new = right.clone();
            let made = town.write(nobody, move |tx, desk, by| admit::admit(tx, desk, by, &new));
            assert_eq!(code(made), "not-found");
        }
        assert!(town.read(store::all).is_empty());
    });
}
