//! The doors of the demo city: a link makes its visitor somebody in it, once.

use access::link::{self, DemoMode};
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use ui::{Form as FormView, panel::Text};
use web::{Answer, Problem, Visit, see_other};

use super::input::door;
use crate::{device::Device, flow::stamp};

/// `GET /demo/enter/{token}`: a button, since looking at an address must not use it up.
pub(super) async fn ask(visit: Visit, Path(token): Path<String>) -> Answer<Response> {
    demo(&visit)?;
    let here = format!("/demo/enter/{}", ui::query::encode(&token));
    let form = FormView::post(visit.lang, here).submit(visit.t("people-demo-enter"));
    let shell = door(&visit, "people-demo-title").body(Text::new(visit.t("people-demo-why")));
    Ok(visit.page(&shell.form(&form)))
}

/// `POST /demo/enter/{token}`
pub(super) async fn enter(
    visit: Visit,
    Device(device): Device,
    Path(token): Path<String>,
) -> Answer<Response> {
    let mode = demo(&visit)?;
    let entered = visit
        .app
        .store()
        .write(stamp(&visit), move |tx| link::redeem(tx, mode, &token, &device))
        .await?;
    let session = entered.ok_or_else(|| Problem::not_found().detail("people-demo-gone"))?;
    Ok((visit.begin_session(&session), see_other("/")).into_response())
}

fn demo(visit: &Visit) -> Answer<DemoMode> {
    DemoMode::when(visit.app.settings().demo).ok_or_else(Problem::not_found)
}
