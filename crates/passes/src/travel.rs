//! One pass at two gates, faster than anybody rides, or with one code: what no gate alone can see.
//! Found when gates upload; what stays is a flag on the pass, which says neither where nor when.

use cwt::{
    Cti, Issuer, Step,
    pooled::{self, Conflict, Travel},
};
use kernel::AreaCode;
use storage::{Error, Tx};

use crate::{
    card::{Card, GateId},
    desk::Desk,
    gate::Gate,
    scan::Scan,
    store::{
        entries::{self, Marked},
        flags::{self, Flag},
    },
};

/// Days for which a flag stands: as long as entries do not erase themselves.
pub const FLAG_DAYS: i32 = 7;

/// Why a pass is flagged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// One code at two gates.
    SameCode,
    /// Nobody gets from one gate to the other in that time.
    Travel,
}

impl Why {
    /// Its name in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameCode => "same-code",
            Self::Travel => "travel",
        }
    }
}

/// Looks at a scan that was let in beside those of other gates; true when the pass was in two
/// places. The mark under which they are kept is keyed and of one pass and day.
///
/// # Errors
/// When the store fails.
pub(crate) fn check(
    tx: &mut Tx<'_>,
    desk: &Desk,
    gate: &Gate,
    scan: &Scan,
    card: Option<&Card>,
) -> Result<bool, Error> {
    let (Some(slot), Ok(issuer)) = (scan.slot, scan.issuer.parse::<Issuer>()) else {
        return Ok(false);
    };
    let mark = desk.vault.pseudonym("pass of a day", &format!("{issuer} {slot}"));
    // Two gates may upload at once.
    tx.lock(&mark)?;
    let own = Marked { gate: gate.id, at: scan.at, step: scan.step, place: gate.at };
    let mut seen = entries::marked(tx, mark)?;
    entries::mark(tx, mark, &own)?;
    seen.push(own);
    let scans = seen.iter().map(|one| pooled_scan(issuer, slot, one));
    let found = pooled::find_replays(scans, &Travel::default());
    let mut doubled = None;
    for replay in found {
        let ends = [replay.earlier, replay.later];
        let is_own = |end: &pooled::Scan<GateId>| end.gate == own.gate && end.at == own.at;
        let Some(other) = ends.iter().find(|end| !is_own(end)).filter(|_| ends.iter().any(is_own))
        else {
            continue;
        };
        let why = match replay.conflict {
            Conflict::SameCode => Why::SameCode,
            Conflict::Travel => Why::Travel,
        };
        if why == Why::SameCode {
            entries::find(tx, "replay", gate.id, Some(other.gate), scan.at)?;
        }
        doubled = Some(why);
    }
    let Some(why) = doubled else { return Ok(false) };
    let area = card.map_or_else(|| desk.city(), |card| card.area);
    flag(tx, issuer, slot, card, area, why)?;
    Ok(true)
}

fn pooled_scan(issuer: Issuer, slot: u32, seen: &Marked) -> pooled::Scan<GateId> {
    pooled::Scan {
        gate: seen.gate,
        issuer,
        cti: Cti::from_bytes(u64::from(slot).to_be_bytes()),
        step: seen.step.map(Step),
        at: seen.at,
        place: seen.place,
    }
}

fn flag(
    tx: &mut Tx<'_>,
    issuer: Issuer,
    slot: u32,
    card: Option<&Card>,
    area: AreaCode,
    why: Why,
) -> Result<(), Error> {
    let day = tx.now().day();
    let card = card.map(|card| card.id);
    flags::put(
        tx,
        &Flag { issuer: issuer.to_string(), slot, card, area, why: why.as_str().into(), day },
    )
}
