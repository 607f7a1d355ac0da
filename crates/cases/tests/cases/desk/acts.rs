//! Every act once, through its form.

use super::house::{Browser, House, each_house};
use crate::common::STREET;
use cases::State;
use contracts::CaseId;

/// Sends the form of an act as it stands on the page, and reads the page after.
#[track_caller]
fn act(browser: &Browser<'_>, id: CaseId, act: &str, pairs: &[(&str, &str)]) -> super::house::Page {
    let page = browser.get(&format!("/desk/cases/{id}"));
    assert!(page.offers(act), "no {act} on {}", page.text());
    let sent = if act == "answer" {
        browser.post_parts(&page.action(act), pairs)
    } else {
        browser.post(&page.action(act), pairs)
    };
    browser.follow(&sent)
}

fn hazard(house: &House) -> CaseId {
    house.report("road-hazard", STREET, "甲处没有地方停车")
}

#[test]
fn accept_hand_over_give_back_and_answer() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        let page = clerk.get(&format!("/desk/cases/{id}"));
        for (name, offered) in [
            ("accept", true),
            ("note", true),
            ("resort", true),
            ("scope", true),
            ("release", true),
            ("answer", false),
            ("assign", false),
            ("decide", false),
            ("reopen", false),
        ] {
            assert_eq!(page.offers(name), offered, "{name} on a fresh case");
        }
        act(&clerk, id, "accept", &[]).must("已受理。");
        let to = house.offices.traffic.to_string();
        let page = clerk.get(&format!("/desk/cases/{id}"));
        page.must("交警大队")
            .must("<optgroup label=\"区县\">")
            .must("<optgroup label=\"平台企业\">");
        let pairs = [("assign-unit", to.as_str()), ("assign-reason", "占道停车归交警")];
        act(&clerk, id, "assign", &pairs).must("已转办。").must("占道停车归交警");
        assert_eq!(house.case(id).owner, house.offices.traffic);
        let traffic = house.browser(&house.people.traffic);
        let page = traffic.get(&format!("/desk/cases/{id}"));
        page.must("城市管理局（退回，只能退一次）");
        let back = house.offices.urban.to_string();
        let pairs = [("assign-unit", back.as_str()), ("assign-reason", "不在道路上")];
        act(&traffic, id, "assign", &pairs).must("已转办。");
        // Given back once: the unit that had it stands in the list no more.
        let urban = house.browser(&house.people.urban);
        urban.get(&format!("/desk/cases/{id}")).must_not("退回，只能退一次");
        let pairs = [("answer-outcome", "solved"), ("answer-text", "已划出二十个骑手车位。")];
        act(&urban, id, "answer", &pairs).must("等诉求人确认").must("已划出二十个骑手车位");
        assert_eq!(house.case(id).state, State::Answered);
    });
}

#[test]
fn a_remark_stays_inside_unless_it_is_meant_for_the_worker() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        act(&clerk, id, "note", &[("note-text", "先电话问问")]).must("先电话问问");
        act(&clerk, id, "note", &[("note-text", "明天去现场"), ("note-public", "1")]);
        let rider = house.browser(&house.people.rider).get(&format!("/cases/{id}"));
        rider.must("明天去现场").must_not("先电话问问");
    });
}

#[test]
fn sorting_anew_offers_what_the_words_suggest_first() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        let page = clerk.get(&format!("/desk/cases/{id}"));
        page.must("系统建议，供参考").must("（把握 71%）").must_not("（把握 20%）");
        act(&clerk, id, "resort", &[("resort-matter", "charging")]).must("已改事项。");
        assert_eq!(house.case(id).matter, "charging");
    });
}

#[test]
fn out_of_scope_sends_the_words_of_the_chosen_door_and_an_appeal_is_decided() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        let page = clerk.get(&format!("/desk/cases/{id}"));
        let shown = page.text();
        let from = shown.find("name=\"scope-text\"").unwrap();
        let start = from + shown[from..].find('>').unwrap() + 1;
        let stop = start + shown[start..].find("</textarea>").unwrap();
        let prefilled = shown[start..stop].trim().to_owned();
        assert!(prefilled.contains("您好"), "{prefilled}");
        // Another door is chosen and the text left as it was: the right door's words are sent.
        let pairs = [("scope-door", "labour"), ("scope-text", prefilled.as_str())];
        act(&clerk, id, "scope", &pairs).must("已告知诉求人对口渠道");
        clerk.get(&format!("/desk/cases/{id}")).must("12333").must("人社服务热线");
        let (desk, rider) =
            (cases::pages::shared::desk(&house.app).unwrap(), house.people.rider.clone());
        house
            .write(&house.people.rider, move |tx| {
                cases::scope::appeal(tx, &desk, &rider, id, "就是停车的事")
            })
            .unwrap();
        // Nobody decides about a decision of their own unit.
        assert!(!clerk.get(&format!("/desk/cases/{id}")).offers("decide"));
        let county = house.browser(&house.people.county);
        let page = county.get(&format!("/desk/cases/{id}"));
        county
            .post(&page.action("decide"), &[("decide-text", "属于本级职责")])
            .is(422)
            .must("请选择复核结论");
        let pairs = [("decide-verdict", "overturn"), ("decide-text", "属于本级职责")];
        act(&county, id, "decide", &pairs).must("复核结论已发出");
        assert_eq!(house.case(id).state, State::InHand);
    });
}

