//! `/visited/{token}`: what those who were visited see of their list, on the day and a month later.

use axum::{extract::Path, http::StatusCode};
use ui::{
    Density, SafeHtml,
    list::Empty,
    panel::{Panel, Text},
};
use web::{Answer, Visit};

use super::{
    day, unit_name,
    visit::{line_card, sight},
};
use crate::{Desk, visit::store};

/// Longer than any token that was ever made.
const TOKEN_MAX: usize = 64;

pub async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let asked = Some(token).filter(|token| token.len() <= TOKEN_MAX).unwrap_or_default();
    let consulted = desk.clone();
    let read = visit.app.store().read(move |db| match store::of_token(db, &asked)? {
        Some(visit) => sight(db, &consulted, visit).map(Some),
        None => Ok::<_, storage::Error>(None),
    });
    let Some(sight) = read.await? else {
        let none =
            Empty::new(visit.t("outreach-site-unknown"), visit.t("outreach-site-unknown-text"));
        let shell = visit.shell(Density::Phone, visit.t("outreach-site-title")).body(none);
        return Ok(visit.page_with(StatusCode::NOT_FOUND, &shell));
    };
    let told = visit.tf(
        "outreach-site-told",
        &[
            ("day", day(&visit, sight.visit.visited_on).into()),
            ("unit", unit_name(&visit, &desk, sight.visit.unit).into()),
        ],
    );
    let mut shell = visit.shell(Density::Phone, sight.visit.site.clone()).body(Text::new(told));
    for (line, case) in &sight.lines {
        let card = line_card(&visit, &desk, line, case.as_ref());
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card)));
    }
    Ok(visit.page(&shell.body(Text::meta(visit.t("outreach-site-note")))))
}
