//! Pages and operations, in both languages.

use std::sync::Arc;

use access::{Actor, Membership};
use contracts::{UnitId, Units};
use ratings::{MIGRATIONS, RatingId, WORDS, routes, store};
use serde_json::json;
use web::testing::{Client, TestApp, TestOptions};

use crate::town::{STREET, Shops};

fn app() -> TestApp {
    let mut options = TestOptions { words: vec![WORDS], ..TestOptions::default() };
    options.migrations.extend_from_slice(MIGRATIONS);
    options.reactions = vec![ratings::reaction()];
    let units: Arc<dyn Units> = Arc::new(Shops::new());
    TestApp::with(routes(), options, |builder| builder.with(units))
}

/// Somebody who exists in the store, so that notes can be sealed.
async fn rider(app: &TestApp) -> Client {
    let session = app.session(access::SessionKind::Worker).await;
    app.signed_in(&Actor::new(session.person, None, Vec::new(), app.moment().now().day()))
}

fn holder(app: &TestApp, role: &str, kind: &str, unit: UnitId) -> Client {
    let post: Membership = Membership { unit, ..app.post(role, kind, STREET) };
    app.signed_in(&app.actor(vec![post]))
}

/// Lets eleven days and their batches pass.
async fn ripen(app: &TestApp) {
    for _ in 0..3 {
        let next = ratings::batch::next(app.moment().now());
        app.wait_seconds(next.seconds_since(app.moment().now()));
        let desk = ratings::Desk::of(&app.app).unwrap();
        let (store, moment) = (app.app.store().clone(), app.moment());
        let work = move || {
            let handlers = ratings::batch::handlers(move || desk.clone());
            for _ in 0..2 {
                storage::jobs::run_due(&store, &moment, &handlers).unwrap();
            }
        };
        tokio::task::spawn_blocking(work).await.unwrap();
    }
}

fn form(minutes: &'static str, id: &str) -> Vec<(&'static str, String)> {
    vec![
        ("id", id.to_owned()),
        ("minutes", minutes.to_owned()),
        ("reason", "slow-kitchen".to_owned()),
        ("note", "没地方坐".to_owned()),
    ]
}

async fn send(client: &Client, app: &TestApp, minutes: &'static str) -> web::testing::Answered {
    let path = format!("/merchants/{}/rate", Shops::new().noodles().id);
    let form = form(minutes, &app.id::<ratings::rating::RatingName>().to_string());
    let pairs: Vec<(&str, &str)> = form.iter().map(|(key, value)| (*key, value.as_str())).collect();
    client.post_form(&path, &pairs).await
}

#[test]
fn both_languages_say_the_same() {
    assert!(ui::Words::new(WORDS).check().is_ok(), "{:?}", ui::Words::new(WORDS).check());
}

#[tokio::test]
async fn a_rider_rates_in_three_taps_and_takes_it_back() {
    let (app, shops) = (app(), Shops::new());
    let rider = rider(&app).await;
    let list = rider.get(&format!("/merchants?area={STREET}")).await;
    list.assert_status(200).assert_contains("老街面馆").assert_contains("人数不足，暂不公布");
    let path = format!("/merchants/{}/rate", shops.noodles().id);
    list.assert_contains(&path);
    let page = rider.get(&path).await;
    page.assert_status(200).assert_contains("30 分钟以上").assert_contains("爆单还在接单");
    assert!(page.bytes.len() < 30_000, "{} bytes", page.bytes.len());
    let wrong = send(&rider, &app, "").await;
    wrong.assert_status(422).assert_contains("请选择等了几分钟").assert_contains("没地方坐");
    assert_eq!(send(&rider, &app, "20").await.location(), "/ratings/mine");
    let mine = rider.get("/ratings/mine").await;
    mine.assert_contains("老街面馆").assert_contains("20 分钟").assert_contains("出餐慢");
    rider.get("/merchants").await.assert_contains("老街面馆");
    let withdraw = mine.text();
    let withdraw = withdraw.split("action=\"").find(|part| part.starts_with("/ratings/")).unwrap();
    let withdraw = withdraw.split('"').next().unwrap();
    let other = self::rider(&app).await;
    assert_eq!(other.post_form(withdraw, &[]).await.status, 404);
    assert_eq!(rider.post_form(withdraw, &[]).await.status, 303);
    rider.get("/ratings/mine").await.assert_contains("已撤回");
    assert_eq!(app.visitor().get("/ratings/mine").await.status, 303);
    app.visitor().get("/merchants").await.assert_contains("清波街道");
    let english =
        app.visitor().english().get(&format!("/merchants?q=merchant&area={STREET}")).await;
    english.assert_contains("Too few riders").assert_contains("merchant in 330102001");
    assert_eq!(app.visitor().get("/merchants?area=99").await.status, 404);
}

