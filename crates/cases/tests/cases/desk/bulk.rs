//! Several at once: each for itself, each told.

use super::house::each_house;
use crate::common::{OTHER_STREET, STREET};
use cases::State;

#[test]
fn each_is_accepted_or_refused_for_its_own_reason() {
    each_house(|house| {
        let fresh = house.report("parking", STREET, "甲处没有地方停车");
        let done = house.report("parking", STREET, "乙处没有地方停车");
        let touched = house.report("parking", STREET, "丙处没有地方停车");
        let foreign = house.report("parking", OTHER_STREET, "丁处没有地方停车");
        let clerk = house.browser(&house.people.clerk);
        clerk.post(&format!("/desk/cases/{done}/accept?seen=1"), &[]).is(303);
        clerk
            .post(&format!("/desk/cases/{touched}/note?seen=1"), &[("note-text", "看过了")])
            .is(303);
        let ticked = [
            format!("{fresh}.1"),
            format!("{done}.2"),
            format!("{touched}.1"),
            format!("{foreign}.1"),
        ];
        let mut pairs: Vec<(&str, &str)> = ticked.iter().map(|one| ("ids", one.as_str())).collect();
        pairs.push(("back", "/inbox?part=new"));
        let told = clerk.post("/inbox/accept", &pairs);
        told.is(200).must("已受理 1 件，3 件未受理").must("有人先一步处理了").must("已经受理");
        told.must("href=\"/inbox?part=new\"").must("不在您的受理范围").must_not("丁处");
        assert_eq!(house.case(fresh).state, State::Accepted);
        assert_eq!(house.story(done), ["reported", "accepted"]);
        assert_eq!(house.story(touched), ["reported", "noted"]);
        assert_eq!(house.story(foreign), ["reported"]);
    });
}

#[test]
fn nothing_ticked_and_nonsense_ticked_change_nothing() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let clerk = house.browser(&house.people.clerk);
        clerk
            .post("/inbox/accept", &[("back", "//evil.cn")])
            .is(200)
            .must("没有选中诉求")
            .must_not("evil");
        clerk.post("/inbox/accept", &[("ids", "nonsense")]).is(400);
        let many = vec![format!("{id}.1"); 101];
        let many: Vec<(&str, &str)> = many.iter().map(|one| ("ids", one.as_str())).collect();
        clerk.post("/inbox/accept", &many).is(400).must("一次选得太多");
        assert_eq!(house.story(id), ["reported"]);
    });
}
