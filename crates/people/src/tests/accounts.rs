//! Accounts of staff, seen from an administrator's desk.

use contracts::PersonId;
use web::testing::{Client, TestApp};

use super::{PHONE, person, preformatted, server, street};

fn admin(app: &TestApp) -> Client {
    app.holder("admin", "social-work", "3301")
}

async fn open(admin: &Client, login: &str, role: &str) -> web::testing::Answered {
    let unit = street().id.to_string();
    let sent = [
        ("login", login),
        ("name", "王丽"),
        ("phone", ""),
        ("unit", unit.as_str()),
        ("role", role),
        ("from", "2026-11-20"),
    ];
    admin.post_form("/people/staff", &sent).await
}

/// The address of the form that closes the account, as the page has it.
fn closing(page: &str) -> String {
    let (before, _) = page.split_once("/close\"").unwrap();
    format!("{}/close", before.rsplit_once('"').unwrap().1)
}

#[tokio::test]
async fn an_account_is_opened_found_and_closed() {
    let app = server();
    let admin = admin(&app);
    admin.get("/people/staff/new").await.assert_status(200).assert_contains("清波街道");
    let made = open(&admin, "wangli", "clerk").await;
    let address = preformatted(made.assert_status(200));
    let path = address.strip_prefix("http://localhost:8080").unwrap();
    app.visitor().get(path).await.assert_status(200).assert_contains("设置密码");
    open(&admin, "WANGLI", "clerk").await.assert_status(422).assert_contains("已登记在别人名下");
    open(&admin, "no spaces", "clerk").await.assert_status(422).assert_contains("3 到 32 个");
    open(&admin, "zhao", "firm-clerk").await.assert_status(422).assert_contains("不设这个岗位");

    let find = [("who", "wangli"), ("purpose", "")];
    admin.post_form("/people", &find).await.assert_status(422);
    let find = [("who", "wangli"), ("purpose", "核对在岗名单")];
    let found = admin.post_form("/people", &find).await;
    found.assert_status(200).assert_contains("王*").assert_contains("经办人");
    assert!(!found.text().contains("王丽"));
    let close = closing(&found.text());
    admin.post_form(&close, &[("purpose", "调离街道")]).await.assert_status(303);
    let gone = admin.post_form("/people", &find).await.text();
    assert!(!gone.contains("/close\""), "nothing left to close");
    app.visitor().get(path).await.assert_status(404);
}

#[tokio::test]
async fn a_lead_opens_what_a_lead_may_give() {
    let app = server();
    let lead = app.holder("street-lead", "street", "330102001");
    open(&lead, "duty1", "duty").await.assert_status(200);
    open(&lead, "lead2", "street-lead")
        .await
        .assert_status(422)
        .assert_contains("不能安排这个岗位");
    let elsewhere = app.holder("street-lead", "street", "330102008");
    open(&elsewhere, "duty3", "duty").await.assert_status(403);
    app.holder("clerk", "street", "330102001").get("/people").await.assert_status(403);
}

#[tokio::test]
async fn nobody_touches_an_account_above_their_own() {
    let app = server();
    let admin = admin(&app);
    open(&admin, "lead", "street-lead").await.assert_status(200);
    let find = [("who", "lead"), ("purpose", "核对在岗名单")];
    let close = closing(&admin.post_form("/people", &find).await.text());
    let lead = app.holder("street-lead", "street", "330102001");
    for act in ["close", "invite", "second-factor/reset"] {
        let there = close.replace("close", act);
        lead.post_form(&there, &[("purpose", "没有理由")]).await.assert_status(403);
    }
    let worker: PersonId = person(&app, "张三", PHONE).await;
    let there = format!("/people/{worker}/second-factor/reset");
    admin.post_form(&there, &[]).await.assert_status(404);
}

#[tokio::test]
async fn looking_for_people_is_limited() {
    let app = server();
    let admin = admin(&app);
    let find = [("who", "13900000000"), ("purpose", "核对在岗名单")];
    for _ in 0..60 {
        admin.post_form("/people", &find).await.assert_status(200);
    }
    admin.post_form("/people", &find).await.assert_status(429);
}
