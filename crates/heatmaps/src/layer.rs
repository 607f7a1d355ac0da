//! What lies on the map: cells of one release at an hour, and cells in which people searched in
//! vain. Nothing between cells is guessed, nothing below k is there.

use std::collections::BTreeMap;

use kernel::{AreaBook, AreaCode, Day};
use storage::{Db, Error};

use crate::{
    ReleaseId,
    port::{Search, Searches},
    sight::Sight,
    store,
};

/// A cell with its figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// H3 index, hexadecimal.
    pub cell: String,
    /// The smallest known area that it is counted to.
    pub area: AreaCode,
    /// Longitude and latitude, WGS-84 degrees.
    pub corners: Vec<(f64, f64)>,
    /// Workers with noise, or searches.
    pub weight: i64,
}

/// What of a release is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub release: ReleaseId,
    /// `None` for all hours together: then weights are worker-hours.
    pub hour: Option<i64>,
    /// `None` for all together.
    pub occupation: Option<String>,
    /// The least number of people of whom a figure may be shown now.
    pub least: i64,
}

/// The cells that a reader may see.
pub(crate) fn heat(
    db: &mut Db<'_>,
    areas: &AreaBook,
    sight: &Sight,
    asked: &Asked,
) -> Result<Vec<Spot>, Error> {
    let found = store::at(db, asked)?;
    Ok(found.into_iter().filter_map(|(cell, weight)| spot(areas, sight, cell, weight)).collect())
}

/// Which searches in vain are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InVain {
    /// From this day on.
    pub since: Day,
    /// An hour of the day; `None` for all together.
    pub hour: Option<i64>,
    /// Fewer than so many are not shown.
    pub least: i64,
}

/// Days of searches in vain that are looked back.
pub(crate) const DAYS: i32 = 30;

/// Cells in which enough people searched in vain.
pub(crate) fn searched(
    db: &mut Db<'_>,
    port: &dyn Searches,
    areas: &AreaBook,
    sight: &Sight,
    InVain { since, hour, least }: InVain,
) -> Result<Vec<Spot>, Error> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let held = port.missing(db, since, least)?;
    for Search { cell, searches, .. } in
        held.into_iter().filter(|one| hour.is_none_or(|hour| one.hour == hour))
    {
        *sums.entry(cell).or_default() += searches;
    }
    Ok(sums.into_iter().filter_map(|(cell, sum)| spot(areas, sight, cell, sum)).collect())
}

fn spot(areas: &AreaBook, sight: &Sight, cell: String, weight: i64) -> Option<Spot> {
    let shape = heat::hexagon(&cell)?;
    let area = sight.area(areas, shape.middle)?;
    Some(Spot { cell, area, corners: shape.corners, weight })
}

/// Where the five steps of a scale begin, each as many times the one before; the last number is
/// the greatest weight. Empty without cells.
pub fn steps(spots: &[Spot]) -> Vec<i64> {
    let weights = || spots.iter().map(|spot| kernel::count::to_f64(spot.weight.max(1)));
    let least = weights().fold(f64::INFINITY, f64::min);
    let most = weights().fold(0.0, f64::max);
    if spots.is_empty() {
        return Vec::new();
    }
    let part = |step: u8| least * (most / least).powf(f64::from(step) / 5.0);
    let mut steps: Vec<i64> = (0..5).map(|step| kernel::count::round(part(step))).collect();
    steps.push(kernel::count::round(most));
    steps.dedup();
    steps
}

/// The step of a weight, from 0.
pub fn step_of(steps: &[i64], weight: i64) -> u8 {
    let begun = steps.iter().skip(1).take(4).filter(|begin| weight >= **begin).count();
    u8::try_from(begun).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(weights: &[i64]) -> Vec<Spot> {
        let spot = |weight: &i64| Spot {
            cell: String::new(),
            area: AreaCode::NATION,
            corners: Vec::new(),
            weight: *weight,
        };
        weights.iter().map(spot).collect()
    }

    #[test]
    fn steps_grow_by_the_same_factor_and_every_weight_has_one() {
        let begun = steps(&spots(&[10, 320, 55]));
        assert_eq!(begun, [10, 20, 40, 80, 160, 320]);
        let of: Vec<u8> = [10, 19, 20, 159, 160, 320].map(|weight| step_of(&begun, weight)).into();
        assert_eq!(of, [0, 0, 1, 3, 4, 4]);
        assert_eq!(steps(&spots(&[7, 7])), [7]);
        assert_eq!(steps(&[]), Vec::<i64>::new());
    }
}
