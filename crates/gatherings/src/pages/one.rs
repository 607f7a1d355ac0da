//! One gathering as a worker sees it: sign up, read, sign in with the shown code, want a topic,
//! vote, say whether what was promised is done.

use access::Actor;
use axum::response::IntoResponse as _;
use contracts::PersonId;
use storage::Tx;
use ui::{
    Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::Card,
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{Any, done, get, number, parts};
use crate::{
    DecisionId, Desk, Fault, GatheringId,
    act::is_shown,
    agenda::Point,
    attend, decide,
    gathering::{Gathering, Stage},
    prepare,
    signin::{self, Typed},
    store, vote,
};

/// What the reader's page needs.
struct Seen {
    gathering: Gathering,
    known: Vec<parts::Known>,
    /// Motions on which the reader has voted.
    voted: Vec<bool>,
}

async fn seen(signed: &Signed, desk: &Desk, id: GatheringId) -> Answer<Seen> {
    let (person, desk) = (signed.actor.person, desk.clone());
    let read = signed.app.store().read(move |db| {
        let Some(gathering) = store::find(db, id)? else { return Ok(None) };
        if !is_shown(db, &desk, &gathering, person)? {
            return Ok::<_, storage::Error>(None);
        }
        let all: Vec<_> = gathering.carried.iter().chain(&gathering.decisions).cloned().collect();
        let known = parts::standings(db, &desk, &all)?;
        let mut voted = Vec::new();
        for motion in 0..gathering.motions.len() {
            voted.push(vote::has_voted(db, id, &gathering, motion, person)?);
        }
        Ok(Some(Seen { gathering, known, voted }))
    });
    read.await?.ok_or_else(Problem::not_found)
}

/// `GET /gatherings/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let seen = seen(&signed, &desk, id).await?;
    let gathering = &seen.gathering;
    let person = signed.actor.person;
    let mut shell = parts::phone(&signed, &gathering.title)
        .back("/gatherings")
        .body(Panel::new("", parts::head(&signed, &desk, gathering)))
        .body(coming(&signed, id, gathering, person));
    shell = parts::papers(shell, &signed, gathering);
    let points = agenda(&signed, &desk, id, &seen, person);
    if !points.is_empty() {
        shell = shell.body(Panel::new(signed.t("gathering-agenda"), points));
    }
    if gathering.rules.topics && gathering.stage == Stage::Called {
        let form = Shown::post(signed.lang, format!("/gatherings/{id}/topics"))
            .field(
                Field::long_text("text", signed.t("gathering-topic"))
                    .hint(signed.t("gathering-topic-hint"))
                    .max_length(u32::try_from(prepare::TOPIC_MAX).unwrap_or(u32::MAX)),
            )
            .submit(signed.t("gathering-topic-raise"));
        shell = shell.body(Panel::new(signed.t("gathering-topic-new"), form));
    }
    for (number, motion) in gathering.motions.iter().enumerate() {
        shell = shell
            .body(Panel::new(motion.text.clone(), motion_part(&signed, id, &seen, number, &desk)));
    }
    if let Some(minutes) = &gathering.minutes {
        shell = shell.body(Panel::new(signed.t("gathering-minutes"), Text::new(minutes)));
    }
    if !gathering.decisions.is_empty() {
        let mut all = SafeHtml::default();
        for known in &seen.known {
            if gathering.decisions.contains(&known.0) {
                all = all.and(parts::decision(&signed, &desk, known));
            }
        }
        shell = shell.body(Panel::new(signed.t("gathering-decisions"), all));
    }
    Ok(signed.page(&shell))
}

