//! The public pages and their figures as JSON.

mod case;
mod checked;
mod overview;
pub mod results;

use axum::Json;
use kernel::{AreaCode, Timestamp, count};
use serde::Serialize;
use storage::Db;
use utoipa::ToSchema;
use web::{Answer, App, Visit};

pub use case::case;
pub use overview::overview;

use crate::{
    checks::{self, Checked},
    figures::{self, Counts, Days, Scope},
};

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
    /// The newest closed check on the spot; absent while there is none.
    pub checked: Option<CheckedFigures>,
}

/// What a check on the spot found: cases drawn by lot from those closed in a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckedFigures {
    pub from: String,
    pub to: String,
    /// Closed cases that could be drawn.
    pub population: i64,
    pub drawn: i64,
    /// Decided by a majority of those who looked.
    pub checks: i64,
    /// The share of false closings, with its 95 % interval.
    pub false_share: f64,
    pub low: f64,
    pub high: f64,
    /// `handler_rate` less the false closings, with its interval.
    pub corrected_rate: Option<f64>,
    pub corrected_low: Option<f64>,
    pub corrected_high: Option<f64>,
}

impl CheckedFigures {
    fn of(checked: &Checked, handler_rate: Option<f64>) -> Self {
        let corrected = handler_rate.map(|rate| checked.share.taken_off(rate));
        Self {
            from: checked.from.rfc3339(),
            to: checked.to.rfc3339(),
            population: checked.share.population,
            drawn: checked.drawn,
            checks: checked.share.sample,
            false_share: checked.share.share,
            low: checked.share.low,
            high: checked.share.high,
            corrected_rate: corrected.map(|it| it.0),
            corrected_low: corrected.map(|it| it.1),
            corrected_high: corrected.map(|it| it.2),
        }
    }
}

/// Public figures of the last year: two closing rates, kept apart, and how long answers took.
#[utoipa::path(get, path = "/api/v1/public/figures", tag = "insight",
    responses((status = 200, body = PublicFigures)))]
pub async fn api(visit: Visit) -> Answer<Json<PublicFigures>> {
    let scope = scope(&visit.app, visit.moment.now());
    let asked = scope.clone();
    let k = k(&visit.app);
    let read = visit.app.store().read(move |db| {
        let (counts, days) = totals(db, &asked)?;
        Ok::<_, storage::Error>((counts, days, checks::newest(db, &asked.area, k, 1)?))
    });
    let (counts, days, checked) = read.await?;
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
        checked: checked.first().map(|one| CheckedFigures::of(one, counts.handler_rate())),
    }))
}

/// No figure is shown about fewer.
fn k(app: &App) -> i64 {
    i64::from(app.catalogue().city().privacy.group_min)
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
