//! The log of a day at an office, put together from what happened.

use access::{Action, Target};
use axum::response::Response;
use contracts::UnitId;
use kernel::Day;
use ui::{
    Density, SafeHtml, Tone,
    list::{Card, Cards, Column, Empty, Row, Table},
    panel::{Button, Notice, Panel, Text},
    query::Query,
};
use web::{Answer, PathId, Problem, Signed};

use super::{
    duties::word,
    input::{day, titled},
    work::readable,
};
use crate::{
    Unit,
    duties::log::{Log, of_day},
};

/// Verbs of the journal that have words of their own.
const VERBS: [&str; 7] = ["case", "duty", "visit", "gathering", "fund", "unit", "membership"];

/// Which unit's log of which day is wanted; yesterday's unless told.
pub(crate) struct Wanted {
    pub unit: Unit,
    pub day: Day,
}

/// The log of a day for whoever keeps the unit's duties.
pub(crate) async fn log(signed: &Signed, id: UnitId) -> Answer<(Wanted, Log)> {
    let unit = readable(signed, id)?;
    signed.permit(Action::DutyKeep, &Target::area(unit.area).with_units([id]))?;
    let today = signed.moment.now().day();
    let wanted = match signed.query.get("day") {
        Some(typed) => day("day", typed)?,
        None => today.plus(-1),
    };
    if wanted > today {
        return Err(Problem::invalid().field("day", "unit-day-future"));
    }
    let found = signed.app.store().read(move |db| of_day(db, id, wanted)).await?;
    Ok((Wanted { unit, day: wanted }, found))
}

/// `GET /units/{id}/log?day=`
pub(super) async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    let (wanted, log) = log(&signed, id).await?;
    let mut shell = signed
        .shell(Density::Desk, titled(&signed, signed.t("duty-log"), &wanted.unit))
        .back(format!("/units/{id}"))
        .body(Text::new(ui::when::day(signed.lang, wanted.day, signed.moment.now().day())))
        .body(Text::meta(signed.t("duty-log-lead")));
    if log.gap {
        shell = shell.body(Notice::new(Tone::Bad, signed.t("duty-log-gap")));
    }
    let there = log.there.iter().map(|shown| Card::new(shown.name.clone(), "").meta(&shown.reach));
    let there: Vec<Card> = there.collect();
    if !there.is_empty() {
        shell = shell.body(Panel::new(signed.t("duty-log-there"), Cards(there)));
    }
    shell = shell.body(Panel::new(signed.t("duty-log-acts"), acts(&signed, &log)));
    for (key, days) in [("duty-log-before", -1), ("duty-log-after", 1)] {
        let other = wanted.day.plus(days);
        if other <= signed.moment.now().day() {
            let href = format!("/units/{id}/log?day={other}");
            shell = shell.body(Button::new(signed.t(key), href).outline());
        }
    }
    Ok(signed.page(&shell))
}

fn acts(signed: &Signed, log: &Log) -> SafeHtml {
    if log.acts.is_empty() && log.visits.is_empty() {
        let none = Empty::new(signed.t("duty-log-none"), signed.t("duty-log-none-why"));
        return SafeHtml::from_safe(none);
    }
    let caption = signed.t("duty-log-acts").to_owned();
    let table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("duty-log-what")))
        .column(Column::new(signed.t("duty-log-count")).number());
    let acts = log.acts.iter().map(|(verb, count)| {
        let key = if VERBS.contains(&verb.as_str()) { verb.as_str() } else { "other" };
        (signed.t(&format!("duty-log-{key}")).to_owned(), *count)
    });
    let visits = log.visits.iter().map(|(kind, count)| (visit_name(signed, kind), *count));
    let rows = acts.chain(visits);
    let rows =
        rows.map(|(name, count)| Row::new(name.clone(), name.clone()).cell(name).cell(count));
    SafeHtml::from_safe(table.rows(rows))
}

/// A kind of visit in the reader's language.
fn visit_name(signed: &Signed, code: &str) -> String {
    let catalogue = signed.app.catalogue();
    let mut visits = catalogue.duties().iter().flat_map(|kind| &kind.visits);
    visits.find(|visit| visit.code == code).map_or_else(|| code.into(), |it| word(signed, &it.name))
}
