//! The duty page: what rings, for how long, and the one tap that takes it. It updates itself and
//! rings; without a script it loads itself anew every half minute.

use access::{Action, policy};
use askama::Template;
use axum::response::IntoResponse as _;
use contracts::CaseId;
use storage::Tx;
use ui::{
    Density, Form as Taking, SafeHtml, Tone,
    list::{Card, Cards, Empty},
    live::Live,
    panel::{Notice, Panel},
};
use web::{Answer, PathId, Signed, see_other};

use super::path;
use crate::{
    act::ActError,
    case::Case,
    duty::{self, Duty},
    pages::shared::{self, Names, facts},
    rules::Refusal,
    store::Kept,
};

/// Where what is urgent rings.
pub const DUTY: &str = "/desk/duty";
/// Alarms on one page, and hours for which those that are over stay on it.
const RINGING_MAX: usize = 50;
const OVER_MAX: usize = 20;
const OVER_HOURS: i64 = 24;

#[derive(Template)]
#[template(path = "desk/duty.html")]
struct Head<'a> {
    names: Names<'a>,
}

/// One alarm that rings.
#[derive(Template)]
#[template(path = "desk/alarm.html")]
struct Alarm<'a> {
    /// The sentence before and after the number of seconds, which counts on.
    waits: (String, String),
    seconds: i64,
    number: &'a str,
    href: String,
    title: &'a str,
    place: String,
    rung: String,
    next: String,
    form: SafeHtml,
}

/// `GET /desk/duty`
pub async fn show(signed: Signed) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let reach = policy::reach(&signed.actor, Action::CaseAccept);
    let since = signed.moment.now().plus_hours(-OVER_HOURS);
    let read = signed.app.store().read(move |db| {
        let ringing = duty::store::ringing(db, &reach, RINGING_MAX)?;
        Ok::<_, storage::Error>((ringing, duty::store::over_since(db, &reach, since, OVER_MAX)?))
    });
    let (ringing, over) = read.await?;
    let names = Names::new(&signed, &desk);
    let mut body = SafeHtml::default();
    if ringing.is_empty() {
        body = body.and(Empty::new(names.t("duty-none"), names.t("duty-none-text")));
    }
    for kept in &ringing {
        body = body.and(alarm(names, kept));
    }
    if !over.is_empty() {
        let cards = over.iter().map(|kept| card(names, kept)).collect();
        body = body.and(Panel::new(names.t("duty-over"), Cards(cards)));
    }
    let (id, events) = ("duty".to_owned(), "/live".to_owned());
    let live = Live { lang: names.lang(), id, events, source: String::new(), body };
    let shell =
        signed.shell(Density::Desk, names.t("duty-title")).template(&Head { names }).body(live);
    Ok(signed.page(&shell))
}

fn alarm(names: Names<'_>, kept: &Kept) -> SafeHtml {
    let case = &kept.case;
    let seconds = names.now().seconds_since(case.created_at).max(0);
    let sentence = names.tf("duty-waits", &[("seconds", "\u{0}".into())]);
    let (before, after) = sentence.split_once('\u{0}').unwrap_or((&sentence, ""));
    SafeHtml::of(&Alarm {
        waits: (before.to_owned(), after.to_owned()),
        seconds,
        number: &case.number,
        href: path(kept.id),
        title: &case.title,
        place: facts::place(names, case),
        rung: rung(names, case),
        next: next(names, case),
        form: SafeHtml::from_safe(taking(names, kept.id)),
    })
}

/// The one tap.
fn taking(names: Names<'_>, id: CaseId) -> Taking {
    Taking::post(names.lang(), format!("{}/acknowledge", path(id)))
        .submit(names.t("duty-acknowledge"))
        .dangerous()
}

/// Which desks were rung.
fn rung(names: Names<'_>, case: &Case) -> String {
    let rings = case.duty.iter().flat_map(|duty| &duty.rings);
    let units: Vec<String> = rings.map(|ring| names.unit(ring.unit)).collect();
    let between = if names.lang().is_zh() { "、" } else { ", " };
    names.tf("duty-rung", &[("units", units.join(between).into())])
}

/// What silence will do.
fn next(names: Names<'_>, case: &Case) -> String {
    match case.duty.as_ref().and_then(|duty| duty.pass_at) {
        Some(at) => {
            let local = at.local();
            let time = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
            names.tf("duty-next", &[("when", time.into())])
        }
        None => names.t("duty-unanswered").to_owned(),
    }
}

fn card(names: Names<'_>, kept: &Kept) -> Card {
    let told = kept.case.duty.as_ref().map_or_else(String::new, |duty| taken(names, duty));
    Card::new(&kept.case.title, path(kept.id)).meta(&kept.case.number).meta(told)
}

/// Who took it, and how soon.
fn taken(names: Names<'_>, duty: &Duty) -> String {
    match (duty.taken, duty.rang_at()) {
        (Some(taken), Some(rang_at)) => {
            let unit = taken.unit.map_or_else(String::new, |unit| names.unit(unit));
            let seconds = taken.at.seconds_since(rang_at);
            names.tf("duty-taken", &[("unit", unit.into()), ("seconds", seconds.into())])
        }
        _ => names.t("duty-dropped").to_owned(),
    }
}

/// The alarm on the case's own page, while it rings.
pub fn notice(names: Names<'_>, id: CaseId, case: &Case) -> SafeHtml {
    if !case.duty.as_ref().is_some_and(Duty::is_ringing) {
        return SafeHtml::default();
    }
    let said = format!("{} {}", names.t("duty-is-ringing"), rung(names, case));
    SafeHtml::from_safe(Notice::new(Tone::Bad, said)).and(taking(names, id))
}

/// `POST /desk/cases/{id}/acknowledge`
pub async fn acknowledge(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "acknowledge");
    let work = move |tx: &mut Tx<'_>| duty::acknowledge(tx, &actor, id);
    let (tone, key) = match signed.app.store().write(stamp, work).await {
        Ok(_) => (Tone::Good, "duty-done"),
        Err(ActError::Refused(Refusal::NotRinging)) => (Tone::Warn, "duty-taken-before"),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(path(id)).flash(tone, key).into_response())
}
