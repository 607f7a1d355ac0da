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
pub mod label;
pub mod outline;
mod pages;
pub mod photo;
pub mod place;
pub mod port;
pub mod search;
pub mod sheet;
pub mod shelf;
pub mod store;
pub mod tap;
pub mod template;
pub mod visit;

use std::sync::Arc;

use access::{Action, Vault};
use axum::http::Method;
use catalogue::Catalogue;
use contracts::Event;
use storage::{Reaction, Tx, jobs::Handler};
use web::{Need, Routes, api_routes};

pub use desk::Desk;
pub use fault::Fault;
pub use pages::near::front;
pub use place::{Draft, Place};
pub use shelf::Shelf;

pub use contracts::{PlaceId, names::Place as PlaceName};

/// The tables of this domain.
pub const MIGRATIONS: &[storage::Migration] = &[
    step(1, include_str!("../migrations/1_places.sql")),
    step(2, include_str!("../migrations/2_labels.sql")),
    step(3, include_str!("../migrations/3_photos.sql")),
    storage::Migration {
        postgres: Some(include_str!("../migrations/4_streets.postgres.sql")),
        ..step(4, include_str!("../migrations/4_streets.sql"))
    },
    step(5, include_str!("../migrations/5_templates.sql")),
];

const fn step(version: i64, sql: &'static str) -> storage::Migration {
    storage::Migration { owner: "places", version, sql, postgres: None }
}

/// The sentences of this domain.
pub const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

const MANAGE: Need = Need::May(Action::PlaceManage);
const LABEL: Need = Need::May(Action::PlaceLabel);
const RELEASE: Need = Need::May(Action::PlaceRelease);
const REPORT: Need = Need::May(Action::CaseReport);

/// Every address of this domain. The pages look for `Arc<dyn contracts::Units>` and [`Shelf`] on
/// the app.
pub fn routes() -> Routes {
    Routes::new("places")
        .merge(public())
        .merge(keeping())
        .merge(labels())
        .merge(photos())
        .merge(templates())
        .merge(programs())
}

fn templates() -> Routes {
    use pages::templates;
    Routes::new("places")
        .page(Method::GET, "/desk/places/{code}/templates", MANAGE, templates::list)
        .page(Method::POST, "/desk/places/{code}/templates", MANAGE, templates::adopt)
        .page(Method::POST, "/desk/places/drafts/{id}/drop", MANAGE, templates::drop)
        .api(Need::Public, api_routes!(api::templates::list))
        .api(MANAGE, api_routes!(api::templates::adopt))
}

fn photos() -> Routes {
    use pages::photos;
    const ONE: &str = "/desk/places/{code}/photos/{photo}";
    let below = |last: &str| format!("{ONE}/{last}");
    Routes::new("places")
        .page(Method::GET, "/places/{code}/photos/{photo}", Need::Public, photos::public)
        .page(Method::GET, "/desk/places/{code}/photos", MANAGE, photos::list)
        .page(Method::POST, "/desk/places/{code}/photos", MANAGE, photos::send)
        .page(Method::GET, &below("original"), MANAGE, photos::original)
        .page(Method::POST, &below("remove"), MANAGE, photos::remove)
        .page(Method::GET, ONE, RELEASE, photos::lift)
        .page(Method::POST, ONE, RELEASE, photos::release)
        .page(Method::GET, &below("preview"), RELEASE, photos::preview)
        .page(Method::POST, &below("withdraw"), RELEASE, photos::withdraw)
        .api(MANAGE, api_routes!(api::photos::add))
        .api(RELEASE, api_routes!(api::photos::release))
        .api(RELEASE, api_routes!(api::photos::withdraw))
}

fn labels() -> Routes {
    use pages::{complain, label, labels, vetting};
    Routes::new("places")
        .page(Method::GET, "/places/labels", Need::Public, labels::list)
        .page(Method::GET, "/places/{code}/complain", REPORT, complain::ask)
        .page(Method::POST, "/places/{code}/complain", REPORT, complain::send)
        .page(Method::GET, "/desk/places/vetting", LABEL, vetting::list)
        .page(Method::GET, "/desk/places/vetting/new", LABEL, vetting::fresh)
        .page(Method::POST, "/desk/places/vetting", LABEL, vetting::open)
        .page(Method::GET, "/desk/places/vetting/{id}", LABEL, vetting::show)
        .page(Method::POST, "/desk/places/vetting/{id}", LABEL, vetting::assess)
        .page(Method::GET, "/desk/places/{code}/label", MANAGE, label::show)
        .page(Method::POST, "/desk/places/{code}/pause", MANAGE, label::pause)
        .page(Method::POST, "/desk/places/{code}/resume", MANAGE, label::resume)
        .page(Method::POST, "/desk/places/{code}/remove-label", LABEL, label::remove)
        .api(Need::Public, api_routes!(api::labels::list))
        .api(LABEL, api_routes!(api::labels::assess))
        .api(MANAGE, api_routes!(api::labels::pause))
        .api(MANAGE, api_routes!(api::labels::resume))
        .api(LABEL, api_routes!(api::labels::remove))
        .api(REPORT, api_routes!(api::labels::complain))
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

/// The jobs that time does; the closure gives the declarations in force.
pub fn handlers(catalogue: impl Fn() -> Arc<Catalogue> + Send + Sync + 'static) -> Vec<Handler> {
    vec![tap::handler(), label::stand::handler(catalogue)]
}

/// What this domain does about what happens elsewhere, in the same transaction.
pub fn reaction(catalogue: impl Fn() -> Arc<Catalogue> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match event {
        Event::CaseAnswered { case, upheld } => {
            label::complain::answered(tx, &catalogue(), *case, *upheld)
        }
        _ => Ok(()),
    })
}

/// What is kept of a person goes with the person: how far their words about places went.
pub fn forgets(vault: impl Fn() -> Option<Vault> + Send + Sync + 'static) -> Reaction {
    Arc::new(move |tx, event| match (event, vault()) {
        (Event::PersonErased { person }, Some(vault)) => tap::forget(tx, &vault, *person),
        _ => Ok(()),
    })
}

/// Forgets what is past its time; for housekeeping.
///
/// # Errors
/// When the store fails.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<u64, storage::Error> {
    store::taps::forget_trust(tx)
}
