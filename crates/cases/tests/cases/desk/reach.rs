//! Who sees what: street, department, firm, foreign area, auditor.

use super::house::each_house;
use crate::common::{OTHER_STREET, STREET};

#[test]
fn each_list_holds_what_its_reader_may_reach() {
    each_house(|house| {
        let here = house.report("road-hazard", STREET, "甲处没有地方停车");
        house.report("rest-meals", STREET, "乙处没有地方吃饭");
        house.report("road-hazard", OTHER_STREET, "丙处没有地方停车");
        assert_eq!(house.case(here).owner, house.offices.urban, "a hazard is urban management's");
        let people = &house.people;
        for (who, actor, seen) in [
            ("clerk", &people.clerk, [true, true, false]),
            ("other clerk", &people.other_clerk, [false, false, true]),
            ("department", &people.urban, [true, false, true]),
            ("other department", &people.traffic, [false, false, false]),
            ("firm", &people.firm, [false, false, false]),
            ("county", &people.county, [true, true, true]),
            ("auditor", &people.auditor, [true, true, true]),
        ] {
            let page = house.browser(actor).get("/inbox");
            page.is(200);
            let found = ["甲处", "乙处", "丙处"].map(|title| page.has(title));
            assert_eq!(found, seen, "{who}");
        }
        for closed in [&people.rider, &people.admin] {
            house.browser(closed).get("/inbox").is(403);
        }
        let path = format!("/desk/cases/{here}");
        house.browser(&people.other_clerk).get(&path).is(404);
        house.browser(&people.firm).get(&path).is(404);
        house.browser(&people.rider).get(&path).is(403);
        house.browser(&people.urban).get(&path).is(200);
    });
}

#[test]
fn an_act_on_a_foreign_case_is_an_act_on_nothing() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let other = house.browser(&house.people.other_clerk);
        other.post(&format!("/desk/cases/{id}/accept?seen=1"), &[]).is(404);
        other.post(&format!("/desk/cases/{id}/contact"), &[("contact-purpose", "verify")]).is(404);
        assert_eq!(house.story(id), ["reported"]);
    });
}

#[test]
fn an_auditor_reads_everything_does_nothing_and_learns_no_name() {
    each_house(|house| {
        let id = house.report("parking", STREET, "甲处没有地方停车");
        let auditor = house.browser(&house.people.auditor);
        auditor.get("/inbox").must("甲处").must_not("name=\"ids\"").must_not("导出");
        let page = auditor.get(&format!("/desk/cases/{id}"));
        page.is(200).must("甲处").must_not("<form").must_not("王*").must("不能查看诉求人");
        for act in ["accept", "answer", "assign", "note", "resort", "scope", "release"] {
            auditor.post(&format!("/desk/cases/{id}/{act}?seen=1"), &[]).is(403);
        }
        auditor.get("/inbox.csv").is(403);
        assert_eq!(house.story(id), ["reported"]);
    });
}
