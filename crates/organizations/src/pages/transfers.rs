//! Planned moves: the list, one of them, and what its two sides do.

use access::{Action, Target};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Tone,
    form::CheckAnswers,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Panel, Text},
    query::Query,
    when::when,
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{
    found::limit,
    input::unit_name,
    transfer::{changes, may_decide, readable_move},
    work::{directory, place},
};
use crate::{
    Desk, Forest,
    moves::{
        self, Entry, For, Move, MoveId, Side, What,
        decide::{agree, send_back},
        preview,
        undo::undo,
    },
};
use contracts::UnitId;

const PAGE: usize = 200;

/// What one of the buttons sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    side: String,
    reason: String,
}

/// Something that a side does.
pub(crate) enum Act {
    Agree(Side),
    Return(Side, String),
    Undo(String),
}

/// `GET /unit-moves`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let found = readable_moves(&signed).await?;
    let shell = signed.shell(Density::Desk, signed.t("unit-moves")).back("/units");
    if found.is_empty() {
        let none = Empty::new(signed.t("unit-moves-none"), signed.t("unit-moves-none-why"));
        return Ok(signed.page(&shell.body(none)));
    }
    let caption = signed.t("unit-moves").to_owned();
    let keys = [
        "unit-move-title",
        "unit-move-sender",
        "unit-move-receiver",
        "unit-move-effective",
        "unit-move-state",
    ];
    let table =
        keys.iter().fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)))
        });
    let table = table.rows(found.iter().map(|it| {
        Row::new(it.id.to_string(), &it.plan.title)
            .cell(Cell::link(&it.plan.title, format!("/unit-moves/{}", it.id)))
            .cell(name(&signed, it.plan.sender))
            .cell(name(&signed, it.plan.receiver))
            .cell(it.plan.effective.to_string())
            .cell(signed.t(&format!("unit-move-state-{}", it.state.name())))
    }));
    Ok(signed.page(&shell.body(table)))
}

/// The newest plans of which the reader may read a side.
pub(crate) async fn readable_moves(signed: &Signed) -> Answer<Vec<Move>> {
    let found = signed.app.store().read(|db| moves::store::newest(db, PAGE)).await?;
    let reach = access::policy::reach(&signed.actor, Action::UnitRead);
    let snapshot = directory(&signed.app)?.snapshot();
    let shown = |id: UnitId| {
        snapshot
            .find(id)
            .is_some_and(|unit| reach.holds(Some(&place(&signed.app, unit)), &[id], None))
    };
    Ok(found.into_iter().filter(|it| shown(it.plan.sender) || shown(it.plan.receiver)).collect())
}

/// `GET /unit-moves/{id}`
pub(super) async fn show(signed: Signed, PathId(id): PathId<MoveId>) -> Answer<Response> {
    let (it, entries) = readable_move(&signed, id).await?;
    let t = |key: &'static str| signed.t(key).to_owned();
    let side = |unit, agreed| {
        let key = if agreed { "unit-move-agreed-yes" } else { "unit-move-agreed-no" };
        format!("{} ({})", name(&signed, unit), signed.t(key))
    };
    let facts = CheckAnswers::new(signed.lang)
        .row(t("unit-move-state"), signed.t(&format!("unit-move-state-{}", it.state.name())))
        .row(t("unit-move-sender"), side(it.plan.sender, it.sender_agreed))
        .row(t("unit-move-receiver"), side(it.plan.receiver, it.receiver_agreed))
        .row(t("unit-move-decide-by"), it.plan.decide_by.to_string())
        .row(t("unit-move-effective"), it.plan.effective.to_string());
    let mut shell = signed.shell(Density::Desk, &it.plan.title).back("/unit-moves").body(facts);
    if it.state.in_transit() {
        let before = Forest::new(directory(&signed.app)?.snapshot().units().iter().cloned());
        let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        if let Ok(shown) = preview(desk, &before, &it.plan) {
            shell = shell.body(changes(&signed, &before, &it.plan, &shown));
        }
    }
    for form in buttons(&signed, &it) {
        shell = shell.body(form);
    }
    let story = Panel::new(signed.t("unit-move-history"), story(&signed, &entries));
    Ok(signed.page(&shell.body(story)))
}

