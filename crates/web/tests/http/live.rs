//! The live channel.

use axum::http::Method;
use futures::StreamExt as _;
use storage::{Stamp, Tx};
use web::{
    Settings,
    testing::{TestApp, TestOptions},
};

use crate::toy;

async fn write(app: &TestApp) {
    let work = |tx: &mut Tx<'_>| {
        tx.execute(
            "INSERT INTO storage_meta (key, value) VALUES ('touched', 'yes')
             ON CONFLICT (key) DO UPDATE SET value = 'yes'",
            storage::params![],
        )
    };
    app.app.store().write(Stamp::system(app.moment(), "test"), work).await.unwrap();
}

#[tokio::test]
async fn a_page_is_told_of_changes_and_the_stream_ends_with_the_server() {
    let app = toy::app();
    app.visitor().get("/live").await.assert_status(303);
    let stream = app.worker().begin(Method::GET, "/live", "", Vec::new()).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut events = stream.into_body().into_data_stream();
    write(&app).await;
    let first = events.next().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: ") && first.len() < 30, "{first:?}");
    // A burst is told once, a second later.
    let told = tokio::time::Instant::now();
    for _ in 0..5 {
        write(&app).await;
    }
    let second = events.next().await.unwrap().unwrap();
    assert!(told.elapsed().as_millis() > 800 && second > first, "{second:?}");
    app.app.close_streams();
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn seats_are_limited_and_given_back() {
    let settings = Settings { live_max: 1, ..Settings::default() };
    let options = TestOptions { settings, ..TestOptions::default() };
    let app = TestApp::with(toy::routes(), options, |builder| builder);
    let worker = app.worker();
    let stream = worker.begin(Method::GET, "/live", "", Vec::new()).await;
    assert!(stream.status().is_success());
    worker.get("/live").await.assert_status(503);
    drop(stream);
    assert!(worker.begin(Method::GET, "/live", "", Vec::new()).await.status().is_success());
}
