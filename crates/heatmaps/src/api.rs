//! The same for programs: releases with their promises, cells as GeoJSON.

use access::Actor;
use axum::{Json, http::header, response::IntoResponse as _};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use web::{Answer, App, Message, Problem, Signed};

use crate::{
    layer::Spot,
    pages::{View, Wanted, look},
    sight::Sight,
    store,
};

/// A release and what it promises.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseOut {
    id: String,
    /// Who handed it in.
    source: String,
    /// Of the H3 grid: 8, 9 or 10.
    resolution: u8,
    /// What an hour counts: `week` (168, from Monday midnight), `day` (24) or `whole` (1).
    #[schema(value_type = String)]
    hours: heat::Fold,
    /// First and last day, Asia/Shanghai.
    from: Option<String>,
    until: Option<String>,
    epsilon: Option<String>,
    delta: Option<String>,
    /// No figure is about fewer workers.
    k: Option<u32>,
    /// The least weight that is shown.
    threshold: Option<i64>,
    occupations: Vec<String>,
    /// SHA-256 of the guarantee.
    digest: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Releases {
    items: Vec<ReleaseOut>,
}

/// The releases that the reader may look at, the newest first.
#[utoipa::path(get, path = "/api/v1/heat/releases", operation_id = "heat_releases", tag = "heat",
    responses((status = 200, body = Releases)))]
pub(crate) async fn releases(signed: Signed) -> Answer<Json<Releases>> {
    let sight = Sight::of(&signed.actor, signed.app.catalogue().city().area);
    let read = signed.app.store().read(move |db| {
        let mut items = Vec::new();
        for held in sight.releases(db)? {
            let told = held.guarantee;
            items.push(ReleaseOut {
                id: held.id.to_string(),
                occupations: store::occupations(db, held.id)?,
                source: held.source,
                resolution: told.resolution,
                hours: told.hours,
                from: told.period.map(|days| days.from.to_string()),
                until: told.period.map(|days| days.until.to_string()),
                epsilon: told.privacy.map(|privacy| privacy.epsilon.to_string()),
                delta: told.privacy.map(|privacy| privacy.delta.to_string()),
                k: told.privacy.map(|privacy| privacy.k),
                threshold: told.threshold,
                digest: told.digest,
            });
        }
        Ok::<_, storage::Error>(items)
    });
    Ok(Json(Releases { items: read.await? }))
}

/// The cells of a release as GeoJSON: `weight` is a noisy count of workers, of worker-hours with
/// `hour=all`. Cells that are not there have too few workers or none.
#[utoipa::path(get, path = "/api/v1/heat/cells", operation_id = "heat_cells", tag = "heat",
    params(
        ("release" = Option<String>, Query, description = "Its id; the newest by default"),
        ("hour" = Option<String>, Query, description = "An hour of the release from 0, or `all`; the busiest by default"),
        ("occupation" = Option<String>, Query, description = "One of the release's; all by default"),
    ),
    responses((status = 200, description = "A FeatureCollection (RFC 7946)", content_type = "application/geo+json")))]
pub(crate) async fn cells(signed: Signed) -> Answer {
    let text = |name: &str| signed.query.get(name).map(str::to_owned);
    let wanted = Wanted {
        release: text("release"),
        hour: text("hour"),
        occupation: text("occupation"),
        searches: false,
    };
    let (hour, occupation) = (wanted.hour.clone(), wanted.occupation.clone());
    let view = seen(&signed.app, &signed.actor, wanted).await?;
    if hour.is_some_and(|hour| hour != "all") && view.asked.hour.is_none() {
        return Err(Problem::invalid().field("hour", Message::key("heatmaps-hour-wrong")));
    }
    if occupation.is_some() && view.asked.occupation.is_none() {
        return Err(
            Problem::invalid().field("occupation", Message::key("heatmaps-occupation-wrong"))
        );
    }
    let about = json!({
        "release": view.shown.id.to_string(), "digest": view.shown.guarantee.digest,
        "hour": view.asked.hour, "occupation": view.asked.occupation,
        "threshold": view.shown.guarantee.threshold, "unit": "workers, with noise",
    });
    Ok(collection(&view.spots, &about))
}

/// Cells in which at least k searches of the last 30 days found nothing, as GeoJSON.
#[utoipa::path(get, path = "/api/v1/heat/searches", operation_id = "heat_searches", tag = "heat",
    params(("hour" = Option<i64>, Query, description = "Hour of the day, 0 to 23; all by default")),
    responses((status = 200, description = "A FeatureCollection (RFC 7946)", content_type = "application/geo+json")))]
pub(crate) async fn searches(signed: Signed) -> Answer {
    let hour = match signed.query.get("hour").map(str::parse::<i64>) {
        None => None,
        Some(Ok(hour)) if (0..24).contains(&hour) => Some(hour),
        Some(_) => {
            return Err(Problem::invalid().field("hour", Message::key("heatmaps-hour-wrong")));
        }
    };
    let spots = crate::pages::searches(&signed.app, &signed.actor, hour).await?;
    Ok(collection(&spots, &json!({ "days": 30, "hour": hour, "unit": "searches in vain" })))
}

async fn seen(app: &App, actor: &Actor, wanted: Wanted) -> Answer<View> {
    look(app, actor, wanted).await?.ok_or_else(Problem::not_found)
}

fn collection(spots: &[Spot], about: &Value) -> axum::response::Response {
    let feature = |spot: &Spot| {
        let ring: Vec<[f64; 2]> =
            spot.corners.iter().chain(spot.corners.first()).map(|at| [at.0, at.1]).collect();
        json!({
            "type": "Feature",
            "id": spot.cell,
            "geometry": { "type": "Polygon", "coordinates": [ring] },
            "properties": { "cell": spot.cell, "area": spot.area, "weight": spot.weight },
        })
    };
    let features: Vec<Value> = spots.iter().map(feature).collect();
    let body = json!({ "type": "FeatureCollection", "about": about, "features": features });
    ([(header::CONTENT_TYPE, "application/geo+json")], body.to_string()).into_response()
}