fn story(signed: &Signed, entries: &[Entry]) -> SafeHtml {
    entries.iter().rev().fold(SafeHtml::default(), |told, entry| {
        let what = signed.t(&format!("unit-move-entry-{}", entry.what.kind())).to_owned();
        let note = match &entry.what {
            What::Returned { reason, .. } | What::Undone { reason } => reason.clone(),
            What::Stopped { code, .. } => signed.t(code).to_owned(),
            What::Drafted { .. } | What::Agreed { .. } | What::Lapsed | What::Applied { .. } => {
                String::new()
            }
        };
        let at = when(signed.lang, entry.at, signed.moment.now());
        told.and(Text::new(format!("{at} {what} {note}")))
    })
}

/// What the reader may do now.
fn buttons(signed: &Signed, it: &Move) -> Vec<FormView> {
    let post = |what: &str| FormView::post(signed.lang, format!("/unit-moves/{}/{what}", it.id));
    let reason = || Field::text("reason", signed.t("unit-reason")).max_length(limit());
    let mut found = Vec::new();
    if it.state.in_transit() {
        for (code, unit, agreed) in [
            ("sender", it.plan.sender, it.sender_agreed),
            ("receiver", it.plan.receiver, it.receiver_agreed),
        ] {
            let twice = code == "sender" && it.plan.sender == it.plan.receiver;
            if twice || !may_decide(signed, unit) {
                continue;
            }
            let args = [("name", name(signed, unit).into())];
            let side = || Field::hidden("side", code);
            if !agreed {
                let label = signed.tf("unit-move-agree", &args);
                found.push(post("agree").field(side()).submit(label));
            }
            let label = signed.tf("unit-move-return", &args);
            found.push(post("return").field(side()).field(reason()).submit(label).dangerous());
        }
    }
    if it.state == moves::State::Applied && may_decide(signed, it.plan.receiver) {
        let form = post("undo").field(reason()).submit(signed.t("unit-move-undo"));
        found.push(form.dangerous());
    }
    found
}

/// `POST /unit-moves/{id}/agree`
pub(super) async fn agree_to(
    signed: Signed,
    PathId(id): PathId<MoveId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let side = side(&sent.side)?;
    done(&signed, id, Act::Agree(side), "unit-move-agreed").await
}

/// `POST /unit-moves/{id}/return`
pub(super) async fn give_back(
    signed: Signed,
    PathId(id): PathId<MoveId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let act = Act::Return(side(&sent.side)?, sent.reason.clone());
    done(&signed, id, act, "unit-move-returned").await
}

/// `POST /unit-moves/{id}/undo`
pub(super) async fn undone(
    signed: Signed,
    PathId(id): PathId<MoveId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    done(&signed, id, Act::Undo(sent.reason.clone()), "unit-move-undone").await
}

async fn done(signed: &Signed, id: MoveId, act: Act, flash: &'static str) -> Answer<Response> {
    perform(signed, id, act).await?;
    Ok(see_other(format!("/unit-moves/{id}")).flash(Tone::Good, flash).into_response())
}

/// Does it for whoever may for that side.
pub(crate) async fn perform(signed: &Signed, id: MoveId, act: Act) -> Answer<Move> {
    let (it, _) = readable_move(signed, id).await?;
    let unit = match &act {
        Act::Agree(Side::Sender) | Act::Return(Side::Sender, _) => it.plan.sender,
        _ => it.plan.receiver,
    };
    let unit = directory(&signed.app)?.find(unit).ok_or_else(Problem::not_found)?;
    let target = Target::area(place(&signed.app, &unit)).with_units([unit.id]);
    let permit = signed.permit(Action::UnitTransfer, &target)?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let stamp = permit.stamp(signed.moment.clone(), "unit-transfer");
    let written = signed.app.store().write(stamp, move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        let by = For::Permit(&permit);
        match act {
            Act::Agree(side) => agree(tx, by, id, side),
            Act::Return(side, reason) => send_back(tx, by, id, side, &reason),
            Act::Undo(reason) => undo(tx, desk, by, id, &reason),
        }
    });
    let it = written.await?;
    directory(&signed.app)?.refresh().await?;
    Ok(it)
}

/// Which side is meant.
pub(crate) fn side(typed: &str) -> Answer<Side> {
    match typed {
        "sender" => Ok(Side::Sender),
        "receiver" => Ok(Side::Receiver),
        _ => Err(Problem::bad_request("invalid")),
    }
}

fn name(signed: &Signed, id: UnitId) -> String {
    let found = directory(&signed.app).ok().and_then(|directory| directory.find(id));
    found.map(|unit| unit_name(signed, &unit)).unwrap_or_default()
}
