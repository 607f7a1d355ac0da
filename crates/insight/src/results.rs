//! What solved cases left on the ground, for everybody to see.

use kernel::{AreaCode, Id, Timestamp};
use storage::{Db, Error, params};

/// The name of result ids, as far as this crate knows them.
pub enum ResultName {}
pub type ResultId = Id<ResultName>;

/// One result: what, how much, where, and how many riders have seen it.
#[derive(Debug, Clone, PartialEq)]
pub struct OnGround {
    pub id: ResultId,
    /// The case's number.
    pub number: String,
    pub area: AreaCode,
    pub kind: String,
    pub quantity: i64,
    /// Degrees of WGS-84.
    pub place: Option<(f64, f64)>,
    pub address: String,
    pub recorded_at: Timestamp,
    pub there: i64,
    pub missing: i64,
}

/// Where a page of results begins.
pub type Mark = (i64, ResultId);

impl OnGround {
    pub const fn mark(&self) -> Mark {
        (self.recorded_at.micros(), self.id)
    }
}

/// Newest first, beginning after `after`.
pub fn newest(db: &mut Db<'_>, after: Option<Mark>, limit: usize) -> Result<Vec<OnGround>, Error> {
    let (at, id) = after.unwrap_or((i64::MAX, ResultId::from_bytes([255; 16])));
    db.query(
        "SELECT id, number, area, kind, quantity, lat, lon, address, recorded_at, seen_there,
             seen_missing
         FROM pub_cases_results WHERE (recorded_at, id) < ($1, $2)
         ORDER BY recorded_at DESC, id DESC LIMIT $3",
        params![at, id, limit],
        |row| {
            let (lat, lon) = (row.get::<Option<f64>>(5)?, row.get::<Option<f64>>(6)?);
            Ok(OnGround {
                id: row.get(0)?,
                number: row.get(1)?,
                area: row.parse(2)?,
                kind: row.get(3)?,
                quantity: row.get(4)?,
                place: lat.zip(lon),
                address: row.get(7)?,
                recorded_at: row.get(8)?,
                there: row.get(9)?,
                missing: row.get(10)?,
            })
        },
    )
}

/// What there is of each kind, altogether, and how much of it is verified.
pub fn totals(db: &mut Db<'_>, verified_from: u32) -> Result<Vec<(String, i64, i64)>, Error> {
    db.query(
        "SELECT kind, CAST(SUM(quantity) AS BIGINT),
             CAST(SUM(CASE WHEN seen_there >= $1 THEN quantity ELSE 0 END) AS BIGINT)
         FROM pub_cases_results GROUP BY kind ORDER BY kind",
        params![verified_from],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}
