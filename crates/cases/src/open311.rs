//! Open311 GeoReport v2: other programs read what is public and hand cases in.
//!
//! Invariant: nothing leaves here that the public page would not show: no reporter, no wording that
//! nobody released, no private or sensitive matter at all.
//! Invariant: a document's JSON and XML are written from one and the same value.

mod answer;
mod discovery;
mod element;
mod format;
pub mod keys;
mod locate;
mod node;
mod params;
mod read;
mod send;
mod sent;
mod services;
mod store;
mod updates;

use axum::http::Method;
use catalogue::{Matter, Visibility};
use web::{Need, Routes};

use format::Format;

/// Where the endpoint is.
const BASE: &str = "/open311/v2";

/// Every address of the endpoint; anybody may come in, and writing asks for a key.
pub(crate) fn routes() -> Routes {
    let table = Routes::new("cases")
        .page(Method::GET, "/open311/v2/services/{file}", Need::Public, services::one)
        .page(Method::GET, "/open311/v2/requests/{file}", Need::Public, read::one)
        .page(Method::GET, "/open311/v2/tokens/{file}", Need::Public, read::token);
    Format::ALL.into_iter().fold(table, |table, format| {
        let at = |name: &str| format!("{BASE}/{name}.{}", format.ending());
        let discovery = format!("/open311/discovery.{}", format.ending());
        table
            .page(Method::GET, &discovery, Need::Public, async move |visit| {
                discovery::show(format, &visit)
            })
            .page(Method::GET, &at("discovery"), Need::Public, async move |visit| {
                discovery::show(format, &visit)
            })
            .page(Method::GET, &at("services"), Need::Public, async move |visit| {
                services::list(format, &visit)
            })
            .page(Method::GET, &at("requests"), Need::Public, move |visit| {
                read::list(format, visit)
            })
            .page(Method::POST, &at("requests"), Need::Public, move |visit, request| {
                send::request(format, visit, request)
            })
            .page(Method::GET, &at("servicerequestupdates"), Need::Public, move |visit| {
                updates::list(format, visit)
            })
            .page(
                Method::POST,
                &at("servicerequestupdates"),
                Need::Public,
                move |visit, request| updates::send(format, visit, request),
            )
    })
}

/// Whether other programs may know of this kind of matter at all. What is private or handled
/// behind closed doors is told to Yilu by the person alone.
fn is_offered(matter: &Matter) -> bool {
    matter.visibility != Visibility::Private && !matter.sensitive
}
