//! Which cases a report may be one more of: looked up by position, or by community where a
//! position is missing.

use std::collections::BTreeSet;

use catalogue::Visibility;
use contracts::CaseId;
use kernel::{Timestamp, geo::Wgs84};
use storage::{Db, Error, Value};

use super::like::{Likeness, NEAR_METRES, Sample, compare};
use crate::{
    desk::Desk,
    store::{Kept, folded},
};

/// How long after its end a case is still compared with.
pub const CLOSED_DAYS: i64 = 30;
/// How many are compared, the newest first, and how many are shown.
const COMPARED_MAX: usize = 60;
pub const SHOWN_MAX: usize = 5;
/// Metres in a degree of latitude, on the sphere on which distances are measured.
const DEGREE_METRES: f64 = 111_195.0;

/// A case that may be of the same trouble.
#[derive(Debug, Clone, PartialEq)]
pub struct Like {
    pub id: CaseId,
    pub case: crate::case::Case,
    pub likeness: Likeness,
}

/// The likest first. `own` is left out.
pub fn like(
    db: &mut Db<'_>,
    desk: &Desk,
    own: Option<CaseId>,
    sample: &Sample,
    now: Timestamp,
) -> Result<Vec<Like>, Error> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let wanted = Wanted { matters: related(desk, &sample.matter), now };
    let mut kept = match sample.place {
        Some(place) => wanted.around(db, place)?,
        None => Vec::new(),
    };
    if !sample.address.trim().is_empty() {
        kept.extend(wanted.in_community(db, sample)?);
    }
    for Kept { id, case } in kept {
        if Some(id) == own || !seen.insert(id) {
            continue;
        }
        if let Some(likeness) = compare(sample, &Sample::from(&case)) {
            found.push(Like { id, case, likeness });
        }
    }
    found.sort_by(|one, other| {
        let nearer = |it: &Like| it.likeness.metres.unwrap_or(NEAR_METRES);
        (other.likeness.words.total_cmp(&one.likeness.words))
            .then(nearer(one).total_cmp(&nearer(other)))
            .then(one.id.cmp(&other.id))
    });
    Ok(found)
}

/// Whether workers may learn that somebody reported such a matter at a place: where even that
/// would tell something of a person, they may not.
pub fn is_open_to_workers(desk: &Desk, matter: &str) -> bool {
    desk.catalogue.matter(matter).is_some_and(|matter| {
        matter.visibility == Visibility::PublicAfterRelease && !matter.sensitive
    })
}

/// The matter itself and the others of its group.
fn related(desk: &Desk, matter: &str) -> Vec<String> {
    let Some(matter) = desk.catalogue.matter(matter) else { return Vec::new() };
    desk.catalogue.matters_of(&matter.group).map(|one| one.code.clone()).collect()
}

/// What every candidate must be: of these matters, open or closed of late, no follower itself.
struct Wanted {
    matters: Vec<String>,
    now: Timestamp,
}

impl Wanted {
    fn around(&self, db: &mut Db<'_>, place: Wgs84) -> Result<Vec<Kept>, Error> {
        let (north, east) = reach(place);
        let (lat, lon) = (place.lat(), place.lon());
        let box_: [Value; 4] =
            [(lat - north).into(), (lat + north).into(), (lon - east).into(), (lon + east).into()];
        let from = "cases_places p JOIN cases_cases c ON c.id = p.case_id
             WHERE p.lat BETWEEN $1 AND $2 AND p.lon BETWEEN $3 AND $4";
        self.read(db, from, box_.to_vec())
    }

    fn in_community(&self, db: &mut Db<'_>, sample: &Sample) -> Result<Vec<Kept>, Error> {
        let area = vec![sample.area.as_str().into()];
        self.read(db, "cases_cases c WHERE c.area = $1", area)
    }

    fn read(
        &self,
        db: &mut Db<'_>,
        from: &str,
        mut values: Vec<Value>,
    ) -> Result<Vec<Kept>, Error> {
        if self.matters.is_empty() {
            return Ok(Vec::new());
        }
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let matters: Vec<String> =
            self.matters.iter().map(|code| place(code.as_str().into())).collect();
        let since = place(self.now.plus_days(-CLOSED_DAYS).into());
        let limit = place(COMPARED_MAX.into());
        let sql = format!(
            "SELECT c.id, c.folded FROM {from} AND c.matter IN ({})
                 AND (c.closed_at IS NULL OR c.closed_at > {since})
                 AND c.state NOT IN ('withdrawn', 'out-of-scope')
                 AND c.id NOT IN (SELECT follower FROM cases_merged)
             ORDER BY c.created_at DESC, c.id DESC LIMIT {limit}",
            matters.join(", ")
        );
        db.query(&sql, &values, |row| Ok(Kept { id: row.get(0)?, case: folded(row, 1)? }))
    }
}

/// [`NEAR_METRES`] in degrees of latitude and of longitude, a little generously.
fn reach(place: Wgs84) -> (f64, f64) {
    let north = 1.01 * NEAR_METRES / DEGREE_METRES;
    (north, north / place.lat().to_radians().cos().max(0.01))
}

/// What those who report near each other at the same time wait for: the corners of a grid, finer
/// than which two of them cannot lie apart without sharing one.
pub(crate) fn grid(place: Wgs84) -> Vec<String> {
    let (north, east) = reach(place);
    let mut keys = Vec::new();
    for lat in [place.lat() - north, place.lat(), place.lat() + north] {
        for lon in [place.lon() - east, place.lon(), place.lon() + east] {
            keys.push(format!("near:{lat:.3}:{lon:.3}"));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}
