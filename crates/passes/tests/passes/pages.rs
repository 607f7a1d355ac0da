//! Pages and operations, in both languages.

use std::sync::Arc;

use access::{Actor, Membership};
use contracts::Units;
use passes::{MIGRATIONS, WORDS, routes, spoken};
use serde_json::{Value, json};
use web::testing::{Client, TestApp, TestOptions};

use crate::town::{COMMUNITY, Office};

fn app() -> TestApp {
    let mut options = TestOptions { words: vec![WORDS], ..TestOptions::default() };
    options.migrations.extend_from_slice(MIGRATIONS);
    options.reactions = vec![passes::reaction()];
    let units: Arc<dyn Units> = Arc::new(Office::new());
    TestApp::with(routes(), options, |builder| builder.with(units))
}

/// Somebody who exists in the store, so that reads can be sealed.
async fn rider(app: &TestApp) -> Client {
    let session = app.session(access::SessionKind::Worker).await;
    app.signed_in(&Actor::new(session.person, None, Vec::new(), app.moment().now().day()))
}

fn clerk(app: &TestApp) -> Client {
    let post = Membership { unit: Office::new().0.id, ..app.post("clerk", "street", "330102001") };
    app.signed_in(&app.actor(vec![post]))
}

/// A gate made on the desk's pages, and its device's secret.
async fn gate(app: &TestApp, audience: &str) -> (String, Client) {
    let clerk = clerk(app);
    let id = app.id::<passes::card::GateName>().to_string();
    let form = [("id", id.as_str()), ("name", "东门"), ("area", COMMUNITY), ("audience", audience)];
    let opened = clerk.post_form("/desk/gates", &form).await;
    assert_eq!(opened.location(), format!("/desk/gates/{id}"));
    let page = clerk.post_form(&format!("/desk/gates/{id}/invite"), &[]).await.text();
    let code = page.split("登记码：").nth(1).unwrap().split('。').next().unwrap().to_owned();
    let answer = app.visitor().post_json("/api/v1/gates/enrol", &json!({ "code": code })).await;
    answer.assert_status(200);
    let secret = answer.json::<Value>()["secret"].as_str().unwrap().to_owned();
    (id, app.visitor().header("authorization", &format!("Bearer {secret}")))
}

#[test]
fn both_languages_say_the_same() {
    assert!(ui::Words::new(WORDS).check().is_ok(), "{:?}", ui::Words::new(WORDS).check());
}

#[tokio::test]
async fn a_rider_gets_a_pass_with_one_button_and_shows_it() {
    let app = app();
    let rider = rider(&app).await;
    let page = rider.get("/passes").await;
    page.assert_contains("领取骑手通行证").assert_contains("不看单量，不看评分");
    assert!(!page.text().contains("党员活动码"), "that is not offered to everybody");
    let given = rider.post_form("/passes", &[("kind", "gate")]).await;
    assert_eq!(given.location(), "/passes/show#gate");
    rider.get("/passes").await.assert_contains("有效期至").assert_contains("谁看过");
    let wrong = rider.post_form("/passes", &[("kind", "vehicle"), ("detail", "")]).await;
    wrong.assert_status(422).assert_contains("请填写，40 字以内");
    let show = app.visitor().get("/passes/show").await;
    show.assert_status(200).assert_contains("data-pass");
    assert!(show.bytes.len() < 30_000, "{} bytes", show.bytes.len());
    let told: Value = rider.post_json("/api/v1/passes/tokens", &json!({})).await.json();
    let pass = &told["passes"][0];
    assert_eq!((&pass["kind"], pass["days"].as_array().unwrap().len()), (&json!("gate"), 2));
    assert!(!told.to_string().contains(&rider.actor().unwrap().person.to_string()));
    let id = pass["id"].as_str().unwrap();
    let paper = rider.post_form(&format!("/passes/{id}/paper"), &[]).await;
    paper.assert_contains("<svg").assert_contains("请门岗核对照片或号牌");
    let other = self::rider(&app).await;
    assert_eq!(other.post_form(&format!("/passes/{id}/paper"), &[]).await.status, 404);
    assert_eq!(other.get(&format!("/passes/{id}/reads")).await.status, 404);
    assert_eq!(other.post_form(&format!("/passes/{id}/revoke"), &[]).await.status, 404);
    assert_eq!(rider.post_form(&format!("/passes/{id}/revoke"), &[]).await.status, 303);
    let told: Value = rider.post_json("/api/v1/passes/tokens", &json!({})).await.json();
    assert_eq!(told["passes"], json!([]));
    assert_eq!(app.visitor().post_json("/api/v1/passes/tokens", &json!({})).await.status, 401);
}

