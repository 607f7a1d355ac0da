//! A photo on its way to the public, through pages and API: what a visitor may fetch, and what is
//! in the file that they get.

use contracts::CaseId;
use serde_json::{Value, json};
use web::testing::{Answered, Client};

use crate::{
    STREET,
    town::{Town, hidden, picture},
};

/// A reported case with one photo.
struct Story {
    town: Town,
    id: CaseId,
    number: String,
    file: String,
    clerk: Client,
    visitor: Client,
}

impl Story {
    async fn new() -> Self {
        let town = Town::new();
        let worker = town.app.worker();
        let sent = worker
            .post_files("/api/v1/photos", &[], &[("photo", "a.png", "image/png", &picture(480, 3))])
            .await;
        sent.assert_status(201);
        let photo = sent.json::<Value>();
        let report = json!({
            "matter": "parking", "area": STREET, "text": "医院门口没地方停车，取餐三分钟就被贴条。",
            "fields": {}, "photos": [photo],
        });
        let made = worker.post_json("/api/v1/cases", &report).await;
        made.assert_status(201);
        let case = made.json::<Value>();
        let text = |key: &str| case[key].as_str().unwrap().to_owned();
        let (clerk, visitor) = (town.owner(), town.app.visitor());
        let (id, number) = (text("id").parse().unwrap(), text("number"));
        let file = photo["file"].as_str().unwrap().to_owned();
        Self { town, id, number, file, clerk, visitor }
    }

    fn veil(&self) -> String {
        format!("/desk/cases/{}/photos/{}", self.id, self.file)
    }

    /// Releases the cells of the lower half through the page; answers the public address.
    async fn release(&self) -> String {
        let asked: Vec<String> = (24..48).map(|cell| format!("show={cell}")).collect();
        let page = self.clerk.get(&format!("{}?{}&look=1", self.veil(), asked.join("&"))).await;
        page.assert_status(200);
        let cells = hidden(&page, "cells");
        assert_eq!(cells, format!("{}{}", "0".repeat(24), "1".repeat(24)));
        let path = action(&page, "?seen=");
        let done = self.clerk.post_form(&path, &[("cells", &cells)]).await;
        done.assert_status(303);
        let page = self.clerk.follow(&done).await.text();
        let start = page.find("/progress/").unwrap();
        page[start..].split('"').next().unwrap().to_owned()
    }
}

/// The address of the form whose action has this in it.
fn action(page: &Answered, part: &str) -> String {
    let text = page.text();
    let all = text.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    all.filter(|action| action.contains(part)).last().unwrap().to_owned()
}

#[tokio::test]
async fn an_unreleased_photo_is_nowhere() {
    let story = Story::new().await;
    let (id, file, number) = (story.id, &story.file, &story.number);
    for path in [
        format!("/progress/{number}/photos/{file}"),
        format!("/cases/{id}/photos/{file}"),
        story.veil(),
        format!("{}/preview?cells={}", story.veil(), "1".repeat(48)),
    ] {
        let refused = story.visitor.get(&path).await;
        assert!(matches!(refused.status.as_u16(), 404 | 303), "{path}: {}", refused.status);
        assert!(!refused.bytes.starts_with(&[0xff, 0xd8]), "{path} is a picture");
    }
    let unit = story.town.offices.other_street;
    let other = story.town.staff("clerk", "street", crate::OTHER_STREET, unit);
    other.get(&story.veil()).await.assert_status(404);
    let shown = story.visitor.get(&format!("/open311/v2/requests/{number}.json")).await;
    assert_eq!(shown.json::<Value>()[0]["media_url"], Value::Null);
}

#[tokio::test]
async fn the_released_file_has_grey_where_nobody_looked_and_goes_when_taken_back() {
    let story = Story::new().await;
    let public = story.release().await;
    let seen = story.visitor.get(&public).await;
    seen.assert_status(200);
    assert_eq!(seen.headers["content-type"], "image/jpeg");
    for told in [b"Exif".as_slice(), b"GPS", b"http://ns.adobe.com"] {
        assert!(!seen.bytes.windows(told.len()).any(|part| part == told));
    }
    let shown = image::load_from_memory(&seen.bytes).unwrap().to_rgb8();
    let original = story.clerk.get(&format!("/cases/{}/photos/{}", story.id, story.file)).await;
    let original = image::load_from_memory(&original.bytes).unwrap().to_rgb8();
    assert_eq!(shown.dimensions(), original.dimensions());
    // Away from the rim between hidden and shown, the upper half is one grey.
    let grey = *shown.get_pixel(5, 5);
    let spread = |picture: &image::RgbImage| {
        let upper = picture.enumerate_pixels().filter(|(_, y, _)| *y < 220);
        upper.map(|(.., pixel)| pixel.0[0].abs_diff(grey.0[0])).max().unwrap()
    };
    assert!(spread(&shown) <= 3, "{}", spread(&shown));
    assert!(spread(&original) > 60);
    let listed = story.visitor.get(&format!("/open311/v2/requests/{}.json", story.number)).await;
    let media = listed.json::<Value>()[0]["media_url"].as_str().unwrap().to_owned();
    assert!(media.ends_with(&public), "{media}");
    // The original is still nobody's.
    let original = format!("/progress/{}/photos/{}", story.number, story.file);
    story.visitor.get(&original).await.assert_status(404);
    let back = story.clerk.post_form(&format!("{}/withdraw", story.veil()), &[]).await;
    back.assert_status(303);
    story.visitor.get(&public).await.assert_status(404);
}

#[tokio::test]
async fn nothing_uncovered_is_nothing_to_release() {
    let story = Story::new().await;
    let page = story.clerk.get(&story.veil()).await;
    page.assert_status(200);
    assert_eq!(page.text().matches("name=\"show\"").count(), 48);
    assert!(!page.text().contains(" checked"), "hidden until somebody lifts it");
    let path = format!("{}?seen=1", story.veil());
    story.clerk.post_form(&path, &[("cells", &"0".repeat(48))]).await.assert_status(422);
    story.clerk.post_form(&path, &[("cells", "1")]).await.assert_status(400);
    let stale = format!("{}?seen=7", story.veil());
    story.clerk.post_form(&stale, &[("cells", &"1".repeat(48))]).await.assert_status(409);
}

#[tokio::test]
async fn a_program_releases_and_takes_back_too() {
    let story = Story::new().await;
    let at = |act: &str| format!("/api/v1/cases/{}/photos/{}/{act}", story.id, story.file);
    let wrong = story.clerk.post_json(&at("release"), &json!({ "show": [48] })).await;
    wrong.assert_status(422);
    let none = story.clerk.post_json(&at("release"), &json!({ "show": [] })).await;
    none.assert_status(422);
    let done = story.clerk.post_json(&at("release"), &json!({ "show": [0, 47], "seen": 1 })).await;
    done.assert_status(200);
    let path = at("withdraw");
    story.clerk.post_json(&path, &json!({})).await.assert_status(200);
    story.clerk.post_json(&path, &json!({})).await.assert_status(409);
    story.town.app.worker().post_json(&path, &json!({})).await.assert_status(403);
}
