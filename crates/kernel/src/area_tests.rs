use proptest::prelude::*;

use super::*;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

#[test]
fn padding_is_dropped_whatever_the_form() {
    for text in ["3301", "330100", "330100000000", " 3301 "] {
        assert_eq!(code(text).as_str(), "3301", "{text}");
    }
    assert_eq!(code("500000000000").as_str(), "50");
    assert_eq!(code("429000000000").as_str(), "4290");
    assert_eq!(code("3301").national(), "330100000000");
    assert_eq!(code(""), AreaCode::NATION);
}

#[test]
fn ancestors_follow_the_prefix_and_skip_what_does_not_exist() {
    let line = |text| code(text).ancestors().map(|area| area.to_string()).collect::<Vec<_>>();
    assert_eq!(line("330102001051003"), ["330102001051", "330102001", "330102", "3301", "33", ""]);
    assert_eq!(line("441900003"), ["4419", "44", ""]);
    assert_eq!(line("429004001"), ["429004", "4290", "42", ""]);
    assert_eq!(line("330102001000007"), ["330102001", "330102", "3301", "33", ""]);
    assert_eq!(code("330102001051").at(Level::Street), Some(code("330102001")));
    assert_eq!(code("441900003").at(Level::County), None);
    assert_eq!(AreaCode::NATION.parent(), None);
}

#[test]
fn wrong_text_is_refused_with_its_fault() {
    let error = |text| AreaCode::parse(text).unwrap_err();
    assert_eq!(error("33o1"), AreaCodeError::NotDigits("33o1".into()));
    assert_eq!(error("330"), AreaCodeError::Length("330".into()));
    assert_eq!(error("0012"), AreaCodeError::NoProvince("0012".into()));
    assert_eq!(error("３３０１"), AreaCodeError::NotDigits("３３０１".into()));
}

fn any_code() -> impl Strategy<Value = AreaCode> {
    ("[1-9][0-9]", "(0[0-2]|[0-9]{2})", "[01]0", "00[0-2]", "00[0-2]", "00[0-2]", 0_usize..7)
        .prop_map(|(province, city, county, street, community, grid, level)| {
            let whole = format!("{province}{city}{county}{street}{community}{grid}");
            code(&whole[..Level::ALL[level].digits()])
        })
}

proptest! {
    #[test]
    fn text_and_json_bring_every_code_back(area in any_code()) {
        prop_assert_eq!(code(area.as_str()), area);
        let json = serde_json::to_string(&area).unwrap();
        prop_assert_eq!(serde_json::from_str::<AreaCode>(&json).unwrap(), area);
        if area.level() <= Level::Community && area != AreaCode::NATION {
            prop_assert_eq!(code(&area.national()), area);
        }
    }

    #[test]
    fn a_text_range_is_the_subtree(area in any_code(), other in any_code()) {
        let (low, high) = area.range();
        let text = other.to_string();
        prop_assert_eq!(low <= text && text <= high, area.contains(&other));
        prop_assert_eq!(area.cmp(&other), area.as_str().cmp(other.as_str()));
    }

    #[test]
    fn an_area_lies_in_all_its_ancestors(area in any_code()) {
        for above in area.ancestors() {
            prop_assert!(above.contains(&area) && !area.contains(&above) && above < area);
        }
    }
}
