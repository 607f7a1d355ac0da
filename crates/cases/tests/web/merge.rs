//! Somebody has reported the same: asked before sending, on the desk, and by programs.

use access::Actor;
use serde_json::{Value, json};
use web::testing::Client;

use crate::{
    STREET,
    town::{Town, hidden, keep},
};

const TEXT: &str = "医院门口没地方停车，取餐三分钟就被贴条。";

/// Fills the form in at the hospital's gate, up to the check.
async fn fill(worker: &Client) -> String {
    let form = worker.get("/report/new?matter=parking").await;
    let id = hidden(&form, "id");
    let pairs = [
        ("id", id.as_str()),
        ("matter", "parking"),
        ("text", TEXT),
        ("area", STREET),
        ("lat", "30.24421"),
        ("lon", "120.15713"),
    ];
    worker.post_files("/report/details", &pairs, &[]).await.assert_status(303);
    id
}

async fn send(worker: &Client, id: &str, join: &str) {
    let sent = worker.post_form(&format!("/report/{id}/send"), &[("join", join)]).await;
    assert_eq!(sent.location(), format!("/cases/{id}/sent"));
}

#[tokio::test]
async fn i_have_met_it_too() {
    let town = Town::new();
    let (one, other) = (town.app.worker(), town.app.worker());
    let first = fill(&one).await;
    let check = one.get(&format!("/report/{first}/check")).await;
    assert!(!check.text().contains("附近有人反映过"), "nobody has");
    send(&one, &first, "").await;

    let second = fill(&other).await;
    let check = other.get(&format!("/report/{second}/check")).await;
    keep("check-like", &check);
    check
        .assert_contains("附近有人反映过同样的问题")
        .assert_contains("我也遇到了")
        .assert_contains("不是同一件，单独反映")
        .assert_contains("医院门口没地方停车");
    assert_eq!(hidden(&check, "join"), first);
    send(&other, &second, &first).await;
    other.get(&format!("/cases/{second}/sent")).await.assert_contains("已和别人反映的同一件事");
    let page = other.get(&format!("/cases/{second}")).await;
    keep("case-follows", &page);
    page.assert_contains("和同一件事并到一起办").assert_contains("不是同一件，分开办");
    assert!(!page.text().contains("位骑手遇到"), "two are too few to be told");

    // The desk has one case in its list, with both reports on its page.
    let clerk = town.owner();
    let list: Value = clerk.get("/api/v1/cases").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    let desk = clerk.get(&format!("/desk/cases/{first}")).await;
    keep("desk-leads", &desk);
    desk.assert_contains("2 人反映同一件事").assert_contains(&format!("/desk/cases/{second}"));
    town.answer(first.parse().unwrap(), "已经在东侧划了十个车位。").await;
    let told = other.get(&format!("/cases/{second}")).await;
    keep("case-follows-answered", &told);
    told.assert_contains("已经在东侧划了十个车位。").assert_contains("解决了吗");
    other.post_form(&format!("/cases/{second}/confirm"), &[]).await.assert_status(303);
    let own = one.get(&format!("/cases/{first}")).await;
    own.assert_contains("另一位反映人");
    let own: Value = one.get(&format!("/api/v1/cases/{first}")).await.json();
    assert_eq!(own["state"], "confirmed");
}

#[tokio::test]
async fn the_desk_merges_with_one_button_and_takes_apart() {
    let town = Town::new();
    let (one, other) = (town.app.worker(), town.app.worker());
    let (first, second) = (fill(&one).await, fill(&other).await);
    send(&one, &first, "").await;
    town.app.wait_seconds(60);
    send(&other, &second, "").await;
    let clerk = town.owner();
    let page = clerk.get(&format!("/desk/cases/{second}")).await;
    keep("desk-likes", &page);
    page.assert_contains("可能是同一件").assert_contains("是同一件，并到一起");
    let merge = |seen: i64| format!("/desk/cases/{second}/merge?seen={seen}");
    clerk.post_form(&merge(0), &[("with", &first)]).await.assert_status(303);
    let case: Value = clerk.get(&format!("/api/v1/cases/{second}")).await.json();
    assert_eq!(case["merged_into"], Value::Null, "the page was stale");
    clerk.post_form(&merge(1), &[("with", &first)]).await.assert_status(303);
    let case: Value = clerk.get(&format!("/api/v1/cases/{second}")).await.json();
    let leader: Value = clerk.get(&format!("/api/v1/cases/{first}")).await.json();
    assert_eq!(case["merged_into"], leader["number"], "the earlier one leads");
    let page = clerk.get(&format!("/desk/cases/{second}")).await;
    keep("desk-follows", &page);
    page.assert_contains("已并入另一件");
    let apart = format!("/desk/cases/{second}/unmerge?seen=2");
    clerk.post_form(&apart, &[("unmerge-reason", "不是同一个门口")]).await.assert_status(303);
    let case: Value = clerk.get(&format!("/api/v1/cases/{second}")).await.json();
    assert_eq!(case["merged_into"], Value::Null);
    // The worker's own page shows it stand by itself.
    let own = other.get(&format!("/cases/{second}")).await.text();
    assert!(!own.contains("和同一件事并到一起办") && own.contains("不是同一个门口"));
}

