//! 帮忙看看: look at closed cases on the spot. A worker agrees once, chooses a street, and answers
//! with one tap. Nothing here names who handled a case or who reported it.

use axum::response::{IntoResponse as _, Response};
use contracts::AskId;
use kernel::AreaCode;
use serde::Deserialize;
use storage::Tx;
use ui::{
    Errors, Field, Form as FormView, Tone,
    form::{CheckAnswers, Pick},
    list::{Card, Cards, Empty},
    panel::{Button, Panel, Text},
    when,
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{details::areas, shell};
use crate::{
    act::ActError,
    checks::{
        self, Said, store,
        view::{self, Asked},
        volunteer,
    },
    pages::shared::{Names, desk},
    results::{REMARK_MAX, may_look},
    rules::Refusal,
};

const HERE: &str = "/checks";
/// A deadline this near is amber.
const SOON_HOURS: i64 = 48;

/// `GET /checks`
pub(super) async fn show(signed: Signed) -> Answer {
    page(&signed, "", &Errors::new()).await
}

async fn page(signed: &Signed, chosen: &str, errors: &Errors) -> Answer {
    may_look(&signed.actor)?;
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((store::volunteers_for(db, person)?, view::open(db, person)?))
    });
    let (area, asked) = read.await?;
    let mut shell = shell(signed, names.t("checks-title")).back("/me");
    if asked.is_empty() && area.is_some() {
        shell = shell.body(Empty::new(names.t("checks-none"), names.t("checks-none-text")));
    } else if !asked.is_empty() {
        let cards = asked.iter().map(|one| card(names, one)).collect();
        shell = shell.body(Text::new(names.t("checks-lead"))).body(Cards(cards));
    }
    let change = signed.query.get("change").is_some() || !errors.is_empty();
    shell = match area {
        Some(area) if !change => {
            let told = names.tf("checks-where", &[("area", names.area(&area).into())]);
            shell
                .body(Panel::new("", Text::new(told)))
                .body(Button::new(names.t("checks-change"), "/checks?change=1").outline())
                .body(
                    FormView::post(names.lang(), "/checks/volunteer/end")
                        .submit(names.t("checks-stop"))
                        .inline(),
                )
        }
        _ => {
            let known = area.map(|area| area.to_string()).unwrap_or_default();
            let known = if chosen.is_empty() { known.as_str() } else { chosen };
            shell
                .body(Text::new(names.t("checks-invite")))
                .body(Text::meta(names.t("checks-promise")))
                .form(&volunteer_form(names, known).errors(errors))
        }
    };
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn volunteer_form(names: Names<'_>, chosen: &str) -> FormView {
    FormView::post(names.lang(), "/checks/volunteer")
        .field(Field::select("area", names.t("checks-area"), areas(names, chosen)).value(chosen))
        .submit(names.t("checks-join"))
}

/// What the checker may know, in a line or two.
fn title<'a>(names: Names<'a>, asked: &'a Asked) -> &'a str {
    asked.released.as_ref().map_or_else(|| names.matter(&asked.matter), |(title, _)| title)
}

fn place(names: Names<'_>, asked: &Asked) -> String {
    let area = names.area(&asked.area);
    asked.address.as_ref().map_or(area.clone(), |address| format!("{area} {address}"))
}

fn card(names: Names<'_>, asked: &Asked) -> Card {
    let href = format!("{HERE}/{}", asked.id);
    let mut card = Card::new(title(names, asked), href.clone())
        .tag(when::due(names.lang(), asked.due_at, names.now(), SOON_HOURS))
        .meta(place(names, asked))
        .body(Text::new(names.t("checks-question")));
    for said in Said::ALL {
        let tap = FormView::post(names.lang(), href.clone())
            .submit(names.t(said_key(said)))
            .submit_value("answer", said.as_str())
            .inline();
        card = card.body(tap);
    }
    card
}

const fn said_key(said: Said) -> &'static str {
    match said {
        Said::Solved => "checks-solved",
        Said::Unsolved => "checks-unsolved",
        Said::Unsure => "checks-unsure",
    }
}

