//! Signing out.

use access::session;
use axum::response::{IntoResponse as _, Response};
use ui::Tone;
use web::{Answer, Visit, see_other};

/// `POST /sign-out`; works for those whose session has ended already.
pub(super) async fn leave(visit: Visit) -> Answer<Response> {
    let session = visit.actor.as_ref().and_then(|actor| Some((actor.person, actor.session?.id)));
    if let (Some((person, id)), Some(actor)) = (session, &visit.actor) {
        let stamp = actor.stamp(visit.moment.clone(), "sign-out");
        visit.app.store().write(stamp, move |tx| session::revoke(tx, person, id)).await?;
    }
    let there = see_other("/").flash(Tone::Good, "people-signed-out");
    Ok((visit.end_session(), there).into_response())
}
