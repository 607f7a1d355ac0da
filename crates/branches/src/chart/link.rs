//! Which Party unit answers for which business unit: said by whoever manages that Party unit, from a
//! day on. Several business units may share a branch.

use access::{Action, Actor};
use contracts::UnitId;
use serde_json::json;
use storage::{Record, Tx};

use super::{Kind, Link, LinkId, key, raise::raise, store, whole};
use crate::{Desk, Fault, sign};

/// A Party unit answers for a business unit of the newest chart from today on.
///
/// # Errors
/// [`Fault::Invalid`] of `code` or `unit`; [`Fault::Conflict`] while a proposal about this business
/// unit is open; [`Fault::NotFound`] for whoever may not manage the Party unit.
pub fn link(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    firm: UnitId,
    code: &str,
    unit: UnitId,
) -> Result<LinkId, Fault> {
    tx.lock(key(firm).as_bytes())?;
    let chart = store::newest(tx, firm)?.ok_or(Fault::NotFound)?;
    desk.branch("unit", unit)?;
    desk.permit(actor, Action::BranchManage, unit)?;
    if !whole(desk, chart.owner).contains(&unit) || desk.tree.place(tx, unit)?.is_none() {
        return Err(Fault::invalid("unit", "branches-chart-outside"));
    }
    if !chart.entries.contains_key(code) {
        return Err(Fault::invalid("code", "branches-chart-unknown"));
    }
    for open in store::open(tx, firm)?.iter().filter(|open| open.kind != Kind::New) {
        let mut codes = open.body.after.iter().chain(open.body.before.iter().map(|it| &it.unit));
        if codes.any(|unit| unit.code == code) {
            return Err(Fault::Conflict("branches-chart-pending"));
        }
    }
    let known = store::links(tx, firm)?.into_iter().find(|it| it.code == code && it.unit == unit);
    if let Some(known) = known {
        return Ok(known.id);
    }
    sign::acted(tx, actor)?;
    let link = Link {
        id: tx.id(),
        code: code.to_owned(),
        unit,
        number: chart.number,
        from: tx.now().day(),
        until: None,
        stated_by: Some(actor.person),
    };
    store::insert_link(tx, firm, &link)?;
    record(tx, firm, "chart.link", &link)?;
    raise(tx, desk, firm)?;
    Ok(link.id)
}

/// It answers for it no more, from today on.
///
/// # Errors
/// [`Fault::NotFound`] without such a link, or for whoever may not manage the Party unit.
pub fn end(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    firm: UnitId,
    id: LinkId,
) -> Result<(), Fault> {
    tx.lock(key(firm).as_bytes())?;
    let link = store::links(tx, firm)?.into_iter().find(|link| link.id == id);
    let link = link.ok_or(Fault::NotFound)?;
    desk.permit(actor, Action::BranchManage, link.unit)?;
    sign::acted(tx, actor)?;
    store::end_link(tx, id, Some(actor.person))?;
    record(tx, firm, "chart.unlink", &link)?;
    raise(tx, desk, firm)?;
    Ok(())
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    firm: UnitId,
    action: &str,
    link: &Link,
) -> Result<(), storage::Error> {
    tx.record(Record {
        action,
        subject_kind: "chart",
        subject: *firm.as_bytes(),
        area: "",
        detail: json!({ "link": link.id, "unit": link.unit, "number": link.number }),
    })
}
