//! Who is let in, and from where.

use axum::http::Method;
use web::{Need, testing::Client};

use crate::toy;

#[tokio::test]
async fn visitors_are_sent_to_sign_in_and_come_back() {
    let app = toy::app();
    let visitor = app.visitor();
    let answered = visitor.get("/mine?state=open&q=%E5%85%85").await;
    answered.assert_status(303);
    assert_eq!(answered.location(), "/sign-in?next=%2Fmine%3Fstate%3Dopen%26q%3D%25E5%2585%2585");
    let posted = visitor.post_form("/toys", &[("name", "a"), ("count", "1")]).await;
    assert_eq!(posted.location(), "/sign-in?next=%2F");
    let referred = app.visitor().header("referer", "http://localhost:8080/toys?x=1");
    let posted = referred.post_form("/toys", &[("name", "a"), ("count", "1")]).await;
    assert_eq!(posted.location(), "/sign-in?next=%2Ftoys%3Fx%3D1");
    let evil = app.visitor().header("referer", "http://localhost:8080.evil.cn/toys");
    assert_eq!(evil.post_form("/toys", &[]).await.location(), "/sign-in?next=%2F");
    visitor.get("/toys").await.assert_status(200);
}

#[tokio::test]
async fn programs_are_told_instead() {
    let app = toy::app();
    let answered = app.visitor().get("/api/v1/toys").await;
    answered.assert_status(401);
    assert_eq!(answered.problem(), "sign-in");
    assert_eq!(answered.header("www-authenticate"), "Bearer");
    let json = app.visitor().header("accept", "application/json").get("/mine").await;
    json.assert_status(401);
}

#[tokio::test]
async fn a_need_asks_for_a_post_and_the_handler_for_the_place() {
    let app = toy::app();
    let path = format!("/toys/{}", app.id::<toy::Toy>());
    app.worker().get(&path).await.assert_status(403);
    let here = app.holder("clerk", "street-office", toy::STREET);
    here.get(&path).await.assert_status(200).assert_contains("as clerk");
    let elsewhere = app.holder("clerk", "street-office", toy::OTHER_STREET);
    elsewhere.get(&path).await.assert_status(404);
    here.get("/toys/not-an-id").await.assert_status(404);
    app.worker().get("/api/v1/toys").await.assert_status(200);
    app.holder("auditor", "street-office", toy::STREET).get(&path).await.assert_status(200);
}

#[tokio::test]
async fn forms_from_foreign_pages_are_refused() {
    let app = toy::app();
    let post = async |client: Client| {
        let answered = client.post_form("/toys", &[("name", "a"), ("count", "1")]).await;
        answered.status.as_u16()
    };
    assert_eq!(post(app.worker()).await, 303);
    for site in ["cross-site", "same-site"] {
        assert_eq!(post(app.worker().header("sec-fetch-site", site)).await, 403, "{site}");
    }
    let old = || app.worker().without("sec-fetch-site").cookie("yilu_session", "abc");
    assert_eq!(post(old()).await, 403, "neither header, but a cookie");
    assert_eq!(post(old().header("origin", "http://localhost:8080")).await, 303);
    assert_eq!(post(old().header("origin", "null")).await, 403);
    let foreign = app.worker().header("sec-fetch-site", "cross-site");
    foreign.get("/mine").await.assert_status(200);
    let refused = foreign.english().post_form("/toys", &[]).await;
    refused.assert_contains("This was not sent from our pages");
}

/// The rights table elsewhere tries this inventory: what is missing here would be tried by nobody.
#[tokio::test]
async fn the_inventory_names_every_route() {
    let table = web::routes().merge(toy::routes());
    let find = |method: Method, path: &str| {
        let found =
            table.inventory().iter().find(|info| info.method == method && info.path == path);
        found.map(|info| (info.need, info.api, info.owner))
    };
    assert_eq!(find(Method::GET, "/mine"), Some((Need::SignedIn, false, "toys")));
    assert!(matches!(find(Method::POST, "/api/v1/toys"), Some((Need::AnyOf(_), true, "toys"))));
    assert!(matches!(find(Method::GET, "/api/v1/toys"), Some((Need::AnyOf(_), true, "toys"))));
    assert_eq!(find(Method::GET, "/health"), Some((Need::Public, true, "web")));
    let app = toy::app();
    for route in table.inventory() {
        let path = route.path.replace("{id}", &app.id::<toy::Toy>().to_string());
        if route.need != Need::Public {
            let answered = app.visitor().send(route.method.clone(), &path, "", Vec::new()).await;
            assert!(matches!(answered.status.as_u16(), 303 | 401), "{} {path}", route.method);
        }
    }
}
