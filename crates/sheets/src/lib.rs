//! Tables of others read, whatever program wrote them, and own tables written so that spreadsheets
//! open them safely. No word of a domain stands here.

mod geojson;
mod lines;
mod read;
mod write;

pub use geojson::{GeoJsonError, table as geojson_table};
pub use lines::{Line, Lines};
pub use read::{Table, TableError, digest};
pub use write::{Sheet, SheetError, harmless};
