//! A poster at a station (党员报到处, 扫码归队): its code opens a short form, without an account. Whoever
//! scans twice is one claim, and the home branch is told.

use access::{
    Action, Actor,
    people::person_of_phone,
    rate::{self, Rate},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::UnitId;
use kernel::{AreaCode, Id, Phone};
use serde_json::json;
use storage::{Db, Error, Record, Row, Tx, params};

use crate::{
    Desk, Fault,
    claim::{
        Voice, Word,
        say::{self, About},
    },
    fault::text,
};

/// The name of station ids.
pub enum StationName {}
pub type StationId = Id<StationName>;

/// Longest name of a station or of who scans, in characters.
pub const NAME_MAX: usize = 40;
/// Forms that one station takes in an hour, so that nobody tries numbers at it.
const HOURLY: i64 = 120;

/// A place with a poster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    pub id: StationId,
    /// Opens the form: what the code on the poster holds.
    pub token: String,
    pub name: String,
    pub area: AreaCode,
    /// Takes in whoever scans, until the claim is looked into.
    pub branch: UnitId,
}

/// The short form.
#[derive(Debug, Clone)]
pub struct Scan {
    pub name: String,
    pub phone: Phone,
    /// The home branch as the member calls it.
    pub home_name: String,
    /// The home branch, where it is one of this deployment's.
    pub home: Option<UnitId>,
}

/// Makes a station's poster.
///
/// # Errors
/// [`Fault::Invalid`] of a field; [`Fault::NotFound`] for whoever may not manage the branch.
pub fn open(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    branch: UnitId,
    name: &str,
    area: AreaCode,
) -> Result<Station, Fault> {
    desk.branch("branch", branch)?;
    desk.permit(actor, Action::BranchManage, branch)?;
    let station = Station {
        id: tx.id(),
        token: URL_SAFE_NO_PAD.encode(tx.moment().bytes::<16>()),
        name: text("name", name, 2, NAME_MAX)?,
        area: desk.area(area)?,
        branch,
    };
    let now = tx.now();
    tx.execute(
        "INSERT INTO branches_stations (id, token, name, area, branch, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            station.id,
            station.token.as_str(),
            station.name.as_str(),
            station.area.as_str(),
            branch,
            actor.person,
            now,
        ],
    )?;
    tx.record(Record {
        action: "station.open",
        subject_kind: "station",
        subject: *station.id.as_bytes(),
        area: station.area.as_str(),
        detail: json!({ "branch": branch }),
    })?;
    Ok(station)
}

/// The station whose poster holds this token.
///
/// # Errors
/// When the store fails.
pub fn of_token(db: &mut Db<'_>, token: &str) -> Result<Option<Station>, Error> {
    let sql = "SELECT id, token, name, area, branch FROM branches_stations
         WHERE token = $1 AND closed_at IS NULL";
    db.query_opt(sql, params![token], station)
}

/// The stations of a branch.
///
/// # Errors
/// When the store fails.
pub fn of_branch(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Station>, Error> {
    let sql = "SELECT id, token, name, area, branch FROM branches_stations
         WHERE branch = $1 AND closed_at IS NULL ORDER BY id";
    db.query(sql, params![branch], station)
}

/// The posters of a branch lead to another one from now on.
///
/// # Errors
/// When the store fails.
pub(crate) fn hand_over(tx: &mut Tx<'_>, from: UnitId, to: UnitId) -> Result<(), Error> {
    tx.put(
        "UPDATE branches_stations SET branch = $2 WHERE branch = $1 AND closed_at IS NULL",
        params![from, to],
    )
}

/// Somebody scans and rejoins: a claim with the station's branch as the provisional one. The answer
/// is the same whatever was known. `false` when the station has taken too many forms this hour.
///
/// # Errors
/// [`Fault::Invalid`] of a field; [`Fault::NotFound`] without such a station.
pub fn scan(tx: &mut Tx<'_>, desk: &Desk, token: &str, scan: &Scan) -> Result<bool, Fault> {
    let station = of_token(tx, token)?.ok_or(Fault::NotFound)?;
    let name = text("name", &scan.name, 2, NAME_MAX)?;
    let home = text("home_name", &scan.home_name, 2, 100)?;
    let key = format!("branches-station:{}", station.id);
    if let Rate::RetryAfter(_) = rate::hit(tx, key, HOURLY, 3_600)? {
        return Ok(false);
    }
    let person = person_of_phone(tx, &desk.vault, &scan.phone)?;
    let about = About {
        area: station.area,
        home: scan.home,
        details: format!("{name} · {home}"),
        provisional: Some(station.branch),
    };
    let word = Word::Says { voice: Voice::Own, yes: true };
    say::say(tx, desk, person, &word, None, None, &about)?;
    Ok(true)
}

fn station(row: &Row<'_>) -> Result<Station, Error> {
    Ok(Station {
        id: row.get(0)?,
        token: row.get(1)?,
        name: row.get(2)?,
        area: row.parse(3)?,
        branch: row.get(4)?,
    })
}
