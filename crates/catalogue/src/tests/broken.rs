//! Deliberately broken catalogues: each fault at its file and line, with its remedy, in both
//! languages.

use super::{shipped, with};
use crate::{Catalogue, Fault};

/// The shipped file with the first `old` made `new`, and the line where that happens.
fn broken(file: &str, old: &str, new: &str) -> (String, usize) {
    let text = shipped(file);
    let at = text.find(old).unwrap_or_else(|| panic!("{file} has no {old:?}"));
    let line = text[..at].matches('\n').count() + 1;
    (text.replacen(old, new, 1), line)
}

fn faults(file: &str, text: &str) -> Vec<Fault> {
    with(file, text).err().unwrap_or_default()
}

/// File, what stands there, what is written instead, and how the English sentence begins.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    ("city.toml", "silence_days = 15", "silence_days = \"15\"", "`silence_days` must be a whole"),
    ("city.toml", "silence_days = 15", "silence_days = 0", "`silence_days` must be a whole"),
    ("city.toml", "confirm_days = 30", "confirm_days = 14", "`confirm_days` (14) must not"),
    ("city.toml", "area = \"3301\"", "area = \"33010\"", "`area` must be an area code"),
    ("city.toml", "support_min = 5", "support_min = 1", "`support_min` must be a whole"),
    ("city.toml", "silence_days", "silence_day = 1\nsilence_days", "unknown key `silence_day`"),
    ("city.toml", "close_days = 28", "close_days = 6", "`close_days` (6) must not"),
    ("results.toml", "verified_from = 3", "verified_from = 0", "`verified_from` must be a whole"),
    (
        "results.toml",
        "code = \"sorting-room\"",
        "code = \"parking-area\"",
        "kind of result `parking-area` already stands",
    ),
    (
        "matters/labour.toml",
        "sensitive = true\n",
        "checkable = true\nsensitive = true\n",
        "what is sensitive is never shown",
    ),
    ("groups.toml", "catch_all = \"other\"", "catch_all = \"nil\"", "there is no matter `nil`"),
    ("groups.toml", "catch_all = \"other\"", "catch_all = 3", "`catch_all` must be text"),
    (
        "units.toml",
        "category = \"firm\"",
        "category = \"shop\"",
        "`category` cannot be `shop`; use one of government",
    ),
    ("units.toml", "levels = [\"community\"]", "levels = []", "`levels` must be a list"),
    (
        "units.toml",
        "under = [\"brand\", \"legal-entity\", \"franchise\",",
        "under = [\"shop\",",
        "there is no kind of organization `shop`",
    ),
    ("industries.toml", "lead = \"postal\"", "lead = \"post\"", "there is no kind of organ"),
    ("industries.toml", "\"骑手\",", "\"外卖员\",", "other name `外卖员` already stands at"),
    ("duties.toml", "bearer = \"person\"", "bearer = \"robot\"", "`bearer` cannot be `robot`"),
    ("roles.toml", "totp = false", "totp = \"no\"", "`totp` must be true or false"),
    (
        "roles.toml",
        "code = \"clerk\"",
        "code = \"worker\"",
        "role `worker` already stands at roles.toml:6",
    ),
    (
        "points.toml",
        "daily_cap = 50",
        "daily_cap = 5",
        "`daily_cap` must be a whole number from 10",
    ),
    ("scopes.toml", "phone = \"110\"", "phone = \"call us\"", "`phone` must be a telephone"),
    (
        "scopes.toml",
        "code = \"crime\"",
        "code = \"Crime!\"",
        "`code` must be a code of small letters",
    ),
    (
        "matters/access.toml",
        "group = \"access\"",
        "group = \"gates\"",
        "there is no group `gates`; declare it or use one of access",
    ),
    (
        "matters/access.toml",
        "  \"保安不让我进小区，让我把餐放门口\"",
        "  \"取个餐三分钟，出来车被拖走了\"",
        "example sentence `取个餐三分钟，出来车被拖走了` already stands",
    ),
    ("matters/access.toml", "en = \"Stopped at a gate\"", "en = \" \"", "`en` must be text"),
    ("matters/access.toml", ", en = \"Stopped at a gate\"", "", "`en` is missing"),
    (
        "matters/access.toml",
        "accept = \"1 workday\"",
        "accept = \"8 workdays\"",
        "`accept` (8 workdays) may end after `answer`",
    ),
    (
        "matters/road.toml",
        "accept = \"2 hours\"",
        "accept = \"1 work hour\"",
        "`accept` (1 work hour) may end after `answer` (24 hours)",
    ),
    (
        "matters/access.toml",
        "warn_before = \"1 workday\"",
        "warn_before = \"7 workdays\"",
        "`warn_before` (7 workdays) must be shorter",
    ),
    (
        "matters/access.toml",
        "warn_before = \"1 workday\"",
        "warn_before = \"8 hours\"",
        "`warn_before` (8 hours) must be shorter than `answer` (7 workdays) and in the same unit",
    ),
    (
        "matters/access.toml",
        "limit = \"3 workdays\"",
        "limit = \"soon\"",
        "`limit` must be a length of time",
    ),
    (
        "matters/access.toml",
        "level = \"community\", limit",
        "level = \"galaxy\", limit",
        "`level` cannot be `galaxy`",
    ),
    (
        "matters/access.toml",
        "{ level = \"community\", limit",
        "{ level = \"street\", limit",
        "climbs must rise",
    ),
    (
        "matters/access.toml",
        "unit_kind = \"property\"",
        "unit_kind = \"castle\"",
        "there is no kind of organization `castle`",
    ),
    (
        "matters/access.toml",
        "level = \"community\"\n",
        "level = \"county\"\n",
        "`property` does not exist at level `county`; use one of community",
    ),
    (
        "matters/parking.toml",
        "level = \"county\"\n",
        r#"level = "galaxy""#,
        "`level` cannot be `galaxy`",
    ),
    (
        "matters/access.toml",
        "code = \"no-vehicle\"",
        "code = \"no-entry\"",
        "choice `no-entry` already stands",
    ),
    (
        "matters/access.toml",
        "key = \"minutes\"",
        "key = \"compound\"",
        "field `compound` already stands",
    ),
    ("matters/access.toml", "kind = \"number\"", "kind = \"amount\"", "`kind` cannot be `amount`"),
    (
        "matters/access.toml",
        "points = \"report-confirmed\"",
        "points = \"report-supported\"",
        "rule `report-supported` does not pay",
    ),
    (
        "matters/access.toml",
        "points = \"report-confirmed\"",
        "points = \"gold\"",
        "there is no point rule `gold`",
    ),
    (
        "matters/parking.toml",
        "doors = [\"fire\"]",
        "doors = [\"window\"]",
        "there is no door `window`",
    ),
    (
        "matters/access.toml",
        "minutes = \"15\"",
        "minutes = \"many\"",
        "the sample's field `minutes` does not fit: not a whole number",
    ),
    (
        "matters/labour.toml",
        "visibility = \"private\"",
        "visibility = \"public-after-release\"",
        "a sensitive matter is never published",
    ),
    (
        "matters/road.toml",
        "answer = \"2 hours\", warn_before = \"30 minutes\"",
        "answer = \"1 workday\", warn_before = \"30 minutes\"",
        "`warn_before` (30 minutes) must be",
    ),
    (
        "matters/road.toml",
        "limit = \"1 hour\"",
        "limit = \"1 workday\"",
        "an urgent matter runs through nights",
    ),
];

