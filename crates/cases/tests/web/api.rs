//! The same as JSON.

use serde_json::{Value, json};

use crate::{
    STREET,
    town::{Town, picture, rider},
};

fn report() -> Value {
    json!({
        "matter": "parking",
        "area": STREET,
        "text": "医院门口没地方停车，取餐三分钟就被贴条。",
        "fields": { "vehicle": "e-bike" },
        "place": { "lat": 30.2442, "lon": 120.1571 },
    })
}

#[tokio::test]
async fn a_report_sent_twice_is_one_case() {
    let town = Town::new();
    let worker = town.app.worker().header("idempotency-key", "one");
    let first = worker.post_json("/api/v1/cases", &report()).await;
    first.assert_status(201);
    town.app.wait_seconds(60);
    let second = worker.post_json("/api/v1/cases", &report()).await;
    assert_eq!(second.status, first.status);
    assert_eq!(second.json::<Value>(), first.json::<Value>());
    let mut other = report();
    other["text"] = "换了一句话再说一遍".into();
    let refused = worker.post_json("/api/v1/cases", &other).await;
    assert_eq!(refused.problem(), "key-reused");
    let list: Value = worker.get("/api/v1/cases/mine").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["owner"]["name"], "清波街道");
    assert_eq!(list["items"][0]["confirmed_by_worker"], false);
}

#[tokio::test]
async fn faults_name_their_field() {
    let town = Town::new();
    let worker = town.app.worker();
    let bad = json!({
        "matter": "parking", "area": "110101001", "text": "短", "fields": { "vehicle": "x", "wings": "2" },
    });
    let refused = worker.post_json("/api/v1/cases", &bad).await;
    refused.assert_status(422);
    let body: Value = refused.json();
    let fields: Vec<&str> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["text", "area", "fields.vehicle", "fields.wings"]);
    for (change, field) in [
        (json!({ "place": { "lat": 0.0, "lon": 0.0 } }), "place"),
        (
            json!({ "photos": [{ "file": "0".repeat(64), "width": 9, "height": 9 }] }),
            "photos[0].file",
        ),
        (json!({ "wrong": 1 }), "wrong"),
    ] {
        let mut body = report();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = worker.post_json("/api/v1/cases", &body).await;
        refused.assert_status(422);
        assert_eq!(refused.json::<Value>()["errors"][0]["field"], field);
    }
    town.app.visitor().post_json("/api/v1/cases", &report()).await.assert_status(401);
}

#[tokio::test]
async fn photos_come_first_and_are_named_then() {
    let town = Town::new();
    let worker = town.app.worker();
    let bytes = picture(50, 2);
    let file = [("photo", "a.png", "image/png", bytes.as_slice())];
    let kept = worker.post_files("/api/v1/photos", &[], &file).await;
    kept.assert_status(201);
    let mut body = report();
    body["photos"] = json!([kept.json::<Value>()]);
    let made = worker.post_json("/api/v1/cases", &body).await;
    made.assert_status(201);
    let case: Value = made.json();
    assert_eq!(case["photos"][0]["width"], 50);
    let broken = [("photo", "a.png", "image/png", b"text".as_slice())];
    let refused = worker.post_files("/api/v1/photos", &[], &broken).await;
    refused.assert_status(422);
    assert_eq!(refused.json::<Value>()["errors"][0]["field"], "photo");
    let none = worker.post_files("/api/v1/photos", &[("photo", "x")], &[]).await;
    none.assert_status(422);
}

#[tokio::test]
async fn a_firm_never_learns_who_it_was() {
    let town = Town::new();
    let worker = town.app.signed_in(&rider(&town));
    let person = worker.actor().unwrap().person.to_string();
    let mut body = report();
    body["matter"] = "equipment".into();
    body["fields"] = json!({ "item": "头盔" });
    let made = worker.post_json("/api/v1/cases", &body).await;
    let faults = made.text();
    made.assert_status(201);
    let case: Value = made.json();
    assert_eq!(case["owner"]["name"], "快跑平台", "{faults}");
    let id = case["id"].as_str().unwrap().to_owned();
    let firm = town.staff("firm-clerk", "platform-firm", "3301", town.offices.firm);
    let street = town.staff("clerk", "street", STREET, town.offices.street);
    for path in [format!("/api/v1/cases/{id}"), format!("/api/v1/cases/{id}/entries")] {
        for reader in [&firm, &street] {
            let read = reader.get(&path).await;
            read.assert_status(200);
            assert!(!read.text().contains(&person), "{path} names its reporter");
        }
    }
    let read: Value = firm.get(&format!("/api/v1/cases/{id}")).await.json();
    assert!(read.get("reporter").is_none());
    let read: Value = street.get(&format!("/api/v1/cases/{id}")).await.json();
    assert!(read.get("reporter").is_some(), "masked, for those whom policy allows");
    let other = town.staff("firm-clerk", "platform-firm", "33", town.offices.other_firm);
    other.get(&format!("/api/v1/cases/{id}")).await.assert_status(404);
}

