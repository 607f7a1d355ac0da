//! Photos: added by whoever keeps the place, seen by nobody else until the office has looked.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    near::Site,
    town::{draft, noodle_shop, north},
};

/// A picture of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn picture() -> Vec<u8> {
    STANDARD.decode(PIXEL).unwrap()
}

/// Where the first photo of a desk page is.
fn first(page: &web::testing::Answered) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("/desk/places/M1/photos/").unwrap();
    let id: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    id
}

#[tokio::test]
async fn a_photo_is_public_once_a_clerk_has_released_it_and_as_long_as_they_wish() {
    let site = Site::new();
    let mut shop = draft("M1", "老街面馆", north(0.0));
    shop.kind = "merchant".into();
    shop.owner = Some(noodle_shop().id);
    site.keep(vec![shop]).await;
    let post = site.app.post("firm-clerk", "merchant", crate::town::COMMUNITY);
    let post = access::Membership { unit: noodle_shop().id, ..post };
    let firm = site.app.signed_in(&site.app.actor(vec![post]));
    let (clerk, visitor) = (site.clerk(), site.app.visitor());
    let bytes = picture();
    let none = firm.post_files("/desk/places/M1/photos", &[], &[]).await;
    none.assert_status(422).assert_contains("请选至少一张照片");
    let wrong = [("photo", "a.gif", "image/gif", &b"GIF89a"[..])];
    let wrong = firm.post_files("/desk/places/M1/photos", &[], &wrong).await;
    wrong.assert_status(422).assert_contains("不是能识别的照片");
    let files = [("photo", "a.png", "image/png", bytes.as_slice())];
    let sent = firm.post_files("/desk/places/M1/photos", &[], &files).await;
    let page = firm.follow(&sent).await;
    page.assert_contains("等街道放行后公开").assert_contains("未公开");
    let id = first(&page);
    let (public, desk) =
        (format!("/places/M1/photos/{id}"), format!("/desk/places/M1/photos/{id}"));
    visitor.get(&public).await.assert_status(404);
    assert!(!visitor.get("/places/M1").await.text().contains("photos/"));
    let original = firm.get(&format!("{desk}/original")).await;
    original.assert_status(200);
    // Whoever keeps the place does not release its photos.
    firm.get(&desk).await.assert_status(403);
    let cells = format!("1{}", "0".repeat(47));
    firm.post_form(&desk, &[("cells", &cells)]).await.assert_status(403);
    clerk.get(&desk).await.assert_contains("整张照片默认遮住");
    let nothing = clerk.post_form(&desk, &[("cells", &"0".repeat(48))]).await;
    nothing.assert_status(422).assert_contains("还没有揭开任何一格");
    let preview = clerk.get(&format!("{desk}/preview?cells={cells}")).await;
    assert_eq!(preview.header("content-type"), "image/jpeg");
    clerk.post_form(&desk, &[("cells", &cells)]).await.assert_status(303);
    let seen = visitor.get(&public).await;
    seen.assert_status(200);
    assert_eq!(seen.header("content-type"), "image/jpeg");
    visitor.get("/places/M1").await.assert_contains(&public);
    let told: Value = visitor.get("/api/v1/places/M1").await.json();
    assert_eq!(told["photos"], json!([public]));
    clerk.post_form(&format!("{desk}/withdraw"), &[]).await.assert_status(303);
    visitor.get(&public).await.assert_status(404);
    clerk.post_form(&format!("{desk}/withdraw"), &[]).await.assert_status(404);
    let api = format!("/api/v1/places/M1/photos/{id}/release");
    clerk.post_json(&api, &json!({ "show": [48] })).await.assert_status(422);
    clerk.post_json(&api, &json!({ "show": [0] })).await.assert_status(200);
    visitor.get(&public).await.assert_status(200);
    firm.post_form(&format!("{desk}/remove"), &[]).await.assert_status(303);
    visitor.get(&public).await.assert_status(404);
    let elsewhere = site.app.holder("clerk", "street", "330102003");
    elsewhere.get("/desk/places/M1/photos").await.assert_status(404);
}
