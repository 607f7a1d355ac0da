//! Reports in the making.

use contracts::{CaseId, PersonId};
use kernel::Timestamp;
use storage::{Db, Error, Row, Tx, params};

use crate::entry::Photo;

/// Days for which a draft is kept.
pub const DRAFT_DAYS: i64 = 7;

/// What somebody has typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id that the case will have.
    pub id: CaseId,
    /// `None` when it was typed after the session had ended.
    pub person: Option<PersonId>,
    /// Code of the matter; empty while none is chosen.
    pub matter: String,
    /// Pairs as the form sends them.
    pub typed: Vec<(String, String)>,
    pub photos: Vec<Photo>,
}

impl Draft {
    pub const fn new(id: CaseId, person: Option<PersonId>) -> Self {
        Self { id, person, matter: String::new(), typed: Vec::new(), photos: Vec::new() }
    }
    /// What was typed into a field, trimmed.
    pub fn get(&self, name: &str) -> &str {
        self.typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }
    /// Whether `person` may go on with it.
    pub fn is_for(&self, person: PersonId) -> bool {
        self.person.is_none_or(|owner| owner == person)
    }
}

/// The draft with this id, unless its time has passed.
pub fn find(db: &mut Db<'_>, id: CaseId, now: Timestamp) -> Result<Option<Draft>, Error> {
    db.query_opt(
        "SELECT id, person, matter, typed, photos FROM cases_drafts
         WHERE id = $1 AND expires_at > $2",
        params![id, now],
        read,
    )
}

/// Everything that somebody has begun to report.
pub fn of_person(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Draft>, Error> {
    db.query(
        "SELECT id, person, matter, typed, photos FROM cases_drafts WHERE person = $1 ORDER BY id",
        params![person],
        read,
    )
}

/// Keeps a draft for [`DRAFT_DAYS`]. False when the id belongs to somebody else's.
pub fn save(tx: &mut Tx<'_>, draft: &Draft) -> Result<bool, Error> {
    let now = tx.now();
    let kept = tx.execute(
        "INSERT INTO cases_drafts (id, person, matter, typed, photos, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET person = excluded.person, matter = excluded.matter,
             typed = excluded.typed, photos = excluded.photos, expires_at = excluded.expires_at
         WHERE cases_drafts.person IS NULL OR cases_drafts.person = excluded.person",
        params![
            draft.id,
            draft.person,
            draft.matter.as_str(),
            json(&draft.typed)?,
            json(&draft.photos)?,
            now.plus_days(DRAFT_DAYS),
        ],
    )?;
    Ok(kept == 1)
}

pub fn remove(tx: &mut Tx<'_>, id: CaseId) -> Result<(), Error> {
    tx.execute("DELETE FROM cases_drafts WHERE id = $1", params![id])?;
    Ok(())
}

/// Forgets drafts whose time has passed; for a daily job.
pub fn forget_expired(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let now = tx.now();
    tx.execute("DELETE FROM cases_drafts WHERE expires_at <= $1", params![now])
}

fn read(row: &Row<'_>) -> Result<Draft, Error> {
    let (typed, photos): (String, String) = (row.get(3)?, row.get(4)?);
    let corrupt = |error: serde_json::Error| Error::Corrupt(format!("a draft: {error}"));
    Ok(Draft {
        id: row.get(0)?,
        person: row.get(1)?,
        matter: row.get(2)?,
        typed: serde_json::from_str(&typed).map_err(corrupt)?,
        photos: serde_json::from_str(&photos).map_err(corrupt)?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}
