//! Places as a table or as GeoJSON, in the columns that an import reads.

use serde_json::{Value, json};
use sheets::Sheet;

use crate::{
    import::{Crs, column_names},
    place::{Offered, Place, SharedSlot},
};

/// The table that an import of the same would read; positions in WGS-84.
pub fn sheet<'p>(places: impl IntoIterator<Item = &'p Place>) -> Sheet {
    let header: Vec<String> = column_names().map(str::to_owned).collect();
    let row = |place: &Place| column_names().map(|name| cell(place, name)).collect();
    Sheet { header, rows: places.into_iter().map(row).collect() }
}

fn cell(place: &Place, column: &str) -> String {
    let detail = &place.detail;
    let number = |number: Option<u32>| number.map_or_else(String::new, |it| it.to_string());
    let agreement = detail.agreement.as_ref();
    match column {
        "id" => place.code.clone(),
        "kind" => place.kind.clone(),
        "name" => place.name.clone(),
        "lon" => place.at.lon().to_string(),
        "lat" => place.at.lat().to_string(),
        "amenities" => joined(place.amenities.iter().map(offered), ";"),
        "opening_hours" => place.hours.clone(),
        "brand" => place.brand.clone(),
        "area" => place.area.to_string(),
        "address" => place.address.clone(),
        "capacity" => number(detail.capacity),
        "square_metres" => number(detail.square_metres),
        "voltages" => joined(detail.voltages.iter().map(u16::to_string), ";"),
        "battery_slots" => number(detail.battery_slots),
        "shared" => joined(detail.shared.iter().map(slot), " | "),
        "agreement" => agreement.map_or("", |it| it.standing.as_str()).to_owned(),
        "terms" => agreement.map_or_else(String::new, |it| it.terms.clone()),
        "until" => agreement.and_then(|it| it.until).map_or_else(String::new, |it| it.to_string()),
        "outline" => detail
            .outline
            .as_ref()
            .map_or_else(String::new, |it| it.geometry(Crs::Wgs84).to_string()),
        "vehicles" => detail.vehicles.join(";"),
        "stay_minutes" => number(detail.stay_minutes),
        "part_of" => detail.part_of.clone(),
        "note" => detail.note.clone(),
        "crs" => Crs::Wgs84.to_string(),
        _ => String::new(),
    }
}

fn joined(items: impl Iterator<Item = String>, between: &str) -> String {
    items.collect::<Vec<_>>().join(between)
}

/// `charging:12`, as an import reads it.
pub(crate) fn offered(one: &Offered) -> String {
    one.count.map_or_else(|| one.code.clone(), |count| format!("{}:{count}", one.code))
}

/// `22:00-06:00=courier,rider`, as an import reads it.
pub(crate) fn slot(slot: &SharedSlot) -> String {
    format!("{}={}", slot.hours, slot.groups.join(","))
}

/// One place as a GeoJSON feature. With another datum than WGS-84, which is what RFC 7946 means,
/// the position is converted here and the datum named beside it.
pub fn feature(place: &Place, crs: Crs) -> Value {
    let (lat, lon) = crs.write(place.at);
    let detail = &place.detail;
    let amenities: Vec<&str> = place.amenities.iter().map(|one| one.code.as_str()).collect();
    json!({
        "type": "Feature",
        "id": place.code,
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": {
            "id": place.code, "kind": place.kind, "name": place.name, "brand": place.brand,
            "area": place.area, "address": place.address, "opening_hours": place.hours,
            "amenities": amenities, "voltages": detail.voltages, "capacity": detail.capacity,
            "square_metres": detail.square_metres, "crs": crs.as_str(),
            "outline": detail.outline.as_ref().map(|it| it.geometry(crs)),
            "vehicles": detail.vehicles, "stay_minutes": detail.stay_minutes,
            "part_of": detail.part_of,
        },
    })
}

/// A FeatureCollection (RFC 7946).
pub fn collection<'p>(places: impl IntoIterator<Item = &'p Place>, crs: Crs) -> Value {
    let features: Vec<Value> = places.into_iter().map(|place| feature(place, crs)).collect();
    json!({ "type": "FeatureCollection", "crs_name": crs.as_str(), "features": features })
}
