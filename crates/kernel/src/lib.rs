//! Words everything shares: typed ids, time and randomness handed in, areas, coordinates,
//! national identifiers, the work calendar.
//!
//! Invariant: nothing here does I/O except [`clock::SystemClock`] and [`rng::SystemRng`], the two
//! doors through which the outside world's time and randomness enter; only the binary opens them.

pub mod clock;
pub mod id;
pub mod rng;
pub mod time;

pub use clock::{Clock, FixedClock, Moment, SystemClock};
pub use id::{Id, IdError};
pub use rng::{Rng, SeededRng, SystemRng};
pub use time::{Day, Timestamp};
