//! Everything about one case on one page.

use axum::{http::StatusCode, response::Response};
use contracts::CaseId;
use ui::{Density, Errors, SafeHtml, Tone, form::ErrorSummary, panel::Notice};
use web::{Answer, PathId, Signed, input::Typed};

use super::{INBOX, act::Act, body, joint, path, sight, sight::Sight};
use crate::{
    Desk,
    pages::shared::{self, Names},
};

/// What was just tried and not done: the page comes again with what was typed.
#[derive(Debug, Clone)]
pub struct Tried {
    pub act: Act,
    pub typed: Typed,
    pub errors: Errors,
    /// Said above everything; empty for none.
    pub why: String,
    pub status: StatusCode,
    /// What the public would read, before it is released.
    pub preview: Option<(String, String)>,
}

/// A name and a telephone number, shown once.
pub struct Revealed {
    pub name: Option<String>,
    pub phone: Option<String>,
}

/// What this showing of the page has beside the case itself.
#[derive(Default)]
pub struct With<'a> {
    pub tried: Option<&'a Tried>,
    pub revealed: Option<&'a Revealed>,
    /// Something with the parts of a joint case that was not done.
    pub joint: Option<&'a joint::Tried>,
    /// What is wrong with the purpose of a look.
    pub purpose: Option<String>,
}

/// `GET /desk/cases/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let sight = sight::look(&signed, &desk, id).await?;
    Ok(page(&signed, &desk, &sight, &With::default()))
}

/// The page, after an act that was not done too.
pub fn page(signed: &Signed, desk: &Desk, sight: &Sight, with: &With<'_>) -> Response {
    let names = Names::new(signed, desk);
    let case = &sight.case;
    let mut shell = signed
        .shell(Density::Desk, format!("{} {}", case.title, case.number))
        .heading(&case.title)
        .here(here(signed, sight.id))
        .back(INBOX);
    let mut status = StatusCode::OK;
    let of_case = with.tried.map(|tried| (tried.status, &tried.why, &tried.errors));
    let of_part = with.joint.map(|tried| (tried.status, &tried.why, &tried.errors));
    if let Some((refused, why, errors)) = of_case.or(of_part) {
        status = refused;
        if !why.is_empty() {
            shell = shell.body(Notice::new(Tone::Bad, why));
        }
        if !errors.is_empty() {
            shell.summary = Some(ErrorSummary::new(names.lang(), errors.clone()));
        }
    }
    if let Some(why) = &with.purpose {
        let mut errors = Errors::new();
        errors.add("contact-purpose", why);
        shell.summary = Some(ErrorSummary::new(names.lang(), errors));
        status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    let shell = shell
        .body(body::marks(names, case))
        .body(alarm(signed, names, sight))
        .body(SafeHtml::from_safe(body::columns(signed, names, sight, with)));
    signed.page_with(status, &shell)
}

/// The alarm, for those who may take it.
fn alarm(signed: &Signed, names: Names<'_>, sight: &Sight) -> SafeHtml {
    let target = crate::act::acting(&sight.case);
    match access::permit(&signed.actor, access::Action::CaseAccept, &target) {
        Ok(_) => super::duty::notice(names, sight.id, &sight.case),
        Err(_) => SafeHtml::default(),
    }
}

/// The page's own address, with where to go after an act.
pub fn here(signed: &Signed, id: CaseId) -> String {
    let page = path(id);
    if goes_on(signed) { format!("{page}?then=next") } else { page }
}

/// Whether the reader wants the next case after an act.
pub fn goes_on(signed: &Signed) -> bool {
    signed.query.get("then") == Some("next")
}
