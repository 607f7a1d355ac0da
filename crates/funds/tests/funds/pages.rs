//! The pages and the API: money is set aside, passed on, spent with a photo of the voucher, and
//! published in sums.

use std::sync::Arc;

use access::{Actor, Membership};
use contracts::{UnitId, Units};
use funds::port::Names;
use web::testing::{Answered, Client, TestApp, TestOptions};

use crate::town::{Offices, offices};

struct Site {
    app: TestApp,
}

impl Site {
    fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(funds::MIGRATIONS);
        options.words.push(funds::WORDS);
        let offices = Arc::new(offices());
        let units: Arc<dyn Units> = Arc::<Offices>::clone(&offices);
        let names: Arc<dyn Names> = offices;
        let hang = |builder: web::app::AppBuilder| builder.with(units).with(names);
        Self { app: TestApp::with(funds::routes(), options, hang) }
    }

    fn holder(&self, number: u8, role: &str, kind: &str) -> Actor {
        let post = self.app.post(role, kind, "3301");
        self.app.actor(vec![Membership { unit: UnitId::from_bytes([number; 16]), ..post }])
    }

    fn clerk(&self, number: u8) -> Client {
        self.app.signed_in(&self.holder(number, "department-clerk", "social-work"))
    }

    /// Sets 1,000 yuan aside; answers the fund's address at the desk.
    async fn fund(&self, clerk: &Client) -> String {
        let id = self.app.id::<()>().to_string();
        let form = [
            ("id", id.as_str()),
            ("title", "党建专项经费"),
            ("unit", "01010101-0101-0101-0101-010101010101"),
            ("amount", "1,000.00"),
            ("purposes", "training"),
            ("purposes", "care"),
            ("from", "2026-01-01"),
            ("until", "2026-12-31"),
        ];
        let opened = clerk.post_form("/desk/funds", &form).await;
        clerk.follow(&opened).await.assert_contains("专项经费已设立").assert_contains(">1000<");
        format!("/desk/funds/{id}")
    }
}

/// What stands in the page between `from` and the first character that no id has.
fn after(page: &Answered, from: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(from).unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// A photo of an invoice.
fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([250, 250, 250]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn money_is_set_aside_passed_on_spent_and_published() {
    let site = Site::new();
    site.app.visitor().get("/funds").await.assert_contains("还没有专项经费");
    let (one, two) = (site.clerk(1), site.clerk(1));
    let desk = site.fund(&one).await;
    let page = one.get(&desk).await;
    let share = after(&page, "kind=allocation&#38;share=");
    let (id, more) = (site.app.id::<()>().to_string(), site.app.id::<()>().to_string());
    let mut form = vec![
        ("id", id.as_str()),
        ("kind", "allocation"),
        ("share", share.as_str()),
        ("receiver", "没有这个单位"),
        ("amount", "400.5"),
        ("text", "上半年经费"),
    ];
    let wrong = one.post_form(&format!("{desk}/ask"), &form).await;
    assert_eq!(wrong.status, 422);
    wrong.assert_contains("没有这个单位，请填写单位全称").assert_contains("上半年经费");
    form[3].1 = "第2市";
    let asked = one.post_form(&format!("{desk}/ask"), &form).await;
    one.follow(&asked).await.assert_contains("要由另一个人审批");
    two.get("/desk/funds").await.assert_contains("等您审批").assert_contains("上半年经费");
    let request = format!("/desk/fund-requests/{id}");
    let approved = two.post_form(&format!("{request}/approve"), &[]).await;
    two.follow(&approved).await.assert_contains("已批准");

    // The city spends some of it, with the invoice; the province decides.
    let city = site.clerk(2);
    let page = city.get(&desk).await;
    page.assert_contains("400.50");
    let share = after(&page, "kind=spending&#38;share=");
    let form = [
        ("id", more.as_str()),
        ("kind", "spending"),
        ("share", share.as_str()),
        ("purpose", "training"),
        ("voucher", "fp 1"),
        ("amount", "400.51"),
        ("text", "五月培训"),
    ];
    let wrong = city.post_form(&format!("{desk}/ask"), &form).await;
    wrong.assert_contains("额度不足，只剩 400.50 元");
    let mut form = form;
    form[5].1 = "120";
    let asked = city.post_form(&format!("{desk}/ask"), &form).await;
    city.follow(&asked).await.assert_contains("还没有凭证照片");
    let request = format!("/desk/fund-requests/{more}");
    assert_eq!(two.post_form(&format!("{request}/approve"), &[]).await.status, 409);
    let files = [("photo", "a.png", "image/png", &*photo())];
    let added = city.post_files(&format!("{request}/evidence"), &[], &files).await;
    let page = city.follow(&added).await;
    let photo = after(&page, &format!("{request}/evidence/"));
    assert_eq!(two.get(&format!("{request}/evidence/{photo}")).await.status, 200);
    assert_eq!(site.clerk(3).get(&format!("{request}/evidence/{photo}")).await.status, 404);
    assert_eq!(site.clerk(3).get(&request).await.status, 404);
    two.post_form(&format!("{request}/approve"), &[]).await;

    let visitor = site.app.visitor();
    let public = visitor.get(&desk.replace("/desk", "")).await;
    public.assert_contains("党员和骨干培训").assert_contains("120.00").assert_contains(">880<");
    assert!(!public.text().contains("五月培训"), "the public reads sums, no request");
    let csv = two.get(&format!("{desk}/export/csv")).await;
    csv.assert_contains("FP1").assert_contains("五月培训").assert_contains("已批准");
    assert_eq!(two.get(&format!("{desk}/export/pdf")).await.status, 404);
}

#[tokio::test]
async fn programs_do_the_same() {
    let site = Site::new();
    let (one, two) = (site.clerk(1), site.clerk(1));
    let desk = site.fund(&one).await;
    let fund = desk.rsplit('/').next().unwrap();
    let account = format!("/api/v1/funds/{fund}");
    let first = site.app.visitor().get(&account).await.json::<serde_json::Value>();
    let share = first["shares"][0]["id"].as_str().unwrap();
    let receiver = UnitId::from_bytes([16; 16]);
    let asked = serde_json::json!({
        "share": share, "amount": 30_000, "receiver": receiver, "text": "支部活动",
    });
    let asked = one.post_json("/api/v1/fund-requests", &asked).await;
    assert_eq!(asked.status, 201);
    let id = asked.json::<serde_json::Value>()["id"].as_str().unwrap().to_owned();
    let step = serde_json::json!({ "step": "approve" });
    let steps = format!("/api/v1/fund-requests/{id}/steps");
    assert_eq!(one.post_json(&steps, &step).await.status, 409);
    assert_eq!(two.post_json(&steps, &step).await.status, 204);
    let now = site.app.visitor().get(&account).await.json::<serde_json::Value>();
    assert_eq!(now["allocated"], 30_000);
    let secretary = site.app.signed_in(&site.holder(16, "branch-secretary", "branch-platform"));
    let back = serde_json::json!({ "share": now["shares"][1]["id"], "amount": 10_000 });
    assert_eq!(secretary.post_json("/api/v1/fund-returns", &back).await.status, 204);
    assert_eq!(two.post_json("/api/v1/fund-returns", &back).await.status, 404);
    let now = site.app.visitor().get("/api/v1/funds").await.json::<serde_json::Value>();
    assert_eq!(
        (&now["items"][0]["allocated"], &now["items"][0]["left"]),
        (&20_000.into(), &100_000.into())
    );
    let seen = one.get(&format!("{account}/requests")).await.json::<serde_json::Value>();
    assert_eq!(seen["items"][0]["state"], "approved");
}
