//! What a branch was seen to do. Signs come from what people do anyway: a meeting held, a secretary
//! at work in the program, a matter moved. Nobody fills in a form about the branch.

use access::Actor;
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::{Db, Error, Tx, params};

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The secretary was reached or did something.
    Reached,
    /// A meeting of the branch was held.
    Met,
    /// A matter of a member or a worker was moved on.
    Moved,
}

impl Sign {
    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Met => "met",
            Self::Moved => "moved",
        }
    }

    /// Reads what [`Sign::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Reached, Self::Met, Self::Moved].into_iter().find(|sign| sign.as_str() == text)
    }
}

/// Notes a sign, once for a day.
///
/// # Errors
/// When the store fails.
pub fn note(
    tx: &mut Tx<'_>,
    branch: UnitId,
    day: Day,
    sign: Sign,
    by: Option<PersonId>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.lock(format!("branches-sign:{branch}").as_bytes())?;
    tx.put(
        "INSERT INTO branches_signs (branch, seq, day, sign, stated_by, stated_at)
         SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5
         FROM branches_signs WHERE branch = $1
         HAVING NOT EXISTS (SELECT 1 FROM branches_signs
             WHERE branch = $1 AND day = $2 AND sign = $3)",
        params![branch, day.to_string(), sign.as_str(), by, now],
    )
}

/// The role of a branch's secretary.
pub const SECRETARY: &str = "branch-secretary";

/// Somebody acts: where they are a secretary, the secretary was reached today.
///
/// # Errors
/// When the store fails.
pub(crate) fn acted(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
    let today = tx.now().day();
    for post in actor.memberships.iter().filter(|post| post.role == SECRETARY) {
        note(tx, post.unit, today, Sign::Reached, Some(actor.person))?;
    }
    Ok(())
}

/// Every sign of a branch since a day, the oldest first.
///
/// # Errors
/// When the store fails.
pub fn since(db: &mut Db<'_>, branch: UnitId, day: Day) -> Result<Vec<(Day, Sign)>, Error> {
    let sql =
        "SELECT day, sign FROM branches_signs WHERE branch = $1 AND day >= $2 ORDER BY day, seq";
    db.query(sql, params![branch, day.to_string()], |row| {
        let sign: String = row.get(1)?;
        let sign =
            Sign::read(&sign).ok_or_else(|| Error::Corrupt(format!("no sign is {sign:?}")))?;
        Ok((row.parse(0)?, sign))
    })
}
