//! Firm and government, both ways, under one number and one clock.

use std::sync::{Arc, LazyLock};

use access::Actor;
use cases::{act::ActError, case::Case, handle, holder::Holder};
use catalogue::Catalogue;
use contracts::{CaseId, UnitId};

use super::minutes;
use crate::common::{COMMUNITY, Town, at, code, each_town_with};

/// A city whose firms answer for parking first.
static FIRM_FIRST: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let street = "[[matter.owner]]\nunit_kind = \"street\"\nlevel = \"street\"";
    let firm = "[[matter.owner]]\nunit_kind = \"platform-firm\"\nown = true";
    let files: Vec<(&str, String)> = Catalogue::embedded_files()
        .iter()
        .map(|(name, text)| match *name {
            "matters/parking.toml" => (*name, text.replace(street, firm)),
            _ => (*name, (*text).to_owned()),
        })
        .collect();
    let sources = files.iter().map(|(name, text)| (*name, text.as_str()));
    Arc::new(Catalogue::from_sources(sources).unwrap())
});

fn reported(town: &Town) -> CaseId {
    let mut draft = town.draft("parking", COMMUNITY, "站点门口停满了私家车，没有地方停");
    draft.own_units = vec![("platform-firm".into(), town.offices.firm)];
    let id = town.send(&town.people.rider, draft);
    assert_eq!(town.case(id).owner, town.offices.firm);
    id
}
fn accept(town: &Town, by: &Actor, id: CaseId) {
    town.write(by, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
}
fn assign(town: &Town, by: &Actor, id: CaseId, to: UnitId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| handle::assign(tx, desk, by, id, None, to, "企业划不了车位"))
}

#[test]
fn parking_from_firm_to_social_work_to_street_keeps_one_number_and_one_elapsed_time() {
    each_town_with(&FIRM_FIRST, |town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = reported(town);
        let before = town.case(id);
        town.clock.set(at("2026-05-06 11:00"));
        accept(town, &people.firm, id);
        assign(town, &people.firm, id, offices.social).unwrap();
        town.clock.set(at("2026-05-07 11:00"));
        let case = assign(town, &people.social, id, offices.street).unwrap();
        town.clock.set(at("2026-05-07 12:00"));
        assert_eq!((case.number, case.promised_by), (before.number, before.promised_by));
        assert_eq!((case.answer_due, case.hand_backs), (before.answer_due, 0));
        let [firm, social, street] =
            [offices.firm, offices.social, offices.street].map(Holder::Unit);
        assert_eq!(minutes(town, id), [(firm, 120), (social, 1_440), (street, 60)]);
    });
}

#[test]
fn the_government_gives_a_case_back_to_the_firm_once_whoever_does_it() {
    each_town_with(&FIRM_FIRST, |town| {
        let (people, offices) = (&town.people, &town.offices);
        let id = reported(town);
        accept(town, &people.firm, id);
        assign(town, &people.firm, id, offices.social).unwrap();
        assign(town, &people.social, id, offices.street).unwrap();
        // The street was not given it by the firm, and gives it back all the same.
        let case = assign(town, &people.clerk, id, offices.firm).unwrap();
        assert_eq!(case.hand_backs, 1);
        assign(town, &people.firm, id, offices.urban).unwrap();
        assert_eq!(code(assign(town, &people.urban, id, offices.firm)), "case-handed-back-before");
    });
}

#[test]
fn a_silent_firm_is_passed_over_to_the_street_of_the_case_s_place() {
    each_town_with(&FIRM_FIRST, |town| {
        let id = reported(town);
        let promised = town.case(id).promised_by;
        assert_eq!(town.tick_at("2026-05-07 17:30"), 1);
        let case = town.case(id);
        assert_eq!((case.owner, case.overdue), (town.offices.street, false));
        assert_eq!((case.promised_by, case.escalations), (promised, 1));
        let [firm, street] = [town.offices.firm, town.offices.street].map(Holder::Unit);
        assert_eq!(minutes(town, id), [(firm, 32 * 60 + 30), (street, 0)]);
    });
}
