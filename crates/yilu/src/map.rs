//! What lies under the maps: the demo city's own drawing, or nothing until a city gives tiles.

use axum::{
    http::{Method, header},
    response::IntoResponse as _,
};
use kernel::{AreaBook, Level, Wgs84};
use serde_json::json;
use ui::{drawn::Ground, map::Base};
use web::{Answer, Need, Problem, Routes, Settings, Visit};

const PATH: &str = "/map/base.geojson";

/// The address of the drawing.
pub fn routes() -> Routes {
    Routes::new("yilu").page(Method::GET, PATH, Need::Public, drawing)
}

/// What the pages hand to their maps.
pub fn base(settings: &Settings, areas: &AreaBook) -> Base {
    let tiles = settings.tile_template.clone();
    if !settings.demo || !tiles.is_empty() {
        let attribution = settings.tile_attribution.clone();
        return Base { tiles, attribution, centre: middle(areas), ..Base::default() };
    }
    Base {
        geojson: PATH.into(),
        tiles: String::new(),
        attribution: demo::ATTRIBUTION.into(),
        centre: demo::CENTRE,
    }
}

/// What lies below maps that are drawn on the server: the demo city's drawing, or the names of
/// streets where their middles are known.
pub fn ground(settings: &Settings, areas: &AreaBook) -> Ground {
    if settings.demo {
        return Ground::read(demo::base_map(), demo::ATTRIBUTION);
    }
    let streets = areas.centres().filter(|(code, _)| code.level() == Level::Street);
    let named = streets.map(|(code, at)| {
        json!({
            "properties": { "kind": "area", "name": areas.name(&code) },
            "geometry": { "type": "Point", "coordinates": [at.lon(), at.lat()] },
        })
    });
    let names = json!({ "features": named.collect::<Vec<_>>() });
    Ground::read(names.to_string().as_bytes(), "")
}

/// The middle of the areas whose centres are known; China as a whole where none is.
fn middle(areas: &AreaBook) -> (f64, f64, u8) {
    let known: Vec<Wgs84> = areas.centres().map(|(_, at)| at).collect();
    if known.is_empty() {
        return (35.0, 105.0, 4);
    }
    let count = kernel::count::size_to_f64(known.len());
    let mean = |part: fn(Wgs84) -> f64| known.iter().map(|at| part(*at)).sum::<f64>() / count;
    (mean(Wgs84::lat), mean(Wgs84::lon), 13)
}

async fn drawing(visit: Visit) -> Answer {
    if !visit.app.settings().demo {
        return Err(Problem::not_found());
    }
    let headers = [
        (header::CONTENT_TYPE, "application/geo+json"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, demo::base_map()).into_response())
}
