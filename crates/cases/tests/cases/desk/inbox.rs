//! The list: order, figures, filters, pages, search.

use super::house::{House, Page, each_house};
use crate::common::{COMMUNITY, OTHER_STREET, STREET};

/// The titles of a page's rows, in order.
fn order(page: &Page, titles: &[&str]) -> Vec<usize> {
    let text = page.text();
    let mut found: Vec<(usize, usize)> = titles
        .iter()
        .enumerate()
        .filter_map(|(index, title)| Some((text.find(*title)?, index)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, index)| index).collect()
}

#[test]
fn cases_stand_by_deadline_and_urgent_ones_before_them_in_a_word() {
    each_house(|house| {
        house.report("parking", STREET, "甲处没有地方停车");
        house.wait_hours(1);
        house.report("parking", STREET, "乙处没有地方停车");
        let plain = house.browser(&house.people.clerk).get("/inbox");
        assert_eq!(order(&plain, &["甲处", "乙处"]), [0, 1]);
        plain.must_not("请立即处理").must("剩余");
        house.wait_hours(1);
        let urgent = house.report("urgent-danger", STREET, "丙处电线掉下来了");
        assert!(house.case(urgent).urgent);
        house.wait_hours(300);
        house.report("parking", STREET, "丁处没有地方停车");
        let page = house.browser(&house.people.duty).get("/inbox");
        page.is(200).must("紧急，请立即处理</span><b>1</b>").must("超时");
        assert_eq!(order(&page, &["甲处", "乙处", "<strong>丙处", "丁处"]), [2, 0, 1, 3]);
        assert_eq!(page.text().matches("丙处").count(), 1, "an urgent case stands once");
    });
}

#[test]
fn more_urgent_cases_than_can_be_pinned_stand_in_the_list_once_each() {
    each_house(|house| {
        house.report("parking", STREET, "早先没有地方停车");
        house.wait_hours(1);
        let titles: Vec<String> = (10..32).map(|at| format!("第{at}处电线掉下来了")).collect();
        for title in &titles {
            house.report("urgent-danger", STREET, title);
        }
        let page = house.browser(&house.people.duty).get("/inbox");
        page.is(200).must("紧急，请立即处理</span><b>20</b>").must("早先没有地方停车");
        for title in titles {
            assert_eq!(page.text().matches(&title).count(), 1, "{title}");
        }
    });
}

#[test]
fn figures_keep_closed_and_confirmed_apart_and_follow_each_act() {
    each_house(|house| {
        let first = house.report("rest-meals", STREET, "中午没有地方吃饭休息");
        house.report("rest-meals", STREET, "晚上没有地方吃饭休息");
        let clerk = house.browser(&house.people.clerk);
        clerk.get("/inbox").must("办结率 · 0/2 件").must("确认解决率 · 0/2 件").must("0.0%");
        let page = clerk.get(&format!("/desk/cases/{first}"));
        clerk.post(&page.action("accept"), &[]).is(303);
        let page = clerk.get(&format!("/desk/cases/{first}"));
        let answer = [("answer-outcome", "solved"), ("answer-text", "已在路口设了歇脚点。")];
        clerk.post_parts(&page.action("answer"), &answer).is(303);
        clerk.get("/inbox").must("办结率 · 1/2 件").must("确认解决率 · 0/2 件").must("50.0%");
        let rider = house.people.rider.clone();
        let desk = cases::pages::shared::desk(&house.app).unwrap();
        let confirm =
            move |tx: &mut storage::Tx<'_>| cases::verdict::confirm(tx, &desk, &rider, first, "");
        house.write(&house.people.rider, confirm).unwrap();
        clerk.get("/inbox").must("办结率 · 1/2 件").must("确认解决率 · 1/2 件");
    });
}

#[test]
fn filters_stand_in_the_address_and_narrow_the_list() {
    each_house(|house| {
        house.report("road-hazard", STREET, "甲处没有地方停车");
        house.report("rest-meals", COMMUNITY, "乙处没有地方吃饭");
        let clerk = house.browser(&house.people.clerk);
        clerk.get("/inbox?matter=road-hazard").must("甲处").must_not("乙处").must("清除筛选");
        clerk.get(&format!("/inbox?area={COMMUNITY}")).must("乙处").must_not("甲处");
        let urban = house.offices.urban;
        clerk.get(&format!("/inbox?unit={urban}")).must("甲处").must_not("乙处");
        clerk.get("/inbox?part=closed").must_not("甲处").must("这里没有诉求");
        clerk.get("/inbox?matter=no-such").must("没有找到符合条件的诉求");
        clerk.get("/inbox?part=nonsense").is(400).must("筛选条件不对");
        // The area of another street is no way into it.
        house.report("parking", OTHER_STREET, "丙处没有地方停车");
        clerk.get(&format!("/inbox?area={OTHER_STREET}")).must_not("丙处");
    });
}

#[test]
fn pages_follow_each_other_and_lead_back() {
    let Some(house) = House::found(storage::Engine::Sqlite) else { return };
    for number in 0..60 {
        house.report("parking", STREET, &format!("第{number:02}处没有地方停车"));
        house.clock.set(kernel::Clock::now(&*house.clock).plus_minutes(1));
    }
    let clerk = house.browser(&house.people.clerk);
    let first = clerk.get("/inbox");
    assert_eq!(first.text().matches("name=\"ids\"").count(), 50);
    first.must("第00处").must_not("rel=\"prev\"");
    let second = clerk.get(&link(&first, "next"));
    second.must("第59处").must_not("rel=\"next\"").must_not("第49处");
    let back = clerk.get(&link(&second, "prev"));
    back.must("第00处").must_not("第59处");
}

fn link(page: &Page, rel: &str) -> String {
    let text = page.text();
    let mark = format!("rel=\"{rel}\" href=\"");
    let start = text.find(&mark).unwrap() + mark.len();
    let stop = start + text[start..].find('"').unwrap();
    text[start..stop].replace("&amp;", "&").replace("&#38;", "&")
}

#[test]
fn a_number_leads_straight_to_the_case_and_words_to_a_list() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        house.report("rest-meals", STREET, "乙处没有地方吃饭");
        house.index();
        let clerk = house.browser(&house.people.clerk);
        let number = house.case(id).number;
        let typed = number.to_lowercase().replace('-', "%20");
        for path in ["/inbox", "/desk/search"] {
            let found = clerk.get(&format!("{path}?q={typed}"));
            assert_eq!((found.status, &*found.location), (303, &*format!("/desk/cases/{id}")));
        }
        let words = ui::query::encode("吃饭");
        clerk.get(&format!("/desk/search?q={words}")).must("乙处").must_not("甲处");
        // Somebody else's number is not confirmed to exist.
        let other = house.browser(&house.people.other_clerk);
        other.get(&format!("/inbox?q={typed}")).is(200).must("没有找到");
    });
}
