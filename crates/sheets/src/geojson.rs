//! GeoJSON (RFC 7946) as a table: each point a row, its properties the cells.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Table, digest};

/// Why a file is no collection of points.
#[derive(Debug, thiserror::Error)]
pub enum GeoJsonError {
    #[error("the file is no GeoJSON FeatureCollection: {0}")]
    Form(#[from] serde_json::Error),
    #[error("feature {0}: its geometry is neither a point nor a polygon")]
    NoPoint(usize),
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    id: Option<Value>,
    geometry: Option<Geometry>,
    #[serde(default)]
    properties: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Value,
}

impl Feature {
    fn is_area(&self) -> bool {
        self.geometry.as_ref().is_some_and(|geometry| geometry.kind == "Polygon")
    }

    /// Where it lies, and its outline if it is an area: that lies where its corners do on average.
    fn place(&self) -> Option<(Value, Option<Value>)> {
        let geometry = self.geometry.as_ref()?;
        match geometry.kind.as_str() {
            "Point" => Some((geometry.coordinates.clone(), None)),
            "Polygon" => {
                let ring = geometry.coordinates.get(0)?.as_array()?;
                let (_, corners) = ring.split_last()?;
                let mean = |which: usize| {
                    let degrees = corners.iter().filter_map(|corner| corner.get(which)?.as_f64());
                    let count = u32::try_from(corners.len()).ok().filter(|count| *count > 0)?;
                    Some(degrees.sum::<f64>() / f64::from(count))
                };
                let outline = json!({ "type": "Polygon", "coordinates": geometry.coordinates });
                Some((json!([mean(0)?, mean(1)?]), Some(outline)))
            }
            _ => None,
        }
    }
}

/// The features as rows; line n is the n-th feature and one, as in a file with a header.
///
/// # Errors
/// When the text is no FeatureCollection of points and polygons.
pub fn table(bytes: &[u8]) -> Result<Table, GeoJsonError> {
    let read: Collection = serde_json::from_slice(bytes)?;
    let mut header: Vec<String> = ["id", "lon", "lat"].map(str::to_owned).to_vec();
    if read.features.iter().any(Feature::is_area) {
        header.push("outline".to_owned());
    }
    for name in read.features.iter().flat_map(|one| one.properties.iter().flat_map(Map::keys)) {
        if !header.contains(name) {
            header.push(name.clone());
        }
    }
    let rows = read.features.into_iter().enumerate().map(|(number, feature)| {
        let (at, outline) = feature.place().ok_or(GeoJsonError::NoPoint(number + 1))?;
        let properties = feature.properties.unwrap_or_default();
        let cells = header.iter().map(|name| match name.as_str() {
            "lon" => text(at.get(0)),
            "lat" => text(at.get(1)),
            "outline" if outline.is_some() => text(outline.as_ref()),
            "id" if feature.id.is_some() => text(feature.id.as_ref()),
            other => text(properties.get(other)),
        });
        Ok((u64::try_from(number).unwrap_or(0) + 2, cells.collect()))
    });
    let rows = rows.collect::<Result<Vec<(u64, Vec<String>)>, GeoJsonError>>()?;
    Ok(Table { digest: digest(bytes), header, rows })
}

/// A value as a table's cell has it; lists joined by semicolons.
fn text(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            items.iter().map(|item| text(Some(item))).collect::<Vec<_>>().join(";")
        }
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_rows() {
        let file = br#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"a1",
            "geometry":{"type":"Point","coordinates":[120.1571,30.2442]},
            "properties":{"name":"x","amenities":["toilet","water"],"capacity":8}}]}"#;
        let table = table(file).unwrap();
        assert_eq!(table.header, ["id", "lon", "lat", "amenities", "capacity", "name"]);
        let cells = &table.rows[0].1;
        assert_eq!(cells, &["a1", "120.1571", "30.2442", "toilet;water", "8", "x"]);
        assert!(super::table(b"{}").is_err());
    }
}
