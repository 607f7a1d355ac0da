//! `/desk/funds/{id}`: the shares that the reader sees, what was asked for, what the own units can do.

use access::Action;
use kernel::money::yuan;
use ui::{
    Density, SafeHtml,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Button, Panel, Text},
    query::Query,
};
use web::{Answer, PathId, Signed};

use super::{days, kpis, own_units, purpose_name, purposes, shares, state_tag, unit_name, visible};
use crate::{Account, Desk, Fault, FundId, Request, Share, Wish, store::lists};

/// Requests on the page.
const SHOWN: usize = 300;

/// `GET /desk/funds/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<FundId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let reader = signed.clone();
    let read = signed.app.store().read(move |db| {
        let of = visible(db, &reader, id)?;
        let mut requests = lists::requests(db, id, SHOWN)?;
        requests.retain(|request| of.shares.iter().any(|(share, _)| share.id == request.share));
        Ok::<_, Fault>((of, requests))
    });
    let (of, requests) = read.await?;
    let mut shell = signed
        .shell(Density::Desk, of.fund.title.clone())
        .back("/desk/funds")
        .body(days(&signed, &of))
        .body(kpis(&signed, &of));
    let own = own_units(&signed, Action::FundKeep);
    for (share, _) in of.shares.iter().filter(|(share, _)| own.contains(&share.unit)) {
        shell = shell.body(acts(&signed, &desk, share));
    }
    shell = shell
        .body(Panel::new(signed.t("funds-by-unit"), shares(&signed, &desk, &of)))
        .body(Panel::new(signed.t("funds-by-purpose"), purposes(&signed, &desk, &of)));
    shell = if requests.is_empty() {
        let none = Empty::new(signed.t("funds-no-requests"), signed.t("funds-no-requests-text"));
        shell.body(Panel::new(signed.t("funds-requests"), none))
    } else {
        let table = table(&signed, &desk, &of, &requests);
        shell.body(Panel::new(signed.t("funds-requests"), table))
    };
    for kind in ["csv", "xlsx"] {
        let label = signed.t(if kind == "csv" { "funds-csv" } else { "funds-xlsx" });
        let href = format!("/desk/funds/{id}/export/{kind}");
        shell = shell.body(Button::new(label, href).outline());
    }
    Ok(signed.page(&shell))
}

/// What a unit can do with its share.
fn acts(signed: &Signed, desk: &Desk, share: &Share) -> Panel {
    let told = [
        ("unit", unit_name(signed, desk, share.unit).into()),
        ("left", yuan(share.balance).into()),
    ];
    let mut body = SafeHtml::from_safe(Text::new(signed.tf("funds-share-left", &told)));
    let mut kinds = vec![("spending", "funds-spend"), ("allocation", "funds-allocate")];
    if share.parent.is_some() {
        kinds.push(("return", "funds-give-back"));
    }
    for (kind, key) in kinds {
        let href = format!("/desk/funds/{}/ask?kind={kind}&share={}", share.fund, share.id);
        body = body.and(Button::new(signed.t(key), href).outline());
    }
    Panel::new("", body)
}

fn table(signed: &Signed, desk: &Desk, of: &Account, requests: &[Request]) -> Table {
    let caption = signed.t("funds-requests").to_owned();
    let table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("funds-request")).wrap())
        .column(Column::new(signed.t("funds-unit")).wrap())
        .column(Column::new(signed.t("funds-what")).wrap())
        .column(Column::new(signed.t("funds-amount")).number())
        .column(Column::new(signed.t("funds-state")));
    table.rows(requests.iter().map(|request| {
        let share = of.shares.iter().find(|(share, _)| share.id == request.share);
        let unit = share.map(|(share, _)| unit_name(signed, desk, share.unit));
        let href = format!("/desk/fund-requests/{}", request.id);
        Row::new(request.id.to_string(), request.text.clone())
            .cell(Cell::link(request.text.clone(), href))
            .cell(unit.unwrap_or_default())
            .cell(wish(signed, desk, &request.wish))
            .cell(yuan(request.amount))
            .cell(state_tag(signed, request.state))
    }))
}

/// What is asked for, in a few words.
pub(super) fn wish(signed: &Signed, desk: &Desk, wish: &Wish) -> String {
    match wish {
        Wish::Allocation { receiver } => {
            let name = unit_name(signed, desk, *receiver);
            signed.tf("funds-wish-allocation", &[("unit", name.into())])
        }
        Wish::Spending { purpose, .. } => {
            let name = purpose_name(signed, desk, purpose);
            signed.tf("funds-wish-spending", &[("purpose", name.into())])
        }
    }
}
