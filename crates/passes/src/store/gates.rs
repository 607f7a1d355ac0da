//! Gates, their devices, one-time codes.

use contracts::UnitId;
use kernel::{AreaCode, Timestamp, Wgs84};
use storage::{Db, Error, Row, Tx, Value, params};

use crate::{
    card::{DeviceId, GateId},
    gate::{Device, Gate},
};

const GATE: &str =
    "SELECT id, area, unit, place, name, audience, classes, closed_at, lat, lon FROM passes_gates";

pub fn find(db: &mut Db<'_>, id: GateId) -> Result<Option<Gate>, Error> {
    db.query_opt(&format!("{GATE} WHERE id = $1"), params![id], gate)
}

/// Open gates that fit a condition over `area` and `unit`, by name.
pub fn list(
    db: &mut Db<'_>,
    (condition, mut values): (String, Vec<Value>),
    limit: usize,
) -> Result<Vec<Gate>, Error> {
    values.push(limit.into());
    let sql = format!(
        "{GATE} WHERE closed_at IS NULL AND {condition} ORDER BY name, id LIMIT ${}",
        values.len()
    );
    db.query(&sql, &values, gate)
}

/// Open gates of an area and below whose audience this is, by name.
pub fn of_area(
    db: &mut Db<'_>,
    area: &AreaCode,
    audience: &str,
    limit: usize,
) -> Result<Vec<Gate>, Error> {
    let (low, high) = area.range();
    let sql = format!(
        "{GATE} WHERE closed_at IS NULL AND area BETWEEN $1 AND $2 AND audience = $3
         ORDER BY name, id LIMIT $4"
    );
    db.query(&sql, params![low, high, audience, limit], gate)
}

pub fn insert(tx: &mut Tx<'_>, gate: &Gate) -> Result<(), Error> {
    let now = tx.now();
    let classes = serde_json::to_string(&gate.classes)
        .map_err(|error| Error::Refused(format!("classes of a gate: {error}")))?;
    tx.put(
        "INSERT INTO passes_gates (id, area, unit, place, name, audience, classes, opened_at, lat,
             lon)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            gate.id,
            gate.area.as_str(),
            gate.unit,
            gate.place,
            gate.name.as_str(),
            gate.audience.as_str(),
            classes,
            now,
            gate.at.map(Wgs84::lat),
            gate.at.map(Wgs84::lon),
        ],
    )
}

pub fn close(tx: &mut Tx<'_>, id: GateId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE passes_gates SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL",
        params![id, now],
    )?;
    tx.put(
        "UPDATE passes_devices SET ended_at = $2 WHERE gate = $1 AND ended_at IS NULL",
        params![id, now],
    )?;
    tx.put("DELETE FROM passes_enrolments WHERE gate = $1", params![id])
}

pub fn invite(
    tx: &mut Tx<'_>,
    gate: GateId,
    code: [u8; 32],
    until: Timestamp,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO passes_enrolments (code, gate, expires_at) VALUES ($1, $2, $3)",
        params![code, gate, until],
    )
}

/// Uses a one-time code up; answers whose it was.
pub fn take_invitation(tx: &mut Tx<'_>, code: [u8; 32]) -> Result<Option<GateId>, Error> {
    let now = tx.now();
    let found = tx.query_opt(
        "SELECT gate FROM passes_enrolments WHERE code = $1 AND expires_at > $2",
        params![code, now],
        |row| row.get(0),
    )?;
    let taken = tx.execute("DELETE FROM passes_enrolments WHERE code = $1", params![code])?;
    Ok(found.filter(|_| taken == 1))
}

pub fn enrol(tx: &mut Tx<'_>, id: DeviceId, gate: GateId, token: [u8; 32]) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "INSERT INTO passes_devices (id, gate, token, enrolled_at, seen_at)
         VALUES ($1, $2, $3, $4, $4)",
        params![id, gate, token, now],
    )
}

const DEVICE: &str = "SELECT id, gate, enrolled_at, seen_at FROM passes_devices";

/// The device with this secret, unless it was ended.
pub fn device(db: &mut Db<'_>, token: [u8; 32]) -> Result<Option<Device>, Error> {
    let sql = format!("{DEVICE} WHERE token = $1 AND ended_at IS NULL");
    db.query_opt(&sql, params![token], device_of)
}

pub fn devices(db: &mut Db<'_>, gate: GateId) -> Result<Vec<Device>, Error> {
    let sql = format!("{DEVICE} WHERE gate = $1 AND ended_at IS NULL ORDER BY enrolled_at, id");
    db.query(&sql, params![gate], device_of)
}

pub fn seen(tx: &mut Tx<'_>, id: DeviceId) -> Result<(), Error> {
    let now = tx.now();
    tx.put("UPDATE passes_devices SET seen_at = $2 WHERE id = $1", params![id, now])
}

pub fn end_device(tx: &mut Tx<'_>, gate: GateId, id: DeviceId) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE passes_devices SET ended_at = $3
         WHERE id = $1 AND gate = $2 AND ended_at IS NULL",
        params![id, gate, now],
    )
}

/// Forgets codes that were never used.
pub fn forget_invitations(tx: &mut Tx<'_>) -> Result<(), Error> {
    let now = tx.now();
    tx.put("DELETE FROM passes_enrolments WHERE expires_at <= $1", params![now])
}

fn device_of(row: &Row<'_>) -> Result<Device, Error> {
    Ok(Device {
        id: row.get(0)?,
        gate: row.get(1)?,
        enrolled_at: row.get(2)?,
        seen_at: row.get(3)?,
    })
}

/// Degrees as they are kept.
pub(super) fn position(lat: Option<f64>, lon: Option<f64>) -> Option<Wgs84> {
    Wgs84::new(lat?, lon?).ok()
}

fn gate(row: &Row<'_>) -> Result<Gate, Error> {
    let classes = serde_json::from_str(&row.get::<String>(6)?)
        .map_err(|error| Error::Corrupt(format!("classes of a gate: {error}")))?;
    Ok(Gate {
        id: row.get(0)?,
        area: row.parse(1)?,
        unit: row.get::<UnitId>(2)?,
        place: row.get(3)?,
        name: row.get(4)?,
        at: position(row.get(8)?, row.get(9)?),
        audience: row.get(5)?,
        classes,
        closed_at: row.get(7)?,
    })
}
