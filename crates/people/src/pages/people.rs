//! Finding a person to see their posts, close the account or send a new invitation. Finding asks
//! for a reason, is limited and goes to the journal.

use access::{
    Action, Membership, Permit, Target,
    membership::history_of,
    rate::{self, Rate},
    totp,
};
use axum::response::{IntoResponse as _, Response};
use contracts::PersonId;
use kernel::Phone;
use serde::Deserialize;
use serde_json::json;
use storage::{Record, Stamp, Tx};
use ui::{
    Density, Field, Form as FormView, Tone,
    list::{Card, Cards, Empty},
    panel::{Button, Panel},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{
    input::{again, problem_of, role_name, too_soon, unit_name},
    staff_account::invitation_page,
};
use crate::{account, invite::invite as make_invitation};

/// Persons that one administrator may look for in an hour.
pub(super) const FINDS_PER_HOUR: i64 = 60;

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    who: String,
    purpose: String,
}

struct Found {
    person: PersonId,
    name: Option<String>,
    posts: Vec<Membership>,
}

/// `GET /people`
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let new = Button::new(signed.t("people-account-new"), "/people/staff/new").outline();
    let erasures = Button::new(signed.t("people-erasures"), "/people/erasures").outline();
    let shell = signed.shell(Density::Desk, signed.t("people-title")).form(&form(&signed));
    Ok(signed.page(&shell.body(new).body(erasures)))
}

/// `POST /people`
pub(super) async fn find(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    let found = match try_find(&signed, &sent).await {
        Ok(found) => found,
        Err(problem) => {
            let shell = signed.shell(Density::Desk, signed.t("people-title"));
            return again(&signed, shell, form(&signed), &sent.raw, problem);
        }
    };
    let shell = signed.shell(Density::Desk, signed.t("people-title")).form(&form(&signed));
    let Some(found) = found else {
        let none = Empty::new(signed.t("people-none"), signed.t("people-none-why"));
        return Ok(signed.page(&shell.body(none)));
    };
    Ok(signed.page(&shell.body(person_panel(&signed, &found))))
}

async fn try_find(signed: &Signed, typed: &Typed) -> Answer<Option<Found>> {
    let purpose = purpose(&typed.purpose)?;
    let (vault, who) = (signed.app.vault().clone(), typed.who.trim().to_owned());
    let limit = finds_of(signed);
    let stamp = signed.actor.stamp(signed.moment.clone(), &purpose);
    let found = signed.app.store().write(stamp, move |tx| {
        if let Rate::RetryAfter(seconds) = rate::hit(tx, limit, FINDS_PER_HOUR, 3_600)? {
            return Ok(Err(seconds));
        }
        let person = match (vault.find_by_login(tx, &who)?, Phone::parse(&who)) {
            (None, Ok(phone)) => vault.find_by_phone(tx, &phone)?,
            (found, _) => found,
        };
        let Some(person) = person else { return Ok(Ok(None)) };
        tx.record(Record {
            action: "person.find",
            subject_kind: "person",
            subject: *person.as_bytes(),
            area: "",
            detail: json!({}),
        })?;
        let name = vault.masked(tx, person)?.name;
        Ok::<_, Problem>(Ok(Some(Found { person, name, posts: history_of(tx, person)? })))
    });
    found.await?.map_err(too_soon)
}

/// Under what the reader's searches are counted.
pub(super) fn finds_of(signed: &Signed) -> [u8; 32] {
    signed.app.vault().pseudonym("person-find", &signed.actor.person.to_string())
}

fn purpose(typed: &str) -> Answer<String> {
    let typed = typed.trim();
    let fits = (4..=200).contains(&typed.chars().count());
    fits.then(|| typed.to_owned())
        .ok_or_else(|| Problem::invalid().field("purpose", "problem-purpose"))
}

