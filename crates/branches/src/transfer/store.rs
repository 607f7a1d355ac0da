//! SQL of transfers and their steps.

use contracts::{PersonId, UnitId};
use storage::{Db, Error, Row, Tx, params};

use super::{State, Transfer, TransferId};
use crate::{MemberId, member::Link};

const TRANSFER: &str = "SELECT id, member, link, sender, receiver, effective, due_on, state, bulk,
     made_at, changed_at FROM branches_transfers";

/// A transfer by its id.
pub fn find(db: &mut Db<'_>, id: TransferId) -> Result<Option<Transfer>, Error> {
    db.query_opt(&format!("{TRANSFER} WHERE id = $1"), params![id], transfer)
}

/// The open transfer of a member's link.
pub fn open_of(db: &mut Db<'_>, member: MemberId, link: Link) -> Result<Option<Transfer>, Error> {
    let sql = format!(
        "{TRANSFER} WHERE member = $1 AND link = $2 AND state IN ('asked', 'transit', 'accepted')"
    );
    db.query_opt(&sql, params![member, link.as_str()], transfer)
}

/// Every transfer of a member, the newest first.
pub fn of_member(db: &mut Db<'_>, member: MemberId) -> Result<Vec<Transfer>, Error> {
    let sql = format!("{TRANSFER} WHERE member = $1 ORDER BY id DESC");
    db.query(&sql, params![member], transfer)
}

/// Open transfers that a branch sends or receives, the oldest first.
pub fn open_at(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Transfer>, Error> {
    let sql = format!(
        "{TRANSFER} WHERE (sender = $1 OR receiver = $1) AND state IN ('asked', 'transit', 'accepted')
         ORDER BY id"
    );
    db.query(&sql, params![branch], transfer)
}

pub(super) fn insert(tx: &mut Tx<'_>, transfer: &Transfer) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO branches_transfers (id, member, link, sender, receiver, effective, due_on,
             state, bulk, made_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            transfer.id,
            transfer.member,
            transfer.link.as_str(),
            transfer.sender,
            transfer.receiver,
            transfer.effective.to_string(),
            transfer.due_on.to_string(),
            transfer.state.as_str(),
            transfer.bulk,
            transfer.made_at,
            transfer.changed_at,
        ],
    )?;
    Ok(())
}

/// Writes a step and the state it leads to.
pub(super) fn step(
    tx: &mut Tx<'_>,
    transfer: &Transfer,
    reason: &str,
    unit: Option<UnitId>,
    by: Option<PersonId>,
) -> Result<(), Error> {
    let (now, state) = (tx.now(), transfer.state.as_str());
    tx.put(
        "UPDATE branches_transfers SET state = $2, effective = $3, changed_at = $4 WHERE id = $1",
        params![transfer.id, state, transfer.effective.to_string(), now],
    )?;
    tx.put(
        "INSERT INTO branches_transfer_steps (transfer, seq, state, reason, unit, stated_by, stated_at)
         SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4, $5, $6
         FROM branches_transfer_steps WHERE transfer = $1",
        params![transfer.id, state, reason, unit, by, now],
    )
}

fn transfer(row: &Row<'_>) -> Result<Transfer, Error> {
    let (link, state): (String, String) = (row.get(2)?, row.get(7)?);
    Ok(Transfer {
        id: row.get(0)?,
        member: row.get(1)?,
        link: Link::read(&link).ok_or_else(|| Error::Corrupt(format!("no link is {link:?}")))?,
        sender: row.get(3)?,
        receiver: row.get(4)?,
        effective: row.parse(5)?,
        due_on: row.parse(6)?,
        state: State::read(&state)
            .ok_or_else(|| Error::Corrupt(format!("no transfer is {state:?}")))?,
        bulk: row.get(8)?,
        made_at: row.get(9)?,
        changed_at: row.get(10)?,
    })
}
