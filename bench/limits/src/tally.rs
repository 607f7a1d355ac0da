//! What a run reached.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde::Serialize;

/// The result of one run. Latencies in milliseconds.
#[derive(Debug, Serialize)]
pub struct Result {
    pub clients: usize,
    pub seconds: f64,
    /// Done within the measured time.
    pub measured: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    /// Done in all, with what was done before and after the measured time.
    pub acknowledged: usize,
    /// Answers that were none of those expected, by status; 0 for a broken connection.
    pub bad: BTreeMap<u16, usize>,
    /// Bytes of a mean answer.
    pub bytes: f64,
    /// Rows that share one commit, on the mean.
    pub batch: f64,
}

/// The part of a run that counts: what ends inside it.
#[derive(Clone, Copy)]
pub struct Window {
    pub begins: Instant,
    pub ends: Instant,
}

impl Window {
    pub fn after(warm_seconds: f64, seconds: f64) -> Self {
        let begins = Instant::now() + Duration::from_secs_f64(warm_seconds);
        Self { begins, ends: begins + Duration::from_secs_f64(seconds) }
    }
}

/// What one client, or one thread of clients, has seen.
#[derive(Default)]
pub struct Tally {
    micros: Vec<u32>,
    acknowledged: usize,
    pub bad: BTreeMap<u16, usize>,
    pub bytes: u64,
}

impl Tally {
    pub fn done(&mut self, window: &Window, began: Instant) {
        let now = Instant::now();
        self.acknowledged += 1;
        if now >= window.begins && now < window.ends {
            let took = now.duration_since(began).as_micros();
            self.micros.push(u32::try_from(took).unwrap_or(u32::MAX));
        }
    }

    pub fn failed(&mut self, status: u16) {
        *self.bad.entry(status).or_default() += 1;
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.micros.extend(other.micros);
        self.acknowledged += other.acknowledged;
        self.bytes += other.bytes;
        for (status, count) in other.bad {
            *self.bad.entry(status).or_default() += count;
        }
        self
    }

    pub fn result(mut self, clients: usize, window: &Window) -> Result {
        self.micros.sort_unstable();
        let seconds = window.ends.duration_since(window.begins).as_secs_f64();
        let measured = self.micros.len();
        let at = |share: usize| {
            let index = (measured * share / 100).min(measured.saturating_sub(1));
            self.micros.get(index).map_or(0.0, |micros| f64::from(*micros) / 1_000.0)
        };
        Result {
            clients,
            seconds,
            measured,
            per_second: number(measured) / seconds,
            p50_ms: at(50),
            p99_ms: at(99),
            max_ms: at(100),
            acknowledged: self.acknowledged,
            bytes: float(self.bytes) / number(self.acknowledged.max(1)),
            bad: self.bad,
            batch: 0.0,
        }
    }
}

/// Counts of a run are far below 2^32.
pub fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

fn float(count: u64) -> f64 {
    let (high, low) = (count >> 32, count & 0xFFFF_FFFF);
    let part = |part: u64| u32::try_from(part).map_or(f64::INFINITY, f64::from);
    part(high).mul_add(4_294_967_296.0, part(low))
}
