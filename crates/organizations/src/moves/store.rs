//! All SQL of planned changes.

use storage::{Db, Error, Row, Tx, params};

use super::{Entry, Move, MoveId, State, What};

/// A plan with everything that happened to it.
pub fn find(db: &mut Db<'_>, id: MoveId) -> Result<Option<Move>, Error> {
    Ok(Move::fold(id, &entries(db, id)?))
}

/// What happened to a plan, oldest first.
pub fn entries(db: &mut Db<'_>, id: MoveId) -> Result<Vec<Entry>, Error> {
    db.query(
        "SELECT at, actor, what FROM organizations_move_entries WHERE move_id = $1 ORDER BY seq",
        params![id],
        entry,
    )
}

/// Plans whose day has not come and that nobody returned.
pub fn in_transit(db: &mut Db<'_>) -> Result<Vec<Move>, Error> {
    let (drafted, agreed) = (State::Drafted.name(), State::Agreed.name());
    let ids = db.query(
        "SELECT id FROM organizations_moves WHERE state IN ($1, $2) ORDER BY drafted_at, id",
        params![drafted, agreed],
        |row| row.get(0),
    )?;
    folded(db, ids)
}

/// The newest plans, of whatever state.
pub fn newest(db: &mut Db<'_>, limit: usize) -> Result<Vec<Move>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = db.query(
        "SELECT id FROM organizations_moves ORDER BY drafted_at DESC, id DESC LIMIT $1",
        params![limit],
        |row| row.get(0),
    )?;
    folded(db, ids)
}

fn folded(db: &mut Db<'_>, ids: Vec<MoveId>) -> Result<Vec<Move>, Error> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(find(db, id)?);
    }
    Ok(found)
}

/// Writes a new plan's row; its draft is added by [`append`].
pub(super) fn insert(tx: &mut Tx<'_>, it: &Move) -> Result<(), Error> {
    let (plan, now) = (&it.plan, tx.now());
    tx.execute(
        "INSERT INTO organizations_moves (id, title, sender, receiver, effective, decide_by, state,
             drafted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            it.id,
            &plan.title,
            plan.sender,
            plan.receiver,
            plan.effective.to_string(),
            plan.decide_by.to_string(),
            it.state.name(),
            now,
        ],
    )?;
    Ok(())
}

/// Adds an entry and brings the row up to date.
pub(super) fn append(tx: &mut Tx<'_>, it: &Move, what: &What) -> Result<(), Error> {
    let text = serde_json::to_string(what)
        .map_err(|error| Error::Refused(format!("an entry of a planned change: {error}")))?;
    let (now, by) = (tx.now(), tx.stamp().actor);
    tx.execute(
        "INSERT INTO organizations_move_entries (move_id, seq, at, actor, what)
         SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3, $4 FROM organizations_move_entries
         WHERE move_id = $1",
        params![it.id, now, by, text],
    )?;
    tx.execute(
        "UPDATE organizations_moves SET state = $2 WHERE id = $1",
        params![it.id, it.state.name()],
    )?;
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<Entry, Error> {
    let what = serde_json::from_str::<What>(&row.get::<String>(2)?)
        .map_err(|error| Error::Corrupt(format!("an entry of a planned change: {error}")))?;
    Ok(Entry { at: row.get(0)?, actor: row.get(1)?, what })
}
