//! Looking on the spot, as browsers and programs meet it: everything a checker receives is
//! searched for whoever handled or reported the case.

use access::{NewPerson, people::create_person};
use cases::checks::{self, NewDraw};
use contracts::{AskId, CaseId, PersonId};
use serde_json::json;
use storage::{Stamp, journal, params};
use web::testing::Client;

use crate::{
    STREET, area,
    town::{Town, keep},
};

/// Found nowhere but where somebody is named.
const REPORTER: &str = "欧阳静好";
const HANDLER: &str = "城市管理局";
const ANSWER: &str = "执法队已经到场清理三次。";

/// A case of somebody by name, handed to urban management and closed by it.
struct Closed {
    id: CaseId,
    number: String,
    reporter: PersonId,
}

impl Closed {
    async fn new(town: &Town) -> Self {
        let reporter = named(town);
        let worker = town.app.signed_in(&access::Actor::new(
            reporter,
            None,
            Vec::new(),
            town.app.moment().now().day(),
        ));
        let id = report(&worker).await;
        let clerk = town.owner();
        let to = town.offices.urban.to_string();
        clerk.post_json(&format!("/api/v1/cases/{id}/accept"), &json!({})).await;
        let body = json!({ "to": to, "reason": "请牵头办理" });
        clerk.post_json(&format!("/api/v1/cases/{id}/assign"), &body).await.assert_status(200);
        let urban =
            town.staff("department-clerk", "urban-management", "330102", town.offices.urban);
        let body = json!({ "text": ANSWER, "outcome": "solved" });
        let answered = urban.post_json(&format!("/api/v1/cases/{id}/answer"), &body).await;
        answered.assert_status(200);
        let number = answered.json::<serde_json::Value>()["number"].as_str().unwrap().to_owned();
        worker
            .post_json(&format!("/api/v1/cases/{id}/confirm"), &json!({}))
            .await
            .assert_status(200);
        Self { id, number, reporter }
    }

    /// What no checker may learn.
    fn hidden(&self, town: &Town) -> Vec<String> {
        vec![
            REPORTER.into(),
            HANDLER.into(),
            ANSWER.into(),
            "urban-management".into(),
            "贴条".into(),
            self.number.clone(),
            self.id.to_string(),
            self.reporter.to_string(),
            town.offices.urban.to_string(),
            town.offices.street.to_string(),
        ]
    }
}

fn named(town: &Town) -> PersonId {
    let vault = town.app.app.vault().clone();
    let new = NewPerson { name: Some(REPORTER.into()), ..NewPerson::default() };
    let stamp = Stamp::system(town.app.moment(), "test");
    let store = town.app.app.store();
    aside(|| store.write_blocking(stamp, move |tx| create_person(tx, &vault, &new)).unwrap())
}

/// Off the async thread, which must not wait for the store.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

async fn report(worker: &Client) -> CaseId {
    let sent = worker
        .post_json(
            "/api/v1/cases",
            &json!({
                "matter": "parking", "area": STREET, "address": "清波门外东侧",
                "text": "医院门口没地方停车，取餐三分钟就被贴条。",
                "place": { "lat": 30.25, "lon": 120.16 },
                "fields": { "vehicle": "e-bike" },
            }),
        )
        .await;
    sent.assert_status(201);
    sent.json::<serde_json::Value>()["id"].as_str().unwrap().parse().unwrap()
}

/// Draws what is closed by today and lets the lot fall; answers what `person` is asked.
fn drawn(town: &Town, person: PersonId) -> AskId {
    aside(|| draw(town, person))
}

fn draw(town: &Town, person: PersonId) -> AskId {
    let desk = cases::Desk {
        catalogue: town.app.app.catalogue(),
        calendar: town.app.app.calendar(),
        areas: town.app.app.areas(),
        units: std::sync::Arc::new(town.offices.clone()),
    };
    let today = town.app.moment().now().day();
    let mut post = town.app.post("auditor", "hotline", "3301");
    post.unit = town.offices.city_hotline;
    let auditor = town.app.actor(vec![post]);
    let new = NewDraw {
        id: town.app.moment().id(),
        area: area("3301"),
        from: today,
        until: today,
        size: 10,
        words: String::new(),
    };
    let known = desk.clone();
    let store = town.app.app.store();
    let stamp = || Stamp::system(town.app.moment(), "test");
    store.write_blocking(stamp(), move |tx| checks::announce(tx, &known, &auditor, new)).unwrap();
    while store.write_blocking(stamp(), journal::sequence).unwrap() > 0 {}
    town.app.wait_seconds(86_400);
    let handlers = [checks::handler(move || desk.clone())];
    storage::jobs::run_due(store, &town.app.moment(), &handlers).unwrap();
    store
        .read_blocking(move |db| {
            let sql = "SELECT id FROM cases_checks_asks WHERE person = $1";
            db.query_one(sql, params![person], |row| row.get(0))
        })
        .unwrap()
}

