//! What is near, over HTTP.

use std::sync::Arc;

use contracts::Units;
use places::{Shelf, edit};
use serde_json::{Value, json};
use storage::Tx;
use web::testing::{Client, TestApp, TestOptions};

use crate::town::{Offices, draft, noodle_shop, north, street_office};

pub struct Site {
    pub app: TestApp,
}

impl Site {
    pub fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(places::MIGRATIONS);
        options.words.push(places::WORDS);
        options.areas.set_centre("330102001051".parse().unwrap(), north(0.0)).unwrap();
        let units: Arc<dyn Units> = Arc::new(Offices(vec![street_office(), noodle_shop()]));
        let hang = |builder: web::app::AppBuilder| builder.with(units).with(Shelf::default());
        Self { app: TestApp::with(places::routes(), options, hang) }
    }

    /// A clerk of the street office.
    pub fn clerk(&self) -> Client {
        let post = self.app.post("clerk", "street", crate::town::STREET);
        let post = access::Membership { unit: street_office().id, ..post };
        self.app.signed_in(&self.app.actor(vec![post]))
    }

    /// Keeps places as the program does, and puts them on the shelf.
    pub async fn keep(&self, drafts: Vec<places::Draft>) {
        let app = &self.app.app;
        let Ok(desk) = places::Desk::of(app) else { panic!("no desk") };
        let clerk = self.clerk().actor().cloned().unwrap();
        let stamp = clerk.stamp(self.app.moment(), "test");
        let work = move |tx: &mut Tx<'_>| -> Result<(), places::Fault> {
            for draft in drafts {
                let id = tx.id();
                edit::open(tx, &desk, &clerk, id, draft)?;
            }
            Ok(())
        };
        app.store().write(stamp, work).await.unwrap();
        app.get::<Shelf>().unwrap().refresh(app).await.unwrap();
    }
}

fn ids(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

const NEAR: &str = "/api/v1/places/nearby?lat=30.2442&lon=120.1571";

#[tokio::test]
async fn the_nearest_come_first_and_conditions_hold() {
    let site = Site::new();
    let mut cabinet = draft("C", "换电柜", north(200.0));
    cabinet.kind = "换电柜".into();
    cabinet.amenities = vec![("swap".into(), None)];
    cabinet.detail.voltages = vec![48];
    let mut night = draft("N", "夜间厕所", north(900.0));
    night.hours = "22:00-06:00".into();
    site.keep(vec![
        draft("A", "远站", north(700.0)),
        draft("B", "近站", north(100.0)),
        cabinet,
        night,
    ])
    .await;
    let visitor = site.app.visitor();
    let all = visitor.get(NEAR).await;
    all.assert_status(200);
    let found: Value = all.json();
    assert_eq!(ids(&found), ["B", "C", "A"]);
    let first = &found[0];
    assert!((first["metres"].as_f64().unwrap() - 100.0).abs() < 0.2, "{first}");
    assert_eq!((&first["name"], &first["state"]), (&json!("近站"), &json!("certain")));
    let ask = async |more: &str| -> Value { visitor.get(&format!("{NEAR}{more}")).await.json() };
    assert_eq!(ids(&ask("&amenities=toilet,meal-heating&k=1").await), ["B"]);
    assert_eq!(ids(&ask("&amenities=swap&voltage=48").await), ["C"]);
    assert!(ids(&ask("&amenities=swap&voltage=60").await).is_empty());
    assert_eq!(ids(&ask("&kind=swap-cabinet").await), ["C"]);
    assert_eq!(ids(&ask("&open_at=2026-11-21T02:00:00+08:00").await), ["N"]);
    assert_eq!(ids(&ask("&open_at=2026-11-21T02%3A00%3A00%2B08%3A00").await), ["N"]);
    assert_eq!(ids(&ask("&open=any&k=9").await).len(), 4);
    let shifted: Value = ask("&crs=gcj02").await;
    assert_eq!(shifted[0]["crs"], "gcj02");
    assert!(shifted[0]["metres"].as_f64().unwrap() > 300.0, "the point was read as GCJ-02");
    for wrong in ["&amenities=pool", "&open_at=soon", "&crs=mars", "&k=x"] {
        visitor.get(&format!("{NEAR}{wrong}")).await.assert_status(422);
    }
    visitor.get("/api/v1/places/nearby?lat=30").await.assert_status(422);
}

#[tokio::test]
async fn a_search_in_vain_is_counted_without_anybody_in_it() {
    let site = Site::new();
    site.keep(vec![draft("A", "驿站", north(0.0))]).await;
    let visitor = site.app.visitor();
    for _ in 0..12 {
        visitor.get(&format!("{NEAR}&amenities=shower")).await.assert_status(200);
    }
    visitor.get(&format!("{NEAR}&amenities=bed")).await.assert_status(200);
    let app = &site.app.app;
    app.get::<Shelf>().unwrap().write_counts(app).await.unwrap();
    let clerk = site.clerk();
    let demand: Value = clerk.get("/api/v1/places/demand").await.json();
    let items = demand["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "one search alone is held back: {demand}");
    assert_eq!((&items[0]["need"], &items[0]["searches"]), (&json!("shower"), &json!(12)));
    assert_eq!(items[0]["hour"], 10);
    clerk.get("/desk/places/demand").await.assert_contains("淋浴");
    visitor.get("/api/v1/places/demand").await.assert_status(401);
}

#[tokio::test]
async fn a_tap_by_a_program_is_seen_at_once() {
    let site = Site::new();
    site.keep(vec![draft("A", "驿站", north(0.0))]).await;
    let visitor = site.app.visitor();
    let broken = json!({ "says": "broken", "amenity": "meal-heating" });
    let worker = site.app.worker();
    let answer = worker.post_json("/api/v1/places/A/taps", &broken).await;
    answer.assert_status(200);
    let place: Value = answer.json();
    let oven =
        place["amenities"].as_array().unwrap().iter().find(|one| one["code"] == "meal-heating");
    assert_eq!(oven.unwrap()["works"], false);
    let found: Value = visitor.get(&format!("{NEAR}&amenities=meal-heating")).await.json();
    assert!(ids(&found).is_empty(), "a broken microwave is not found");
    let geojson: Value = visitor.get("/api/v1/places?crs=bd09").await.json();
    assert_eq!(geojson["features"][0]["properties"]["crs"], "bd09");
    visitor.get("/api/v1/places/none").await.assert_status(404);
    visitor.post_json("/api/v1/places/A/taps", &json!({ "says": "x" })).await.assert_status(422);
}
