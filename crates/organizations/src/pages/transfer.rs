//! The planner of a move: what changes, previewed with the tree before and after, then submitted.

use std::collections::BTreeSet;

use access::{Action, Target};
use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use kernel::Day;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Tone,
    form::Pick,
    list::{Column, Kpi, Kpis, Row, Table},
    panel::{Notice, Panel},
    query::Query,
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{
    found::limit,
    input::{Ask, day, kind_name},
    tree::{Drawing, names},
    work::{directory, place, readable},
};
use crate::{
    Desk, Forest, Unit,
    moves::{self, For, Move, MoveId, Plan, Preview, Step, draft::draft, preview},
};

/// Days that are proposed for agreeing, and for the move itself.
const DECIDE_DAYS: i32 = 14;
const EFFECTIVE_DAYS: i32 = 30;

/// What the form sends; `confirm` on its second way.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    id: String,
    title: String,
    to: String,
    what: String,
    kind: String,
    effective: String,
    decide_by: String,
    confirm: String,
}

/// `GET /units/{id}/transfer`
pub(super) async fn ask(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(form(&signed, &readable(&signed, id)?).page())
}

/// `POST /units/{id}/transfer`: the preview, or with `confirm` the draft.
pub(super) async fn plan(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let done = async {
        let plan = planned(&signed, &unit, &sent.value)?;
        let key = sent.id.parse::<MoveId>().map_err(|_| Problem::bad_request("invalid"))?;
        if sent.confirm.is_empty() {
            return previewed(&signed, &unit, &plan, &sent.value);
        }
        let made = submit(&signed, key, plan).await?;
        let there = see_other(format!("/unit-moves/{}", made.id));
        Ok(there.flash(Tone::Good, "unit-move-drafted").into_response())
    };
    match done.await {
        Ok(response) => Ok(response),
        Err(problem) => form(&signed, &unit).again(&sent.raw, problem),
    }
}

/// Drafts a plan for whoever may for one of its two sides.
pub(crate) async fn submit(signed: &Signed, id: MoveId, plan: Plan) -> Answer<Move> {
    let side = |id: UnitId| {
        let unit = directory(&signed.app)?.find(id).ok_or_else(Problem::not_found)?;
        signed
            .permit(Action::UnitTransfer, &Target::area(place(&signed.app, &unit)).with_units([id]))
    };
    let permit = side(plan.sender).or_else(|_| side(plan.receiver))?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let stamp = permit.stamp(signed.moment.clone(), "unit-transfer");
    let drafted = signed.app.store().write(stamp, move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        draft(tx, desk, For::Permit(&permit), id, &plan)
    });
    Ok(drafted.await?)
}

/// What is typed, as a plan.
fn planned(signed: &Signed, unit: &Unit, typed: &Typed) -> Answer<Plan> {
    let forest = forest(signed)?;
    let sender = unit.parent.unwrap_or(unit.id);
    let (steps, receiver) = match typed.what.as_str() {
        "become" => {
            let kind = typed.kind.clone();
            (vec![Step::Become { unit: unit.id, kind }], sender)
        }
        what => {
            let to = target(&forest, &typed.to, signed)?;
            if what == "merge" {
                let below = forest.under(unit.id);
                let mut steps: Vec<Step> =
                    below.map(|part| Step::Move { unit: part.id, to: Some(to) }).collect();
                steps.push(Step::Close { unit: unit.id, reason: typed.title.trim().to_owned() });
                (steps, to)
            } else {
                (vec![Step::Move { unit: unit.id, to: Some(to) }], to)
            }
        }
    };
    Ok(Plan {
        title: typed.title.clone(),
        steps,
        sender,
        receiver,
        effective: day("effective", &typed.effective)?,
        decide_by: day("decide_by", &typed.decide_by)?,
    })
}

