//! Lists: cards on a phone, a dense table at a desk.

mod card;
mod filters;
mod pager;
mod table;
mod tag;

pub use card::{Card, Cards};
pub use filters::Filters;
pub use pager::{Empty, Pager};
pub use table::{Bulk, Cell, Column, Row, Table};
pub use tag::{Kpi, Kpis, Steps, Tag};
