//! A release: cells with noisy counts in one file, what they promise in another beside it.
//!
//! `CELLS` is CSV: `cell` (H3 index, hexadecimal), `hour` (see [`Fold`]), `occupation`, `lon` and
//! `lat` (the cell's middle, WGS84 degrees), `weight` (noisy count of workers). `CELLS.json` is the
//! [`Guarantee`] with the digest of the first. Nothing in either depends on the data but the
//! released rows.

mod check;
mod write;

use std::path::{Path, PathBuf};

use kernel::{Day, Rng};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use check::{Unfit, read_release};
pub use write::Ready;

use crate::{
    collect::{Collected, Row},
    noise::Bits,
    protection::{Privacy, PrivacyError, Protection},
    slot::Fold,
};

const FORMAT: &str = "yilu-heat-1";
const UNIT: &str = "all positions of one worker in the release";
const HEADER: [&str; 6] = ["cell", "hour", "occupation", "lon", "lat", "weight"];

/// First and last civil day in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    #[serde(with = "day")]
    pub from: Day,
    #[serde(with = "day")]
    pub until: Day,
}

mod day {
    use kernel::Day;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it in so")]
    pub(super) fn serialize<S: Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// What a release promises and how it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    pub format: String,
    /// False for exact counts, which are for tests and never imported.
    pub protected: bool,
    pub grid: String,
    pub resolution: u8,
    pub hours: Fold,
    pub time_zone: String,
    /// The days that were asked for; absent when the whole file was.
    pub period: Option<Period>,
    /// Whose presence or absence the promise hides.
    pub unit_of_privacy: Option<String>,
    pub privacy: Option<Privacy>,
    /// The least weight that is shown.
    pub threshold: Option<i64>,
    pub rows: u64,
    /// SHA-256 of the file of cells, hexadecimal.
    pub cells: String,
    /// SHA-256 of this file with this field empty, hexadecimal.
    pub digest: String,
}

impl Guarantee {
    /// The digest that it should carry.
    fn sealed(&self) -> String {
        let open = Self { digest: String::new(), ..self.clone() };
        hex(&Sha256::digest(serde_json::to_vec(&open).unwrap_or_default()))
    }
}

/// A released row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// H3 index.
    pub cell: u64,
    pub hour: u16,
    pub occupation: String,
    /// Noisy count of workers.
    pub weight: i64,
}

/// Rows with what they promise, not yet written.
#[derive(Debug)]
pub struct Release {
    rows: Vec<Row>,
    names: Vec<String>,
    guarantee: Guarantee,
}

/// Adds noise and leaves out what must not be shown. The chance decides over the promise: it comes
/// from the system's generator, seeds are for tests.
///
/// # Errors
/// When what is asked cannot be promised.
pub fn protect(
    collected: Collected,
    privacy: &Privacy,
    rng: &mut dyn Rng,
) -> Result<Release, PrivacyError> {
    let protection = privacy.protection()?;
    if collected.bound.is_none_or(|bound| bound > privacy.bound) {
        return Err(PrivacyError::Unbounded);
    }
    Ok(protected(collected, privacy, protection, &mut Bits::new(rng)))
}

fn protected(
    collected: Collected,
    privacy: &Privacy,
    protection: Protection,
    bits: &mut Bits<'_>,
) -> Release {
    let mut release = unsealed(collected);
    release.rows.retain_mut(|row| {
        if row.workers < protection.k {
            return false;
        }
        let noisy = i64::from(row.workers).saturating_add(protection.noise.draw(bits));
        row.workers = u32::try_from(noisy).unwrap_or(u32::MAX);
        noisy >= protection.threshold
    });
    let guarantee = &mut release.guarantee;
    guarantee.protected = true;
    guarantee.unit_of_privacy = Some(UNIT.to_owned());
    guarantee.privacy = Some(*privacy);
    guarantee.threshold = Some(protection.threshold);
    release
}

/// Exact counts, for tests: marked as such, and never imported.
pub fn exact(collected: Collected) -> Release {
    unsealed(collected)
}

fn unsealed(collected: Collected) -> Release {
    let guarantee = Guarantee {
        format: FORMAT.to_owned(),
        protected: false,
        grid: "H3".to_owned(),
        resolution: collected.resolution.into(),
        hours: collected.fold,
        time_zone: "Asia/Shanghai".to_owned(),
        period: collected.period.map(|(from, until)| Period { from, until }),
        unit_of_privacy: None,
        privacy: None,
        threshold: None,
        rows: 0,
        cells: String::new(),
        digest: String::new(),
    };
    Release { rows: collected.rows, names: collected.names, guarantee }
}

/// Where the guarantee of a file of cells stands.
pub fn sidecar(cells: &Path) -> PathBuf {
    let mut name = cells.as_os_str().to_owned();
    name.push(".json");
    PathBuf::from(name)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The middle of a cell as it is written: longitude and latitude with six decimals.
fn middle(cell: u64) -> Option<[String; 2]> {
    let middle = h3o::LatLng::from(h3o::CellIndex::try_from(cell).ok()?);
    Some([middle.lng(), middle.lat()].map(|degrees| format!("{degrees:.6}")))
}

#[cfg(test)]
mod tests;
