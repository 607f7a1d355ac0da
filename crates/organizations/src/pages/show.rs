//! One organization: what is known of it, who serves in it on a day, and how it came about.

use access::{Action, Membership, Target, membership::holders_in};
use axum::response::Response;
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::Db;
use ui::{
    Density, Field, Form, SafeHtml,
    form::CheckAnswers,
    list::{Card, Cards, Cell, Column, Empty, Row, Table},
    panel::{Button, Panel},
    query::Query,
    when::when,
};
use web::{Answer, PathId, Problem, Signed};

use super::{
    duties,
    input::{day, kind_name, role_name, unit_name},
    list::duty,
    work::{directory, place, readable},
};
use crate::{
    Unit,
    coverage::responsible,
    store,
    unit::{Fact, What},
};

/// Somebody's post, under a masked name.
pub(crate) struct Holder {
    pub person: PersonId,
    pub post: Membership,
    pub name: String,
}

/// `GET /units/{id}?day=`
pub(super) async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let today = signed.moment.now().day();
    let on = signed.query.get("day").map_or(Ok(today), |typed| day("day", typed))?;
    let holders = holders(&signed, id, on).await?;
    let facts = signed.app.store().read(move |db| store::facts(db, id)).await?;
    let mut shell = signed
        .shell(Density::Desk, unit_name(&signed, &unit))
        .back("/units")
        .body(known(&signed, &unit));
    if unit.is_open() && may(&signed, Action::UnitManage, &unit) {
        shell = shell.body(changes(&signed, id));
    }
    let parts = directory(&signed.app)?.snapshot();
    let below: Vec<Card> = parts
        .under(id)
        .map(|part| Card::new(unit_name(&signed, part), format!("/units/{}", part.id)))
        .collect();
    if !below.is_empty() {
        shell = shell.body(Panel::new(signed.t("unit-below"), Cards(below)));
    }
    let shell = shell
        .body(people(&signed, &unit, on, &holders))
        .body(duties::panel(&signed, &unit).await?)
        .body(Panel::new(signed.t("unit-history"), history(&signed, &facts)?));
    Ok(signed.page(&shell))
}

/// What can be done with the unit, in one row.
fn changes(signed: &Signed, id: UnitId) -> SafeHtml {
    let links = [
        ("unit-rename", format!("/units/{id}/rename")),
        ("unit-detail", format!("/units/{id}/detail")),
        ("unit-move", format!("/units/{id}/move")),
        ("unit-move-plan", format!("/units/{id}/transfer")),
        ("unit-found-under", format!("/units/new?parent={id}")),
        ("unit-close", format!("/units/{id}/close")),
    ];
    let row = SafeHtml::trusted("<div class=\"row\">");
    let row = links
        .into_iter()
        .fold(row, |row, (label, href)| row.and(Button::new(signed.t(label), href).outline()));
    row.and(SafeHtml::trusted("</div>"))
}

/// Whether the reader may do this to the unit, for showing or hiding its buttons.
pub(super) fn may(signed: &Signed, action: Action, unit: &Unit) -> bool {
    let area = if action == Action::UnitTransfer { place(&signed.app, unit) } else { unit.area };
    let target = Target::area(area).with_units([unit.id]);
    access::permit(&signed.actor, action, &target).is_ok()
}

/// Who serves in a unit on a day.
pub(crate) async fn holders(signed: &Signed, unit: UnitId, on: Day) -> Answer<Vec<Holder>> {
    let vault = signed.app.vault().clone();
    let read = move |db: &mut Db<'_>| {
        let posts = holders_in(db, unit, on)?;
        let persons: Vec<PersonId> = posts.iter().map(|(person, _)| *person).collect();
        let masks = vault.masked_many(db, &persons)?;
        Ok::<_, Problem>((posts, masks))
    };
    let (posts, masks) = signed.app.store().read(read).await?;
    let named = posts.into_iter().map(|(person, post)| {
        let name = masks.get(&person).and_then(|mask| mask.name.clone());
        Holder { person, post, name: name.unwrap_or_else(|| signed.t("unit-nameless").to_owned()) }
    });
    Ok(named.collect())
}

fn known(signed: &Signed, unit: &Unit) -> CheckAnswers {
    let t = |key: &'static str| signed.t(key).to_owned();
    let other = if signed.lang.is_zh() { &unit.name_en } else { &unit.name_zh };
    let mut facts = CheckAnswers::new(signed.lang)
        .row(t("unit-kind"), kind_name(signed, &unit.kind))
        .row(t("unit-area"), signed.app.areas().full_name(&unit.area))
        .row(t("unit-other-name"), other)
        .row(t("unit-from"), unit.from.to_string());
    if let Some(uscc) = &unit.details.uscc {
        facts = facts.row(t("unit-uscc"), uscc);
    }
    facts = leads(signed, unit, facts);
    if let Some(parent) = unit.parent.and_then(|id| directory(&signed.app).ok()?.find(id)) {
        let name = unit_name(signed, &parent);
        facts = facts.part(
            t("unit-parent"),
            Panel::new("", Button::new(name, format!("/units/{}", parent.id)).outline()),
            None,
        );
    }
    if let Some(until) = unit.until {
        facts = facts.row(t("unit-until"), until.to_string());
    }
    if let Some(tag) = duty(signed, unit) {
        facts = facts.part(t("unit-duty"), tag, None);
    }
    facts
}

