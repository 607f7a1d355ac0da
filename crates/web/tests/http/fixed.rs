//! The addresses of this crate.

use axum::http::Method;
use serde_json::Value;
use ui::{NavItem, Shell, assets::asset_url};
use web::{
    Visit,
    testing::{TestApp, TestOptions},
};

use crate::toy;

#[tokio::test]
async fn assets_come_packed_and_stay_for_ever() {
    let app = toy::app();
    let url = asset_url("tokens.css");
    for (accept, encoding) in [("br, gzip", "br"), ("gzip", "gzip"), ("identity", "")] {
        let answered = app.visitor().header("accept-encoding", accept).get(url).await;
        answered.assert_status(200);
        assert_eq!(answered.header("content-encoding"), encoding);
        assert_eq!(answered.header("cache-control"), "public, max-age=31536000, immutable");
    }
    app.visitor().get("/assets/tokens.css").await.assert_status(404);
    app.visitor().get("/assets/..%2fsecret").await.assert_status(404);
}

#[tokio::test]
async fn the_look_is_remembered_and_leads_back() {
    let app = toy::app();
    let visitor = app.visitor();
    let back = visitor.get("/look?lang=en&size=large&back=%2Ftoys%3Fq%3D%25E5%2585%2585").await;
    assert_eq!(back.location(), "/toys?q=%E5%85%85");
    let page = visitor.follow(&back).await;
    page.assert_contains("lang=\"en\"").assert_contains("data-size=\"large\"");
    for evil in ["https://evil.cn", "//evil.cn", "/%5Cevil.cn", "%2F%0D%0Ax:y"] {
        let answered = visitor.get(&format!("/look?lang=zh&back={evil}")).await;
        assert_eq!(answered.location(), "/", "{evil}");
    }
    assert!(visitor.get("/look?lang=fr").await.header("set-cookie").is_empty());
}

#[tokio::test]
async fn pages_carry_their_protection() {
    let app = toy::app();
    let page = app.visitor().get("/toys").await;
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert!(page.header("permissions-policy").contains("geolocation=(self)"));
    assert_eq!(page.header("cache-control"), "no-cache");
    let packed = app.visitor().header("accept-encoding", "br").get("/toys").await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.bytes.len() < page.bytes.len());
    let head = app.visitor().send(Method::HEAD, "/toys", "", Vec::new()).await;
    assert!(head.status.is_success() && head.bytes.is_empty());
    // JSON is read by programs: nothing may be loaded by it, refused or not.
    let data = app.visitor().get("/api/v1/nowhere").await;
    assert_eq!(
        data.header("content-security-policy"),
        "default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(data.header("x-content-type-options"), "nosniff");
    assert_eq!(data.header("cache-control"), "no-store");
}

/// The deployment's navigation stands around every page, and knows who is there.
#[tokio::test]
async fn the_frame_stands_around_every_page() {
    let frame = |visit: &Visit, shell: Shell| {
        let label = if visit.actor.is_some() { "signed-in" } else { "visiting" };
        shell.nav(vec![NavItem::new(label, "/toys")])
    };
    let app = TestApp::with(toy::routes(), TestOptions::default(), |app| app.frame(frame));
    app.visitor().get("/toys").await.assert_contains("visiting").assert_contains("示范市");
    app.worker().english().get("/mine").await.assert_contains("signed-in");
}

#[tokio::test]
async fn the_node_says_how_it_is() {
    let app = toy::app();
    let health: Value = app.visitor().get("/health").await.json();
    assert_eq!(health["status"], "ok");
    app.visitor().get("/robots.txt").await.assert_contains("Disallow: /api/");
    let manifest: Value = app.visitor().english().get("/manifest.webmanifest").await.json();
    assert_eq!(manifest["short_name"], "Yilu");
}

#[tokio::test]
async fn metrics_are_for_those_who_may_read_them() {
    let routes = toy::routes().merge(web::fixed::metrics_routes(|| "requests 1\n".to_owned()));
    let app = TestApp::new(routes, &[], &[]);
    app.worker().get("/metrics").await.assert_status(404);
    let admin = app.holder("admin", "street-office", toy::STREET);
    admin.get("/metrics").await.assert_status(200).assert_contains("requests 1");
}

/// The document of one toy route with everything that each operation is given.
#[tokio::test]
async fn the_document_grows_from_the_table() {
    let app = toy::app();
    let document: Value = app.visitor().get("/api/v1/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let toys = &document["paths"]["/api/v1/toys"];
    insta::assert_json_snapshot!("toy_route", toys);
    insta::assert_json_snapshot!("problem", document["components"]["schemas"]["Problem"]);
    assert!(document["components"]["schemas"]["Place"].is_object(), "nested schemas are there");
    assert_eq!(document["paths"]["/health"]["get"]["security"], serde_json::json!([{}]));
}
