//! `/admin/catalogue`: every matter, by group.

use axum::response::Response;
use catalogue::{Catalogue, Group, Matter};
use ui::{
    Density,
    list::{Cell, Column, Row, Table},
    panel::{Panel, Text},
    query::Query,
};
use web::{Answer, Signed};

use super::{links, saying};

const COLUMNS: [&str; 6] = [
    "declarations-matter",
    "declarations-owner",
    "declarations-deadline",
    "declarations-climb",
    "declarations-visibility",
    "declarations-points",
];

/// `GET /admin/catalogue`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let catalogue = signed.app.catalogue();
    let shell = signed
        .shell(Density::Desk, signed.t("declarations-catalogue"))
        .body(Text::new(signed.t("declarations-catalogue-lead")))
        .body(links(&signed));
    let shell = catalogue
        .groups()
        .iter()
        .fold(shell, |shell, one| shell.body(group(&signed, &catalogue, one)));
    Ok(signed.page(&shell))
}

fn group(signed: &Signed, catalogue: &Catalogue, group: &Group) -> Panel {
    let name = saying::words(signed, &group.name).to_owned();
    let table = Table::new(signed.lang, name.clone(), Query::default());
    let table =
        COLUMNS.iter().fold(table, |table, key| table.column(Column::new(signed.t(key)).wrap()));
    let matters = catalogue.matters_of(&group.code);
    Panel::new(name, table.rows(matters.map(|matter| row(signed, catalogue, matter))))
}

fn row(signed: &Signed, catalogue: &Catalogue, matter: &Matter) -> Row {
    let name = saying::words(signed, &matter.name);
    Row::new(&matter.code, name)
        .cell(Cell::link(name, format!("/admin/catalogue/{}", matter.code)))
        .cell(saying::owners(signed, catalogue, matter))
        .cell(saying::deadlines(signed, &matter.deadlines))
        .cell(saying::climbs(signed, &matter.climbs))
        .cell(saying::named(signed, "visibility", matter.visibility))
        .cell(saying::points(signed, catalogue, matter))
}
