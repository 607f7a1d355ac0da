//! The worker's pages: report, my cases, a case with its verdict, receipts. Made for a phone;
//! every one works without a script.

pub(crate) mod acts;
mod check;
mod checks;
mod choose;
mod collective;
pub(crate) mod details;
pub(crate) mod draft;
mod filed;
pub(crate) mod like;
mod member;
mod merged;
mod mine;
mod money;
mod own;
mod queue;
mod receipt;
mod rescue;
mod result;
mod sent;
mod show;
mod verify;

use access::Action;
use axum::http::Method;
use contracts::CaseId;
use ui::{Density, Shell};
use web::{Need, PathId, Routes, Signed, Visit, visit::SeeOther};

use acts::Act;
pub(crate) use receipt::REPORTED;

const REPORT: Need = Need::May(Action::CaseReport);
const SPOT: Need = Need::May(Action::SpotCheck);
const FOLLOW: Need = Need::AnyOf(&[Action::CaseFollow, Action::CaseRead]);

/// The table.
pub(super) fn routes() -> Routes {
    let table = Routes::new("cases")
        .page(Method::GET, "/report", REPORT, choose::fresh)
        .page(Method::POST, "/report/words", REPORT, choose::words)
        .page(Method::GET, "/report/new", REPORT, details::fresh)
        // Public, so that what somebody typed outlives the session; see `rescue`.
        .page(Method::POST, "/report/details", Need::Public, details::save)
        .page(Method::GET, "/report/{id}", REPORT, details::again)
        .page(Method::GET, "/report/{id}/matter", REPORT, choose::again)
        .page(Method::GET, "/report/{id}/check", REPORT, check::show)
        .page(Method::POST, "/report/{id}/send", REPORT, check::send)
        .page(Method::GET, "/report/{id}/photos/{file}", REPORT, draft::photo)
        .page(Method::GET, "/cases/mine", REPORT, mine::show)
        .page(Method::GET, "/cases/{id}", FOLLOW, show::show)
        .page(Method::GET, "/cases/{id}/photos/{file}", FOLLOW, super::shared::photo::show)
        .page(Method::GET, "/cases/{id}/money", FOLLOW, money::show)
        .page(Method::GET, "/cases/{id}/sent", FOLLOW, sent::show)
        .page(Method::POST, "/cases/{id}/apart", FOLLOW, merged::apart)
        .page(Method::GET, "/cases/{id}/receipt", FOLLOW, receipt::show)
        .page(Method::GET, "/cases/{id}/receipt.json", FOLLOW, receipt::download)
        .page(Method::GET, "/filed/{id}", REPORT, filed::show)
        .page(Method::POST, "/filed/{id}/agree", REPORT, filed::agree)
        .page(Method::POST, "/filed/{id}/decline", REPORT, filed::decline)
        .page(Method::GET, "/contact-member", REPORT, member::show)
        .page(Method::POST, "/contact-member/refuse", REPORT, member::refuse)
        .page(Method::GET, "/results/{id}", SPOT, result::show)
        .page(Method::POST, "/results/{id}", SPOT, result::look)
        .page(Method::GET, "/checks", SPOT, checks::show)
        .page(Method::POST, "/checks/volunteer", SPOT, checks::join)
        .page(Method::POST, "/checks/volunteer/end", SPOT, checks::leave)
        .page(Method::GET, "/checks/{id}", SPOT, checks::one)
        .page(Method::POST, "/checks/{id}", SPOT, checks::answer)
        .page(Method::GET, "/verify", Need::Public, verify::show)
        .page(Method::POST, "/verify", Need::Public, verify::check)
        .page(Method::GET, "/verify/verify.js", Need::Public, verify::script)
        .merge(collective::routes());
    Act::ALL.into_iter().fold(table, |table, act| {
        let path = format!("/cases/{{id}}/{}", act.as_str());
        table
            .page(Method::GET, &path, FOLLOW, move |signed: Signed, id: PathId<CaseId>| {
                acts::ask(act, signed, id)
            })
            .page(Method::POST, &path, FOLLOW, move |signed, id, form| {
                acts::perform(act, signed, id, form)
            })
    })
}

/// A worker's page.
fn shell(visit: &Visit, title: impl Into<String>) -> Shell {
    visit.shell(Density::Phone, title).body(queue::queue(visit))
}

/// Leads to a case.
fn to_case(id: CaseId) -> SeeOther {
    web::see_other(format!("/cases/{id}"))
}
