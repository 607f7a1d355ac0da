//! What both bare engines are told.

use serde::Deserialize;

use crate::rows::Texts;

#[derive(Deserialize)]
pub struct Bare {
    /// A path for SQLite, a URL for PostgreSQL; what is there is overwritten.
    pub store: String,
    pub clients: usize,
    pub seconds: f64,
    #[serde(default = "one")]
    pub warm_seconds: f64,
    /// Texts of a true report; made-up ones when absent.
    #[serde(default)]
    pub texts: Texts,
}

fn one() -> f64 {
    1.0
}
