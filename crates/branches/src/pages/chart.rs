//! One firm's chart: what its changes call for, and who answers for which business unit.

use std::collections::BTreeMap;

use access::Action;
use contracts::UnitId;
use storage::Db;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Cell, Column, Empty, Row, Table, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed};

use super::{
    Any, act, branch::allowed, branch_picks, day, get, proposal::reason, unit_name, unit_of, within,
};
use crate::{
    Desk,
    chart::{Chart, Entry, Kind, Link, LinkId, Proposal, State, link, store, whole},
};

/// Decided proposals shown on one page.
const DECIDED: usize = 50;

/// A firm's chart as it stands, with what goes with it.
pub(crate) struct Picture {
    pub chart: Chart,
    pub links: Vec<Link>,
    pub open: Vec<Proposal>,
    pub decided: Vec<Proposal>,
    /// Whether the reader decides about it.
    pub decides: bool,
}

/// The chart on a day for whoever manages its owner or a unit under that; for others there is none.
pub(crate) async fn picture(signed: &Signed, desk: &Desk, firm: UnitId) -> Answer<Picture> {
    let today = signed.moment.now().day();
    let typed = signed.query.get("day");
    let wrong = || Problem::invalid().field("day", "branches-day-wrong");
    let on = typed.map_or(Ok(today), |typed| typed.parse().map_err(|_| wrong()))?;
    let read = signed.app.store().read(move |db: &mut Db<'_>| {
        let Some(chart) = store::on(db, firm, on)? else { return Ok(None) };
        let links = store::links_on(db, firm, on)?;
        let (open, decided) = (store::open(db, firm)?, store::decided(db, firm, DECIDED)?);
        Ok::<_, storage::Error>(Some(Picture { chart, links, open, decided, decides: false }))
    });
    let mut found = read.await?.ok_or_else(Problem::not_found)?;
    found.decides = allowed(signed, desk, Action::BranchManage, found.chart.owner).is_ok();
    let seen = whole(desk, found.chart.owner);
    let own = within(signed, desk, Action::BranchManage);
    if !found.decides && !own.iter().any(|card| seen.contains(&card.id)) {
        return Err(Problem::not_found());
    }
    Ok(found)
}

/// `GET /desk/charts/{id}?day=`
pub async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let found = picture(&signed, &desk, id).await?;
    let told = signed.tf(
        "branches-chart-told",
        &[
            ("day", day(&signed, found.chart.day).into()),
            ("units", i64::try_from(found.chart.entries.len()).unwrap_or(i64::MAX).into()),
            ("owner", unit_name(&signed, &desk, found.chart.owner).into()),
        ],
    );
    let mut shell = signed
        .shell(Density::Desk, unit_name(&signed, &desk, id))
        .back("/desk/charts")
        .body(Text::new(told));
    if found.decides {
        let open = proposals(&signed, &desk, &found.open);
        shell = shell.body(Panel::new(signed.t("branches-chart-proposals"), open));
    }
    let pick = Shown::get(signed.lang, format!("/desk/charts/{id}"))
        .field(Field::date("day", signed.t("branches-chart-as-of")))
        .submit(signed.t("branches-show"));
    let picture = SafeHtml::from_safe(pick).and(units(&signed, &desk, &found));
    shell = shell.body(Panel::new(signed.t("branches-chart-units"), picture));
    shell =
        shell.body(Panel::new(signed.t("branches-chart-link"), linking(&signed, &desk, &found)));
    if found.decides && !found.decided.is_empty() {
        let decided = proposals(&signed, &desk, &found.decided);
        shell = shell.body(Panel::new(signed.t("branches-chart-decided"), decided));
    }
    Ok(signed.page(&shell))
}

fn proposals(signed: &Signed, desk: &Desk, all: &[Proposal]) -> SafeHtml {
    if all.is_empty() {
        let text = signed.t("branches-chart-no-proposals-text");
        return SafeHtml::from_safe(Empty::new(signed.t("branches-chart-no-proposals"), text));
    }
    let today = signed.moment.now().day();
    let cards = all.iter().map(|it| {
        let units: Vec<String> =
            it.body.parties.iter().map(|party| unit_name(signed, desk, party.unit)).collect();
        let age = signed.tf("branches-chart-age", &[("days", it.age_days(today).into())]);
        let card = Card::new(reason(signed, it), format!("/desk/chart-proposals/{}", it.id))
            .tag(kind_tag(signed, it.kind))
            .tag(state_tag(signed, it.state));
        if units.is_empty() { card.meta(age) } else { card.meta(units.join("、")).meta(age) }
    });
    SafeHtml::from_safe(Cards(cards.collect()))
}

/// What a proposal is about in a word.
pub(super) fn kind_tag(signed: &Signed, kind: Kind) -> Tag {
    let key = match kind {
        Kind::New => "branches-chart-new",
        Kind::Merge => "branches-chart-merge",
        Kind::Split => "branches-chart-split",
        Kind::Move => "branches-chart-move",
        Kind::Rename => "branches-chart-rename",
        Kind::Close => "branches-chart-close",
    };
    Tag::new(Tone::Plain, signed.t(key))
}

