//! The pages of this domain, and the table of all its routes.

pub mod desk;
mod keys;
pub mod shared;
pub mod worker;

use web::Routes;

/// Every address of this domain.
pub fn routes() -> Routes {
    Routes::new("cases")
        .merge(worker::routes())
        .merge(desk::routes())
        .merge(crate::api::routes())
        .merge(crate::open311::routes())
        .merge(keys::routes())
}