#[test]
fn a_closed_case_is_reopened_within_its_time_only() {
    each_house(|house| {
        let id = house.report("rest-meals", STREET, "中午没有地方吃饭休息");
        let clerk = house.browser(&house.people.clerk);
        act(&clerk, id, "accept", &[]);
        let pairs = [("answer-outcome", "partly"), ("answer-text", "下月起开放食堂。")];
        act(&clerk, id, "answer", &pairs);
        let (desk, rider) =
            (cases::pages::shared::desk(&house.app).unwrap(), house.people.rider.clone());
        let confirm =
            move |tx: &mut storage::Tx<'_>| cases::verdict::confirm(tx, &desk, &rider, id, "好");
        house.write(&house.people.rider, confirm).unwrap();
        let page = clerk.get(&format!("/desk/cases/{id}"));
        assert!(page.offers("reopen") && !page.offers("answer"), "{}", page.text());
        house.wait_hours(24 * 40);
        assert!(!clerk.get(&format!("/desk/cases/{id}")).offers("reopen"));
        house.wait_hours(-24 * 39);
        act(&clerk, id, "reopen", &[("reopen-reason", "食堂又关了")]).must("已重新办理");
        assert_eq!(house.case(id).state, State::Reopened);
    });
}

#[test]
fn nothing_is_public_that_was_not_previewed_just_so() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        let page = clerk.get(&format!("/desk/cases/{id}"));
        let wording = [("release-title", "路口停车难"), ("release-text", "请打13800001234")];
        let preview = clerk.post(&page.action("release"), &wording);
        preview.is(200).must("公众将看到").must("可能是电话");
        assert_eq!(house.case(id).released, None);
        let text = preview.text();
        let mark = "name=\"release-seen\" value=\"";
        let start = text.find(mark).unwrap() + mark.len();
        let seal = text[start..start + 43].to_owned();
        // Another wording than the one seen is previewed again.
        let changed = [wording[0], ("release-text", "请来找我"), ("release-seen", seal.as_str())];
        clerk.post(&preview.action("release"), &changed).is(200).must("公众将看到");
        assert_eq!(house.case(id).released, None);
        let same = [wording[0], wording[1], ("release-seen", seal.as_str())];
        let done = clerk.post(&preview.action("release"), &same);
        clerk.follow(&done).must("已公开。");
        assert_eq!(house.case(id).released.unwrap().0, "路口停车难");
    });
}

#[test]
fn what_is_missing_is_named_and_what_was_typed_stays() {
    each_house(|house| {
        let id = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        act(&clerk, id, "accept", &[]);
        let page = clerk.get(&format!("/desk/cases/{id}"));
        let sent = clerk.post(&page.action("assign"), &[("assign-reason", "归交警管")]);
        sent.is(422).must("请选择接办单位").must("归交警管").must("错误：");
        let sent = clerk.post_parts(&page.action("answer"), &[("answer-text", "已经划好了车位。")]);
        sent.is(422).must("请选择办理结果").must("已经划好了车位。");
        clerk.post(&format!("/desk/cases/{id}/accept"), &[]).is(400);
        assert_eq!(house.story(id), ["reported", "accepted"]);
    });
}

#[test]
fn after_an_act_the_next_case_by_deadline_comes_if_wanted() {
    each_house(|house| {
        let first = hazard(house);
        house.wait_hours(1);
        let second = hazard(house);
        let clerk = house.browser(&house.people.clerk);
        let page = clerk.get(&format!("/desk/cases/{first}?then=next"));
        let done = clerk.post(&page.action("note"), &[("note-text", "已电话联系")]);
        assert_eq!(done.location, format!("/desk/cases/{second}?then=next"));
        let page = clerk.follow(&done);
        page.must("已记下");
        let done = clerk.post(&page.action("note"), &[("note-text", "已电话联系")]);
        assert_eq!(done.location, "/inbox", "the last one leads back to the list");
    });
}
