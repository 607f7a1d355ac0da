//! How every act on an existing case goes: hold it, ask the rules, append, record.

use access::Actor;
use access::policy::{self, Action, Denied, Permit, Target};
use contracts::{CaseId, Event, UnitId};
use kernel::Timestamp;
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    case::Case,
    chain::Chain,
    entry::{Entry, Outcome, What},
    holder::Holder,
    merge,
    rules::{Refusal, admit},
    store,
};

/// Why an act on a case did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error("there is no such case")]
    NotFound,
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else was quicker: look at what changed, then decide again.
    #[error("the case has changed since you opened it (it has {now} entries now): look again")]
    Stale { now: i64 },
    /// A field is missing or wrong; `code` is the key of the words.
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    #[error(transparent)]
    Store(#[from] Error),
}

/// A case held for one act, with the permit for it.
pub struct Held {
    pub id: CaseId,
    pub case: Case,
    pub permit: Permit,
}

/// Holds the case and asks policy. What may not even be read is not there.
pub fn hold(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    action: Action,
    seen: Option<i64>,
) -> Result<Held, ActError> {
    hold_for(tx, actor, id, action, acting)?.unchanged_since(seen)
}

/// The same for those whom `acting` lets act on the case, or on something in it.
pub(crate) fn hold_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CaseId,
    action: Action,
    acting: impl FnOnce(&Case) -> Target,
) -> Result<Held, ActError> {
    let case = store::hold(tx, id)?.ok_or(ActError::NotFound)?;
    match policy::permit(actor, action, &acting(&case)) {
        Ok(permit) => Ok(Held { id, case, permit }),
        Err(denied) if may_read(actor, &target(tx, id, &case)?) => Err(denied.into()),
        Err(_) => Err(ActError::NotFound),
    }
}

/// What policy needs to know before somebody reads a case: every unit that ever held it may go on
/// reading, and so may the contact member it went through, unless the worker went past them.
pub fn target(db: &mut storage::Db<'_>, id: CaseId, case: &Case) -> Result<Target, Error> {
    let member = case.chain.as_ref().and_then(Chain::reads_on);
    Ok(of(case).with_units(store::took_part(db, id)?).with_hands(member))
}

/// What policy needs to know before somebody acts on a case: of the units only its owner may, and
/// of contact members whoever has it now.
pub fn acting(case: &Case) -> Target {
    let hands = match case.holder() {
        Holder::Member(person) => Some(person),
        Holder::Unit(_) | Holder::Worker | Holder::Nobody => None,
    };
    of(case).with_units([case.owner]).with_hands(hands).with_agreed(case.shared_with.clone())
}

/// What policy needs to know before somebody remarks on a case: a unit that was told of it at once
/// with its owner may too.
pub fn remarking(case: &Case) -> Target {
    let copied = case.chain.as_ref().map(|chain| chain.copied.clone());
    acting(case).with_units(copied.unwrap_or_default())
}

fn of(case: &Case) -> Target {
    let target = Target::area(case.area);
    match case.reporter {
        Some(reporter) => target.with_person(reporter),
        None => target,
    }
}

/// Whether the actor may see the case at all, as its reporter or in a post.
pub fn may_read(actor: &Actor, target: &Target) -> bool {
    [Action::CaseFollow, Action::CaseRead]
        .into_iter()
        .any(|action| policy::permit(actor, action, target).is_ok())
}

impl Held {
    /// Refuses to go on when the case has more entries than the actor had seen.
    pub(crate) fn unchanged_since(self, seen: Option<i64>) -> Result<Self, ActError> {
        match seen {
            Some(seen) if seen != self.case.length => {
                Err(ActError::Stale { now: self.case.length })
            }
            _ => Ok(self),
        }
    }

    /// The unit for which the actor acts.
    pub fn unit(&self) -> Option<UnitId> {
        self.permit.membership().map(|post| post.unit)
    }

    /// Asks the rules, then writes the entry; answers the case as it is now.
    pub fn append(&mut self, tx: &mut Tx<'_>, what: What) -> Result<&Case, ActError> {
        admit(&self.case, &what)?;
        let entry = Entry {
            seq: self.case.length + 1,
            at: tx.now().max(self.case.updated_at),
            actor: Some(self.permit.person()),
            unit: self.unit(),
            role: self.permit.role().to_owned(),
            what,
        };
        write(tx, self.id, &mut self.case, &entry)?;
        Ok(&self.case)
    }
}

/// Writes an entry that the rules admitted, with its journal record.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &mut Case,
    entry: &Entry,
) -> Result<(), Error> {
    let answered_at = case.answer.as_ref().map(|answer| answer.at);
    case.apply(entry);
    store::append(tx, id, entry, case)?;
    record(tx, id, case, entry)?;
    // A follower is answered by its leader's answer.
    if let Some(answer) = &case.answer
        && Some(answer.at) != answered_at
    {
        let upheld = answer.outcome != Outcome::Explained;
        tx.emit(&Event::CaseAnswered { case: id, upheld })?;
    }
    merge::follow::follow(tx, case, entry)
}

/// The journal says what happened to which case, never the words that were said.
pub(crate) fn record(tx: &mut Tx<'_>, id: CaseId, case: &Case, entry: &Entry) -> Result<(), Error> {
    let mut detail = json!({
        "number": case.number, "seq": entry.seq, "state": case.state, "unit": entry.unit,
    });
    if let What::Money(fact) = &entry.what
        && let Some(link) = fact.link()
    {
        detail["link"] = link.into();
    }
    tx.record(Record {
        action: &format!("case.{}", entry.what.kind()),
        subject_kind: "case",
        subject: *id.as_bytes(),
        area: case.area.as_str(),
        detail,
    })
}

/// Text that a person must give: trimmed, present, not longer than `max` characters.
pub(crate) fn text(
    field: &'static str,
    typed: &str,
    min: usize,
    max: usize,
) -> Result<String, ActError> {
    let trimmed = typed.trim();
    match trimmed.chars().count() {
        count if count < min => Err(ActError::Invalid { field, code: "text-too-short" }),
        count if count > max => Err(ActError::Invalid { field, code: "text-too-long" }),
        _ => Ok(trimmed.to_owned()),
    }
}

/// Whether the worker's time for a verdict or a reopening has passed.
pub(crate) fn in_time(now: Timestamp, until: Timestamp) -> Result<(), Refusal> {
    if now <= until { Ok(()) } else { Err(Refusal::TooLate) }
}
