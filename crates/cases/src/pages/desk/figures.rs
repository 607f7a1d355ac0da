//! The figures above the list, and the tabs. Closed by the handler and confirmed by the worker are
//! two figures, each with the number of cases behind it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use access::Reach;
use contracts::UnitId;
use kernel::Timestamp;
use storage::{Db, Error};
use ui::{
    Tone,
    list::{Kpi, Kpis},
    query::Query,
};

use super::INBOX;
use crate::{
    joint::store::{Waiting, waiting},
    pages::shared::Names,
    store::lists::{self, Counts, Part},
};

/// Counting reads every case within reach, so what was counted serves until something is written
/// on this node, and no longer than so many seconds: deadlines pass, and other nodes write too.
const FRESH_SECONDS: i64 = 5;
/// Beyond this everything is forgotten.
const KEPT_MAX: usize = 1_000;
/// How many parts of joint cases stand above the list.
const WAITING_MAX: usize = 20;

/// What stands above a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Above {
    pub counts: Counts,
    /// Parts of joint cases that wait for the reader's units.
    pub waiting: Vec<Waiting>,
}

/// For whom it stands there: what they reach, and the units they sit in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Reader {
    pub reach: Reach,
    pub units: Vec<UnitId>,
}

/// What was read lately.
#[derive(Default)]
pub struct Memory(Mutex<HashMap<Reader, Kept>>);

struct Kept {
    above: Above,
    version: u64,
    at: Timestamp,
}

impl Memory {
    /// What is known for this reader, if nothing was written since.
    pub fn recall(&self, reader: &Reader, version: u64, now: Timestamp) -> Option<Above> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = known.get(reader)?;
        let fresh = (0..FRESH_SECONDS).contains(&now.seconds_since(kept.at));
        (kept.version == version && fresh).then(|| kept.above.clone())
    }
    pub fn remember(&self, reader: Reader, version: u64, at: Timestamp, above: Above) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.insert(reader, Kept { above, version, at });
    }
}

/// Reads what stands above the list.
pub fn above(db: &mut Db<'_>, reader: &Reader, now: Timestamp) -> Result<Above, Error> {
    let counts = lists::counts(db, &reader.reach, now, now.day().plus(1).start())?;
    Ok(Above { counts, waiting: waiting(db, &reader.units, WAITING_MAX)? })
}

/// The row of figures; what is urgent comes first, in words as loud as its colour.
pub fn kpis(names: Names<'_>, counts: &Counts, urgent: i64) -> Kpis {
    let at = |part: Part| format!("{INBOX}?part={}", part.as_str());
    let waits = |number: i64, tone| if number > 0 { tone } else { Tone::Plain };
    let in_hand = counts.open - counts.new;
    let rate = |key, count: i64| {
        let of = [("n", count.into()), ("all", counts.counted.into())];
        Kpi::new(names.tf(key, &of), percent(count, counts.counted))
    };
    let mut kpis = Vec::new();
    if urgent > 0 {
        kpis.push(Kpi::new(names.t("desk-pinned"), urgent).tone(Tone::Bad));
    }
    kpis.extend([
        Kpi::new(names.t("desk-kpi-new"), counts.new).href(at(Part::New)),
        Kpi::new(names.t("desk-kpi-in-hand"), in_hand).href(at(Part::Open)),
        Kpi::new(names.t("desk-kpi-today"), counts.due_today)
            .tone(waits(counts.due_today, Tone::Warn))
            .href(at(Part::Open)),
        Kpi::new(names.t("desk-kpi-overdue"), counts.overdue)
            .tone(waits(counts.overdue, Tone::Bad))
            .href(at(Part::Overdue)),
        rate("desk-kpi-closed", counts.closed_by_handler),
        rate("desk-kpi-confirmed", counts.confirmed),
    ]);
    Kpis(kpis)
}

/// One decimal, rounded half up; a dash where there is nothing to count.
fn percent(count: i64, all: i64) -> String {
    if all <= 0 {
        return "–".to_owned();
    }
    let tenths = (count * 2_000 + all) / (all * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A tab of the inbox.
pub struct Tab<'a> {
    pub label: &'a str,
    pub href: String,
    pub current: bool,
    pub count: i64,
}

/// The tabs; filters stay, the page does not.
pub fn tabs<'a>(names: Names<'a>, query: &Query, part: Part, counts: &Counts) -> Vec<Tab<'a>> {
    let query = query.without("after").without("part");
    Part::ALL
        .into_iter()
        .map(|one| {
            let (key, count) = match one {
                Part::Open => ("desk-part-open", counts.open),
                Part::New => ("desk-part-new", counts.new),
                Part::Overdue => ("desk-part-overdue", counts.overdue),
                Part::Awaiting => ("desk-part-awaiting", counts.awaiting),
                Part::Closed => ("desk-part-closed", 0),
                Part::All => ("desk-part-all", 0),
            };
            let href = query.with("part", one.as_str()).href();
            Tab { label: names.t(key), href, current: one == part, count }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_one_decimal_and_no_base_no_share() {
        for (count, all, said) in [
            (0, 0, "–"),
            (0, 7, "0.0%"),
            (1, 3, "33.3%"),
            (2, 3, "66.7%"),
            (7, 7, "100.0%"),
            (1, 2_000, "0.1%"),
        ] {
            assert_eq!(percent(count, all), said, "{count} of {all}");
        }
    }

    #[test]
    fn what_was_counted_serves_until_something_is_written() {
        let (memory, reader, now) =
            (Memory::default(), Reader::default(), Timestamp::from_seconds(9));
        let counts = Counts { open: 3, ..Counts::default() };
        let above = Above { counts, waiting: Vec::new() };
        memory.remember(reader.clone(), 1, now, above.clone());
        assert_eq!(memory.recall(&reader, 1, now.plus_seconds(4)), Some(above));
        assert_eq!(memory.recall(&reader, 1, now.plus_seconds(5)), None);
        assert_eq!(memory.recall(&reader, 2, now), None);
        let reach = Reach { everything: true, ..Reach::default() };
        let wider = Reader { reach, ..reader.clone() };
        assert_eq!(memory.recall(&wider, 1, now), None);
        let elsewhere = Reader { units: vec![UnitId::from_bytes([7; 16])], ..reader };
        assert_eq!(memory.recall(&elsewhere, 1, now), None);
    }
}
