//! The whistle through its forms.

use cases::joint::PartState;
use contracts::CaseId;

use super::house::{Browser, House, Page, each_house};
use crate::common::COMMUNITY;

fn show(browser: &Browser<'_>, id: CaseId) -> Page {
    browser.get(&format!("/desk/cases/{id}"))
}

/// Sends the form whose address ends so, as it stands on the page, and reads the page after.
#[track_caller]
fn send(browser: &Browser<'_>, id: CaseId, act: &str, pairs: &[(&str, &str)]) -> Page {
    let sent = browser.post(&show(browser, id).action(act), pairs);
    browser.follow(&sent)
}

/// Accepted by the street, then called: urban management and a firm, each with a task.
fn called(house: &House) -> CaseId {
    let id = house.report("charging", COMMUNITY, "楼下没有充电的地方");
    let clerk = house.browser(&house.people.clerk);
    show(&clerk, id).must_not("act-whistle");
    let accept = show(&clerk, id).action("accept");
    clerk.post(&accept, &[]).is(303);
    let (urban, firm) = (house.offices.urban.to_string(), house.offices.firm.to_string());
    let own = format!("whistle-task-{urban}");
    let neighbour = show(&clerk, id);
    neighbour.must("湖滨街道").must("id=\"act-whistle\"");
    let pairs = [
        ("whistle-units", urban.as_str()),
        ("whistle-units", firm.as_str()),
        (own.as_str(), "划出安装的位置"),
        ("whistle-task", "投放电池柜"),
    ];
    let page = send(&clerk, id, "whistle", &pairs);
    page.must("已吹哨").must("1. 城市管理局").must("划出安装的位置").must("投放电池柜");
    page.must("待报到").must("报到期限");
    id
}

fn state(house: &House, id: CaseId, part: i64) -> PartState {
    house.case(id).joint.unwrap().part(part).unwrap().state
}

#[test]
fn units_see_their_part_in_the_inbox_report_in_answer_and_the_street_agrees() {
    each_house(|house| {
        let id = called(house);
        let (urban, clerk) =
            (house.browser(&house.people.urban), house.browser(&house.people.clerk));
        let inbox = urban.get("/inbox");
        inbox.must("等我单位报到、办理的联办分工").must("第 1 项：待报到").must("#part-1");
        // Its own part, and nothing else.
        let page = show(&urban, id);
        assert!(page.has("/parts/1/acknowledge?seen="));
        assert!(!page.has("/parts/2/") && !page.offers("answer") && !page.has("act-whistle"));
        assert!(!page.has("13812342231") && !page.has("王*路"));
        send(&urban, id, "parts/1/acknowledge", &[]).must("已报到。").must("已报到，办理中");
        let text = [("part1-answer-text", "东口划出了安装的位置。")];
        send(&urban, id, "parts/1/answer", &text).must("已答复，等街道确认。");
        clerk.get("/inbox").must("第 1 项：已答复，待街道确认");
        let reason = [("part1-return-reason", "位置太窄")];
        send(&clerk, id, "parts/1/return", &reason).must("退回重办").must("位置太窄");
        send(&urban, id, "parts/1/answer", &text);
        let page = send(&clerk, id, "parts/1/close", &[]);
        page.must("这一项已办结。").must("2 项分工，已办结 1 项");
        assert!(!page.offers("answer"), "the whole waits for the other part");
        assert_eq!(state(house, id, 1), PartState::Closed);
        urban.get("/inbox").must_not("等我单位报到");
    });
}

#[test]
fn a_second_hand_back_is_refused_with_what_was_typed_and_the_worker_sees_who_is_silent() {
    each_house(|house| {
        let id = called(house);
        let (firm, clerk) = (house.browser(&house.people.firm), house.browser(&house.people.clerk));
        let old = show(&firm, id).action("parts/2/hand-back");
        let reason = [("part2-hand-back-reason", "我们没有场地")];
        send(&firm, id, "parts/2/hand-back", &reason).must("已退给街道。");
        let unit = house.offices.firm.to_string();
        let short = [("part2-give-unit", unit.as_str()), ("part2-give-reason", "")];
        let sent = clerk.post(&show(&clerk, id).action("parts/2/give"), &short);
        sent.is(422).must("part2-give-reason");
        let pairs = [("part2-give-unit", unit.as_str()), ("part2-give-reason", "场地已落实")];
        send(&clerk, id, "parts/2/give", &pairs).must("已重新分派");
        show(&firm, id).must("退回过一次，这一项不能再退").must_not("parts/2/hand-back?seen=");
        // From an old page; and as somebody who knows the address.
        firm.post(&old, &reason).is(409);
        let length = house.case(id).length;
        let address = format!("/desk/cases/{id}/parts/2/hand-back?seen={length}");
        firm.post(&address, &reason).is(409).must("这一项已经退回过一次");
        let silent = firm.post(&format!("/desk/cases/{id}/parts/1/acknowledge?seen={length}"), &[]);
        silent.is(403);
        let rider = house.browser(&house.people.rider).get(&format!("/cases/{id}"));
        rider.must("街道召集了这些单位").must("城市管理局").must("待报到").must_not("我们没有场地");
    });
}

#[test]
fn a_meeting_is_called_for_a_time_in_china_and_written_down() {
    each_house(|house| {
        let id = called(house);
        let clerk = house.browser(&house.people.clerk);
        let wrong = [("meeting-day", "2026-05-08"), ("meeting-time", "25:00")];
        clerk.post(&show(&clerk, id).action("meeting"), &wrong).is(422).must("请填时间");
        let pairs = [
            ("meeting-day", "2026-05-08"),
            ("meeting-time", "14：30"),
            ("meeting-place", "小区东门"),
        ];
        let page = send(&clerk, id, "meeting", &pairs);
        page.must("已通知各单位。").must("约定现场会：5月8日 14:30，小区东门");
        let unit = house.offices.urban.to_string();
        let pairs = [("minutes-units", unit.as_str()), ("minutes-minutes", "月底前装好")];
        send(&clerk, id, "minutes", &pairs).must("到场单位：城市管理局").must("月底前装好");
        let urban = house.browser(&house.people.urban);
        show(&urban, id).must("约定现场会").must_not("/meeting?seen=");
    });
}

#[test]
fn a_whistle_without_units_or_task_is_shown_again_with_what_was_typed() {
    each_house(|house| {
        let id = called(house);
        let clerk = house.browser(&house.people.clerk);
        let task = [("whistle-task", "一起看看")];
        let page = clerk.post(&show(&clerk, id).action("whistle"), &task);
        page.is(422).must("请至少勾选一个单位").must("一起看看").must("f-whistle-parts");
        let unit = house.offices.traffic.to_string();
        let page = clerk.post(&show(&clerk, id).action("whistle"), &[("whistle-units", &unit)]);
        page.is(422).must(&format!("value=\"{unit}\" id=\"call-{unit}\" checked"));
    });
}
