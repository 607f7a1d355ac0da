//! What lies under the maps: the demo city's own drawing, or nothing until a city gives tiles.

use axum::{
    http::{Method, header},
    response::IntoResponse as _,
};
use ui::map::Base;
use web::{Answer, Need, Problem, Routes, Settings, Visit};

const PATH: &str = "/map/base.geojson";

/// The address of the drawing.
pub fn routes() -> Routes {
    Routes::new("yilu").page(Method::GET, PATH, Need::Public, drawing)
}

/// What the pages hand to their maps.
pub fn base(settings: &Settings) -> Base {
    if !settings.demo {
        return Base { tiles: settings.tile_origin.clone(), ..Base::default() };
    }
    Base {
        geojson: PATH.into(),
        tiles: String::new(),
        attribution: demo::ATTRIBUTION.into(),
        centre: demo::CENTRE,
    }
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
