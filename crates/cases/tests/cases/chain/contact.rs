//! A firm sees name and phone between the worker's yes and its taking back, and at no other time.

use access::Actor;
use cases::{act::ActError, case::Case, contact, handle};
use contracts::CaseId;

use crate::common::{COMMUNITY, Town, code, each_town};

fn share(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, desk, by| contact::share(tx, desk, by, id))
}
fn hide(town: &Town, by: &Actor, id: CaseId) -> Result<Case, ActError> {
    town.write(by, move |tx, _, by| contact::take_back(tx, by, id))
}
fn knows(town: &Town, by: &Actor, id: CaseId) -> bool {
    contact::permit(&town.desk, by, &town.case(id)).is_ok()
}

fn with_firm(town: &Town) -> CaseId {
    let mut draft = town.draft("merchant-slow", COMMUNITY, "面馆提前点出餐，每次等二十分钟");
    draft.own_units = vec![("platform-firm".into(), town.offices.firm)];
    town.send(&town.people.rider, draft)
}

#[test]
fn only_in_between() {
    each_town(|town| {
        let people = &town.people;
        let id = with_firm(town);
        assert!(!knows(town, &people.firm, id));
        assert_eq!(code(hide(town, &people.rider, id)), "case-not-shared");
        share(town, &people.rider, id).unwrap();
        assert!(knows(town, &people.firm, id) && !knows(town, &people.other_firm, id));
        assert_eq!(code(share(town, &people.rider, id)), "case-shared-before");
        hide(town, &people.rider, id).unwrap();
        assert!(!knows(town, &people.firm, id));
        assert_eq!(town.story(id), ["reported", "contact.shared", "contact.taken-back"]);
        town.assert_folded(id);
    });
}

#[test]
fn it_is_the_worker_s_to_give_and_only_to_a_firm_that_has_the_case() {
    each_town(|town| {
        let (people, street) = (&town.people, town.offices.street);
        let id = with_firm(town);
        assert_eq!(code(share(town, &people.firm, id)), "denied");
        assert_eq!(code(share(town, &people.other_rider, id)), "not-found");
        share(town, &people.rider, id).unwrap();
        town.write(&people.firm, move |tx, _, by| handle::accept(tx, by, id, None)).unwrap();
        town.write(&people.firm, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, street, "店在街道管")
        })
        .unwrap();
        assert!(!knows(town, &people.firm, id), "it does not have the case any more");
        let other = town.report(&people.rider, "parking", COMMUNITY);
        assert_eq!(code(share(town, &people.rider, other)), "case-no-firm");
    });
}
