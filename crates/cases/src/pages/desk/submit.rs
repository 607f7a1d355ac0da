//! What the forms send. Done: back to the page, or on to the next case. Not done: the page again,
//! as it is now, with what was typed.

use access::{Action, Actor, policy};
use axum::{http::StatusCode, response::IntoResponse as _};
use contracts::{CaseId, UnitId};
use serde::Deserialize;
use storage::Tx;
use ui::{Errors, Tone};
use web::{Answer, Form, MultipartForm, PathId, Problem, Signed, input::Typed, photos, see_other};

use super::{
    INBOX,
    act::Act,
    case::{self, Tried, With, page},
    forms, path, sight,
};
use crate::{
    Desk,
    act::ActError,
    answer::{self, Given},
    case::Case,
    chain::climb,
    entry::{Outcome, Photo},
    handle,
    pages::shared::{self, Names},
    rules::Refusal,
    scope, store,
    store::lists::{self, After, Filter, Part},
    verdict,
};

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

pub async fn accept(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    perform(signed, id, Act::Accept, form.raw, move |tx, _, actor, seen| {
        handle::accept(tx, actor, id, seen)
    })
    .await
}

pub async fn assign(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let to = get(&form.raw, "assign-unit").parse::<UnitId>().ok();
    let reason = get(&form.raw, "assign-reason").to_owned();
    perform(signed, id, Act::Assign, form.raw, move |tx, desk, actor, seen| {
        let to = to.ok_or(ActError::Invalid { field: "unit", code: "desk-choose-unit" })?;
        handle::assign(tx, desk, actor, id, seen, to, &reason)
    })
    .await
}

pub async fn answer(signed: Signed, PathId(id): PathId<CaseId>, form: MultipartForm) -> Answer {
    let outcome = match form.get("answer-outcome") {
        Some("solved") => Some(Outcome::Solved),
        Some("partly") => Some(Outcome::Partly),
        Some("explained") => Some(Outcome::Explained),
        _ => None,
    };
    let text = form.get("answer-text").unwrap_or_default().to_owned();
    let photos = match keep(&signed, &form).await {
        Ok(photos) => photos,
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            return again(&signed, id, Act::Answer, form.raw, errors, "").await;
        }
        Err(problem) => return Err(problem),
    };
    perform(signed, id, Act::Answer, form.raw, move |tx, desk, actor, seen| {
        let missing = ActError::Invalid { field: "outcome", code: "desk-choose-outcome" };
        let outcome = outcome.ok_or(missing)?;
        answer::answer(tx, desk, actor, id, seen, Given { text, outcome, photos })
    })
    .await
}

pub async fn note(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let text = get(&form.raw, "note-text").to_owned();
    let public = get(&form.raw, "note-public") == "1";
    perform(signed, id, Act::Note, form.raw, move |tx, _, actor, _| {
        handle::note(tx, actor, id, &text, public)
    })
    .await
}

pub async fn pass_up(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let note = get(&form.raw, "pass-up-note").to_owned();
    perform(signed, id, Act::PassUp, form.raw, move |tx, desk, actor, seen| {
        climb::pass(tx, desk, actor, id, seen, &note)
    })
    .await
}

pub async fn resort(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let matter = get(&form.raw, "resort-matter").to_owned();
    perform(signed, id, Act::Resort, form.raw, move |tx, desk, actor, seen| {
        handle::resort(tx, desk, actor, id, seen, &matter)
    })
    .await
}

pub async fn scope(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let door = get(&form.raw, "scope-door").to_owned();
    let typed = get(&form.raw, "scope-text");
    let text = forms::courtesy(signed.app.words(), &signed.app.catalogue(), &door, typed);
    perform(signed, id, Act::Scope, form.raw, move |tx, desk, actor, seen| {
        scope::refuse(tx, desk, actor, id, seen, &door, &text)
    })
    .await
}

pub async fn decide(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let overturn = match get(&form.raw, "decide-verdict") {
        "overturn" => Some(true),
        "uphold" => Some(false),
        _ => None,
    };
    let text = get(&form.raw, "decide-text").to_owned();
    perform(signed, id, Act::Decide, form.raw, move |tx, desk, actor, seen| {
        let missing = ActError::Invalid { field: "verdict", code: "desk-choose-verdict" };
        scope::decide(tx, desk, actor, id, seen, overturn.ok_or(missing)?, &text)
    })
    .await
}

