//! What is counted: the part of a plan that is the same on all machines, as it is sent to them.

use std::path::Path;

use h3o::Resolution;
use heat::{Columns, Fold, Period, Plan};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Of the H3 grid.
    pub resolution: u8,
    pub hours: Fold,
    pub period: Option<Period>,
    /// In how many slots a worker counts at most.
    pub bound: u32,
    pub columns: Columns,
}

impl Job {
    /// The plan of one machine.
    ///
    /// # Errors
    /// When the resolution is none of H3's.
    pub fn plan(&self, threads: usize, memory: usize, scratch: &Path) -> Result<Plan, String> {
        Ok(Plan {
            resolution: Resolution::try_from(self.resolution).map_err(|error| error.to_string())?,
            fold: self.hours,
            period: self.period.map(|period| (period.from, period.until)),
            bound: Some(self.bound),
            threads,
            memory,
            scratch: scratch.to_owned(),
        })
    }
}
