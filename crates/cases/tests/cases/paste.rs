//! A pasted message becomes a case in one step: without its people, with one link for the group.

use cases::{
    State,
    act::ActError,
    paste::{self, Pasted, store},
};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, area, code, each_town};

const CHAT: &str =
    "张三 12:03\n幸福里东门的换电柜坏了三天，打我13800138000\n李四 12:05\n张三说得对";

fn pasted(town: &Town) -> Pasted {
    Pasted {
        id: town.moment().id(),
        group: "东站骑手群".into(),
        matter: "charging".into(),
        area: area(COMMUNITY),
        title: String::new(),
        text: CHAT.into(),
        address: String::new(),
    }
}

fn send(town: &Town) -> CaseId {
    let pasted = pasted(town);
    let id = pasted.id;
    town.write(&town.people.clerk, move |tx, desk, by| paste::paste(tx, desk, by, pasted)).unwrap();
    id
}

#[test]
fn one_step_makes_a_case_that_knows_its_group_and_nobody_in_it() {
    each_town(|town| {
        let id = send(town);
        let case = town.case(id);
        assert_eq!((case.state, case.source.as_str()), (State::Reported, "chat:东站骑手群"));
        assert_eq!((case.reporter, case.owner), (None, town.offices.street));
        // Not in the row, not in the entries, not in the journal.
        let everything = town.read(move |db| {
            let entries = format!("{:?}", cases::store::entries(db, id)?);
            let journal: Vec<String> =
                db.query("SELECT detail FROM storage_journal", storage::params![], |row| {
                    row.get(0)
                })?;
            Ok(format!("{entries}{journal:?}"))
        });
        for gone in ["张三", "李四", "13800138000"] {
            assert!(!everything.contains(gone) && !case.text.contains(gone), "{gone} was kept");
        }
        assert!(case.text.contains("换电柜坏了三天"));
        town.assert_folded(id);
    });
}

#[test]
fn sending_twice_makes_one_case_and_one_link() {
    each_town(|town| {
        let (first, again) = (pasted(town), pasted(town));
        let again = Pasted { id: first.id, ..again };
        let id = first.id;
        let clerk = &town.people.clerk;
        let one = town.write(clerk, move |tx, desk, by| paste::paste(tx, desk, by, first)).unwrap();
        let token = town.read(move |db| store::token_of(db, id)).unwrap();
        let two = town.write(clerk, move |tx, desk, by| paste::paste(tx, desk, by, again)).unwrap();
        assert_eq!(one.number, two.number);
        let link = token.clone();
        assert_eq!(town.read(move |db| store::case_of(db, &link)).unwrap().id, id);
        assert_eq!(town.read(move |db| store::token_of(db, id)), Some(token.clone()));
        assert!(token.len() >= 22, "nobody finds a case by trying");
        assert!(town.read(|db| store::case_of(db, "")).is_none());
    });
}

#[test]
fn the_group_is_answered_once_and_only_a_group() {
    each_town(|town| {
        let id = send(town);
        let reply =
            |id| town.write(&town.people.clerk, move |tx, _, by| paste::replied(tx, by, id));
        assert_eq!(reply(id).unwrap().paste.unwrap().replied_at, town.now());
        assert_eq!(code(reply(id)), "case-replied-before");
        assert_eq!(town.story(id), ["reported", "paste.replied"]);
        let other = town.report(&town.people.rider, "charging", COMMUNITY);
        assert_eq!(code(reply(other)), "case-not-pasted");
        town.assert_folded(id);
    });
}

#[test]
fn only_who_serves_the_place_may_paste_for_it() {
    each_town(|town| {
        for (actor, may) in [
            (&town.people.clerk, true),
            (&town.people.community, true),
            (&town.people.hotline, true),
            (&town.people.other_clerk, false),
            (&town.people.rider, false),
            (&town.people.firm, false),
            (&town.people.auditor, false),
        ] {
            let pasted = pasted(town);
            let made = town.write(actor, move |tx, desk, by| paste::paste(tx, desk, by, pasted));
            assert_eq!(made.is_ok(), may, "{actor:?}");
            assert!(may || matches!(made, Err(ActError::Denied(_))));
        }
        let nowhere = Pasted { area: area("330102"), ..pasted(town) };
        let made = town
            .write(&town.people.county, move |tx, desk, by| paste::paste(tx, desk, by, nowhere));
        assert_eq!(code(made), "area:area-unknown");
        let empty = Pasted { text: "张三 12:03\n13800138000".into(), ..pasted(town) };
        let made =
            town.write(&town.people.clerk, move |tx, desk, by| paste::paste(tx, desk, by, empty));
        assert_eq!(code(made), "text:text-too-short", "nothing is left of it");
    });
}

#[test]
fn an_urgent_message_rings_like_an_urgent_report() {
    each_town(|town| {
        let urgent = Pasted { matter: "urgent-danger".into(), ..pasted(town) };
        let id = urgent.id;
        town.write(&town.people.clerk, move |tx, desk, by| paste::paste(tx, desk, by, urgent))
            .unwrap();
        assert_eq!(town.story(id), ["reported", "duty.rang"]);
    });
}
