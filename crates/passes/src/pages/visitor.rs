//! A pass for a day without an account: the poster at the gate leads here, one button gives it.

use axum::response::{IntoResponse as _, Response};
use kernel::AreaCode;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Shell,
    form::Pick,
    panel::{Button, Notice, Text},
};
use web::{Answer, Form, Message, PathId, Problem, Visit, see_other};

use crate::{
    Desk, GateId,
    api::visitor::{area_of, give as give_pass},
    card::Mode,
    issue,
    store::{gates, tokens},
};

/// Streets in the list of those who did not scan a poster.
const AREAS_MAX: usize = 500;

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    #[serde(default)]
    gate: String,
    #[serde(default)]
    area: String,
}

/// `GET /passes/visitor?gate=`
pub async fn ask(visit: Visit) -> Answer<Response> {
    let gate = match visit.query.get("gate").map(str::parse::<GateId>) {
        Some(Ok(gate)) => visit.app.store().read(move |db| gates::find(db, gate)).await?,
        Some(Err(_)) => return Err(Problem::not_found()),
        None => None,
    };
    let form = FormView::post(visit.lang, "/passes/visitor").submit(visit.t("visitor-get"));
    let mut shell = start(&visit);
    let form = match gate.filter(|gate| gate.closed_at.is_none()) {
        Some(gate) => {
            let place = visit.tf("visitor-at", &[("gate", gate.name.as_str().into())]);
            shell = shell.body(Text::new(place));
            form.field(Field::hidden("gate", gate.id.to_string()))
        }
        None => form.field(Field::select("area", visit.t("visitor-area"), areas(&visit)?)),
    };
    shell = shell.form(&form).body(Text::meta(visit.t("visitor-safe")));
    if visit.actor.is_some() {
        shell = shell.body(Button::new(visit.t("pass-title"), "/passes").outline());
    }
    Ok(visit.page(&shell))
}

/// `POST /passes/visitor`
pub async fn give(visit: Visit, sent: Form<Typed>) -> Answer<Response> {
    let area = match sent.gate.parse::<GateId>() {
        Ok(gate) => area_of(&visit, gate).await?,
        Err(_) => AreaCode::parse(&sent.area)
            .map_err(|_| Problem::invalid().field("area", Message::key("pass-area-wrong")))?,
    };
    let (_, secret) = give_pass(&visit, area).await?;
    Ok(see_other(format!("/passes/visitor/{secret}")).into_response())
}

/// `GET /passes/visitor/{secret}`: shows the code; its script keeps the pass on the phone.
pub async fn show(visit: Visit, PathId(secret): PathId<String>) -> Answer<Response> {
    let (now, asked) = (visit.moment.now(), secret.clone());
    let read = move |db: &mut storage::Db<'_>| issue::of_visitor(db, &asked, now);
    let card = visit.app.store().read(read).await?.ok_or_else(Problem::not_found)?;
    let today = now.day();
    let printed = move |db: &mut storage::Db<'_>| tokens::of_day(db, card.id, today, Mode::Paper);
    let printed = visit.app.store().read(printed).await?;
    let plain = match printed {
        Some(token) => super::paper::svg_of(&token.text)?,
        None => SafeHtml::default(),
    };
    let shell = super::show::shell(&visit, &secret)
        .body(SafeHtml::trusted("<noscript>").and(plain).and(SafeHtml::trusted("</noscript>")))
        .body(Notice::new(ui::Tone::Plain, visit.t("visitor-kept")))
        .body(Text::meta(visit.t("visitor-safe")));
    Ok(visit.page(&shell))
}

fn start(visit: &Visit) -> Shell {
    visit
        .shell(Density::Phone, visit.t("visitor-title"))
        .back("/")
        .body(Text::new(visit.t("visitor-lead")))
}

/// The city's streets.
fn areas(visit: &Visit) -> Answer<Vec<Pick>> {
    let (book, city) = (visit.app.areas(), Desk::of(&visit.app)?.city());
    let streets = book
        .iter()
        .filter(|(code, _)| code.level() == kernel::Level::Street && city.contains(code));
    let picks = streets.take(AREAS_MAX);
    Ok(picks.map(|(code, _)| Pick::new(code.to_string(), book.local_name(&code))).collect())
}
