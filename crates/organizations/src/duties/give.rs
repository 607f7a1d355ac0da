//! Giving a duty, ending it, being away from it, and what was done in it.

use access::Action;
use catalogue::{Bearer, DutyKind, Shown};
use contracts::{PersonId, UnitId};
use kernel::Day;
use serde_json::json;
use storage::{Record, Tx};

use super::{Duty, DutyId, ShownAs, VisitId, store};
use crate::{
    act::{self, Desk, Refusal, UnitError},
    moves::For,
    store as units,
    unit::Unit,
};

/// Longest text of what is promised, in characters.
pub const PROMISE_MAX: usize = 500;

/// A duty to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDuty {
    /// Made by the caller, so that sending it twice gives one.
    pub id: DutyId,
    /// Code of the catalogue's duty.
    pub duty: String,
    pub unit: UnitId,
    pub person: Option<PersonId>,
    pub bearer: Option<UnitId>,
    pub deputy: Option<PersonId>,
    pub seat: Option<String>,
    pub shown: Option<ShownAs>,
    pub deputy_shown: Option<ShownAs>,
    pub text: Option<String>,
    pub from: Day,
    pub until: Option<Day>,
}

impl NewDuty {
    /// A person's duty and nothing beside it, until further notice.
    pub fn of(id: DutyId, duty: &str, unit: UnitId, person: Option<PersonId>, from: Day) -> Self {
        Self {
            id,
            duty: duty.to_owned(),
            unit,
            person,
            bearer: None,
            deputy: None,
            seat: None,
            shown: None,
            deputy_shown: None,
            text: None,
            from,
            until: None,
        }
    }
}

/// Something done in a duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVisit {
    /// Made by the caller, so that sending it twice counts one.
    pub id: VisitId,
    /// Code of the duty's kind of visit.
    pub kind: String,
    /// Today or earlier.
    pub on: Day,
    pub note: String,
}

/// Gives a duty, or answers the one given by the same request before. The permit, when there is
/// one, is `duty-keep` for the unit.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn give(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    new: &NewDuty,
) -> Result<Duty, UnitError> {
    units::hold(tx)?;
    let unit = units::find(tx, new.unit)?.ok_or(Refusal::NotFound)?;
    by.covers(Action::DutyKeep, &unit)?;
    if let Some(known) = store::find(tx, new.id)? {
        let same = (&known.duty, known.unit) == (&new.duty, new.unit);
        return if same { Ok(known) } else { Err(wrong("id", "unit-id-taken").into()) };
    }
    if !unit.is_open() {
        return Err(Refusal::Closed.into());
    }
    let kind = desk.catalogue.duty(&new.duty).ok_or(wrong("duty", "duty-unknown"))?;
    check_place(desk, kind, &unit)?;
    check_bearer(tx, kind, new)?;
    check_term(kind, new)?;
    let seat = seat(kind, new)?;
    let duty = Duty {
        id: new.id,
        duty: new.duty.clone(),
        unit: new.unit,
        person: new.person,
        bearer: new.bearer,
        deputy: new.deputy,
        seat,
        shown: shown(kind, new.shown.as_ref(), "shown_as")?,
        deputy_shown: if kind.deputy {
            shown(kind, new.deputy_shown.as_ref(), "deputy_shown_as")?
        } else {
            None
        },
        text: text(kind, new.text.as_ref())?,
        from: new.from,
        until: new.until,
        ended: None,
        away: Vec::new(),
    };
    store::insert(tx, &duty)?;
    record(tx, &unit, duty.id, "duty.give", &duty.duty)?;
    Ok(duty)
}

/// Ends a duty before its term: `day` is the first on which it counts no more.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn end(
    tx: &mut Tx<'_>,
    by: For<'_>,
    id: DutyId,
    day: Day,
    reason: &str,
) -> Result<(), UnitError> {
    let (duty, unit) = held(tx, by, id)?;
    let reason = act::text("reason", reason)?;
    if day < duty.from || duty.until.is_some_and(|until| day > until) || duty.ended.is_some() {
        return Err(wrong("until", "duties-over").into());
    }
    store::end(tx, id, day, &reason)?;
    record(tx, &unit, id, "duty.end", &duty.duty)
}

/// The bearer is away from a day on until back on another; the deputy stands in. Where nobody must,
/// those days are days without anybody.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn away(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    id: DutyId,
    from: Day,
    until: Day,
) -> Result<(), UnitError> {
    let (duty, unit) = held(tx, by, id)?;
    let stands_in = desk.catalogue.duty(&duty.duty).is_some_and(|kind| kind.deputy);
    if stands_in && duty.deputy.is_none() {
        return Err(wrong("deputy", "duty-deputy-needed").into());
    }
    if until <= from || !duty.runs_on(from) {
        return Err(wrong("until", "unit-until-early").into());
    }
    store::away(tx, id, from, until)?;
    record(tx, &unit, id, "duty.away", &duty.duty)
}