/// The receiving unit by id, or by a name that only one has.
fn target(forest: &Forest, typed: &str, signed: &Signed) -> Answer<UnitId> {
    let typed = typed.trim();
    let wrong = |code: &'static str| Err(Problem::invalid().field("to", code));
    if let Ok(id) = typed.parse::<UnitId>() {
        return if forest.open(id).is_some() { Ok(id) } else { wrong("unit-move-to-unknown") };
    }
    let named = |unit: &&Unit| unit.name_zh == typed || unit.name_en.eq_ignore_ascii_case(typed);
    let reach = access::policy::reach(&signed.actor, Action::UnitRead);
    let known = |unit: &&Unit| reach.holds(Some(&place(&signed.app, unit)), &[unit.id], None);
    let found: Vec<&Unit> = forest.all_open().filter(named).filter(known).collect();
    match found[..] {
        [one] => Ok(one.id),
        [] => wrong("unit-move-to-unknown"),
        _ => wrong("unit-move-to-several"),
    }
}

fn forest(signed: &Signed) -> Answer<Forest> {
    Ok(Forest::new(directory(&signed.app)?.snapshot().units().iter().cloned()))
}

fn previewed(signed: &Signed, unit: &Unit, plan: &Plan, typed: &Typed) -> Answer<Response> {
    crate::act::text("title", &plan.title).map_err(crate::UnitError::from)?;
    let before = forest(signed)?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let desk = Desk { catalogue: &catalogue, areas: &areas };
    let shown = preview(desk, &before, plan).map_err(crate::UnitError::from)?;
    let fields = [
        ("id", typed.id.as_str()),
        ("title", &typed.title),
        ("to", &typed.to),
        ("what", &typed.what),
        ("kind", &typed.kind),
        ("effective", &typed.effective),
        ("decide_by", &typed.decide_by),
        ("confirm", "1"),
    ];
    let action = format!("/units/{}/transfer", unit.id);
    let confirm = fields
        .into_iter()
        .fold(FormView::post(signed.lang, action), |form, (name, value)| {
            form.field(Field::hidden(name, value))
        })
        .submit(signed.t("unit-move-confirm"))
        .cancel(signed.t("unit-move-what"), format!("/units/{}/transfer", unit.id));
    let title = signed.tf("unit-move-preview-title", &[("name", plan.title.trim().into())]);
    let shell = signed.shell(Density::Desk, &title).back(format!("/units/{}/transfer", unit.id));
    let shell = shell.body(numbers(signed, &shown)).body(changes(signed, &before, plan, &shown));
    Ok(signed.page(&shell.body(confirm)))
}

/// How many are concerned.
fn numbers(signed: &Signed, shown: &Preview) -> Kpis {
    Kpis(
        [
            ("unit-move-preview-moved", shown.moved),
            ("unit-move-preview-founded", shown.founded),
            ("unit-move-preview-closed", shown.closed),
            ("unit-move-preview-raised", shown.raised),
        ]
        .into_iter()
        .map(|(key, number)| Kpi::new(signed.t(key), number))
        .collect(),
    )
}

/// Who answers for whom, what gets too wide, and the two trees side by side.
pub(super) fn changes(signed: &Signed, before: &Forest, plan: &Plan, shown: &Preview) -> SafeHtml {
    let mut known = names(signed, before);
    known.extend(names(signed, &shown.after));
    let name = |id: &UnitId| known.get(id).cloned().unwrap_or_default();
    let mut part = SafeHtml::default();
    for wide in &shown.too_wide {
        let (under, max) = (wide.under.into(), i64::from(wide.max).into());
        let args = [("name", name(&wide.unit).into()), ("under", under), ("max", max)];
        part = part.and(Notice::new(Tone::Warn, signed.tf("unit-move-too-wide", &args)));
    }
    let keys = [
        "unit-name",
        "unit-move-preview-units",
        "unit-move-preview-lead-before",
        "unit-move-preview-lead-after",
    ];
    let caption = signed.t("unit-move-preview-leads").to_owned();
    let table =
        keys.iter().fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)))
        });
    let none = || signed.t("unit-parent-none").to_owned();
    let rows = shown.leads.iter().map(|lead| {
        Row::new(lead.unit.to_string(), name(&lead.unit))
            .cell(name(&lead.unit))
            .cell(lead.units.to_string())
            .cell(lead.before.as_ref().map_or_else(none, name))
            .cell(lead.after.as_ref().map_or_else(none, name))
    });
    part = if shown.leads.is_empty() {
        part.and(ui::panel::Text::new(signed.t("unit-move-preview-none")))
    } else {
        part.and(table.rows(rows))
    };
    let moving: BTreeSet<UnitId> = plan.steps.iter().map(Step::unit).collect();
    let tree = |forest: &Forest| {
        let shown = super::tree::readable(signed, forest);
        let sides = BTreeSet::from([plan.sender, plan.receiver]);
        let top = |id: &&UnitId| !forest.above(**id).iter().any(|above| sides.contains(above));
        let roots: Vec<&Unit> =
            sides.iter().filter(top).filter_map(|id| forest.open(*id)).collect();
        let drawing = Drawing { signed, forest, shown, moving: moving.clone(), depth: 3 };
        drawing.list(&roots, 0)
    };
    let columns = ui::panel::Columns {
        main: SafeHtml::from_safe(Panel::new(signed.t("unit-move-before"), tree(before))),
        side: SafeHtml::from_safe(Panel::new(signed.t("unit-move-after"), tree(&shown.after))),
    };
    part.and(columns)
}

