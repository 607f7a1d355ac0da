//! Where a case is, for the map that opens on a tap. Coordinates are WGS-84 degrees.

use axum::{http::header, response::IntoResponse as _};
use contracts::CaseId;
use serde_json::json;
use ui::{
    SafeHtml,
    map::{Base, MapPoints},
    panel::Text,
};
use web::{Answer, PathId, Problem, Signed};

use super::{path, sight};
use crate::pages::shared::{self, Names};

/// How near the map opens.
const ZOOM: u8 = 16;

/// `GET /desk/cases/{id}/place.geojson`: one point.
pub async fn points(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let case = sight::look(&signed, &desk, id).await?.case;
    let place = case.place.ok_or_else(Problem::not_found)?;
    let point = json!({
        "type": "FeatureCollection",
        "features": [{
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [place.lon(), place.lat()] },
            "properties": { "title": case.title, "tone": if case.urgent { "r" } else { "" } },
        }],
    });
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], point.to_string()).into_response())
}

/// The coordinates; the map on a tap where the city has hung something to draw under it.
pub fn place(names: Names<'_>, sight: &sight::Sight) -> SafeHtml {
    let Some(place) = sight.case.place else { return SafeHtml::default() };
    let at = format!("{:.5}, {:.5}", place.lat(), place.lon());
    let said = names.tf("desk-coordinates", &[("at", at.into())]);
    let said = SafeHtml::from_safe(Text::meta(said));
    let base = names.visit.app.get::<Base>();
    let Some(base) = base.filter(|base| !base.geojson.is_empty() || !base.tiles.is_empty()) else {
        return said;
    };
    said.and(MapPoints {
        lang: names.lang(),
        base: Base { centre: (place.lat(), place.lon(), ZOOM), ..base.clone() },
        points: format!("{}/place.geojson", path(sight.id)),
    })
}