#[tokio::test]
async fn nothing_a_checker_receives_names_the_handler_or_the_reporter() {
    let town = Town::new();
    let checker = town.app.actor(Vec::new());
    let client = town.app.signed_in(&checker);
    let invited = client.get("/checks").await;
    keep("checks-invite", &invited);
    invited.assert_status(200).assert_contains("愿意偶尔帮忙看看吗");
    client.post_form("/checks/volunteer", &[("area", "")]).await.assert_status(422);
    let joined = client.post_form("/checks/volunteer", &[("area", STREET)]).await;
    client.follow(&joined).await.assert_contains("现在没有要看的");
    let closed = Closed::new(&town).await;
    let ask = drawn(&town, checker.person);

    let list = client.get("/checks").await;
    keep("checks", &list);
    list.assert_contains("清波门外东侧").assert_contains("停车").assert_contains("没解决");
    let one = client.get(&format!("/checks/{ask}")).await;
    keep("check", &one);
    one.assert_contains("geo:30.25,120.16");
    let json = client.get("/api/v1/checks").await;
    assert_eq!(json.json::<serde_json::Value>()["items"][0]["matter"], "parking");
    for (what, received) in [("list", &list), ("page", &one), ("json", &json)] {
        for hidden in closed.hidden(&town) {
            assert!(!received.text().contains(&hidden), "{hidden} is in the {what}");
        }
    }

    // Nobody else may open it, and the case itself stays shut.
    let other = town.app.worker();
    other.get(&format!("/checks/{ask}")).await.assert_status(404);
    client.get(&format!("/cases/{}", closed.id)).await.assert_status(404);
    town.owner().get("/checks").await.assert_status(403);

    // One tap.
    client.post_form(&format!("/checks/{ask}"), &[]).await.assert_status(422);
    let said = client.post_form(&format!("/checks/{ask}"), &[("answer", "unsolved")]).await;
    client.follow(&said).await.assert_contains("谢谢您帮忙看看");
    let body = json!({ "answer": "solved" });
    let path = format!("/api/v1/checks/{ask}/answer");
    client.post_json(&path, &body).await.assert_status(409);
    client.get(&format!("/checks/{ask}")).await.assert_contains("您已经答过了");
    let left = client.post_form("/checks/volunteer/end", &[]).await;
    client.follow(&left).await.assert_contains("不再请您看了");
}

#[tokio::test]
async fn what_a_clerk_released_is_what_the_checker_reads() {
    let town = Town::new();
    let checker = town.app.actor(Vec::new());
    let client = town.app.signed_in(&checker);
    client.post_form("/checks/volunteer", &[("area", STREET)]).await.assert_status(303);
    let closed = Closed::new(&town).await;
    let body = json!({ "title": "医院门口停车难", "text": "已在东侧划出车位。" });
    let urban = town.staff("department-clerk", "urban-management", "330102", town.offices.urban);
    urban
        .post_json(&format!("/api/v1/cases/{}/release", closed.id), &body)
        .await
        .assert_status(200);
    let ask = drawn(&town, checker.person);
    let page = client.get(&format!("/checks/{ask}")).await;
    page.assert_contains("医院门口停车难").assert_contains("已在东侧划出车位。");
    for hidden in closed.hidden(&town) {
        assert!(!page.text().contains(&hidden), "{hidden}");
    }
}

#[tokio::test]
async fn auditors_announce_and_see_the_draw_and_not_its_outcome_before_the_end() {
    let town = Town::new();
    let checker = town.app.actor(Vec::new());
    let client = town.app.signed_in(&checker);
    client.post_form("/checks/volunteer", &[("area", STREET)]).await.assert_status(303);
    let closed = Closed::new(&town).await;
    let ask = drawn(&town, checker.person);
    client.post_form(&format!("/checks/{ask}"), &[("answer", "unsolved")]).await;

    let auditor = town.staff("auditor", "hotline", "3301", town.offices.city_hotline);
    let list = auditor.get("/draws").await;
    keep("draws", &list);
    list.assert_status(200).assert_contains("查看中");
    let id =
        auditor.get("/api/v1/draws").await.json::<serde_json::Value>()["items"][0]["id"].clone();
    let id = id.as_str().unwrap();
    let page = auditor.get(&format!("/draws/{id}")).await;
    keep("draw", &page);
    page.assert_contains("一致").assert_contains("结束后公布");
    assert!(!page.text().contains(&closed.number));
    let json = auditor.get(&format!("/api/v1/draws/{id}")).await.json::<serde_json::Value>();
    assert_eq!(json["repeated"]["holds"], true);
    assert!(json["found"].is_null() && json["cases"].as_array().unwrap().is_empty());

    let day = town.app.moment().now().day().to_string();
    let wrong = [("area", "3301"), ("from", day.as_str()), ("until", "soon"), ("size", "5")];
    auditor.post_form("/draws", &wrong).await.assert_status(422);
    let right = [("area", "3301"), ("from", day.as_str()), ("until", &day), ("size", "5")];
    let done = auditor.post_form("/draws", &right).await;
    auditor.follow(&done).await.assert_contains("已公布，待抽取");
    for other in [town.owner(), town.app.worker()] {
        other.get("/draws").await.assert_status(403);
    }
    let elsewhere = town.staff("auditor", "hotline", "3302", town.offices.city_hotline);
    elsewhere.get(&format!("/draws/{id}")).await.assert_status(404);
}
