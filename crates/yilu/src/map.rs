//! What lies under the maps: the demo city's own drawing, or nothing until a city gives tiles.

use axum::{
    http::{Method, header},
    response::IntoResponse as _,
};
use kernel::{AreaBook, Wgs84};
use ui::map::Base;
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
