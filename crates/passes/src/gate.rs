//! Where passes are read, and the devices that read them.

use access::policy::{Action, Permit};
use base16ct::lower::encode_string as hex;
use catalogue::Audience;
use contracts::{PlaceId, UnitId};
use kernel::{AreaCode, Timestamp, Wgs84};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::{Db, Error, Record, Tx};

use crate::{
    card::{DeviceId, DeviceName, GateId},
    store::gates as store,
};

/// Hours for which a one-time code enrols a device.
pub const CODE_HOURS: i64 = 24;
/// Longest name of a gate, in characters.
pub const NAME_MAX: usize = 40;
/// Letters of a one-time code: no look-alikes.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LETTERS: usize = 8;

/// A gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    pub id: GateId,
    pub area: AreaCode,
    /// Who runs it: the street, a property company, a merchant.
    pub unit: UnitId,
    /// The place it belongs to, when it is on the map.
    pub place: Option<PlaceId>,
    /// Where it stands; without it only one code at two gates is found, not one rider at two.
    pub at: Option<Wgs84>,
    pub name: String,
    pub audience: String,
    /// Class numbers that may enter; empty for every class of the audience.
    pub classes: Vec<u32>,
    pub closed_at: Option<Timestamp>,
}

/// A gate as it is asked for.
#[derive(Debug, Clone)]
pub struct NewGate {
    /// Made with the form, so that sending it twice makes one gate.
    pub id: GateId,
    pub area: AreaCode,
    pub unit: UnitId,
    pub place: Option<PlaceId>,
    pub at: Option<Wgs84>,
    pub name: String,
    pub audience: Audience,
    pub classes: Vec<u32>,
}

/// A device that is a gate's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub gate: GateId,
    pub enrolled_at: Timestamp,
    pub seen_at: Timestamp,
}

/// Why a gate was not changed or a device not taken.
#[derive(Debug, thiserror::Error)]
pub enum GateError {
    #[error("there is no such gate")]
    NotFound,
    /// Wrong, used or too old: never says which.
    #[error("this code enrols nothing; ask for a new one")]
    Code,
    #[error("{field}: {code}")]
    Invalid { field: &'static str, code: &'static str },
    #[error(transparent)]
    Store(#[from] Error),
}

/// Opens a gate.
///
/// # Errors
/// When the permit is for another area or unit, or the name is missing.
pub fn open(tx: &mut Tx<'_>, permit: &Permit, new: &NewGate) -> Result<Gate, GateError> {
    covers(permit, &new.area, new.unit)?;
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(GateError::Invalid { field: "name", code: "gate-name-wrong" });
    }
    if let Some(known) = store::find(tx, new.id)? {
        return if known.unit == new.unit { Ok(known) } else { Err(GateError::NotFound) };
    }
    let gate = Gate {
        id: new.id,
        area: new.area,
        unit: new.unit,
        place: new.place,
        at: new.at,
        name: name.to_owned(),
        audience: new.audience.to_string(),
        classes: new.classes.clone(),
        closed_at: None,
    };
    store::insert(tx, &gate)?;
    record(tx, "gate.open", &gate)?;
    Ok(gate)
}

/// Closes a gate: its devices are told nothing any more.
///
/// # Errors
/// When there is no such gate within the permit.
pub fn close(tx: &mut Tx<'_>, permit: &Permit, id: GateId) -> Result<(), GateError> {
    let gate = within(tx, permit, id)?;
    store::close(tx, id)?;
    Ok(record(tx, "gate.close", &gate)?)
}

/// Makes a one-time code for a device of this gate. An earlier one stays good for its hours.
///
/// # Errors
/// When there is no such gate within the permit.
pub fn invite(tx: &mut Tx<'_>, permit: &Permit, id: GateId) -> Result<String, GateError> {
    let gate = within(tx, permit, id)?;
    let code: String = (0..CODE_LETTERS).map(|_| letter(tx.moment().below(32))).collect();
    let until = tx.now().plus_hours(CODE_HOURS);
    store::invite(tx, id, digest("enrol", &code), until)?;
    record(tx, "gate.invite", &gate)?;
    Ok(code)
}

/// Takes a device in by its one-time code; answers the secret that the device shows from now on.
///
/// # Errors
/// [`GateError::Code`] when the code enrols nothing.
pub fn enrol(tx: &mut Tx<'_>, code: &str) -> Result<(Gate, String), GateError> {
    let found = store::take_invitation(tx, digest("enrol", &tidy(code)))?;
    let gate = found.map(|gate| store::find(tx, gate)).transpose()?.flatten();
    let gate = gate.filter(|gate| gate.closed_at.is_none()).ok_or(GateError::Code)?;
    let secret = hex(&tx.moment().bytes::<32>());
    let id = tx.id::<DeviceName>();
    store::enrol(tx, id, gate.id, digest("device", &secret))?;
    record(tx, "gate.enrol", &gate)?;
    Ok((gate, secret))
}

/// The gate whose device shows this secret; `None` for a stranger, a device that was ended and a
/// gate that was closed.
///
/// # Errors
/// When the store fails.
pub fn of_device(db: &mut Db<'_>, secret: &str) -> Result<Option<(Gate, Device)>, Error> {
    let Some(device) = store::device(db, digest("device", secret))? else { return Ok(None) };
    let gate = store::find(db, device.gate)?.filter(|gate| gate.closed_at.is_none());
    Ok(gate.map(|gate| (gate, device)))
}

/// Ends a device that was lost or replaced.
///
/// # Errors
/// When there is no such gate within the permit.
pub fn end_device(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: GateId,
    device: DeviceId,
) -> Result<(), GateError> {
    let gate = within(tx, permit, id)?;
    store::end_device(tx, id, device)?;
    Ok(record(tx, "gate.device-end", &gate)?)
}

/// The gate, when the permit was given for it.
pub(crate) fn within(db: &mut Db<'_>, permit: &Permit, id: GateId) -> Result<Gate, GateError> {
    let gate = store::find(db, id)?.ok_or(GateError::NotFound)?;
    covers(permit, &gate.area, gate.unit).map_err(|_| GateError::NotFound)?;
    Ok(gate)
}

fn covers(permit: &Permit, area: &AreaCode, unit: UnitId) -> Result<(), GateError> {
    let target = permit.target();
    let fits = target.area.is_some_and(|own| own.contains(area)) && target.units.contains(&unit);
    if permit.action() == Action::GateManage && fits {
        Ok(())
    } else {
        Err(Error::Refused("a gate needs a permit for its area and unit".into()).into())
    }
}

fn record(tx: &mut Tx<'_>, action: &str, gate: &Gate) -> Result<(), Error> {
    let area = gate.area.to_string();
    tx.record(Record {
        action,
        subject_kind: "gate",
        subject: *gate.id.as_bytes(),
        area: &area,
        detail: json!({ "audience": gate.audience, "unit": gate.unit }),
    })
}

/// A letter of one-time codes.
fn letter(number: u64) -> char {
    let index = usize::try_from(number % 32).unwrap_or(0);
    LETTERS.get(index).copied().map_or('0', char::from)
}

/// A typed code as it was made: capitals, no blanks, look-alikes as what they stand for.
pub(crate) fn tidy(code: &str) -> String {
    code.chars()
        .map(kernel::text::fold_width)
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        })
        .collect()
}

/// What is kept of a secret with 40 or more random bits that lives a day, or of 256.
pub(crate) fn digest(label: &str, secret: &str) -> [u8; 32] {
    Sha256::digest(format!("yilu passes {label}:{secret}")).into()
}
