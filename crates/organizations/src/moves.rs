//! Planned changes of the tree: whole sub-trees move on a day that was agreed before, from one side
//! to another; committees are inserted, general branches raised, units merged.
//!
//! Until the day nothing has changed: what is in transit belongs to the sender and is counted there
//! alone. On the day one clock job makes every step, or none. Undoing is another fact about each
//! unit, and leads exactly to where it was.
//!
//! Invariant: a plan in transit touches no unit of another one in transit.

pub mod decide;
pub mod draft;
pub mod preview;
mod step;
pub mod store;
pub mod tick;
pub mod undo;

use access::{Action, Permit};
use contracts::{PersonId, UnitId};
use kernel::{Day, Id, Timestamp};
use serde::{Deserialize, Serialize};
use storage::{Record, Tx};

use crate::{
    act::{Refusal, UnitError},
    unit::Unit,
};
pub use preview::{Preview, preview};
pub use step::Step;

/// The name of a planned change's ids.
pub enum MoveName {}
pub type MoveId = Id<MoveName>;

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub title: String,
    /// In this order, on one day, all or none.
    pub steps: Vec<Step>,
    /// Lets go.
    pub sender: UnitId,
    /// Takes over; the same as the sender for a change inside one house.
    pub receiver: UnitId,
    /// The day (Asia/Shanghai) from whose beginning the steps hold.
    pub effective: Day,
    /// The last day on which the two may agree; before `effective`.
    pub decide_by: Day,
}

/// One of the two who must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Sender,
    Receiver,
}

/// Something that happened to a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "kebab-case")]
pub enum What {
    Drafted {
        plan: Plan,
    },
    Agreed {
        side: Side,
    },
    /// One of the two says no; nothing has changed.
    Returned {
        side: Side,
        reason: String,
    },
    /// The two did not agree in time; nothing has changed.
    Lapsed,
    /// Made on its day; `undo` leads back, in this order.
    Applied {
        undo: Vec<Step>,
    },
    /// On its day the tree had become another, and a step was impossible; nothing has changed.
    Stopped {
        field: String,
        code: String,
    },
    Undone {
        reason: String,
    },
}

/// An entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    /// `None` for the clock.
    pub actor: Option<PersonId>,
    pub what: What,
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Somebody must still agree.
    Drafted,
    /// Both agreed; the day has not come.
    Agreed,
    Returned,
    Lapsed,
    Applied,
    Stopped,
    Undone,
}

/// A planned change as the fold of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub id: MoveId,
    pub plan: Plan,
    pub sender_agreed: bool,
    pub receiver_agreed: bool,
    pub state: State,
    /// How to undo it, once it was made.
    pub undo: Vec<Step>,
}

impl State {
    pub const ALL: [Self; 7] = [
        Self::Drafted,
        Self::Agreed,
        Self::Returned,
        Self::Lapsed,
        Self::Applied,
        Self::Stopped,
        Self::Undone,
    ];

    /// The name in the table, in the API and in the words' keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Agreed => "agreed",
            Self::Returned => "returned",
            Self::Lapsed => "lapsed",
            Self::Applied => "applied",
            Self::Stopped => "stopped",
            Self::Undone => "undone",
        }
    }

    /// Whether what it would move is on the way.
    pub const fn in_transit(self) -> bool {
        matches!(self, Self::Drafted | Self::Agreed)
    }
}

impl Move {
    /// What the entries, oldest first, add up to; `None` unless the first is a draft.
    pub fn fold(id: MoveId, entries: &[Entry]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        let What::Drafted { plan } = &first.what else { return None };
        let mut it = Self {
            id,
            plan: plan.clone(),
            sender_agreed: false,
            receiver_agreed: false,
            state: State::Drafted,
            undo: Vec::new(),
        };
        for entry in rest {
            it.apply(&entry.what);
        }
        Some(it)
    }

