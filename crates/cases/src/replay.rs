//! Replay: past cases go through a changed catalogue, to show what would move before it is put in
//! force.

use contracts::UnitId;
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, params};

use crate::{
    case::Case,
    desk::Desk,
    entry::{Entry, What},
    store,
};

/// A past case that the changed catalogue would treat otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub number: String,
    pub matter: String,
    pub area: AreaCode,
    pub changes: Vec<Change>,
}

/// What would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The matter is gone: the catch-all would take it.
    MatterGone,
    Owner {
        was: UnitId,
        would_be: UnitId,
    },
    AnswerBy {
        was: Timestamp,
        would_be: Timestamp,
    },
    Visibility {
        was: String,
        would_be: String,
    },
}

/// How many cases were looked at, and those that would move.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replay {
    pub looked_at: usize,
    pub moved: Vec<Moved>,
}

/// Replays the cases reported between `from` and `to`; `desk` holds the changed catalogue.
pub fn replay(
    db: &mut Db<'_>,
    desk: &Desk,
    from: Timestamp,
    to: Timestamp,
) -> Result<Replay, Error> {
    let ids = db.query(
        "SELECT id FROM cases_cases WHERE created_at >= $1 AND created_at < $2 AND source = 'yilu'
         ORDER BY created_at, id",
        params![from, to],
        |row| row.get(0),
    )?;
    let mut replay = Replay { looked_at: ids.len(), moved: Vec::new() };
    for id in ids {
        let history = store::entries(db, id)?;
        let Some(Entry { what: What::Reported(report), at, .. }) = history.first() else {
            continue;
        };
        let case = Case::begin(report, *at);
        let changes = changes(desk, &case);
        if !changes.is_empty() {
            let Case { number, matter, area, .. } = case;
            replay.moved.push(Moved { number, matter, area, changes });
        }
    }
    Ok(replay)
}

fn changes(desk: &Desk, case: &Case) -> Vec<Change> {
    let mut changes = Vec::new();
    if desk.catalogue.matter(&case.matter).is_none() {
        changes.push(Change::MatterGone);
    }
    let Some(matter) = desk.matter(&case.matter) else { return changes };
    let choice = matter.owner_for(&case.area, &Firms { desk, case });
    if choice.unit != case.owner {
        changes.push(Change::Owner { was: case.owner, would_be: choice.unit });
    }
    let would_be = desk.answer_deadline(matter, case.created_at).by;
    if would_be != case.answer_due.by {
        changes.push(Change::AnswerBy { was: case.answer_due.by, would_be });
    }
    let would_be = matter.visibility.to_string();
    if would_be != case.visibility {
        changes.push(Change::Visibility { was: case.visibility.clone(), would_be });
    }
    changes
}

/// The reporter's firm is taken to be the first owner, where that was a firm of the kind asked for.
struct Firms<'a> {
    desk: &'a Desk,
    case: &'a Case,
}

impl catalogue::UnitDirectory for Firms<'_> {
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.desk.units.serving(kind, area)
    }
    fn own(&self, kind: &str) -> Option<UnitId> {
        let card = self.desk.units.unit(self.case.owner)?;
        (card.kind == kind).then_some(card.id)
    }
    fn operator(&self) -> UnitId {
        self.desk.units.operator()
    }
}
