//! The pages of those who work on cases: the inbox, and everything about one case on one page.
//!
//! Invariant: what a page offers is what policy and the rules would admit now; what they would
//! not is not there.

mod act;
mod body;
mod bulk;
mod case;
mod choices;
mod contact;
mod export;
mod figures;
mod forms;
mod grouped;
mod inbox;
mod joint;
mod money;
mod names;
mod place;
mod release;
mod rows;
mod sight;
pub mod submit;
mod wanted;

use std::sync::Arc;

use access::Action;
use axum::http::Method;
use contracts::CaseId;
use web::{Need::May, Routes};

use act::Act;
use figures::Memory;

/// Where the list is.
pub const INBOX: &str = "/inbox";

/// Where a case is worked on.
pub fn path(id: CaseId) -> String {
    format!("/desk/cases/{id}")
}

/// Every address of the desk.
pub fn routes() -> Routes {
    let memory = Arc::new(Memory::default());
    let known = Arc::clone(&memory);
    let read = May(Action::CaseRead);
    Routes::new("cases")
        .page(Method::GET, INBOX, May(Action::CaseList), async move |signed| {
            inbox::show(&known, signed).await
        })
        .page(Method::GET, "/desk/search", May(Action::CaseList), async move |signed| {
            inbox::show(&memory, signed).await
        })
        .page(Method::GET, "/inbox.csv", May(Action::CaseExport), export::csv)
        .page(Method::GET, "/inbox.xlsx", May(Action::CaseExport), export::xlsx)
        .page(Method::POST, "/inbox/accept", May(Action::CaseAccept), bulk::accept)
        .page(Method::GET, "/desk/cases/{id}", read, case::show)
        .page(Method::GET, "/desk/cases/{id}/place.geojson", read, place::points)
        .page(
            Method::POST,
            "/desk/cases/{id}/contact",
            May(Action::PersonReadContact),
            contact::show,
        )
        .merge(acts())
        .merge(joint::routes())
}

/// What can be done to one case, one address each.
fn acts() -> Routes {
    let may = |act: Act| May(act.action());
    let at = |act: Act| format!("/desk/cases/{{id}}/{}", act.code());
    Routes::new("cases")
        .page(Method::POST, &at(Act::Accept), may(Act::Accept), submit::accept)
        .page(Method::POST, &at(Act::Answer), may(Act::Answer), submit::answer)
        .page(Method::POST, &at(Act::Assign), may(Act::Assign), submit::assign)
        .page(Method::POST, &at(Act::Note), may(Act::Note), submit::note)
        .page(Method::POST, &at(Act::Resort), may(Act::Resort), submit::resort)
        .page(Method::POST, &at(Act::Scope), may(Act::Scope), submit::scope)
        .page(Method::POST, &at(Act::Decide), may(Act::Decide), submit::decide)
        .page(Method::POST, &at(Act::Reopen), may(Act::Reopen), submit::reopen)
        .page(Method::POST, &at(Act::Release), may(Act::Release), release::release)
}
