//! Signing in, as pages and API both do it.

use std::net::{IpAddr, Ipv4Addr};

use access::{
    code::{self, Requested, Verified},
    password::{self, LookedUp, SignIn},
};
use kernel::Phone;
use storage::Stamp;
use web::{Answer, Problem, Visit};

use crate::rules::{rules, staff_rules};

/// Asks for a one-time code.
pub(crate) async fn request_code(visit: &Visit, phone: Phone) -> Answer<Requested> {
    let (vault, rules) = (visit.app.vault().clone(), rules(&visit.app)?.codes.clone());
    let from = visit.client_ip.0.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let work = visit.app.store().write(stamp(visit), move |tx| {
        code::request_code(tx, &vault, &rules, &phone, from).map_err(Problem::from)
    });
    work.await
}

/// Gives a one-time code.
pub(crate) async fn verify_code(
    visit: &Visit,
    phone: Phone,
    code: String,
    device: String,
) -> Answer<Verified> {
    let (vault, rules) = (visit.app.vault().clone(), rules(&visit.app)?.codes.clone());
    let work = visit.app.store().write(stamp(visit), move |tx| {
        code::verify_code(tx, &vault, &rules, &phone, &code, &device).map_err(Problem::from)
    });
    work.await
}

/// What staff give at the door.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub login: String,
    pub password: String,
    /// A code of the authenticator or a recovery code; empty when none was given yet.
    pub second: String,
}

/// Checks login, password and second factor.
pub(crate) async fn sign_in_staff(
    visit: &Visit,
    given: Credentials,
    device: String,
) -> Answer<SignIn> {
    let (app, now) = (&visit.app, visit.moment.now());
    let Credentials { login, password, second } = given;
    let (vault, hasher) = (app.vault().clone(), rules(app)?.hasher.clone());
    let looked_up =
        app.store().read(move |db| password::look_up(db, &vault, &hasher, &login, now)).await?;
    let candidate = match looked_up {
        LookedUp::Check(candidate) => candidate,
        LookedUp::RetryAfter(seconds) => return Ok(SignIn::RetryAfter(seconds)),
    };
    let checked = tokio::task::spawn_blocking(move || candidate.check(&password))
        .await
        .map_err(Problem::internal)?;
    let (vault, rules) = (app.vault().clone(), staff_rules(app));
    let work = app.store().write(stamp(visit), move |tx| {
        password::finish(tx, &vault, &rules, &checked, Some(&second), &device)
            .map_err(Problem::from)
    });
    work.await
}

/// Nobody has signed in yet, so the program itself writes.
pub(crate) fn stamp(visit: &Visit) -> Stamp {
    Stamp::system(visit.moment.clone(), "sign-in")
}

/// Seconds as a wait that a response can name.
pub(crate) fn wait(seconds: i64) -> u64 {
    u64::try_from(seconds.max(1)).unwrap_or(1)
}