#[tokio::test]
async fn a_visitor_needs_one_tap_and_no_name() {
    let app = app();
    let (gate, _) = gate(&app, "gate").await;
    let visitor = app.visitor();
    let page = visitor.get(&format!("/passes/visitor?gate={gate}")).await;
    page.assert_contains("东门").assert_contains("领取访客证");
    assert!(!page.text().contains("type=\"tel\""));
    let given = visitor.post_form("/passes/visitor", &[("gate", gate.as_str())]).await;
    let there = given.location().to_owned();
    assert!(there.starts_with("/passes/visitor/"), "{there}");
    let shown = visitor.get(&there).await;
    shown.assert_contains("data-secret").assert_contains("<noscript>").assert_contains("<svg");
    let secret = there.rsplit('/').next().unwrap();
    let path = "/api/v1/visitor-passes/tokens";
    let told: Value = visitor.post_json(path, &json!({ "secret": secret })).await.json();
    assert_eq!(told["passes"][0]["kind"], "visitor");
    assert_eq!(visitor.post_json(path, &json!({ "secret": "x" })).await.status, 404);
    visitor.get("/passes/visitor").await.assert_contains("清波街道");
    assert_eq!(visitor.post_form("/passes/visitor", &[("area", "99")]).await.status, 422);
}

#[tokio::test]
async fn a_gate_is_told_what_it_needs_and_tells_what_happened() {
    let app = app();
    let (id, device) = gate(&app, "gate").await;
    let rider = rider(&app).await;
    rider.post_form("/passes", &[("kind", "vehicle"), ("detail", "浙A12345")]).await;
    rider.post_form("/passes", &[("kind", "gate")]).await;
    let told: Value = rider.post_json("/api/v1/passes/tokens", &json!({})).await.json();
    let pass = &told["passes"].as_array().unwrap().iter().find(|it| it["kind"] == "gate").unwrap();
    let book: Value = device.post_json("/api/v1/gates/handbook", &json!({})).await.json();
    assert_eq!((&book["issuer"], &book["area"]), (&json!("3301"), &json!(COMMUNITY)));
    assert_eq!(book["days"].as_array().unwrap().len(), 4 * 3, "four areas, three days");
    let proofs: Vec<_> = book["proofs"].as_array().unwrap().iter().map(|it| &it["proof"]).collect();
    assert_eq!(proofs, ["rotating", "picture", "rotating", "picture"]);
    let changes: Value = device.get("/api/v1/gates/revocations?since=0").await.json();
    assert_eq!(changes["whole"], true);
    let slot = pass["days"][0]["slot"].as_u64().unwrap();
    let scan = json!([{
        "id": app.id::<passes::card::EntryName>().to_string(),
        "at": app.moment().now().seconds(), "verdict": "accept", "way": "typed",
        "class": 1, "issuer": "3301", "slot": slot, "step": 7,
    }]);
    let sent: Value = device.post_json("/api/v1/gates/scans", &scan).await.json();
    assert_eq!(sent, json!({ "taken": 1, "known": 0, "dropped": 0, "replays": 0, "over": 0 }));
    let look = json!({ "id": app.id::<passes::card::EntryName>().to_string(), "slot": slot });
    let seen: Value = device.post_json("/api/v1/gates/looks", &look).await.json();
    let short = spoken::short(u32::try_from(slot).unwrap());
    let expected = json!({ "kind": "gate", "short": short, "detail": null, "photo": false, "revoked": false,
            "doubled": false });
    assert_eq!(seen, expected, "no name, no telephone number");
    assert_eq!(device.post_json("/api/v1/gates/photo", &look).await.status, 404);
    // The holder sees both, and nobody else's page does.
    let reads = rider.get(&format!("/passes/{}/reads", pass["id"].as_str().unwrap())).await;
    reads.assert_contains("东门").assert_contains("扫过码").assert_contains("看过照片或号牌");
    let api = format!("/api/v1/passes/{}/reads", pass["id"].as_str().unwrap());
    assert_eq!(rider.get(&api).await.json::<Value>().as_array().unwrap().len(), 2);
    // A pass for vehicles is none of this gate's business.
    let tag = told["passes"].as_array().unwrap().iter().find(|it| it["kind"] == "vehicle").unwrap();
    let slot = &tag["days"][0]["slot"];
    let look = json!({ "id": app.id::<passes::card::EntryName>().to_string(), "slot": slot });
    assert_eq!(device.post_json("/api/v1/gates/looks", &look).await.status, 404);
    // The desk sees that somebody came, not who.
    let desk = clerk(&app).get(&format!("/desk/gates/{id}")).await;
    desk.assert_contains("放行").assert_contains("不记是谁");
    for path in ["/api/v1/gates/handbook", "/api/v1/gates/scans", "/api/v1/gates/looks"] {
        let strange = app.visitor().header("authorization", "Bearer nothing");
        let body = if path.ends_with("scans") { json!([]) } else { look.clone() };
        assert_eq!(strange.post_json(path, &body).await.status, 401, "{path}");
    }
    assert_eq!(rider.get(&format!("/desk/gates/{id}")).await.status, 403);
}

