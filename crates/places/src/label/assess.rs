//! A batch is opened by a named body; each place in it gets one assessment, which gives the label
//! or takes it, from that instant on.

use std::collections::HashSet;

use access::{Action, Actor, Permit, Target, permit};
use catalogue::LabelRule;
use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp};
use storage::Tx;

use super::{Assessment, BatchId, Label, Mark, hold, keep, step};
use crate::{
    Desk, Fault, PlaceId,
    fault::text,
    place::Place,
    store::{self, labels as books},
};

/// Characters of a batch's name, of a body's, of a note.
pub const NAME_MAX: usize = 40;
pub const BODY_MAX: usize = 60;
pub const NOTE_MAX: usize = 200;

/// A batch as it is asked for.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Made with the form, so that sending it twice makes one batch.
    pub id: BatchId,
    /// Code of the catalogue's label.
    pub label: String,
    pub name: String,
    pub body: String,
    pub area: AreaCode,
    /// When they looked.
    pub on: Day,
    /// The last day of the labels; as long as the city allows without one.
    pub until: Option<Day>,
    /// When somebody looks again; as the city declares without one.
    pub recheck: Option<Day>,
}

/// A batch as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: BatchId,
    pub label: String,
    pub name: String,
    pub body: String,
    pub area: AreaCode,
    pub unit: Option<UnitId>,
    pub on: Day,
    pub until: Day,
    pub recheck: Day,
    pub made_at: Timestamp,
}

/// Opens a batch for an area that the actor answers for.
///
/// # Errors
/// A label, a name, a body or a day that does not do.
pub fn open(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, new: NewBatch) -> Result<Batch, Fault> {
    let unknown = || Fault::about("label", "places-label-unknown", &new.label);
    let rule = desk.rules().label(&new.label).ok_or_else(unknown)?;
    let area = desk.area(new.area)?;
    let permit = permit(actor, Action::PlaceLabel, &Target::area(area))?;
    let (until, recheck) = term(rule, &new, tx.now().day())?;
    let batch = Batch {
        id: new.id,
        label: rule.code.clone(),
        name: text("name", &new.name, 2, NAME_MAX)?,
        body: text("body", &new.body, 2, BODY_MAX)?,
        area,
        unit: permit.membership().map(|post| post.unit),
        on: new.on,
        until,
        recheck,
        made_at: tx.now(),
    };
    if let Some(known) = books::batch(tx, new.id)? {
        return if known.area == area { Ok(known) } else { Err(Fault::NotFound) };
    }
    books::insert_batch(tx, &batch, permit.person())?;
    Ok(batch)
}

/// The last day of the label, and the day by which somebody looks again.
fn term(rule: &LabelRule, new: &NewBatch, today: Day) -> Result<(Day, Day), Fault> {
    if new.on > today {
        return Err(Fault::invalid("on", "places-not-yet"));
    }
    let after = |count: u32| new.on.plus(i32::try_from(count).unwrap_or(i32::MAX));
    let last = after(rule.term_days);
    let until = new.until.unwrap_or(last);
    if until < today || until > last {
        return Err(Fault::about("until", "places-term-wrong", last.to_string()));
    }
    let recheck = new.recheck.unwrap_or_else(|| after(rule.recheck_days).min(until));
    if recheck <= new.on || recheck > until {
        return Err(Fault::about("recheck", "places-recheck-wrong", until.to_string()));
    }
    Ok((until, recheck))
}