pub async fn reopen(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Any>) -> Answer {
    let reason = get(&form.raw, "reopen-reason").to_owned();
    perform(signed, id, Act::Reopen, form.raw, move |tx, desk, actor, _| {
        verdict::reopen(tx, desk, actor, id, Action::CaseReopen, &reason)
    })
    .await
}

/// What was typed into a field.
pub fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

async fn keep(signed: &Signed, form: &MultipartForm) -> Answer<Vec<Photo>> {
    form.check()?;
    let mut kept = Vec::new();
    for file in form.files_of("answer-photos") {
        let photo = photos::keep(&signed.app, "answer-photos", file.bytes.clone()).await?;
        kept.push(Photo { file: photo.name, width: photo.width, height: photo.height });
    }
    Ok(kept)
}

/// Does it in one transaction, if the case is still as its reader saw it.
pub async fn perform(
    signed: Signed,
    id: CaseId,
    act: Act,
    typed: Typed,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor, Option<i64>) -> Result<Case, ActError>
    + Send
    + 'static,
) -> Answer {
    let seen = signed.query.get("seen").and_then(|seen| seen.parse().ok());
    let seen: i64 = seen.ok_or_else(|| Problem::bad_request("desk-seen"))?;
    let desk = shared::desk(&signed.app)?;
    let before = if case::goes_on(&signed) { place(&signed, id).await? } else { None };
    let stamp = signed.actor.stamp(signed.moment.clone(), act.action().as_str());
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let write = move |tx: &mut Tx<'_>| work(tx, &consulted, &actor, Some(seen));
    let names = Names::new(&signed, &desk);
    let (why, errors) = match signed.app.store().write(stamp, write).await {
        Ok(_) => {
            let to = next(&signed, id, before).await?;
            return Ok(see_other(to).flash(Tone::Good, act.done()).into_response());
        }
        Err(ActError::Stale { .. }) => (names.t("desk-stale").to_owned(), Errors::new()),
        Err(ActError::Refused(refusal)) => (refused(names, refusal), Errors::new()),
        Err(ActError::Invalid { field, code }) => {
            (String::new(), forms::errors(names, act, field, code))
        }
        Err(error) => return Err(error.into()),
    };
    again(&signed, id, act, typed, errors, &why).await
}

/// The page as it is now, with what was typed and why it was not done.
pub async fn again(
    signed: &Signed,
    id: CaseId,
    act: Act,
    typed: Typed,
    errors: Errors,
    why: &str,
) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(signed, &desk, id).await?;
    let status =
        if why.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    let tried = Tried { act, typed, errors, why: why.to_owned(), status, preview: None };
    Ok(page(signed, &desk, &sight, &With { tried: Some(&tried), ..With::default() }))
}

/// What the rules said, in words that say what can be done instead.
pub fn refused(names: Names<'_>, refusal: Refusal) -> String {
    let words = names.visit.app.words();
    let code = refusal.code();
    let title = words.find(names.lang(), &format!("problem-{code}"));
    let detail = words.find(names.lang(), &format!("problem-{code}-detail"));
    [title, detail].into_iter().flatten().collect::<Vec<_>>().join(names.t("desk-colon"))
}

/// The case's place in the inbox.
async fn place(signed: &Signed, id: CaseId) -> Answer<Option<After>> {
    let case = signed.app.store().read(move |db| store::find(db, id)).await?;
    let due = case.and_then(|case| case.due);
    Ok(due.map(|due| After { key: due.by.micros(), id }))
}

/// Where to go after an act: the page itself, or the case that comes next by deadline.
async fn next(signed: &Signed, id: CaseId, before: Option<After>) -> Answer<String> {
    if !case::goes_on(signed) {
        return Ok(path(id));
    }
    let reach = policy::reach(&signed.actor, Action::CaseList);
    let now = signed.moment.now();
    let filter = Filter { part: Part::Open, matter: None, owner: None, area: None, among: None };
    let found = signed.app.store().read(move |db| {
        // Two, since the first may be this very case with a new deadline.
        let lines = lists::page(db, &filter, &reach, now, before, 2)?;
        Ok::<_, storage::Error>(lines.into_iter().find(|line| line.id != id))
    });
    Ok(found.await?.map_or_else(|| INBOX.to_owned(), |line| format!("{}?then=next", path(line.id))))
}
