//! Organizations, filtered by kind, area and name.

use access::{Action, policy::reach};
use axum::response::Response;
use contracts::UnitId;
use kernel::AreaCode;
use ui::{
    Density, Field, Tone,
    form::Pick,
    list::{Cell, Column, Empty, Filters, Pager, Row, Table, Tag},
    panel::Button,
};
use web::{Answer, Cursor, Signed};

use super::{
    input::{kind_name, unit_name},
    work::{directory, place},
};
use crate::Unit;

const PAGE: usize = 50;

/// Which units are wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub kind: Option<String>,
    /// Units that serve one of these areas or one inside.
    pub areas: Option<Vec<AreaCode>>,
    /// A part of the name.
    pub name: Option<String>,
    pub closed: bool,
    pub after: Option<(AreaCode, UnitId)>,
}

/// A page of units, and whether there are more.
pub(crate) fn find(signed: &Signed, wanted: &Wanted, limit: usize) -> Answer<(Vec<Unit>, bool)> {
    let reach = reach(&signed.actor, Action::UnitRead);
    let snapshot = directory(&signed.app)?.snapshot();
    let fits = |unit: &&Unit| {
        let areas = wanted.areas.as_ref();
        unit.is_open() != wanted.closed
            && wanted.kind.as_ref().is_none_or(|kind| unit.kind == *kind)
            && areas.is_none_or(|some| some.iter().any(|area| area.contains(&unit.area)))
            && wanted.name.as_ref().is_none_or(|part| is_named(unit, part))
            && wanted.after.is_none_or(|after| (unit.area, unit.id) > after)
            && reach.holds(Some(&place(&signed.app, unit)), &[unit.id], None)
    };
    let mut found: Vec<Unit> =
        snapshot.units().iter().filter(fits).take(limit + 1).cloned().collect();
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((found, more))
}

fn is_named(unit: &Unit, part: &str) -> bool {
    unit.name_zh.contains(part) || unit.name_en.to_lowercase().contains(&part.to_lowercase())
}

/// `GET /units`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let query = &signed.query;
    let text = |name: &str| query.get(name).map(|value| value.trim().to_owned());
    let wanted = Wanted {
        kind: text("kind"),
        areas: text("area").map(|typed| signed.app.areas().find(&typed)),
        name: text("name"),
        closed: query.get("closed").is_some(),
        after: signed.cursor("after")?,
    };
    let (units, more) = find(&signed, &wanted, PAGE)?;
    let last = units.last().filter(|_| more);
    let next = last.map(|unit| {
        let cursor = Cursor((unit.area, unit.id)).encode();
        query.with("after", cursor).href()
    });
    let mut shell = signed.shell(Density::Desk, signed.t("units-title"));
    if !reach(&signed.actor, Action::UnitManage).is_empty() {
        shell = shell.body(Button::new(signed.t("unit-found"), "/units/new").outline());
    }
    for (key, href) in [
        ("unit-tree", "/units/tree"),
        ("coverage-title", "/units/coverage"),
        ("unit-moves", "/unit-moves"),
        ("duties-title", "/duties"),
    ] {
        shell = shell.body(Button::new(signed.t(key), href).outline());
    }
    shell = shell.body(filters(&signed));
    shell = if units.is_empty() {
        shell.body(Empty::new(signed.t("units-none"), signed.t("units-none-remedy")))
    } else {
        let previous = wanted.after.map(|_| query.without("after").href());
        let pager = Pager { lang: signed.lang, note: String::new(), previous, next };
        shell.body(table(&signed, &units)).body(pager)
    };
    Ok(signed.page(&shell))
}

fn filters(signed: &Signed) -> Filters {
    let all = Pick::new("", signed.t("unit-kind-any"));
    let catalogue = signed.app.catalogue();
    let kinds = catalogue.unit_kinds().iter();
    let kinds = kinds.map(|kind| Pick::new(&kind.code, kind_name(signed, &kind.code)));
    let states =
        vec![Pick::new("", signed.t("unit-open")), Pick::new("1", signed.t("unit-closed"))];
    let fields = vec![
        Field::select("kind", signed.t("unit-kind"), std::iter::once(all).chain(kinds).collect()),
        Field::search("area", signed.t("unit-area")).optional(),
        Field::search("name", signed.t("unit-name")).optional(),
        Field::select("closed", signed.t("unit-state"), states),
    ];
    Filters::new(signed.lang, "/units", &signed.query, fields)
}

fn table(signed: &Signed, units: &[Unit]) -> Table {
    let areas = signed.app.areas();
    let table = Table::new(signed.lang, signed.t("units-title").to_owned(), signed.query.clone());
    let table = ["unit-name", "unit-kind", "unit-area", "unit-duty", "unit-from"]
        .into_iter()
        .fold(table, |table, key| table.column(Column::new(signed.t(key))));
    table.rows(units.iter().map(|unit| {
        let name = unit_name(signed, unit);
        Row::new(unit.id.to_string(), &name)
            .cell(Cell::link(&name, format!("/units/{}", unit.id)))
            .cell(kind_name(signed, &unit.kind))
            .cell(areas.full_name(&unit.area))
            .cell(duty(signed, unit).map_or(Cell::from(""), Cell::Tag))
            .cell(unit.from.to_string())
    }))
}

/// What a unit is there for beyond its kind, or that it is no more.
pub(super) fn duty(signed: &Signed, unit: &Unit) -> Option<Tag> {
    let (tone, key) = match unit.until {
        Some(_) => (Tone::Bad, "unit-closed"),
        None if unit.operator => (Tone::Good, "unit-operator"),
        None if unit.in_charge => (Tone::Plain, "unit-in-charge"),
        None => return None,
    };
    Some(Tag::new(tone, signed.t(key)))
}
