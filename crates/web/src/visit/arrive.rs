//! Making a visit out of a request: who is it?

use access::{Actor, session};
use axum::http::{HeaderMap, header, request::Parts};
use kernel::Moment;
use storage::Stamp;
use ui::query::Query;

use super::{ClientIp, Look, SESSION_COOKIE, Sessions, Visit, cookies, flash};
use crate::{app::App, guard::RequestId, problem::Answer};

/// Reads the request. The store is asked only when there is a token that this node has not seen
/// within the last seconds.
pub(crate) async fn arrive(app: &App, parts: &Parts) -> Answer<Visit> {
    let look = Look::of(&parts.headers);
    let moment = app.moment();
    let actor = match parts.extensions.get::<Actor>() {
        // Only code in this process can put one there: tests, and commands that reuse a handler.
        Some(actor) => Some(actor.clone()),
        None => signed_in(app, &parts.headers, &moment).await?,
    };
    Ok(Visit {
        app: app.clone(),
        lang: look.lang,
        large: look.large,
        actor,
        query: Query::new(parts.uri.path(), parts.uri.query().unwrap_or_default()),
        flash: flash::read(&parts.headers, app.words(), look.lang),
        client_ip: ClientIp::of(parts, app.settings().trusted_proxies),
        request_id: RequestId::of(parts),
        moment,
    })
}

/// The token of a request. A bearer token makes the cookie mean nothing, so that a request is
/// either a browser's or a program's.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    match bearer(headers) {
        Some(token) => Some(token),
        None => cookies::get(headers, SESSION_COOKIE).filter(|token| !token.is_empty()),
    }
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

async fn signed_in(app: &App, headers: &HeaderMap, moment: &Moment) -> Answer<Option<Actor>> {
    let Some(token) = token(headers) else { return Ok(None) };
    let (hash, now) = (Sessions::hash(token), moment.now());
    if let Some(actor) = app.sessions().recent(&hash, now) {
        return Ok(Some(actor));
    }
    let token = token.to_owned();
    let found = app.store().read(move |db| session::find(db, &token, now)).await;
    let Some(actor) = found? else { return Ok(None) };
    app.sessions().remember(hash, actor.clone(), now);
    touch(app, &actor, moment);
    Ok(Some(actor))
}

/// Notes that the session is in use, without keeping the reader waiting. When it fails (a full
/// disk) the session merely looks idle for longer.
fn touch(app: &App, actor: &Actor, moment: &Moment) {
    let due = actor.session.filter(|session| session.needs_touch(moment.now()));
    if let Some(session) = due {
        let (store, stamp) = (app.store().clone(), Stamp::system(moment.clone(), "session-touch"));
        tokio::spawn(async move {
            let work = move |tx: &mut storage::Tx<'_>| session::touch(tx, session.id);
            if let Err(error) = store.write(stamp, work).await {
                tracing::warn!(%error, "session not touched");
            }
        });
    }
}
