//! The first page, and where complaints go.

use access::{Action, Actor, reach};
use axum::{http::Method, response::IntoResponse as _};
use ui::{
    Density, SafeHtml, Tone,
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Need, Routes, Visit, see_other};

/// Addresses of the program itself.
pub fn routes() -> Routes {
    Routes::new("yilu").page(Method::GET, "/", Need::Public, home).page(
        Method::GET,
        "/complaint",
        Need::Public,
        complaint,
    )
}

async fn home(visit: Visit) -> Answer {
    if let Some(actor) = visit.actor.as_ref().filter(|actor| actor.is_staff()) {
        return Ok(see_other(desk_of(actor)).into_response());
    }
    let mut shell = visit
        .shell(Density::Phone, visit.app.city_name(visit.lang))
        .body(Text::new(visit.t("home-lead")))
        .body(places::front(&visit))
        .body(Button::new(visit.t("home-report"), "/report"));
    if visit.actor.as_ref().is_some_and(|actor| !reach(actor, Action::CaseList).is_empty()) {
        shell = shell
            .body(Button::new(visit.t("home-in-hand"), "/inbox"))
            .body(Button::new(visit.t("home-file"), "/desk/file").outline());
    }
    shell = match visit.actor {
        Some(_) => shell
            .body(Button::new(visit.t("home-passes"), "/passes").outline())
            .body(Button::new(visit.t("home-mine"), "/cases/mine").outline())
            .body(Button::new(visit.t("home-gatherings"), "/gatherings").outline())
            .body(Button::new(visit.t("home-merchants"), "/merchants").outline()),
        None => shell
            .body(Button::new(visit.t("home-visitor"), "/passes/visitor").outline())
            .body(Button::new(visit.t("home-sign-in"), "/sign-in").outline()),
    };
    if visit.actor.is_some() {
        shell = shell.body(Button::new(visit.t("home-liaisons"), "/liaisons").outline());
    }
    shell = shell
        .body(Button::new(visit.t("home-collective"), "/collective").outline())
        .body(Button::new(visit.t("home-councils"), "/councils").outline())
        .body(Button::new(visit.t("home-progress"), "/progress").outline())
        .body(Button::new(visit.t("home-funds"), "/funds").outline())
        .body(Notice::new(Tone::Warn, visit.t("home-urgent")))
        .body(Panel::new(visit.t("home-promise"), promises(&visit)));
    if visit.actor.is_none() {
        shell = shell.body(SafeHtml::from_safe(
            Button::new(visit.t("home-staff"), "/staff/sign-in").outline(),
        ));
    }
    if visit.app.settings().demo {
        shell = shell.body(Text::meta(visit.t("home-demo")));
    }
    Ok(visit.page(&shell))
}

/// Where somebody in office begins: not everybody works on cases.
fn desk_of(actor: &Actor) -> &'static str {
    let may = |action| !reach(actor, action).is_empty();
    if may(Action::CaseList) {
        "/inbox"
    } else if may(Action::UnitRead) {
        "/units"
    } else {
        "/me"
    }
}

fn promises(visit: &Visit) -> SafeHtml {
    ["one", "two", "three", "four", "five"]
        .into_iter()
        .map(|number| Text::new(visit.t(&format!("home-promise-{number}"))))
        .fold(SafeHtml::default(), SafeHtml::and)
}

async fn complaint(visit: Visit) -> Answer {
    let shell = visit
        .shell(Density::Phone, visit.t("complaint-title"))
        .back("/")
        .body(Text::new(visit.t("complaint-lead")))
        .body(Button::new(visit.t("complaint-report"), "/report?matter=suggestion"))
        .body(Text::new(visit.t("complaint-hotline")))
        .body(Text::new(visit.t("complaint-scope")))
        .body(Text::meta(visit.t("complaint-rules")));
    Ok(visit.page(&shell))
}