#[tokio::test]
async fn the_street_cancels_by_the_short_code_and_cannot_look_for_a_person() {
    let app = app();
    let rider = rider(&app).await;
    rider.post_form("/passes", &[("kind", "gate")]).await;
    let told: Value = rider.post_json("/api/v1/passes/tokens", &json!({})).await.json();
    let slot = told["passes"][0]["days"][0]["slot"].as_u64().unwrap();
    let short = spoken::short(u32::try_from(slot).unwrap());
    let wrong = clerk(&app);
    let form = [("short", short.as_str()), ("why", "lost")];
    // The pass is for the whole city, and this clerk's post for one street.
    wrong.post_form("/desk/passes/revoke", &form).await.assert_status(422);
    let lead = app.holder("street-lead", "street", "3301");
    assert_eq!(lead.post_form("/desk/passes/revoke", &form).await.status, 303);
    let told: Value = rider.post_json("/api/v1/passes/tokens", &json!({})).await.json();
    assert_eq!(told["passes"], json!([]));
    lead.get("/desk/passes").await.assert_contains("不能按人查询");
}

#[tokio::test]
async fn the_desk_gives_a_pass_to_somebody_without_an_account_and_ends_it() {
    let app = app();
    let clerk = clerk(&app);
    let page = clerk.get("/desk/passes").await;
    page.assert_contains("给没有账号的人发证").assert_contains("培训证明：填写证明内容");
    assert!(!page.text().contains("暖心卡"), "a rider asks for that alone");
    let id = app.id::<passes::card::CardName>().to_string();
    let form = |kind: &'static str, area: &'static str, detail: &'static str| {
        [("id", id.as_str()), ("kind", kind), ("area", area), ("detail", detail)]
    };
    for (wrong, told) in [
        (form("vehicle", "330102001", ""), "请填写，40 字以内"),
        (form("vehicle", "330106", "浙A12345"), "请选择本市的街道或社区"),
        (form("gate", "330102001", ""), "种类"),
    ] {
        clerk.post_form("/desk/passes", &wrong).await.assert_status(422).assert_contains(told);
    }
    let good = form("vehicle", "330102001", "浙A12345");
    let given = clerk.post_form("/desk/passes", &good).await;
    let there = given.location().to_owned();
    assert_eq!(there, format!("/desk/passes/{id}"));
    let again = clerk.post_form("/desk/passes", &good).await;
    assert_eq!(again.location(), there, "sent twice, given once");
    let sheet = clerk.get(&there).await;
    sheet.assert_contains("<svg").assert_contains("浙A12345").assert_contains("请门岗核对");
    let page = sheet.text();
    let short = page.split("<figcaption>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let found = clerk.get(&format!("/desk/passes?code={}", short.to_lowercase())).await;
    assert_eq!(found.location(), there);
    clerk.get("/desk/passes?code=00000").await.assert_contains("没有找到窗口发的这张证");
    // Others see nothing of it: another street, a rider; a barrier's guard sees the plate.
    let elsewhere = app.holder("clerk", "street", "330106001");
    assert_eq!(elsewhere.get(&there).await.status, 404);
    assert_eq!(
        elsewhere.post_form(&format!("{there}/revoke"), &[("why", "lost")]).await.status,
        404
    );
    assert_eq!(rider(&app).await.get(&there).await.status, 403);
    let (_, device) = gate(&app, "tag").await;
    let (slot, _) = spoken::parse(&format!("{short}00000")).unwrap();
    let look = json!({ "id": app.id::<passes::card::EntryName>().to_string(), "slot": slot });
    let seen: Value = device.post_json("/api/v1/gates/looks", &look).await.json();
    assert_eq!((&seen["detail"], &seen["revoked"]), (&json!("浙A12345"), &json!(false)));
    let no_reason = clerk.post_form(&format!("{there}/revoke"), &[]).await;
    assert_eq!(no_reason.status, 422);
    let ended = clerk.post_form(&format!("{there}/revoke"), &[("why", "wrong")]).await;
    assert_eq!(ended.location(), "/desk/passes");
    clerk.get(&there).await.assert_contains("已到期或已作废");
    let seen: Value = device.post_json("/api/v1/gates/looks", &look).await.json();
    assert_eq!(seen["revoked"], true);
}

#[tokio::test]
async fn the_worker_and_the_manifest_are_served() {
    let app = app();
    let worker = app.visitor().get("/offline.js").await;
    worker.assert_contains("const FILES = ['/assets/pass-core.").assert_contains("/passes/show");
    assert_eq!(worker.header("cache-control"), "no-cache");
    app.visitor()
        .get("/gate/manifest.webmanifest")
        .await
        .assert_contains("\"start_url\":\"/gate\"");
    app.visitor().get("/gate").await.assert_contains("data-gate");
}
