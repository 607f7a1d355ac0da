//! Notes are collected, gathered month by month, and answered.

use access::{Action, Actor, reach};
use outreach::{
    NoteId,
    digest::{self, Digest, Month},
    note::{self, Adoption, NewNote, store},
};

use crate::town::{COMMUNITY, OTHER, Town, area, code, each_town};

fn new_note(town: &Town, theme: usize) -> NewNote {
    NewNote {
        id: town.moment().id(),
        branch: town.branch,
        area: area(COMMUNITY),
        theme: town.desk.catalogue.groups()[theme].code.clone(),
        place: "东站".into(),
        text: "东站一带晚上十点以后没有地方充电。".into(),
    }
}

fn collect(town: &Town, by: &Actor, theme: usize) -> NoteId {
    let new = new_note(town, theme);
    town.write(by, move |tx, desk, by| note::collect(tx, desk, by, &new)).unwrap()
}

fn digests(town: &Town) -> Vec<Digest> {
    let within = reach(&town.party_clerk, Action::NoteAdopt);
    let mut found = town.read(move |db| digest::within(db, &within, 100));
    found.reverse();
    found
}

#[test]
fn a_year_of_notes_makes_twelve_digests_each_once() {
    each_town(|town| {
        collect(town, &town.rider, 0);
        collect(town, &town.rider, 1);
        collect(town, &town.other_rider, 1);
        assert_eq!(town.tick_at("2026-05-31 23:59"), 0);
        assert_eq!(town.tick_at("2026-06-01 00:00"), 1);
        assert_eq!(town.tick_at("2026-06-01 00:01"), 0, "once");
        let june = digests(town);
        let code = |at: usize| town.desk.catalogue.groups()[at].code.clone();
        assert_eq!(june.len(), 1);
        assert_eq!((june[0].month.to_string().as_str(), june[0].notes), ("2026-05", 3));
        assert_eq!(june[0].themes, [(code(1), 2), (code(0), 1)]);
        // A note of the new month belongs to it, and puts no second job on the list.
        collect(town, &town.rider, 0);
        // The server is down for the rest of the year, and makes up for it.
        let mut made = town.tick_at("2027-05-01 00:05");
        while made > 0 && digests(town).len() < 12 {
            made = town.tick_at("2027-05-01 00:05");
        }
        let months: Vec<String> =
            digests(town).iter().map(|digest| digest.month.to_string()).collect();
        assert_eq!(months.len(), 12);
        assert_eq!((months[0].as_str(), months[11].as_str()), ("2026-05", "2027-04"));
        assert_eq!(digests(town)[1].notes, 1);
        assert_eq!(town.recorded("note.digest"), 12);
        assert_eq!(town.tick_at("2027-05-01 00:06"), 0);
    });
}

#[test]
fn collectors_see_what_became_of_theirs_and_nobody_sees_collectors() {
    each_town(|town| {
        let id = collect(town, &town.rider, 0);
        let decide = |adoption, said: &'static str| {
            town.write(&town.party_clerk, move |tx, _, by| note::decide(tx, by, id, adoption, said))
        };
        assert_eq!(code(decide(Adoption::Adopted, "")), "said:text-too-short", "say what changed");
        decide(Adoption::Noted, "先研究").unwrap();
        decide(Adoption::Adopted, "东站新装两个充电柜").unwrap();
        let mine = |by: &Actor| {
            let person = by.person;
            town.read(move |db| store::of_collector(db, person, 10))
        };
        let decided = mine(&town.rider)[0].decided.clone().unwrap();
        assert_eq!(
            (decided.adoption, decided.said.as_str()),
            (Adoption::Adopted, "东站新装两个充电柜")
        );
        assert_eq!(decided.unit, Some(town.branch));
        assert!(mine(&town.other_rider).is_empty());
        let kept: i64 = town.read(|db| {
            let sql = "SELECT COUNT(*) FROM outreach_adoptions";
            db.query_one(sql, storage::params![], |row| row.get(0))
        });
        assert_eq!(kept, 2, "what was said before stays in the books");
        let within = reach(&town.party_clerk, Action::NoteAdopt);
        let listed = town.read(move |db| store::within(db, &within, 10));
        let told = format!("{listed:?}");
        assert!(!told.contains(&town.rider.person.to_string()), "a list names a collector");
    });
}

#[test]
fn notes_are_wrong_without_theme_branch_or_words_and_kept_once() {
    each_town(|town| {
        let right = new_note(town, 0);
        for (wrong, expected) in [
            (NewNote { theme: "none".into(), ..right.clone() }, "theme:outreach-choose-theme"),
            (NewNote { branch: town.firm, ..right.clone() }, "branch:outreach-choose-branch"),
            (NewNote { text: "太短".into(), ..right.clone() }, "text:text-too-short"),
            (NewNote { area: area("330102"), ..right.clone() }, "area:area-unknown"),
        ] {
            let made =
                town.write(&town.rider, move |tx, desk, by| note::collect(tx, desk, by, &wrong));
            assert_eq!(code(made), expected);
        }
        for by in [&town.rider, &town.rider] {
            let new = right.clone();
            town.write(by, move |tx, desk, by| note::collect(tx, desk, by, &new)).unwrap();
        }
        let stolen = right.clone();
        let made =
            town.write(&town.other_rider, move |tx, desk, by| note::collect(tx, desk, by, &stolen));
        assert_eq!(code(made), "not-found");
        assert_eq!(town.recorded("note.collect"), 1);
    });
}

#[test]
fn only_who_answers_for_the_place_or_the_branch_decides() {
    each_town(|town| {
        let id = collect(town, &town.rider, 0);
        for (by, may) in [
            (&town.clerk, true),
            (&town.party_clerk, true),
            (&town.other_clerk, false),
            (&town.firm_clerk, false),
            (&town.rider, false),
        ] {
            let made = town
                .write(by, move |tx, _, by| note::decide(tx, by, id, Adoption::Partly, "先试一处"));
            assert_eq!(made.is_ok(), may, "{by:?}");
        }
        // Where the Party has no unit, the street office hears it.
        let branches = town.desk.branches(&area(OTHER));
        assert_eq!(branches.len(), 1);
        assert_eq!(branches[0].kind, "street");
        assert_eq!(Month::of(town.moment().now()).to_string(), "2026-05");
    });
}
