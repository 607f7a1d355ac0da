//! One pass over positions: from a worker's position to a slot, and from slots to counts.
//!
//! In a protected pass a worker's distinct slots are drawn by lot down to the bound. The lots are
//! fixed for the pass, and "the `bound` smallest lots" of two pieces together are those of the
//! smallest of each piece: so pieces can be cut down as they come, in memory or on disk, and what
//! is kept of a worker never exceeds the bound for long.

use std::{
    io,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

use h3o::Resolution;
use kernel::{Day, Rng};

use crate::{
    grid::Locator,
    mark::{Key, TOKEN_MAX, mixed},
    names::{Names, name},
    num,
    pool::{PARTS, Pool, Record, figures, record},
    read::{ReadError, Reason, Tally},
    slot::{Fold, of_cell, parts, slot},
};

/// How positions are counted.
#[derive(Debug, Clone)]
pub struct Plan {
    pub resolution: Resolution,
    pub fold: Fold,
    /// First and last civil day (Asia/Shanghai) that count; all when absent.
    pub period: Option<(Day, Day)>,
    /// In how many slots a worker counts at most; in all, exactly, when absent.
    pub bound: Option<u32>,
    pub threads: usize,
    /// Bytes for what is not yet counted; the pass needs some hundred MiB more.
    pub memory: usize,
    /// A folder for what does not fit there.
    pub scratch: PathBuf,
}

/// Where positions come from. Each thread calls `feed` once with a collector of its own; what one
/// thread takes no other does.
pub trait Source: Sync {
    /// # Errors
    /// When the source cannot be read on.
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError>;
}

/// A slot with its true counts; never to be shown as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub slot: u64,
    pub workers: u32,
    /// Counted in exact passes only.
    pub positions: u32,
}

/// What a pass found. Exact figures: they stay on the machine.
#[derive(Debug)]
pub struct Collected {
    pub(crate) rows: Vec<Row>,
    /// By the number in a slot.
    pub(crate) names: Vec<String>,
    pub(crate) resolution: Resolution,
    pub(crate) fold: Fold,
    pub(crate) period: Option<(Day, Day)>,
    pub(crate) bound: Option<u32>,
    pub tally: Tally,
}

/// Counts all positions of a source.
///
/// # Errors
/// When the source cannot be read, or the scratch folder not written.
pub fn collect(
    source: &dyn Source,
    plan: &Plan,
    rng: &mut dyn Rng,
) -> Result<Collected, ReadError> {
    let (key, names) = (Key::new(rng), Names::default());
    let (rows, tally) = gather(source, plan, &key, &names, |pool| {
        if plan.bound.is_some() { counted(pool, plan) } else { exact(pool, plan) }
    })?;
    Ok(Collected::new(rows, names.names(), plan, tally))
}

/// Takes in all positions of a source and hands the pool with them to `finish`.
pub(crate) fn gather<T>(
    source: &dyn Source,
    plan: &Plan,
    key: &Key,
    names: &Names,
    finish: impl FnOnce(&Pool<'_>) -> Result<T, ReadError>,
) -> Result<(T, Tally), ReadError> {
    let shrink = |records: &mut Vec<Record>| match plan.bound {
        Some(bound) => cut(records, bound, key, &names.hashes()),
        None => records.sort_unstable(),
    };
    let pool = Pool::new(plan.memory, plan.scratch.clone(), &shrink);
    let tallies = on_threads(plan.threads, || {
        let mut collector = Collector::new(plan, key, names, &pool);
        source.feed(&mut collector)?;
        collector.end()
    })?;
    let mut tally = Tally::default();
    for one in tallies {
        tally.join(one);
    }
    tally.end();
    // Leaving out what came too late would let one worker's occupations push others out, and then
    // far more than the bound would hang on that worker.
    if tally.reasons().any(|(reason, _)| reason == Reason::Occupations) {
        return Err(ReadError::Occupations);
    }
    Ok((finish(&pool)?, tally))
}

impl Collected {
    /// What a plan's pass found, in an order that depends on nothing but the counts.
    pub(crate) fn new(rows: Vec<Row>, names: Vec<String>, plan: &Plan, tally: Tally) -> Self {
        let Plan { resolution, fold, period, bound, .. } = *plan;
        let mut collected = Self { rows, names, resolution, fold, period, bound, tally };
        collected.order();
        collected
    }

    /// Renumbers occupations by name and sorts by cell, hour and occupation, so that nothing tells
    /// in which order positions came.
    fn order(&mut self) {
        let mut by_name: Vec<usize> = (0..self.names.len()).collect();
        by_name.sort_unstable_by_key(|number| &self.names[*number]);
        let mut ranks = vec![0_u64; by_name.len()];
        for (rank, number) in by_name.iter().enumerate() {
            ranks[*number] = num::wide(rank);
        }
        let last = num::wide(crate::slot::OCCUPATIONS_MAX - 1);
        for row in &mut self.rows {
            let rank = ranks.get(num::at(row.slot & last)).copied().unwrap_or(last);
            row.slot = (row.slot & !last) | rank;
        }
        self.rows.sort_unstable_by_key(|row| row.slot);
        self.names.sort_unstable();
    }

    /// How many slots hold somebody, in how many cells. Exact figures.
    pub fn occupied(&self) -> (usize, usize) {
        let cell = |row: &Row| parts(row.slot, self.resolution).0;
        let cells = self.rows.chunk_by(|one, next| cell(one) == cell(next)).count();
        (self.rows.len(), cells)
    }
}

/// Runs the same work on several threads; on this one alone when one is enough.
fn on_threads<T: Send>(
    threads: usize,
    work: impl Fn() -> Result<T, ReadError> + Sync,
) -> Result<Vec<T>, ReadError> {
    if threads <= 1 {
        return work().map(|one| vec![one]);
    }
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(&work)).collect();
        let joined = handles.into_iter().map(|handle| match handle.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect()
    })
}