#[test]
fn one_broken_line_gives_one_fault_at_that_line() {
    for &(file, old, new, sentence) in BROKEN {
        let (text, line) = broken(file, old, new);
        let found = faults(file, &text);
        let hit = found.iter().find(|fault| fault.reason.to_string().starts_with(sentence));
        let hit = hit.unwrap_or_else(|| panic!("{file} with {new:?} gave {found:#?}"));
        assert_ne!(hit.reason.zh(), hit.reason.to_string(), "untranslated");
        // A missing second language or a repeated phrase may be found a few lines further on.
        let at = format!("{}:{}", hit.place.file, hit.place.line);
        if !sentence.starts_with("example sentence") {
            assert_eq!(at, format!("{file}:{line}"), "{sentence}");
        }
    }
}

#[test]
fn every_fault_of_every_file_is_told_at_once_in_order() {
    let matters = "\
[[matter]]
code = \"Lost Dog\"
group = \"pets\"
name = { zh = \"狗丢了\" }
phrases = [\"我的狗丢了\"]
photo = \"sometimes\"
solver = \"either\"
deadlines = { accept = \"1 workday\", answer = \"7 workdays\", warn_before = \"1 workday\" }
visibility = \"private\"
colour = \"brown\"
";
    let found = faults("matters/pets.toml", matters);
    let lines: Vec<_> = found.iter().map(ToString::to_string).collect();
    let expected = [
        "matters/pets.toml:1: `hint` is missing; add it",
        "matters/pets.toml:1: no sample; add a [[matter.sample]] with title and text",
        "matters/pets.toml:2: `code` must be a code of small letters, digits and single hyphens, such as \"gate-access\"",
        "matters/pets.toml:3: there is no group `pets`; declare it or use one of access, parking, rest, platform, labour, living, road, express, other",
        "matters/pets.toml:4: `en` is missing; add it",
        "matters/pets.toml:5: 1 example sentences; write 8 to 15, as riders would say them",
        "matters/pets.toml:6: `photo` cannot be `sometimes`; use one of none, optional, required",
    ];
    assert_eq!(&lines[..expected.len()], expected);
    assert!(lines[expected.len()].starts_with("matters/pets.toml:10: unknown key `colour`"));
    assert_eq!(lines.len(), expected.len() + 1);
    assert_eq!(found[0].zh(), "matters/pets.toml:1：缺少 `hint`，请补上");
}

#[test]
fn what_cannot_be_parsed_is_told_at_its_lines() {
    let found = faults("city.toml", "name = { zh = \"城\n\narea = = 3\nphoto = [\n");
    let lines: Vec<_> = found.iter().map(|fault| fault.place.line).collect();
    assert!(found.len() >= 2 && found.iter().all(|fault| fault.place.file == "city.toml"));
    assert!(lines.contains(&1) && lines.contains(&3), "{found:#?}");
}

#[test]
fn the_last_resorts_must_be_able_to_take_everything() {
    let (units, _) = broken("units.toml", "levels = [\"street\"]", "levels = [\"county\"]");
    let found = faults("units.toml", &units);
    assert!(found.iter().any(|f| f.to_string().contains("must exist at level `street`")));

    let owned = shipped("matters/other.toml").to_owned()
        + "\n[[matter.owner]]\nunit_kind = \"union\"\nlevel = \"county\"\n";
    let found = faults("matters/other.toml", &owned);
    assert!(found.iter().any(|f| f.to_string().contains("remove its owner rules")), "{found:#?}");
}

#[test]
fn groups_are_few_and_used() {
    let more = |count: usize| -> String {
        let group = |n| {
            format!("\n[[group]]\ncode = \"g{n}\"\nname = {{ zh = \"组{n}\", en = \"G{n}\" }}\n")
        };
        shipped("groups.toml").to_owned() + &(0..count).map(group).collect::<String>()
    };
    let found = faults("groups.toml", &more(2));
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found.iter().any(|fault| fault.to_string().contains("no matter belongs to group `g0`"))
    );
    assert!(found.iter().any(|fault| fault.to_string().contains("11 groups do not fit")));
}

#[test]
fn nothing_at_all_names_the_missing_files() {
    let found = Catalogue::from_sources([]).unwrap_err();
    assert_eq!(found.len(), 8);
    assert!(found.iter().all(|fault| fault.to_string().contains("is missing; add it")));
}

#[test]
fn a_branch_says_how_it_meets_and_no_occupation_is_a_sort_of_itself() {
    let told = |file: &str, old: &str, new: &str| {
        let found = faults(file, &broken(file, old, new).0);
        let told = found.iter().map(|fault| format!("{fault} {}", fault.zh()));
        told.collect::<Vec<_>>().join("\n")
    };
    let silent = told("units.toml", "meets = \"hybrid\"\n", "");
    assert!(silent.contains("to `branch-platform`") && silent.contains("支部总要开会"), "{silent}");
    let round = told("industries.toml", "of = \"courier\"", "of = \"sorter\"");
    assert!(round.contains("occupation `sorter` is a sort of itself"), "{round}");
}
