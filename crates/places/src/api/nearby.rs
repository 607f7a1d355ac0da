//! What is near: the one request that riders' phones and other programs make all day. It asks no
//! database and puts its answer together from pieces that were made when a place was read.

use std::fmt::Write as _;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use kernel::count::round;
use nearby::Hit;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, App, Message, Problem};

use crate::{
    Shelf,
    import::Crs,
    search::{Asked, Unread},
    shelf::Card,
};

/// A place that was found; in the order of distance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Near {
    /// What the place is called by people and programs.
    #[schema(example = "P7K3M9QX")]
    id: String,
    /// Great-circle metres.
    metres: f64,
    /// Code of the kind.
    #[schema(example = "station")]
    kind: String,
    name: String,
    /// Degrees in `crs`.
    lon: f64,
    lat: f64,
    /// `wgs84` unless another datum was asked for.
    crs: String,
    /// How sure it is that one finds it open and working: `certain`, `likely`, `uncertain`,
    /// `closed`.
    state: String,
}

impl From<Unread> for Problem {
    fn from(unread: Unread) -> Self {
        Self::invalid().field(unread.name, Message::key(unread.code).arg("about", unread.about))
    }
}

/// The nearest places that are open and have what is asked for, nearest first.
#[utoipa::path(get, path = "/api/v1/places/nearby", operation_id = "places_nearby", tag = "places",
    params(
        ("lon" = f64, Query, description = "Degrees east, in `crs`"),
        ("lat" = f64, Query, description = "Degrees north, in `crs`"),
        ("k" = Option<usize>, Query, description = "How many, 20 by default, 200 at most"),
        ("amenities" = Option<String>, Query, description = "All of these: `toilet,water`"),
        ("kind" = Option<String>, Query, description = "One of these: `station,toilet`"),
        ("voltage" = Option<u16>, Query, description = "Volts of the battery to be swapped"),
        ("group" = Option<String>, Query, description = "Groups that one belongs to, for shared slots: `rider`"),
        ("open_at" = Option<String>, Query, description = "RFC 3339; now by default"),
        ("open" = Option<String>, Query, description = "`any` for closed ones too"),
        ("reach" = Option<u32>, Query, description = "Nothing farther than so many metres"),
        ("crs" = Option<String>, Query, description = "`wgs84`, `gcj02` or `bd09`, in and out"),
    ),
    responses((status = 200, body = Vec<Near>)))]
pub(crate) async fn nearby(State(app): State<App>, RawQuery(raw): RawQuery) -> Answer {
    let (shelf, catalogue) = (Shelf::of(&app)?, app.catalogue());
    let (rules, now) = (catalogue.places(), app.clock().now());
    let asked = Asked::read(raw.as_deref().unwrap_or_default(), rules, now)?;
    let view = shelf.view();
    let hits = asked.find(&view, shelf, rules, now);
    let when = view.calendar().when(asked.query.at);
    let mut body = String::with_capacity(fetched(&hits) + 32 * hits.len() + 2);
    body.push('[');
    for (position, hit) in hits.iter().enumerate() {
        if position > 0 {
            body.push(',');
        }
        write_hit(&mut body, &asked, hit, when);
    }
    body.push(']');
    Ok(json(body))
}

/// Bytes of what is told of these. They lie scattered in memory: reading a byte of each line of it
/// here lets the processor fetch them all at once, where copying would wait for one after the other.
fn fetched(hits: &[Hit<'_, Card>]) -> usize {
    const LINE: usize = 64;
    let pieces =
        || hits.iter().map(|hit| hit.spot.about.told()).flat_map(|(head, tail)| [head, tail]);
    let lines = pieces().flat_map(|text| text.as_bytes().iter().step_by(LINE));
    std::hint::black_box(lines.fold(0, |mixed, byte| mixed ^ byte));
    pieces().map(str::len).sum()
}

/// JSON that is there already.
pub(super) fn json(body: String) -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn write_hit(body: &mut String, asked: &Asked, hit: &Hit<'_, Card>, when: nearby::When) {
    let card = &hit.spot.about;
    let (head, tail) = card.told();
    body.push_str(head);
    let tenths = round(hit.metres * 10.0);
    // Writing to a String cannot fail.
    let _ = write!(body, "{}.{}", tenths / 10, tenths % 10);
    if asked.crs == Crs::Wgs84 {
        body.push_str(tail);
    } else {
        body.push_str(&card.tail_in(hit.spot.point, asked.crs));
    }
    body.push_str(asked.word(hit, when).name());
    body.push_str("\"}");
}