/// Leaves of each worker's distinct slots those with the `bound` smallest lots.
pub(crate) fn cut(records: &mut Vec<Record>, bound: u32, key: &Key, hashes: &[u64]) {
    records.sort_unstable();
    records.dedup();
    let bound = num::at(u64::from(bound));
    let last = num::wide(crate::slot::OCCUPATIONS_MAX - 1);
    let lot = |record: Record| {
        let (mark, slot) = figures(record);
        let name = hashes.get(num::at(slot & last)).copied().unwrap_or(0);
        key.lot(mark, slot & !last, name)
    };
    let (mut kept, mut from) = (0, 0);
    let mut lots: Vec<(u64, Record)> = Vec::new();
    while from < records.len() {
        let mark = records[from] >> 64;
        let run = records[from..].iter().take_while(|record| *record >> 64 == mark).count();
        if run <= bound {
            records.copy_within(from..from + run, kept);
            kept += run;
        } else {
            lots.clear();
            lots.extend(records[from..from + run].iter().map(|record| (lot(*record), *record)));
            lots.select_nth_unstable(bound - 1);
            lots.truncate(bound);
            lots.sort_unstable_by_key(|(_, record)| *record);
            for (_, record) in &lots {
                records[kept] = *record;
                kept += 1;
            }
        }
        from += run;
    }
    records.truncate(kept);
}

/// From each worker's slots to how many workers each slot has.
fn counted(pool: &Pool<'_>, plan: &Plan) -> Result<Vec<Row>, ReadError> {
    let summed = |records: &mut Vec<Record>| {
        records.sort_unstable();
        let mut kept = 0;
        for at in 0..records.len() {
            let (slot, count) = figures(records[at]);
            if kept > 0 && figures(records[kept - 1]).0 == slot {
                records[kept - 1] += u128::from(count);
            } else {
                records[kept] = records[at];
                kept += 1;
            }
        }
        records.truncate(kept);
    };
    let slots = Pool::new(plan.memory, plan.scratch.clone(), &summed);
    each_part(plan.threads, |part| {
        let mut buffers = Buffers::new(&slots);
        for chosen in pool.finish(part)? {
            let (_, slot) = figures(chosen);
            buffers.push(mixed(slot), record(slot, 1))?;
        }
        buffers.flush()?;
        Ok(Vec::new())
    })?;
    each_part(plan.threads, |part| {
        let rows = slots.finish(part)?.into_iter().map(|record| {
            let (slot, workers) = figures(record);
            Row { slot, workers: u32::try_from(workers).unwrap_or(u32::MAX), positions: 0 }
        });
        Ok(rows.collect())
    })
}

/// Everything counted as it is; records are by slot, then mark.
fn exact(pool: &Pool<'_>, plan: &Plan) -> Result<Vec<Row>, ReadError> {
    each_part(plan.threads, |part| {
        let (records, mut rows) = (pool.finish(part)?, Vec::<Row>::new());
        let mut before = None;
        for record in records {
            let (slot, _) = figures(record);
            let fresh = u32::from(before != Some(record));
            before = Some(record);
            match rows.last_mut() {
                Some(row) if row.slot == slot => {
                    row.workers = row.workers.saturating_add(fresh);
                    row.positions = row.positions.saturating_add(1);
                }
                _ => rows.push(Row { slot, workers: 1, positions: 1 }),
            }
        }
        Ok(rows)
    })
}

/// Does each part once, on all threads, and joins what comes of it.
fn each_part(
    threads: usize,
    work: impl Fn(usize) -> io::Result<Vec<Row>> + Sync,
) -> Result<Vec<Row>, ReadError> {
    let next = AtomicUsize::new(0);
    let lists = on_threads(threads, || {
        let mut rows = Vec::new();
        loop {
            let part = next.fetch_add(1, Ordering::Relaxed);
            if part >= PARTS {
                return Ok(rows);
            }
            rows.append(&mut work(part).map_err(ReadError::Scratch)?);
        }
    })?;
    Ok(lists.concat())
}

