//! Parking areas with an outline, and streets with their places.

use serde_json::{Value, json};

use crate::{
    near::Site,
    town::{COMMUNITY, draft, north},
};

/// 20 by 20 metres at 30.2442 degrees north.
const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[120.1571,30.2442],[120.15730785,30.2442],[120.15730785,30.24438041],[120.1571,30.24438041],[120.1571,30.2442]]]}"#;

#[tokio::test]
async fn a_parking_area_of_400_square_metres_is_drawn_kept_and_shown() {
    let site = Site::new();
    let (clerk, visitor) = (site.clerk(), site.app.visitor());
    let id = site.app.id::<contracts::Place>().to_string();
    let mut sent = vec![
        ("id", id.as_str()),
        ("code", "P-400"),
        ("name", "东门卸货区"),
        ("kind", "parking"),
        ("area", COMMUNITY),
        ("hours", "24/7"),
        ("amenities", "bike-parking"),
        ("vehicles", "e-bike"),
        ("vehicles", "tricycle"),
        ("stay_minutes", "20"),
        ("outline", "一块空地"),
    ];
    let wrong = clerk.post_form("/desk/places", &sent).await;
    wrong.assert_status(422).assert_contains("GeoJSON 的 Polygon").assert_contains("一块空地");
    sent.pop();
    sent.push(("outline", SQUARE));
    let kept = clerk.post_form("/desk/places", &sent).await;
    clerk.follow(&kept).await.assert_contains("点位已保存");
    let told: Value = visitor.get("/api/v1/places/P-400").await.json();
    let metres = told["square_metres"].as_i64().unwrap();
    assert!((396..=404).contains(&metres), "{metres}");
    assert_eq!(told["vehicles"], json!(["e-bike", "tricycle"]));
    assert_eq!(told["stay_minutes"], 20);
    assert_eq!(told["outline"]["coordinates"][0].as_array().unwrap().len(), 5);
    assert!((told["lat"].as_f64().unwrap() - 30.24429).abs() < 1e-4, "its middle: {told}");
    let page = visitor.get("/places/P-400").await;
    page.assert_contains("能停：电动自行车、快递三轮车").assert_contains("最长停 20 分钟");
    page.assert_contains("平方米").assert_contains("of=P-400");
    let map = visitor.get("/places/points?lat=30.2442&lon=120.1571&of=P-400").await;
    map.assert_contains("\"Polygon\"").assert_contains("东门卸货区");
    // Out as GeoJSON, and in again under another code.
    let all: Value = clerk.get("/api/v1/places").await.json();
    assert_eq!(all["features"][0]["properties"]["outline"]["type"], "Polygon");
    let feature = json!({ "type": "FeatureCollection", "features": [{
        "type": "Feature", "id": "P-401",
        "geometry": serde_json::from_str::<Value>(SQUARE).unwrap(),
        "properties": {
            "kind": "卸货区", "name": "西门卸货区", "amenities": "", "opening_hours": "24/7",
            "vehicles": ["货车"], "stay_minutes": 30, "area": COMMUNITY,
        },
    }] });
    let taken: Value = clerk.post_json("/api/v1/places", &feature).await.json();
    assert_eq!((&taken["imported"], &taken["rejected"]), (&json!(1), &json!([])));
    let told: Value = visitor.get("/api/v1/places/P-401").await.json();
    assert_eq!((&told["vehicles"], &told["stay_minutes"]), (&json!(["truck"]), &json!(30)));
    let again = told["square_metres"].as_i64().unwrap();
    assert_eq!(again, metres);
}

#[tokio::test]
async fn a_street_lists_its_places_with_whether_they_are_open_now() {
    let site = Site::new();
    let mut street = draft("W-1", "河坊暖蜂街", north(0.0));
    street.kind = "暖蜂一条街".into();
    street.amenities.clear();
    site.keep(vec![street]).await;
    let member = |code: &str, name: &str, hours: &str| {
        let mut place = draft(code, name, north(50.0));
        place.hours = hours.into();
        place.detail.part_of = "W-1".into();
        place
    };
    site.keep(vec![
        member("A-1", "河坊街驿站", "Mo-Su 08:00-22:00"),
        member("A-2", "夜间驿站", "22:00-06:00"),
    ])
    .await;
    let visitor = site.app.visitor();
    let page = visitor.get("/places/W-1").await;
    page.assert_contains("街区里的点位（2 个）").assert_contains("河坊街驿站");
    page.assert_contains("现在开着").assert_contains("现在没开");
    let told: Value = visitor.get("/api/v1/places/W-1").await.json();
    let states: Vec<&str> = told["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["certain", "closed"]);
    visitor.get("/places/A-1").await.assert_contains("属于河坊暖蜂街");
    // A street that is not there, or that is none, is refused.
    let clerk = site.clerk();
    let id = site.app.id::<contracts::Place>().to_string();
    let place = |street: &'static str| {
        [
            ("id", id.clone()),
            ("name", "驿站".to_owned()),
            ("kind", "station".to_owned()),
            ("area", COMMUNITY.to_owned()),
            ("lat", "30.2442".to_owned()),
            ("lon", "120.1571".to_owned()),
            ("part_of", street.to_owned()),
        ]
    };
    for street in ["W-2", "A-1"] {
        let sent = place(street);
        let sent: Vec<(&str, &str)> =
            sent.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let wrong = clerk.post_form("/desk/places", &sent).await;
        wrong.assert_status(422).assert_contains("没有编号为");
    }
}
