//! Two clerks at once: the second is told, and loses nothing.

use super::house::each_house;
use crate::common::STREET;

#[test]
fn a_late_act_is_refused_and_keeps_what_was_typed() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let (mine, theirs) =
            (house.browser(&house.people.clerk), house.browser(&house.people.county));
        let path = format!("/desk/cases/{id}");
        mine.post(&mine.get(&path).action("accept"), &[]).is(303);
        let page = mine.get(&path);
        let quick = theirs.get(&path);
        theirs.post(&quick.action("note"), &[("note-text", "已去看过")]).is(303);
        let pairs = [("answer-outcome", "solved"), ("answer-text", "车位已经划好，欢迎来停。")];
        let late = mine.post_parts(&page.action("answer"), &pairs);
        late.is(409).must("有人先一步处理了").must("车位已经划好，欢迎来停。").must("已去看过");
        assert_eq!(house.story(id), ["reported", "accepted", "noted"]);
        // The page that came back has seen the remark: sent again, it goes through.
        mine.post_parts(&late.action("answer"), &pairs).is(303);
        assert_eq!(house.story(id).last(), Some(&"answered"));
    });
}

#[test]
fn what_can_be_sent_no_more_is_shown_to_be_copied() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let (mine, theirs) =
            (house.browser(&house.people.clerk), house.browser(&house.people.county));
        let path = format!("/desk/cases/{id}");
        mine.post(&mine.get(&path).action("accept"), &[]).is(303);
        let (page, quick) = (mine.get(&path), theirs.get(&path));
        let answer = [("answer-outcome", "solved"), ("answer-text", "区里已经办好了。")];
        theirs.post_parts(&quick.action("answer"), &answer).is(303);
        let late = [("answer-outcome", "solved"), ("answer-text", "街道也写了一大段。")];
        let late = mine.post_parts(&page.action("answer"), &late);
        late.is(409).must("您刚才填写的内容").must("街道也写了一大段。");
        assert!(!late.offers("answer"));
    });
}
