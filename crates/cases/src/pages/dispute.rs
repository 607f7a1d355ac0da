//! Forms and parts of a page about a dispute's money and its mediation, for the worker's phone and
//! for the desk alike: the same questions, the same words.

pub mod act;
mod fields;
pub mod file;
mod given;
pub mod show;
mod submit;

use access::Action;
use axum::http::Method;
use contracts::CaseId;
use web::{Form, MultipartForm, Need::May, PathId, Routes, Signed};

use act::Act;
use submit::Sent;

use crate::{money::claim::Side, pages::desk::submit::Any};

/// Where a side reads about the case.
pub fn case_path(side: Side, id: CaseId) -> String {
    match side {
        Side::Worker => format!("/cases/{id}"),
        Side::Unit => format!("/desk/cases/{id}"),
    }
}

/// Every address of both sides.
pub fn routes() -> Routes {
    let read = May(Action::EvidenceRead);
    let table = Routes::new("cases")
        .page(Method::GET, "/cases/{id}/evidence/{item}", read, file::evidence)
        .page(Method::GET, "/cases/{id}/court.zip", read, file::court);
    Act::ALL.into_iter().fold(table, |table, act| {
        let table = side(table, Side::Unit, act);
        if act.is_of_worker() { side(table, Side::Worker, act) } else { table }
    })
}

fn side(table: Routes, side: Side, act: Act) -> Routes {
    let path = match side {
        Side::Worker => format!("/cases/{{id}}/{}", act.path()),
        Side::Unit => format!("/desk/cases/{{id}}/{}", act.path()),
    };
    let need = May(act.action(side));
    let table = table.page(Method::GET, &path, need, move |signed: Signed, id: PathId<CaseId>| {
        submit::ask(side, act, signed, id)
    });
    if act == Act::Evidence {
        return table.page(
            Method::POST,
            &path,
            need,
            move |signed, id: PathId<CaseId>, form: MultipartForm| {
                submit::perform(side, act, signed, id, Sent::Parts(form))
            },
        );
    }
    table.page(Method::POST, &path, need, move |signed, id: PathId<CaseId>, form: Form<Any>| {
        submit::perform(side, act, signed, id, Sent::Plain(form.raw))
    })
}
