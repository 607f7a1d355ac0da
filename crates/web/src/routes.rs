//! The one table of routes: address, who may come in, handler.

mod document;
mod gate;
mod need;
mod serve;

use axum::{
    http::Method,
    routing::{MethodFilter, MethodRouter, on},
};
use utoipa::openapi::{RefOr, path::Paths, schema::Schema};
use utoipa_axum::router::UtoipaMethodRouter;

pub use document::OpenApiText;
pub use gate::SIGN_IN_PATH;
pub use need::Need;

use crate::app::App;

/// One line of the table.
#[derive(Debug, Clone)]
pub struct RouteInfo {
    pub method: Method,
    /// As axum writes it: `/cases/{id}`.
    pub path: String,
    pub need: Need,
    /// Answers JSON and stands in the OpenAPI document.
    pub api: bool,
    /// The crate that declared it.
    pub owner: &'static str,
}

/// Routes of one crate or, merged, of the whole program. There is no other way to mount a handler,
/// so [`Routes::inventory`] is complete.
#[must_use]
pub struct Routes {
    owner: &'static str,
    infos: Vec<RouteInfo>,
    handlers: Vec<Mounted>,
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

struct Mounted {
    path: String,
    need: Need,
    handler: MethodRouter<App>,
}

impl Routes {
    /// An empty table of the crate `owner`.
    pub fn new(owner: &'static str) -> Self {
        Self {
            owner,
            infos: Vec::new(),
            handlers: Vec::new(),
            paths: Paths::new(),
            schemas: Vec::new(),
        }
    }

    /// A page, or the form behind it. GET answers HEAD too.
    ///
    /// # Panics
    /// When the method is none that axum routes: a mistake in the table that any start shows.
    pub fn page<H, T>(mut self, method: Method, path: &str, need: Need, handler: H) -> Self
    where
        H: axum::handler::Handler<T, App>,
        T: 'static,
    {
        let filter = filter(&method);
        self.infos.push(self.info(method, path, need, false));
        self.handlers.push(Mounted { path: path.to_owned(), need, handler: on(filter, handler) });
        self
    }

    /// An operation of the API: `.api(need, routes!(handler))`. Path, method and document come
    /// from the handler's `#[utoipa::path]`.
    pub fn api(mut self, need: Need, route: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, handler) = route;
        for (path, item) in &paths.paths {
            for method in document::methods(item) {
                self.infos.push(self.info(method, path, need, true));
            }
            self.handlers.push(Mounted { path: path.clone(), need, handler: handler.clone() });
        }
        document::add(&mut self.paths, paths, need);
        self.schemas.extend(schemas);
        self
    }

    /// Takes the routes of another crate in.
    pub fn merge(mut self, other: Self) -> Self {
        self.infos.extend(other.infos);
        self.handlers.extend(other.handlers);
        document::join(&mut self.paths, other.paths);
        self.schemas.extend(other.schemas);
        self
    }

    /// Every route there is.
    pub fn inventory(&self) -> &[RouteInfo] {
        &self.infos
    }

    fn info(&self, method: Method, path: &str, need: Need, api: bool) -> RouteInfo {
        RouteInfo { method, path: path.to_owned(), need, api, owner: self.owner }
    }
}

#[expect(clippy::panic, reason = "a wrong table must not start")]
fn filter(method: &Method) -> MethodFilter {
    MethodFilter::try_from(method.clone())
        .unwrap_or_else(|_| panic!("the table names {method}, which cannot be routed"))
}
