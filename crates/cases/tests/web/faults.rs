//! What is wrong is said in the page, in both languages, and nothing typed is lost.

use web::Settings;

use crate::{
    STREET,
    town::{Town, hidden, keep, picture},
};

#[tokio::test]
async fn every_fault_is_named_and_what_was_typed_stays() {
    let town = Town::new();
    for english in [false, true] {
        let worker = if english { town.app.worker().english() } else { town.app.worker() };
        let form = worker.get("/report/new?matter=parking").await;
        let id = hidden(&form, "id");
        let photo = picture(40, 3);
        let pairs = [
            ("id", id.as_str()),
            ("matter", "parking"),
            ("text", "停<车"),
            ("area", "110101001"),
            ("field-vehicle", "rocket"),
        ];
        let files = [
            ("photos", "a.png", "image/png", photo.as_slice()),
            ("photos", "b.jpg", "image/jpeg", b"no picture".as_slice()),
        ];
        let page = worker.post_files("/report/details", &pairs, &files).await;
        if !english {
            keep("faults", &page);
        }
        page.assert_status(422).assert_contains("停&#60;车");
        let told = if english {
            ["in at least 5 characters", "Choose a street", "Choose one of the options", "JPEG"]
        } else {
            ["至少 5 个字", "请选择街道或社区", "请从选项里选一个", "JPEG"]
        };
        for words in told {
            page.assert_contains(words);
        }
        // The good photo and the text wait in the draft.
        let again = worker.get(&format!("/report/{id}")).await;
        again.assert_contains("停&#60;车").assert_contains("name=\"drop\"");
        let check = worker.get(&format!("/report/{id}/check")).await;
        assert_eq!(check.location(), format!("/report/{id}"));
    }
}

#[tokio::test]
async fn a_photo_too_large_loses_nothing_else() {
    let town = Town::with(Settings { file_bytes_max: 2_000, ..Settings::default() });
    let worker = town.app.worker();
    let form = worker.get("/report/new?matter=parking").await;
    let id = hidden(&form, "id");
    let photo = picture(200, 3);
    assert!(photo.len() > 2_000);
    let pairs =
        [("id", id.as_str()), ("matter", "parking"), ("text", "没地方停车啊"), ("area", STREET)];
    let files = [("photos", "big.png", "image/png", photo.as_slice())];
    let page = worker.post_files("/report/details", &pairs, &files).await;
    page.assert_status(422).assert_contains("big.png").assert_contains("没地方停车啊</textarea>");
}

#[tokio::test]
async fn more_photos_than_allowed_are_left_out() {
    let town = Town::new();
    let worker = town.app.worker();
    let form = worker.get("/report/new?matter=parking").await;
    let id = hidden(&form, "id");
    let photos: Vec<Vec<u8>> = (0..5).map(|seed| picture(32, seed * 20)).collect();
    let files: Vec<_> =
        photos.iter().map(|photo| ("photos", "a.png", "image/png", photo.as_slice())).collect();
    let pairs =
        [("id", id.as_str()), ("matter", "parking"), ("text", "没地方停车啊"), ("area", STREET)];
    let page = worker.post_files("/report/details", &pairs, &files).await;
    page.assert_status(422).assert_contains("照片最多 4 张");
    assert_eq!(page.text().matches("name=\"drop\"").count(), 4);
}

#[tokio::test]
async fn what_was_typed_outlives_the_session() {
    let town = Town::new();
    let stranger = town.app.visitor();
    let id = town.app.id::<contracts::Case>().to_string();
    let photo = picture(20, 1);
    let pairs = [
        ("id", id.as_str()),
        ("matter", "parking"),
        ("text", "写了很久的话，可不能丢"),
        ("area", STREET),
        ("evil", "not kept"),
    ];
    let files = [("photos", "a.png", "image/png", photo.as_slice())];
    let sent = stranger.post_files("/report/details", &pairs, &files).await;
    let next = sent.location().strip_prefix("/sign-in?next=%2Freport%2F").unwrap().to_owned();
    assert_ne!(next, id, "a draft of a stranger has an id that nobody could know before");

    let worker = town.app.worker();
    let form = worker.get(&format!("/report/{next}")).await;
    form.assert_contains("写了很久的话，可不能丢</textarea>");
    assert!(!form.text().contains("evil"));
    let pairs = [
        ("id", next.as_str()),
        ("matter", "parking"),
        ("text", "写了很久的话，可不能丢"),
        ("area", STREET),
    ];
    worker.post_files("/report/details", &pairs, &[]).await.assert_status(303);
    town.app.worker().get(&format!("/report/{next}")).await.assert_status(404);
    let thief = town.app.worker().post_files("/report/details", &pairs, &[]).await;
    thief.assert_status(409);

    for _ in 0..30 {
        let again = stranger.post_files("/report/details", &pairs, &[]).await;
        if again.status.as_u16() == 429 {
            return;
        }
    }
    panic!("strangers may fill the store with drafts");
}

#[tokio::test]
async fn a_draft_lasts_a_week() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.fill(&worker, "parking", "没地方停车啊，没地方停").await;
    town.app.wait_seconds(6 * 86_400);
    worker.get(&format!("/report/{id}/check")).await.assert_status(200);
    town.app.wait_seconds(2 * 86_400);
    let gone = worker.post_form(&format!("/report/{id}/send"), &[]).await;
    assert_eq!(gone.location(), "/report");
    worker.follow(&gone).await.assert_contains("没有找到这份草稿");
    worker.get("/report/new?matter=nonsense").await.assert_status(303);
    worker.get("/cases/not-an-id").await.assert_status(404);
    town.app.visitor().get("/report").await.assert_status(303);
}
