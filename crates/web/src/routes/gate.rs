//! The door of each route: makes the visit, then lets in or turns away.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use ui::query::encode;

use super::need::{Need, Verdict};
use crate::{
    app::App,
    guard,
    problem::{Answer, Problem},
    visit::{arrive::arrive, safe_path, see_other},
};

/// Where people sign in; it takes `?next=` and leads there afterwards.
pub const SIGN_IN_PATH: &str = "/sign-in";

/// What a gate must know.
#[derive(Clone)]
pub(super) struct Door {
    pub app: App,
    pub need: Need,
}

/// The layer around each handler.
pub(super) async fn gate(State(door): State<Door>, request: Request, next: Next) -> Response {
    let Door { app, need } = door;
    let (mut parts, body) = request.into_parts();
    match admit(&app, need, &mut parts).await {
        Ok(None) => next.run(Request::from_parts(parts, body)).await,
        Ok(Some(elsewhere)) => elsewhere,
        Err(problem) => problem.into_response(),
    }
}

/// Puts the visit into the request, or answers where to go instead.
async fn admit(app: &App, need: Need, parts: &mut Parts) -> Answer<Option<Response>> {
    guard::check_origin(app, parts)?;
    let visit = arrive(app, parts).await?;
    match need.judge(visit.actor.as_ref()) {
        Verdict::Enter => {
            parts.extensions.insert(visit);
            Ok(None)
        }
        Verdict::Forbidden => Err(Problem::forbidden()),
        Verdict::SignIn if guard::wants_json(parts) => Err(Problem::sign_in()),
        Verdict::SignIn => {
            let back = encode(&way_back(app, parts));
            Ok(Some(see_other(format!("{SIGN_IN_PATH}?next={back}")).into_response()))
        }
    }
}

/// Where to go after signing in: the page asked for; after a form, the page it stood on.
fn way_back(app: &App, parts: &Parts) -> String {
    let asked = parts.uri.path_and_query().map_or("/", |asked| asked.as_str());
    let path = if parts.method == Method::GET || parts.method == Method::HEAD {
        Some(asked)
    } else {
        referring_path(&parts.headers, &app.settings().public_url)
    };
    path.and_then(safe_path).unwrap_or("/").to_owned()
}

fn referring_path<'h>(headers: &'h HeaderMap, public_url: &str) -> Option<&'h str> {
    let referrer = headers.get(header::REFERER)?.to_str().ok()?;
    referrer.strip_prefix(public_url)
}
