//! Requests of places: one in the own community, kept by the own office or the own firm.

use ::places::{
    PlaceId, edit,
    label::{
        BatchId, BatchName, Mark,
        assess::{self, NewBatch},
        stand,
    },
    photo,
    place::{Detail, Offered, Place},
    sheet::{self, Sheet},
    template,
};
use access::{Actor, membership};
use contracts::PersonId;
use kernel::Wgs84;
use serde_json::json;
use web::photos::StoredPhoto;

use super::{
    city::City,
    requests::{Body, form},
};

const NEAR: &str = "lat=30.2442&lon=120.1571";

/// A place of the own community; its code is its own.
fn a_place(city: &City, firm: bool, kind: &str) -> Place {
    let id: PlaceId = city.inside.moment().id();
    let owner = if firm { city.own.firm } else { city.own.office };
    let place = Place {
        id,
        code: id.to_string(),
        kind: kind.into(),
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
    let place = a_place(city, firm, "compound");
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

/// A merchant of the own community, with the label; paused where it shall go on.
fn a_merchant(city: &City, firm: bool, path: &str) -> (Place, BatchId) {
    let place = a_place(city, firm, "merchant");
    let Ok(desk) = ::places::Desk::of(&city.inside.deployment.app) else {
        panic!("nothing is wired")
    };
    let (clerk, id, today) = (actor(city, city.people["clerk"]), place.id, city.day());
    let batch = city.inside.moment().id::<BatchName>();
    let new = NewBatch {
        id: batch,
        label: "trusted-merchant".into(),
        name: "第一批".into(),
        body: "商圈党委".into(),
        area: city.own.community,
        on: today,
        until: None,
        recheck: None,
    };
    // Where a merchant is to be assessed, nobody has assessed it.
    let labels = !path.ends_with("/vetting/{id}");
    let pauses = path.ends_with("/resume");
    city.inside.write(move |tx| -> Result<_, ::places::Fault> {
        assess::open(tx, &desk, &clerk, new)?;
        if labels {
            assess::assess(tx, &desk, &clerk, batch, id, marks())?;
        }
        if pauses {
            stand::pause(tx, &desk, &clerk, id, true)?;
        }
        Ok(())
    });
    (place, batch)
}

fn marks() -> Vec<Mark> {
    let good = |code: &str| Mark { criterion: code.into(), good: true, note: String::new() };
    ["food", "price", "quality"].map(good).into()
}

/// A place with a photo, released where it shall be seen or taken back.
fn photo_request(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let place = a_place(city, firm, "station");
    let Ok(desk) = ::places::Desk::of(&city.inside.deployment.app) else {
        panic!("nothing is wired")
    };
    let (clerk, id) = (actor(city, city.people["clerk"]), place.id);
    let kept = &city.photo;
    let taken = StoredPhoto { name: kept.file.clone(), width: kept.width, height: kept.height };
    let released = path.ends_with("/withdraw") || path.starts_with("/places/");
    let photo = city.inside.write(move |tx| -> Result<_, ::places::Fault> {
        let added = photo::add(tx, &desk, &clerk, id, taken.clone())?;
        if released {
            photo::release(tx, &desk, &clerk, (id, added.id), Some(&taken))?;
        }
        Ok(added.id)
    });
    let filled = path
        .replace("{code}", &place.code)
        .replace("{id}", &place.code)
        .replace("{photo}", &photo.to_string());
    let filled = if path.ends_with("/preview") {
        format!("{filled}?cells={}", "1".repeat(48))
    } else {
        filled
    };
    let body = match path {
        _ if is_get => Body::None,
        "/desk/places/{code}/photos" | "/api/v1/places/{id}/photos" => Body::Photo,
        "/desk/places/{code}/photos/{photo}" => form([("cells", &"1".repeat(48))]),
        "/api/v1/places/{id}/photos/{photo}/release" => Body::Json(json!({ "show": [0, 1] })),
        _ if path.starts_with("/api/") => Body::Json(json!({})),
        _ => form([]),
    };
    (filled, body)
}

/// A compound, with a draft of a template where one is dropped.
fn template_request(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let place = a_place(city, firm, "compound");
    let mut filled = path.replace("{code}", &place.code);
    if path.contains("/drafts/{id}") {
        let Ok(desk) = ::places::Desk::of(&city.inside.deployment.app) else {
            panic!("nothing is wired")
        };
        let (clerk, id) = (actor(city, city.people["clerk"]), place.id);
        let drafts = city.inside.write(move |tx| -> Result<_, ::places::Fault> {
            template::adopt(tx, &desk, &clerk, id, "office-tower")?;
            Ok(::places::store::templates::waiting(tx, id)?)
        });
        filled = filled.replace("{id}", &drafts[0].id.to_string());
    }
    let body = match path {
        _ if is_get => Body::None,
        "/desk/places/{code}/templates" => form([("template", "office-tower")]),
        "/api/v1/places/{id}/templates" => Body::Json(json!({ "template": "office-tower" })),
        _ => form([]),
    };
    (filled.replace("{id}", &place.code), body)
}

/// Whether a route acts on a label.
fn is_about_labels(path: &str) -> bool {
    let parts =
        ["/vetting", "/label", "/pause", "/resume", "/remove-label", "/removal", "/complain"];
    parts.iter().any(|part| path.contains(part))
}

fn label_request(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let (place, batch) = a_merchant(city, firm, path);
    let filled = if path.contains("/vetting/{id}") {
        path.replace("{id}", &batch.to_string())
    } else {
        path.replace("{code}", &place.code).replace("{id}", &place.code)
    };
    if is_get {
        return (filled, Body::None);
    }
    let fresh = city.inside.moment().id::<BatchName>().to_string();
    let (area, today) = (city.own.community, city.day().to_string());
    let body = match path {
        "/places/{code}/complain" => form([("id", &fresh), ("reason", "bad-food")]),
        "/desk/places/vetting" => form([
            ("id", &fresh),
            ("label", "trusted-merchant"),
            ("name", "第二批"),
            ("body", "商圈党委"),
            ("area", area.as_str()),
            ("on", &today),
        ]),
        "/desk/places/vetting/{id}" => form([
            ("place", &place.id.to_string()),
            ("mark-food", "good"),
            ("mark-price", "good"),
            ("mark-quality", "good"),
        ]),
        "/desk/places/{code}/remove-label" => form([("why", "转让")]),
        "/api/v1/places/labels" => Body::Json(json!({
            "label": "trusted-merchant", "name": "第二批", "body": "商圈党委", "area": area, "on": today,
            "assessments": [{ "place": place.code, "marks": [] }],
        })),
        "/api/v1/places/{id}/removal" => Body::Json(json!({ "why": "转让" })),
        "/api/v1/places/{id}/complaints" => Body::Json(json!({ "reason": "bad-food" })),
        _ if path.starts_with("/api/") => Body::Json(json!({})),
        _ => form([]),
    };
    (filled, body)
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    if path.contains("/photos") {
        return photo_request(city, firm, path, is_get);
    }
    if path.contains("/templates") || path.contains("/drafts") {
        return template_request(city, firm, path, is_get);
    }
    if is_about_labels(path) {
        return label_request(city, firm, path, is_get);
    }
    let (place, correction) = if path.contains("/corrections") || path.contains("/sheet") {
        let (place, id) = a_correction(city, firm);
        (place, id)
    } else {
        (a_place(city, firm, "compound"), String::new())
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
