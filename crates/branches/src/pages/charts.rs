//! Firms' charts of business units within reach, and a new one handed in.

use std::{collections::BTreeSet, path::Path};

use access::Action;
use axum::response::IntoResponse as _;
use contracts::UnitId;
use sheets::Table as Read;
use ui::{
    Density, Errors, Field, Form as Shown, Tone,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Panel, Text},
};
use web::{Answer, MultipartForm, Problem, Signed, input::Typed, see_other};

use super::{branch_picks, day, day_of, get, unit_name, unit_of, within};
use crate::{
    Desk, Fault,
    chart::{
        read::{Wrong, rows},
        store,
        take::{Handed, Taken, take},
    },
};

/// `GET /desk/charts`
pub async fn list(signed: Signed) -> Answer {
    page(&signed, &Typed::new(), &Errors::new(), &[]).await
}

/// The Party units that could decide about charts of which the reader sees something: the own ones
/// and those above them.
fn owners(signed: &Signed, desk: &Desk) -> BTreeSet<UnitId> {
    let own = within(signed, desk, Action::BranchManage).into_iter().map(|card| card.id);
    own.flat_map(|unit| std::iter::once(unit).chain(desk.tree.above(unit))).collect()
}

async fn page(signed: &Signed, typed: &Typed, errors: &Errors, wrong: &[Wrong]) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let owners = owners(signed, &desk);
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for (firm, day, owner) in store::of_owners(db, &owners)? {
            found.push((firm, day, owner, store::open(db, firm)?.len()));
        }
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("branches-charts"))
        .back("/desk/branches")
        .body(Text::meta(signed.t("branches-charts-lead")));
    shell = if found.is_empty() {
        let text = signed.t("branches-charts-none-text");
        shell.body(Empty::new(signed.t("branches-charts-none"), text))
    } else {
        let caption = signed.t("branches-charts").to_owned();
        let mut table = Table::new(signed.lang, caption, signed.query.clone())
            .column(Column::new(signed.t("branches-chart-of")).wrap())
            .column(Column::new(signed.t("branches-owner")).wrap())
            .column(Column::new(signed.t("branches-chart-day")))
            .column(Column::new(signed.t("branches-chart-open")).number());
        for (firm, on, owner, open) in found {
            let name = unit_name(signed, &desk, firm);
            table = table.row(
                Row::new(firm.to_string(), name.clone())
                    .cell(Cell::link(name, format!("/desk/charts/{firm}")))
                    .cell(unit_name(signed, &desk, owner))
                    .cell(day(signed, on))
                    .cell(i64::try_from(open).unwrap_or(i64::MAX)),
            );
        }
        shell.body(table)
    };
    if !wrong.is_empty() {
        shell = shell.body(Panel::new(signed.t("branches-chart-wrong"), lines(signed, wrong)));
    }
    let form = form(signed, &desk).keep(typed).errors(errors);
    let shell = shell.form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn form(signed: &Signed, desk: &Desk) -> Shown {
    let own = within(signed, desk, Action::BranchManage);
    let today = signed.moment.now().day().to_string();
    let t = |key: &'static str| signed.t(key);
    Shown::post(signed.lang, "/desk/charts")
        .field(Field::text("firm", t("branches-chart-of")).hint(t("branches-chart-of-hint")))
        .field(
            Field::select("owner", t("branches-chart-owner"), branch_picks(signed, &own))
                .hint(t("branches-chart-owner-hint")),
        )
        .field(Field::date("day", t("branches-chart-day")).value(today))
        .field(
            Field::file("file", t("branches-chart-file"), ".csv,.xlsx")
                .hint(t("branches-chart-file-hint")),
        )
        .submit(t("branches-chart-hand-in"))
}

/// The rows that are wrong, each with its reason.
fn lines(signed: &Signed, wrong: &[Wrong]) -> Table {
    let caption = signed.t("branches-chart-wrong").to_owned();
    let table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-chart-line")).number())
        .column(Column::new(signed.t("branches-reason")).wrap());
    table.rows(wrong.iter().map(|it| {
        let line = it.line.to_string();
        Row::new(line.clone(), line.clone()).cell(line).cell(signed.t(it.code))
    }))
}

/// What is wrong with what was handed in.
enum Refused {
    Field(&'static str, String),
    Rows(Vec<Wrong>),
    Other(Problem),
}

/// `POST /desk/charts`
pub async fn hand_in(signed: Signed, sent: MultipartForm) -> Answer {
    sent.check()?;
    match handed_in(&signed, &sent).await {
        Ok((firm, Taken::New { proposals, .. })) => {
            let key = if proposals == 0 { "branches-chart-same" } else { "branches-chart-taken" };
            Ok(see_other(format!("/desk/charts/{firm}")).flash(Tone::Good, key).into_response())
        }
        Ok((firm, Taken::Unchanged)) => {
            let there = see_other(format!("/desk/charts/{firm}"));
            Ok(there.flash(Tone::Warn, "branches-chart-unchanged").into_response())
        }
        Err(Refused::Field(field, words)) => {
            let mut errors = Errors::new();
            errors.add(field, words);
            page(&signed, &sent.raw, &errors, &[]).await
        }
        Err(Refused::Rows(wrong)) => {
            let mut errors = Errors::new();
            errors.add("file", signed.t("branches-chart-wrong"));
            page(&signed, &sent.raw, &errors, &wrong).await
        }
        Err(Refused::Other(problem)) => Err(problem),
    }
}

async fn handed_in(signed: &Signed, sent: &MultipartForm) -> Result<(UnitId, Taken), Refused> {
    let desk = Desk::of(&signed.app).map_err(Refused::Other)?;
    let told = |fault| match fault {
        Fault::Invalid { field, code } => Refused::Field(field, signed.t(code).to_owned()),
        other => Refused::Other(other.into()),
    };
    let asked = || -> Result<Handed, Fault> {
        let firm = firm(&desk, get(&sent.raw, "firm"))?;
        let (owner, day) = (unit_of(&sent.raw, "owner")?, day_of(&sent.raw, "day")?);
        Ok(Handed { firm, owner, day })
    };
    let handed = asked().map_err(told)?;
    let missing = || Refused::Field("file", signed.t("branches-chart-file-missing").to_owned());
    let file = sent.files_of("file").next().cloned().ok_or_else(missing)?;
    let stamp = signed.actor.stamp(signed.moment.clone(), "chart-take");
    let table = tokio::task::spawn_blocking(move || Read::read(Path::new(&file.name), &file.bytes));
    let table = table.await.map_err(|error| Refused::Other(Problem::internal(error)))?;
    let unread = |error: sheets::TableError| {
        let about = [("about", error.to_string().into())];
        Refused::Field("file", signed.tf("branches-chart-unread", &about))
    };
    let rows = rows(&table.map_err(unread)?).map_err(Refused::Rows)?;
    let actor = signed.actor.clone();
    let write =
        signed.app.store().write(stamp, move |tx| take(tx, &desk, &actor, handed, &rows)).await;
    Ok((handed.firm, write.map_err(told)?.map_err(Refused::Rows)?))
}

/// A firm by its id, or by a name that only one unit has.
fn firm(desk: &Desk, typed: &str) -> Result<UnitId, Fault> {
    let typed = typed.trim();
    if let Ok(id) = typed.parse() {
        return Ok(id);
    }
    match desk.tree.named(typed)[..] {
        [one] => Ok(one),
        _ => Err(Fault::invalid("firm", "branches-chart-firm")),
    }
}
