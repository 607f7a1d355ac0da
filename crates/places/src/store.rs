//! SQL of places themselves; that of taps, demand, visits, sheets and merchants lies beside it.

pub mod counts;
pub mod labels;
pub mod photos;
pub mod sheets;
pub mod taps;
pub mod templates;

use access::policy::{Columns, Reach};
use contracts::PersonId;
use kernel::{Timestamp, Wgs84};
use serde::{Serialize, de::DeserializeOwned};
use storage::{Db, Error, Row, Tx, Value, params};

use crate::{
    PlaceId,
    belief::Belief,
    place::{Detail, Place},
};

const PLACE: &str = "SELECT p.id, p.code, p.kind, p.brand, p.name, p.area, p.lat, p.lon, p.address,
     p.hours, p.amenities, p.detail, p.owner, p.source, p.edition, p.version, p.changed_at, p.closed_at,
     p.belief FROM places_places p";

/// A place together with what is believed of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub place: Place,
    pub belief: Belief,
}

pub fn find(db: &mut Db<'_>, id: PlaceId) -> Result<Option<Kept>, Error> {
    db.query_opt(&format!("{PLACE} WHERE p.id = $1"), params![id], kept)
}

pub fn of_code(db: &mut Db<'_>, code: &str) -> Result<Option<Kept>, Error> {
    db.query_opt(&format!("{PLACE} WHERE p.code = $1"), params![code], kept)
}

/// Calls `visit` with every place that is kept, in the order of their ids.
pub fn each(db: &mut Db<'_>, mut visit: impl FnMut(Kept)) -> Result<(), Error> {
    db.each(&format!("{PLACE} WHERE p.closed_at IS NULL ORDER BY p.id"), params![], |row| {
        visit(kept(row)?);
        Ok(())
    })
}

/// Id and version of what was changed at or after an instant, the latest last.
pub fn changed_since(
    db: &mut Db<'_>,
    since: Timestamp,
) -> Result<Vec<(PlaceId, i64, Timestamp)>, Error> {
    db.query(
        "SELECT id, version, changed_at FROM places_places WHERE changed_at >= $1
         ORDER BY changed_at",
        params![since],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The latest instant at which anything was changed.
pub fn last_change(db: &mut Db<'_>) -> Result<Option<Timestamp>, Error> {
    db.query_one("SELECT MAX(changed_at) FROM places_places", params![], |row| row.get(0))
}

/// Which of these codes are taken.
pub fn taken(db: &mut Db<'_>) -> Result<Vec<String>, Error> {
    db.query("SELECT code FROM places_places", params![], |row| row.get(0))
}

/// What a desk looks for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Code of the catalogue's kind.
    pub kind: Option<String>,
    /// A part of name or code.
    pub part: String,
    /// The code after which the list goes on.
    pub after: Option<String>,
}

/// Places within reach that are kept, by code.
pub fn within(
    db: &mut Db<'_>,
    reach: &Reach,
    wanted: &Wanted,
    limit: usize,
) -> Result<Vec<Kept>, Error> {
    let columns = Columns { area: Some("p.area"), unit: Some("p.owner"), ..Columns::default() };
    let (held, mut values) = reach.sql(&columns, 1);
    let mut conditions: Vec<String> = Vec::new();
    let mut bind = |value: Value| {
        values.push(value);
        values.len()
    };
    if let Some(kind) = &wanted.kind {
        conditions.push(format!(" AND p.kind = ${}", bind(kind.as_str().into())));
    }
    if !wanted.part.is_empty() {
        let part = bind(format!("%{}%", like(&wanted.part)).into());
        conditions.push(format!(
            " AND (p.name LIKE ${part} ESCAPE '!' OR p.code LIKE ${part} ESCAPE '!')"
        ));
    }
    if let Some(after) = &wanted.after {
        conditions.push(format!(" AND p.code > ${}", bind(after.as_str().into())));
    }
    let (conditions, last) = (conditions.concat(), bind(limit.into()));
    let sql = format!(
        "{PLACE} WHERE p.closed_at IS NULL AND {held}{conditions} ORDER BY p.code LIMIT ${last}"
    );
    db.query(&sql, &values, kept)
}

/// Places that are part of a street, by code.
pub fn members(db: &mut Db<'_>, street: &str, limit: usize) -> Result<Vec<Kept>, Error> {
    let sql =
        format!("{PLACE} WHERE p.part_of = $1 AND p.closed_at IS NULL ORDER BY p.code LIMIT $2");
    db.query(&sql, params![street, limit], kept)
}

/// A text in which nothing is a wildcard of LIKE.
fn like(text: &str) -> String {
    text.trim().replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Keeps a new place; false when its code is taken.
pub(crate) fn insert(tx: &mut Tx<'_>, place: &Place, belief: &Belief) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO places_places (id, code, kind, brand, name, area, lat, lon, address, hours,
             amenities, detail, owner, source, belief, edition, version, changed_at, part_of,
             closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, NULL)
         ON CONFLICT (code) DO NOTHING",
        &insert_values(place, belief)?,
    )?;
    Ok(rows == 1)
}

