//! The sheet of a compound (小区通行单): gates with their rules, buildings with the best gate and
//! lift, parking. Every version stays; riders correct it, those who keep the place decide.

use access::{Actor, Vault, rate};
use kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Tx;

use crate::{
    Desk, Fault, PlaceId,
    edit::{hold, record},
    fault::text,
    hours,
    store::{self, sheets},
};

/// The name of corrections' ids.
pub enum CorrectionName {}
pub type CorrectionId = Id<CorrectionName>;

/// Gates and buildings of one sheet, characters of a cell and of a correction.
pub const GATES_MAX: usize = 20;
pub const BUILDINGS_MAX: usize = 200;
const CELL_MAX: usize = 80;
pub const RULES_MAX: usize = 600;
pub const SAID_MAX: usize = 300;
/// Corrections of one person in a day.
const DAY_MAX: i64 = 10;

/// What a rider must know of a compound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub gates: Vec<Gate>,
    pub buildings: Vec<Building>,
    /// Where to park, where to leave things, whom to call at the gate: in free words.
    pub rules: String,
}

/// A way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    pub name: String,
    /// Who and what may use it: `电动车、行人`.
    pub vehicles: String,
    /// `opening_hours`; empty for always.
    pub hours: String,
    pub note: String,
}

/// A building and the way to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Building {
    /// `17`, `17号楼`.
    pub name: String,
    /// The name of its best gate.
    pub gate: String,
    pub path: String,
    pub lift: String,
    pub parking: String,
}

/// A sheet as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSheet {
    pub version: i64,
    pub at: Timestamp,
    pub sheet: Sheet,
}

/// What a rider says is different on the spot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub id: CorrectionId,
    pub place: PlaceId,
    /// The version that it speaks of.
    pub version: i64,
    pub said: String,
    pub at: Timestamp,
    /// `open`, `taken` or `declined`.
    pub standing: String,
    pub answer: String,
}

impl Sheet {
    /// Reads what was written line by line, cells between bars.
    ///
    /// # Errors
    /// The line that does not read.
    pub fn read(gates: &str, buildings: &str, rules: &str) -> Result<Self, Fault> {
        let gates = rows(gates).map(|cells| {
            let [name, vehicles, hours, note] = cells;
            if !hours.is_empty() && hours::parse(&hours).is_err() {
                return Err(Fault::about("gates", "places-gate-hours", name));
            }
            Ok(Gate { name: cell("gates", name, 1)?, vehicles, hours, note })
        });
        let gates: Vec<Gate> = gates.collect::<Result<_, Fault>>()?;
        let buildings = rows(buildings).map(|cells| {
            let [name, gate, path, lift, parking] = cells;
            if !gate.is_empty() && !gates.iter().any(|known| known.name == gate) {
                return Err(Fault::about("buildings", "places-gate-unknown", gate));
            }
            Ok(Building { name: cell("buildings", name, 1)?, gate, path, lift, parking })
        });
        let buildings: Vec<Building> = buildings.collect::<Result<_, Fault>>()?;
        if gates.len() > GATES_MAX || buildings.len() > BUILDINGS_MAX {
            return Err(Fault::invalid("buildings", "places-sheet-long"));
        }
        Ok(Self { gates, buildings, rules: text("rules", rules, 0, RULES_MAX)? })
    }

    /// Gates and buildings as [`Sheet::read`] takes them.
    pub fn lines(&self) -> (String, String) {
        let line = |cells: &[&String]| {
            let cells: Vec<&str> = cells.iter().map(|cell| cell.as_str()).collect();
            cells.join(" | ").trim_end_matches([' ', '|']).to_owned()
        };
        let gates = self.gates.iter();
        let gates = gates.map(|it| line(&[&it.name, &it.vehicles, &it.hours, &it.note]));
        let ways = self.buildings.iter();
        let ways = ways.map(|it| line(&[&it.name, &it.gate, &it.path, &it.lift, &it.parking]));
        (gates.collect::<Vec<_>>().join("\n"), ways.collect::<Vec<_>>().join("\n"))
    }

    /// The buildings that a search in the sheet shows: by name, all for nothing.
    pub fn found<'s>(&'s self, part: &'s str) -> impl Iterator<Item = &'s Building> {
        self.buildings.iter().filter(move |building| building.name.contains(part.trim()))
    }
}

