#![doc = include_str!("../README.md")]

mod api;
pub mod belief;
pub mod desk;
pub mod draft;
pub mod edit;
pub mod export;
pub mod fault;
pub mod hours;
pub mod import;
mod pages;
pub mod place;
pub mod search;
pub mod sheet;
pub mod shelf;
pub mod store;
pub mod tap;
pub mod visit;

use access::Action;
use axum::http::Method;
use kernel::Id;
use storage::Tx;
use web::{Need, Routes, api_routes};

pub use desk::Desk;
pub use fault::Fault;
pub use pages::near::front;
pub use place::{Draft, Place};
pub use shelf::Shelf;

/// The name of this domain's ids.
pub enum PlaceName {}
pub type PlaceId = Id<PlaceName>;

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[storage::Migration {
    owner: "places",
    version: 1,
    sql: include_str!("../migrations/1_places.sql"),
    postgres: None,
}];

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const MANAGE: Need = Need::May(Action::PlaceManage);

/// Every address of this domain. The pages look for `Arc<dyn contracts::Units>` and [`Shelf`] on
/// the app.
pub fn routes() -> Routes {
    Routes::new("places").merge(public()).merge(keeping()).merge(programs())
}

fn public() -> Routes {
    use pages::{near, sheet, show};
    Routes::new("places")
        .page(Method::GET, "/places", Need::Public, near::list)
        .page(Method::GET, "/places/points", Need::Public, near::points)
        .page(Method::GET, "/places/{code}", Need::Public, show::show)
        .page(Method::POST, "/places/{code}/tap", Need::Public, show::tap)
        .page(Method::GET, "/places/{code}/sheet", Need::Public, sheet::show)
        .page(Method::POST, "/places/{code}/corrections", Need::SignedIn, sheet::correct)
}

fn keeping() -> Routes {
    use pages::{demand, desk, edit, files, sheet};
    Routes::new("places")
        .page(Method::GET, "/desk/places", MANAGE, desk::list)
        .page(Method::GET, "/desk/places/new", MANAGE, edit::fresh)
        .page(Method::POST, "/desk/places", MANAGE, edit::open)
        .page(Method::GET, "/desk/places/demand", MANAGE, demand::show)
        .page(Method::GET, "/desk/places/import", MANAGE, files::ask)
        .page(Method::POST, "/desk/places/import", MANAGE, files::import)
        .page(Method::GET, "/desk/places/export/{kind}", MANAGE, files::export)
        .page(Method::GET, "/desk/places/{code}", MANAGE, edit::form)
        .page(Method::POST, "/desk/places/{code}", MANAGE, edit::change)
        .page(Method::POST, "/desk/places/{code}/close", MANAGE, edit::close)
        .page(Method::POST, "/desk/places/{code}/visits", MANAGE, edit::visits)
        .page(Method::GET, "/desk/places/{code}/sheet", MANAGE, sheet::form)
        .page(Method::POST, "/desk/places/{code}/sheet", MANAGE, sheet::keep)
        .page(Method::POST, "/desk/places/corrections/{id}", MANAGE, sheet::settle)
}

fn programs() -> Routes {
    Routes::new("places")
        .api(Need::Public, api_routes!(api::nearby::nearby))
        .api(Need::Public, api_routes!(api::show::show))
        .api(Need::Public, api_routes!(api::show::collection))
        .api(Need::Public, api_routes!(api::taps::tap))
        .api(MANAGE, api_routes!(api::taps::import))
        .api(MANAGE, api_routes!(api::taps::demand))
}

/// Forgets what is past its time; for housekeeping.
///
/// # Errors
/// When the store fails.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<u64, storage::Error> {
    store::taps::forget_trust(tx)
}
