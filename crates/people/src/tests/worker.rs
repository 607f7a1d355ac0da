//! Workers coming in.

use futures::future::join_all;
use serde_json::{Value, json};

use super::{PHONE, code_for, delivered, give_code, person, server, server_with, wrong};

#[tokio::test]
async fn phone_then_code_leads_where_one_wanted_to_go() {
    let app = server();
    let me = app.visitor();
    let door = me.get("/me").await;
    assert_eq!(door.assert_status(303).location(), "/sign-in?next=%2Fme");
    me.follow(&door).await.assert_contains("获取验证码").assert_contains("value=\"/me\"");
    let sent = [("phone", "138 0000 2231"), ("next", "/me")];
    let page = me.post_form("/sign-in/code", &sent).await;
    page.assert_status(200).assert_contains("138****2231").assert_contains("value=\"/me\"");
    let code = delivered(&app).await;
    let come = [("phone", PHONE), ("code", code.as_str()), ("next", "/me")];
    let came = me.post_form("/sign-in", &come).await;
    assert_eq!(came.assert_status(303).location(), "/me");
    me.follow(&came).await.assert_status(200).assert_contains("138****2231");
    assert_eq!(me.get("/sign-in").await.location(), "/", "nobody signs in twice");
    me.post_form("/sign-out", &[]).await.assert_status(303);
    me.get("/me").await.assert_status(303);
}

#[tokio::test]
async fn nobody_is_led_away() {
    let app = server();
    for next in ["https://evil.cn", "//evil.cn", "/\\evil.cn", "/sign-in", ""] {
        let me = app.visitor();
        app.wait_seconds(61);
        let code = code_for(&app, &me, PHONE).await;
        let sent = [("phone", PHONE), ("code", code.as_str()), ("next", next)];
        assert_eq!(me.post_form("/sign-in", &sent).await.location(), "/", "{next}");
        app.wait_seconds(3_600);
    }
}

#[tokio::test]
async fn wrong_late_and_used_codes_are_refused_alike() {
    let app = server();
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    let refused = give_code(&me, wrong(&code)).await;
    refused.assert_status(422).assert_contains("验证码不对，或已经失效");
    assert!(!refused.text().contains(wrong(&code)), "codes are not sent back");
    give_code(&me, &code).await.assert_status(303);
    let replayed = give_code(&app.visitor(), &code).await;
    assert_eq!(replayed.assert_status(422).text(), refused.text(), "says nothing more");

    app.wait_seconds(61);
    let late = code_for(&app, &me, PHONE).await;
    app.wait_seconds(301);
    give_code(&app.visitor(), &late).await.assert_status(422);
}

#[tokio::test]
async fn five_tries_and_the_code_is_dead() {
    let app = server();
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    for _ in 0..5 {
        give_code(&me, wrong(&code)).await.assert_status(422);
    }
    give_code(&me, &code).await.assert_status(422);
}

#[tokio::test]
async fn too_many_requests_name_the_wait_and_keep_the_code() {
    let app = server();
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    app.wait_seconds(20);
    let again = me.post_form("/sign-in/code", &[("phone", PHONE)]).await;
    again.assert_status(429).assert_contains("40 秒");
    assert_eq!(again.header("retry-after"), "40");
    give_code(&me, &code).await.assert_status(303);
    let program = app.visitor().post_json("/api/v1/sign-in/code", &json!({ "phone": PHONE })).await;
    assert_eq!(program.assert_status(429).problem(), "too-many");
}

#[tokio::test]
async fn known_and_unknown_phones_are_answered_alike() {
    let app = server();
    person(&app, "张三", "13900000001").await;
    let answer = async |phone: &'static str| {
        let page = app.visitor().post_form("/sign-in/code", &[("phone", phone)]).await;
        page.assert_status(200).text().replace(phone, "PHONE").replace(&phone[7..], "TAIL")
    };
    assert_eq!(answer("13900000001").await, answer("13900000002").await);
}

