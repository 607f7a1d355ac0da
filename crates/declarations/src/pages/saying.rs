//! What the catalogue declares, in words.

use catalogue::{Catalogue, Climb, Deadlines, Matter, OwnerRule, Whose, Words};
use kernel::{Level, Span};
use web::Visit;

/// The words in the reader's language.
pub fn words<'w>(visit: &Visit, words: &'w Words) -> &'w str {
    if visit.lang.is_zh() { &words.zh } else { &words.en }
}

/// The sentence for `declarations-{kind}-{name}`.
pub fn named(visit: &Visit, kind: &str, name: impl std::fmt::Display) -> String {
    visit.t(&format!("declarations-{kind}-{name}")).to_owned()
}

/// `7 个工作日`
pub fn span(visit: &Visit, span: Span) -> String {
    let (key, count) = match span {
        Span::WorkDays(count) => ("workdays", count),
        Span::WorkMinutes(count) if count % 60 == 0 => ("work-hours", count / 60),
        Span::WorkMinutes(count) => ("work-minutes", count),
        Span::Days(count) => ("days", count),
        Span::Minutes(count) if count % 60 == 0 => ("hours", count / 60),
        Span::Minutes(count) => ("minutes", count),
    };
    visit.tf(&format!("declarations-span-{key}"), &[("n", i64::from(count).into())])
}

pub fn level(visit: &Visit, level: Level) -> &str {
    visit.t(match level {
        Level::Nation => "declarations-level-nation",
        Level::Province => "declarations-level-province",
        Level::City => "declarations-level-city",
        Level::County => "declarations-level-county",
        Level::Street => "declarations-level-street",
        Level::Community => "declarations-level-community",
        Level::Grid => "declarations-level-grid",
    })
}

pub fn unit_kind(visit: &Visit, catalogue: &Catalogue, code: &str) -> String {
    let kind = catalogue.unit_kind(code);
    kind.map_or_else(|| code.to_owned(), |kind| words(visit, &kind.name).to_owned())
}

/// The first owner by every rule in turn, ending with whoever takes what nobody takes.
pub fn owners(visit: &Visit, catalogue: &Catalogue, matter: &Matter) -> String {
    let rules = matter.owners.iter().map(|rule| owner(visit, catalogue, rule));
    let kind = unit_kind(visit, catalogue, catalogue.catch_all_unit_kind());
    let last = visit.tf("declarations-owner-last", &[("kind", kind.into())]);
    let all: Vec<String> = rules.chain([last]).collect();
    all.join(visit.t("declarations-owner-else"))
}

fn owner(visit: &Visit, catalogue: &Catalogue, rule: &OwnerRule) -> String {
    let kind = unit_kind(visit, catalogue, &rule.unit_kind);
    let told = match rule.whose {
        Whose::Own => visit.tf("declarations-owner-own", &[("kind", kind.into())]),
        Whose::Level(at) => {
            let args = [("level", level(visit, at).into()), ("kind", kind.into())];
            visit.tf("declarations-owner-level", &args)
        }
    };
    let Some(area) = rule.area else { return told };
    let area = visit.app.areas().full_name(&area);
    visit.tf("declarations-owner-area", &[("owner", told.into()), ("area", area.into())])
}

pub fn deadlines(visit: &Visit, deadlines: &Deadlines) -> String {
    let args = [
        ("accept", span(visit, deadlines.accept).into()),
        ("answer", span(visit, deadlines.answer).into()),
        ("warn", span(visit, deadlines.warn_before).into()),
    ];
    visit.tf("declarations-deadlines", &args)
}

/// The levels that silence climbs, with how long each may be silent.
pub fn climbs(visit: &Visit, climbs: &[Climb]) -> String {
    let steps: Vec<String> = climbs
        .iter()
        .map(|climb| format!("{} {}", level(visit, climb.level), span(visit, climb.limit)))
        .collect();
    if steps.is_empty() { visit.t("declarations-none").to_owned() } else { steps.join(" → ") }
}

pub fn points(visit: &Visit, catalogue: &Catalogue, matter: &Matter) -> String {
    let rule = matter.points.as_deref().and_then(|code| catalogue.point_rule(code));
    rule.map_or_else(
        || visit.t("declarations-none").to_owned(),
        |rule| {
            let name = words(visit, &rule.name);
            let args = [
                ("name", name.into()),
                ("amount", i64::from(rule.amount).into()),
                ("cap", i64::from(rule.daily_cap).into()),
            ];
            visit.tf("declarations-points-rule", &args)
        },
    )
}

pub fn yes_no(visit: &Visit, yes: bool) -> &str {
    visit.t(if yes { "declarations-yes" } else { "declarations-no" })
}

/// The role's name in the catalogue; everybody is a visitor, and the program acts by itself.
pub fn role(visit: &Visit, catalogue: &Catalogue, code: &str) -> String {
    match code {
        "visitor" => visit.t("declarations-role-visitor").to_owned(),
        "system" => visit.t("declarations-role-system").to_owned(),
        _ => catalogue
            .role(code)
            .map_or_else(|| code.to_owned(), |role| words(visit, &role.name).to_owned()),
    }
}
