//! What the forms send. Done: back to the matter. Not done: the page again, with what was typed.

use access::Actor;
use axum::response::IntoResponse as _;
use kernel::{AreaCode, Day};
use serde::Deserialize;
use storage::Tx;
use ui::{Errors, Tone};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{
    super::submit::{Any, get},
    Tried,
    forms::MEASURE_ROWS,
    page, path,
};
use crate::{
    Desk,
    act::ActError,
    collective::{
        Better, Collective, CollectiveId, CommentId, Decision, Figure, Measure, Trial,
        answer as answers, decide as decisions, fact, open, people,
    },
    pages::shared,
};

type Id = PathId<CollectiveId>;

/// One write, and back to the matter.
async fn perform(
    signed: Signed,
    id: CollectiveId,
    act: &'static str,
    typed: Typed,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor, Option<i64>) -> Result<Collective, ActError>
    + Send
    + 'static,
) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let seen = get(&typed, "seen").parse::<i64>().ok();
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    let write = move |tx: &mut Tx<'_>| work(tx, &desk, &actor, seen);
    match signed.app.store().write(stamp, write).await {
        Ok(_) => Ok(see_other(path(id)).flash(Tone::Good, "collective-done").into_response()),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            page(&signed, id, &Tried { act, typed, errors }).await
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn gather(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let number = get(&form.raw, "cases").to_owned();
    perform(signed, id, "cases", form.raw, move |tx, desk, actor, seen| {
        open::gather(tx, desk, actor, id, seen, &number)
    })
    .await
}

pub async fn withdraw(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let reason = get(&form.raw, "reason").to_owned();
    perform(signed, id, "withdraw", form.raw, move |tx, _, actor, seen| {
        open::withdraw(tx, actor, id, seen, &reason)
    })
    .await
}

pub async fn reopen(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let facts = get(&form.raw, "facts").to_owned();
    perform(signed, id, "reopen", form.raw, move |tx, desk, actor, seen| {
        open::reopen(tx, desk, actor, id, seen, &facts)
    })
    .await
}

pub async fn answer(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let given = given(&form.raw);
    perform(signed, id, "answer", form.raw, move |tx, desk, actor, seen| {
        answers::answer(tx, desk, actor, id, seen, given?)
    })
    .await
}

fn given(typed: &Typed) -> Result<answers::Given, ActError> {
    let refuse = |field, code| ActError::Invalid { field, code };
    let answer =
        fact::Answer::parse(get(typed, "answer")).ok_or(refuse("answer", "collective-choose"))?;
    let reason = get(typed, "reason").to_owned();
    if answer == fact::Answer::Declined {
        return Ok(answers::Given { answer, reason, trial: None });
    }
    let mut measures = Vec::new();
    for row in 1..=MEASURE_ROWS {
        measures.extend(measure_of(typed, row)?);
    }
    let trial = Trial {
        change: get(typed, "change").to_owned(),
        area: AreaCode::parse(get(typed, "area")).map_err(|_| refuse("area", "area-unknown"))?,
        from: day(typed, "from")?,
        until: day(typed, "until")?,
        review: day(typed, "review")?,
        measures,
    };
    Ok(answers::Given { answer, reason, trial: Some(trial) })
}

fn day(typed: &Typed, field: &'static str) -> Result<Day, ActError> {
    let wrong = ActError::Invalid { field, code: "draw-day-wrong" };
    get(typed, field).trim().parse().map_err(|_| wrong)
}

/// The measure of a row; `None` for a row left empty.
fn measure_of(typed: &Typed, row: usize) -> Result<Option<Measure>, ActError> {
    const NAMES: [&str; MEASURE_ROWS] = ["measure1-name", "measure2-name", "measure3-name"];
    const UNITS: [&str; MEASURE_ROWS] = ["measure1-unit", "measure2-unit", "measure3-unit"];
    const BEFORE: [&str; MEASURE_ROWS] = ["measure1-before", "measure2-before", "measure3-before"];
    let (Some(name), Some(unit), Some(before)) =
        (NAMES.get(row - 1), UNITS.get(row - 1), BEFORE.get(row - 1))
    else {
        return Ok(None);
    };
    let (named, counted) = (get(typed, name).trim(), get(typed, unit).trim());
    if named.is_empty() {
        return Ok(None);
    }
    if counted.is_empty() {
        return Err(ActError::Invalid { field: unit, code: "text-too-short" });
    }
    let wrong = ActError::Invalid { field: before, code: "collective-figure-wrong" };
    let better = Better::parse(get(typed, &format!("measure{row}-better")));
    Ok(Some(Measure {
        name: named.to_owned(),
        unit: counted.to_owned(),
        better: better.unwrap_or(Better::Higher),
        before: get(typed, before).parse().map_err(|_| wrong)?,
    }))
}

pub async fn extend(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let days = (day(&form.raw, "until"), day(&form.raw, "review"));
    let reason = get(&form.raw, "reason").to_owned();
    perform(signed, id, "extend", form.raw, move |tx, desk, actor, seen| {
        let days = (days.0?, days.1?);
        answers::extend(tx, desk, actor, id, seen, days, &reason)
    })
    .await
}

pub async fn measure(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    const FIELDS: [&str; answers::MEASURES_MAX] =
        ["after0", "after1", "after2", "after3", "after4"];
    let present = |field: &&&str| form.raw.iter().any(|(name, _)| name == **field);
    let after: Result<Vec<Figure>, ActError> = FIELDS
        .iter()
        .filter(present)
        .map(|field| {
            let wrong = ActError::Invalid { field, code: "collective-figure-wrong" };
            get(&form.raw, field).parse().map_err(|_| wrong)
        })
        .collect();
    let note = get(&form.raw, "note").to_owned();
    perform(signed, id, "measure", form.raw, move |tx, _, actor, seen| {
        answers::measure(tx, actor, id, seen, after?, &note)
    })
    .await
}

pub async fn decide(signed: Signed, PathId(id): Id, form: Form<Any>) -> Answer {
    let decision = Decision::parse(get(&form.raw, "decision"));
    let reason = get(&form.raw, "reason").to_owned();
    perform(signed, id, "decide", form.raw, move |tx, _, actor, seen| {
        let missing = ActError::Invalid { field: "decision", code: "collective-choose" };
        decisions::decide(tx, actor, id, seen, decision.ok_or(missing)?, &reason)
    })
    .await
}

/// The two ids of a comment's address.
#[derive(Debug, Deserialize)]
pub struct Spot {
    id: CollectiveId,
    comment: CommentId,
}

pub async fn strike(signed: Signed, PathId(spot): PathId<Spot>, form: Form<Any>) -> Answer {
    let reason = get(&form.raw, "reason").to_owned();
    let Spot { id, comment } = spot;
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    let work = move |tx: &mut Tx<'_>| people::strike(tx, &actor, id, comment, &reason);
    match signed.app.store().write(stamp, work).await {
        Ok(()) => Ok(see_other(path(id)).flash(Tone::Good, "collective-done").into_response()),
        Err(ActError::Invalid { code, .. }) => {
            Err(Problem::invalid().field("reason", web::Message::key(code)))
        }
        Err(error) => Err(error.into()),
    }
}
