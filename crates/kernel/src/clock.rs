//! Time, handed in: every operation takes a [`Moment`] made at the edge.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicI64, Ordering},
};

use crate::{
    id::Id,
    rng::{Rng, SeededRng, SystemRng},
    time::Timestamp,
};

/// Tells the time. Only the edge (binary, request handler, job loop) asks it.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The system's clock. Only the binary makes one.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one door for the system's time")]
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until told, for tests and simulations.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.micros()))
    }
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::SeqCst);
    }
    pub fn advance_seconds(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// The instant an operation happens at, with the randomness it may use. Cheap to clone.
#[derive(Clone)]
pub struct Moment {
    now: Timestamp,
    rng: Arc<Mutex<dyn Rng>>,
}

impl Moment {
    pub fn new(now: Timestamp, rng: Arc<Mutex<dyn Rng>>) -> Self {
        Self { now, rng }
    }
    /// A reproducible moment for tests and simulations.
    pub fn seeded(now: Timestamp, seed: u64) -> Self {
        Self::new(now, Arc::new(Mutex::new(SeededRng::new(seed))))
    }
    /// A moment with the system's randomness; only the edge makes one.
    pub fn system(now: Timestamp) -> Self {
        Self::new(now, Arc::new(Mutex::new(SystemRng)))
    }
    pub const fn now(&self) -> Timestamp {
        self.now
    }
    /// The same randomness at another instant.
    #[must_use]
    pub fn at(&self, now: Timestamp) -> Self {
        Self { now, rng: Arc::clone(&self.rng) }
    }
    pub fn id<T: ?Sized>(&self) -> Id<T> {
        self.with_rng(|rng| Id::new(self.now, rng))
    }
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.with_rng(|rng| rng.fill(&mut bytes));
        bytes
    }
    /// A number in `0..bound`.
    pub fn below(&self, bound: u64) -> u64 {
        self.with_rng(|rng| rng.below(bound))
    }
    pub fn with_rng<R>(&self, work: impl FnOnce(&mut dyn Rng) -> R) -> R {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut *rng)
    }
}