/// `GET /checks/{id}`: the same with more room, and words.
pub(super) async fn one(signed: Signed, PathId(id): PathId<AskId>) -> Answer {
    one_page(&signed, id, &Errors::new()).await
}

async fn one_page(signed: &Signed, id: AskId, errors: &Errors) -> Answer {
    may_look(&signed.actor)?;
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let person = signed.actor.person;
    let found = signed.app.store().read(move |db| view::one(db, person, id)).await?;
    let asked = found.ok_or_else(Problem::not_found)?;
    let mut facts = CheckAnswers::new(names.lang())
        .row(names.t("fact-matter"), names.matter(&asked.matter))
        .row(names.t("fact-place"), place(names, &asked))
        .row(names.t("checks-until"), names.when(asked.due_at));
    if let Some((_, text)) = &asked.released {
        facts = facts.row(names.t("checks-told"), text);
    }
    let mut shell = shell(signed, title(names, &asked)).back(HERE).body(facts);
    if let Some(place) = asked.place {
        let href = format!("geo:{},{}", place.lat(), place.lon());
        shell = shell.body(Button::new(names.t("checks-map"), href).outline());
    }
    if asked.over {
        let told = if asked.answer.is_some() { "checks-answered" } else { "checks-over" };
        return Ok(signed.page(&shell.body(Text::new(names.t(told)))));
    }
    let picks = Said::ALL.map(|said| Pick::new(said.as_str(), names.t(said_key(said))));
    let max = u32::try_from(REMARK_MAX).unwrap_or(u32::MAX);
    let form = FormView::post(names.lang(), format!("{HERE}/{id}"))
        .field(Field::choice("answer", names.t("checks-question"), picks.into()))
        .field(Field::text("remark", names.t("result-remark")).max_length(max).optional())
        .submit(names.t("result-send"))
        .errors(errors);
    let shell = shell.form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    remark: String,
    #[serde(default)]
    area: String,
}

/// `POST /checks/{id}`
pub(super) async fn answer(
    signed: Signed,
    PathId(id): PathId<AskId>,
    typed: Form<Typed>,
) -> Answer {
    let Some(said) = Said::parse(&typed.answer) else {
        let mut errors = Errors::new();
        errors.add("answer", signed.t("checks-choose"));
        return one_page(&signed, id, &errors).await;
    };
    let desk = desk(&signed.app)?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "check");
    let (actor, remark) = (signed.actor.clone(), typed.remark.clone());
    let write = move |tx: &mut Tx<'_>| checks::answer(tx, &desk, &actor, id, said, &remark);
    match signed.app.store().write(stamp, write).await {
        Ok(()) => Ok(back(Tone::Good, "checks-thanks")),
        Err(ActError::Refused(Refusal::CheckOver)) => Ok(back(Tone::Warn, "checks-over")),
        Err(ActError::Refused(Refusal::AnsweredBefore)) => Ok(back(Tone::Warn, "checks-answered")),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            one_page(&signed, id, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /checks/volunteer`
pub(super) async fn join(signed: Signed, typed: Form<Typed>) -> Answer {
    let Ok(area) = AreaCode::parse(&typed.area) else {
        return again(&signed, &typed.area, "checks-area-choose").await;
    };
    let desk = desk(&signed.app)?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "volunteer");
    let actor = signed.actor.clone();
    let write = move |tx: &mut Tx<'_>| volunteer::join(tx, &desk, &actor, area);
    match signed.app.store().write(stamp, write).await {
        Ok(()) => Ok(back(Tone::Good, "checks-joined")),
        Err(ActError::Invalid { code, .. }) => again(&signed, &typed.area, code).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(signed: &Signed, chosen: &str, code: &str) -> Answer {
    let mut errors = Errors::new();
    errors.add("area", signed.t(code));
    page(signed, chosen, &errors).await
}

/// `POST /checks/volunteer/end`
pub(super) async fn leave(signed: Signed) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "volunteer");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| volunteer::leave(tx, &actor)).await?;
    Ok(back(Tone::Good, "checks-left"))
}

fn back(tone: Tone, told: &'static str) -> Response {
    see_other(HERE).flash(tone, told).into_response()
}
