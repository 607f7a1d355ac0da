//! Seats by category and level, and which bodies are complete.

use access::Action;
use axum::response::Response;
use storage::Db;
use ui::{
    Density, SafeHtml,
    list::{Column, Empty, Kpi, Kpis, Row, Table as Shown},
    panel::Panel,
    query::Query,
};
use web::{Answer, Signed};

use super::{
    duties::{duty_name, seat_name},
    work::directory,
};
use crate::duties::{
    seats::{Table, table},
    store,
};

/// The seats of each kind of duty that has some, within reach of the reader.
pub(crate) async fn tables(signed: &Signed) -> Answer<Vec<(String, Table)>> {
    let today = signed.moment.now().day();
    let read = move |db: &mut Db<'_>| store::since(db, today);
    let all = signed.app.store().read(read).await?;
    let (units, catalogue) = (directory(&signed.app)?.snapshot(), signed.app.catalogue());
    let reach = access::policy::reach(&signed.actor, Action::DutyKeep);
    let within = |id| units.find(id).is_some_and(|unit| reach.holds(Some(&unit.area), &[id], None));
    let kinds = catalogue.duties().iter().filter(|kind| !kind.seats.is_empty());
    let tables =
        kinds.map(|kind| (kind.code.clone(), table(&units, &catalogue, kind, &all, today, within)));
    Ok(tables.collect())
}

/// `GET /duties/seats`
pub(super) async fn show(signed: Signed) -> Answer<Response> {
    let mut shell = signed.shell(Density::Desk, signed.t("duty-seats")).back("/duties");
    for (code, table) in tables(&signed).await? {
        let held: usize = table.rows.iter().map(|row| row.held).sum();
        let voting: usize = table.rows.iter().filter(|row| row.votes).map(|row| row.held).sum();
        let figures = Kpis(vec![
            Kpi::new(signed.t("duty-seats-held"), held),
            Kpi::new(signed.t("duty-seats-voting"), voting),
            Kpi::new(signed.t("duty-seats-bodies"), table.bodies),
            Kpi::new(signed.t("duty-seats-complete"), table.complete),
        ]);
        let body = SafeHtml::from_safe(figures).and(rows(&signed, &code, &table));
        shell = shell.body(Panel::new(duty_name(&signed, &code), body));
    }
    Ok(signed.page(&shell))
}

fn rows(signed: &Signed, code: &str, table: &Table) -> SafeHtml {
    if table.rows.is_empty() {
        let none = Empty::new(signed.t("duties-none"), signed.t("duty-none-why"));
        return SafeHtml::from_safe(none);
    }
    let shown = Shown::new(signed.lang, duty_name(signed, code), Query::default())
        .column(Column::new(signed.t("duty-seat")))
        .column(Column::new(signed.t("duty-level")))
        .column(Column::new(signed.t("duty-seats-held")).number())
        .column(Column::new(signed.t("duty-votes")));
    let rows = table.rows.iter().map(|row| {
        let name = seat_name(signed, code, Some(&row.seat));
        Row::new(format!("{}-{}", row.seat, row.level.as_str()), name.clone())
            .cell(name)
            .cell(signed.t(&format!("duty-level-{}", row.level.as_str())))
            .cell(row.held.to_string())
            .cell(signed.t(if row.votes { "duty-votes-yes" } else { "duty-votes-no" }))
    });
    SafeHtml::from_safe(shown.rows(rows))
}
