//! The journal: one entry for every change, and the log over all entries.
//!
//! An entry is written inside the transaction of its change. Its place in the Merkle log is given
//! later by [`sequence`], so that writers never wait for each other: until then it is promised,
//! afterwards it is proved (the merge delay of RFC 9162, section 4). What is personal stays out:
//! the leaf holds pseudonymous ids and a salted commitment to the payload.

use contracts::PersonId;
use credential::{Checkpoint, Hash, JournalLeaf, LogKey, Receipt, commitment, merkle};
use kernel::{Id, Timestamp};

use crate::{
    db::{Db, Engine},
    error::Error,
    params,
    row::Row,
    tx::{Record, Tx},
};

mod audit;
mod nodes;
mod verify;

pub use audit::{Search, acts, consistency, search};
use nodes::DbNodes;
pub use verify::{Finding, verify};

/// An entry as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub id: Id<JournalLeaf>,
    pub at: Timestamp,
    pub actor: Option<PersonId>,
    pub role: String,
    pub purpose: String,
    pub action: String,
    pub subject_kind: String,
    pub subject: [u8; 16],
    pub area: String,
    /// JSON.
    pub detail: String,
    pub salt: [u8; 16],
    pub leaf_hash: [u8; 32],
    pub leaf_index: Option<i64>,
}

/// How many entries one call of [`sequence`] takes at the most, as SQLite's writers wait
/// meanwhile. When it took so many, more may wait.
pub const SEQUENCE_BATCH: usize = 512;

const COLUMNS: &str = "id, at, actor, role, purpose, action, subject_kind, subject, area, detail, \
                       salt, leaf_hash, leaf_index";

impl Entry {
    fn read(row: &Row<'_>) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            role: row.get(3)?,
            purpose: row.get(4)?,
            action: row.get(5)?,
            subject_kind: row.get(6)?,
            subject: row.get(7)?,
            area: row.get(8)?,
            detail: row.get(9)?,
            salt: row.get(10)?,
            leaf_hash: row.get(11)?,
            leaf_index: row.get(12)?,
        })
    }

    /// The leaf of this entry: what a receipt shows.
    pub fn leaf(&self) -> JournalLeaf {
        JournalLeaf {
            id: self.id,
            at: self.at,
            actor: actor_bytes(self.actor),
            action: self.action.clone(),
            subject: self.subject,
            commitment: commitment(&self.salt, self.payload().as_bytes()),
        }
    }

    /// What the commitment covers, one member a line.
    fn payload(&self) -> String {
        let Self { role, purpose, subject_kind, area, detail, .. } = self;
        [role, purpose, subject_kind, area, detail].map(String::as_str).join("\n")
    }
}

fn actor_bytes(actor: Option<PersonId>) -> [u8; 16] {
    actor.map_or([0; 16], |person| *person.as_bytes())
}

/// Appends one entry inside the transaction of its change.
pub(crate) fn append(tx: &mut Tx<'_>, record: Record<'_>) -> Result<(), Error> {
    let stamp = tx.stamp();
    let mut entry = Entry {
        id: stamp.moment.id(),
        at: stamp.moment.now(),
        actor: stamp.actor,
        role: stamp.role.clone(),
        purpose: stamp.purpose.clone(),
        action: record.action.into(),
        subject_kind: record.subject_kind.into(),
        subject: record.subject,
        area: record.area.into(),
        detail: record.detail.to_string(),
        salt: stamp.moment.bytes(),
        leaf_hash: [0; 32],
        leaf_index: None,
    };
    let hash = entry.leaf().hash().map_err(|error| Error::Refused(error.to_string()))?;
    entry.leaf_hash = *hash.as_bytes();
    tx.add(
        "INSERT INTO storage_journal (id, at, actor, role, purpose, action, subject_kind, subject,
             area, detail, salt, leaf_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            entry.id,
            entry.at,
            entry.actor,
            entry.role,
            entry.purpose,
            entry.action,
            entry.subject_kind,
            entry.subject,
            entry.area,
            entry.detail,
            entry.salt,
            entry.leaf_hash,
        ],
    )
}

/// Gives places in the log to committed entries that have none; answers how many it placed.
/// Any node may call it; a lock keeps the order single.
pub fn sequence(tx: &mut Tx<'_>) -> Result<usize, Error> {
    tx.lock(b"storage.journal")?;
    let old_size = size(tx)?;
    let pending = tx.query(
        "SELECT id, leaf_hash FROM storage_journal WHERE leaf_index IS NULL ORDER BY id LIMIT $1",
        params![SEQUENCE_BATCH],
        |row| Ok((row.get::<Id<JournalLeaf>>(0)?, row.get::<[u8; 32]>(1)?)),
    )?;
    let hashes: Vec<Hash> = pending.iter().map(|(_, hash)| Hash::from_bytes(*hash)).collect();
    let tiles = merkle::completed_tiles(&DbNodes::new(tx), count(old_size)?, &hashes)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    place(tx, old_size, pending.iter().map(|(id, _)| *id))?;
    for tile in tiles {
        let position = i64::try_from(tile.index).map_err(|_| too_large())?;
        tx.put(
            "INSERT INTO storage_journal_tiles (level, position, hash) VALUES ($1, $2, $3)",
            params![i64::from(tile.level), position, *tile.hash.as_bytes()],
        )?;
    }
    Ok(pending.len())
}

