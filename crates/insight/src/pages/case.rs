//! `/progress/{number}`: where one case stands, without a name.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use contracts::{UnitId, Units};
use std::sync::Arc;
use ui::{
    Density, SafeHtml,
    form::{CheckAnswers, Errors},
    panel::{Panel, Text},
    timeline::{Event, Timeline},
};
use web::{Answer, Visit};

use super::overview::{look_up, matter_name, state_tag};
use crate::progress::{self, Progress, Step};

/// One case by its number, however it was typed.
pub async fn case(visit: Visit, Path(typed): Path<String>) -> Answer {
    let number = kernel::case_number::normalise(&typed);
    let asked = number.clone().unwrap_or_default();
    let found = visit.app.store().read(move |db| progress::find(db, &asked)).await?;
    let Some(case) = found.filter(|_| number.is_some()) else {
        let mut errors = Errors::new();
        errors.add("number", visit.t("insight-number-unknown"));
        let shell = visit
            .shell(Density::Phone, visit.t("insight-progress"))
            .back("/progress")
            .form(&look_up(&visit, &errors, &typed));
        return Ok(visit.page_with(StatusCode::NOT_FOUND, &shell));
    };
    let title = match &case.released {
        Some((title, _)) => title.clone(),
        None => matter_name(&visit, &case.matter),
    };
    let mut shell = visit
        .shell(Density::Phone, title)
        .back("/progress")
        .body(standing(&visit, &case))
        .body(facts(&visit, &case));
    if let Some((_, text)) = &case.released {
        shell = shell.body(Text::new(text.as_str()));
    }
    shell = shell.body(pictures(&visit, &case));
    let timeline = Timeline::new(visit.lang, visit.moment.now(), events(&visit, &case));
    Ok(visit.page(&shell.body(Panel::new("", SafeHtml::from_safe(timeline)))))
}

#[derive(Template)]
#[template(
    source = r#"{% if !photos.is_empty() %}<div class="pics">{% for src in photos %}<figure><a href="{{ src }}"><img src="{{ src }}" alt="{{ alt }}" loading="lazy"></a></figure>{% endfor %}</div>{% endif %}"#,
    ext = "html"
)]
struct Pictures<'a> {
    alt: &'a str,
    photos: Vec<String>,
}

fn pictures(visit: &Visit, case: &Progress) -> SafeHtml {
    let at = |file: &String| format!("/progress/{}/photos/{file}", case.number);
    let photos = case.photos.iter().map(at).collect();
    SafeHtml::of(&Pictures { alt: visit.t("insight-photo"), photos })
}

/// Its state, on a line of its own.
fn standing(visit: &Visit, case: &Progress) -> SafeHtml {
    SafeHtml::trusted(r#"<p class="row">"#)
        .and(state_tag(visit, &case.state))
        .and(SafeHtml::trusted("</p>"))
}

fn facts(visit: &Visit, case: &Progress) -> CheckAnswers {
    let day = |at: kernel::Timestamp| at.display_minute();
    let mut facts = CheckAnswers::new(visit.lang)
        .row(visit.t("insight-number"), &case.number)
        .row(visit.t("insight-matter"), matter_name(visit, &case.matter))
        .row(visit.t("insight-area"), visit.app.areas().full_name(&case.area))
        .row(visit.t("insight-since"), day(case.created_at))
        .row(visit.t("insight-with"), unit_name(visit, case.owner));
    if let Some(due_at) = case.due_at {
        facts = facts.row(visit.t("insight-due"), day(due_at));
    }
    let min = visit.app.catalogue().city().privacy.support_min;
    if usize::try_from(min).is_ok_and(|min| case.people >= min) {
        let people = visit.tf("insight-support-people", &[("n", case.people.into())]);
        facts = facts.row(visit.t("insight-support"), people);
    }
    facts
}

fn events(visit: &Visit, case: &Progress) -> Vec<Event> {
    case.steps
        .iter()
        .map(|step| {
            let who = step.unit.map_or_else(
                || visit.t(who_key(&step.kind)).to_owned(),
                |unit| unit_name(visit, unit),
            );
            Event::new(step.at, who, what(visit, step))
        })
        .collect()
}

/// What happened; a unit that was silent is named.
fn what(visit: &Visit, step: &Step) -> String {
    let Some(silence) = &step.silence else {
        return visit.t(&step_key(&step.kind)).to_owned();
    };
    let above = silence.told.map(|told| unit_name(visit, told)).unwrap_or_default();
    let key = format!("insight-silent-{}", silence.stage);
    visit.tf(&key, &[("unit", unit_name(visit, silence.unit).into()), ("above", above.into())])
}

/// The key of a step's words; words of a capability are dotted (`result.seen`), keys are not.
fn step_key(kind: &str) -> String {
    format!("insight-step-{}", kind.replace('.', "-"))
}

/// Who did it, when no unit did.
fn who_key(kind: &str) -> &'static str {
    match kind {
        "escalated" | "overdue" | "lapsed" | "joint.escalated" | "merge.merged"
        | "merge.unmerged" => "insight-who-program",
        "result.seen" | "check.found" => "insight-who-rider",
        _ => "insight-who-worker",
    }
}

fn unit_name(visit: &Visit, unit: UnitId) -> String {
    visit.app.get::<Arc<dyn Units>>().and_then(|units| units.unit(unit)).map_or_else(
        String::new,
        |card| {
            // That somebody went through a contact member is nobody's business.
            let catalogue = visit.app.catalogue();
            if catalogue.chain().is_some_and(|chain| chain.branch_kind == card.kind) {
                visit.t("insight-grassroots").to_owned()
            } else {
                card.name(!visit.lang.is_zh()).to_owned()
            }
        },
    )
}
