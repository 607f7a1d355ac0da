//! Whether somebody was there does not show more than is promised: measured on what comes out.
//!
//! The same town with and without one worker, 20,000 releases each. For each of a set of events
//! (some weight or sum of weights reaches some figure, some slot is shown, and the opposites), the
//! share `p` with the worker and `q` without must satisfy `p <= e^epsilon q + delta` and the other
//! way round, within 4.75 standard errors: with the 90 or so events a sound release fails with a
//! chance below 1e-3 (and the seeds are fixed), while each of the breaks tried below lies beyond the
//! limit by more than three standard errors, so a test run finds it with a chance above 99.8 %.

use std::sync::LazyLock;

use kernel::{Rng, count};

use super::{Collected, protected};
use crate::{
    collect::{Row, cut},
    dice::Dice,
    mark::Key,
    noise::{Bits, Noise},
    pool::{Record, figures, record},
    protection::{Family, Privacy, Protection},
    read::Tally,
    slot::{Fold, of_cell, slot},
};

const RUNS: i64 = 20_000;
/// Slots that others are in: so many workers each; the last is the worker's alone.
const OTHERS: [u32; 7] = [40, 40, 40, 40, 14, 17, 0];

fn privacy(noise: Family) -> Privacy {
    let [epsilon, delta] = ["1", "0.001"].map(|text| text.parse().unwrap());
    Privacy { epsilon, delta, k: 1, bound: 2, noise }
}

static CELL: LazyLock<u64> = LazyLock::new(|| {
    let cell = h3o::LatLng::new(31.5, 120.3).unwrap().to_cell(h3o::Resolution::Nine);
    of_cell(cell.into(), h3o::Resolution::Nine)
});

fn place(number: usize) -> u64 {
    slot(*CELL, crate::num::wide(number), 0)
}

/// A town's true counts, with the worker in `trace` cut down to `bound` slots.
fn town(trace: &[usize], bound: u32, rng: &mut dyn Rng) -> Collected {
    let secret = Key::new(rng);
    let mark = secret.mark(b"somebody");
    let mut records: Vec<Record> = trace.iter().map(|at| record(mark, place(*at))).collect();
    cut(&mut records, bound, &secret, &[7]);
    let visited = |slot| u32::from(records.iter().any(|record| figures(*record).1 == slot));
    let rows = OTHERS.iter().enumerate().map(|(number, others)| {
        let slot = place(number);
        Row { slot, workers: others + visited(slot), positions: 0 }
    });
    Collected {
        rows: rows.filter(|row| row.workers > 0).collect(),
        names: vec!["rider".to_owned()],
        resolution: h3o::Resolution::Nine,
        fold: Fold::Week,
        period: None,
        bound: Some(bound),
        tally: Tally::default(),
    }
}

/// Which events a release shows: for each slot and pair weights that reach a figure, and the sum.
fn events(weights: &[i64; 7]) -> Vec<bool> {
    let mut seen = Vec::new();
    for figure in [1, 16, 18, 39, 41, 42, 44] {
        seen.extend(weights.iter().map(|weight| *weight >= figure));
        for (one, other) in [(0, 1), (2, 3), (4, 5)] {
            seen.push(weights[one] >= figure && weights[other] >= figure);
        }
    }
    let sum: i64 = weights[..6].iter().sum();
    seen.extend((170..230).step_by(4).map(|figure| sum >= figure));
    seen
}

fn shares(trace: &[usize], bound: u32, asked: &Privacy, protection: Protection) -> Vec<i64> {
    let mut dice = Dice(3 + crate::num::wide(trace.len()));
    let mut rng = Bits::new(&mut dice);
    let mut seen = Vec::new();
    for _ in 0..RUNS {
        let collected = town(trace, bound, &mut rng);
        let release = protected(collected, asked, protection, &mut rng);
        let mut weights = [0; 7];
        for row in &release.rows {
            let at = (0..7).find(|number| place(*number) == row.slot).unwrap();
            weights[at] = i64::from(row.workers);
        }
        let events = events(&weights);
        seen.resize(events.len(), 0);
        for (count, event) in seen.iter_mut().zip(events) {
            *count += i64::from(event);
        }
    }
    seen
}

/// By how many standard errors the worst event lies beyond the promise.
fn excess(trace: &[usize], bound: u32, asked: &Privacy, protection: Protection) -> f64 {
    let with = shares(trace, bound, asked, protection);
    let without = shares(&[], bound, asked, protection);
    let (factor, delta) = (asked.epsilon.float().exp(), asked.delta.float());
    let runs = count::to_f64(RUNS);
    let beyond = |p: f64, q: f64| {
        // A share of 0 is taken for one in the runs, so that its error is not 0.
        let spread = |share: f64| share.clamp(1.0 / runs, 1.0 - 1.0 / runs);
        let error = |share: f64| spread(share) * (1.0 - spread(share)) / runs;
        (p - factor * q - delta) / (error(p) + factor * factor * error(q)).sqrt()
    };
    let mut worst = f64::MIN;
    for (with, without) in with.iter().zip(&without) {
        let (p, q) = (count::to_f64(*with) / runs, count::to_f64(*without) / runs);
        for (p, q) in [(p, q), (q, p), (1.0 - p, 1.0 - q), (1.0 - q, 1.0 - p)] {
            worst = worst.max(beyond(p, q));
        }
    }
    worst
}

const LIMIT: f64 = 4.75;
/// Far enough beyond the limit to be found in nearly every run.
const FOUND: f64 = LIMIT + 3.0;
/// Traces: as many slots as count, more, and one where nobody else is.
const TRACES: [&[usize]; 4] = [&[0, 1], &[0, 1, 2, 3, 4, 5], &[4, 5], &[6]];

#[test]
fn one_worker_more_or_less_shows_no_more_than_promised() {
    for family in [Family::Laplace, Family::Gaussian] {
        let asked = privacy(family);
        let protection = asked.protection().unwrap();
        for trace in TRACES {
            let found = excess(trace, asked.bound, &asked, protection);
            assert!(found < LIMIT, "{family:?} {trace:?}: {found}");
        }
    }
}

#[test]
fn noise_for_one_slot_where_two_count_is_found_out() {
    let asked = privacy(Family::Laplace);
    let broken =
        Protection { noise: Noise::Laplace { scale: 1, rate: 1 }, ..asked.protection().unwrap() };
    let found = excess(TRACES[0], asked.bound, &asked, broken);
    assert!(found > FOUND, "{found}");
}

#[test]
fn a_worker_who_counts_everywhere_is_found_out() {
    let asked = privacy(Family::Laplace);
    let found = excess(TRACES[1], u32::MAX, &asked, asked.protection().unwrap());
    assert!(found > FOUND, "{found}");
}

#[test]
fn next_to_no_noise_is_found_out() {
    let asked = privacy(Family::Laplace);
    let broken = Protection {
        noise: Noise::Laplace { scale: 1, rate: 1_000 },
        ..asked.protection().unwrap()
    };
    assert!(excess(TRACES[0], asked.bound, &asked, broken) > FOUND);
}

#[test]
fn a_slot_shown_for_one_worker_alone_is_found_out() {
    let asked = privacy(Family::Laplace);
    let broken = Protection { threshold: 2, ..asked.protection().unwrap() };
    assert!(excess(TRACES[3], asked.bound, &asked, broken) > FOUND);
}
