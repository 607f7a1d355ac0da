//! SQL of drafts that templates name.

use storage::{Db, Error, Row, Tx, params};

use crate::{
    PlaceId,
    template::{DraftId, Planned},
};

const PLANNED: &str = "SELECT id, place, template, number FROM places_drafts
     WHERE made IS NULL AND dropped_at IS NULL";

/// Drafts of a compound that wait.
pub fn waiting(db: &mut Db<'_>, place: PlaceId) -> Result<Vec<Planned>, Error> {
    let sql = format!("{PLANNED} AND place = $1 ORDER BY template, number");
    db.query(&sql, params![place], planned)
}

pub fn find(db: &mut Db<'_>, id: DraftId) -> Result<Option<Planned>, Error> {
    db.query_opt(&format!("{PLANNED} AND id = $1"), params![id], planned)
}

/// What was planned before stays as it is.
pub(crate) fn plan(tx: &mut Tx<'_>, new: &Planned) -> Result<(), Error> {
    tx.put(
        "INSERT INTO places_drafts (id, place, template, number) VALUES ($1, $2, $3, $4)
         ON CONFLICT (place, template, number) DO NOTHING",
        params![new.id, new.place, new.template.as_str(), new.number],
    )
}

pub(crate) fn entered(tx: &mut Tx<'_>, id: DraftId, place: PlaceId) -> Result<(), Error> {
    tx.put("UPDATE places_drafts SET made = $2 WHERE id = $1", params![id, place])
}

pub(crate) fn drop(tx: &mut Tx<'_>, id: DraftId) -> Result<(), Error> {
    let now = tx.now();
    tx.put("UPDATE places_drafts SET dropped_at = $2 WHERE id = $1", params![id, now])
}

fn planned(row: &Row<'_>) -> Result<Planned, Error> {
    Ok(Planned { id: row.get(0)?, place: row.get(1)?, template: row.get(2)?, number: row.get(3)? })
}
