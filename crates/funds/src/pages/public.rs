//! What anybody can read: what each fund came to, by unit and by purpose.

use access::Action;
use ui::{
    Density, SafeHtml,
    list::{Card, Cards, Empty},
    panel::{Button, Panel, Text},
};
use web::{Answer, PathId, Problem, Visit};

use super::{days, kpis, purposes, shares, unit_name};
use crate::{Desk, FundId, account, store::lists};

/// Funds on the page.
const SHOWN: usize = 50;

/// `GET /funds`
pub async fn list(visit: Visit) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let read = visit.app.store().read(|db| {
        let funds = lists::funds(db, SHOWN)?;
        funds.into_iter().map(|fund| account(db, fund.id)).collect::<Result<Vec<_>, _>>()
    });
    let found: Vec<_> = read.await?.into_iter().flatten().collect();
    let shell = visit
        .shell(Density::Phone, visit.t("funds-title"))
        .back("/")
        .body(Text::new(visit.t("funds-lead")));
    if found.is_empty() {
        let none = Empty::new(visit.t("funds-none"), visit.t("funds-none-text"));
        return Ok(visit.page(&shell.body(none)));
    }
    let cards = found.iter().map(|of| {
        Card::new(of.fund.title.clone(), format!("/funds/{}", of.fund.id))
            .meta(unit_name(&visit, &desk, of.fund.unit))
            .body(kpis(&visit, of))
    });
    Ok(visit.page(&shell.body(Cards(cards.collect()))))
}

/// `GET /funds/{id}`
pub async fn show(visit: Visit, PathId(id): PathId<FundId>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let found = visit.app.store().read(move |db| account(db, id)).await?;
    let of = found.ok_or_else(Problem::not_found)?;
    let given =
        visit.tf("funds-set-aside", &[("unit", unit_name(&visit, &desk, of.fund.unit).into())]);
    let mut shell = visit
        .shell(Density::Phone, of.fund.title.clone())
        .back("/funds")
        .body(Text::meta(given))
        .body(days(&visit, &of))
        .body(kpis(&visit, &of))
        .body(Panel::new(
            visit.t("funds-by-purpose"),
            SafeHtml::from_safe(purposes(&visit, &desk, &of)),
        ))
        .body(Panel::new(
            visit.t("funds-by-unit"),
            SafeHtml::from_safe(shares(&visit, &desk, &of)),
        ));
    let applies = visit
        .actor
        .as_ref()
        .is_some_and(|actor| !access::reach(actor, Action::FundKeep).units.is_empty());
    if applies {
        let href = format!("/desk/funds/{id}/ask?kind=application");
        shell = shell.body(Button::new(visit.t("funds-apply"), href).outline());
    }
    Ok(visit.page(&shell))
}