    /// Takes one more entry in.
    pub fn apply(&mut self, what: &What) {
        match what {
            // A plan is drafted once; see `fold`.
            What::Drafted { .. } => {}
            What::Agreed { side } => {
                let inside = self.plan.sender == self.plan.receiver;
                self.sender_agreed |= inside || *side == Side::Sender;
                self.receiver_agreed |= inside || *side == Side::Receiver;
                if self.sender_agreed && self.receiver_agreed {
                    self.state = State::Agreed;
                }
            }
            What::Returned { .. } => self.state = State::Returned,
            What::Lapsed => self.state = State::Lapsed,
            What::Applied { undo } => {
                self.state = State::Applied;
                self.undo.clone_from(undo);
            }
            What::Stopped { .. } => self.state = State::Stopped,
            What::Undone { .. } => self.state = State::Undone,
        }
    }

    /// The units whose own place, kind or existence the plan changes.
    pub fn touches(&self) -> impl Iterator<Item = UnitId> {
        self.plan.steps.iter().map(Step::unit)
    }
}

impl What {
    /// The last part of the journal's verb and of the words' key.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Drafted { .. } => "drafted",
            Self::Agreed { .. } => "agreed",
            Self::Returned { .. } => "returned",
            Self::Lapsed => "lapsed",
            Self::Applied { .. } => "applied",
            Self::Stopped { .. } => "stopped",
            Self::Undone { .. } => "undone",
        }
    }
}

/// Who plans and decides.
#[derive(Debug, Clone, Copy)]
pub enum For<'p> {
    /// The program itself: the demo city, an import.
    Program,
    /// A person with a permit for this very unit: `unit-transfer`, or `duty-keep` for duties.
    Permit(&'p Permit),
}

impl For<'_> {
    /// Whether the permit was given for this unit.
    pub(crate) fn check(self, unit: &Unit) -> Result<(), Refusal> {
        self.covers(Action::UnitTransfer, unit)
    }

    /// The same for another action.
    pub(crate) fn covers(self, action: Action, unit: &Unit) -> Result<(), Refusal> {
        let Self::Permit(permit) = self else { return Ok(()) };
        let about = permit.target().units.contains(&unit.id);
        if permit.action() == action && about {
            Ok(())
        } else {
            Err(Refusal::WrongPermit(unit.area))
        }
    }
}

/// What whoever changes a plan holds first, as the clock does: the lock has the name of its job.
pub(crate) fn key(id: MoveId) -> String {
    format!("organizations-move:{id}")
}

/// A plan held for one change, and every unit with it.
pub(crate) fn hold(tx: &mut Tx<'_>, id: MoveId) -> Result<Move, UnitError> {
    tx.lock(key(id).as_bytes())?;
    crate::store::hold(tx)?;
    Ok(store::find(tx, id)?.ok_or(Refusal::NotFound)?)
}

/// Writes an entry, the row it makes, and the journal's record.
pub(crate) fn state(tx: &mut Tx<'_>, mut it: Move, what: What) -> Result<Move, UnitError> {
    it.apply(&what);
    store::append(tx, &it, &what)?;
    let area = crate::store::find(tx, it.plan.receiver)?.map(|unit| unit.area.to_string());
    tx.record(Record {
        action: &format!("unit-move.{}", what.kind()),
        subject_kind: "unit-move",
        subject: *it.id.as_bytes(),
        area: area.as_deref().unwrap_or_default(),
        detail: serde_json::json!({
            "sender": it.plan.sender, "receiver": it.plan.receiver,
            "effective": it.plan.effective, "steps": it.plan.steps.len(),
        }),
    })?;
    Ok(it)
}

/// Refuses a change by hand to what is in transit.
pub(crate) fn free(tx: &mut Tx<'_>, unit: UnitId) -> Result<(), UnitError> {
    let moving = store::in_transit(tx)?;
    if moving.iter().any(|it| it.touches().any(|one| one == unit)) {
        return Err(Refusal::Invalid { field: "", code: "unit-in-transit" }.into());
    }
    Ok(())
}