/// What the reader can do about coming.
fn coming(signed: &Signed, id: GatheringId, gathering: &Gathering, person: PersonId) -> SafeHtml {
    let act = |what: &str, key: &str| {
        Shown::post(signed.lang, format!("/gatherings/{id}/{what}")).submit(signed.t(key))
    };
    let mut part = SafeHtml::default();
    match gathering.stage {
        Stage::Called if gathering.signed_up.contains(&person) => {
            let told = match gathering.waiting(person) {
                Some(before) => {
                    let before = kernel::count::to_i64(before);
                    signed.tf("gathering-waiting", &[("place", before.into())])
                }
                None => signed.t("gathering-has-place").to_owned(),
            };
            part = part
                .and(Notice::new(Tone::Good, told))
                .and(act("cancel", "gathering-cancel").dangerous());
        }
        Stage::Called => {
            if let Some(places) = gathering.places {
                let left = i64::from(places) - kernel::count::to_i64(gathering.signed_up.len());
                let left = signed.tf("gathering-places-left", &[("places", left.max(0).into())]);
                part = part.and(Text::new(left));
            }
            part = part.and(act("sign-up", "gathering-sign-up"));
        }
        Stage::Open => {
            let there = gathering.present.contains_key(&person);
            if there {
                part = part.and(Notice::new(Tone::Good, signed.t("gathering-signed-in")));
            }
            if !there || gathering.sittings.len() > 1 {
                part = part.and(code_form(signed, id, &Errors::new()));
            }
        }
        Stage::Closed | Stage::Settled => {
            let until = gathering.rules.make_up_days.map_or(0, i64::from);
            let open = gathering.minutes.is_some()
                && gathering.is_entitled(person)
                && !gathering.present.contains_key(&person)
                && signed.moment.now() <= gathering.ends_at().plus_days(until);
            if gathering.made_up.contains(&person) {
                part = part.and(Notice::new(Tone::Good, signed.t("gathering-made-up")));
            } else if open {
                part = part
                    .and(Text::new(signed.t("gathering-make-up-lead")))
                    .and(act("make-up", "gathering-make-up"));
            }
        }
        Stage::CalledOff => {}
    }
    if part.is_empty() { part } else { SafeHtml::from_safe(Panel::new("", part)) }
}

fn code_form(signed: &Signed, id: GatheringId, errors: &Errors) -> Shown {
    Shown::post(signed.lang, format!("/gatherings/{id}/code"))
        .field(
            Field::text("code", signed.t("gathering-code"))
                .hint(signed.t("gathering-code-hint"))
                .autocomplete("off")
                .max_length(12),
        )
        .submit(signed.t("gathering-sign-in"))
        .errors(errors)
}

fn agenda(
    signed: &Signed,
    desk: &Desk,
    id: GatheringId,
    seen: &Seen,
    person: PersonId,
) -> SafeHtml {
    let gathering = &seen.gathering;
    let mut all = SafeHtml::default();
    for point in gathering.agenda() {
        let card = parts::point(signed, desk, &point, &seen.known);
        all = all.and(mine(signed, id, gathering, &point, person, card));
    }
    all
}

/// What the reader may say to a point of the agenda.
fn mine(
    signed: &Signed,
    id: GatheringId,
    gathering: &Gathering,
    point: &Point<'_>,
    person: PersonId,
    card: Card,
) -> Card {
    match point {
        Point::Topic(at, topic)
            if gathering.stage == Stage::Called && !topic.is_wanted_by(person) =>
        {
            let path = format!("/gatherings/{id}/topics/{at}/support");
            let form = Shown::post(signed.lang, path).submit(signed.t("gathering-support"));
            card.body(form.inline())
        }
        Point::Carried(decision, Some(_))
            if gathering.stage == Stage::Open && gathering.present.contains_key(&person) =>
        {
            let picks = vec![
                Pick::new("yes", signed.t("gathering-solved")),
                Pick::new("no", signed.t("gathering-unsolved")),
            ];
            let path = format!("/gatherings/{id}/judge/{}", decision.id);
            let name = format!("solved-{}", decision.id);
            let form = Shown::post(signed.lang, path)
                .field(Field::choice(name, signed.t("gathering-judge"), picks))
                .submit(signed.t("gathering-say"));
            card.body(form)
        }
        _ => card,
    }
}

