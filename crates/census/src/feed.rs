//! The rosters that one source hands in day after day.

use std::io;

use crate::{
    Files, Row,
    dice::Dice,
    files::{Kind, write},
};

/// Rosters of several days: on each some people leave, some come back or come new, some move to
/// another station and some get another phone.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The rows of each day.
    pub days: Vec<Vec<Row>>,
}

/// Of ten thousand people, how many are away on a day, and how many say something else from it on.
const AWAY: usize = 500;
const CHANGED: usize = 300;

impl Feed {
    /// The first rows of the night's roster, for so many days.
    pub fn new(files: &Files, rows: usize, days: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut rows: Vec<Row> = files
            .files
            .first()
            .map(|file| file.mended().into_iter().take(rows).collect())
            .unwrap_or_default();
        let stations: Vec<String> = rows.iter().map(|row| row.employer.clone()).collect();
        let mut found = Vec::new();
        for _ in 0..days {
            for row in &mut rows {
                if dice.hits(CHANGED) {
                    row.employer =
                        stations.get(dice.below(stations.len())).cloned().unwrap_or_default();
                }
                if dice.hits(CHANGED) {
                    row.phone = format!("139{:08}", dice.below(100_000_000));
                }
            }
            found.push(rows.iter().filter(|_| !dice.hits(AWAY)).cloned().collect());
        }
        Self { days: found }
    }

    /// The roster of one of the days (from 0) as CSV.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn write(&self, day: usize, out: impl io::Write) -> io::Result<()> {
        write(Kind::Roster, self.days.get(day).into_iter().flatten(), out)
    }
}
