//! A member tells branch and department at once; a mood is a signal and names nobody.

use access::Actor;
use cases::{act, contact, handle, report};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, code, each_town};

fn told(town: &Town, matter: &str) -> CaseId {
    let mut draft = town.draft(matter, COMMUNITY, "这一周几个群都在议论新的派单规则");
    draft.own_units = cases::chain::begin::branches(&town.people.member).collect();
    town.send(&town.people.member, draft)
}

fn note(town: &Town, by: &Actor, id: CaseId) -> Result<cases::case::Case, act::ActError> {
    town.write(by, move |tx, _, by| handle::note(tx, by, id, "已安排执法检查", false))
}

/// Whether `by` may learn who reported it.
fn knows(town: &Town, by: &Actor, id: CaseId) -> bool {
    contact::permit(&town.desk, by, &town.case(id)).is_ok()
}

#[test]
fn one_report_reaches_branch_and_department_and_each_sees_what_the_other_did() {
    each_town(|town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = told(town, "express-trade");
        let events = town.heard();
        assert_eq!(Town::notices_to(&events, offices.branch), ["reported"]);
        assert_eq!(Town::notices_to(&events, offices.transport), ["copied"]);
        assert_eq!(town.story(id), ["reported", "chain.copied"]);
        note(town, &people.transport, id).unwrap();
        note(town, &people.branch, id).unwrap();
        let units: Vec<_> = town.entries(id).iter().map(|entry| entry.unit).collect();
        assert_eq!(units[2..], [Some(offices.transport), Some(offices.branch)]);
        // Told of it, but not its owner.
        let accept =
            town.write(&people.transport, move |tx, _, by| handle::accept(tx, by, id, None));
        assert_eq!(code(accept), "denied");
        assert_eq!(code(note(town, &people.urban, id)), "not-found");
        assert!(knows(town, &people.branch, id) && knows(town, &people.clerk, id));
        assert!(!knows(town, &people.transport, id));
        town.assert_folded(id);
    });
}

#[test]
fn a_mood_names_its_teller_to_nobody_but_the_branch() {
    each_town(|town| {
        let people = &town.people;
        let id = told(town, "express-mood");
        assert_eq!(town.case(id).visibility, "private");
        for by in people.all().into_iter().chain([&people.transport, &people.other_member]) {
            assert!(!knows(town, by, id), "{:?}", by.memberships);
        }
        assert!(knows(town, &people.branch, id));
        // Nor to whoever it is handed to, nor as something else.
        town.write(&people.branch, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        let resorted = town.write(&people.branch, move |tx, desk, by| {
            handle::resort(tx, desk, by, id, None, "parking")
        });
        assert_eq!(code(resorted), "matter:matter-not-resorted");
        let street = town.offices.street;
        town.write(&people.branch, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, street, "请街道关注")
        })
        .unwrap();
        assert!(!knows(town, &people.clerk, id) && !knows(town, &people.branch, id));
    });
}

#[test]
fn what_members_tell_is_theirs_alone_to_tell() {
    each_town(|town| {
        let draft = town.draft("express-rights", COMMUNITY, "三名司机反映回程运费被压价");
        let faults = report::check(&town.desk, &draft).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["matter-members-only"]);
    });
}
