//! Who agreed to look, and where.

use contracts::PersonId;
use kernel::{AreaCode, Id, Timestamp};
use storage::{Db, Error, Tx, params};

/// The area in which a person agreed to look, if they did.
pub fn volunteers_for(db: &mut Db<'_>, person: PersonId) -> Result<Option<AreaCode>, Error> {
    db.query_opt(
        "SELECT area FROM cases_volunteers WHERE person = $1 AND until IS NULL",
        params![person],
        |row| row.parse(0),
    )
}

/// The same, and since when.
pub fn volunteering(
    db: &mut Db<'_>,
    person: PersonId,
) -> Result<Option<(AreaCode, Timestamp)>, Error> {
    db.query_opt(
        "SELECT area, since FROM cases_volunteers WHERE person = $1 AND until IS NULL",
        params![person],
        |row| Ok((row.parse(0)?, row.get(1)?)),
    )
}

pub fn insert_volunteer(tx: &mut Tx<'_>, person: PersonId, area: &AreaCode) -> Result<(), Error> {
    enum Volunteering {}
    let (id, now): (Id<Volunteering>, _) = (tx.id(), tx.now());
    tx.execute(
        "INSERT INTO cases_volunteers (id, person, area, since) VALUES ($1, $2, $3, $4)",
        params![id, person, area.as_str(), now],
    )?;
    Ok(())
}

/// Ends it; false when the person had not agreed.
pub fn end_volunteering(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Error> {
    let now = tx.now();
    let ended = tx.execute(
        "UPDATE cases_volunteers SET until = $2 WHERE person = $1 AND until IS NULL",
        params![person, now],
    )?;
    Ok(ended > 0)
}

/// Those who agreed to look in this area or a part of it.
pub fn volunteers_in(
    db: &mut Db<'_>,
    around: &AreaCode,
) -> Result<Vec<(PersonId, AreaCode)>, Error> {
    let (low, high) = around.range();
    db.query(
        "SELECT person, area FROM cases_volunteers
         WHERE until IS NULL AND area BETWEEN $1 AND $2",
        params![low, high],
        |row| Ok((row.get(0)?, row.parse(1)?)),
    )
}
