//! Who read a pass: sealed, for its holder alone.

use kernel::Timestamp;
use storage::{Db, Error, Tx, params};

use crate::card::{CardId, EntryId};

/// Keeps a read under the id of the scan that made it; doing it twice keeps it once.
pub fn insert(
    tx: &mut Tx<'_>,
    id: EntryId,
    card: CardId,
    sealed: Vec<u8>,
    ends_at: Timestamp,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_reads (id, card, sealed, ends_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO NOTHING",
        params![id, card, sealed, ends_at],
    )
}

/// The reads of one card, sealed.
pub fn of_card(db: &mut Db<'_>, card: CardId, limit: usize) -> Result<Vec<Vec<u8>>, Error> {
    db.query(
        "SELECT sealed FROM passes_reads WHERE card = $1 ORDER BY ends_at DESC, id DESC LIMIT $2",
        params![card, limit],
        |row| row.get(0),
    )
}

/// Erases what has ended; answers how many.
pub fn erase(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM passes_reads WHERE ends_at < $1", params![now])
}

/// Erases the reads of a card at once.
pub fn erase_card(tx: &mut Tx<'_>, card: CardId) -> Result<(), Error> {
    tx.put("DELETE FROM passes_reads WHERE card = $1", params![card])
}
