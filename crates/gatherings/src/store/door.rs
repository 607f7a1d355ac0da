//! What signing in needs: the secret of the shown code, used codes of passes, devices and what they
//! handed in.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Tx, params};

use crate::{DeviceId, GatheringId, ScanId, port::Seen};

/// The sealed secret that makes the shown code.
pub fn secret(db: &mut Db<'_>, id: GatheringId) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT sealed FROM gatherings_secrets WHERE gathering = $1";
    db.query_opt(sql, params![id], |row| row.get(0))
}

pub(crate) fn keep_secret(tx: &mut Tx<'_>, id: GatheringId, sealed: Vec<u8>) -> Result<(), Error> {
    let sql = "INSERT INTO gatherings_secrets (gathering, sealed) VALUES ($1, $2)";
    tx.put(sql, params![id, sealed])
}

/// Uses up a code of a pass; false when it was used before, here or anywhere else.
pub(crate) fn use_code(tx: &mut Tx<'_>, id: GatheringId, seen: &Seen) -> Result<bool, Error> {
    let used = tx.execute(
        "INSERT INTO gatherings_codes (cti, step, gathering) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        params![seen.cti, seen.step, id],
    )?;
    Ok(used == 1)
}

pub(crate) fn forget_codes(tx: &mut Tx<'_>, id: GatheringId) -> Result<(), Error> {
    tx.put("DELETE FROM gatherings_codes WHERE gathering = $1", params![id])
}

/// A device that signs people in without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub unit: UnitId,
    pub area: AreaCode,
    pub sealed: Vec<u8>,
    pub made_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

const DEVICE: &str = "SELECT id, unit, area, sealed, made_at, ended_at FROM gatherings_devices";

/// One device.
pub fn device(db: &mut Db<'_>, id: DeviceId) -> Result<Option<Device>, Error> {
    db.query_opt(&format!("{DEVICE} WHERE id = $1"), params![id], read_device)
}

fn read_device(row: &Row<'_>) -> Result<Device, Error> {
    Ok(Device {
        id: row.get(0)?,
        unit: row.get(1)?,
        area: row.parse(2)?,
        sealed: row.get(3)?,
        made_at: row.get(4)?,
        ended_at: row.get(5)?,
    })
}

pub(crate) fn insert_device(tx: &mut Tx<'_>, device: &Device, by: PersonId) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_devices (id, unit, area, sealed, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            device.id,
            device.unit,
            device.area.as_str(),
            device.sealed.clone(),
            by,
            device.made_at
        ],
    )
}

pub(crate) fn end_device(tx: &mut Tx<'_>, id: DeviceId) -> Result<(), Error> {
    let now = tx.now();
    let sql = "UPDATE gatherings_devices SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    tx.put(sql, params![id, now])
}

/// What became of a scan that was handed in before.
pub fn scan(db: &mut Db<'_>, id: ScanId) -> Result<Option<String>, Error> {
    let sql = "SELECT outcome FROM gatherings_scans WHERE id = $1";
    db.query_opt(sql, params![id], |row| row.get(0))
}

pub(crate) fn keep_scan(
    tx: &mut Tx<'_>,
    id: ScanId,
    gathering: GatheringId,
    outcome: &str,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO gatherings_scans (id, gathering, outcome) VALUES ($1, $2, $3)",
        params![id, gathering, outcome],
    )
}
