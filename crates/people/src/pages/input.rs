//! What is typed, read with a remedy for each mistake; what is said about waiting.

use std::sync::Arc;

use access::membership;
use axum::response::Response;
use contracts::{UnitCard, UnitId, Units};
use kernel::{Phone, PhoneError};
use ui::{Density, Form, Shell};
use web::{Answer, Message, Problem, Visit, safe_path};

use crate::{account::AccountError, flow};

/// A mobile number.
pub(crate) fn phone(typed: &str) -> Answer<Phone> {
    Phone::parse(typed).map_err(|error| {
        let key = match error {
            PhoneError::Landline => "people-phone-landline",
            PhoneError::Abroad => "people-phone-abroad",
            PhoneError::Length(_) | PhoneError::Short => "people-phone-length",
            _ => "people-phone-format",
        };
        Problem::invalid().field("phone", key)
    })
}

/// Where to go afterwards: a path of this site that is not the door itself.
pub(crate) fn next(typed: &str) -> &str {
    let door = |path: &&str| !path.starts_with("/sign-in") && !path.starts_with("/staff/sign-in");
    safe_path(typed).filter(door).unwrap_or("/")
}

/// Too many tries: how long to wait.
pub(crate) fn too_soon(seconds: i64) -> Problem {
    Problem::too_many(flow::wait(seconds)).detail(waiting(seconds))
}

/// The sentence about a wait, rounded up.
pub(crate) fn waiting(seconds: i64) -> Message {
    if seconds < 120 {
        Message::key("people-wait-seconds").arg("n", seconds.max(1))
    } else {
        Message::key("people-wait-minutes").arg("n", (seconds + 59) / 60)
    }
}

/// A page of the door: one column, one question.
pub(super) fn door(visit: &Visit, title: &'static str) -> Shell {
    visit.shell(Density::Phone, visit.t(title))
}

/// A form again with what was typed and what was wrong; other problems are passed on.
pub(super) fn again(
    visit: &Visit,
    shell: Shell,
    form: Form,
    typed: &[(String, String)],
    problem: Problem,
) -> Answer<Response> {
    if problem.status() != 422 {
        return Err(problem);
    }
    let errors = problem.errors(visit.app.words(), visit.lang);
    Ok(visit.page_again(&shell.form(&form.keep(typed).errors(&errors))))
}

/// The organizations, when the deployment has hung them on the app.
pub(crate) fn units(visit: &Visit) -> Answer<&dyn Units> {
    let units = visit.app.get::<Arc<dyn Units>>();
    units.map(|units| &**units).ok_or_else(|| Problem::internal("no units hang on the app"))
}

/// An organization by its typed id.
pub(crate) fn unit_card(visit: &Visit, typed: &str) -> Answer<UnitCard> {
    let id = typed.trim().parse::<UnitId>().ok();
    let found = id.and_then(|id| units(visit).ok()?.unit(id));
    found.ok_or_else(|| Problem::invalid().field("unit", "people-unit-unknown"))
}

/// The name of an organization, empty when it is unknown.
pub(crate) fn unit_name(visit: &Visit, id: UnitId) -> String {
    let card = units(visit).ok().and_then(|units| units.unit(id));
    card.map(|card| card.name(!visit.lang.is_zh()).to_owned()).unwrap_or_default()
}

/// The role's name in the reader's language.
pub(super) fn role_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    let name = catalogue.role(code).map(|role| role.name.clone());
    name.map_or_else(|| code.to_owned(), |name| if visit.lang.is_zh() { name.zh } else { name.en })
}

/// What to tell about an account that was not opened or closed.
pub(crate) fn problem_of(error: AccountError) -> Problem {
    use membership::Error::{RoleTooHigh, Store, ToThemselves};
    let wrong = |field: &str, key: &'static str| Problem::invalid().field(field, key);
    match error {
        AccountError::Login => wrong("login", "people-login-form"),
        AccountError::Name => wrong("name", "people-name-length"),
        AccountError::Role => wrong("role", "people-role-unfit"),
        AccountError::Vault(access::vault::Error::Taken(kind)) => {
            wrong(kind.as_str(), "people-taken")
        }
        AccountError::Vault(error) => error.into(),
        AccountError::Post(Store(error)) => error.into(),
        AccountError::Post(RoleTooHigh { .. }) => wrong("role", "people-role-too-high"),
        AccountError::Post(ToThemselves) => wrong("", "people-not-oneself"),
        AccountError::Post(error) => Problem::forbidden().cause(error),
    }
}
