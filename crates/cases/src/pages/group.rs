//! `/r/{token}`: what a chat group sees of what was raised in it: how far it has come.

use axum::{extract::Path, http::StatusCode};
use ui::{
    Density, SafeHtml,
    form::CheckAnswers,
    list::Empty,
    panel::{Panel, Text},
};
use web::{Answer, Visit};

use super::shared::state;
use crate::paste;

/// Longer than any token that was ever made.
const TOKEN_MAX: usize = 64;

pub(super) async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    let asked = Some(token).filter(|token| token.len() <= TOKEN_MAX).unwrap_or_default();
    let found = visit.app.store().read(move |db| paste::store::case_of(db, &asked)).await?;
    let shell = visit.shell(Density::Phone, visit.t("group-title"));
    let Some(kept) = found else {
        let none = Empty::new(visit.t("group-unknown"), visit.t("group-unknown-text"));
        return Ok(visit.page_with(StatusCode::NOT_FOUND, &shell.body(none)));
    };
    let (case, now) = (kept.case, visit.moment.now());
    let when = |at| ui::when::when(visit.lang, at, now);
    let mut standing = SafeHtml::trusted(r#"<p class="row">"#)
        .and(state::tag(&visit, case.state))
        .and(SafeHtml::trusted("</p>"));
    if let Some(steps) = state::steps(&visit, case.state) {
        standing = standing.and(steps);
    }
    let mut facts =
        CheckAnswers::new(visit.lang).row(visit.t("group-since"), when(case.created_at));
    if case.first_answered_at.is_none() {
        facts = facts.row(visit.t("group-promised"), when(case.promised_by));
    }
    let shell = shell
        .body(Panel::new(visit.t("group-state"), standing))
        .body(facts)
        .body(Text::meta(visit.t("group-note")));
    Ok(visit.page(&shell))
}
