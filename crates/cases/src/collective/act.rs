//! How every act on a collective matter goes: hold it, ask policy and the rules, append, record.

use access::{
    Actor,
    policy::{self, Action, Permit, Target},
};
use catalogue::CollectiveKind;
use contracts::UnitId;
use kernel::{Span, Timestamp};
use serde_json::json;
use storage::{Error, Record, Tx};

use super::{
    CollectiveId,
    fact::{Entry, What},
    fold::Collective,
    rules::admit,
    store,
};
use crate::{act::ActError, clock, desk::Desk, entry::Deadline, rules::Refusal};

/// A matter held for one act, with the permit for it.
pub struct Held {
    pub id: CollectiveId,
    pub matter: Collective,
    pub permit: Permit,
}

/// Holds the matter and asks policy; `seen` is the length that the actor had before them.
pub fn hold(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    action: Action,
    seen: Option<i64>,
) -> Result<Held, ActError> {
    let matter = store::hold(tx, id)?.ok_or(ActError::NotFound)?;
    let permit = policy::permit(actor, action, &target(&matter))?;
    match seen {
        Some(seen) if seen != matter.length => Err(ActError::Stale { now: matter.length }),
        _ => Ok(Held { id, matter, permit }),
    }
}

/// What policy needs to know: where it applies, and which unit can change it.
pub fn target(matter: &Collective) -> Target {
    Target::area(matter.area).with_units([matter.owner])
}

/// Whether somebody may do this to the matter now, posts considered.
pub fn may(actor: &Actor, action: Action, matter: &Collective) -> bool {
    policy::permit(actor, action, &target(matter)).is_ok()
}

impl Held {
    /// The unit for which the actor acts.
    pub fn unit(&self) -> Option<UnitId> {
        self.permit.membership().map(|post| post.unit)
    }

    /// Asks the rules, then writes the entry.
    pub fn append(&mut self, tx: &mut Tx<'_>, what: What) -> Result<(), ActError> {
        admit(&self.matter, &what).map_err(Refusal::from)?;
        let entry = Entry {
            seq: self.matter.length + 1,
            at: tx.now().max(self.matter.updated_at),
            actor: Some(self.permit.person()),
            unit: self.unit(),
            role: self.permit.role().to_owned(),
            what,
        };
        Ok(write(tx, self.id, &mut self.matter, &entry)?)
    }
}

/// What time does: the program's own entry.
pub(super) fn system(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &mut Collective,
    what: What,
) -> Result<(), Error> {
    let entry = Entry {
        seq: matter.length + 1,
        at: tx.now().max(matter.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what,
    };
    write(tx, id, matter, &entry)
}

fn write(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &mut Collective,
    entry: &Entry,
) -> Result<(), Error> {
    matter.apply(entry);
    store::append(tx, id, entry, matter)?;
    record(tx, id, matter, entry)
}

/// The journal says what happened to which matter, never the words that were said. The urn's digest
/// stands in it, so that nobody changes a counted vote unseen.
pub(super) fn record(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &Collective,
    entry: &Entry,
) -> Result<(), Error> {
    let mut detail = json!({
        "number": matter.number, "seq": entry.seq, "stage": matter.stage, "unit": entry.unit,
    });
    if let What::VoteClosed { digest, outcome, .. } = &entry.what {
        detail["digest"] = digest.as_str().into();
        detail["outcome"] = outcome.as_str().into();
    }
    note(tx, id, matter, entry.what.kind(), detail)
}

/// A record about a matter.
pub(super) fn note(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &Collective,
    kind: &str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    tx.record(Record {
        action: &format!("collective.{kind}"),
        subject_kind: "collective",
        subject: *id.as_bytes(),
        area: matter.area.as_str(),
        detail,
    })
}

/// The declaration of a matter's kind; one that was removed since is treated as the first there is.
pub fn kind<'d>(desk: &'d Desk, code: &str) -> Option<&'d CollectiveKind> {
    let declared = desk.catalogue.collectives()?;
    declared.kind(code).or_else(|| declared.kinds.first())
}

/// Fewer voters than this are never counted aloud.
pub fn votes_min(desk: &Desk) -> i64 {
    const LEAST: i64 = 5;
    desk.catalogue.collectives().map_or(LEAST, |declared| declared.votes_min.into())
}

/// A deadline of the unit `span` from `from`, with its warning.
pub(super) fn deadline(
    desk: &Desk,
    kind: &CollectiveKind,
    span: Span,
    from: Timestamp,
) -> Deadline {
    clock::deadline(&desk.calendar, from, span, Some(kind.warn_after(span)))
}
