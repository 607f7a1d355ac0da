//! Where the middle of an area lies: enough to propose the area of a position while nobody has
//! drawn its border.

use super::{AreaBook, AreaBookError};
use crate::{area::AreaCode, geo::Wgs84};

/// Farther than this from every known centre, a position belongs to none of them.
const FAR_METRES: f64 = 10_000.0;

/// A line of a table of centres that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("centres, line {line}: {reason}")]
pub struct CentresError {
    line: usize,
    reason: String,
}

impl AreaBook {
    /// Remembers where the middle of a known area lies.
    pub fn set_centre(&mut self, code: AreaCode, at: Wgs84) -> Result<(), AreaBookError> {
        if !self.knows(&code) {
            return Err(AreaBookError::Unknown(code));
        }
        self.centres.insert(code, at);
        Ok(())
    }

    /// Reads `code,lat,lon` (WGS-84 degrees), one area a line, below a line of headings.
    pub fn read_centres(&mut self, csv: &str) -> Result<usize, CentresError> {
        let rows = csv.lines().enumerate().skip(1).filter(|(_, row)| !row.trim().is_empty());
        let mut count = 0;
        for (number, row) in rows {
            let wrong = |reason: String| CentresError { line: number + 1, reason };
            let (code, at) = row.split_once(',').ok_or_else(|| wrong("no comma".to_owned()))?;
            let code = self.code(code).map_err(|error| wrong(error.to_string()))?;
            let at = at.parse().map_err(|error: crate::geo::GeoError| wrong(error.to_string()))?;
            self.set_centre(code, at).map_err(|error| wrong(error.to_string()))?;
            count += 1;
        }
        Ok(count)
    }

    /// Whether a position says anything about an area here.
    pub fn has_centres(&self) -> bool {
        !self.centres.is_empty()
    }

    /// The areas whose middle is known, in the order of their codes.
    pub fn centres(&self) -> impl Iterator<Item = (AreaCode, Wgs84)> {
        self.centres.iter().map(|(code, at)| (*code, *at))
    }

    /// The middle of an area, where it is known.
    pub fn centre(&self, code: &AreaCode) -> Option<Wgs84> {
        self.centres.get(code).copied()
    }

    /// The area whose centre lies nearest; `None` when all are too far away to mean anything.
    pub fn nearest(&self, at: Wgs84) -> Option<AreaCode> {
        self.centres
            .iter()
            .map(|(code, centre)| (centre.distance_metres(at), *code))
            .filter(|(metres, _)| *metres <= FAR_METRES)
            .min_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, code)| code)
    }
}
