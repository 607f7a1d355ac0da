//! Matters that concern many, at the desk: opened and tended by whoever serves an area, answered
//! and decided by the unit that can change them.

mod act;
mod forms;
mod new;

use access::{Action, reach};
use axum::http::Method;
use ui::{
    Density, Errors, SafeHtml, Shell,
    list::{Cell, Column, Row, Table},
    panel::{Button, Panel, Text},
    query::Query,
};
use web::{Answer, Need, Need::May, PathId, Problem, Routes, Signed, input::Typed};

use crate::{
    collective::{
        CollectiveId, act as rights, store,
        view::{self, Shown},
    },
    pages::shared::{self, Names, collective as parts},
};

/// Where the list is.
pub const PATH: &str = "/desk/collective";
const LIMIT: usize = 200;

/// The table.
pub(super) fn routes() -> Routes {
    let read = Need::AnyOf(&[Action::CollectiveOpen, Action::CollectiveAnswer]);
    let (open, answer) = (May(Action::CollectiveOpen), May(Action::CollectiveAnswer));
    Routes::new("cases")
        .page(Method::GET, PATH, read, list)
        .page(Method::POST, PATH, open, new::send)
        .page(Method::GET, "/desk/collective/new", open, new::fresh)
        .page(Method::GET, "/desk/collective/{id}", read, show)
        .page(Method::POST, "/desk/collective/{id}/cases", open, act::gather)
        .page(Method::POST, "/desk/collective/{id}/withdraw", open, act::withdraw)
        .page(Method::POST, "/desk/collective/{id}/reopen", open, act::reopen)
        .page(Method::POST, "/desk/collective/{id}/comments/{comment}/strike", open, act::strike)
        .page(Method::POST, "/desk/collective/{id}/answer", answer, act::answer)
        .page(Method::POST, "/desk/collective/{id}/extend", answer, act::extend)
        .page(Method::POST, "/desk/collective/{id}/measure", answer, act::measure)
        .page(Method::POST, "/desk/collective/{id}/decide", answer, act::decide)
}

/// Where a matter is worked on.
pub fn path(id: CollectiveId) -> String {
    format!("{PATH}/{id}")
}

fn shell(signed: &Signed, title: impl Into<String>) -> Shell {
    signed.shell(Density::Desk, title)
}

/// `GET /desk/collective`
async fn list(signed: Signed) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let opens = reach(&signed.actor, Action::CollectiveOpen);
    let answers = reach(&signed.actor, Action::CollectiveAnswer);
    let may_open = !opens.is_empty();
    let read = signed.app.store().read(move |db| store::within(db, [&opens, &answers], LIMIT));
    let found = read.await?;
    let query = Query::new(PATH, "");
    let mut table = Table::new(names.lang(), names.t("collective-title").to_owned(), query);
    for column in ["collective-one", "collective-owner", "collective-stage", "collective-due"] {
        table = table.column(Column::new(names.t(column)));
    }
    let rows = found.iter().map(|kept| {
        let matter = &kept.matter;
        let due = matter.due.map_or_else(String::new, |due| names.when(due.by));
        Row::new(kept.id.to_string(), matter.title.clone())
            .cell(Cell::link(matter.title.clone(), path(kept.id)))
            .cell(names.unit(matter.owner))
            .cell(parts::stage_tag(names, matter))
            .cell(due)
    });
    let mut shell =
        shell(&signed, names.t("collective-title")).body(Text::new(names.t("collective-lead")));
    if may_open {
        shell = shell.body(Button::new(names.t("collective-open"), format!("{PATH}/new")));
    }
    shell = if found.is_empty() {
        shell.body(Text::meta(names.t("collective-none")))
    } else {
        shell.body(SafeHtml::from_safe(table.rows(rows)))
    };
    Ok(signed.page(&shell))
}

/// `GET /desk/collective/{id}`
async fn show(signed: Signed, PathId(id): PathId<CollectiveId>) -> Answer {
    page(&signed, id, &Tried::default()).await
}

/// What somebody tried and could not do, with what they typed.
#[derive(Default)]
struct Tried {
    act: &'static str,
    typed: Typed,
    errors: Errors,
}

/// The matter, if the reader may tend or answer it: others read the public page.
async fn look(signed: &Signed, id: CollectiveId) -> Answer<(Shown, Vec<crate::collective::Entry>)> {
    let desk = shared::desk(&signed.app)?;
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((view::show(db, &desk, id, None)?, store::entries(db, id)?))
    });
    let (shown, entries) = read.await?;
    let shown = shown.ok_or_else(Problem::not_found)?;
    let may = |action| rights::may(&signed.actor, action, &shown.matter);
    if may(Action::CollectiveOpen) || may(Action::CollectiveAnswer) {
        Ok((shown, entries))
    } else {
        Err(Problem::not_found())
    }
}

async fn page(signed: &Signed, id: CollectiveId, tried: &Tried) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let (shown, entries) = look(signed, id).await?;
    let matter = &shown.matter;
    let may = |action| rights::may(&signed.actor, action, matter);
    let (opens, answers) = (may(Action::CollectiveOpen), may(Action::CollectiveAnswer));
    let strike = |comment: &view::Comment| {
        if opens && comment.struck.is_none() {
            SafeHtml::from_safe(forms::strike(names, id, comment.id))
        } else {
            SafeHtml::default()
        }
    };
    let mut shell = shell(signed, matter.title.clone())
        .back(PATH)
        .body(Panel::new("", parts::head(names, &shown)));
    for form in forms::offered(names, &shown, opens, answers) {
        let mine = form.act == tried.act;
        let mut shown_form = form.form;
        if mine {
            shown_form = shown_form.keep(&tried.typed).errors(&tried.errors);
        }
        let lead = SafeHtml::from_safe(Text::meta(names.t(form.lead)));
        shell = shell.body(Panel::new(names.t(form.title), lead.and(shown_form)));
    }
    let shell = shell
        .body(parts::outcome(names, &shown))
        .body(parts::trial(names, matter))
        .body(Panel::new(names.t("collective-proposal"), parts::proposal(names, &shown)))
        .body(parts::comments(names, &shown.comments, strike))
        .body(Panel::new("", parts::timeline(names, &entries)))
        .body(Button::new(names.t("collective-public"), parts::path(id)).outline());
    let good = tried.errors.is_empty();
    Ok(if good { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// On a case's page: the matters of which it is part, and the way to make one of it.
pub(super) fn panel(signed: &Signed, names: Names<'_>, case: &crate::case::Case) -> SafeHtml {
    let list = parts::links(names, case);
    let opens = reach(&signed.actor, Action::CollectiveOpen);
    let open = !case.state.is_ended() && case.leader().is_none();
    if !open || !opens.holds(Some(&case.area), &[], None) {
        return list;
    }
    let here = format!("{PATH}/new?case={}", case.number);
    list.and(Button::new(names.t("collective-from-case"), here).outline())
}
