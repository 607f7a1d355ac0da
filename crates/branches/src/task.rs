//! What somebody must do, with an owner and a day: members without a branch, claims to verify,
//! branches without a reachable contact, proposals of a chart. Each is on the list once.

use contracts::UnitId;
use kernel::{Day, Id, Timestamp};
use storage::{Db, Error, Row, Tx, params};

/// The name of task ids.
pub enum TaskName {}
pub type TaskId = Id<TaskName>;

/// What is to be done. The subject is a pseudonym, a unit or a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A claim waits for its verification.
    Verify,
    /// A member has no branch.
    Place,
    /// A branch has no secretary who can be reached.
    Secretary,
    /// A branch does badly.
    Health,
    /// A member of this home branch takes part elsewhere: the home branch should know.
    Told,
    /// A worker has no contact.
    Contact,
    /// What a firm's chart calls for waits for a decision.
    Chart,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::Verify,
        Self::Place,
        Self::Secretary,
        Self::Health,
        Self::Told,
        Self::Contact,
        Self::Chart,
    ];

    /// The word by which it is stored, and the last part of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Place => "place",
            Self::Secretary => "secretary",
            Self::Health => "health",
            Self::Told => "told",
            Self::Contact => "contact",
            Self::Chart => "chart",
        }
    }

    /// Reads what [`Kind::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An open task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub kind: Kind,
    /// A pseudonym, a unit, a worker's entry or a proposal, by the kind.
    pub subject: [u8; 16],
    pub owner: UnitId,
    pub due_on: Day,
    pub made_at: Timestamp,
}

impl Task {
    /// How many days it has been open.
    pub fn age_days(&self, today: Day) -> i64 {
        today.number() - self.made_at.day().number()
    }
}

/// Puts a task on the list unless one of this kind and subject is open; answers whether it is new.
///
/// # Errors
/// When the store fails.
pub fn open<T: ?Sized>(
    tx: &mut Tx<'_>,
    kind: Kind,
    subject: Id<T>,
    owner: UnitId,
    due_on: Day,
) -> Result<bool, Error> {
    let (id, now): (TaskId, _) = (tx.id(), tx.now());
    let made = tx.execute(
        "INSERT INTO branches_tasks (id, kind, subject, owner, due_on, made_at)
         SELECT $1, $2, $3, $4, $5, $6
         WHERE NOT EXISTS (SELECT 1 FROM branches_tasks
             WHERE kind = $2 AND subject = $3 AND done_at IS NULL)",
        params![id, kind.as_str(), subject, owner, due_on.to_string(), now],
    )?;
    Ok(made == 1)
}

/// Takes a task off the list, if it is on it.
///
/// # Errors
/// When the store fails.
pub fn done<T: ?Sized>(
    tx: &mut Tx<'_>,
    kind: Kind,
    subject: Id<T>,
    how: &str,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE branches_tasks SET done_at = $3, done_how = $4
         WHERE kind = $1 AND subject = $2 AND done_at IS NULL",
        params![kind.as_str(), subject, now, how],
    )
}

/// What a unit still had to do is another one's now.
///
/// # Errors
/// When the store fails.
pub(crate) fn hand_over(tx: &mut Tx<'_>, from: UnitId, to: UnitId) -> Result<(), Error> {
    tx.put(
        "UPDATE branches_tasks SET owner = $2 WHERE owner = $1 AND done_at IS NULL",
        params![from, to],
    )
}

/// Open tasks of a kind whose owner is one of these units, the longest due first.
///
/// # Errors
/// When the store fails.
pub fn of_owners(db: &mut Db<'_>, kind: Kind, owners: &[UnitId]) -> Result<Vec<Task>, Error> {
    let mut found = Vec::new();
    for owner in owners {
        let sql = "SELECT id, kind, subject, owner, due_on, made_at FROM branches_tasks
             WHERE owner = $1 AND kind = $2 AND done_at IS NULL ORDER BY due_on, id";
        found.extend(db.query(sql, params![*owner, kind.as_str()], task)?);
    }
    found.sort_by_key(|task| (task.due_on, task.id));
    Ok(found)
}

fn task(row: &Row<'_>) -> Result<Task, Error> {
    let kind: String = row.get(1)?;
    Ok(Task {
        id: row.get(0)?,
        kind: Kind::read(&kind).ok_or_else(|| Error::Corrupt(format!("no task is {kind:?}")))?,
        subject: row.get(2)?,
        owner: row.get(3)?,
        due_on: row.parse(4)?,
        made_at: row.get(5)?,
    })
}
