//! Both in this process: searches a second without any HTTP, answers compared, cost of a change.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::{Duration, Instant},
};

use nearby::Change;
use serde::{Deserialize, Serialize};

use super::{bare, engine::Engine, table};
use crate::{
    Outcome,
    random::Random,
    tally::{Result, Tally, Window, number},
};

/// Searches by some threads for some seconds.
#[derive(Deserialize)]
pub struct Process {
    pub folder: PathBuf,
    /// `rstar` or `nearby`.
    pub side: String,
    pub threads: usize,
    pub seconds: f64,
    /// Changes a second that come in meanwhile, one at a time; only for `nearby`.
    #[serde(default)]
    pub changes: u32,
}

/// Places found per search.
const COUNT: usize = 20;

pub fn process(plan: &Process) -> Outcome<Result> {
    let (places, queries) = (table::places(&plan.folder)?, table::queries(&plan.folder)?);
    if plan.side == "rstar" {
        let tree = bare::tree(&places);
        let search = |at: usize| {
            let mut found = Vec::with_capacity(COUNT);
            bare::nearest(&tree, &queries[at], COUNT, &mut found);
            found.len()
        };
        return Ok(measured(plan, queries.len(), &search, || {}));
    }
    let mut engine = Engine::of(&places)?;
    let asked: Vec<_> =
        queries.iter().map(|query| engine.asked(query, COUNT)).collect::<Outcome<_>>()?;
    let spots: Vec<_> =
        places.iter().map(|place| engine.spot(place, 0.8)).collect::<Outcome<_>>()?;
    let search = |at: usize| engine.index.view().nearest(&asked[at]).len();
    let mut random = Random::seeded(2);
    let pause = Duration::from_secs_f64(1.0 / f64::from(plan.changes.max(1)));
    let change = || {
        if plan.changes == 0 {
            std::thread::sleep(Duration::from_millis(50));
            return;
        }
        let spot = &spots[below(&mut random, spots.len())];
        engine.index.apply([Change::Put(spot.clone())]);
        std::thread::sleep(pause);
    };
    Ok(measured(plan, asked.len(), &search, change))
}

fn measured(
    plan: &Process,
    queries: usize,
    search: &(impl Fn(usize) -> usize + Sync),
    mut meanwhile: impl FnMut(),
) -> Result {
    let window = Window::after(1.0, plan.seconds);
    let over = AtomicBool::new(false);
    let searching = |thread: u64| {
        let (mut tally, mut random) = (Tally::default(), Random::seeded(thread));
        while !over.load(Relaxed) {
            let began = Instant::now();
            std::hint::black_box(search(below(&mut random, queries)));
            tally.done(&window, began);
        }
        tally
    };
    let tally = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..plan.threads)
            .map(|thread| {
                let searching = &searching;
                scope.spawn(move || searching(u64::try_from(thread).unwrap_or(0)))
            })
            .collect();
        while Instant::now() < window.ends {
            meanwhile();
            if plan.side == "rstar" {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        over.store(true, Relaxed);
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .fold(Tally::default(), Tally::merge)
    });
    tally.result(plan.threads, &window)
}

fn below(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(u64::try_from(end).unwrap_or(1))).unwrap_or(0)
}

/// What a change costs, and whether both sides find the same.
#[derive(Deserialize)]
pub struct Update {
    pub folder: PathBuf,
    pub changes: usize,
}

/// Times in milliseconds.
#[derive(Serialize)]
pub struct Cost {
    pub build_ms: f64,
    pub mean_ms: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    /// Queries on which both sides agreed, and all.
    pub agreed: usize,
    pub queries: usize,
}

pub fn update(plan: &Update) -> Outcome<Cost> {
    let (places, queries) = (table::places(&plan.folder)?, table::queries(&plan.folder)?);
    let mut engine = Engine::of(&places)?;
    let spots: Vec<_> =
        places.iter().map(|place| engine.spot(place, 0.8)).collect::<Outcome<_>>()?;
    let began = Instant::now();
    engine.index.replace(engine.index.view().calendar().clone(), spots.iter().cloned());
    let build_ms = millis(began);
    let mut random = Random::seeded(3);
    let mut took = Vec::with_capacity(plan.changes);
    for _ in 0..plan.changes {
        let spot = spots[below(&mut random, spots.len())].clone();
        let began = Instant::now();
        engine.index.apply([Change::Put(spot)]);
        took.push(millis(began));
    }
    let mean_ms = took.iter().sum::<f64>() / number(took.len().max(1));
    took.sort_by(f64::total_cmp);
    let at = |share: usize| took.get((took.len() * share / 100).min(took.len().saturating_sub(1)));
    let part = |share| at(share).copied().unwrap_or_default();
    let tree = bare::tree(&places);
    let mut found = Vec::new();
    let mut agreed = 0;
    for query in &queries {
        bare::nearest(&tree, query, COUNT, &mut found);
        let view = engine.index.view();
        let hits = view.nearest(&engine.asked(query, COUNT)?);
        let same =
            hits.iter().map(|hit| hit.spot.about).eq(found.iter().map(|(number, _)| *number));
        agreed += usize::from(same);
    }
    let [p50_ms, p99_ms, max_ms] = [50, 99, 100].map(part);
    Ok(Cost { build_ms, mean_ms, p50_ms, p99_ms, max_ms, agreed, queries: queries.len() })
}

fn millis(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}
