//! How every act on a gathering goes: hold it, let time catch up, ask policy and the rules, append,
//! record.

use access::{Action, Actor, Permit, Target, permit};
use contracts::{PersonId, UnitId};
use serde_json::json;
use storage::{Db, Error, Record, Tx};

use crate::{
    Desk, Fault, GatheringId,
    fact::{Entry, What},
    gathering::Gathering,
    rules::admit,
    store, tick,
};

/// A gathering held for one act.
pub struct Held {
    pub id: GatheringId,
    pub gathering: Gathering,
    pub permit: Permit,
}

/// The action that whoever keeps a gathering needs.
pub const fn keeping(private: bool) -> Action {
    if private { Action::GatheringParty } else { Action::GatheringKeep }
}

/// What policy needs to know of a gathering.
pub fn target(gathering: &Gathering) -> Target {
    Target::area(gathering.area).with_units([gathering.unit])
}

/// Whether somebody keeps a gathering.
pub fn keeps(actor: &Actor, gathering: &Gathering) -> bool {
    permit(actor, keeping(gathering.rules.private), &target(gathering)).is_ok()
}

/// Held by whoever keeps it; for others it is not there.
///
/// # Errors
/// [`Fault::NotFound`] when it is none or somebody else's.
pub fn as_keeper(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
) -> Result<Held, Fault> {
    let gathering = hold(tx, desk, id)?;
    let action = keeping(gathering.rules.private);
    let permit = permit(actor, action, &target(&gathering)).map_err(|_| Fault::NotFound)?;
    Ok(Held { id, gathering, permit })
}

/// Held by whoever may come; a private one is not there for others.
///
/// # Errors
/// [`Fault::NotFound`] when it is none or not for this person.
pub fn as_attendee(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
) -> Result<Held, Fault> {
    let gathering = hold(tx, desk, id)?;
    let permit = permit(actor, Action::GatheringAttend, &Target::none())?;
    if !is_shown(tx, desk, &gathering, actor.person)? {
        return Err(Fault::NotFound);
    }
    Ok(Held { id, gathering, permit })
}

/// Whether a gathering is there for somebody who might come.
///
/// # Errors
/// When the store fails.
pub fn is_shown(
    db: &mut Db<'_>,
    desk: &Desk,
    gathering: &Gathering,
    person: PersonId,
) -> Result<bool, Error> {
    if !gathering.rules.private {
        return Ok(true);
    }
    if let Some(roll) = &gathering.roll {
        return Ok(roll.contains(&person));
    }
    let day = gathering.starts_at().day();
    Ok(desk.members.units_of(db, person, day)?.contains(&gathering.unit))
}

fn hold(tx: &mut Tx<'_>, desk: &Desk, id: GatheringId) -> Result<Gathering, Fault> {
    let mut gathering = store::hold(tx, id)?.ok_or(Fault::NotFound)?;
    tick::catch_up(tx, desk, id, &mut gathering)?;
    Ok(gathering)
}

impl Held {
    /// The unit for which the actor acts.
    pub fn unit(&self) -> Option<UnitId> {
        self.permit.membership().map(|post| post.unit)
    }

    /// Asks the rules, then writes the entry.
    ///
    /// # Errors
    /// [`Fault::Refused`] with the reason.
    pub fn append(&mut self, tx: &mut Tx<'_>, what: What) -> Result<(), Fault> {
        admit(&self.gathering, &what)?;
        let entry = Entry {
            seq: self.gathering.length + 1,
            at: tx.now().max(self.gathering.updated_at),
            actor: Some(self.permit.person()),
            unit: self.unit(),
            role: self.permit.role().to_owned(),
            what,
        };
        Ok(write(tx, self.id, &mut self.gathering, &entry)?)
    }
}

/// What time does: the program's own entry.
pub(crate) fn system(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &mut Gathering,
    what: What,
) -> Result<(), Error> {
    let entry = Entry {
        seq: gathering.length + 1,
        at: tx.now().max(gathering.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what,
    };
    write(tx, id, gathering, &entry)
}

fn write(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &mut Gathering,
    entry: &Entry,
) -> Result<(), Error> {
    gathering.apply(entry);
    store::append(tx, id, entry, gathering)?;
    record(tx, id, gathering, entry)
}

/// The journal says what happened to which gathering, never the words, and never who was there. The
/// digests of urns stand in it, so that nobody changes a counted vote unseen.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
    entry: &Entry,
) -> Result<(), Error> {
    let mut detail = json!({ "seq": entry.seq, "stage": gathering.stage, "unit": entry.unit });
    if let What::Closed { counted } = &entry.what {
        let digests: Vec<_> = counted.iter().map(|counted| counted.digest.clone()).collect();
        detail["digests"] = json!(digests);
    }
    note(tx, id, gathering, entry.what.kind(), detail)
}

/// A record about a gathering.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    id: GatheringId,
    gathering: &Gathering,
    kind: &str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    tx.record(Record {
        action: &format!("gathering.{kind}"),
        subject_kind: "gathering",
        subject: *id.as_bytes(),
        area: gathering.area.as_str(),
        detail,
    })
}
