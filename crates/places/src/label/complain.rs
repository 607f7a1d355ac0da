//! A rider complains of a place that earns a label: a case of the street, with its number and its
//! clock. What the street finds counts here; who complained stands in the case alone, and whoever
//! keeps the place never sees it.

use access::{Permit, Vault, rate};
use catalogue::Catalogue;
use contracts::CaseId;
use storage::{Error, Tx};

use super::{Label, hold, keep, step};
use crate::{
    Desk, Fault, PlaceId,
    fault::text,
    port::{Cases, NewCase},
    store::{self, labels as books},
};

/// Characters of what a rider writes beside the reason.
pub const SAID_MAX: usize = 500;
/// Complaints of one person in a day.
const DAY_MAX: i64 = 5;

/// A complaint as it is sent.
#[derive(Debug, Clone)]
pub struct Complaint {
    /// Made with the form, so that sending it twice makes one case.
    pub case: CaseId,
    pub place: PlaceId,
    /// Code of the catalogue's reason.
    pub reason: String,
    pub said: String,
}

/// Sends a complaint; sent twice under one id, it is one.
///
/// # Errors
/// A reason that is none; too many in a day.
pub fn complain(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (cases, vault): (&dyn Cases, &Vault),
    permit: &Permit,
    new: &Complaint,
) -> Result<(), Fault> {
    let Complaint { case, place, reason, said } = new;
    let kept = store::find(tx, *place)?.filter(|kept| kept.place.is_kept());
    let place = kept.ok_or(Fault::NotFound)?.place;
    let rule = desk.rules().label_of(&place.kind).ok_or(Fault::NotFound)?;
    let unknown = || Fault::invalid("reason", "places-reason-missing");
    let known = rule.reason(reason).ok_or_else(unknown)?;
    let said = text("said", said, 0, SAID_MAX)?;
    if books::complaint(tx, *case)?.is_some() {
        return Ok(());
    }
    let mut key = b"places-complaint:".to_vec();
    key.extend_from_slice(&vault.pseudonym("places-complaint", &permit.person().to_string()));
    if let rate::Rate::RetryAfter(wait) = rate::hit(tx, key, DAY_MAX, 86_400)? {
        return Err(Fault::TooMany(wait));
    }
    let catch_all = || desk.catalogue.catch_all_matter().to_owned();
    let new = NewCase {
        id: *case,
        matter: rule.matter.clone().unwrap_or_else(catch_all),
        area: place.area,
        title: format!("{}：{}", short(&place.name), known.name.zh),
        text: format!("{}（{}）：{}。{said}", place.name, place.code, known.name.zh),
        at: place.at,
        address: place.address.clone(),
    };
    cases.report(tx, permit, new)?;
    Ok(books::insert_complaint(tx, *case, place.id, reason)?)
}

/// A name that leaves room for a reason in a title.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

/// The street has answered a case. If it was a complaint, what it found counts: one for which the
/// label ends at once takes it, enough of the others propose a re-check.
///
/// # Errors
/// When the store fails.
pub(crate) fn answered(
    tx: &mut Tx<'_>,
    catalogue: &Catalogue,
    case: CaseId,
    upheld: bool,
) -> Result<(), Error> {
    let Some(complaint) = books::complaint(tx, case)? else { return Ok(()) };
    books::settle(tx, case, if upheld { "upheld" } else { "unfounded" })?;
    let Some(place) = store::find(tx, complaint.place)?.map(|kept| kept.place) else {
        return Ok(());
    };
    let Some(rule) = catalogue.places().label_of(&place.kind).filter(|_| upheld) else {
        return Ok(());
    };
    let label = hold(tx, rule, place.id)?;
    let reason = rule.reason(&complaint.reason);
    if label.until.is_none() || label.taken_at.is_some() {
        return Ok(());
    }
    let now = tx.now();
    if let Some(reason) = reason.filter(|reason| reason.ends) {
        step(tx, &place, "ended", &reason.name.zh)?;
        return keep(tx, rule, place.id, label.taken(now, &reason.name.zh)).map(drop);
    }
    let count = books::upheld(tx, place.id, label.assessed_at.unwrap_or_default())?;
    if count >= i64::from(rule.upheld_max) && label.proposed_at.is_none() {
        step(tx, &place, "proposed", "")?;
        keep(tx, rule, place.id, Label { proposed_at: Some(now), ..label })?;
    }
    Ok(())
}
