//! Service requests as anybody may read them.

use axum::{extract::Path, response::Response};
use kernel::case_number;
use web::Visit;

use super::{
    answer::{Refused, Said, answer},
    element,
    format::Format,
    is_offered,
    node::Node,
    params::Params,
    store::{self, Wanted},
};
use crate::{
    Desk,
    case::Case,
    pages::shared::{Names, desk},
    state::State,
};

/// The longest span of a list, in days, and the most of it at once.
const DAYS_MAX: i64 = 90;
const ROWS_MAX: usize = 1_000;
const PAGES_MAX: usize = 100;

/// `GET /open311/v2/requests.F`
pub(super) async fn list(format: Format, visit: Visit) -> Response {
    answer(format, "service_requests", listed(&visit).await)
}

/// `GET /open311/v2/requests/{service_request_id}.F`
pub(super) async fn one(visit: Visit, Path(file): Path<String>) -> Response {
    let (typed, format) = Format::split(&file).unwrap_or((&file, Format::Json));
    answer(format, "service_requests", by_ids(&visit, &[typed]).await)
}

/// `GET /open311/v2/tokens/{token}.F`: a number is given at once, so a token is the number.
pub(super) async fn token(visit: Visit, Path(file): Path<String>) -> Response {
    let (typed, format) = Format::split(&file).unwrap_or((&file, Format::Json));
    answer(format, "service_requests", resolved(&visit, typed).await)
}

async fn resolved(visit: &Visit, typed: &str) -> Said {
    Params::query(visit).jurisdiction()?;
    let desk = consulted(visit)?;
    let found = find(visit, &desk, typed).await?;
    let args = [("id", typed.to_owned().into())];
    let case = found.ok_or_else(|| Refused::absent(visit, "open311-no-token", &args))?;
    let number = || Node::text(&case.number);
    let request = Node::Map(vec![("service_request_id", number()), ("token", number())]);
    Ok(Node::List("request", vec![request]))
}

async fn listed(visit: &Visit) -> Said {
    let params = Params::query(visit);
    params.jurisdiction()?;
    let ids = params.list("service_request_id");
    if !ids.is_empty() {
        return by_ids(visit, &ids).await;
    }
    let desk = consulted(visit)?;
    let wanted = wanted(&params, &desk)?;
    let read = visit.app.store().read(move |db| store::list(db, &wanted)).await;
    let found = read.map_err(|error| Refused::store(visit, error))?;
    let names = Names::new(visit, &desk);
    let requests = found.iter().map(|kept| element::request(names, &kept.case));
    Ok(Node::List("request", requests.collect()))
}

/// These overrule every other parameter.
async fn by_ids(visit: &Visit, ids: &[&str]) -> Said {
    Params::query(visit).jurisdiction()?;
    let desk = consulted(visit)?;
    let names = Names::new(visit, &desk);
    let mut requests = Vec::new();
    for typed in ids.iter().take(ROWS_MAX) {
        let found = find(visit, &desk, typed).await?;
        requests.extend(found.map(|case| element::request(names, &case)));
    }
    if requests.is_empty() {
        let args = [("id", ids.join(", ").into())];
        return Err(Refused::absent(visit, "open311-no-request", &args));
    }
    Ok(Node::List("request", requests))
}

async fn find(visit: &Visit, desk: &Desk, typed: &str) -> Said<Option<Case>> {
    let Some(number) = case_number::normalise(typed) else { return Ok(None) };
    let read = visit.app.store().read(move |db| store::by_number(db, &number)).await;
    let found = read.map_err(|error| Refused::store(visit, error))?;
    Ok(found.filter(|case| desk.catalogue.matter(&case.matter).is_some_and(is_offered)))
}

fn wanted(params: &Params<'_>, desk: &Desk) -> Said<Wanted> {
    let visit = params.visit;
    let codes = params.list("service_code");
    let matters: Vec<String> = if codes.is_empty() {
        let offered = desk.catalogue.matters().iter().filter(|matter| is_offered(matter));
        offered.map(|matter| matter.code.clone()).collect()
    } else {
        let known = codes.iter().map(|code| super::services::matter(visit, &desk.catalogue, code));
        known.map(|matter| Ok(matter?.code.clone())).collect::<Said<_>>()?
    };
    let limit = params.number("page_size", ROWS_MAX)?.unwrap_or(ROWS_MAX);
    let page = params.number("page", PAGES_MAX)?.unwrap_or(1);
    let (from, to) = span(params)?;
    let offset = limit.saturating_mul(page.saturating_sub(1));
    Ok(Wanted { from, to, matters, states: states(params)?, limit, offset })
}

fn states(params: &Params<'_>) -> Said<Vec<State>> {
    let mut closed = Vec::new();
    for word in params.list("status") {
        closed.push(match word {
            "open" => false,
            "closed" => true,
            other => {
                let args = [("status", other.to_owned().into())];
                return Err(Refused::wrong(params.visit, "open311-no-status", &args));
            }
        });
    }
    if closed.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = |state: &State| closed.contains(&element::is_closed(*state));
    Ok(State::ALL.into_iter().filter(wanted).collect())
}

/// The last ninety days, or whatever ninety days were asked for.
fn span(params: &Params<'_>) -> Said<(kernel::Timestamp, kernel::Timestamp)> {
    let now = params.visit.moment.now();
    let (from, to) = match (params.time("start_date")?, params.time("end_date")?) {
        (None, None) => (now.plus_days(-DAYS_MAX), now),
        (Some(from), None) => (from, from.plus_days(DAYS_MAX)),
        (None, Some(to)) => (to.plus_days(-DAYS_MAX), to),
        (Some(from), Some(to)) => (from, to),
    };
    if to < from || from.plus_days(DAYS_MAX) < to {
        let args = [("n", DAYS_MAX.into())];
        return Err(Refused::wrong(params.visit, "open311-span", &args));
    }
    Ok((from, to))
}

/// What every use case consults.
pub(super) fn consulted(visit: &Visit) -> Said<Desk> {
    desk(&visit.app).map_err(|problem| Refused::problem(visit, &problem))
}
