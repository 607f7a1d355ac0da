//! The first page, and where complaints go.

use access::{Action, Actor, reach};
use axum::{http::Method, response::IntoResponse as _};
use ui::{
    Density, SafeHtml, Tone,
    panel::{Button, Doors, Notice, Panel, Text},
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
    shell = shell
        .body(Doors(doors(&visit)))
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

/// What else one can do here, for somebody who is known and for somebody who is not.
fn doors(visit: &Visit) -> Vec<Button> {
    let known = [
        ("home-passes", "/passes"),
        ("home-mine", "/cases/mine"),
        ("home-gatherings", "/gatherings"),
        ("home-merchants", "/merchants"),
        ("home-liaisons", "/liaisons"),
    ];
    let unknown = [("home-visitor", "/passes/visitor"), ("home-sign-in", "/sign-in")];
    let all = [
        ("home-collective", "/collective"),
        ("home-councils", "/councils"),
        ("home-progress", "/progress"),
        ("home-funds", "/funds"),
    ];
    let mine = if visit.actor.is_some() { &known[..] } else { &unknown[..] };
    let doors = mine.iter().chain(&all);
    doors.map(|(label, path)| Button::new(visit.t(label), *path).outline()).collect()
}

/// Where somebody in office begins: not everybody works on cases.
fn desk_of(actor: &Actor) -> &'static str {
    let may = |action| !reach(actor, action).is_empty();
    if actor.memberships.iter().any(|post| post.role == "branch-secretary") {
        "/desk/branches"
    } else if may(Action::CaseList) {
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