/// Writes down something done in a duty.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn visit(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: For<'_>,
    id: DutyId,
    new: &NewVisit,
) -> Result<(), UnitError> {
    let (duty, unit) = held(tx, by, id)?;
    act::past(tx, "on", new.on)?;
    let kind = desk.catalogue.duty(&duty.duty).ok_or(wrong("duty", "duty-unknown"))?;
    if !kind.visits.iter().any(|visit| visit.code == new.kind) {
        return Err(wrong("kind", "duty-visit-unknown").into());
    }
    if !duty.runs_on(new.on) {
        return Err(wrong("on", "duties-over").into());
    }
    let note = act::text("note", &new.note)?;
    store::visit(tx, id, &NewVisit { note, ..new.clone() })?;
    record(tx, &unit, id, "duty.visit", &duty.duty)
}

fn held(tx: &mut Tx<'_>, by: For<'_>, id: DutyId) -> Result<(Duty, Unit), UnitError> {
    units::hold(tx)?;
    let duty = store::find(tx, id)?.ok_or(Refusal::NotFound)?;
    let unit = units::find(tx, duty.unit)?.ok_or(Refusal::NotFound)?;
    by.covers(Action::DutyKeep, &unit)?;
    Ok((duty, unit))
}

fn check_place(desk: Desk<'_>, kind: &DutyKind, unit: &Unit) -> Result<(), Refusal> {
    let category = desk.catalogue.unit_kind(&unit.kind).map(|kind| kind.category);
    if category.is_some_and(|category| kind.is_at(&unit.kind, category)) {
        Ok(())
    } else {
        Err(wrong("duty", "duty-unfit"))
    }
}

/// A person or a unit, as the kind says, and a deputy where one must stand in.
fn check_bearer(tx: &mut Tx<'_>, kind: &DutyKind, new: &NewDuty) -> Result<(), UnitError> {
    match (kind.bearer, new.person, new.bearer) {
        (Bearer::Person, Some(_), None) => {}
        (Bearer::Unit, None, Some(bearer)) => {
            let open = units::find(tx, bearer)?.filter(Unit::is_open);
            open.ok_or(wrong("bearer", "duty-bearer-unit"))?;
        }
        (Bearer::Person, ..) => return Err(wrong("who", "duty-bearer-person").into()),
        (Bearer::Unit, ..) => return Err(wrong("bearer", "duty-bearer-unit").into()),
    }
    if kind.deputy && (new.deputy.is_none() || new.deputy == new.person) {
        return Err(wrong("deputy", "duty-deputy-needed").into());
    }
    Ok(())
}

fn check_term(kind: &DutyKind, new: &NewDuty) -> Result<(), Refusal> {
    let days = new.until.map(|until| until.number() - new.from.number());
    match (kind.term_days, days) {
        (_, Some(..=0)) => Err(wrong("until", "unit-until-early")),
        (Some(_), None) => Err(wrong("until", "duty-term-needed")),
        (Some(max), Some(days)) if days > i64::from(max) => Err(wrong("until", "duty-term-long")),
        _ => Ok(()),
    }
}

fn seat(kind: &DutyKind, new: &NewDuty) -> Result<Option<String>, Refusal> {
    if kind.seats.is_empty() {
        return Ok(None);
    }
    let known = |code: &&String| kind.seats.iter().any(|seat| seat.code == **code);
    let code = new.seat.as_ref().filter(known);
    code.cloned().map(Some).ok_or(wrong("seat", "duty-seat-unknown"))
}

/// What riders are shown must be there; of other duties nothing is shown.
fn shown(
    kind: &DutyKind,
    typed: Option<&ShownAs>,
    field: &'static str,
) -> Result<Option<ShownAs>, Refusal> {
    if kind.shown == Shown::Desk || kind.bearer == Bearer::Unit {
        return Ok(None);
    }
    let typed = typed.ok_or(wrong(field, "duty-shown-needed"))?;
    let (name, reach) = (act::text(field, &typed.name)?, act::text(field, &typed.reach)?);
    Ok(Some(ShownAs { name, reach }))
}

fn text(kind: &DutyKind, typed: Option<&String>) -> Result<Option<String>, Refusal> {
    if !kind.text {
        return Ok(None);
    }
    let typed = typed.map(|text| text.trim()).unwrap_or_default();
    match typed.chars().count() {
        0..2 => Err(wrong("text", "unit-text-short")),
        count if count > PROMISE_MAX => Err(wrong("text", "duty-text-long")),
        _ => Ok(Some(typed.to_owned())),
    }
}

fn record(
    tx: &mut Tx<'_>,
    unit: &Unit,
    id: DutyId,
    action: &str,
    duty: &str,
) -> Result<(), UnitError> {
    Ok(tx.record(Record {
        action,
        subject_kind: "duty",
        subject: *id.as_bytes(),
        area: unit.area.as_str(),
        detail: json!({ "duty": duty, "unit": unit.id }),
    })?)
}

const fn wrong(field: &'static str, code: &'static str) -> Refusal {
    Refusal::Invalid { field, code }
}
