//! What is said when it goes wrong.

use axum::http::Method;
use serde_json::{Value, json};

use crate::toy;

#[tokio::test]
async fn people_get_a_page_with_a_remedy_in_their_language() {
    let app = toy::app();
    let chinese = app.visitor().get("/nowhere").await;
    chinese.assert_status(404).assert_contains("没有找到").assert_contains("回到首页");
    chinese.assert_contains("lang=\"zh-CN\"");
    let english = app.visitor().header("accept-language", "en-GB,en").get("/nowhere").await;
    english.assert_status(404).assert_contains("Not found").assert_contains("lang=\"en\"");
    assert_eq!(english.header("cache-control"), "no-store");
    assert!(english.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn programs_get_problem_json_in_their_language() {
    let app = toy::app();
    let worker = app.worker();
    let taken = json!({ "name": "taken", "place": { "lat": 30.2 } });
    let answered = worker.post_json("/api/v1/toys", &taken).await;
    answered.assert_status(409);
    assert_eq!(answered.header("content-type"), "application/problem+json");
    let body: Value = answered.json();
    assert_eq!(body["type"], "urn:yilu:problem:toy-taken");
    assert_eq!(body["title"], "内容已经变了", "a code without words speaks with its status's");
    assert_eq!(body["errors"], json!([{ "field": "name", "detail": "choose another" }]));
    assert_eq!(body["request_id"], answered.header("x-request-id"));
    let english = app.worker().header("accept-language", "en").get("/api/v1/nothing").await;
    assert_eq!(english.json::<Value>()["title"], "Not found");
}

#[tokio::test]
async fn json_that_does_not_read_names_the_field() {
    let app = toy::app();
    let worker = app.worker();
    let wrong = json!({ "name": "a", "place": { "lat": "north" } });
    let answered = worker.post_json("/api/v1/toys", &wrong).await;
    answered.assert_status(422);
    assert_eq!(answered.json::<Value>()["errors"][0]["field"], "place.lat");
    let missing = worker.post_json("/api/v1/toys", &json!({ "name": "a" })).await;
    assert_eq!(missing.json::<Value>()["errors"][0]["field"], "place");
    let text = worker.send(Method::POST, "/api/v1/toys", "text/plain", b"{}".to_vec()).await;
    text.assert_status(415);
    let cut = worker.send(Method::POST, "/api/v1/toys", "application/json", b"{".to_vec()).await;
    cut.assert_status(400);
}

#[tokio::test]
async fn defects_are_told_calmly_and_without_internals() {
    let app = toy::app();
    for path in ["/broken", "/panics"] {
        let answered = app.visitor().get(path).await;
        answered.assert_status(500).assert_contains(answered.header("x-request-id"));
        assert!(!answered.text().contains("secret"), "{path}: {}", answered.text());
        assert!(answered.header("content-security-policy").contains("default-src 'self'"));
    }
}

#[tokio::test]
async fn who_should_come_back_is_told_when() {
    let app = toy::app();
    let full = app.visitor().english().get("/full").await;
    full.assert_status(503).assert_contains("you can read everything");
    assert_eq!(full.header("retry-after"), "30");
    assert!(!full.text().contains("secret"));
    let many = app.visitor().get("/many").await;
    many.assert_status(429);
    assert_eq!(many.header("retry-after"), "60");
}

#[tokio::test]
async fn wrong_methods_and_cursors_are_told_like_the_rest() {
    let app = toy::app();
    let answered = app.worker().send(Method::DELETE, "/toys", "", Vec::new()).await;
    answered.assert_status(405).assert_contains("回到首页");
    assert_eq!(answered.header("allow"), "GET,HEAD,POST");
    app.visitor().get("/toys?after=nonsense").await.assert_status(400);
    let cursor = web::Cursor((7_i64, "充电".to_owned())).encode();
    app.visitor().get(&format!("/toys?after={cursor}")).await.assert_contains("充电");
}
