//! From the table to a router.

use axum::{Router, middleware::from_fn_with_state};

use super::{
    OpenApiText, Routes,
    gate::{Door, gate},
};
use crate::{app::App, guard};

impl Routes {
    /// The router with every door and layer in place. `self` should hold [`crate::routes()`], the
    /// addresses that this crate serves itself.
    ///
    /// # Panics
    /// When two routes claim one method and path: a mistake in the tables that any start shows.
    pub fn into_router(self, app: App) -> Router {
        let document = OpenApiText::of(&self.openapi());
        let mut router = Router::new();
        for mounted in self.handlers {
            let door = Door { app: app.clone(), need: mounted.need };
            let handler = mounted.handler.route_layer(from_fn_with_state(door, gate));
            router = router.route(&mounted.path, handler);
        }
        guard::around(router.with_state(app.clone()), app, document)
    }
}
