//! The duty page rings, with a script and without, until one tap.

use serde_json::{Value, json};

use crate::{STREET, town::Town};

#[tokio::test]
async fn the_duty_page_rings_until_one_tap() {
    let town = Town::new();
    let worker = town.app.worker();
    let report = json!({ "matter": "urgent-danger", "area": STREET,
        "text": "楼道里煤气味很重，我已经出来了。", "fields": { "people_hurt": "no" } });
    let said = worker.post_json("/api/v1/cases", &report).await;
    said.assert_status(201);
    let case: Value = said.json();
    let id = case["id"].as_str().unwrap();
    let desk = town.owner();
    town.app.wait_seconds(42);
    let page = desk.get("/desk/duty").await;
    page.assert_status(200)
        .assert_contains(case["number"].as_str().unwrap())
        .assert_contains("data-ringing")
        .assert_contains("data-seconds=\"42\"")
        .assert_contains("data-alarm=")
        .assert_contains("<noscript><meta http-equiv=\"refresh\" content=\"30\">");
    desk.get(&format!("/desk/cases/{id}")).await.assert_contains("正在等待接警");
    let alarms: Value = desk.get("/api/v1/duty").await.json();
    assert_eq!(alarms["items"][0]["seconds"], 42);
    worker.get("/desk/duty").await.assert_status(403);
    let taken = desk.post_form(&format!("/desk/cases/{id}/acknowledge"), &[]).await;
    desk.follow(&taken).await.assert_contains("已接警");
    let page = desk.get("/desk/duty").await;
    assert!(!page.text().contains("data-ringing"));
    page.assert_contains("接警，用时 42 秒");
    let again = desk.post_form(&format!("/desk/cases/{id}/acknowledge"), &[]).await;
    desk.follow(&again).await.assert_contains("已经有人接警了");
    // The worker sees that somebody heard.
    worker.get(&format!("/cases/{id}")).await.assert_contains("值班台接警");
}
