#![doc = include_str!("../README.md")]

mod catalogue;
mod chain;
mod check;
mod city;
mod collective;
mod duties;
mod embedded;
mod fault;
mod form;
mod funds;
mod gatherings;
mod industries;
mod labels;
mod load;
mod matter;
mod named;
mod owner;
mod passes;
mod places;
mod points;
mod ratings;
mod read;
mod results;
mod templates;
mod units;
mod words;

#[cfg(test)]
mod tests;

pub use catalogue::Catalogue;
pub use chain::Chain;
pub use city::{Checks, City, Duty, PhotoLimit, Privacy, Whistle};
pub use collective::{CollectiveKind, Collectives, Electorate};
pub use duties::{Bearer, DutyKind, Seat, Shown};
pub use fault::{Fault, Place, Reason, Wanted, What};
pub use form::{Choice, Field, FieldKind, ValueFault};
pub use funds::Purpose;
pub use gatherings::{Every, GatheringKind, Gatherings, Invited, Window};
pub use industries::{Industries, Industry, Occupation};
pub use labels::{ComplaintReason, Criterion, LabelFor, LabelRule};
pub use matter::{Climb, Deadlines, Door, Group, Matter, PhotoRule, Sample, Solver, Visibility};
pub use owner::{OwnerChoice, OwnerReason, OwnerRule, UnitDirectory, Whose};
pub use passes::{Asker, Audience, PassKind, Passes};
pub use places::{Amenity, Brand, PlaceKind, Places, ServiceFamily, Vehicle, WorkerGroup};
pub use points::{Occasion, PointRule};
pub use ratings::{ImprovementRule, RatingReason, Ratings};
pub use results::{ResultKind, Results};
pub use templates::{Template, TemplatePlace};
pub use units::{Category, Meeting, Need, Rank, Role, UnitKind};
pub use words::Words;
