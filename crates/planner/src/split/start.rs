//! Where a search starts: everybody in a row, like beside like, cut into equal runs.

use kernel::{Rng, SeededRng};

use super::problem::Problem;
use super::units::{Level, Unit};

/// A start. The first are by line, area and shift in different orders, the others by lot.
pub fn starts(
    problem: &Problem,
    level: &Level,
    count: usize,
    which: u64,
    rng: &mut SeededRng,
) -> Vec<usize> {
    let lots: Vec<u64> = (0..problem.lines.len().max(problem.zones)).map(|_| rng.next()).collect();
    let lot = |kind: Option<usize>| kind.and_then(|kind| lots.get(kind).copied());
    let mut row: Vec<([Option<u64>; 3], u64, usize)> = level
        .units
        .iter()
        .enumerate()
        .map(|(index, unit)| {
            let line = lot(main(&unit.lines));
            let zone = match which {
                0 => main(&unit.zones).and_then(|zone| u64::try_from(zone).ok()),
                _ => lot(main(&unit.zones)),
            };
            let shift = main(&unit.shifts).and_then(|shift| u64::try_from(shift).ok());
            let keys = match which % 4 {
                0 | 1 => [line, zone, shift],
                2 => [line, shift, zone],
                _ => [line, None, None],
            };
            (keys, rng.next(), index)
        })
        .collect();
    row.sort_unstable();
    cut(problem, level, count, row.into_iter().map(|(.., index)| index))
}

/// Cuts the row where the members so far reach the next share.
fn cut(
    problem: &Problem,
    level: &Level,
    count: usize,
    row: impl Iterator<Item = usize>,
) -> Vec<usize> {
    let all = problem.party.max(1);
    let mut of = vec![0; problem.len()];
    let mut before = 0;
    for index in row {
        let unit: &Unit = &level.units[index];
        let middle = before + unit.party / 2;
        let shares = usize::try_from(middle).unwrap_or(0).saturating_mul(count);
        let branch = shares / usize::try_from(all).unwrap_or(1);
        for person in &unit.people {
            of[*person] = branch.min(count.saturating_sub(1));
        }
        before += unit.party;
    }
    of
}

/// The most frequent kind.
fn main(counts: &[(usize, i64)]) -> Option<usize> {
    counts.iter().max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind))).map(|most| most.0)
}
