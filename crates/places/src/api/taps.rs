//! Taps by other programs, an import over the network, and what was looked for in vain.

use access::{Action, reach};
use axum::{Json, body::Bytes, extract::Path};
use nearby::{Said, Set};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, ApiJson, Problem, Signed, Visit};

use super::show::{PlaceOut, crs_of};
use crate::{
    Desk, Shelf,
    belief::About,
    import,
    pages::show::{Seen, heard},
    store::counts,
};

/// What somebody says of a place.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TapIn {
    /// `open`, `closed`, `works` or `broken`.
    says: String,
    /// Code of the amenity that works or is broken; without one it is the door.
    amenity: Option<String>,
}

/// Rows that were taken in and rows that were not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportOut {
    imported: i64,
    duplicates: i64,
    rejected: Vec<RejectedOut>,
}

/// A row to be corrected and sent again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RejectedOut {
    /// The feature's number, from 1.
    feature: u64,
    column: &'static str,
    reason: String,
}

/// Searches in vain.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DemandOut {
    /// H3 index of resolution 8.
    cell: String,
    /// Civil hour in Asia/Shanghai, 0 to 23.
    hour: i64,
    /// Codes of what was looked for, joined by `+`.
    need: String,
    searches: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Demands {
    items: Vec<DemandOut>,
}

/// Say with one word how a place is. Who says so is not kept.
#[utoipa::path(post, path = "/api/v1/places/{id}/taps", operation_id = "places_tap", tag = "places",
    request_body = TapIn, params(("id" = String, Path)),
    responses((status = 200, body = PlaceOut)))]
pub(crate) async fn tap(
    visit: Visit,
    Path(code): Path<String>,
    body: ApiJson<TapIn>,
) -> Answer<Json<PlaceOut>> {
    let said = match body.value.says.as_str() {
        "open" | "works" => Said::Works,
        "closed" | "broken" => Said::Fails,
        _ => return Err(Problem::invalid().field("says", "places-says-wrong")),
    };
    let about = body.value.amenity.map_or(About::Door, About::Amenity);
    let kept = heard(&visit, &code, about, said).await?;
    let seen = Seen::of(&visit, kept, Set::EMPTY)?;
    Ok(Json(PlaceOut::of(&seen, crs_of(&visit)?, visit.moment.now())))
}

/// Take in places from GeoJSON; properties are named like the columns of a table.
#[utoipa::path(post, path = "/api/v1/places", operation_id = "places_import", tag = "places",
    request_body(content = String, content_type = "application/geo+json"),
    params(("crs" = Option<String>, Query)),
    responses((status = 200, body = ImportOut)))]
pub(crate) async fn import(signed: Signed, body: Bytes) -> Answer<Json<ImportOut>> {
    let (desk, crs) = (Desk::of(&signed.app)?, crs_of(&signed.visit)?);
    let shelf = Shelf::of(&signed.app)?.clone();
    let within = reach(&signed.actor, Action::PlaceManage);
    let unread = |error: import::GeoJsonError| Problem::bad_request("places-geojson").cause(error);
    let table = import::geojson_table(&body).map_err(unread)?;
    let (store, moment) = (signed.app.store().clone(), signed.moment.clone());
    let stamp = signed.actor.stamp(moment.clone(), "places-import");
    let areas = (!within.everything).then_some(within.areas);
    let work = tokio::task::spawn_blocking(move || {
        let checked = import::check(&desk, table, crs, areas.as_deref(), &moment);
        let checked = checked.map_err(|fault| {
            Problem::invalid().field("columns", web::Message::Text(fault.to_string()))
        })?;
        let rejected = checked.rejected.clone();
        let tally = import::run(&store, || stamp.clone(), checked, |_| {})?;
        Ok::<_, Problem>((tally, rejected))
    });
    let (tally, rejected) = work.await.map_err(Problem::internal)??;
    shelf.refresh(&signed.app).await?;
    let told = |row: &import::Rejected| RejectedOut {
        feature: row.line.saturating_sub(1),
        column: row.reason.column,
        reason: signed.tf(row.reason.code, &[("about", row.reason.about.as_str().into())]),
    };
    Ok(Json(ImportOut {
        imported: tally.imported,
        duplicates: tally.duplicates,
        rejected: rejected.iter().map(told).collect(),
    }))
}

/// What was looked for in vain in the last 30 days, by cell and hour of the day; groups of few
/// searches are held back.
#[utoipa::path(get, path = "/api/v1/places/demand", operation_id = "places_demand", tag = "places",
    responses((status = 200, body = Demands)))]
pub(crate) async fn demand(signed: Signed) -> Answer<Json<Demands>> {
    let found = crate::pages::demand::missing(&signed).await?;
    let told = |one: counts::Missing| DemandOut {
        cell: one.cell,
        hour: one.hour,
        need: one.need,
        searches: one.searches,
    };
    Ok(Json(Demands { items: found.into_iter().map(told).collect() }))
}
