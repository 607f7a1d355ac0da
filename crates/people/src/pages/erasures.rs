//! Requests to erase somebody, at an office: found by number with a recorded look, recorded by one
//! member of staff, decided by another.

use access::{
    Action, Membership, Target,
    rate::{self, Rate},
};
use axum::response::{IntoResponse as _, Response};
use kernel::{IdentityNumber, Phone};
use serde::Deserialize;
use storage::{Db, Tx};
use ui::{
    Density, Field, Form as FormView, SafeHtml, Shell, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Tag},
    panel::{Notice, Panel, Text},
    when::when,
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{
    input::{again, too_soon, unit_name},
    people::{FINDS_PER_HOUR, finds_of},
};
use crate::{
    erase::EraseError,
    erasure::{
        self, Asker, Erasure, ErasureError, ErasureId, Ground, NOTE_MAX, NewErasure, State, said,
    },
    store::erasures,
};

const PATH: &str = "/people/erasures";
/// Requests that the page shows.
const SHOWN: usize = 100;

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    who: String,
    ground: String,
    asker: String,
    note: String,
    reason: String,
}

/// A request with whom it is about, masked, and what was said.
struct Shown {
    erasure: Erasure,
    name: Option<String>,
    phone: Option<String>,
    note: String,
    answer: String,
}

/// `GET /people/erasures`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let shell = shell(&signed).form(&form(&signed));
    let shown = within(&signed).await?;
    Ok(signed.page(&with_list(&signed, shell, shown)))
}

/// `POST /people/erasures`
pub(super) async fn ask(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_ask(&signed, &sent).await {
        Ok(()) => Ok(see_other(PATH).flash(Tone::Good, "people-erasure-asked").into_response()),
        Err(problem) => again(&signed, shell(&signed), form(&signed), &sent.raw, problem),
    }
}

async fn try_ask(signed: &Signed, typed: &Typed) -> Answer<()> {
    let wrong = |field: &str, key: &'static str| Problem::invalid().field(field, key);
    let post = post(signed)?;
    let ground = Ground::read(&typed.ground).ok_or_else(|| wrong("ground", "people-pick"))?;
    let asker = Asker::read(&typed.asker).ok_or_else(|| wrong("asker", "people-pick"))?;
    let (who, note) = (typed.who.trim().to_owned(), typed.note.clone());
    let number = IdentityNumber::parse(&who, signed.moment.now().day()).ok();
    let phone = Phone::parse(&who).ok();
    if number.is_none() && phone.is_none() {
        return Err(wrong("who", "people-erasure-who-wrong"));
    }
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "erasure-ask");
    let limit = finds_of(signed);
    let work = signed.app.store().write(stamp, move |tx: &mut Tx<'_>| {
        if let Rate::RetryAfter(seconds) = rate::hit(tx, limit, FINDS_PER_HOUR, 3_600)? {
            return Ok(Err(too_soon(seconds)));
        }
        let by_phone = phone.map(|phone| vault.find_by_phone(tx, &phone)).transpose()?.flatten();
        let by_number = number.map(|number| vault.find_by_identity(tx, &number)).transpose()?;
        // Searching in vain counts too, so it is no error here.
        let Some(person) = by_phone.or(by_number.flatten()) else {
            return Ok(Err(Problem::invalid().field("who", "people-erasure-who-unknown")));
        };
        let new = NewErasure { person, area: post.area, unit: post.unit, ground, asker, note };
        erasure::ask(tx, &vault, &actor, &new).map_err(Problem::from)?;
        Ok::<_, Problem>(Ok(()))
    });
    work.await?
}

/// `POST /people/erasures/{id}/approve`: the person is erased now.
pub(super) async fn approve(signed: Signed, PathId(id): PathId<ErasureId>) -> Answer<Response> {
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "erasure-approve");
    let work = signed.app.store().write(stamp, move |tx: &mut Tx<'_>| {
        erasure::approve(tx, &vault, &actor, id).map_err(Problem::from)
    });
    let erased = work.await?;
    signed.app.sessions().forget_person(erased.receipt);
    Ok(see_other(PATH).flash(Tone::Good, "people-erasure-done").into_response())
}

/// `POST /people/erasures/{id}/refuse`
pub(super) async fn refuse(
    signed: Signed,
    PathId(id): PathId<ErasureId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let (reason, stamp) =
        (sent.reason.clone(), signed.actor.stamp(signed.moment.clone(), "erasure-refuse"));
    let work = signed.app.store().write(stamp, move |tx: &mut Tx<'_>| {
        erasure::refuse(tx, &vault, &actor, id, &reason).map_err(Problem::from)
    });
    work.await?;
    Ok(see_other(PATH).flash(Tone::Good, "people-erasure-refused").into_response())
}

/// The post by which the reader records requests.
fn post(signed: &Signed) -> Answer<Membership> {
    let may =
        |post: &&Membership| signed.permit(Action::ErasureAsk, &Target::area(post.area)).is_ok();
    signed.actor.memberships.iter().find(may).cloned().ok_or_else(Problem::forbidden)
}

async fn within(signed: &Signed) -> Answer<Vec<Shown>> {
    let reach = access::reach(&signed.actor, Action::ErasureAsk);
    let vault = signed.app.vault().clone();
    let read = move |db: &mut Db<'_>| {
        let mut shown = Vec::new();
        for erasure in erasures::within(db, &reach, SHOWN)? {
            let masked = vault.masked(db, erasure.person)?;
            let (note, answer) = said(db, &vault, &erasure)?;
            shown.push(Shown { erasure, name: masked.name, phone: masked.phone, note, answer });
        }
        Ok::<_, Problem>(shown)
    };
    signed.app.store().read(read).await
}

