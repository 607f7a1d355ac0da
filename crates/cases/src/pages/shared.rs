//! What the pages of workers and those of clerks have in common.

pub mod collective;
pub mod facts;
pub mod fields;
pub mod gallery;
pub mod history;
pub mod holding;
pub mod joint;
pub mod mediation;
pub mod merged;
pub mod money;
pub mod names;
pub mod photo;
pub mod refuse;
pub mod results;
pub mod state;

use std::sync::Arc;

use contracts::Units;
use web::{Answer, App, Problem};

pub use names::Names;

use crate::Desk;

/// Who reads: some things are for the staff's eyes only, and nobody but the worker is "you".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    Worker,
    Staff,
}

/// What every use case consults, as it stands for this request.
///
/// # Errors
/// 500 when the binary hung no [`Units`] on the app.
pub fn desk(app: &App) -> Answer<Desk> {
    let units = app.get::<Arc<dyn Units>>();
    let units = units.ok_or_else(|| Problem::internal("no units are hung on the app"))?;
    Ok(Desk {
        catalogue: app.catalogue(),
        calendar: app.calendar(),
        areas: app.areas(),
        units: Arc::clone(units),
    })
}
