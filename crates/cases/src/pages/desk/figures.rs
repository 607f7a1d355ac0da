//! The figures above the list, and the tabs. Closed by the handler and confirmed by the worker are
//! two figures, each with the number of cases behind it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use access::Reach;
use kernel::Timestamp;
use storage::{Db, Error};
use ui::{
    Tone,
    list::{Kpi, Kpis},
    query::Query,
};

use super::INBOX;
use crate::{
    pages::shared::Names,
    store::lists::{self, Counts, Part},
};

/// Counting reads every case within reach, so what was counted serves until something is written
/// on this node, and no longer than so many seconds: deadlines pass, and other nodes write too.
const FRESH_SECONDS: i64 = 5;
/// Beyond this everything is forgotten.
const KEPT_MAX: usize = 1_000;

/// What was counted lately, by reach.
#[derive(Default)]
pub struct Memory(Mutex<HashMap<String, Counted>>);

struct Counted {
    counts: Counts,
    version: u64,
    at: Timestamp,
}

impl Memory {
    /// What is known for this reach, if nothing was written since.
    pub fn recall(&self, reach: &Reach, version: u64, now: Timestamp) -> Option<Counts> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = known.get(&key(reach))?;
        let fresh = (0..FRESH_SECONDS).contains(&now.seconds_since(counted.at));
        (counted.version == version && fresh).then_some(counted.counts)
    }
    pub fn remember(&self, reach: &Reach, version: u64, at: Timestamp, counts: Counts) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KEPT_MAX {
            known.clear();
        }
        known.insert(key(reach), Counted { counts, version, at });
    }
}

fn key(reach: &Reach) -> String {
    format!("{reach:?}")
}

/// Counts what the reader may reach.
pub fn count(db: &mut Db<'_>, reach: &Reach, now: Timestamp) -> Result<Counts, Error> {
    lists::counts(db, reach, now, now.day().plus(1).start())
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
        let (memory, reach, now) =
            (Memory::default(), Reach::default(), Timestamp::from_seconds(9));
        let counts = Counts { open: 3, ..Counts::default() };
        memory.remember(&reach, 1, now, counts);
        assert_eq!(memory.recall(&reach, 1, now.plus_seconds(4)), Some(counts));
        assert_eq!(memory.recall(&reach, 1, now.plus_seconds(5)), None);
        assert_eq!(memory.recall(&reach, 2, now), None);
        let wider = Reach { everything: true, ..Reach::default() };
        assert_eq!(memory.recall(&wider, 1, now), None);
    }
}