#[tokio::test]
async fn wrong_numbers_name_the_remedy() {
    let app = server();
    for (typed, remedy) in [
        ("0571-87654321", "座机"),
        ("1380000223", "11 位"),
        ("+1 415 555 0100", "内地"),
        ("hello", "请写 11 位手机号"),
    ] {
        let page = app.visitor().post_form("/sign-in/code", &[("phone", typed)]).await;
        page.assert_status(422).assert_contains(remedy).assert_contains(typed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_used_twenty_times_at_once_begins_one_session() {
    let app = server();
    let code = code_for(&app, &app.visitor(), PHONE).await;
    let clients: Vec<_> = (0..20).map(|_| app.visitor()).collect();
    let answers = join_all(clients.iter().map(|client| give_code(client, &code))).await;
    let came = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(came, 1, "one of twenty");
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 19);
    let sessions = "SELECT COUNT(*) FROM access_sessions";
    let count =
        app.app.store().read(move |db| db.query_one(sessions, &[], |row| row.get::<i64>(0)));
    assert_eq!(count.await.unwrap(), 1);
}

#[tokio::test]
async fn an_expired_session_comes_back_to_its_page() {
    let app = server();
    let me = app.visitor();
    let code = code_for(&app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    app.wait_seconds(31 * 86_400);
    let turned = me.get("/me/looks?size=1").await;
    assert_eq!(turned.assert_status(303).location(), "/sign-in?next=%2Fme%2Flooks%3Fsize%3D1");
    let form = me.follow(&turned).await;
    form.assert_contains("value=\"/me/looks?size=1\"");
    let code = code_for(&app, &me, PHONE).await;
    let sent = [("phone", PHONE), ("code", code.as_str()), ("next", "/me/looks?size=1")];
    let back = me.post_form("/sign-in", &sent).await;
    me.follow(&back).await.assert_status(200).assert_contains("还没有人看过");
}

#[tokio::test]
async fn programs_sign_in_and_out() {
    let app = server();
    let program = app.visitor();
    let sent = program.post_json("/api/v1/sign-in/code", &json!({ "phone": PHONE })).await;
    assert_eq!(sent.assert_status(202).json::<Value>()["life_seconds"], 300);
    let code = delivered(&app).await;
    let body = json!({ "phone": PHONE, "code": wrong(&code) });
    program.post_json("/api/v1/sign-in/verify", &body).await.assert_status(422);
    let body = json!({ "phone": PHONE, "code": code });
    let session: Value = program.post_json("/api/v1/sign-in/verify", &body).await.json();
    let bearer = format!("Bearer {}", session["token"].as_str().unwrap());
    let program = app.visitor().header("authorization", &bearer);
    let me: Value = program.get("/api/v1/me").await.assert_status(200).json();
    assert_eq!((&me["phone"], &me["staff"]), (&json!("138****2231"), &json!(false)));
    assert_eq!(program.get("/api/v1/me/looks").await.json::<Value>()["items"], json!([]));
    program
        .json(axum::http::Method::DELETE, "/api/v1/session", &json!({}))
        .await
        .assert_status(204);
    assert_eq!(program.get("/api/v1/me").await.assert_status(401).problem(), "sign-in");
}

#[tokio::test]
async fn demo_links_open_once_and_only_in_a_demo() {
    use access::{SessionKind, link};
    let settings = web::Settings { demo: true, ..web::Settings::default() };
    let app = server_with(settings);
    let someone = person(&app, "演示", "13900000009").await;
    let mode = link::DemoMode::when(true).unwrap();
    let token = super::write(&app, move |tx| {
        Ok(link::issue(tx, mode, someone, SessionKind::Staff)?.as_str().to_owned())
    })
    .await;
    let door = format!("/demo/enter/{token}");
    let me = app.visitor();
    for _ in 0..2 {
        me.get(&door).await.assert_status(200).assert_contains("只能用一次");
    }
    me.post_form(&door, &[]).await.assert_status(303);
    me.get("/me").await.assert_status(200).assert_contains("演*");
    app.visitor().post_form(&door, &[]).await.assert_status(404);
    server().visitor().get(&door).await.assert_status(404);
}
