//! What everybody may see: series of councils, and what became of each thing that was decided.

use ui::{
    Density, SafeHtml, Tone,
    list::{Card, Cards, Empty, Kpi, Kpis, Tag},
    panel::{Panel, Text},
};
use web::{Answer, PathId, Problem, Visit};

use super::parts;
use crate::{
    Desk, SeriesId,
    series::Series,
    store::{self, lists, series},
};

const LIST_MAX: usize = 500;
/// Gatherings of one series that are shown with their topics.
const SHOWN_MAX: usize = 12;

/// `GET /councils`
pub async fn list(visit: Visit) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let kinds: Vec<String> = desk
        .catalogue
        .gatherings()
        .kinds
        .iter()
        .filter(|kind| kind.topics && !kind.is_private())
        .map(|kind| kind.code.clone())
        .collect();
    let read = visit.app.store().read(move |db| {
        let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
        series::newest(db, &kinds, LIST_MAX)
    });
    let found = read.await?;
    let mut shell =
        visit.shell(Density::Phone, visit.t("councils")).body(Text::new(visit.t("councils-lead")));
    if found.is_empty() {
        let none = Empty::new(visit.t("councils-none"), visit.t("councils-none-text"));
        shell = shell.body(none);
    }
    let cards = found.iter().map(|series| {
        let held = visit.tf("series-held", &[("count", series.called.into())]);
        let mut card = Card::new(series.title.clone(), format!("/councils/{}", series.id))
            .meta(parts::unit_name(&visit, &desk, series.unit))
            .meta(held);
        if let Some(day) = series.next_on {
            let next = parts::day(&visit, day);
            card = card.meta(visit.tf("series-next", &[("day", next.into())]));
        }
        card
    });
    Ok(visit.page(&shell.body(Cards(cards.collect()))))
}

/// A series that everybody may see.
pub(crate) fn is_public(desk: &Desk, series: &Series) -> bool {
    desk.catalogue.gathering_kind(&series.kind).is_some_and(|kind| !kind.is_private())
}

/// `GET /councils/{id}`
pub async fn show(visit: Visit, PathId(id): PathId<SeriesId>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let consulted = desk.clone();
    let read = visit.app.store().read(move |db| {
        let found = series::find(db, id)?.filter(|series| is_public(&consulted, series));
        let Some(series) = found else { return Ok(None) };
        let kept = lists::of_series(db, id, SHOWN_MAX)?;
        let told = store::decisions_of(db, id, LIST_MAX)?;
        let decisions: Vec<_> = told.iter().map(|told| told.decision.clone()).collect();
        let known = parts::standings(db, &consulted, &decisions)?;
        Ok::<_, storage::Error>(Some((series, kept, told, known)))
    });
    let (series, kept, told, known) = read.await?.ok_or_else(Problem::not_found)?;
    let is_done = |known: &parts::Known| known.1.as_ref().is_some_and(|it| it.is_closed);
    let done = known.iter().filter(|known| is_done(known)).count();
    let solved = told.iter().filter(|told| told.resolved).count();
    let count = kernel::count::to_i64;
    let figures = Kpis(vec![
        Kpi::new(visit.t("series-count-held"), series.called),
        Kpi::new(visit.t("series-count-decisions"), count(told.len())),
        Kpi::new(visit.t("series-count-done"), count(done)),
        Kpi::new(visit.t("series-count-solved"), count(solved)),
    ]);
    let mut shell = visit
        .shell(Density::Phone, series.title.clone())
        .back("/councils")
        .body(Text::meta(parts::unit_name(&visit, &desk, series.unit)))
        .body(figures);
    let mut all = SafeHtml::default();
    for (told, known) in told.iter().zip(&known) {
        let mut card = parts::decision(&visit, &desk, known);
        if told.resolved {
            card = card.tag(Tag::new(Tone::Good, visit.t("gathering-held-solved")));
        }
        all = all.and(card);
    }
    if all.is_empty() {
        all = all.and(Text::new(visit.t("series-no-decisions")));
    }
    shell = shell.body(Panel::new(visit.t("series-what-became"), all));
    let cards = kept.iter().map(|kept| parts::card(&visit, &desk, kept, "/gatherings"));
    Ok(visit.page(&shell.body(Panel::new(visit.t("series-gatherings"), Cards(cards.collect())))))
}