fn motion_part(
    signed: &Signed,
    id: GatheringId,
    seen: &Seen,
    number: usize,
    desk: &Desk,
) -> SafeHtml {
    let gathering = &seen.gathering;
    let Some(motion) = gathering.motions.get(number) else { return SafeHtml::default() };
    let least = i64::from(desk.catalogue.gatherings().votes_min);
    let part = parts::result(signed, gathering, motion, least);
    let voted = seen.voted.get(number).copied().unwrap_or(false);
    match (gathering.stage, voted) {
        (Stage::Open, true) => part.and(Notice::new(Tone::Good, signed.t("gathering-voted"))),
        (Stage::Open, false) if gathering.may_vote(signed.actor.person) => part.and(Button::new(
            signed.t("gathering-vote"),
            format!("/gatherings/{id}/motions/{number}"),
        )),
        (Stage::Open, false) => part.and(Text::meta(signed.t("gathering-vote-after-sign-in"))),
        _ => part,
    }
}

/// Does something as the attendee and goes back to the gathering.
async fn act<T: Send + 'static>(
    signed: Signed,
    id: GatheringId,
    key: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-attend");
    let write = move |tx: &mut Tx<'_>| work(tx, &desk, &actor);
    let outcome = signed.app.store().write(stamp, write).await;
    done(format!("/gatherings/{id}"), key, outcome)
}

/// `POST /gatherings/{id}/sign-up`
pub async fn sign_up(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| attend::sign_up(tx, desk, by, id);
    act(signed, id, "gathering-signed-up-now", work).await
}

/// `POST /gatherings/{id}/cancel`
pub async fn cancel(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| attend::cancel(tx, desk, by, id);
    act(signed, id, "gathering-cancelled-now", work).await
}

/// `POST /gatherings/{id}/make-up`
pub async fn make_up(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| attend::make_up(tx, desk, by, id);
    act(signed, id, "gathering-made-up", work).await
}

/// `POST /gatherings/{id}/topics`
pub async fn topic(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let text = get(&form.raw, "text").to_owned();
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| prepare::topic(tx, desk, by, id, &text);
    act(signed, id, "gathering-topic-raised", work).await
}

/// `POST /gatherings/{id}/topics/{topic}/support`
pub async fn support(
    signed: Signed,
    axum::extract::Path((id, topic)): axum::extract::Path<(String, String)>,
) -> Answer {
    let (id, topic) = (id_of(&id)?, number(&topic)?);
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| prepare::support(tx, desk, by, id, topic);
    act(signed, id, "gathering-supported", work).await
}

/// `POST /gatherings/{id}/judge/{decision}`
pub async fn judge(
    signed: Signed,
    axum::extract::Path((id, decision)): axum::extract::Path<(String, String)>,
    form: Form<Any>,
) -> Answer {
    let id = id_of(&id)?;
    let decision: DecisionId = decision.parse().map_err(|_| Problem::not_found())?;
    let said = form.raw.iter().find(|(name, _)| name.starts_with("solved"));
    let solved = match said.map(|(_, value)| value.as_str()) {
        Some("yes") => true,
        Some("no") => false,
        _ => {
            return Ok(see_other(format!("/gatherings/{id}"))
                .flash(Tone::Warn, "gathering-choose")
                .into_response());
        }
    };
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| {
        decide::judge(tx, desk, by, id, decision, solved)
    };
    act(signed, id, "gathering-said", work).await
}

/// A gathering's id out of an address with more in it.
pub(super) fn id_of(text: &str) -> Answer<GatheringId> {
    text.parse().map_err(|_| Problem::not_found())
}

/// `POST /gatherings/{id}/code`
pub async fn code(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let typed = get(&form.raw, "code").to_owned();
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-sign-in");
    let write = move |tx: &mut Tx<'_>| signin::by_code(tx, &desk, &actor, id, &typed, None);
    match signed.app.store().write(stamp, write).await {
        Ok(Typed::Wrong) => {
            let mut errors = Errors::new();
            errors.add("code", signed.t("gathering-code-wrong"));
            let form = code_form(&signed, id, &errors).keep(&form.raw);
            let shell = parts::phone(&signed, signed.t("gathering-sign-in"))
                .back(format!("/gatherings/{id}"))
                .form(&form);
            Ok(signed.page_again(&shell))
        }
        Ok(Typed::Wait(seconds)) => Err(Problem::too_many(seconds.unsigned_abs())),
        outcome => done(format!("/gatherings/{id}"), "gathering-signed-in", outcome),
    }
}
