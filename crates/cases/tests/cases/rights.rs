//! Who may do what to a case: what may not be read is not there.

use access::{Action, Actor, policy};
use cases::{act, handle, report, store, verdict};
use contracts::CaseId;

use crate::common::{COMMUNITY, OTHER_STREET, Town, code, each_town};

fn accept(town: &Town, by: &Actor, id: CaseId) -> Result<cases::case::Case, act::ActError> {
    town.write(by, move |tx, _, by| handle::accept(tx, by, id, None))
}

/// Whether `by` may open the page of the case.
fn sees(town: &Town, by: &Actor, id: CaseId) -> bool {
    let by = by.clone();
    town.read(move |db| {
        let case = store::find(db, id)?.unwrap();
        Ok(act::may_read(&by, &act::target(db, id, &case)?))
    })
}

#[test]
fn a_case_is_seen_by_its_reporter_its_area_and_those_who_held_it() {
    each_town(|town| {
        let people = &town.people;
        let id = town.report(&people.rider, "charging", COMMUNITY);
        let readers = |town: &Town| -> Vec<bool> {
            people.all().iter().map(|by| sees(town, by, id)).collect()
        };
        let [yes, no] = [true, false];
        // rider, other rider, clerk, other clerk, community, urban, traffic, county, hotline,
        // duty, firm, other firm, auditor, admin
        let before = [yes, no, yes, no, yes, no, no, yes, yes, yes, no, no, yes, no];
        assert_eq!(readers(town), before);
        accept(town, &people.clerk, id).unwrap();
        let (urban, street) = (town.offices.urban, town.offices.street);
        town.write(&people.clerk, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, urban, "请办理")
        })
        .unwrap();
        let mut after = before;
        after[5] = yes;
        assert_eq!(readers(town), after, "urban management holds it now");
        town.write(&people.urban, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, street, "请街道办理")
        })
        .unwrap();
        assert_eq!(readers(town), after, "and may read on after it gave it back");
    });
}

#[test]
fn what_may_not_be_read_is_not_there_and_what_may_be_read_can_be_denied() {
    each_town(|town| {
        let people = &town.people;
        let id = town.report(&people.rider, "charging", COMMUNITY);
        for stranger in
            [&people.other_rider, &people.other_clerk, &people.traffic, &people.firm, &people.admin]
        {
            assert_eq!(code(accept(town, stranger, id)), "not-found");
        }
        for reader in [&people.rider, &people.auditor] {
            assert_eq!(code(accept(town, reader, id)), "denied");
        }
        let theirs = town
            .write(&people.other_rider, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""));
        assert_eq!(code(theirs), "not-found");
        let nobodys: CaseId = town.moment().id();
        assert_eq!(code(accept(town, &people.clerk, nobodys)), "not-found");
        // The clerk may read it, but the verdict is the worker's alone.
        let for_the_worker =
            town.write(&people.clerk, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""));
        assert_eq!(code(for_the_worker), "denied");
        assert_eq!(town.story(id), ["reported"]);
    });
}

#[test]
fn a_firm_knows_its_own_cases_only_and_never_whose_they_are() {
    each_town(|town| {
        let people = &town.people;
        let mut draft = town.draft("pay-commission", COMMUNITY, "这个月的配送费少算了三百多");
        draft.own_units = vec![("platform-firm".into(), town.offices.firm)];
        let id = town.send(&people.rider, draft);
        assert_eq!(town.case(id).owner, town.offices.firm);
        assert!(sees(town, &people.firm, id) && !sees(town, &people.other_firm, id));
        accept(town, &people.firm, id).unwrap();
        assert_eq!(code(accept(town, &people.other_firm, id)), "not-found");
        let case = town.case(id);
        let target = town.read(move |db| act::target(db, id, &case));
        assert!(policy::permit(&people.firm, Action::PersonReadContact, &target).is_err());
        let agreed = target.with_agreed([town.offices.firm]);
        assert!(policy::permit(&people.firm, Action::PersonReadContact, &agreed).is_ok());
    });
}

#[test]
fn sending_a_report_twice_makes_one_case_and_its_id_is_the_senders() {
    each_town(|town| {
        let people = &town.people;
        let draft = town.draft("charging", COMMUNITY, "地铁口的换电柜坏了五天");
        let send = |by: &Actor| {
            let draft = draft.clone();
            town.write(by, move |tx, desk, by| {
                let target = policy::Target::none();
                let permit = policy::permit(by, Action::CaseReport, &target).unwrap();
                report::report(tx, desk, &permit, draft)
            })
        };
        let first = send(&people.rider).unwrap();
        let second = send(&people.rider).unwrap();
        assert_eq!((first.repeated, second.repeated), (false, true));
        assert_eq!(first.case, second.case);
        assert!(matches!(send(&people.other_rider), Err(report::ReportError::IdTaken)));
        assert_eq!(town.story(first.id), ["reported"]);
        assert_eq!(Town::notices_to(&town.heard(), town.offices.street), ["reported"]);
    });
}

#[test]
fn every_fault_of_a_report_is_named_at_once() {
    each_town(|town| {
        let mut draft = town.draft("no-such-matter", OTHER_STREET, "短");
        draft.area = "3301".parse().unwrap();
        draft.title = "很长".repeat(40);
        let outcome = town.write(&town.people.rider, |tx, desk, by| {
            let target = policy::Target::none();
            let permit = policy::permit(by, Action::CaseReport, &target).unwrap();
            report::report(tx, desk, &permit, draft)
        });
        let Err(report::ReportError::Invalid(faults)) = outcome else { panic!("{outcome:?}") };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["matter", "text", "title", "area"]);
    });
}
