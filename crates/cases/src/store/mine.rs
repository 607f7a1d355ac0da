//! What a worker sees of the own cases, and what is reported most.

use contracts::PersonId;
use storage::{Db, Error, params};

use super::{Kept, folded, lists::After};

/// How many of the newest cases tell what is reported most.
const RECENT: usize = 500;

/// The tabs of a worker's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    #[default]
    All,
    /// Somebody works on it.
    Open,
    /// Answered: the worker's verdict is awaited.
    Awaiting,
    Ended,
}

impl Show {
    pub const ALL: [Self; 4] = [Self::All, Self::Awaiting, Self::Open, Self::Ended];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Awaiting => "awaiting",
            Self::Ended => "ended",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|show| show.as_str() == text)
    }

    const fn condition(self) -> &'static str {
        match self {
            Self::All => "1 = 1",
            Self::Open => "closed_at IS NULL AND state <> 'answered'",
            Self::Awaiting => "state = 'answered'",
            Self::Ended => "closed_at IS NOT NULL",
        }
    }
}

/// The two closing figures of one worker, kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    pub all: i64,
    pub awaiting: i64,
    pub closed_by_handler: i64,
    pub confirmed: i64,
}

/// A page of one's own cases, newest first.
pub fn page(
    db: &mut Db<'_>,
    reporter: PersonId,
    show: Show,
    after: Option<After>,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let mut values = params![reporter, limit].to_vec();
    let mut sql =
        format!("SELECT id, folded FROM cases_cases WHERE reporter = $1 AND {}", show.condition());
    if let Some(after) = after {
        values.extend([after.key.into(), after.id.into()]);
        sql.push_str(" AND (created_at, id) < ($3, $4)");
    }
    sql.push_str(" ORDER BY created_at DESC, id DESC LIMIT $2");
    db.query(&sql, &values, |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }))
}

/// The worker's cases in which a firm may see who they are, the newest first.
pub fn shared(db: &mut Db<'_>, reporter: PersonId) -> Result<Vec<Kept>, Error> {
    // Left out of the fold where it is nobody.
    let sql = "SELECT id, folded FROM cases_cases
         WHERE reporter = $1 AND folded LIKE '%\"shared_with\":[%'
         ORDER BY created_at DESC, id DESC";
    db.query(sql, params![reporter], |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }))
}

pub fn figures(db: &mut Db<'_>, reporter: PersonId) -> Result<Figures, Error> {
    db.query_one(
        "SELECT COUNT(*),
            CAST(COALESCE(SUM(CASE WHEN state = 'answered' THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(handler_closed), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN state = 'confirmed' THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM cases_cases WHERE reporter = $1",
        params![reporter],
        |row| {
            Ok(Figures {
                all: row.get(0)?,
                awaiting: row.get(1)?,
                closed_by_handler: row.get(2)?,
                confirmed: row.get(3)?,
            })
        },
    )
}

/// The matters reported most of late, by anybody, the commonest first.
pub fn common_matters(db: &mut Db<'_>, limit: usize) -> Result<Vec<String>, Error> {
    db.query(
        "SELECT matter FROM
             (SELECT matter FROM cases_cases ORDER BY created_at DESC, id DESC LIMIT $1) AS newest
         GROUP BY matter ORDER BY COUNT(*) DESC, matter LIMIT $2",
        params![RECENT, limit],
        |row| row.get(0),
    )
}
