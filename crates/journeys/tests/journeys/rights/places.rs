//! Requests of places: one in the own community, kept by the own office or the own firm.

use ::places::{
    PlaceId, edit,
    place::{Detail, Offered, Place},
    sheet::{self, Sheet},
};
use access::{Actor, membership};
use contracts::PersonId;
use kernel::Wgs84;
use serde_json::json;

use super::{
    city::City,
    requests::{Body, form},
};

const NEAR: &str = "lat=30.2442&lon=120.1571";

/// A compound of the own community; its code is its own.
fn a_place(city: &City, firm: bool) -> Place {
    let id: PlaceId = city.inside.moment().id();
    let owner = if firm { city.own.firm } else { city.own.office };
    let place = Place {
        id,
        code: id.to_string(),
        kind: "compound".into(),
        brand: String::new(),
        name: "南山苑".into(),
        area: city.own.community,
        at: Wgs84::new(30.2442, 120.1571).unwrap(),
        address: String::new(),
        hours: "24/7".into(),
        amenities: vec![Offered { code: "storage".into(), count: None }],
        detail: Detail::default(),
        owner: Some(owner),
        source: "desk".into(),
        edition: 1,
        version: 1,
        changed_at: city.inside.now(),
        closed_at: None,
    };
    city.inside.write(move |tx| edit::add(tx, place))
}

fn actor(city: &City, person: PersonId) -> Actor {
    let day = city.day();
    let store = city.inside.deployment.store();
    let posts = store.read_blocking(move |db| membership::memberships_of(db, person, day));
    Actor::new(person, None, posts.unwrap(), day)
}

/// A compound with a sheet, which a worker has corrected.
fn a_correction(city: &City, firm: bool) -> (Place, String) {
    let app = &city.inside.deployment.app;
    let Ok(desk) = ::places::Desk::of(app) else { panic!("nothing is wired") };
    let place = a_place(city, firm);
    // A worker may send ten a day; the table asks for more, so each has a worker of its own.
    let rider = city.person("worker", &city.own);
    let (clerk, worker) = (actor(city, city.people["clerk"]), actor(city, rider));
    let (vault, id) = (app.vault().clone(), place.id);
    let said = city.inside.write(move |tx| -> Result<_, ::places::Fault> {
        let sheet = Sheet::read("东门", "17 | 东门", "")?;
        sheet::keep(tx, &desk, &clerk, id, 0, &sheet)?;
        sheet::correct(tx, &vault, &worker, id, "货梯在南侧")
    });
    (place, said.to_string())
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let (place, correction) = if path.contains("/corrections") || path.contains("/sheet") {
        let (place, id) = a_correction(city, firm);
        (place, id)
    } else {
        (a_place(city, firm), String::new())
    };
    let filled = if path.contains("/desk/places/corrections") {
        path.replace("{id}", &correction)
    } else {
        path.replace("{code}", &place.code).replace("{id}", &place.code).replace("{kind}", "csv")
    };
    let filled = match path {
        "/places/points" | "/api/v1/places/nearby" => format!("{filled}?{NEAR}"),
        _ => filled,
    };
    let body = if is_get { Body::None } else { body(city, path) };
    (filled, body)
}

fn body(city: &City, path: &str) -> Body {
    let id = city.inside.moment().id::<::places::PlaceName>().to_string();
    match path {
        "/places/{code}/tap" => form([("says", "open")]),
        "/places/{code}/corrections" => form([("said", "货梯在南侧")]),
        "/desk/places/corrections/{id}" => form([("decide", "taken")]),
        "/desk/places" => described(city, ("id", &id)),
        "/desk/places/{code}" => described(city, ("edition", "1")),
        "/desk/places/{code}/close" => form([]),
        "/desk/places/{code}/visits" => form([("day", &city.day().to_string()), ("visits", "12")]),
        "/desk/places/{code}/sheet" => form([("version", "1"), ("gates", "西门"), ("rules", "")]),
        "/desk/places/import" => Body::File("file", "a.csv", table(city, &id)),
        "/api/v1/places" => Body::Json(json!({ "type": "FeatureCollection", "features": [{
            "type": "Feature", "id": id, "geometry": { "type": "Point", "coordinates": [120.1571, 30.2442] },
            "properties": {
                "kind": "toilet", "name": "公厕", "amenities": "toilet", "opening_hours": "24/7",
                "area": city.own.community,
            },
        }] })),
        "/api/v1/places/{id}/taps" => Body::Json(json!({ "says": "open" })),
        other => panic!("no request for {other}: add it here"),
    }
}

fn described(city: &City, first: (&'static str, &str)) -> Body {
    form([
        first,
        ("name", "南山苑"),
        ("kind", "compound"),
        ("area", city.own.community.as_str()),
        ("lat", "30.2442"),
        ("lon", "120.1571"),
        ("hours", "24/7"),
        ("amenities", "storage"),
    ])
}

fn table(city: &City, id: &str) -> String {
    format!(
        "id,kind,name,lon,lat,amenities,opening_hours,area\n\
         {id},toilet,公厕,120.1571,30.2442,toilet,24/7,{}\n",
        city.own.community
    )
}
