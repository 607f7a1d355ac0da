//! GeoJSON (RFC 7946) as a table: each point a row, its properties the cells.

use serde::Deserialize;
use serde_json::{Map, Value};
use sheets::Table;

/// Why a file is no collection of points.
#[derive(Debug, thiserror::Error)]
pub enum GeoJsonError {
    #[error("the file is no GeoJSON FeatureCollection: {0}")]
    Form(#[from] serde_json::Error),
    #[error("feature {0}: its geometry is no point; places are points")]
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

/// The features as rows; line n is the n-th feature and one, as in a file with a header.
///
/// # Errors
/// When the text is no FeatureCollection of points.
pub fn table(bytes: &[u8]) -> Result<Table, GeoJsonError> {
    let read: Collection = serde_json::from_slice(bytes)?;
    let mut header: Vec<String> = ["id", "lon", "lat"].map(str::to_owned).to_vec();
    for name in read.features.iter().flat_map(|one| one.properties.iter().flat_map(Map::keys)) {
        if !header.contains(name) {
            header.push(name.clone());
        }
    }
    let rows = read.features.into_iter().enumerate().map(|(number, feature)| {
        let point = feature.geometry.filter(|geometry| geometry.kind == "Point");
        let at = point.ok_or(GeoJsonError::NoPoint(number + 1))?.coordinates;
        let properties = feature.properties.unwrap_or_default();
        let cells = header.iter().map(|name| match name.as_str() {
            "lon" => text(at.get(0)),
            "lat" => text(at.get(1)),
            "id" if feature.id.is_some() => text(feature.id.as_ref()),
            other => text(properties.get(other)),
        });
        Ok((u64::try_from(number).unwrap_or(0) + 2, cells.collect()))
    });
    let rows = rows.collect::<Result<Vec<(u64, Vec<String>)>, GeoJsonError>>()?;
    Ok(Table { digest: sheets::digest(bytes), header, rows })
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
