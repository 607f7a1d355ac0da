//! What was spent of a budget: a file on the machine where the positions are.
//!
//! Releases about the same days add up: their epsilons and deltas together are what somebody's
//! positions of those days may have given away (basic composition). The ledger refuses a release
//! that would bring the releases of any overlapping days above the budget. Each line carries the
//! digest of the one before, so a changed or removed line shows; a whole end cut off does not, and
//! whoever holds the raw positions could do worse.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    decimal::Decimal,
    release::{Period, hex},
};

/// What releases about the same days may spend together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    pub epsilon: Decimal,
    pub delta: Decimal,
}

impl Budget {
    /// When nobody says: four of the usual releases, epsilon 4 and delta 1e-5.
    pub const USUAL: Self =
        Self { epsilon: Decimal { units: 4, per: 1 }, delta: Decimal { units: 1, per: 100_000 } };
}

/// A release, as the ledger sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spending {
    pub epsilon: Decimal,
    pub delta: Decimal,
    /// Days of which there are positions in it.
    pub days: Period,
    pub at: Timestamp,
    /// SHA-256 of the file of cells, hexadecimal.
    pub cells: String,
}

/// The ledger does not allow it, or cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("{0}: {1}")]
    Io(&'static str, io::Error),
    #[error("line {0} of the ledger was changed or is not whole: its digest does not fit")]
    Broken(usize),
    #[error("the ledger was begun with a budget of epsilon {} and delta {}, which stays", .0.epsilon, .0.delta)]
    OtherBudget(Budget),
    #[error("the budget is spent: releases about these days have used epsilon {} and delta {} of {} and {}; this one asks for {} and {}. Ask for less, or wait for positions of other days", .spent.0, .spent.1, .budget.epsilon, .budget.delta, .asked.epsilon, .asked.delta)]
    Spent { spent: (f64, f64), budget: Budget, asked: Budget },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Entry {
    Budget { budget: Budget },
    Spending { spending: Spending },
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    entry: Entry,
    previous: String,
    digest: String,
}

/// A ledger, held by this process alone until it is dropped.
#[derive(Debug)]
pub struct Ledger {
    file: File,
    budget: Budget,
    spent: Vec<Spending>,
    last: String,
}

impl Ledger {
    /// Opens a ledger, or begins one with `budget`. An existing one keeps the budget it has.
    ///
    /// # Errors
    /// When the file cannot be used, was changed, or has another budget than one asked for.
    pub fn open(path: &Path, asked: Option<Budget>, usual: Budget) -> Result<Self, LedgerError> {
        let told = |what| move |error| LedgerError::Io(what, error);
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(told("the ledger cannot be opened; name another place with --budget"))?;
        file.lock().map_err(told("the ledger cannot be held"))?;
        let mut text = String::new();
        file.rewind().map_err(told("the ledger cannot be read"))?;
        file.read_to_string(&mut text).map_err(told("the ledger cannot be read"))?;
        let budget = asked.unwrap_or(usual);
        let mut ledger = Self { file, budget, spent: Vec::new(), last: String::new() };
        if text.is_empty() {
            ledger.append(Entry::Budget { budget })?;
            return Ok(ledger);
        }
        let mut begun = None;
        for (number, text) in text.lines().enumerate() {
            let line: Option<Line> = serde_json::from_str(text).ok();
            let broken = || LedgerError::Broken(number + 1);
            let line = line.filter(|line| line.previous == ledger.last).ok_or_else(broken)?;
            let digest = digest(&line.entry, &line.previous);
            if digest != line.digest {
                return Err(broken());
            }
            match line.entry {
                Entry::Budget { budget } if number == 0 => begun = Some(budget),
                Entry::Spending { spending } if number > 0 => ledger.spent.push(spending),
                _ => return Err(broken()),
            }
            ledger.last = digest;
        }
        let begun = begun.filter(|_| text.ends_with('\n'));
        ledger.budget = begun.ok_or(LedgerError::Broken(ledger.spent.len() + 1))?;
        match asked {
            Some(asked) if asked != ledger.budget => Err(LedgerError::OtherBudget(ledger.budget)),
            _ => Ok(ledger),
        }
    }

    /// Whether there is room for a release about these days.
    ///
    /// # Errors
    /// When it would exceed the budget.
    pub fn room(&self, asked: Budget, days: Period) -> Result<(), LedgerError> {
        let both = self.spent.iter().filter(|one| overlap(one.days, days));
        let spent =
            both.fold((0, 0), |sum, one| (sum.0 + parts(one.epsilon), sum.1 + parts(one.delta)));
        let over = spent.0 + parts(asked.epsilon) > parts(self.budget.epsilon)
            || spent.1 + parts(asked.delta) > parts(self.budget.delta);
        if over {
            let float = |parts: u64| crate::num::float(parts) / crate::num::float(WHOLE);
            let spent = (float(spent.0), float(spent.1));
            return Err(LedgerError::Spent { spent, budget: self.budget, asked });
        }
        Ok(())
    }

    /// Writes a release down, on disk before this returns.
    ///
    /// # Errors
    /// When it would exceed the budget or cannot be written.
    pub fn charge(&mut self, spending: Spending) -> Result<(), LedgerError> {
        let asked = Budget { epsilon: spending.epsilon, delta: spending.delta };
        self.room(asked, spending.days)?;
        self.append(Entry::Spending { spending: spending.clone() })?;
        self.spent.push(spending);
        Ok(())
    }

    fn append(&mut self, entry: Entry) -> Result<(), LedgerError> {
        let told = |error| LedgerError::Io("the ledger cannot be written", error);
        let digest = digest(&entry, &self.last);
        let line = Line { entry, previous: self.last.clone(), digest: digest.clone() };
        let mut text = serde_json::to_vec(&line).map_err(|error| told(error.into()))?;
        text.push(b'\n');
        self.file.write_all(&text).and_then(|()| self.file.sync_all()).map_err(told)?;
        self.last = digest;
        Ok(())
    }
}

/// Decimals have at most twelve places.
const WHOLE: u64 = 1_000_000_000_000;

fn parts(figure: Decimal) -> u64 {
    figure.units.saturating_mul(WHOLE / figure.per)
}

fn overlap(one: Period, other: Period) -> bool {
    let day = |day: Day| day.number();
    day(one.from) <= day(other.until) && day(other.from) <= day(one.until)
}

fn digest(entry: &Entry, previous: &str) -> String {
    let text = serde_json::to_vec(entry).unwrap_or_default();
    hex(&Sha256::new().chain_update(previous).chain_update(text).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    const USUAL: (&str, &str) = ("2", "1e-5");

    fn budget((epsilon, delta): (&str, &str)) -> Budget {
        Budget { epsilon: epsilon.parse().unwrap(), delta: delta.parse().unwrap() }
    }

    fn spending(epsilon: &str, from: &str, until: &str) -> Spending {
        Spending {
            epsilon: epsilon.parse().unwrap(),
            delta: "1e-6".parse().unwrap(),
            days: Period { from: from.parse().unwrap(), until: until.parse().unwrap() },
            at: Timestamp::from_seconds(1_794_789_000),
            cells: "00".repeat(32),
        }
    }

    #[test]
    fn releases_about_the_same_days_add_up_to_the_budget_and_no_further() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let open = || Ledger::open(&path, None, budget(USUAL));
        let week = |epsilon| spending(epsilon, "2026-11-16", "2026-11-22");
        open().unwrap().charge(week("1.5")).unwrap();
        // Another process finds what was spent.
        let mut ledger = open().unwrap();
        let told = ledger.charge(week("0.6")).unwrap_err().to_string();
        assert!(told.contains("used epsilon 1.5") && told.contains("asks for 0.6"), "{told}");
        ledger.charge(week("0.5")).unwrap();
        assert!(ledger.charge(spending("0.1", "2026-11-22", "2026-11-30")).is_err());
        ledger.charge(spending("2", "2026-11-23", "2026-11-29")).unwrap();
        drop(ledger);
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 4);
        // Another budget is not put in the place of the one that stands.
        let other = Ledger::open(&path, Some(budget(("9", "1e-3"))), budget(USUAL));
        assert!(matches!(other, Err(LedgerError::OtherBudget(_))));
    }

    #[test]
    fn delta_runs_out_as_epsilon_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let mut ledger = Ledger::open(&path, Some(budget(("20", "2e-6"))), budget(USUAL)).unwrap();
        let week = spending("0.1", "2026-11-16", "2026-11-22");
        ledger.charge(week.clone()).unwrap();
        ledger.charge(week.clone()).unwrap();
        assert!(matches!(ledger.charge(week), Err(LedgerError::Spent { .. })));
    }

    #[test]
    fn a_line_that_was_changed_or_removed_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.jsonl");
        let mut ledger = Ledger::open(&path, None, budget(USUAL)).unwrap();
        for day in ["2026-11-16", "2026-11-17", "2026-11-18"] {
            ledger.charge(spending("1", day, day)).unwrap();
        }
        drop(ledger);
        let whole = std::fs::read_to_string(&path).unwrap();
        let broken = |text: &str| {
            std::fs::write(&path, text).unwrap();
            match Ledger::open(&path, None, budget(USUAL)) {
                Err(LedgerError::Broken(line)) => line,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(broken(&whole.replacen("\"epsilon\":1.0", "\"epsilon\":0.1", 1)), 2);
        let lines: Vec<&str> = whole.lines().collect();
        assert_eq!(broken(&format!("{}\n{}\n", lines[0], lines[2])), 2);
        assert_eq!(broken(&format!("{}\n", lines[1])), 1);
        assert_eq!(broken(&whole[..whole.len() - 9]), 4);
        std::fs::write(&path, &whole).unwrap();
        assert!(Ledger::open(&path, None, budget(USUAL)).is_ok());
    }
}
