//! The public pages and their figures as JSON.

mod case;
mod overview;

use axum::Json;
use kernel::{AreaCode, Timestamp, count};
use serde::Serialize;
use storage::Db;
use utoipa::ToSchema;
use web::{Answer, App, Visit};

pub use case::case;
pub use overview::overview;

use crate::figures::{self, Counts, Days, Scope};

/// How far back the public page looks.
const DAYS_BACK: i64 = 365;

/// The public figures as a program reads them. Rates are shares between 0 and 1; null where there
/// is nothing to count.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicFigures {
    /// RFC 3339: the cases counted were reported from here
    pub from: String,
    /// to here.
    pub to: String,
    pub reported: i64,
    /// Without withdrawn and out of scope.
    pub counted: i64,
    /// 办结: the handler's answer stands.
    pub closed_by_handler: i64,
    /// 确认解决: the worker says that it is solved.
    pub confirmed: i64,
    /// Closed by the handler, and the worker has said nothing.
    pub silent: i64,
    pub handler_rate: Option<f64>,
    pub confirmed_rate: Option<f64>,
    pub median_days_to_answer: Option<f64>,
    pub p90_days_to_answer: Option<f64>,
}

/// Public figures of the last year: two closing rates, kept apart, and how long answers took.
#[utoipa::path(get, path = "/api/v1/public/figures", tag = "insight",
    responses((status = 200, body = PublicFigures)))]
pub async fn api(visit: Visit) -> Answer<Json<PublicFigures>> {
    let scope = scope(&visit.app, visit.moment.now());
    let asked = scope.clone();
    let (counts, days) = visit.app.store().read(move |db| totals(db, &asked)).await?;
    Ok(Json(PublicFigures {
        from: scope.from.rfc3339(),
        to: scope.to.rfc3339(),
        reported: counts.reported,
        counted: counts.counted,
        closed_by_handler: counts.closed_by_handler,
        confirmed: counts.confirmed,
        silent: counts.silent,
        handler_rate: counts.handler_rate(),
        confirmed_rate: counts.confirmed_rate(),
        median_days_to_answer: days.median,
        p90_days_to_answer: days.p90,
    }))
}

/// The whole deployment over the last year, down to the whole minute so that answers agree.
fn scope(app: &App, now: Timestamp) -> Scope {
    let to = Timestamp::from_seconds((now.seconds() / 60 + 1) * 60);
    let area: AreaCode = app.catalogue().city().area;
    Scope { from: to.plus_days(-DAYS_BACK), to, area, source: None }
}

fn totals(db: &mut Db<'_>, scope: &Scope) -> Result<(Counts, Days), storage::Error> {
    Ok((figures::counts(db, scope)?, figures::days(db, scope)?))
}

/// `94.0 %`, or a dash where there is nothing to count.
fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(
        || "–".to_owned(),
        |rate| {
            let tenths = count::round(rate * 1_000.0);
            format!("{}.{} %", tenths / 10, tenths % 10)
        },
    )
}

/// `11.2`, or a dash.
fn decimal(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"))
}
