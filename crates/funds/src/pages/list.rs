//! `/desk/funds`: what waits for the reader, and the funds of which the own units have a share.

use access::Action;
use kernel::money::yuan;
use storage::Db;
use ui::{
    Density,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Button, Panel},
    query::Query,
};
use web::{Answer, Signed};

use super::{own_units, unit_name};
use crate::{
    Account, Desk, Fault, Fund, Request, Share, account,
    ask::deciders,
    desk::permit,
    store::{self, lists},
};

/// Funds and requests looked at for one page.
const SHOWN: usize = 200;

/// `GET /desk/funds`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let reader = signed.clone();
    let read = signed
        .app
        .store()
        .read(move |db| Ok::<_, Fault>((waiting(db, &reader)?, mine(db, &reader)?)));
    let (waiting, mine) = read.await?;
    let mut shell = signed.shell(Density::Desk, signed.t("funds-title"));
    if !own_units(&signed, Action::FundDecide).is_empty() {
        shell = shell.body(Button::new(signed.t("funds-open"), "/desk/funds/new"));
    }
    shell = shell.body(Button::new(signed.t("funds-public"), "/funds").outline());
    if !waiting.is_empty() {
        let table = waiting_table(&signed, &desk, &waiting);
        shell = shell.body(Panel::new(signed.t("funds-waiting"), table));
    }
    if mine.is_empty() {
        let none = Empty::new(signed.t("funds-none-own"), signed.t("funds-none-own-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let caption = signed.t("funds-own").to_owned();
    let mut table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("funds-fund")).wrap());
    for key in ["granted", "allocated", "spent", "left"] {
        table = table.column(Column::new(signed.t(&format!("funds-{key}"))).number());
    }
    let rows = mine.iter().map(|of| {
        let title = of.fund.title.clone();
        Row::new(of.fund.id.to_string(), title.clone())
            .cell(Cell::link(title, format!("/desk/funds/{}", of.fund.id)))
            .cell(yuan(of.granted()))
            .cell(yuan(of.allocated()))
            .cell(yuan(of.spent()))
            .cell(yuan(of.left()))
    });
    Ok(signed.page(&shell.body(table.rows(rows))))
}

/// Requests on which the reader may decide.
fn waiting(db: &mut Db<'_>, signed: &Signed) -> Result<Vec<(Request, Share)>, Fault> {
    let mut found = Vec::new();
    for request in lists::waiting(db, SHOWN)? {
        let Some(share) = store::share(db, request.share)? else { continue };
        let line = deciders(db, &request, &share)?;
        let may = permit(&signed.actor, Action::FundDecide, line).is_ok();
        if may && request.asked_by != signed.actor.person {
            found.push((request, share));
        }
    }
    Ok(found)
}

/// Funds of which the reader sees a share, whole.
fn mine(db: &mut Db<'_>, signed: &Signed) -> Result<Vec<Account>, Fault> {
    let reach = access::reach(&signed.actor, Action::FundRead);
    let mut own = Vec::new();
    for unit in &reach.units {
        own.extend(lists::funds_of(db, *unit)?);
    }
    let funds: Vec<Fund> = lists::funds(db, SHOWN)?;
    let mut found = Vec::new();
    for fund in funds.into_iter().filter(|fund| reach.everything || own.contains(&fund.id)) {
        found.extend(account(db, fund.id)?);
    }
    Ok(found)
}

fn waiting_table(signed: &Signed, desk: &Desk, waiting: &[(Request, Share)]) -> Table {
    let caption = signed.t("funds-waiting").to_owned();
    let table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("funds-request")).wrap())
        .column(Column::new(signed.t("funds-unit")).wrap())
        .column(Column::new(signed.t("funds-amount")).number());
    table.rows(waiting.iter().map(|(request, share)| {
        let href = format!("/desk/fund-requests/{}", request.id);
        Row::new(request.id.to_string(), request.text.clone())
            .cell(Cell::link(request.text.clone(), href))
            .cell(unit_name(signed, desk, share.unit))
            .cell(yuan(request.amount))
    }))
}
