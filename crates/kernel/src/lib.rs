//! Words everything shares: typed ids, time and randomness handed in, areas, coordinates,
//! national identifiers, the work calendar.
//!
//! Invariant: nothing here does I/O except [`clock::SystemClock`] and [`rng::SystemRng`], the two
//! doors through which the outside world's time and randomness enter; only the binary opens them.

pub mod area;
pub mod area_book;
pub mod calendar;
pub mod case_number;
pub mod clock;
pub mod count;
pub mod credit_code;
pub mod geo;
pub mod id;
pub mod identity;
pub mod money;
pub mod phone;
pub mod rng;
pub mod sample;
pub mod text;
mod text_serde;
pub mod time;

pub use area::{AreaCode, AreaCodeError, Level};
pub use area_book::{AreaBook, AreaBookError, CentresError};
pub use calendar::{CalendarError, OfficeHours, Span, WorkCalendar};
pub use clock::{Clock, FixedClock, Moment, SystemClock};
pub use credit_code::{CreditCode, CreditCodeError};
pub use geo::{Bd09, Gcj02, GeoError, Wgs84};
pub use id::{Id, IdError};
pub use identity::{IdentityError, IdentityNumber, Sex};
pub use phone::{Phone, PhoneError};
pub use rng::{Rng, SeededRng, SystemRng};
pub use time::{Day, Timestamp};

/// A reference file for tests, kept outside the repository: below `$YILU_SHARED`, or below a
/// folder `shared` beside the checkout. Says so and answers `None` when it is absent.
#[cfg(test)]
fn shared_data(name: &str) -> Option<std::path::PathBuf> {
    let named = std::env::var_os("YILU_SHARED").map(std::path::PathBuf::from);
    let beside =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("shared"));
    let found = named.into_iter().chain(beside).map(|dir| dir.join("data").join(name));
    let path = found.into_iter().find(|path| path.exists());
    if path.is_none() {
        println!("skipped: {name} is not in $YILU_SHARED/data nor in a sibling folder `shared`");
    }
    path
}

/// The reference vectors `name`, or `None` when they are absent.
#[cfg(test)]
fn shared_vectors(name: &str) -> Option<serde_json::Value> {
    let path = shared_data(&format!("vectors/{name}.json"))?;
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}
