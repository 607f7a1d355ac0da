//! What is one's own.

use access::{Action, Field, Membership, SessionKind, Target};
use serde_json::Value;
use web::{
    Problem,
    testing::{Client, TestApp},
};

use super::{PHONE, code_for, give_code, person, server, street, write};

/// Somebody signed in by phone, with a name.
async fn worker(app: &TestApp) -> Client {
    person(app, "张三丰", PHONE).await;
    let me = app.visitor().header("user-agent", "Android MicroMessenger");
    let code = code_for(app, &me, PHONE).await;
    give_code(&me, &code).await.assert_status(303);
    me
}

#[tokio::test]
async fn ones_data_is_masked_until_asked_for_and_can_be_changed() {
    let app = server();
    let me = worker(&app).await;
    let page = me.get("/me").await;
    page.assert_contains("张*").assert_contains("138****2231");
    assert!(!page.text().contains("张三丰") && !page.text().contains(PHONE));
    me.get("/me?full=1").await.assert_contains("张三丰").assert_contains(PHONE);
    me.get("/me/name").await.assert_contains("value=\"张三丰\"");
    me.post_form("/me/name", &[("name", "  ")]).await.assert_status(422);
    me.post_form("/me/name", &[("name", "李四光")]).await.assert_status(303);
    me.get("/me").await.assert_contains("李*");
}

#[tokio::test]
async fn a_look_is_told_to_the_person_with_post_and_reason() {
    let app = server();
    let me = worker(&app).await;
    let now = app.moment().now();
    let cookie = me.cookie_value("yilu_session").unwrap();
    let read = app.app.store().read(move |db| access::session::find(db, &cookie, now)).await;
    let worker = read.unwrap().unwrap().person;

    let post = Membership { unit: street().id, ..app.post("clerk", "street", "330102001") };
    let clerk = app.actor(vec![post]);
    let target = Target::area(street().area).with_person(worker);
    let permit = access::permit(&clerk, Action::PersonReadContact, &target).unwrap();
    let vault = app.app.vault().clone();
    write(&app, move |tx| {
        let seen = vault.reveal(tx, &permit, worker, Field::PHONE, "回访充电柜的诉求")?;
        assert_eq!(seen.unwrap().as_str(), PHONE);
        Ok::<_, Problem>(())
    })
    .await;

    let page = me.get("/me/looks").await;
    page.assert_contains("清波街道 经办人 查看了手机号").assert_contains("回访充电柜的诉求");
    let looks: Value = me.get("/api/v1/me/looks").await.json();
    assert_eq!(looks["items"][0]["field"], "phone");
    assert!(looks["items"][0].get("looker").is_none(), "the post is told, not the person");

    let export = me.get("/me/export").await;
    assert!(export.header("content-disposition").starts_with("attachment"));
    let document: Value = export.json();
    assert_eq!((&document["name"], &document["phone"]), (&"张三丰".into(), &PHONE.into()));
    assert_eq!(document["looks"][0]["purpose"], "回访充电柜的诉求");
    assert_eq!(document["sessions"][0]["device"], "Android, WeChat");
}

#[tokio::test]
async fn other_devices_are_signed_out() {
    let app = server();
    let me = worker(&app).await;
    app.wait_seconds(61);
    let lost = app.visitor().header("user-agent", "iPhone Safari/");
    let code = code_for(&app, &lost, PHONE).await;
    give_code(&lost, &code).await.assert_status(303);
    lost.get("/me").await.assert_status(200);
    let page = me.get("/me/sessions").await;
    page.assert_contains("Android, WeChat")
        .assert_contains("iPhone, Safari")
        .assert_contains("本机");
    let (_, rest) =
        page.text().split_once("/me/sessions/").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let one = format!("/me/sessions/{}", rest.split_once('"').unwrap().0);
    me.post_form(&one, &[]).await.assert_status(303);
    lost.get("/me").await.assert_status(303);
    me.post_form("/me/sessions/end-others", &[]).await.assert_status(303);
    me.get("/me").await.assert_status(200);
    let stranger = app.session(SessionKind::Worker).await;
    let foreign = format!("/me/sessions/{}/end", stranger.id);
    me.post_form(&foreign, &[]).await.assert_status(303);
    let theirs = app.visitor().cookie("yilu_session", &stranger.token.cookie());
    theirs.get("/me").await.assert_status(200);
}
