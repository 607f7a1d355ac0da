//! Who sees the evidence, and who may take it to a court.

use access::Actor;
use cases::{
    handle,
    money::{claim::Side, sight},
};
use contracts::CaseId;

use super::{arrears, hand_in, text};
use crate::common::{COMMUNITY, Town, code, each_town};

const YES: bool = true;
const NO: bool = false;

fn seen(town: &Town, id: CaseId) -> Vec<bool> {
    let case = town.case(id);
    let sees = |by: &&Actor| sight::evidence(&town.desk, by, &case).is_ok();
    town.people.all().iter().map(sees).collect()
}

fn taken(town: &Town, id: CaseId) -> Vec<bool> {
    let case = town.case(id);
    let takes = |by: &&Actor| sight::export(&town.desk, by, &case).is_ok();
    town.people.all().iter().map(takes).collect()
}

// rider, other rider, clerk, other clerk, community, urban, traffic, county, hotline, duty, firm,
// other firm, auditor, admin

#[test]
fn the_evidence_of_arrears_is_for_the_worker_and_the_unit_that_holds_the_case() {
    each_town(|town| {
        let people = &town.people;
        let id = arrears(town);
        hand_in(town, &people.rider, id, Side::Worker, &[text("聊天记录")]).unwrap();
        let street = [YES, NO, YES, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO];
        assert_eq!(seen(town, id), street);
        assert_eq!(taken(town, id), street);
        super::accept(town, id);
        let to = town.offices.urban;
        town.write(&people.clerk, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, to, "请办理")
        })
        .unwrap();
        let mut department = [NO; 14];
        (department[0], department[5]) = (YES, YES);
        assert_eq!(seen(town, id), department, "whoever gave it on sees it no more");
        assert_eq!(taken(town, id), department);
    });
}

#[test]
fn a_firm_sees_evidence_only_where_firms_solve_such_matters() {
    each_town(|town| {
        let people = &town.people;
        // The firm owns a dispute about commission: it must see what the worker says.
        let mut draft = town.draft("pay-commission", COMMUNITY, "这个月的配送费少算了三百多");
        draft.own_units = vec![("platform-firm".into(), town.offices.firm)];
        let commission = town.send(&people.rider, draft);
        hand_in(town, &people.rider, commission, Side::Worker, &[text("账单")]).unwrap();
        let theirs = [YES, NO, YES, NO, YES, NO, NO, YES, NO, NO, YES, NO, NO, NO];
        assert_eq!(seen(town, commission), theirs, "the area too, but no auditor");
        assert_eq!(taken(town, commission).iter().filter(|may| **may).count(), 2);
        // Arrears that were handed to a firm: the debtor does not read what is held against it.
        let id = arrears(town);
        super::accept(town, id);
        let to = town.offices.firm;
        town.write(&people.clerk, move |tx, desk, by| {
            handle::assign(tx, desk, by, id, None, to, "请说明情况")
        })
        .unwrap();
        let only_the_worker = [YES, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO];
        assert_eq!(seen(town, id), only_the_worker);
        assert_eq!(taken(town, id), only_the_worker);
    });
}

#[test]
fn strangers_find_nothing_and_readers_are_denied() {
    each_town(|town| {
        let people = &town.people;
        let id = arrears(town);
        for stranger in [&people.other_rider, &people.other_clerk, &people.firm, &people.admin] {
            let outcome = hand_in(town, stranger, id, Side::Unit, &[text("没有关系")]);
            assert_eq!(code(outcome), "not-found");
        }
        let outcome = hand_in(town, &people.auditor, id, Side::Unit, &[text("没有关系")]);
        assert_eq!(code(outcome), "denied");
        let outcome = hand_in(town, &people.clerk, id, Side::Worker, &[text("没有关系")]);
        assert_eq!(code(outcome), "denied", "nobody speaks for the worker");
        assert_eq!(town.story(id), ["reported"]);
    });
}
