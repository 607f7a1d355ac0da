#![doc = include_str!("../README.md")]

pub mod app;
pub mod fixed;
mod guard;
pub mod input;
pub mod photos;
pub mod problem;
pub mod routes;
#[cfg(feature = "testing")]
pub mod testing;
pub mod visit;
pub mod words;

pub use app::{App, Settings};
pub use fixed::routes;
pub use input::{ApiJson, Form, IdempotencyKey, MultipartForm, PathId};
pub use problem::{Answer, Message, Problem};
pub use routes::{Need, RouteInfo, Routes};
pub use utoipa_axum::routes as api_routes;
pub use visit::{Cursor, Look, SetCookie, Signed, Visit, safe_path, see_other};
