//! The bare server: `GET /near?q=N`.

use std::{fmt::Write as _, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use rstar::RTree;
use serde::Deserialize;

use super::{
    bare::{self, Point},
    table::{self, Query},
};
use crate::Outcome;

#[derive(Deserialize)]
pub struct Serve {
    pub folder: PathBuf,
    pub port: u16,
    /// Threads that serve.
    pub threads: usize,
}

struct Known {
    tree: RTree<Point>,
    queries: Vec<Query>,
}

/// Serves until it is ended.
pub fn serve(plan: &Serve) -> Outcome<()> {
    let (places, queries) = (table::places(&plan.folder)?, table::queries(&plan.folder)?);
    let known = Arc::new(Known { tree: bare::tree(&places), queries });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(plan.threads)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let app = Router::new().route("/near", get(near)).with_state(known);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", plan.port)).await?;
        Ok(axum::serve(listener, app).await?)
    })
}

async fn near(State(known): State<Arc<Known>>, RawQuery(query): RawQuery) -> Response {
    let number = query.as_deref().and_then(|query| query.strip_prefix("q="));
    let number: usize = number.and_then(|number| number.parse().ok()).unwrap_or(0);
    let mut found = Vec::with_capacity(20);
    if let Some(query) = known.queries.get(number) {
        bare::nearest(&known.tree, query, 20, &mut found);
    }
    let mut body = String::with_capacity(1_024);
    let mut mark = '[';
    for (number, metres) in &found {
        // Writing to a string does not fail.
        let _ = write!(body, "{mark}{{\"id\":{number},\"metres\":{metres:.1}}}");
        mark = ',';
    }
    body.push_str(if found.is_empty() { "[]" } else { "]" });
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], body).into_response()
}