fn form<'v>(signed: &'v Signed, unit: &Unit) -> Ask<'v> {
    let t = |key: &'static str| signed.t(key);
    let id: MoveId = signed.moment.id();
    let today = signed.moment.now().day();
    let date = |name, key, days: i32, hint| {
        let value: Day = today.plus(days);
        Field::date(name, t(key)).value(value.to_string()).hint(t(hint))
    };
    let what = ["move", "merge", "become"].map(|what| {
        let key = ["unit-move-what-move", "unit-move-what-merge", "unit-move-what-become"]
            .into_iter()
            .find(|key| key.ends_with(what))
            .unwrap_or_default();
        Pick::new(what, t(key))
    });
    let catalogue = signed.app.catalogue();
    let becomes = catalogue.unit_kind(&unit.kind).map(|kind| kind.becomes.clone());
    let kinds = becomes.unwrap_or_default().into_iter();
    let kinds = kinds.map(|code| Pick::new(&code, kind_name(signed, &code)));
    let none = Pick::new("", t("unit-move-kind-none"));
    let form = FormView::post(signed.lang, format!("/units/{}/transfer", unit.id))
        .field(Field::hidden("id", id.to_string()))
        .field(Field::text("title", t("unit-move-title")).max_length(limit()))
        .field(Field::choice("what", t("unit-move-what"), what.to_vec()).value("move"))
        .field(Field::text("to", t("unit-move-to")).hint(t("unit-move-to-hint")).optional())
        .field(Field::select(
            "kind",
            t("unit-move-kind"),
            std::iter::once(none).chain(kinds).collect(),
        ))
        .field(date("decide_by", "unit-move-decide-by", DECIDE_DAYS, "unit-move-decide-by-hint"))
        .field(date("effective", "unit-move-effective", EFFECTIVE_DAYS, "unit-move-effective-hint"))
        .submit(t("unit-move-preview"));
    let name = super::input::unit_name(signed, unit);
    let title = signed.tf("unit-move-plan-of", &[("name", name.into())]);
    Ask { visit: signed, title, back: format!("/units/{}", unit.id), form }
}

/// What the reader may decide about a plan: its sides, those within reach.
pub(crate) fn may_decide(signed: &Signed, unit: UnitId) -> bool {
    let unit = directory(&signed.app).ok().and_then(|directory| directory.find(unit));
    unit.is_some_and(|unit| super::show::may(signed, Action::UnitTransfer, &unit))
}

/// A plan that the reader may read: one of whose sides they may.
pub(crate) async fn readable_move(
    signed: &Signed,
    id: MoveId,
) -> Answer<(Move, Vec<moves::Entry>)> {
    let read = move |db: &mut storage::Db<'_>| moves::store::entries(db, id);
    let entries = signed.app.store().read(read).await?;
    let it = Move::fold(id, &entries).ok_or_else(Problem::not_found)?;
    readable(signed, it.plan.sender).or_else(|_| readable(signed, it.plan.receiver))?;
    Ok((it, entries))
}
