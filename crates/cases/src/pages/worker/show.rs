//! One case: what was said, who has it, what comes next, and the worker's verdict.

use axum::response::IntoResponse as _;
use contracts::CaseId;
use ui::{
    SafeHtml, Tone,
    form::CheckAnswers,
    panel::{Button, Notice, Panel, Text},
    when::due,
};
use web::{Answer, PathId, Signed, see_other};

use super::{
    acts::{self, Act},
    merged, money, own, shell,
};
use crate::{
    State, act,
    case::{Answer as Given, Case},
    entry::{Entry, What},
    pages::shared::{
        Audience, Names, collective, desk, facts::facts, gallery::gallery, history, holding, joint,
        results, state,
    },
    store,
};

/// A deadline this near is amber.
const SOON_HOURS: i64 = 24;

/// `GET /cases/{id}`: staff who may read it are led to the desk.
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, entries) = match own::load(&signed, id).await {
        Ok(found) => found,
        Err(problem) => {
            return if reads_as_staff(&signed, id).await? {
                Ok(see_other(format!("/desk/cases/{id}")).into_response())
            } else {
                Err(problem)
            };
        }
    };
    let names = Names::new(&signed, &desk);
    let offered = own::offered(&desk, &case, signed.moment.now());
    let base = format!("/cases/{id}/photos");
    let mut shell = shell(&signed, case.title.clone())
        .back("/cases/mine")
        .body(Panel::new("", head(names, &case)));
    if let Some(answer) = &case.answer {
        shell = shell.body(answered(names, id, &case, answer, &offered));
    } else if case.state == State::OutOfScope {
        shell = shell.body(door(names, &case, &entries));
    }
    shell = shell.body(results::panel(names, id, &case, |id| format!("/results/{id}")));
    let report =
        SafeHtml::from_safe(Said { text: &case.text }).and(gallery(names, &base, &case.photos));
    if let Some(joint) = &case.joint {
        let standing = joint::standing(names, joint);
        shell = shell.body(Panel::new(names.t("joint-called-units"), standing));
    }
    let people = merged::people(&signed, id, &case).await?;
    shell = shell
        .body(money::summary(&signed, names, id, &case))
        .body(merged::panel(names, id, &case, people))
        .body(collective::links(names, &case))
        .body(Panel::new("", holding::bar(names, Audience::Worker, &case)))
        .body(Panel::new("", history::timeline(names, Audience::Worker, id, &entries)))
        .body(Panel::new(names.t("case-report"), report))
        .body(facts(names, &case));
    if offered.contains(&Act::Bypass) {
        let form = ui::Form::post(names.lang(), format!("/cases/{id}/bypass"))
            .submit(names.t(Act::Bypass.label()));
        let why = SafeHtml::from_safe(Text::meta(names.t("act-bypass-explained")));
        shell = shell.body(Panel::new(names.t("bypass-title"), why.and(form)));
    }
    let shown_apart = |one: &&Act| !matches!(one, Act::Confirm | Act::Dispute | Act::Bypass);
    for one in offered.iter().filter(shown_apart) {
        let href = format!("/cases/{id}/{}", one.as_str());
        shell = shell.body(Button::new(names.t(one.label()), href).outline());
    }
    let receipt = Button::new(names.t("case-receipt"), format!("/cases/{id}/receipt")).outline();
    Ok(signed.page(&shell.body(receipt)))
}

/// Whether somebody who did not report it may read it in a post.
async fn reads_as_staff(signed: &Signed, id: CaseId) -> Answer<bool> {
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(false) };
        let target = act::target(db, id, &case)?;
        Ok::<_, storage::Error>(act::may_read(&actor, &target))
    });
    Ok(read.await?)
}

/// A text with its line breaks.
#[derive(askama::Template)]
#[template(source = r#"<p class="note">{{ text }}</p>"#, ext = "html")]
struct Said<'a> {
    text: &'a str,
}
impl askama::filters::HtmlSafe for Said<'_> {}

#[derive(askama::Template)]
#[template(
    source = r#"<div class="row tags">{{ state }}{% if let Some(due) = due %}{{ due }}{% endif %}</div>"#,
    ext = "html"
)]
struct Tags {
    state: ui::list::Tag,
    due: Option<ui::list::Tag>,
}

/// Where it stands: state, deadline, steps.
fn head(names: Names<'_>, case: &Case) -> SafeHtml {
    let due = case.due.map(|at| due(names.lang(), at.by, names.now(), SOON_HOURS));
    let tags = Tags { state: state::tag(names.visit, case.state), due };
    let head = SafeHtml::of(&tags);
    let head = match state::steps(names.visit, case.state) {
        Some(steps) => head.and(steps),
        None => head,
    };
    if case.overdue {
        return head.and(Notice::new(Tone::Warn, names.t("case-overdue")));
    }
    head
}

/// The answer, with the question whether it is solved while that may be judged.
fn answered(
    names: Names<'_>,
    id: CaseId,
    case: &Case,
    answer: &Given,
    offered: &[Act],
) -> SafeHtml {
    let unit = answer.unit.map_or_else(|| names.t("who-program").to_owned(), |id| names.unit(id));
    let from = names.tf(
        "answer-from",
        &[
            ("unit", unit.into()),
            ("when", names.when(answer.at).into()),
            ("outcome", names.outcome(answer.outcome).into()),
        ],
    );
    let body = SafeHtml::from_safe(Text::meta(from))
        .and(Said { text: &answer.text })
        .and(gallery(names, &format!("/cases/{id}/photos"), &answer.photos))
        .and(Text::meta(names.t(standing(case.state))));
    let mut part = SafeHtml::from_safe(Panel::new(names.t("answer-title"), body));
    if offered.contains(&Act::Confirm) {
        let confirm = ui::Form::post(names.lang(), format!("/cases/{id}/confirm"))
            .fields(acts::answer_seen(case))
            .submit(names.t("act-confirm"));
        let dispute = Button::new(names.t("act-dispute"), format!("/cases/{id}/dispute")).outline();
        let asked = SafeHtml::from_safe(Text::new(verdict_until(names, case)));
        part = part.and(Panel::new(names.t("verdict-title"), asked.and(confirm).and(dispute)));
    }
    part
}

/// The two closing figures in words: what the unit says, and what the worker says.
const fn standing(state: State) -> &'static str {
    match state {
        State::Confirmed => "standing-confirmed",
        State::Closed => "standing-closed",
        State::Disputed | State::Reopened => "standing-disputed",
        State::Answered => "standing-answered",
        _ => "standing-past",
    }
}

fn verdict_until(names: Names<'_>, case: &Case) -> String {
    match case.lapse_at {
        Some(at) => names.tf("verdict-until", &[("by", names.when(at).into())]),
        None => names.t("verdict-late").to_owned(),
    }
}

/// Not ours to solve: why, and the right door with its number.
fn door(names: Names<'_>, case: &Case, entries: &[Entry]) -> SafeHtml {
    let Some(door) = case.door.as_deref().and_then(|code| names.door(code)) else {
        return SafeHtml::default();
    };
    let facts = CheckAnswers::new(names.lang())
        .row(names.t("door-name"), names.of(&door.name))
        .row(names.t("door-phone"), &door.phone);
    let why = entries.iter().rev().find_map(|entry| match &entry.what {
        What::OutOfScope { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let body = SafeHtml::from_safe(Said { text: why.unwrap_or_default() })
        .and(Text::new(names.of(&door.text)))
        .and(facts);
    SafeHtml::from_safe(Panel::new(names.t("door-title"), body))
}
