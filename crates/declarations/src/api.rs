//! The calendar and the log for programs.

use axum::{
    Json,
    http::header,
    response::{IntoResponse as _, Response},
};
use credential::Hash;
use kernel::Day;
use serde::{Deserialize, Serialize};
use storage::{Db, Error, journal};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Message, Need, PathId, Problem, Routes, Signed, Visit, api_routes};

use crate::{calendar, pages::work};

/// The operations of this domain.
pub fn routes() -> Routes {
    Routes::new("declarations")
        .api(Need::Public, api_routes!(year))
        .api(Need::May(access::Action::CalendarImport), api_routes!(put_year))
        .api(Need::Public, api_routes!(checkpoint))
        .api(Need::Public, api_routes!(consistency))
}

/// A year of the work calendar on which deadlines run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarYear)]
struct YearBody {
    year: i16,
    /// The days that differ from their weekday, in order; those of the December before belong to
    /// the year.
    days: Vec<DayBody>,
}

/// A holiday, or a workday swapped for one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarDay)]
struct DayBody {
    #[schema(value_type = String, format = Date)]
    date: Day,
    #[schema(example = "春节")]
    name: String,
    is_off_day: bool,
}

/// Holidays and swapped workdays of a year; 404 while its table is not known.
#[utoipa::path(get, path = "/api/v1/calendar/{year}", tag = "calendar",
    params(("year" = i16, Path)), responses((status = 200, body = YearBody)))]
async fn year(visit: Visit, PathId(year): PathId<i16>) -> Answer<Json<YearBody>> {
    if visit.app.calendar().knows(year) {
        Ok(Json(body(&visit, year)))
    } else {
        Err(Problem::not_found())
    }
}

fn body(visit: &Visit, year: i16) -> YearBody {
    let days = calendar::marked(&visit.app.calendar(), year).into_iter();
    let days =
        days.map(|one| DayBody { date: one.day, name: one.mark.holiday, is_off_day: one.mark.off });
    YearBody { year, days: days.collect() }
}

/// A year's table.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewCalendarYear)]
struct TableBody {
    /// Columns `date,name,is_off_day`; 1 is a day off, 0 a swapped workday.
    #[schema(example = "date,name,is_off_day\n2027-01-01,元旦,1\n")]
    csv: String,
}

/// Replaces a year's table; earlier ones are kept. Each fault names its line.
#[utoipa::path(put, path = "/api/v1/calendar/{year}", tag = "calendar", request_body = TableBody,
    params(("year" = i16, Path)), responses((status = 200, body = YearBody)))]
async fn put_year(
    signed: Signed,
    PathId(year): PathId<i16>,
    sent: ApiJson<TableBody>,
) -> Answer<Json<YearBody>> {
    let csv = sent.value.csv;
    let found = calendar::year_of(&csv).map_err(|error| work::faults(&signed, &error))?;
    if found != year {
        let other = Message::key("declarations-other-year").arg("year", found.to_string());
        return Err(Problem::invalid().field("csv", other));
    }
    work::import(&signed, csv).await?;
    Ok(Json(body(&signed, year)))
}

/// The newest signed checkpoint of the log, as a signed note; 404 before the first.
#[utoipa::path(get, path = "/api/v1/log/checkpoint", tag = "log",
    responses((status = 200, content_type = "text/plain", body = String)))]
async fn checkpoint(visit: Visit) -> Answer<Response> {
    let latest = visit.app.store().read(journal::latest_checkpoint).await?;
    let (_, note) = latest.ok_or_else(Problem::not_found)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

/// That a log continues an earlier one (RFC 9162, section 2.1.4).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConsistencyProof)]
struct ProofBody {
    from: u64,
    to: u64,
    /// SHA-256, base64 each; empty when `from` is 0 or equals `to`.
    #[schema(value_type = Vec<String>)]
    proof: Vec<Hash>,
}

/// Proof between the sizes of two checkpoints, for auditors who kept the earlier one.
#[utoipa::path(get, path = "/api/v1/log/consistency", tag = "log",
    params(
        ("from" = u64, Query, description = "Size of the earlier checkpoint"),
        ("to" = Option<u64>, Query, description = "Size of the later one; the newest unless told"),
    ),
    responses((status = 200, body = ProofBody)))]
async fn consistency(visit: Visit) -> Answer<Json<ProofBody>> {
    let size = |field: &'static str| {
        let text = visit.query.get(field);
        text.map(|text| text.parse::<u64>().map_err(|_| unfit(field))).transpose()
    };
    let from = size("from")?.ok_or_else(|| unfit("from"))?;
    let to = size("to")?;
    let work = move |db: &mut Db<'_>| {
        let latest = journal::latest_checkpoint(db)?.map_or(0, |(size, _)| size);
        let latest = u64::try_from(latest).unwrap_or_default();
        let to = to.unwrap_or(latest);
        // What is not signed yet is not promised yet.
        if from > to || to > latest {
            return Ok(None);
        }
        Ok::<_, Error>(Some(ProofBody { from, to, proof: journal::consistency(db, from, to)? }))
    };
    let found = visit.app.store().read(work).await?;
    found.map(Json).ok_or_else(|| unfit("to"))
}

fn unfit(field: &'static str) -> Problem {
    Problem::invalid().field(field, "declarations-log-sizes")
}