#[tokio::test]
async fn the_merchant_sees_what_is_published_and_replies_once() {
    let (app, shops) = (app(), Shops::new());
    let clerk = holder(&app, "firm-clerk", "merchant", shops.noodles().id);
    for minutes in ["20", "20", "15", "10", "30"] {
        send(&rider(&app).await, &app, minutes).await.assert_status(303);
    }
    clerk.get("/desk/merchants").await.assert_contains("人数不足，暂不公布");
    ripen(&app).await;
    let page = clerk.get("/desk/merchants").await;
    page.assert_contains("等餐中位数 20 分钟，5 名以上骑手").assert_contains("出餐慢");
    assert!(!page.text().contains("没地方坐"), "what is told to the street is not the merchant's");
    let text = page.text();
    let action = text
        .split("action=\"")
        .find(|part| {
            part.ends_with("/reply\" novalidate data-once><div class=\"f\">")
                || part.contains("/reply\"")
        })
        .unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    let refused = clerk.post_form(&action, &[("text", "请打 138-0000-0000 找我")]).await;
    refused.assert_status(422).assert_contains("请删去电话").assert_contains("138-0000-0000");
    let foreign = holder(&app, "firm-clerk", "merchant", app.id());
    let reply = [("text", "午高峰加了两名后厨，出餐改为现点现做。")];
    assert_eq!(foreign.post_form(&action, &reply).await.status, 404);
    assert_eq!(clerk.post_form(&action, &reply).await.status, 303);
    assert_eq!(clerk.post_form(&action, &reply).await.status, 409);
    let public = app.visitor().get(&format!("/merchants?area={STREET}")).await;
    public.assert_contains("等餐中位数 20 分钟").assert_contains("午高峰加了两名后厨");
    // The street reads the notes, without names; and no case has opened.
    let street = holder(&app, "clerk", "street", shops.office());
    street.get("/desk/merchants").await.assert_contains("没地方坐").assert_contains("目前没有商家");
    // Whoever works for a merchant rates none.
    let person = clerk.actor().unwrap().person;
    let now = app.moment().now();
    let post = access::membership::NewMembership {
        person,
        unit: shops.noodles().id,
        unit_kind: "merchant".into(),
        role: "firm-clerk".into(),
        area: STREET.parse().unwrap(),
        from: now.day().plus(-1),
        until: None,
    };
    let stamp = storage::Stamp::system(app.moment(), "test");
    let grant = move |tx: &mut storage::Tx<'_>| {
        access::membership::grant(tx, access::membership::Issuer::Program, &post)
    };
    app.app.store().write(stamp, grant).await.unwrap();
    assert_eq!(send(&clerk, &app, "5").await.status, 403);
}

#[tokio::test]
async fn programs_do_the_same() {
    let (app, shops) = (app(), Shops::new());
    let rider = rider(&app).await.header("idempotency-key", "abc");
    let path = format!("/api/v1/merchants/{}/ratings", shops.noodles().id);
    let body = json!({ "minutes": 18, "reason": "packing", "band": "dinner" });
    let first = rider.post_json(&path, &body).await;
    first.assert_status(201);
    let again: serde_json::Value = rider.post_json(&path, &body).await.json();
    assert_eq!(first.json::<serde_json::Value>(), again);
    let plain = app.signed_in(rider.actor().unwrap());
    let wrong = plain.post_json(&path, &json!({ "minutes": 900, "reason": "packing" })).await;
    wrong.assert_status(422).assert_contains("\"minutes\"");
    let mine: serde_json::Value = rider.get("/api/v1/ratings/mine").await.json();
    assert_eq!((mine.as_array().unwrap().len(), &mine[0]["band"]), (1, &json!("dinner")));
    let id: RatingId = again["id"].as_str().unwrap().parse().unwrap();
    let gone = plain.post_json(&format!("/api/v1/ratings/{id}/withdraw"), &json!({})).await;
    assert_eq!(gone.json::<serde_json::Value>()["withdrawn"], true);
    let kept = app.app.store().read(move |db| store::find(db, id)).await.unwrap().unwrap();
    assert!(!kept.live);
    let public = app.visitor().get(&format!("/api/v1/public/merchants?area={STREET}")).await;
    let public: serde_json::Value = public.json();
    assert_eq!(public[0]["name_zh"], "老街面馆", "by name");
    assert_eq!(public[0]["published"], serde_json::Value::Null);
    assert_eq!(app.visitor().get("/api/v1/public/merchants").await.status, 422);
    let street = holder(&app, "clerk", "street", shops.office());
    let cases: serde_json::Value = street.get("/api/v1/merchants/improvements").await.json();
    assert_eq!(cases, json!([]));
    assert_eq!(plain.get("/api/v1/merchants/improvements").await.status, 403);
}
