//! GeoJSON (RFC 7946) as rows: `lon` and `lat` from the point, other columns from the properties.

use csv::ByteRecord;
use serde_json::Value;

use crate::outcome::{Failure, Outcome};

/// The header and a row for each feature.
pub fn table(file: &str, text: &[u8]) -> Outcome<(ByteRecord, Vec<ByteRecord>)> {
    let wrong = |what: String| Failure::told(format!("{file}: {what}"));
    let value: Value = serde_json::from_slice(text)
        .map_err(|error| wrong(format!("not JSON: {error}; export it again")))?;
    let features = value.get("features").and_then(Value::as_array).ok_or_else(|| {
        wrong("no FeatureCollection: give one whose features are points".to_owned())
    })?;
    let mut names: Vec<&str> = Vec::new();
    for feature in features {
        for name in properties(feature).map(|(name, _)| name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let header: ByteRecord = ["lon", "lat"].into_iter().chain(names.iter().copied()).collect();
    let row = |(number, feature): (usize, &Value)| {
        let point = feature.get("geometry").filter(|at| at.get("type") == Some(&"Point".into()));
        let at = point.and_then(|point| point.get("coordinates")?.as_array());
        let [Some(lon), Some(lat)] = [0, 1].map(|axis| at.and_then(|at| at.get(axis)?.as_f64()))
        else {
            let number = number + 1;
            return Err(wrong(format!("feature {number}: its geometry is no Point: give points")));
        };
        let cell = |name: &&str| properties(feature).find(|(of, _)| of == name).map(|of| of.1);
        let cells = names.iter().map(|name| cell(name).map_or_else(String::new, cell_text));
        Ok([lon.to_string(), lat.to_string()].into_iter().chain(cells).collect())
    };
    let rows = features.iter().enumerate().map(row).collect::<Outcome<_>>()?;
    Ok((header, rows))
}

fn properties(feature: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let properties = feature.get("properties").and_then(Value::as_object);
    properties.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn cell_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
