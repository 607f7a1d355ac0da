//! The whistle on a case's page: every part with its bar and what can be done with it, the meeting,
//! and the form that calls.

mod act;
mod forms;
mod submit;
mod units;
mod waiting;

use access::Action;
use axum::{
    http::{Method, StatusCode},
    response::Response,
};
use contracts::CaseId;
use ui::{
    Errors, SafeHtml, Tone,
    panel::{Panel, Text},
    timeline::{Holding, Lane, Lanes},
};
use web::{
    Form, Need,
    Need::{AnyOf, May},
    PathId, Routes, Signed,
    input::Typed,
};

use super::{case::With, sight::Sight};
use crate::{
    holder::{Holder, held},
    joint::{Joint, Part},
    pages::shared::{Audience, Names, holding, joint as told},
};
use act::Act;
pub use waiting::{own_units, waiting};

/// What was just tried with a part (0: with the whole) and not done.
#[derive(Debug, Clone)]
pub struct Tried {
    act: Act,
    part: i64,
    typed: Typed,
    pub errors: Errors,
    pub why: String,
    pub status: StatusCode,
}

/// Every address of the whistle.
pub fn routes() -> Routes {
    let meets: Need = AnyOf(&[Action::CaseWhistle, Action::CaseAnswer]);
    let routes = Routes::new("cases")
        .page(Method::POST, "/desk/cases/{id}/whistle", May(Action::CaseWhistle), submit::whistle)
        .page(Method::POST, "/desk/cases/{id}/meeting", meets, submit::convene)
        .page(Method::POST, "/desk/cases/{id}/minutes", meets, submit::meet);
    Act::OF_PARTS.into_iter().fold(routes, |routes, act| {
        let path = format!("/desk/cases/{{id}}/parts/{{part}}/{}", act.code());
        let handler = move |signed: Signed, at: PathId<(CaseId, i64)>, form: Form<submit::Any>| {
            submit::part(act, signed, at, form)
        };
        routes.page(Method::POST, &path, May(act.action()), handler)
    })
}

/// Everything about the parts; nothing where there is none and this reader may not call.
pub fn section(signed: &Signed, names: Names<'_>, sight: &Sight, with: &With<'_>) -> SafeHtml {
    let may = |act| act::may(&signed.actor, &sight.case, act, 0);
    let sheets = forms::Sheets { signed, names, sight, tried: with.joint };
    let call = if may(Act::Whistle) { sheets.whistle() } else { SafeHtml::default() };
    let Some(joint) = &sight.case.joint else { return call };
    let lanes = joint.parts.iter().map(|part| lane(names, part, sheets.of_part(part))).collect();
    let mut body = SafeHtml::from_safe(Text::meta(lead(names, joint))).and(Lanes::new(
        names.lang(),
        names.now(),
        lanes,
    ));
    for meeting in &joint.meetings {
        body = body.and(Text::new(told::meeting(names, &meeting.place)));
        if let Some((minutes, _)) = &meeting.held {
            body = body.and(Text::meta(minutes));
        }
    }
    for act in [Act::Convene, Act::Meet] {
        if may(act) {
            body = body.and(sheets.of_whole(act));
        }
    }
    SafeHtml::from_safe(Panel::new(names.t("joint-title"), body)).and(call)
}

/// Who leads, and how many parts are closed.
fn lead(names: Names<'_>, joint: &Joint) -> String {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (all, open) = (joint.parts.len(), joint.open().count());
    names.tf(
        "joint-lead",
        &[
            ("street", names.unit(joint.street).into()),
            ("lead", names.unit(joint.lead).into()),
            ("done", count(all - open).into()),
            ("all", count(all).into()),
        ],
    )
}

/// One part with its bar.
fn lane(names: Names<'_>, part: &Part, body: SafeHtml) -> Lane {
    let (sign, tone, word) = told::mark(part);
    let due = part.due().map(|at| {
        let key = if part.acknowledged_at.is_none() && part.answer.is_none() {
            "joint-due-acknowledge"
        } else {
            "joint-due-answer"
        };
        names.tf(key, &[("when", names.when(at).into())])
    });
    Lane {
        id: format!("part-{}", part.number),
        who: format!("{}. {}", part.number, names.unit(part.unit)),
        what: part.task.clone(),
        sign,
        state: names.t(word).to_owned(),
        tone,
        due: due.unwrap_or_default(),
        marks: vec![part.limits.acknowledge, part.limits.answer],
        holdings: holdings(names, part),
        body: said(names, part).and(body),
    }
}

fn holdings(names: Names<'_>, part: &Part) -> Vec<Holding> {
    let held = held(&part.holdings, names.now());
    let last = held.len().checked_sub(1).filter(|_| part.holder() != Holder::Nobody);
    held.iter()
        .enumerate()
        .map(|(at, one)| Holding {
            who: match one.holder {
                Holder::Unit(unit) => names.unit(unit),
                // A part is always a unit's.
                Holder::Member(_) | Holder::Worker | Holder::Nobody => String::new(),
            },
            from: one.since,
            until: (last != Some(at)).then(|| one.since.plus_seconds(one.seconds)),
            tone: if last == Some(at) && part.is_late() { Tone::Bad } else { Tone::Plain },
        })
        .collect()
}

/// What was said about a part so far, and who was silent.
fn said(names: Names<'_>, part: &Part) -> SafeHtml {
    let mut body = SafeHtml::default();
    for silence in &part.silences {
        body = body.and(Text::new(told::silence(names, silence)));
    }
    if let Some(unit) = part.handed_back {
        let unit = names.unit(unit);
        body = body.and(Text::meta(names.tf("joint-handed-back-once", &[("unit", unit.into())])));
    }
    if !part.reason.is_empty() {
        let reason = [("reason", part.reason.as_str().into())];
        body = body.and(Text::meta(names.tf("joint-reason", &reason)));
    }
    if let Some((text, _)) = &part.answer {
        body = body.and(Text::new(names.tf("joint-answer", &[("text", text.as_str().into())])));
    }
    body
}

/// The page again, after something that was not done.
fn page(signed: &Signed, desk: &crate::Desk, sight: &Sight, tried: &Tried) -> Response {
    super::case::page(signed, desk, sight, &With { joint: Some(tried), ..With::default() })
}
