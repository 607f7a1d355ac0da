//! Where I am signed in, and signing out elsewhere.

use access::{SessionId, session};
use axum::response::{IntoResponse as _, Response};
use ui::{
    Density, Form as FormView, Tone,
    list::{Card, Cards, Tag},
    panel::Text,
    when::when,
};
use web::{Answer, PathId, Signed, see_other};

/// `GET /me/sessions`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let (person, now, lang) = (signed.actor.person, signed.moment.now(), signed.lang);
    let sessions = signed.app.store().read(move |db| session::sessions_of(db, person, now)).await?;
    let own = signed.actor.session.map(|session| session.id);
    let others = sessions.iter().any(|one| Some(one.id) != own);
    let cards = sessions.into_iter().map(|one| {
        let unknown = signed.t("people-device-unknown");
        let name = if one.device.is_empty() { unknown.to_owned() } else { one.device };
        let (since, seen) = (when(lang, one.created_at, now), when(lang, one.seen_at, now));
        let card = Card::new(name, "")
            .meta(signed.tf("people-session-since", &[("when", since.into())]))
            .meta(signed.tf("people-session-seen", &[("when", seen.into())]));
        if Some(one.id) == own {
            return card.tag(Tag::new(Tone::Good, signed.t("people-session-this")));
        }
        let end = FormView::post(lang, format!("/me/sessions/{}/end", one.id));
        card.body(end.submit(signed.t("people-session-end")).inline())
    });
    let mut shell = signed
        .shell(Density::Phone, signed.t("people-sessions"))
        .back("/me")
        .body(Text::new(signed.t("people-sessions-hint")))
        .body(Cards(cards.collect()));
    if others {
        let all = FormView::post(lang, "/me/sessions/end-others");
        shell = shell.body(all.submit(signed.t("people-sessions-end")).dangerous());
    }
    Ok(signed.page(&shell))
}

/// `POST /me/sessions/{id}/end`
pub(super) async fn end(signed: Signed, PathId(id): PathId<SessionId>) -> Answer<Response> {
    let (person, stamp) = (signed.actor.person, stamp(&signed));
    if !signed.app.store().write(stamp, move |tx| session::revoke(tx, person, id)).await? {
        // Not theirs, or ended already: the list shows what is so.
        return Ok(see_other("/me/sessions").into_response());
    }
    signed.app.sessions().forget(id);
    Ok(back())
}

/// `POST /me/sessions/end-others`
pub(super) async fn end_others(signed: Signed) -> Answer<Response> {
    let (person, own) = (signed.actor.person, signed.actor.session.map(|session| session.id));
    let stamp = stamp(&signed);
    signed.app.store().write(stamp, move |tx| session::revoke_all(tx, person, own)).await?;
    signed.app.sessions().forget_person(person);
    Ok(back())
}

fn stamp(signed: &Signed) -> storage::Stamp {
    signed.actor.stamp(signed.moment.clone(), "session-end")
}

fn back() -> Response {
    see_other("/me/sessions").flash(Tone::Good, "people-session-ended").into_response()
}
