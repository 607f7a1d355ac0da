//! The desk's pages about what the city declares, and the journal.

mod calendar;
mod catalogue;
mod check;
mod journal;
mod matter;
mod roles;
mod saying;
pub(crate) mod work;

use access::Action::{self, AuditRead, CalendarImport, CatalogueChange, CatalogueRead, UnitRead};
use axum::http::Method;
use ui::{SafeHtml, panel::Button};
use web::{Need, Routes, Signed};

const ROLE_READERS: &[Action] = &[UnitRead, CatalogueRead];

/// The pages of this domain.
pub fn routes() -> Routes {
    let (get, post) = (Method::GET, Method::POST);
    let (read, change) = (Need::May(CatalogueRead), Need::May(CatalogueChange));
    let import = Need::May(CalendarImport);
    Routes::new("declarations")
        .page(get.clone(), "/admin/catalogue", read, catalogue::list)
        .page(get.clone(), "/admin/catalogue/check", change, check::ask)
        .page(post.clone(), "/admin/catalogue/check", change, check::check)
        .page(get.clone(), "/admin/catalogue/{code}", read, matter::show)
        .page(get.clone(), "/admin/calendar", import, calendar::show)
        .page(post.clone(), "/admin/calendar", import, calendar::preview)
        .page(post, "/admin/calendar/confirm", import, calendar::confirm)
        .page(get.clone(), "/admin/roles", Need::AnyOf(ROLE_READERS), roles::list)
        .page(get, "/admin/journal", Need::May(AuditRead), journal::list)
}

/// Whether the reader may do this somewhere, for showing or hiding a link.
fn may(signed: &Signed, action: Action) -> bool {
    !access::reach(&signed.actor, action).is_empty()
}

/// Where one can go from the catalogue.
fn links(signed: &Signed) -> SafeHtml {
    let all = [
        (CatalogueChange, "declarations-check", "/admin/catalogue/check"),
        (CalendarImport, "declarations-calendar", "/admin/calendar"),
        (CatalogueRead, "declarations-roles", "/admin/roles"),
        (AuditRead, "declarations-journal", "/admin/journal"),
    ];
    let row = SafeHtml::trusted("<div class=\"row\">");
    let shown = |action| match action {
        CalendarImport => work::permit(signed).is_ok(),
        action => may(signed, action),
    };
    let links = all.into_iter().filter(|(action, ..)| shown(*action));
    let row = links
        .fold(row, |row, (_, label, href)| row.and(Button::new(signed.t(label), href).outline()));
    row.and(SafeHtml::trusted("</div>"))
}
