//! A write sent twice happens once.

use storage::{Stamp, Tx, idempotency::Answer};
use web::{IdempotencyKey, Problem, input::once};

use crate::toy;

#[tokio::test]
async fn the_second_time_answers_as_the_first() {
    let app = toy::app();
    let send = async |key: Option<&str>, request: [u8; 32], body: &'static str| {
        let key = IdempotencyKey(key.map(ToOwned::to_owned));
        let work = move |tx: &mut Tx<'_>| {
            once(tx, "ann", &key, request, |_| {
                Ok::<_, Problem>(Answer { status: 201, body: body.to_owned() })
            })
        };
        app.app.store().write(Stamp::system(app.moment(), "test"), work).await
    };
    assert_eq!(send(Some("k"), [1; 32], "first").await.unwrap().body, "first");
    assert_eq!(send(Some("k"), [1; 32], "second").await.unwrap().body, "first");
    assert_eq!(send(Some("k"), [2; 32], "other").await.unwrap_err().code(), "key-reused");
    assert_eq!(send(None, [1; 32], "again").await.unwrap().body, "again");
}

#[tokio::test]
async fn a_key_too_long_is_named() {
    let app = toy::app();
    let worker = app.worker().header("idempotency-key", &"k".repeat(200));
    let toy = toy::NewToy { name: "a".into(), place: toy::Place { lat: 30.0 } };
    let answered = worker.post_json("/api/v1/toys", &toy).await;
    answered.assert_status(400).assert_contains("Idempotency-Key");
}
