//! The two columns of a case's page: the matter and what can be done on the left, who has it and
//! what happened on the right.

use askama::Template;
use ui::{
    SafeHtml, Tone,
    form::CheckAnswers,
    list::Tag,
    panel::{Columns, Panel, Text},
    when,
};
use web::Signed;

use super::{
    act, act::Act, case, case::With, collective, contact, forms, joint, merge, money, place,
    results, rows::SOON_HOURS, sight::Sight,
};
use crate::{
    case::Case,
    pages::shared::{
        Audience, Names, facts::facts, gallery::gallery, history::timeline, holding, state,
    },
};

/// State, urgency and deadline in words, below the title.
pub fn marks(names: Names<'_>, case: &Case) -> SafeHtml {
    let mut tags = Vec::new();
    if case.urgent {
        tags.push(Tag::new(Tone::Bad, names.t("desk-urgent")));
    }
    tags.push(state::tag(names.visit, case.state));
    if let Some(due) = case.due {
        tags.push(when::due(names.lang(), due.by, names.now(), SOON_HOURS));
    }
    if case.escalations > 0 {
        let climbed = names.tf("desk-escalated", &[("n", case.escalations.into())]);
        tags.push(Tag::new(Tone::Warn, climbed));
    }
    SafeHtml::of(&Marks { number: &case.number, tags })
}

#[derive(Template)]
#[template(
    source = r#"<p class="row"><b class="nb">{{ number }}</b>{% for tag in tags %}{{ tag }}{% endfor %}</p>"#,
    ext = "html"
)]
struct Marks<'a> {
    number: &'a str,
    tags: Vec<Tag>,
}

/// Both columns.
pub fn columns(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> Columns {
    Columns { main: main(signed, names, sight, with), side: side(signed, names, sight, with) }
}

fn main(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> SafeHtml {
    let case = &sight.case;
    let photos = gallery(names, &format!("/cases/{}/photos", sight.id), &case.photos);
    let told = SafeHtml::of(&Told { text: &case.text }).and(photos);
    let facts = SafeHtml::from_safe(facts(names, case)).and(place::place(names, sight));
    SafeHtml::from_safe(Panel::new(names.t("desk-told"), told))
        .and(answered(names, sight))
        .and(joint::section(signed, names, sight, with))
        .and(results::panel(signed, names, sight))
        .and(facts)
        .and(money::sections(signed, names, sight))
        .and(merge::panels(names, &signed.actor, sight))
        .and(collective::panel(signed, names, case))
        .and(acts(signed, names, sight, with))
}

/// The report in the worker's own words; line breaks are kept.
#[derive(Template)]
#[template(source = r#"<p class="note">{{ text }}</p>"#, ext = "html")]
struct Told<'a> {
    text: &'a str,
}

/// The answer that stands, if there is one.
fn answered(names: Names<'_>, sight: &Sight) -> SafeHtml {
    let Some(answer) = &sight.case.answer else { return SafeHtml::default() };
    let by = answer.unit.map(|unit| names.unit(unit)).unwrap_or_default();
    let said = names.tf(
        "desk-answered-by",
        &[
            ("unit", by.into()),
            ("when", names.when(answer.at).into()),
            ("outcome", names.outcome(answer.outcome).into()),
        ],
    );
    let photos = gallery(names, &format!("/cases/{}/photos", sight.id), &answer.photos);
    let body = SafeHtml::from_safe(Text::meta(said))
        .and(SafeHtml::of(&Told { text: &answer.text }))
        .and(photos);
    SafeHtml::from_safe(Panel::new(names.t("desk-answer-stands"), body))
}

#[derive(Template)]
#[template(path = "desk/acts.html")]
struct Acts<'a> {
    names: Names<'a>,
    goes_on: bool,
    here: String,
    forms: Vec<Form<'a>>,
    /// Folded away until asked for.
    rare: Vec<Form<'a>>,
}

/// One form with its heading.
struct Form<'a> {
    code: &'a str,
    title: &'a str,
    open: bool,
    body: SafeHtml,
}

/// Everything that this reader may do now.
fn acts(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> SafeHtml {
    let offered = act::offered(names.desk, &signed.actor, sight, names.now());
    let tried = with.tried;
    let lost = tried.filter(|tried| !offered.contains(&tried.act));
    let rescued = lost.map_or_else(SafeHtml::default, |tried| forms::rescued(names, tried));
    if offered.is_empty() {
        return rescued;
    }
    let form = |act: &Act| Form {
        code: act.code(),
        title: names.t(act.title()),
        open: tried.is_some_and(|tried| tried.act == *act),
        body: forms::form(signed, names, sight, *act, tried),
    };
    let (rare, usual): (Vec<Act>, Vec<Act>) = offered.iter().partition(|act| act.is_rare());
    rescued.and(SafeHtml::of(&Acts {
        names,
        goes_on: case::goes_on(signed),
        here: super::path(sight.id),
        forms: usual.iter().map(form).collect(),
        rare: rare.iter().map(form).collect(),
    }))
}

fn side(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> SafeHtml {
    let case = &sight.case;
    let mut holding = holding::bar(names, Audience::Staff, case);
    if let Some(due) = case.due {
        let by = names.tf("desk-due-by", &[("when", names.when(due.by).into())]);
        holding = holding.and(Text::new(by));
    }
    let history = timeline(names, Audience::Staff, sight.id, &sight.entries);
    SafeHtml::from_safe(Panel::new("", holding))
        .and(deadlines(names, case))
        .and(contact::panel(signed, names, sight, with))
        .and(Panel::new("", history))
}

/// What was promised to the worker, and what time will do next.
fn deadlines(names: Names<'_>, case: &Case) -> CheckAnswers {
    let mut list = CheckAnswers::new(names.lang())
        .row(names.t("desk-answer-due"), names.when(case.answer_due.by));
    if case.answer_due.by != case.promised_by {
        list = list.row(names.t("desk-promised"), names.when(case.promised_by));
    }
    if let Some(at) = case.lapse_at {
        list = list.row(names.t("desk-lapses"), names.when(at));
    }
    if let Some(door) = case.door.as_deref().and_then(|code| names.door(code)) {
        let door = format!("{} {}", names.of(&door.name), door.phone);
        list = list.row(names.t("desk-door"), door);
    }
    if let Some(number) = &case.source_number {
        list = list.row(names.t("desk-source-number"), number);
    }
    list
}
