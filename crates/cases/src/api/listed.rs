//! Lists, cut by key: send `next` back as `after`.

use access::{Action, reach};
use axum::{Json, response::IntoResponse as _};
use contracts::CaseId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Cursor, Message, Problem, Signed, Visit};

use super::model::{CaseOut, LineOut};
use crate::{
    pages::shared::{Names, desk},
    search,
    store::{
        lists::{self, After, Filter, Line, Part},
        mine::{self, Show},
    },
};

const LIMIT: usize = 50;
const LIMIT_MAX: usize = 200;

/// Where the next page begins.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place(i64, CaseId);

impl From<Place> for After {
    fn from(Place(key, id): Place) -> Self {
        Self { key, id }
    }
}

/// A page of one's own cases.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CasePage {
    items: Vec<CaseOut>,
    /// Send it as `after`; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A page of the staff's list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LinePage {
    items: Vec<LineOut>,
    /// Send it as `after`; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// One's own cases, newest first.
#[utoipa::path(get, path = "/api/v1/cases/mine", tag = "cases",
    params(("show" = Option<String>, Query, description = "all, awaiting, open or ended"),
        ("limit" = Option<usize>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = CasePage)))]
pub(super) async fn mine(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let show = known(&signed, "show", Show::parse)?.unwrap_or_default();
    let (limit, after) = page(&signed)?;
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| mine::page(db, person, show, after, limit + 1));
    let (found, next) =
        cut(read.await?, limit, |kept| Place(kept.case.created_at.micros(), kept.id));
    let names = Names::new(&signed, &desk);
    let items = found.iter().map(|kept| CaseOut::of(names, kept.id, &kept.case)).collect();
    Ok(Json(CasePage { items, next }).into_response())
}

/// Cases within the reader's reach: open parts by deadline, the others newest first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "staff",
    params(("part" = Option<String>, Query, description = "open, new, overdue, awaiting, closed or all"),
        ("matter" = Option<String>, Query), ("owner" = Option<String>, Query),
        ("area" = Option<String>, Query, description = "the area and all below it"),
        ("q" = Option<String>, Query, description = "a number, or words"),
        ("limit" = Option<usize>, Query), ("after" = Option<String>, Query)),
    responses((status = 200, body = LinePage)))]
pub(super) async fn list(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let mut filter = Filter {
        part: known(&signed, "part", Part::parse)?.unwrap_or_default(),
        matter: signed.query.get("matter").map(ToOwned::to_owned),
        owner: known(&signed, "owner", |text| text.parse().ok())?,
        area: known(&signed, "area", |text| AreaCode::parse(text).ok())?,
        among: None,
    };
    let (limit, after) = page(&signed)?;
    let reach = reach(&signed.actor, Action::CaseList);
    let words = signed.query.get("q").map(ToOwned::to_owned);
    let now = signed.moment.now();
    let part = filter.part;
    let read = signed.app.store().read(move |db| {
        if let Some(words) = words {
            filter.among = Some(search::find(db, &words)?);
        }
        lists::page(db, &filter, &reach, now, after, limit + 1)
    });
    let (found, next) = cut(read.await?, limit, |line: &Line| {
        let key = if part.is_by_deadline() { line.due_at } else { Some(line.created_at) };
        Place(key.map_or(0, kernel::Timestamp::micros), line.id)
    });
    let names = Names::new(&signed, &desk);
    let items = found.iter().map(|line| LineOut::of(names, line)).collect();
    Ok(Json(LinePage { items, next }).into_response())
}

/// A parameter that must be one of the known.
fn known<T>(visit: &Visit, name: &str, read: impl Fn(&str) -> Option<T>) -> Answer<Option<T>> {
    let Some(text) = visit.query.get(name) else { return Ok(None) };
    let wrong = || Problem::invalid().field(name, Message::key("field-unreadable"));
    read(text).map(Some).ok_or_else(wrong)
}

fn page(visit: &Visit) -> Answer<(usize, Option<After>)> {
    let limit = known(visit, "limit", |text| text.parse::<usize>().ok())?.unwrap_or(LIMIT);
    Ok((limit.clamp(1, LIMIT_MAX), visit.cursor::<Place>("after")?.map(Into::into)))
}

/// The page without the row that only showed that there is more.
fn cut<T>(mut rows: Vec<T>, limit: usize, place: impl Fn(&T) -> Place) -> (Vec<T>, Option<String>) {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| Cursor(place(last)).encode());
    (rows, next)
}