/// The same for many whose codes are known to be free: nobody waits for each answer.
pub(crate) fn put(tx: &mut Tx<'_>, place: &Place, belief: &Belief) -> Result<(), Error> {
    tx.put(
        "INSERT INTO places_places (id, code, kind, brand, name, area, lat, lon, address, hours,
             amenities, detail, owner, source, belief, edition, version, changed_at, part_of,
             closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
             $19, NULL)
         ON CONFLICT (code) DO NOTHING",
        &insert_values(place, belief)?,
    )
}

fn insert_values(place: &Place, belief: &Belief) -> Result<[Value; 19], Error> {
    Ok([
        place.id.into(),
        place.code.as_str().into(),
        place.kind.as_str().into(),
        place.brand.as_str().into(),
        place.name.as_str().into(),
        place.area.as_str().into(),
        place.at.lat().into(),
        place.at.lon().into(),
        place.address.as_str().into(),
        place.hours.as_str().into(),
        json(&place.amenities)?.into(),
        json(&place.detail)?.into(),
        place.owner.into(),
        place.source.as_str().into(),
        json(belief)?.into(),
        place.edition.into(),
        place.version.into(),
        place.changed_at.into(),
        place.detail.part_of.as_str().into(),
    ])
}

/// Writes a changed description; what it was before stays in the books.
pub(crate) fn update(
    tx: &mut Tx<'_>,
    was: &Place,
    place: &Place,
    belief: &Belief,
    by: Option<PersonId>,
) -> Result<(), Error> {
    keep_edition(tx, was, by)?;
    let values = insert_values(place, belief)?;
    let mut values: Vec<Value> = values.into();
    values.push(place.closed_at.into());
    tx.execute(
        "UPDATE places_places SET code = $2, kind = $3, brand = $4, name = $5, area = $6, lat = $7,
             lon = $8, address = $9, hours = $10, amenities = $11, detail = $12, owner = $13,
             source = $14, belief = $15, edition = $16, version = $17, changed_at = $18,
             part_of = $19, closed_at = $20
         WHERE id = $1",
        &values,
    )?;
    Ok(())
}

fn keep_edition(tx: &mut Tx<'_>, was: &Place, by: Option<PersonId>) -> Result<(), Error> {
    let now = tx.now();
    let text = serde_json::json!({
        "kind": was.kind, "brand": was.brand, "name": was.name, "area": was.area,
        "lat": was.at.lat(), "lon": was.at.lon(), "address": was.address, "hours": was.hours,
        "amenities": was.amenities, "detail": was.detail, "owner": was.owner,
        "closed_at": was.closed_at,
    });
    tx.put(
        "INSERT INTO places_editions (place, edition, until, actor, was)
         VALUES ($1, $2, $3, $4, $5)",
        params![was.id, was.edition, now, by, text.to_string()],
    )
}

/// Writes what is believed now. The description stays as it is.
pub(crate) fn believe(
    tx: &mut Tx<'_>,
    id: PlaceId,
    belief: &Belief,
    version: i64,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE places_places SET belief = $2, version = $3, changed_at = $4 WHERE id = $1",
        params![id, json(belief)?, version, now],
    )
}

pub(crate) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Refused(error.to_string()))
}

pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, Error> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|error| Error::Corrupt(format!("column {column} of a place: {error}")))
}

fn kept(row: &Row<'_>) -> Result<Kept, Error> {
    let at = Wgs84::new(row.get(6)?, row.get(7)?)
        .map_err(|error| Error::Corrupt(format!("a place lies nowhere: {error}")))?;
    let detail: String = row.get(11)?;
    // Most places have no details, and there may be very many places.
    let detail = if detail == "{}" { Detail::default() } else { from_json(row, 11)? };
    let place = Place {
        id: row.get(0)?,
        code: row.get(1)?,
        kind: row.get(2)?,
        brand: row.get(3)?,
        name: row.get(4)?,
        area: row.parse(5)?,
        at,
        address: row.get(8)?,
        hours: row.get(9)?,
        amenities: from_json(row, 10)?,
        detail,
        owner: row.get(12)?,
        source: row.get(13)?,
        edition: row.get(14)?,
        version: row.get(15)?,
        changed_at: row.get(16)?,
        closed_at: row.get(17)?,
    };
    Ok(Kept { place, belief: from_json(row, 18)? })
}