/// Records of one thread on their way into a pool.
struct Buffers<'p> {
    pool: &'p Pool<'p>,
    parts: Vec<Vec<Record>>,
}

/// Records of a part that wait until they are moved together.
const WAITING: usize = 64;

impl<'p> Buffers<'p> {
    fn new(pool: &'p Pool<'_>) -> Self {
        Self { pool, parts: vec![Vec::new(); PARTS] }
    }

    #[inline]
    fn push(&mut self, mixed: u64, record: Record) -> io::Result<()> {
        let part = Pool::part_of(mixed);
        let Some(waiting) = self.parts.get_mut(part) else { return Ok(()) };
        if waiting.capacity() == 0 {
            waiting.reserve_exact(WAITING);
        }
        waiting.push(record);
        if waiting.len() == WAITING { self.pool.add(part, waiting) } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut parts = self.parts.iter_mut().enumerate();
        parts.try_for_each(|(part, waiting)| self.pool.add(part, waiting))
    }
}

/// Takes positions, one for each thread.
pub struct Collector<'p> {
    plan: &'p Plan,
    locator: Locator,
    key: &'p Key,
    names: &'p Names,
    /// The last name met and its number.
    last_name: (Vec<u8>, u64),
    buffers: Buffers<'p>,
    /// What was seen lately, by some bits of it: most positions say what the one before said.
    lately: Vec<Record>,
    /// Civil seconds at which the period begins and ends.
    period: (i64, i64),
    pub tally: Tally,
}

const LATELY: usize = 4_096;

impl<'p> Collector<'p> {
    fn new(plan: &'p Plan, key: &'p Key, names: &'p Names, pool: &'p Pool<'_>) -> Self {
        let seconds = |day: Day| day.number() * 86_400;
        let period = plan
            .period
            .map_or((i64::MIN, i64::MAX), |(from, until)| (seconds(from), seconds(until) + 86_400));
        Self {
            plan,
            locator: Locator::new(plan.resolution),
            key,
            names,
            last_name: (Vec::new(), 0),
            buffers: Buffers::new(pool),
            lately: vec![0; if plan.bound.is_some() { LATELY } else { 0 }],
            period,
            tally: Tally::default(),
        }
    }

    /// Takes a position: who, when (seconds of the civil time in Asia/Shanghai since 1970-01-01),
    /// where (WGS84, degrees), doing what. Answers why it is not counted, if it is not.
    ///
    /// # Errors
    /// When the scratch folder cannot be written.
    #[inline]
    pub fn take(
        &mut self,
        worker: &[u8],
        seconds: i64,
        (lon, lat): (f64, f64),
        occupation: &[u8],
    ) -> io::Result<Option<Reason>> {
        if worker.is_empty() || worker.len() > TOKEN_MAX {
            return Ok(Some(Reason::Worker));
        }
        if !(self.period.0..self.period.1).contains(&seconds) {
            return Ok(Some(Reason::Period));
        }
        if lon.is_nan() || lon.abs() > 180.0 {
            return Ok(Some(Reason::Lon));
        }
        let cell = if lat.abs() <= 90.0 { self.locator.cell(lon, lat) } else { None };
        let Some(cell) = cell else { return Ok(Some(Reason::Lat)) };
        let name = match self.name(occupation) {
            Ok(name) => name,
            Err(reason) => return Ok(Some(reason)),
        };
        self.tally.saw(seconds);
        let cell = of_cell(cell, self.plan.resolution);
        let slot = slot(cell, self.plan.fold.hour(seconds), name);
        let mark = self.key.mark(worker);
        if self.plan.bound.is_none() {
            return self.buffers.push(mixed(slot), record(slot, mark)).map(|()| None);
        }
        let (by_worker, record) = (mixed(mark), record(mark, slot));
        let place = num::at(mixed(by_worker ^ slot)) & (LATELY - 1);
        if let Some(seen) = self.lately.get_mut(place).filter(|seen| **seen != record) {
            *seen = record;
            self.buffers.push(by_worker, record)?;
        }
        Ok(None)
    }

    #[inline]
    fn name(&mut self, bytes: &[u8]) -> Result<u64, Reason> {
        if self.last_name.0 == bytes && !bytes.is_empty() {
            return Ok(self.last_name.1);
        }
        let number = self.names.number(name(bytes).ok_or(Reason::Occupation)?);
        let number = number.ok_or(Reason::Occupations)?;
        self.last_name.0.clear();
        self.last_name.0.extend_from_slice(bytes);
        self.last_name.1 = number;
        Ok(number)
    }

    fn end(mut self) -> Result<Tally, ReadError> {
        self.buffers.flush().map_err(ReadError::Scratch)?;
        Ok(self.tally)
    }
}
