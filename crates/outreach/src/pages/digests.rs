//! Month by month, what a branch heard and what came of it.

use access::{Action, reach};
use axum::extract::Path;
use contracts::UnitId;
use ui::{
    Density, SafeHtml,
    form::CheckAnswers,
    list::{Card, Cards, Empty},
    panel::{Panel, Text},
};
use web::{Answer, Problem, Signed};

use super::{
    notes::{card, theme},
    unit_name,
};
use crate::{
    Desk,
    digest::{self, Month},
    note::store,
};

const DIGESTS_MAX: usize = 240;

/// `GET /desk/digests`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::NoteAdopt);
    let found = signed.app.store().read(move |db| digest::within(db, &within, DIGESTS_MAX)).await?;
    let shell = signed
        .shell(Density::Desk, signed.t("outreach-digests"))
        .back("/desk/notes")
        .body(Text::new(signed.t("outreach-digests-lead")));
    if found.is_empty() {
        let none =
            Empty::new(signed.t("outreach-digests-none"), signed.t("outreach-digests-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let cards = found.into_iter().map(|digest| {
        let href = format!("/desk/digests/{}/{}", digest.branch, digest.month);
        Card::new(format!("{} {}", digest.month, unit_name(&signed, &desk, digest.branch)), href)
            .meta(signed.tf("outreach-digest-notes", &[("n", digest.notes.into())]))
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}

/// `GET /desk/digests/{branch}/{month}`
pub async fn show(signed: Signed, Path((branch, month)): Path<(String, String)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let branch: UnitId = branch.parse().map_err(|_| Problem::not_found())?;
    let month: Month = month.parse().map_err(|_| Problem::not_found())?;
    let within = reach(&signed.actor, Action::NoteAdopt);
    let read = signed.app.store().read(move |db| {
        let seen = digest::within(db, &within, usize::MAX)?;
        let found = seen.into_iter().find(|it| it.branch == branch && it.month == month);
        let notes = store::of_branch(db, branch, month.start(), month.next().start())?;
        Ok::<_, storage::Error>(found.map(|digest| (digest, notes)))
    });
    let (digest, notes) = read.await?.ok_or_else(Problem::not_found)?;
    let mut themes = CheckAnswers::new(signed.lang);
    for (code, count) in &digest.themes {
        let told = signed.tf("outreach-digest-notes", &[("n", (*count).into())]);
        themes = themes.row(theme(&signed, &desk, code), told);
    }
    let mut shell = signed
        .shell(Density::Desk, format!("{month} {}", unit_name(&signed, &desk, branch)))
        .back("/desk/digests")
        .body(Text::meta(signed.tf("outreach-digest-notes", &[("n", digest.notes.into())])))
        .body(themes);
    for note in &notes {
        let card = card(&signed, &desk, note);
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card)));
    }
    Ok(signed.page(&shell))
}
