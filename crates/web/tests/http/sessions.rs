//! Sessions in the store, found by cookie or by bearer token.

use access::{SessionKind, session};
use storage::Stamp;
use web::{
    Settings,
    testing::{Client, TestApp, TestOptions},
};

use crate::toy;

async fn signed_in(app: &TestApp, kind: SessionKind) -> (Client, session::NewSession) {
    let session = app.session(kind).await;
    (app.visitor().cookie("yilu_session", &session.token.cookie()), session)
}

#[tokio::test]
async fn a_session_opens_pages_until_it_is_over() {
    let app = toy::app();
    let (browser, _) = signed_in(&app, SessionKind::Staff).await;
    let page = browser.get("/mine").await;
    page.assert_status(200);
    assert_eq!(page.header("cache-control"), "no-store");
    app.wait_seconds(SessionKind::Staff.idle_seconds() + 1);
    let late = browser.get("/mine?state=open").await;
    late.assert_status(303);
    assert_eq!(late.location(), "/sign-in?next=%2Fmine%3Fstate%3Dopen");
}

#[tokio::test]
async fn use_keeps_a_session_alive() {
    let app = toy::app();
    let (browser, session) = signed_in(&app, SessionKind::Staff).await;
    app.wait_seconds(SessionKind::Staff.idle_seconds() - 60);
    browser.get("/mine").await.assert_status(200);
    let (person, now) = (session.person, app.moment().now());
    for _ in 0..100 {
        let known = app.app.store().read(move |db| session::sessions_of(db, person, now)).await;
        if known.unwrap()[0].seen_at == now {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    app.wait_seconds(120);
    browser.get("/mine").await.assert_status(200);
}

#[tokio::test]
async fn a_revoked_session_is_noticed_within_seconds() {
    let app = toy::app();
    let (browser, session) = signed_in(&app, SessionKind::Worker).await;
    browser.get("/mine").await.assert_status(200);
    let stamp = Stamp::system(app.moment(), "test");
    let (person, id) = (session.person, session.id);
    app.app.store().write(stamp, move |tx| session::revoke(tx, person, id)).await.unwrap();
    browser.get("/mine").await.assert_status(200);
    app.wait_seconds(5);
    browser.get("/mine").await.assert_status(303);
}

#[tokio::test]
async fn signing_out_here_counts_at_once() {
    let app = toy::app();
    let (browser, session) = signed_in(&app, SessionKind::Worker).await;
    browser.get("/mine").await.assert_status(200);
    let stamp = Stamp::system(app.moment(), "test");
    let (person, id) = (session.person, session.id);
    app.app.store().write(stamp, move |tx| session::revoke(tx, person, id)).await.unwrap();
    app.app.sessions().forget(id);
    browser.get("/mine").await.assert_status(303);
}

#[tokio::test]
async fn a_bearer_token_makes_the_cookie_mean_nothing() {
    let app = toy::app();
    let (browser, session) = signed_in(&app, SessionKind::Worker).await;
    let token = format!("Bearer {}", session.token.cookie());
    app.visitor().header("authorization", &token).get("/mine").await.assert_status(200);
    browser.header("authorization", "Bearer wrong").get("/mine").await.assert_status(303);
}

#[tokio::test]
async fn a_session_for_enrolling_opens_nothing_else() {
    let app = toy::app();
    let (browser, _) = signed_in(&app, SessionKind::Enrolling).await;
    browser.get("/mine").await.assert_status(200);
    browser.get("/api/v1/toys").await.assert_status(403);
}

#[tokio::test]
async fn cookies_are_secure_where_the_site_is() {
    let cookie_of = async |public_url: &str| {
        let settings = Settings { public_url: public_url.to_owned(), ..Settings::default() };
        let options = TestOptions { settings, ..TestOptions::default() };
        let app = TestApp::with(toy::routes(), options, |builder| builder);
        let answered = app.visitor().get("/look?size=large&back=/toys").await;
        assert_eq!(answered.location(), "/toys");
        (
            answered.header("set-cookie").to_owned(),
            answered.header("strict-transport-security").len(),
        )
    };
    let (plain, age) = cookie_of("http://localhost:8080").await;
    assert!(!plain.contains("Secure") && plain.contains("HttpOnly; SameSite=Lax") && age == 0);
    let (secure, age) = cookie_of("https://yilu.example.cn").await;
    assert!(secure.contains("; Secure") && age > 0, "{secure}");
}