/// Gives entries their places, from `first` on: in one statement where each has its price.
fn place(
    tx: &mut Tx<'_>,
    first: i64,
    ids: impl Iterator<Item = Id<JournalLeaf>>,
) -> Result<(), Error> {
    if tx.engine() == Engine::Postgres {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        return tx.put(
            "UPDATE storage_journal SET leaf_index = $1 + place.number - 1
             FROM unnest(string_to_array($2, ' ')) WITH ORDINALITY AS place (id, number)
             WHERE storage_journal.id = uuid_send(place.id::uuid)",
            params![first, ids.join(" ")],
        );
    }
    for (index, id) in (first..).zip(ids) {
        tx.put("UPDATE storage_journal SET leaf_index = $1 WHERE id = $2", params![index, id])?;
    }
    Ok(())
}

/// Signs the log as it stands; `None` when it has not grown since the last checkpoint.
pub fn checkpoint(tx: &mut Tx<'_>, key: &LogKey) -> Result<Option<String>, Error> {
    tx.lock(b"storage.journal")?;
    let size = size(tx)?;
    if size == 0 || latest_checkpoint(tx)?.is_some_and(|(known, _)| known == size) {
        return Ok(None);
    }
    let root = merkle::root(&DbNodes::new(tx), count(size)?)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let at = tx.now();
    let note = Checkpoint { size: count(size)?, root, at }.sign(key);
    tx.execute(
        "INSERT INTO storage_checkpoints (size, at, note) VALUES ($1, $2, $3)",
        params![size, at, note.as_str()],
    )?;
    Ok(Some(note))
}

/// The newest checkpoint: size and signed text.
pub fn latest_checkpoint(db: &mut Db<'_>) -> Result<Option<(i64, String)>, Error> {
    db.query_opt(
        "SELECT size, note FROM storage_checkpoints ORDER BY size DESC LIMIT 1",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Proof that the first entry about `subject` with `action` is in the log; `None` until a
/// checkpoint covers it (a minute at most).
pub fn receipt(db: &mut Db<'_>, subject: [u8; 16], action: &str) -> Result<Option<Receipt>, Error> {
    let found = entries_about(db, subject)?.into_iter().find(|entry| entry.action == action);
    let Some((entry, index)) = found.and_then(|entry| Some((entry.leaf(), entry.leaf_index?)))
    else {
        return Ok(None);
    };
    // The first checkpoint over the entry proves the earliest time at which it was certainly there.
    let covering = db.query_opt(
        "SELECT note, size FROM storage_checkpoints WHERE size > $1 ORDER BY size LIMIT 1",
        params![index],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)),
    )?;
    let Some((note, size)) = covering else { return Ok(None) };
    let proof = merkle::inclusion_proof(&DbNodes::new(db), count(index)?, count(size)?)
        .map_err(|error| Error::Corrupt(error.to_string()))?;
    let leaf = entry.encode().map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(Some(Receipt { leaf, index: count(index)?, size: count(size)?, proof, checkpoint: note }))
}

/// Every entry about `subject`, oldest first.
pub fn entries_about(db: &mut Db<'_>, subject: [u8; 16]) -> Result<Vec<Entry>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM storage_journal WHERE subject = $1 ORDER BY at, id"),
        params![subject],
        Entry::read,
    )
}

/// The newest entries before `before`, for the auditor's page.
pub fn newest(db: &mut Db<'_>, before: Timestamp, limit: usize) -> Result<Vec<Entry>, Error> {
    db.query(
        &format!("SELECT {COLUMNS} FROM storage_journal WHERE at < $1 ORDER BY id DESC LIMIT $2"),
        params![before, limit],
        Entry::read,
    )
}

/// How many entries have a place in the log.
pub fn size(db: &mut Db<'_>) -> Result<i64, Error> {
    db.query_one(
        "SELECT COALESCE(MAX(leaf_index), -1) + 1 FROM storage_journal WHERE leaf_index IS NOT NULL",
        params![],
        |row| row.get(0),
    )
}

fn count(number: i64) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| too_large())
}

fn too_large() -> Error {
    Error::Corrupt("the log's size is out of range".into())
}
