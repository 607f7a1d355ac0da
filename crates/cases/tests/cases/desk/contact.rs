//! Names and telephones: masked, shown once for a purpose, written down.

use super::house::{House, each_house};
use crate::common::STREET;

/// Who looked at the rider, as the rider may read it.
fn looks(house: &House) -> Vec<(String, String)> {
    let rider = &house.people.rider;
    let target = access::Target::of(rider.person);
    let permit = access::permit(rider, access::Action::LooksRead, &target).unwrap();
    let read = move |db: &mut storage::Db<'_>| access::vault::looks_of(db, &permit, None, 10);
    let looks = house.app.store().read_blocking::<_, access::vault::Error>(read).unwrap();
    let mut looks: Vec<_> = looks.into_iter().map(|look| (look.field, look.purpose)).collect();
    looks.sort();
    looks
}

#[test]
fn a_look_needs_a_purpose_shows_once_and_is_written_down() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let clerk = house.browser(&house.people.clerk);
        let path = format!("/desk/cases/{id}");
        clerk.get(&path).must("王*").must("138****2231").must_not("王小路").must_not("13812342231");
        clerk
            .post(&format!("{path}/contact"), &[])
            .is(422)
            .must("请选择查看目的")
            .must_not("王小路");
        assert_eq!(looks(house), []);
        let shown = clerk.post(&format!("{path}/contact"), &[("contact-purpose", "call-back")]);
        shown.is(200).must("王小路").must("13812342231").must("本次查看已记录");
        let number = house.case(id).number;
        let purpose = format!("回访（诉求 {number}）");
        assert_eq!(looks(house), [("name".into(), purpose.clone()), ("phone".into(), purpose)]);
        clerk.get(&path).must_not("王小路");
    });
}

#[test]
fn a_firm_learns_nothing_that_the_worker_did_not_agree_to() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let clerk = house.browser(&house.people.clerk);
        clerk.post(&format!("/desk/cases/{id}/accept?seen=1"), &[]).is(303);
        let firm = house.offices.firm.to_string();
        let pairs = [("assign-unit", firm.as_str()), ("assign-reason", "请平台答复")];
        clerk.post(&format!("/desk/cases/{id}/assign?seen=2"), &pairs).is(303);
        let firm = house.browser(&house.people.firm);
        let path = format!("/desk/cases/{id}");
        firm.get(&path).is(200).must("甲处").must_not("王*").must_not("138****");
        firm.post(&format!("{path}/contact"), &[("contact-purpose", "verify")]).is(403);
        assert_eq!(looks(house), []);
    });
}

#[test]
fn of_a_sensitive_matter_only_its_owner_learns_who() {
    each_house(|house| {
        let catalogue = house.app.catalogue();
        let sensitive = catalogue.matters().iter().find(|matter| matter.sensitive).unwrap();
        let id = house.report(&sensitive.code, STREET, "有件事不方便公开说，请帮帮我");
        let owner = house.case(id).owner;
        let path = format!("/desk/cases/{id}");
        let mut told = 0;
        for actor in house.people.all() {
            let page = house.browser(actor).get(&path);
            if page.has("王*") {
                assert!(actor.memberships.iter().any(|post| post.unit == owner));
                told += 1;
            }
        }
        assert!(told > 0, "its owner is told: {owner}");
    });
}
