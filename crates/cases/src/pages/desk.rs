//! The pages of those who work on cases: the inbox, and everything about one case on one page.
//!
//! Invariant: what a page offers is what policy and the rules would admit now; what they would
//! not is not there.

mod act;
pub(crate) mod arranged;
mod body;
mod bulk;
mod case;
mod choices;
mod collective;
mod contact;
pub(crate) mod draws;
mod duty;
mod export;
mod figures;
pub(crate) mod file;
mod filed;
mod forms;
mod grouped;
mod inbox;
mod joint;
mod merge;
mod money;
mod names;
mod paste;
mod place;
mod release;
mod results;
mod rows;
mod sight;
pub mod submit;
pub(crate) mod veil;
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
    let (read, draw) = (May(Action::CaseRead), May(Action::CheckDraw));
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
        .page(Method::GET, duty::DUTY, May(Action::CaseAccept), duty::show)
        .page(
            Method::POST,
            "/desk/cases/{id}/acknowledge",
            May(Action::CaseAccept),
            duty::acknowledge,
        )
        .page(Method::GET, "/desk/cases/{id}", read, case::show)
        .page(Method::GET, "/desk/cases/{id}/place.geojson", read, place::points)
        .page(
            Method::POST,
            "/desk/cases/{id}/contact",
            May(Action::PersonReadContact),
            contact::show,
        )
        .merge(chain())
        .page(Method::GET, "/desk/cases/{id}/results", read, results::show)
        .page(Method::POST, "/desk/cases/{id}/results", May(Action::CaseAnswer), results::record)
        .page(
            Method::POST,
            "/desk/cases/{id}/results/{result}/strike",
            May(Action::CaseAnswer),
            results::strike,
        )
        .page(Method::GET, "/draws", draw, draws::list)
        .page(Method::POST, "/draws", draw, draws::announce)
        .page(Method::GET, "/draws/{id}", draw, draws::show)
        .page(Method::POST, "/desk/cases/{id}/merge", May(Action::CaseAssign), merge::merge)
        .page(Method::POST, "/desk/cases/{id}/unmerge", May(Action::CaseAssign), merge::unmerge)
        .merge(acts())
        .merge(joint::routes())
        .merge(pasting())
        .merge(collective::routes())
}

/// From a chat message to a case.
fn pasting() -> Routes {
    let may = May(Action::CasePaste);
    Routes::new("cases")
        .page(Method::GET, paste::PASTE, may, paste::fresh)
        .page(Method::POST, "/desk/paste/check", may, paste::check)
        .page(Method::POST, paste::PASTE, may, paste::send)
        .page(Method::GET, "/desk/cases/{id}/reply", may, paste::reply)
        .page(Method::POST, "/desk/cases/{id}/reply", may, paste::replied)
}

/// Filing for workers, and who looks after whom.
fn chain() -> Routes {
    let (file, arrange) = (May(Action::CaseFile), May(Action::ContactArrange));
    Routes::new("cases")
        .page(Method::GET, file::PATH, file, file::show)
        .page(Method::POST, file::PATH, file, file::send)
        .page(Method::GET, "/desk/filed", file, filed::list)
        .page(Method::GET, "/desk/filed/{id}", file, filed::show)
        .page(Method::POST, "/desk/filed/{id}/confirm", file, filed::confirm)
        .page(Method::POST, "/desk/filed/{id}/again", file, filed::again)
        .page(Method::GET, arranged::PATH, arrange, arranged::show)
        .page(Method::POST, arranged::PATH, arrange, arranged::arrange)
        .page(Method::POST, "/desk/contacts/{id}/end", arrange, arranged::end)
        .merge(photos())
}

/// What of its photos the public sees.
fn photos() -> Routes {
    let may = May(Action::CaseClose);
    Routes::new("cases")
        .page(Method::GET, "/desk/cases/{id}/photos/{file}", may, veil::show)
        .page(Method::POST, "/desk/cases/{id}/photos/{file}", may, veil::release)
        .page(Method::GET, "/desk/cases/{id}/photos/{file}/preview", may, veil::preview)
        .page(Method::POST, "/desk/cases/{id}/photos/{file}/withdraw", may, veil::withdraw)
}

/// What can be done to one case, one address each.
fn acts() -> Routes {
    let may = |act: Act| May(act.action());
    let at = |act: Act| format!("/desk/cases/{{id}}/{}", act.code());
    Routes::new("cases")
        .page(Method::POST, &at(Act::Accept), may(Act::Accept), submit::accept)
        .page(Method::POST, &at(Act::Answer), may(Act::Answer), submit::answer)
        .page(Method::POST, &at(Act::Assign), may(Act::Assign), submit::assign)
        .page(Method::POST, &at(Act::PassUp), may(Act::PassUp), submit::pass_up)
        .page(Method::POST, &at(Act::Note), may(Act::Note), submit::note)
        .page(Method::POST, &at(Act::Resort), may(Act::Resort), submit::resort)
        .page(Method::POST, &at(Act::Scope), may(Act::Scope), submit::scope)
        .page(Method::POST, &at(Act::Decide), may(Act::Decide), submit::decide)
        .page(Method::POST, &at(Act::Reopen), may(Act::Reopen), submit::reopen)
        .page(Method::POST, &at(Act::Release), may(Act::Release), release::release)
}
