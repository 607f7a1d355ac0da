//! `/rejoin/{token}`: the form behind a station's poster (扫码归队). No account is needed.

use axum::{extract::Path, http::StatusCode, response::Response};
use storage::{Stamp, Tx};
use ui::{
    Density, Errors, Field, Form as Shown, Tone,
    list::Empty,
    panel::{Notice, Text},
};
use web::{Answer, Form, Visit, input::Typed};

use super::{Any, get, phone_of, unit_name};
use crate::{
    Desk, Fault,
    station::{self, Scan, Station},
};

/// Longer than any token that was ever made.
const TOKEN_MAX: usize = 64;

/// `GET /rejoin/{token}`
pub async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    match of(&visit, token).await? {
        Some(station) => Ok(form(&visit, &desk, &station, &Typed::new(), &Errors::new())),
        None => Ok(unknown(&visit)),
    }
}

async fn of(visit: &Visit, token: String) -> Answer<Option<Station>> {
    let asked = Some(token).filter(|token| token.len() <= TOKEN_MAX).unwrap_or_default();
    Ok(visit.app.store().read(move |db| station::of_token(db, &asked)).await?)
}

fn unknown(visit: &Visit) -> Response {
    let none = Empty::new(visit.t("branches-no-station"), visit.t("branches-no-station-text"));
    let shell = visit.shell(Density::Phone, visit.t("branches-rejoin")).body(none);
    visit.page_with(StatusCode::NOT_FOUND, &shell)
}

fn form(visit: &Visit, desk: &Desk, station: &Station, typed: &Typed, errors: &Errors) -> Response {
    let branch = unit_name(visit, desk, station.branch);
    let lead = visit.tf("branches-rejoin-lead", &[("branch", branch.into())]);
    let form = Shown::post(visit.lang, format!("/rejoin/{}", station.token))
        .field(Field::text("name", visit.t("branches-name")).max_length(40).autocomplete("name"))
        .field(Field::phone("phone", visit.t("branches-phone")).autocomplete("tel-national"))
        .field(
            Field::text("home_name", visit.t("branches-ask-home"))
                .hint(visit.t("branches-rejoin-home-hint"))
                .max_length(100),
        )
        .submit(visit.t("branches-rejoin-send"))
        .keep(typed)
        .errors(errors);
    let shell = visit
        .shell(Density::Phone, visit.t("branches-rejoin"))
        .body(Text::new(station.name.clone()))
        .body(Text::meta(lead))
        .form(&form);
    if errors.is_empty() { visit.page(&shell) } else { visit.page_again(&shell) }
}

/// `POST /rejoin/{token}`
pub async fn scan(visit: Visit, Path(token): Path<String>, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let Some(station) = of(&visit, token).await? else { return Ok(unknown(&visit)) };
    let typed = sent.raw.clone();
    let (consulted, opened) = (desk.clone(), station.token.clone());
    let stamp = Stamp {
        moment: visit.moment.clone(),
        actor: None,
        role: "visitor".into(),
        purpose: "rejoin".into(),
    };
    let work = move |tx: &mut Tx<'_>| -> Result<bool, Fault> {
        let home_name = get(&typed, "home_name").to_owned();
        let scan = Scan {
            name: get(&typed, "name").to_owned(),
            phone: phone_of(&typed)?,
            home: home(&consulted, &home_name),
            home_name,
        };
        station::scan(tx, &consulted, &opened, &scan)
    };
    match visit.app.store().write(stamp, work).await {
        Ok(taken) => {
            let (tone, key) = if taken {
                (Tone::Good, "branches-rejoined")
            } else {
                (Tone::Warn, "branches-busy")
            };
            let shell = visit
                .shell(Density::Phone, visit.t("branches-rejoin"))
                .body(Notice::new(tone, visit.t(key)));
            Ok(visit.page(&shell))
        }
        Err(Fault::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, visit.t(code));
            Ok(form(&visit, &desk, &station, &sent.raw, &errors))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A home branch of this deployment by its exact name; any other is told by its name alone.
fn home(desk: &Desk, name: &str) -> Option<contracts::UnitId> {
    let named = desk.tree.named(name.trim());
    named.into_iter().find(|unit| desk.branch("home", *unit).is_ok())
}
