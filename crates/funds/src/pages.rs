//! The pages of funds: a summary for anybody, the books for whoever answers for them.

pub mod ask;
pub mod export;
pub mod list;
pub mod open;
pub mod public;
pub mod request;
pub mod show;

use access::{Action, reach};
use contracts::UnitId;
use kernel::money::yuan;
use serde::Deserialize;
use storage::{Db, Tx};
use ui::{
    SafeHtml, Tone,
    form::Pick,
    list::{Column, Kpi, Kpis, Row, Table, Tag},
    query::Query,
};
use web::{Answer, Problem, Signed, Visit, input::Typed};

use crate::{Account, Desk, Fault, FundId, State, account};

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// A unit's name in the reader's language.
fn unit_name(visit: &Visit, desk: &Desk, id: UnitId) -> String {
    let english = !visit.lang.is_zh();
    desk.units.unit(id).map_or_else(String::new, |card| card.name(english).to_owned())
}

/// A purpose in the reader's language; its code for one that is declared no more.
fn purpose_name(visit: &Visit, desk: &Desk, code: &str) -> String {
    let name = desk.catalogue.purpose(code).map(|purpose| &purpose.name);
    name.map_or(code, |name| if visit.lang.is_zh() { &name.zh } else { &name.en }).to_owned()
}

/// The own units for which an action is allowed.
fn own_units(signed: &Signed, action: Action) -> Vec<UnitId> {
    reach(&signed.actor, action).units
}

fn unit_picks(visit: &Visit, desk: &Desk, units: &[UnitId]) -> Vec<Pick> {
    units.iter().map(|id| Pick::new(id.to_string(), unit_name(visit, desk, *id))).collect()
}

fn state_tag(visit: &Visit, state: State) -> Tag {
    let (tone, key) = match state {
        State::Asked => (Tone::Warn, "funds-state-asked"),
        State::Approved => (Tone::Good, "funds-state-approved"),
        State::Declined => (Tone::Bad, "funds-state-declined"),
        State::Withdrawn => (Tone::Plain, "funds-state-withdrawn"),
        State::Reversed => (Tone::Bad, "funds-state-reversed"),
    };
    Tag::new(tone, visit.t(key))
}

/// The figures of a fund in a row.
fn kpis(visit: &Visit, of: &Account) -> Kpis {
    // A round sum fits the width of a phone.
    let figure = |key: &str, fen: i64| Kpi::new(visit.t(key), yuan(fen).trim_end_matches(".00"));
    Kpis(vec![
        figure("funds-granted", of.granted()),
        figure("funds-allocated", of.allocated()),
        figure("funds-spent", of.spent()),
        figure("funds-left", of.left()),
    ])
}

/// What was spent for each purpose.
fn purposes(visit: &Visit, desk: &Desk, of: &Account) -> Table {
    let caption = visit.t("funds-by-purpose").to_owned();
    let table = Table::new(visit.lang, caption, Query::default())
        .column(Column::new(visit.t("funds-purpose")).wrap())
        .column(Column::new(visit.t("funds-spent")).number());
    table.rows(of.purposes.iter().map(|(code, fen)| {
        let name = purpose_name(visit, desk, code);
        Row::new(code.clone(), name.clone()).cell(name).cell(yuan(*fen))
    }))
}

/// Each unit's share, indented below the one from which it has its money.
fn shares(visit: &Visit, desk: &Desk, of: &Account) -> Table {
    let caption = visit.t("funds-by-unit").to_owned();
    let columns = ["received", "passed-on", "spent", "returned", "left"];
    let table = Table::new(visit.lang, caption, Query::default())
        .column(Column::new(visit.t("funds-unit")).wrap());
    let table = columns.iter().fold(table, |table, key| {
        table.column(Column::new(visit.t(&format!("funds-{key}"))).number())
    });
    table.rows(of.shares.iter().map(|(share, sums)| {
        let name = unit_name(visit, desk, share.unit);
        let depth = usize::try_from(share.depth).unwrap_or(0);
        Row::new(share.id.to_string(), name.clone())
            .cell(format!("{}{name}", "　".repeat(depth)))
            .cell(yuan(sums.received))
            .cell(yuan(sums.passed_on))
            .cell(yuan(sums.spent))
            .cell(yuan(sums.returned))
            .cell(yuan(share.balance))
    }))
}

/// A fund's account as far as the reader may see it: the own shares and all below them.
fn visible(db: &mut Db<'_>, signed: &Signed, id: FundId) -> Result<Account, Fault> {
    let seen = crate::sight::shares(db, &signed.actor, id)?;
    let mut of = account(db, id)?.ok_or(Fault::NotFound)?;
    of.shares.retain(|(share, _)| seen.iter().any(|one| one.id == share.id));
    Ok(of)
}

/// A line from which to which day.
fn days(visit: &Visit, of: &Account) -> SafeHtml {
    let last = of.fund.until.plus(-1).to_string();
    let told = [("from", of.fund.from.to_string().into()), ("until", last.into())];
    SafeHtml::from_safe(ui::panel::Text::meta(visit.tf("funds-days", &told)))
}

/// Does one change in the reader's name.
pub(crate) async fn write<T: Send + 'static>(
    signed: &Signed,
    purpose: &str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &access::Actor) -> Result<T, Fault> + Send + 'static,
) -> Answer<T> {
    let (desk, actor) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let done = signed.app.store().write(stamp, move |tx| work(tx, &desk, &actor));
    done.await.map_err(Problem::from)
}
