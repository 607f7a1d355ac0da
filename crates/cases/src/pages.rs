//! The pages of this domain, and the table of all its routes.

pub mod desk;
pub mod dispute;
pub mod shared;
pub mod worker;

use web::Routes;

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("cases")
        .merge(worker::routes())
        .merge(desk::routes())
        .merge(dispute::routes())
        .merge(crate::api::routes())
}