/// Writes down what was found of one place: the label is given or taken now, and so are a merchant's
/// discounts. One assessment a batch, and nobody's is changed.
///
/// # Errors
/// A criterion without a mark; a place of another area or kind; one without the agreement that the
/// label needs; [`Fault::Settled`] for one that was assessed in this batch before.
pub fn assess(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    batch: BatchId,
    place: PlaceId,
    marks: Vec<Mark>,
) -> Result<Assessment, Fault> {
    let batch = books::batch(tx, batch)?.ok_or(Fault::NotFound)?;
    let (place, rule, permit) = labelled(tx, desk, actor, place)?;
    if !batch.area.contains(&place.area) || rule.code != batch.label {
        return Err(Fault::about("place", "places-not-yours", place.name));
    }
    let was = hold(tx, rule, place.id)?;
    let (marks, level) = judged(rule, marks)?;
    let now = tx.now();
    let agreed = place.detail.agreement.as_ref().is_some_and(|it| it.holds(now.day()));
    if level > 0 && rule.agreement && !agreed {
        return Err(Fault::about("place", "places-agreement-missing", place.name));
    }
    let found = Assessment { batch: batch.id, place: place.id, marks, level, at: now };
    if !books::insert_assessment(tx, &found, permit.person())? {
        return Err(Fault::Settled);
    }
    let label = if found.passed() {
        Label {
            batch: Some(batch.id),
            level,
            until: Some(batch.until),
            recheck: Some(batch.recheck),
            taken_at: None,
            taken_for: String::new(),
            ..was
        }
    } else {
        was.taken(now, &poor(&found.marks))
    };
    let what = if found.passed() { "passed" } else { "failed" };
    step(tx, &place, what, &format!("{}（{}）", batch.name, batch.body))?;
    keep(tx, rule, place.id, Label { assessed_at: Some(now), proposed_at: None, ..label })?;
    Ok(found)
}

/// What spoke against it.
fn poor(marks: &[Mark]) -> String {
    let notes = marks.iter().filter(|mark| !mark.good && !mark.note.is_empty());
    notes.map(|mark| mark.note.as_str()).collect::<Vec<_>>().join("；")
}

/// Takes the label for another reason than an assessment.
///
/// # Errors
/// No reason; nothing to take.
pub fn remove(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    why: &str,
) -> Result<Label, Fault> {
    let (place, rule, _) = labelled(tx, desk, actor, place)?;
    let label = hold(tx, rule, place.id)?;
    let why = text("why", why, 2, NOTE_MAX)?;
    if label.until.is_none() || label.taken_at.is_some() {
        return Err(Fault::Settled);
    }
    step(tx, &place, "removed", &why)?;
    let now = tx.now();
    Ok(keep(tx, rule, place.id, label.taken(now, &why))?)
}

/// A place of the actor's area that may earn a label, for whoever gives labels there.
fn labelled<'d>(
    tx: &mut Tx<'_>,
    desk: &'d Desk,
    actor: &Actor,
    place: PlaceId,
) -> Result<(Place, &'d LabelRule, Permit), Fault> {
    let kept =
        store::find(tx, place)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    let place = kept.place;
    let permit = permit(actor, Action::PlaceLabel, &Target::area(place.area))
        .map_err(|_| Fault::NotFound)?;
    let rule = desk.rules().label_of(&place.kind).ok_or(Fault::NotFound)?;
    Ok((place, rule, permit))
}

/// One mark for each criterion of the catalogue, in its order, and the level that they give. What is
/// not good, though it must be, says why.
fn judged(rule: &LabelRule, marks: Vec<Mark>) -> Result<(Vec<Mark>, i64), Fault> {
    let mut seen = HashSet::new();
    for mark in &marks {
        if rule.criterion(&mark.criterion).is_none() || !seen.insert(mark.criterion.as_str()) {
            return Err(Fault::about("marks", "places-criterion-unknown", &mark.criterion));
        }
    }
    let mut all = Vec::with_capacity(rule.criteria.len());
    let (mut passed, mut level) = (true, 1);
    for criterion in &rule.criteria {
        let code = &criterion.code;
        let mark = marks.iter().find(|mark| mark.criterion == *code);
        let mark = mark.ok_or_else(|| Fault::about("marks", "places-mark-missing", code))?;
        let least = if mark.good || criterion.extra { 0 } else { 2 };
        let note = text("marks", &mark.note, least, NOTE_MAX);
        let note = note.map_err(|_| Fault::about("marks", "places-mark-why", code))?;
        passed &= mark.good || criterion.extra;
        level += i64::from(mark.good && criterion.extra);
        all.push(Mark { note, ..mark.clone() });
    }
    Ok((all, if passed { level } else { 0 }))
}