fn shell(signed: &Signed) -> Shell {
    signed
        .shell(Density::Desk, signed.t("people-erasures"))
        .body(Text::new(signed.t("people-erasures-hint")))
}

fn with_list(signed: &Signed, shell: Shell, shown: Vec<Shown>) -> Shell {
    if shown.is_empty() {
        let (none, why) = ("people-erasures-none", "people-erasures-none-why");
        return shell.body(Empty::new(signed.t(none), signed.t(why)));
    }
    let cards: Vec<Card> = shown.iter().map(|one| card(signed, one)).collect();
    shell.body(Panel::new(signed.t("people-erasures-list"), Cards(cards)))
}

fn card(signed: &Signed, one: &Shown) -> Card {
    let (erasure, now) = (&one.erasure, signed.moment.now());
    let known = [one.name.clone(), one.phone.clone()].into_iter().flatten().collect::<Vec<_>>();
    let title = if known.is_empty() {
        signed.t("people-erasure-nobody").to_owned()
    } else {
        known.join(" ")
    };
    let (tone, state) = match erasure.state {
        State::Waiting => (Tone::Warn, "people-erasure-waiting"),
        State::Done => (Tone::Good, "people-erasure-is-done"),
        State::Refused => (Tone::Plain, "people-erasure-is-refused"),
    };
    let mut card = Card::new(title, "")
        .tag(Tag::new(tone, signed.t(state)))
        .meta(unit_name(signed, erasure.unit))
        .meta(when(signed.lang, erasure.asked_at, now))
        .meta(signed.t(&format!("people-asker-{}", erasure.asker.as_str())))
        .body(Text::new(signed.t(&format!("people-ground-{}", erasure.ground.as_str()))));
    if let Some(at) = erasure.decided_at {
        let at = when(signed.lang, at, now);
        card = card.meta(signed.tf("people-erasure-decided", &[("when", at.into())]));
    }
    for text in [&one.note, &one.answer].into_iter().filter(|text| !text.is_empty()) {
        card = card.body(Text::meta(text.as_str()));
    }
    if erasure.state == State::Waiting { card.body(decision(signed, erasure)) } else { card }
}

/// What the reader may decide; nothing for whoever recorded it.
fn decision(signed: &Signed, erasure: &Erasure) -> SafeHtml {
    let target = Target::area(erasure.area).with_person(erasure.person);
    if erasure.asked_by == signed.actor.person {
        return SafeHtml::from_safe(Notice::new(
            Tone::Plain,
            signed.t("people-erasure-other-hand"),
        ));
    }
    if signed.permit(Action::ErasureDecide, &target).is_err() {
        return SafeHtml::default();
    }
    let to = |what: &str| format!("{PATH}/{}/{what}", erasure.id);
    let reason = Field::text("reason", signed.t("people-erasure-reason"));
    let max = u32::try_from(NOTE_MAX).unwrap_or(u32::MAX);
    let refuse = FormView::post(signed.lang, to("refuse"))
        .field(reason.hint(signed.t("people-erasure-reason-hint")).max_length(max))
        .submit(signed.t("people-erasure-refuse"));
    let approve = FormView::post(signed.lang, to("approve"))
        .submit(signed.t("people-erasure-approve"))
        .dangerous();
    SafeHtml::from_safe(approve).and(refuse)
}

fn form(signed: &Signed) -> FormView {
    let t = |key: &'static str| signed.t(key);
    let grounds = Ground::ALL
        .iter()
        .map(|one| Pick::new(one.as_str(), signed.t(&format!("people-ground-{}", one.as_str()))));
    let askers = Asker::ALL
        .iter()
        .map(|one| Pick::new(one.as_str(), signed.t(&format!("people-asker-{}", one.as_str()))));
    let max = u32::try_from(NOTE_MAX).unwrap_or(u32::MAX);
    FormView::post(signed.lang, PATH)
        .field(Field::text("who", t("people-who")).hint(t("people-erasure-who-hint")))
        .field(Field::select("ground", t("people-erasure-ground"), grounds.collect()))
        .field(Field::select("asker", t("people-erasure-asker"), askers.collect()))
        .field(
            Field::long_text("note", t("people-erasure-note"))
                .hint(t("people-erasure-note-hint"))
                .max_length(max)
                .optional(),
        )
        .submit(t("people-erasure-record"))
}

impl From<ErasureError> for Problem {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::NotFound => Self::not_found(),
            ErasureError::Waits => Self::invalid().field("who", "people-erasure-waits"),
            ErasureError::Decided => Self::conflict("people-erasure-decided"),
            ErasureError::SameHand => Self::conflict("people-erasure-same-hand"),
            ErasureError::Oneself => Self::conflict("people-not-oneself"),
            ErasureError::Text { field } => Self::invalid().field(field, "people-erasure-text"),
            ErasureError::Erase(EraseError::InOffice(_)) => {
                Self::conflict("people-erase-office-other")
            }
            ErasureError::Erase(error) => error.into(),
            ErasureError::Vault(error) => error.into(),
            ErasureError::Store(error) => error.into(),
            ErasureError::Denied(error) => error.into(),
        }
    }
}