/// `POST /people/{id}/invite`: a new invitation, for a forgotten password.
pub(super) async fn invite(signed: Signed, PathId(id): PathId<PersonId>) -> Answer<Response> {
    let (stamp, _) = over(&signed, id, "account-invite").await?;
    let vault = signed.app.vault().clone();
    let token = signed.app.store().write(stamp, move |tx| make_invitation(tx, &vault, id)).await?;
    Ok(invitation_page(&signed, &token))
}

/// `POST /people/{id}/second-factor/reset`: for a lost phone.
pub(super) async fn reset_second_factor(
    signed: Signed,
    PathId(id): PathId<PersonId>,
) -> Answer<Response> {
    let (stamp, _) = over(&signed, id, "second-factor-reset").await?;
    signed.app.store().write(stamp, move |tx| totp::reset(tx, id)).await?;
    signed.app.sessions().forget_person(id);
    Ok(see_other("/people").flash(Tone::Good, "people-second-reset").into_response())
}

/// `POST /people/{id}/close`
pub(super) async fn close(
    signed: Signed,
    PathId(id): PathId<PersonId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let reason = purpose(&sent.purpose)?;
    let (stamp, permits) = over(&signed, id, "account-close").await?;
    let work = signed.app.store().write(stamp, move |tx: &mut Tx<'_>| {
        account::close(tx, id, &permits, &reason).map_err(problem_of)
    });
    work.await?;
    signed.app.sessions().forget_person(id);
    Ok(see_other("/people").flash(Tone::Good, "people-account-closed").into_response())
}

/// The posts of staff that have not ended, each with the permit to end it: only who may end every
/// post of a person may touch the account, and nobody their own.
async fn over(
    signed: &Signed,
    person: PersonId,
    purpose: &str,
) -> Answer<(Stamp, Vec<(Membership, Permit)>)> {
    if person == signed.actor.person {
        return Err(Problem::conflict("people-not-oneself"));
    }
    let today = signed.moment.now().day();
    let posts = signed.app.store().read(move |db| history_of(db, person)).await?;
    let mut permits = Vec::new();
    for post in posts.into_iter().filter(|post| post.until.is_none_or(|until| until > today)) {
        let target = Target::area(post.area).with_units([post.unit]);
        let permit = signed.permit_or_hide(Action::MembershipGrant, &target)?;
        if !access::policy::may_give(permit.role(), &post.role) {
            return Err(Problem::forbidden());
        }
        permits.push((post, permit));
    }
    let (_, permit) = permits.first().ok_or_else(Problem::not_found)?;
    Ok((permit.stamp(signed.moment.clone(), purpose), permits))
}

fn person_panel(signed: &Signed, found: &Found) -> Panel {
    let today = signed.moment.now().day();
    let posts = found.posts.iter().map(|post| {
        let until = post.until.map(|day| day.to_string()).unwrap_or_default();
        Card::new(role_name(signed, &post.role), format!("/units/{}", post.unit))
            .meta(unit_name(signed, post.unit))
            .meta(format!("{} - {until}", post.from))
    });
    let mut body = ui::SafeHtml::from_safe(Cards(posts.collect()));
    let serves = found.posts.iter().any(|post| post.until.is_none_or(|until| until > today));
    if serves && found.person != signed.actor.person {
        let act = |what: &str, key: &'static str| {
            let there = format!("/people/{}/{what}", found.person);
            FormView::post(signed.lang, there).submit(signed.t(key))
        };
        let why = Field::text("purpose", signed.t("people-close-why"));
        body = body
            .and(act("invite", "people-invite-again").inline())
            .and(act("second-factor/reset", "people-second-reset-do").inline())
            .and(act("close", "people-account-close").field(why).dangerous());
    }
    let name = found.name.clone().unwrap_or_else(|| signed.t("people-not-given").to_owned());
    Panel::new(name, body)
}

fn form(signed: &Signed) -> FormView {
    let t = |key: &'static str| signed.t(key);
    FormView::post(signed.lang, "/people")
        .field(Field::text("who", t("people-who")).hint(t("people-who-hint")))
        .field(Field::text("purpose", t("people-purpose")).hint(t("people-purpose-hint")))
        .submit(t("people-find"))
}