/// Its industry, and the two offices that answer for it.
fn leads(signed: &Signed, unit: &Unit, mut facts: CheckAnswers) -> CheckAnswers {
    let Ok(directory) = directory(&signed.app) else { return facts };
    let (snapshot, catalogue) = (directory.snapshot(), signed.app.catalogue());
    let known = responsible(&snapshot, &catalogue, unit);
    let code = known.industry.as_deref();
    let Some(industry) = code.and_then(|code| catalogue.industries().industry(code)) else {
        return facts;
    };
    let name = if signed.lang.is_zh() { &industry.name.zh } else { &industry.name.en };
    facts = facts.row(signed.t("unit-industry").to_owned(), name);
    for (key, lead) in [
        ("unit-lead-industry", known.industry_lead),
        ("unit-lead-territory", known.territorial_lead),
    ] {
        let found = lead.and_then(|id| snapshot.find(id)).map(|lead| unit_name(signed, lead));
        let found = found.unwrap_or_else(|| signed.t("unit-lead-none").to_owned());
        facts = facts.row(signed.t(key).to_owned(), found);
    }
    facts
}

fn people(signed: &Signed, unit: &Unit, on: Day, holders: &[Holder]) -> Panel {
    let may_give = unit.is_open() && may(signed, Action::MembershipGrant, unit);
    let here = format!("/units/{}", unit.id);
    let pick = Form::get(signed.lang, &here)
        .field(Field::date("day", signed.t("unit-people-on")).value(on.to_string()))
        .submit(signed.t("unit-people-show"));
    let mut body = SafeHtml::from_safe(pick);
    if holders.is_empty() {
        body = body.and(Empty::new(signed.t("unit-people-none"), signed.t("unit-people-none-why")));
    } else {
        let caption = signed.t("unit-people").to_owned();
        let keys =
            ["unit-person", "unit-role", "unit-post-from", "unit-post-until", "unit-post-do"];
        let table = keys
            .iter()
            .fold(Table::new(signed.lang, caption, Query::new(here.clone(), "")), |table, key| {
                table.column(Column::new(signed.t(key)))
            });
        body = body.and(table.rows(holders.iter().map(|one| {
            let until = one.post.until.map(|day| day.to_string()).unwrap_or_default();
            let end =
                Cell::link(signed.t("unit-post-end"), format!("{here}/posts/{}/end", one.post.id));
            Row::new(one.post.id.to_string(), &one.name)
                .cell(one.name.as_str())
                .cell(role_name(signed, &one.post.role))
                .cell(one.post.from.to_string())
                .cell(until)
                .cell(if may_give { end } else { "".into() })
        })));
    }
    if may_give {
        body = body
            .and(Button::new(signed.t("unit-post-give"), format!("{here}/posts/new")).outline());
    }
    Panel::new(signed.t("unit-people"), body)
}

/// Latest first.
fn history(signed: &Signed, facts: &[Fact]) -> Answer<Table> {
    let directory = directory(&signed.app)?;
    let name =
        |id: UnitId| directory.find(id).map(|unit| unit_name(signed, &unit)).unwrap_or_default();
    let caption = signed.t("unit-history").to_owned();
    let table = ["unit-since", "unit-fact", "unit-fact-note", "unit-fact-stated"]
        .iter()
        .fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)).wrap())
        });
    Ok(table.rows(facts.iter().rev().map(|fact| {
        let (what, note) = match &fact.what {
            What::Founded(founding) => {
                ("unit-fact-found", format!("{} {}", founding.name_zh, founding.name_en))
            }
            What::Renamed { name_zh, name_en } => {
                ("unit-fact-rename", format!("{name_zh} {name_en}"))
            }
            What::Moved { parent } => {
                let none = || signed.t("unit-parent-none").to_owned();
                ("unit-fact-move", parent.map_or_else(none, name))
            }
            What::Closed { reason } => ("unit-fact-close", reason.clone()),
            What::Detailed { details } => {
                let known = [&details.uscc, &details.industry, &details.meets];
                let known: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
                ("unit-fact-detail", known.join(" "))
            }
            What::Became { kind } => ("unit-fact-become", kind_name(signed, kind)),
            What::Reopened => ("unit-fact-reopen", String::new()),
        };
        let by = if fact.stated_by.is_some() { "unit-by-staff" } else { "unit-by-program" };
        let at = when(signed.lang, fact.stated_at, signed.moment.now());
        Row::new(fact.seq.to_string(), signed.t(what))
            .cell(fact.from.to_string())
            .cell(signed.t(what))
            .cell(note)
            .cell(format!("{at} {}", signed.t(by)))
    })))
}
