//! How far what was told agrees with what was.

use kernel::count::{ratio, to_i64};
use serde::Serialize;

use crate::belief::Word;

/// Doors seen at the hours of measuring, and answers given to visitors on that day.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By word, shut and open.
    doors: [[usize; 2]; 4],
    /// Visitors who were sent, and those who found the door shut.
    sent: [usize; 2],
}

/// The figures. "Told open" is what the page says plainly: certain or likely. "Listed" is with what
/// is shown as uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measured {
    /// The share of all doors that is really open.
    pub really_open: f64,
    /// Of the doors told open, those that are shut.
    pub false_open: f64,
    /// Of the open doors, those not listed: told closed.
    pub missed_open: f64,
    /// Of all doors, those told uncertain.
    pub uncertain: f64,
    /// Of the doors listed, uncertain ones with them, those that are shut.
    pub false_listed: f64,
    /// Of the open doors, those not told open: closed or uncertain.
    pub not_told_open: f64,
    /// Of the visitors who were told open, those who stood before a shut door.
    pub false_answers: f64,
}

impl Tally {
    pub fn door(&mut self, told: Word, open: bool) {
        let word = match told {
            Word::Closed => 0,
            Word::Uncertain => 1,
            Word::Likely => 2,
            Word::Certain => 3,
        };
        self.doors[word][usize::from(open)] += 1;
    }

    pub fn visitor(&mut self, told: Word, open: bool) {
        if told.tells_open() {
            self.sent[usize::from(open)] += 1;
        }
    }

    pub fn told(&self) -> Measured {
        let sum = |words: std::ops::Range<usize>, open: std::ops::Range<usize>| {
            let rows = self.doors.get(words).unwrap_or_default();
            rows.iter().flat_map(|row| row.get(open.clone()).unwrap_or_default()).sum::<usize>()
        };
        let share = |part: usize, whole: usize| ratio(to_i64(part), to_i64(whole));
        Measured {
            really_open: share(sum(0..4, 1..2), sum(0..4, 0..2)),
            false_open: share(sum(2..4, 0..1), sum(2..4, 0..2)),
            missed_open: share(sum(0..1, 1..2), sum(0..4, 1..2)),
            uncertain: share(sum(1..2, 0..2), sum(0..4, 0..2)),
            false_listed: share(sum(1..4, 0..1), sum(1..4, 0..2)),
            not_told_open: share(sum(0..2, 1..2), sum(0..4, 1..2)),
            false_answers: share(self.sent[0], self.sent[0] + self.sent[1]),
        }
    }
}
