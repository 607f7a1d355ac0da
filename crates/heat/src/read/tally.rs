//! What was read and what was not counted, with line and reason.

use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// Why a row is not counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    #[error("the row has too few columns, or a quotation mark that is not closed")]
    Columns,
    #[error("worker: empty, or longer than 64 bytes")]
    Worker,
    #[error(
        "time: expected RFC 3339, a civil time in Asia/Shanghai such as 2026-11-16 08:30:00, or seconds since 1970"
    )]
    Time,
    #[error("lon: expected degrees from -180 to 180")]
    Lon,
    #[error("lat: expected degrees from -90 to 90")]
    Lat,
    #[error("occupation: empty, longer than 40 characters, or not plain text")]
    Occupation,
    #[error("occupation: more than 1024 different ones")]
    Occupations,
    #[error("time: outside the period")]
    Period,
}

impl Reason {
    pub const ALL: [Self; 8] = [
        Self::Columns,
        Self::Worker,
        Self::Time,
        Self::Lon,
        Self::Lat,
        Self::Occupation,
        Self::Occupations,
        Self::Period,
    ];
}

/// A row that is not counted: its line in a text file or its number in a table, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rejected {
    pub line: u64,
    pub reason: Reason,
}

/// How many rejected rows are named.
const NAMED: usize = 1_000;

/// Rows of a pass. Exact figures: they stay on the machine.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tally {
    pub rows: u64,
    rejected: [u64; Reason::ALL.len()],
    /// The piece of the file, the row in it from 0, why.
    #[serde(skip)]
    named: Vec<(u64, u64, Reason)>,
    /// Pieces and their lines.
    #[serde(skip)]
    pieces: Vec<(u64, u64)>,
    /// First and last civil day with a position, as days since 1970-01-01.
    days: Option<(i64, i64)>,
    lines: Vec<Rejected>,
}

impl Tally {
    /// Counts a piece of the input: its lines, and how many of them are rows. Pieces are numbered in
    /// the order of the file.
    pub fn piece(&mut self, number: u64, lines: u64, rows: u64) {
        self.rows += rows;
        self.pieces.push((number, lines));
    }

    pub fn reject(&mut self, piece: u64, row: u64, reason: Reason) {
        let count = Reason::ALL.iter().position(|one| *one == reason);
        if let Some(count) = count.and_then(|at| self.rejected.get_mut(at)) {
            *count += 1;
        }
        if self.named.len() < NAMED {
            self.named.push((piece, row, reason));
        }
    }

    #[inline]
    pub(crate) fn saw(&mut self, civil_seconds: i64) {
        let day = civil_seconds.div_euclid(86_400);
        let (first, last) = self.days.unwrap_or((day, day));
        self.days = Some((first.min(day), last.max(day)));
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.rows += other.rows;
        self.rejected.iter_mut().zip(other.rejected).for_each(|(sum, more)| *sum += more);
        self.named.extend(other.named);
        self.pieces.extend(other.pieces);
        let days = [self.days, other.days].into_iter().flatten();
        self.days = days.reduce(|one, more| (one.0.min(more.0), one.1.max(more.1)));
    }

    /// Finds the lines of what was rejected, once all pieces are known.
    pub(crate) fn end(&mut self) {
        self.pieces.sort_unstable();
        let mut first = Vec::with_capacity(self.pieces.len());
        let mut before = 0;
        for (number, lines) in &self.pieces {
            first.push((*number, before));
            before += lines;
        }
        let named = std::mem::take(&mut self.named);
        self.lines = named
            .into_iter()
            .filter_map(|(piece, row, reason)| {
                let at = first.binary_search_by_key(&piece, |(number, _)| *number).ok()?;
                Some(Rejected { line: first.get(at)?.1 + row + 1, reason })
            })
            .collect();
        self.lines.sort_unstable();
        self.lines.truncate(NAMED);
    }

    /// How many rows were not counted.
    pub fn rejected(&self) -> u64 {
        self.rejected.iter().sum()
    }

    /// How many for which reason; reasons that did not occur are left out.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> {
        Reason::ALL.into_iter().zip(self.rejected).filter(|(_, count)| *count > 0)
    }

    /// The rejected rows by line, the first thousand that were met.
    pub fn lines(&self) -> &[Rejected] {
        &self.lines
    }

    /// First and last civil day with a position.
    pub fn days(&self) -> Option<(Day, Day)> {
        let day = |number: i64| Timestamp::from_seconds(number * 86_400).day();
        self.days.map(|(first, last)| (day(first), day(last)))
    }
}
