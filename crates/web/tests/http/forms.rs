//! Forms and files.

use axum::http::Method;
use image::{ImageFormat, RgbImage};
use web::{
    App, Settings,
    testing::{TestApp, TestOptions},
};

use crate::toy;

fn png(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    RgbImage::new(side, side).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn with(settings: Settings) -> TestApp {
    let options = TestOptions { settings, words: vec![toy::WORDS], ..TestOptions::default() };
    TestApp::with(toy::routes(), options, |builder| builder)
}

#[tokio::test]
async fn what_was_typed_is_kept_and_what_happened_is_said_once() {
    let app = toy::app();
    let worker = app.worker();
    let again = worker.post_form("/toys", &[("name", ""), ("count", "42")]).await;
    again.assert_status(422).assert_contains("value=\"42\"").assert_contains("请填写这一项");
    let saved = worker.post_form("/toys", &[("name", "车"), ("count", "3")]).await;
    saved.assert_status(303);
    assert_eq!(saved.location(), "/mine?count=3");
    worker.follow(&saved).await.assert_contains("已保存");
    assert!(!worker.get("/mine").await.text().contains("已保存"));
    let unreadable = worker.post_form("/toys", &[("name", "a"), ("count", "many")]).await;
    unreadable.assert_status(422).assert_contains("f-count");
}

#[tokio::test]
async fn a_flash_says_only_what_we_could_say() {
    let app = toy::app();
    let worker = app.worker().cookie("yilu_flash", "g.pay-now-at-evil");
    assert!(!worker.get("/mine").await.text().contains("pay-now"));
}

#[tokio::test]
async fn a_photo_is_kept_as_jpeg() {
    let app = toy::app();
    let files: [(&str, &str, &str, &[u8]); 1] = [("photo", "a.png", "image/png", &png(20))];
    let answered = app.worker().post_files("/photos", &[("text", "路灯坏了")], &files).await;
    answered.assert_status(200);
    let (text, names): (String, Vec<String>) = answered.json();
    assert_eq!(text, "路灯坏了");
    let kept = app.app.store().files().get(&names[0]).await.unwrap().unwrap();
    assert_eq!(image::guess_format(&kept).unwrap(), ImageFormat::Jpeg);
    let shown = web::photos::serve(&app.app, &names[0]).await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/jpeg");
}

#[tokio::test]
async fn what_is_no_photo_is_named_with_the_remedy() {
    let app = toy::app();
    let files: [(&str, &str, &str, &[u8]); 1] = [("photo", "a.jpg", "image/jpeg", b"MZ program")];
    let answered = app.worker().english().post_files("/photos", &[], &files).await;
    answered.assert_status(422).assert_contains("JPEG, PNG or WebP").assert_contains("f-photo");
}

#[tokio::test]
async fn one_file_too_large_names_field_and_limit() {
    let app = with(Settings { file_bytes_max: 2_000, ..Settings::default() });
    let big = vec![7; 3_000];
    let files: [(&str, &str, &str, &[u8]); 1] = [("photo", "big.jpg", "image/jpeg", &big)];
    let answered = app.worker().english().post_files("/photos", &[("text", "a")], &files).await;
    answered.assert_status(422).assert_contains("big.jpg").assert_contains("at most 2 KB");
}

#[tokio::test]
async fn files_beyond_the_number_are_named_once() {
    let app = with(Settings { file_count_max: 1, ..Settings::default() });
    let one: (&str, &str, &str, &[u8]) = ("photo", "a.jpg", "image/jpeg", b"x");
    let answered = app.worker().english().post_files("/photos", &[], &[one, one, one]).await;
    answered.assert_status(422);
    assert_eq!(answered.text().matches("At most 1 files").count(), 1);
}

#[tokio::test]
async fn a_body_too_large_as_a_whole_is_refused() {
    let settings = Settings {
        file_bytes_max: 1_000,
        file_count_max: 1,
        body_bytes_max: 1_000,
        ..Settings::default()
    };
    let app = with(settings);
    let big = vec![7; 9_000];
    let files: [(&str, &str, &str, &[u8]); 1] = [("photo", "big.jpg", "image/jpeg", &big)];
    let answered = app.worker().english().post_files("/photos", &[], &files).await;
    answered.assert_status(413).assert_contains("At most 2 KB");
    let long = "x".repeat(2_000);
    let form = app.worker().post_form("/toys", &[("name", &long), ("count", "1")]).await;
    form.assert_status(413).assert_contains("1 KB");
    let kind = app.worker().send(Method::POST, "/toys", "text/plain", Vec::new()).await;
    kind.assert_status(415);
}

/// A domain hangs its own state on the app, found again by its type.
#[tokio::test]
async fn a_domain_hangs_its_own_state() {
    struct Lamp(u8);
    async fn lamp(axum::extract::State(app): axum::extract::State<App>) -> String {
        app.get::<Lamp>().map_or_else(String::new, |lamp| lamp.0.to_string())
    }
    let routes = web::Routes::new("lamps").page(Method::GET, "/lamp", web::Need::Public, lamp);
    let app = TestApp::with(routes, TestOptions::default(), |builder| builder.with(Lamp(7)));
    assert_eq!(app.visitor().get("/lamp").await.text(), "7");
    assert!(app.app.get::<String>().is_none());
}