#[tokio::test]
async fn the_whole_way_with_remarks_among_staff() {
    let town = Town::new();
    let worker = town.app.worker();
    let made: Value = worker.post_json("/api/v1/cases", &report()).await.json();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = |act: &str| format!("/api/v1/cases/{id}/{act}");
    let clerk = town.owner();
    let stale = clerk.post_json(&path("accept"), &json!({ "length": 9 })).await;
    assert_eq!((stale.status.as_u16(), stale.problem().as_str()), (409, "case-stale"));
    clerk.post_json(&path("accept"), &json!({ "length": 1 })).await.assert_status(200);
    let twice = clerk.post_json(&path("accept"), &json!({})).await;
    assert_eq!(twice.problem(), "case-already-accepted");
    let inner = json!({ "text": "内部备注，不给看" });
    clerk.post_json(&path("note"), &inner).await.assert_status(200);
    let open = json!({ "text": "师傅，明天有人去看", "public": true });
    clerk.post_json(&path("note"), &open).await.assert_status(200);
    let to = json!({ "to": town.offices.traffic.to_string(), "reason": "归交警划线" });
    clerk.post_json(&path("assign"), &to).await.assert_status(200);
    let nobody = json!({ "to": made["id"], "reason": "给谁呢" });
    let refused = clerk.post_json(&path("assign"), &nobody).await;
    assert_eq!(refused.json::<Value>()["errors"][0]["field"], "unit");
    let police =
        town.staff("department-clerk", "public-security-traffic", "330102", town.offices.traffic);
    let answer = json!({ "text": "已经划线十个车位。", "outcome": "solved" });
    let answered = police.post_json(&path("answer"), &answer).await;
    answered.assert_status(200);
    let seen = answered.json::<Value>()["answer"]["at"].clone();

    let told = worker.get(&path("entries")).await;
    told.assert_contains("明天有人去看").assert_contains("转交交警大队办理");
    assert!(!told.text().contains("内部备注") && !told.text().contains("归交警划线"));
    clerk.get(&path("entries")).await.assert_contains("内部备注").assert_contains("归交警划线");

    let wrong = worker.post_json(&path("dispute"), &json!({ "answered_at": "yesterday" })).await;
    assert_eq!(wrong.json::<Value>()["errors"][0]["field"], "answered_at");
    let empty = worker.post_json(&path("dispute"), &json!({})).await;
    assert_eq!(empty.json::<Value>()["errors"][0]["field"], "reason");
    let other = json!({ "answered_at": "2026-01-01T00:00:00+08:00" });
    let stale = worker.post_json(&path("confirm"), &other).await;
    assert_eq!(stale.problem(), "case-stale");
    let confirmed = worker.post_json(&path("confirm"), &json!({ "answered_at": seen })).await;
    let case: Value = confirmed.json();
    assert_eq!((&case["state"], &case["confirmed_by_worker"]), (&json!("confirmed"), &json!(true)));
    let again = worker.post_json(&path("confirm"), &json!({})).await;
    assert_eq!(again.problem(), "case-closed");
    let thief = town.app.worker().post_json(&path("reopen"), &json!({ "reason": "试试看" })).await;
    thief.assert_status(404);
}

#[tokio::test]
async fn lists_for_staff_within_their_reach() {
    let town = Town::new();
    let worker = town.app.worker();
    for _ in 0..3 {
        town.app.wait_seconds(1);
        town.report(&worker).await;
    }
    let clerk = town.owner();
    let first: Value = clerk.get("/api/v1/cases?limit=2").await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    let after = first["next"].as_str().unwrap();
    let second: Value = clerk.get(&format!("/api/v1/cases?limit=2&after={after}")).await.json();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert!(second.get("next").is_none());
    let number = first["items"][0]["number"].as_str().unwrap();
    let found: Value = clerk.get(&format!("/api/v1/cases?part=all&q={number}")).await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    for (query, count) in [("matter=parking", 3), ("matter=law", 0), ("area=330102003", 0)] {
        let list: Value = clerk.get(&format!("/api/v1/cases?{query}")).await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), count, "{query}");
    }
    let wrong = clerk.get("/api/v1/cases?part=half").await;
    assert_eq!(wrong.json::<Value>()["errors"][0]["field"], "part");
    worker.get("/api/v1/cases").await.assert_status(403);
}

#[tokio::test]
async fn catalogue_areas_and_the_document_are_open_to_all() {
    let town = Town::new();
    let visitor = town.app.visitor();
    let matters: Value = visitor.get("/api/v1/matters").await.json();
    let parking = matters["items"].as_array().unwrap().iter().find(|one| one["code"] == "parking");
    assert_eq!(parking.unwrap()["fields"][0]["kind"], "choice");
    let areas: Value = visitor.get("/api/v1/areas?under=330102").await.json();
    assert_eq!(areas["items"][0]["level"], "street");
    let unknown = visitor.get("/api/v1/areas?under=99").await;
    assert_eq!(unknown.json::<Value>()["errors"][0]["field"], "under");
    let document: Value = visitor.get("/api/v1/openapi.json").await.json();
    for path in ["/api/v1/cases", "/api/v1/cases/{id}/appeal", "/api/v1/cases/{id}/release"] {
        assert!(document["paths"][path]["post"].is_object(), "{path}");
    }
    assert!(document["paths"]["/api/v1/cases"]["get"].is_object());
}
