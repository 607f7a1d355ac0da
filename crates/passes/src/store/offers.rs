//! What merchants offer to holders of a warm card, and how often a card was served.

use contracts::PlaceId;
use kernel::{Day, Timestamp};
use storage::{Db, Error, Row, Tx, Value, params};

use crate::{
    card::{CardId, GateId, OfferId, RedemptionId},
    offer::Offer,
};

const OFFER: &str = "SELECT o.id, o.gate, o.title, o.times, o.period, o.from_day, o.until_day
     FROM passes_offers o";

pub fn find(db: &mut Db<'_>, id: OfferId) -> Result<Option<Offer>, Error> {
    db.query_opt(&format!("{OFFER} WHERE o.id = $1"), params![id], offer)
}

/// Offers that a counter gives on `day`, oldest first: none while its merchant's are stopped.
pub fn of_gate(db: &mut Db<'_>, gate: GateId, day: Day) -> Result<Vec<Offer>, Error> {
    given(db, "g.id = $1", gate.into(), day)
}

/// The same of every open counter of a merchant.
pub fn of_place(db: &mut Db<'_>, place: PlaceId, day: Day) -> Result<Vec<Offer>, Error> {
    given(db, "g.place = $1 AND g.closed_at IS NULL", place.into(), day)
}

fn given(db: &mut Db<'_>, whose: &str, of: Value, day: Day) -> Result<Vec<Offer>, Error> {
    let sql = format!(
        "{OFFER} JOIN passes_gates g ON g.id = o.gate
         WHERE {whose} AND o.ended_at IS NULL AND o.from_day <= $2
             AND (o.until_day IS NULL OR o.until_day >= $2)
             AND NOT EXISTS (SELECT 1 FROM passes_stops s WHERE s.place = g.place)
         ORDER BY o.id"
    );
    db.query(&sql, &[of, day.to_string().into()], offer)
}

/// Offers of a counter that were put up and neither ended nor expired, stopped or not.
pub fn standing(db: &mut Db<'_>, gate: GateId, day: Day) -> Result<Vec<Offer>, Error> {
    let sql = format!(
        "{OFFER} WHERE o.gate = $1 AND o.ended_at IS NULL
             AND (o.until_day IS NULL OR o.until_day >= $2) ORDER BY o.id"
    );
    db.query(&sql, params![gate, day.to_string()], offer)
}

pub fn insert(tx: &mut Tx<'_>, new: &Offer) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_offers (id, gate, title, times, period, from_day, until_day)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            new.id,
            new.gate,
            new.title.as_str(),
            new.times,
            new.period.as_str(),
            new.from.to_string(),
            new.until.map(|day| day.to_string()),
        ],
    )
}

pub fn end(tx: &mut Tx<'_>, id: OfferId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE passes_offers SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        params![id, now],
    )
}

/// How often a card was served by an offer in the period that began on `start`.
pub fn served(db: &mut Db<'_>, offer: OfferId, card: CardId, start: Day) -> Result<i64, Error> {
    db.query_one(
        "SELECT COUNT(*) FROM passes_redemptions
         WHERE card = $1 AND offer = $2 AND period_start = $3",
        params![card, offer, start.to_string()],
        |row| row.get(0),
    )
}

/// False when it was uploaded before.
pub fn redeem(
    tx: &mut Tx<'_>,
    id: RedemptionId,
    (offer, card): (OfferId, CardId),
    start: Day,
    at: Timestamp,
    over: bool,
) -> Result<bool, Error> {
    let rows = tx.execute(
        "INSERT INTO passes_redemptions (id, offer, card, period_start, at, beyond)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
        params![id, offer, card, start.to_string(), at, over],
    )?;
    Ok(rows == 1)
}

/// How often an offer was taken since `since`, and how often over its limit.
pub fn figures(db: &mut Db<'_>, offer: OfferId, since: Timestamp) -> Result<(i64, i64), Error> {
    db.query_one(
        "SELECT COUNT(*), CAST(COALESCE(SUM(beyond), 0) AS BIGINT) FROM passes_redemptions
         WHERE offer = $1 AND at >= $2",
        params![offer, since],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Erases redemptions whose longest period is over; answers how many.
pub fn erase(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM passes_redemptions WHERE at < $1", params![before])
}

fn offer(row: &Row<'_>) -> Result<Offer, Error> {
    let until: Option<String> = row.get(6)?;
    Ok(Offer {
        id: row.get(0)?,
        gate: row.get(1)?,
        title: row.get(2)?,
        times: row.get(3)?,
        period: row.parse(4)?,
        from: row.parse(5)?,
        until: until.map(|day| storage::value::parsed(&day, "until_day")).transpose()?,
    })
}
