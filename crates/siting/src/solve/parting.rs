//! How rows are parted into regions: sites that are open in part and share rows stay together.

use super::dual::Dual;
use crate::num::at;
use crate::problem::{Columns, Problem};

/// From here on a site is open in part.
pub(crate) const PART: f64 = 0.01;
const NONE: u32 = u32::MAX;

/// For each row the region that it belongs to; regions have up to `size` sites that are open in part.
pub(crate) fn labels(problem: &Problem, dual: &Dual, size: usize) -> Vec<u32> {
    let columns = Columns::of(problem);
    let part: Vec<bool> = dual.x().iter().map(|x| *x > PART && *x < 1.0 - PART).collect();
    let mut sites = vec![NONE; problem.sites()];
    let mut region = 0;
    for first in (0..problem.sites()).filter(|site| part[*site]) {
        if sites[first] == NONE {
            gather(problem, dual, &columns, &part, &mut sites, (first, region, size));
            region += 1;
        }
    }
    spread(problem, &columns, &mut sites);
    let weight = |site: u32| if part[at(site)] { 1.0 } else { 0.01 };
    (0..problem.rows()).map(|row| most(problem.row(row), &sites, weight).unwrap_or(0)).collect()
}

/// Takes the sites that share most with those taken already into a region, until it is full.
fn gather(
    problem: &Problem,
    dual: &Dual,
    columns: &Columns,
    part: &[bool],
    sites: &mut [u32],
    (first, region, size): (usize, u32, usize),
) {
    let mut ties: Vec<(usize, f64)> = vec![(first, 1.0)];
    for _ in 0..size {
        let best = ties.iter().enumerate().max_by(|a, b| a.1.1.total_cmp(&b.1.1));
        let Some(index) = best.map(|(index, _)| index) else { return };
        let (site, _) = ties.swap_remove(index);
        sites[site] = region;
        for row in columns.rows(site) {
            let stake = dual.u[at(*row)];
            let others = problem.row(at(*row)).iter().map(|other| at(*other));
            for other in others.filter(|other| part[*other] && sites[*other] == NONE) {
                match ties.iter_mut().find(|(known, _)| *known == other) {
                    Some((_, tie)) => *tie += stake,
                    None => ties.push((other, stake)),
                }
            }
        }
    }
}

/// Gives the other sites to the region with which they share most rows, from near to far.
fn spread(problem: &Problem, columns: &Columns, sites: &mut [u32]) {
    loop {
        let rows: Vec<Option<u32>> =
            (0..problem.rows()).map(|row| most(problem.row(row), sites, |_| 1.0)).collect();
        let next: Vec<(usize, u32)> = (0..problem.sites())
            .filter(|site| sites[*site] == NONE)
            .filter_map(|site| {
                let mut near: Vec<u32> =
                    columns.rows(site).iter().filter_map(|row| rows[at(*row)]).collect();
                near.sort_unstable();
                let runs = near.chunk_by(|a, b| a == b);
                runs.max_by_key(|run| run.len()).map(|run| (site, run[0]))
            })
            .collect();
        if next.is_empty() {
            return;
        }
        for (site, region) in next {
            sites[site] = region;
        }
    }
}

/// The region with most weight among the sites of a row.
fn most(row: &[u32], sites: &[u32], weight: impl Fn(u32) -> f64) -> Option<u32> {
    let mut tally: Vec<(u32, f64)> = Vec::new();
    for site in row {
        let region = sites[at(*site)];
        if region == NONE {
            continue;
        }
        match tally.iter_mut().find(|(known, _)| *known == region) {
            Some((_, sum)) => *sum += weight(*site),
            None => tally.push((region, weight(*site))),
        }
    }
    tally.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map(|(of, _)| of)
}