#[tokio::test]
async fn programs_ask_join_merge_and_take_apart() {
    let town = Town::new();
    let workers: Vec<Client> = (0..5).map(|_| town.app.worker()).collect();
    let report = |join: &str| {
        json!({
            "matter": "parking", "area": STREET, "text": TEXT, "join": join,
            "place": { "lat": 30.24421, "lon": 120.15713 },
        })
    };
    let mut ids = Vec::new();
    for worker in &workers {
        let made = worker.post_json("/api/v1/cases", &report("auto")).await;
        made.assert_status(201);
        let made: Value = made.json();
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let ask = "/api/v1/cases/like?matter=parking&lat=30.2443&lon=120.1571&text=%E5%8C%BB%E9%99%A2%E9%97%A8%E5%8F%A3%E6%B2%A1%E5%9C%B0%E6%96%B9%E5%81%9C%E8%BD%A6";
    let found: Value = workers[0].get(ask).await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    let item = &found["items"][0];
    assert_eq!((&item["id"], &item["reporters"]), (&json!(ids[0]), &json!(5)));
    assert_eq!((&item["metres"], &item["open"]), (&json!(20.0), &json!(true)));
    assert!(item.get("title").is_none() && item.get("text").is_none(), "{item}");
    workers[0].get("/api/v1/cases/like?matter=parking").await.assert_status(422);

    let leave = format!("/api/v1/cases/{}/apart", ids[4]);
    let left = workers[4].post_json(&leave, &json!({ "reason": "不是同一件" })).await;
    left.assert_status(200);
    let found: Value = workers[0].get(ask).await.json();
    let leading = found["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(ids[0]));
    assert!(leading.unwrap().get("reporters").is_none(), "four are too few to be told");
    let clerk = town.owner();
    let merge = format!("/api/v1/cases/{}/merge", ids[4]);
    clerk.post_json(&merge, &json!({ "into": ids[0] })).await.assert_status(200);
    clerk.post_json(&merge, &json!({ "into": ids[0] })).await.assert_status(409);
    let apart = format!("/api/v1/cases/{}/unmerge", ids[4]);
    workers[4].post_json(&apart, &json!({ "reason": "不是同一件" })).await.assert_status(403);
    clerk.post_json(&apart, &json!({ "reason": "不是同一件" })).await.assert_status(200);
}

/// The line on every worker's page says whose queue it is, and nothing about the person.
#[tokio::test]
async fn the_queue_belongs_to_one_person_and_names_nobody() {
    let town = Town::new();
    let (one, other) = (town.app.worker(), town.app.worker());
    let mark = |page: &str| {
        let (_, rest) = page.split_once("data-queue=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let pages = ["/report", "/cases/mine", "/report/new?matter=parking"];
    let mut marks = Vec::new();
    for page in pages {
        marks.push(mark(&one.get(page).await.text()));
    }
    assert!(marks.iter().all(|mark| *mark == marks[0] && mark.len() == 16));
    assert_ne!(mark(&other.get("/cases/mine").await.text()), marks[0]);
    let person = one.actor().map(|actor: &Actor| actor.person.to_string()).unwrap();
    assert!(!person.replace('-', "").contains(&marks[0]));
    assert!(!town.app.visitor().get("/verify").await.text().contains("data-queue="));
}