/// Lines that are not blank, each as so many cells.
fn rows<const N: usize>(text: &str) -> impl Iterator<Item = [String; N]> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let mut cells = line
            .split(['|', '｜'])
            .map(|cell| cell.trim().chars().take(CELL_MAX).collect::<String>());
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

fn cell(field: &'static str, text: String, min: usize) -> Result<String, Fault> {
    if text.chars().count() < min {
        Err(Fault::invalid(field, "places-text-short"))
    } else {
        Ok(text)
    }
}

/// Keeps a new version. `version` is the one that the writer had read, 0 for none.
///
/// # Errors
/// [`Fault::Stale`] when somebody else was quicker; 404 for whoever may not.
pub fn keep(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    place: PlaceId,
    version: i64,
    sheet: &Sheet,
) -> Result<i64, Fault> {
    let (kept, permit) = hold(tx, desk, actor, place)?;
    let compound = desk.rules().kind(&kept.place.kind).is_some_and(|kind| kind.compound);
    if !compound {
        return Err(Fault::NotFound);
    }
    let known = sheets::latest(tx, place)?.map_or(0, |known| known.version);
    if known != version {
        return Err(Fault::Stale);
    }
    sheets::insert(tx, place, version + 1, sheet, permit.person())?;
    let counts = json!({
        "version": version + 1, "gates": sheet.gates.len(), "buildings": sheet.buildings.len(),
    });
    record(tx, "place.sheet", &kept.place, counts)?;
    Ok(version + 1)
}

/// A rider says what is different. Who said it is kept as a keyed hash, for the daily limit.
///
/// # Errors
/// Too short, too many in a day, or no sheet.
pub fn correct(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    place: PlaceId,
    said: &str,
) -> Result<CorrectionId, Fault> {
    let kept =
        store::find(tx, place)?.filter(|kept| kept.place.is_kept()).ok_or(Fault::NotFound)?;
    let sheet = sheets::latest(tx, place)?.ok_or(Fault::NotFound)?;
    let said = text("said", said, 4, SAID_MAX)?;
    let by = vault.pseudonym("places-sheet", &actor.person.to_string());
    let mut key = b"places-sheet:".to_vec();
    key.extend_from_slice(&by);
    if let rate::Rate::RetryAfter(wait) = rate::hit(tx, key, DAY_MAX, 86_400)? {
        return Err(Fault::TooMany(wait));
    }
    let id = tx.id();
    sheets::say(tx, id, place, sheet.version, &said, by)?;
    record(tx, "place.correction", &kept.place, json!({ "version": sheet.version }))?;
    Ok(id)
}

/// Those who keep the place take a correction up or say why not.
///
/// # Errors
/// 404 for whoever may not; [`Fault::Settled`] for one that was settled before.
pub fn settle(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CorrectionId,
    taken: bool,
    answer: &str,
) -> Result<Correction, Fault> {
    let correction = sheets::correction(tx, id)?.ok_or(Fault::NotFound)?;
    let (kept, _) = hold(tx, desk, actor, correction.place)?;
    let answer = text("answer", answer, if taken { 0 } else { 2 }, SAID_MAX)?;
    let standing = if taken { "taken" } else { "declined" };
    if !sheets::settle(tx, id, standing, &answer)? {
        return Err(Fault::Settled);
    }
    record(tx, "place.correction.settle", &kept.place, json!({ "standing": standing }))?;
    Ok(Correction { standing: standing.to_owned(), answer, ..correction })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_written_in_lines_and_read_back() {
        let gates = "东门 | 电动车、行人 | Mo-Su 06:00-23:00 | 登记后放行\n西门 | 行人";
        let buildings = "17号楼 | 东门 | 左转 200 米 | 货梯在北侧 | 东门内停车棚\n\n3号楼｜西门";
        let sheet = Sheet::read(gates, buildings, "外卖车限速 10").unwrap();
        assert_eq!((sheet.gates.len(), sheet.buildings.len()), (2, 2));
        let way = sheet.found("17").next().unwrap();
        assert_eq!((way.gate.as_str(), way.lift.as_str()), ("东门", "货梯在北侧"));
        let (gates, buildings) = sheet.lines();
        assert_eq!(Sheet::read(&gates, &buildings, &sheet.rules).unwrap(), sheet);
        assert!(Sheet::read("东门", "1 | 北门", "").is_err(), "no such gate");
        assert!(Sheet::read("东门 | 车 | 早上", "", "").is_err(), "no hours");
    }
}