/// How far a proposal is in a word.
pub(super) fn state_tag(signed: &Signed, state: State) -> Tag {
    let (tone, key) = match state {
        State::Open => (Tone::Warn, "branches-chart-state-open"),
        State::Accepted => (Tone::Good, "branches-chart-state-accepted"),
        State::Refused => (Tone::Bad, "branches-chart-state-refused"),
        State::Superseded => (Tone::Plain, "branches-chart-state-superseded"),
    };
    Tag::new(tone, signed.t(key))
}

/// The business units, each under the one above, with who answers for them.
fn units(signed: &Signed, desk: &Desk, found: &Picture) -> Table {
    let caption = signed.t("branches-chart-units").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-chart-unit")).wrap())
        .column(Column::new(signed.t("branches-chart-code")))
        .column(Column::new(signed.t("branches-chart-headcount")).number())
        .column(Column::new(signed.t("branches-chart-party")).wrap());
    let mut links: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
    for link in &found.links {
        links.entry(&link.code).or_default().push(link);
    }
    for (depth, entry) in in_order(&found.chart) {
        let unit = &entry.unit;
        let its = links.remove(unit.code.as_str()).unwrap_or_default();
        table = table.row(
            Row::new(unit.code.clone(), unit.name.clone())
                .cell(format!("{}{}", "\u{3000}".repeat(depth), unit.name))
                .cell(unit.code.as_str())
                .cell(entry.headcount.map(|number| number.to_string()).unwrap_or_default())
                .cell(answering(signed, desk, found, &its)),
        );
    }
    // Units of an earlier chart, about which a decision is still open.
    for (code, its) in links {
        table = table.row(
            Row::new(format!("gone-{code}"), code)
                .cell(Tag::new(Tone::Warn, signed.t("branches-chart-not-there")))
                .cell(code)
                .cell("")
                .cell(answering(signed, desk, found, &its)),
        );
    }
    table
}

/// Each unit before what stands under it, with its depth.
fn in_order(chart: &Chart) -> Vec<(usize, &Entry)> {
    let mut below: BTreeMap<Option<&str>, Vec<&Entry>> = BTreeMap::new();
    for entry in chart.entries.values().rev() {
        below.entry(entry.unit.parent.as_deref()).or_default().push(entry);
    }
    let top = below.get(&None).cloned().unwrap_or_default();
    let mut waiting: Vec<(usize, &Entry)> = top.into_iter().map(|entry| (0, entry)).collect();
    let mut found = Vec::with_capacity(chart.entries.len());
    while let Some((depth, entry)) = waiting.pop() {
        found.push((depth, entry));
        let parts = below.get(&Some(entry.unit.code.as_str())).cloned().unwrap_or_default();
        waiting.extend(parts.into_iter().map(|part| (depth + 1, part)));
    }
    found
}

/// The Party units of a business unit; each with a button that ends it, for whoever manages it.
fn answering(signed: &Signed, desk: &Desk, found: &Picture, its: &[&Link]) -> Cell {
    let mut cell = SafeHtml::default();
    for link in its {
        cell = cell.and(Text::new(unit_name(signed, desk, link.unit)));
        let manages = allowed(signed, desk, Action::BranchManage, link.unit).is_ok();
        if link.until.is_none() && manages {
            let action = format!("/desk/charts/{}/links/{}", found.chart.firm, link.id);
            let end = Shown::post(signed.lang, action).submit(signed.t("branches-chart-unlink"));
            cell = cell.and(end.inline());
        }
    }
    Cell::part(cell)
}

fn linking(signed: &Signed, desk: &Desk, found: &Picture) -> Shown {
    let seen = whole(desk, found.chart.owner);
    let mut own = within(signed, desk, Action::BranchManage);
    own.retain(|card| seen.contains(&card.id));
    let codes = in_order(&found.chart).into_iter().map(|(depth, entry)| {
        let name = format!("{}{}", "\u{3000}".repeat(depth), entry.unit.name);
        Pick::new(&entry.unit.code, name)
    });
    Shown::post(signed.lang, format!("/desk/charts/{}/links", found.chart.firm))
        .field(Field::select("code", signed.t("branches-chart-unit"), codes.collect()))
        .field(Field::select("unit", signed.t("branches-chart-party"), branch_picks(signed, &own)))
        .submit(signed.t("branches-save"))
}

/// `POST /desk/charts/{id}/links`
pub async fn answers(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/charts/{id}");
    act(&signed, "chart-link", back, "branches-saved", move |tx, desk, actor| {
        link::link(tx, desk, actor, id, get(&typed, "code"), unit_of(&typed, "unit")?)
    })
    .await
}

/// `POST /desk/charts/{id}/links/{link}`: it answers for it no more.
pub async fn ends(
    signed: Signed,
    path: axum::extract::Path<(String, String)>,
    _: Form<Any>,
) -> Answer {
    let axum::extract::Path((firm, link)) = path;
    let firm: UnitId = firm.parse().map_err(|_| Problem::not_found())?;
    let link: LinkId = link.parse().map_err(|_| Problem::not_found())?;
    let back = format!("/desk/charts/{firm}");
    act(&signed, "chart-link", back, "branches-saved", move |tx, desk, actor| {
        link::end(tx, desk, actor, firm, link)
    })
    .await
}
