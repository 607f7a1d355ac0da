//! The names by which typed ids are told apart across domains.

use kernel::Id;

/// A human being, known by a pseudonymous id; what is personal lies encrypted elsewhere.
pub enum Person {}
/// An organization or a part of one that can hold a matter: a street office, a department, a firm.
pub enum Unit {}
/// Something asked for, with one number and one clock.
pub enum Case {}
/// Somewhere a worker can go, on the map.
pub enum Place {}

pub type PersonId = Id<Person>;
pub type UnitId = Id<Unit>;
pub type CaseId = Id<Case>;
pub type PlaceId = Id<Place>;

/// A request to one worker to look at something on the spot.
pub enum Ask {}
pub type AskId = Id<Ask>;
