//! A compound copies a template in one step: gates and rules come into its sheet, and the places
//! that go with it wait as drafts until somebody enters each of them or does without. Nothing that
//! stands in the sheet is changed.

use access::Actor;
use catalogue::Template;
use kernel::Id;
use serde_json::json;
use storage::Tx;

use crate::{
    Desk, Fault, PlaceId,
    edit::{hold, record},
    sheet::{GATES_MAX, RULES_MAX, Sheet},
    store::{sheets, templates as books},
};

/// The name of drafts' ids.
pub enum DraftName {}
pub type DraftId = Id<DraftName>;

/// A place that a template names for a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub id: DraftId,
    /// The compound.
    pub place: PlaceId,
    /// Code of the template, and which of its places this is.
    pub template: String,
    pub number: usize,
}

/// Copies a template. Twice is once.
///
/// # Errors
/// No such template; a place that is no compound; a sheet that would be too long.
pub fn adopt(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    code: &str,
) -> Result<i64, Fault> {
    let (kept, permit) = hold(tx, desk, actor, place)?;
    let compound = desk.rules().kind(&kept.place.kind).is_some_and(|kind| kind.compound);
    let template = desk.rules().template(code).filter(|_| compound).ok_or(Fault::NotFound)?;
    let known = sheets::latest(tx, place)?;
    let version = known.as_ref().map_or(0, |known| known.version);
    let was = known.map(|known| known.sheet).unwrap_or_default();
    let sheet = copied(&was, template)?;
    let version = if sheet == was {
        version
    } else {
        sheets::insert(tx, place, version + 1, &sheet, permit.person())?;
        version + 1
    };
    for number in 0..template.places.len() {
        let planned = Planned { id: tx.id(), place, template: template.code.clone(), number };
        books::plan(tx, &planned)?;
    }
    let detail = json!({ "template": template.code, "version": version });
    record(tx, "place.template", &kept.place, detail)?;
    Ok(version)
}

/// The sheet with what the template adds: gates of other names, rules that are not there.
fn copied(was: &Sheet, template: &Template) -> Result<Sheet, Fault> {
    let new = Sheet::read(&template.gates.join("\n"), "", "")?;
    let mut sheet = was.clone();
    for gate in new.gates {
        if !sheet.gates.iter().any(|known| known.name == gate.name) {
            sheet.gates.push(gate);
        }
    }
    for rule in template.rules.iter().filter(|rule| !was.rules.contains(rule.as_str())) {
        if !sheet.rules.is_empty() {
            sheet.rules.push('\n');
        }
        sheet.rules.push_str(rule);
    }
    if sheet.gates.len() > GATES_MAX || sheet.rules.chars().count() > RULES_MAX {
        return Err(Fault::invalid("template", "places-sheet-long"));
    }
    Ok(sheet)
}

/// A draft of a compound that the actor keeps; for others there is none.
///
/// # Errors
/// 404.
pub fn planned(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: DraftId) -> Result<Planned, Fault> {
    let planned = books::find(tx, id)?.ok_or(Fault::NotFound)?;
    hold(tx, desk, actor, planned.place)?;
    Ok(planned)
}

/// The draft became a place.
///
/// # Errors
/// 404 for whoever does not keep the compound.
pub fn entered(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: DraftId,
    place: PlaceId,
) -> Result<(), Fault> {
    planned(tx, desk, actor, id)?;
    Ok(books::entered(tx, id, place)?)
}

/// The compound does without it.
///
/// # Errors
/// 404 for whoever does not keep the compound.
pub fn drop_draft(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: DraftId) -> Result<(), Fault> {
    planned(tx, desk, actor, id)?;
    Ok(books::drop(tx, id)?)
}
