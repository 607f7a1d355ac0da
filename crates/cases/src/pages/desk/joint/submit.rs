//! What the forms of the whistle send. Done: back to the page. Not done: the page again, as it is
//! now, with what was typed.

use access::Actor;
use axum::{http::StatusCode, response::IntoResponse as _};
use contracts::{CaseId, UnitId};
use kernel::{Day, Timestamp};
use storage::Tx;
use ui::{Errors, Tone};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

pub use super::super::submit::Any;
use super::{
    super::{
        path, sight,
        submit::{get, refused},
    },
    Tried,
    act::Act,
    forms::name,
    page,
};
use crate::{
    Desk,
    act::ActError,
    case::Case,
    joint::{
        At,
        call::{self, Wanted, Whistle},
        meeting, own, street,
    },
    pages::shared::{self, Names},
};

const UNITS: &str = "whistle-units";

pub async fn whistle(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let called = read_whistle(&form.raw);
    perform(signed, id, (Act::Whistle, 0), form.raw, move |tx, desk, actor, _| {
        call::whistle(tx, desk, actor, id, called?)
    })
    .await
}

/// Ticked units, each with its own task or the common one.
fn read_whistle(typed: &Typed) -> Result<Whistle, ActError> {
    let common = get(typed, "whistle-task");
    let ticked = typed.iter().filter(|(key, _)| key == UNITS);
    let mut parts = Vec::new();
    for (_, unit) in ticked {
        let own = get(typed, &format!("whistle-task-{unit}"));
        let task = if own.trim().is_empty() { common } else { own }.to_owned();
        let unit = readable(unit, "parts")?;
        parts.push(Wanted { unit, task, acknowledge: None, answer: None });
    }
    let lead = match get(typed, "whistle-lead") {
        "" => None,
        lead => Some(readable(lead, "lead")?),
    };
    Ok(Whistle { lead, parts })
}

fn readable(unit: &str, field: &'static str) -> Result<UnitId, ActError> {
    unit.parse().map_err(|_| ActError::Invalid { field, code: "unit-unknown" })
}

pub async fn convene(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let at = read_time(get(&form.raw, "meeting-day"), get(&form.raw, "meeting-time"));
    let place = get(&form.raw, "meeting-place").to_owned();
    let note = get(&form.raw, "meeting-note").to_owned();
    perform(signed, id, (Act::Convene, 0), form.raw, move |tx, _, actor, _| {
        let convened = meeting::convene(tx, actor, id, at?, &place, &note);
        convened.map_err(|error| match error {
            ActError::Invalid { field: "at", code } => ActError::Invalid { field: "day", code },
            error => error,
        })
    })
    .await
}

/// A day and a time of the clock on the wall in China.
fn read_time(day: &str, time: &str) -> Result<Timestamp, ActError> {
    let wrong = |field, code| ActError::Invalid { field, code };
    let day: Day = day.trim().parse().map_err(|_| wrong("day", "joint-day-wrong"))?;
    let time = time.trim().replace('：', ":");
    let clock = time.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute) = (hour.parse::<i8>().ok()?, minute.parse::<i8>().ok()?);
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
    });
    let (hour, minute) = clock.ok_or_else(|| wrong("time", "joint-time-wrong"))?;
    Ok(day.at(hour, minute))
}

pub async fn meet(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let units = form.raw.iter().filter(|(key, _)| key == "minutes-units");
    let units: Result<Vec<UnitId>, ActError> =
        units.map(|(_, unit)| readable(unit, "units")).collect();
    let minutes = get(&form.raw, "minutes-minutes").to_owned();
    perform(signed, id, (Act::Meet, 0), form.raw, move |tx, _, actor, _| {
        meeting::record(tx, actor, id, &minutes, units?)
    })
    .await
}

/// Everything that is done with one part.
pub async fn part(
    act: Act,
    signed: Signed,
    PathId((id, part)): PathId<(CaseId, i64)>,
    form: Form<Any>,
) -> Answer {
    let said = |field| get(&form.raw, &name(act, part, field)).to_owned();
    let (text, reason, unit) = (said("text"), said("reason"), said("unit"));
    perform(signed, id, (act, part), form.raw, move |tx, desk, actor, seen| {
        let at = At { case: id, part, seen };
        match act {
            Act::Acknowledge => own::acknowledge(tx, actor, at),
            Act::Answer => own::answer(tx, actor, at, &text),
            Act::HandBack => own::hand_back(tx, actor, at, &reason),
            Act::Close => street::close(tx, actor, at, &text),
            Act::Return => street::send_back(tx, desk, actor, at, &reason),
            Act::Give => {
                let missing = ActError::Invalid { field: "unit", code: "desk-choose-unit" };
                let to = unit.parse().map_err(|_| missing)?;
                street::give(tx, desk, actor, at, to, &reason)
            }
            Act::Whistle | Act::Convene | Act::Meet => Err(ActError::NotFound),
        }
    })
    .await
}

async fn perform(
    signed: Signed,
    id: CaseId,
    (act, part): (Act, i64),
    typed: Typed,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor, Option<i64>) -> Result<Case, ActError>
    + Send
    + 'static,
) -> Answer {
    let seen = signed.query.get("seen").and_then(|seen| seen.parse().ok());
    let seen: i64 = seen.ok_or_else(|| Problem::bad_request("desk-seen"))?;
    let desk = shared::desk(&signed.app)?;
    let stamp = signed.actor.stamp(signed.moment.clone(), act.action().as_str());
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let write = move |tx: &mut Tx<'_>| work(tx, &consulted, &actor, Some(seen));
    let names = Names::new(&signed, &desk);
    let mut errors = Errors::new();
    let why = match signed.app.store().write(stamp, write).await {
        Ok(_) => {
            let anchor = if part == 0 { String::new() } else { format!("#part-{part}") };
            let to = format!("{}{anchor}", path(id));
            return Ok(see_other(to).flash(Tone::Good, act.done()).into_response());
        }
        Err(ActError::Stale { .. }) => names.t("desk-stale").to_owned(),
        Err(ActError::Refused(refusal)) => refused(names, refusal),
        Err(ActError::Invalid { field, code }) => {
            errors.add(name(act, part, field), names.visit.t(code));
            String::new()
        }
        Err(error) => return Err(error.into()),
    };
    let status =
        if why.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let sight = sight::look(&signed, &desk, id).await?;
    Ok(page(&signed, &desk, &sight, &Tried { act, part, typed, errors, why, status }))
}
