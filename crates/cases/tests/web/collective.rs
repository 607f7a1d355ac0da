//! Matters that concern many, as browsers and programs meet them.

use access::{
    Actor,
    membership::{self, Issuer, NewMembership},
};
use cases::collective::{self, CollectiveId};
use kernel::Day;
use serde_json::{Value, json};
use storage::Stamp;
use web::testing::Client;

use crate::{
    STREET, area,
    town::{Town, hidden, keep},
};

fn firm(town: &Town) -> Client {
    town.staff("firm-clerk", "platform-firm", "3301", town.offices.firm)
}

/// Drivers of the firm, registered.
fn drivers(town: &Town, count: usize) -> Vec<Actor> {
    let drivers: Vec<Actor> = (0..count).map(|_| crate::town::rider(town)).collect();
    let new: Vec<NewMembership> = drivers
        .iter()
        .map(|driver| NewMembership {
            person: driver.person,
            unit: town.offices.firm,
            unit_kind: "platform-firm".into(),
            role: "worker".into(),
            area: area("3301"),
            from: Day::new(2020, 1, 1).unwrap(),
            until: None,
        })
        .collect();
    let (store, stamp) = (town.app.app.store(), Stamp::system(town.app.moment(), "test"));
    aside(|| {
        store.write_blocking(stamp, move |tx| {
            new.iter().try_for_each(|one| {
                membership::grant(tx, Issuer::Program, one)
                    .map(drop)
                    .map_err(|error| storage::Error::Refused(error.to_string()))
            })
        })
    })
    .unwrap();
    drivers
}

/// Off the async thread, which must not wait for the store.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

/// Lets days pass and does what is due.
fn days(town: &Town, count: i64) {
    town.app.wait_seconds(count * 86_400);
    let desk = cases::Desk {
        catalogue: town.app.app.catalogue(),
        calendar: town.app.app.calendar(),
        areas: town.app.app.areas(),
        units: std::sync::Arc::new(town.offices.clone()),
    };
    let handlers = [collective::handler(move || desk.clone())];
    let store = town.app.app.store();
    aside(|| while storage::jobs::run_due(store, &town.app.moment(), &handlers).unwrap() > 0 {});
}

async fn opened(town: &Town) -> CollectiveId {
    let owner = town.offices.firm.to_string();
    let made = town
        .owner()
        .post_form(
            "/desk/collective",
            &[
                ("kind", "pay"),
                ("area", STREET),
                ("title", "高峰补贴低、抽成高"),
                ("change", "高峰期每单补贴提高到两元，抽成不超过两成五。"),
                ("whom", "本街道接单的全体司机"),
                ("judged", "高峰期每小时净收入"),
                ("owner", &owner),
            ],
        )
        .await;
    made.assert_status(303);
    made.location().rsplit('/').next().unwrap().parse().unwrap()
}

async fn answered(town: &Town, id: CollectiveId) {
    let day = |days| town.app.moment().now().day().plus(days).to_string();
    let body = json!({
        "answer": "partly", "reason": "先试行补贴，抽成另议。",
        "trial": {
            "change": "高峰期每单补贴两元", "area": STREET,
            "from": day(1), "until": day(14), "review": day(15),
            "measures": [
                { "name": "高峰期每小时净收入", "unit": "元", "better": "higher", "before": "27.5" },
                { "name": "抽成", "unit": "%", "better": "lower", "before": "28" },
            ],
        },
    });
    let path = format!("/api/v1/collective/{id}/answer");
    firm(town).post_json(&path, &body).await.assert_status(200);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
async fn a_matter_is_opened_answered_tried_and_voted_on_through_the_pages() {
    let town = Town::new();
    let clerk = town.owner();
    clerk.get("/desk/collective").await.assert_status(200).assert_contains("现在没有集体事项");
    keep("collective-new", &clerk.get("/desk/collective/new").await);
    clerk.post_form("/desk/collective", &[("kind", "pay")]).await.assert_status(422);
    let drivers = drivers(&town, 6);
    let id = opened(&town).await;
    let visitor = town.app.visitor();
    visitor.get("/collective").await.assert_contains("高峰补贴低、抽成高");
    visitor
        .get(&format!("/collective/{id}"))
        .await
        .assert_contains("等待答复")
        .assert_contains("登录后可以附议");
    let desk = firm(&town).get(&format!("/desk/collective/{id}")).await;
    keep("collective-answer", &desk);
    desk.assert_contains("name=\"measure1-name\"");
    let empty = [("answer", "accepted"), ("reason", "同意，先试行。")];
    let lacking = firm(&town).post_form(&format!("/desk/collective/{id}/answer"), &empty).await;
    lacking.assert_status(422).assert_contains("同意，先试行。");
    answered(&town, id).await;

    let driver = town.app.signed_in(&drivers[0]);
    let joined = driver.post_form(&format!("/collective/{id}/join"), &[]).await;
    driver.follow(&joined).await.assert_contains("您已附议");
    let comment = hidden(&driver.get(&format!("/collective/{id}")).await, "id");
    let said = [("id", comment.as_str()), ("side", "worker"), ("text", "补贴要写进规则里")];
    for _ in 0..2 {
        let done = driver.post_form(&format!("/collective/{id}/comments"), &said).await;
        let page = driver.follow(&done).await.text();
        assert_eq!(page.matches("补贴要写进规则里").count(), 1, "sent twice, said once");
    }
    days(&town, 16);
    let page = driver.get(&format!("/collective/{id}")).await;
    keep("collective-voting", &page);
    page.assert_contains("去投票").assert_contains("试行前 27.5 元");
    let ballot = driver.get(&format!("/collective/{id}/vote")).await;
    keep("collective-ballot", &ballot);
    let code = hidden(&ballot, "code");
    ballot.assert_contains(&code).assert_contains("投票是保密的");
    let path = format!("/collective/{id}/vote");
    driver.post_form(&path, &[("code", &code)]).await.assert_status(422);
    let voted = driver.post_form(&path, &[("code", &code), ("choice", "keep")]).await;
    driver.follow(&voted).await.assert_contains("您已经投过票了").assert_contains("暂不显示人数");
    for other in &drivers[1..] {
        let client = town.app.signed_in(other);
        let drawn = client.get(&format!("/api/v1/collective/{id}/ballot")).await.json::<Value>();
        let body = json!({ "code": drawn["code"], "choice": "keep" });
        let path = format!("/api/v1/collective/{id}/ballot");
        client.post_json(&path, &body).await.assert_status(204);
    }
    let outsider = town.app.signed_in(&town.app.actor(Vec::new()));
    outsider.get(&path).await.assert_contains("这次投票由直接有关的劳动者参加");
    let body = json!({ "after": ["31.25", "28"], "note": "按结算数据统计" });
    firm(&town)
        .post_json(&format!("/api/v1/collective/{id}/measure"), &body)
        .await
        .assert_status(200);
    days(&town, 10);
    let found = [("code", code.to_lowercase())];
    let found = [(found[0].0, found[0].1.as_str())];
    let check = visitor.post_form(&format!("/collective/{id}/ballots"), &found).await;
    keep("collective-ballots", &check);
    check.assert_contains("这一票在票箱里").assert_contains("计入的 6 张选票");
    keep("collective-decide", &firm(&town).get(&format!("/desk/collective/{id}")).await);
    let decision = [("decision", "dropped"), ("reason", "成本太高，暂不实行。")];
    firm(&town)
        .post_form(&format!("/desk/collective/{id}/decide"), &decision)
        .await
        .assert_status(303);
    let end = visitor.get(&format!("/collective/{id}")).await;
    keep("collective-end", &end);
    end.assert_contains("不实行").assert_contains("与投票结果不一致").assert_contains("变好");
    clerk.get(&format!("/desk/collective/{id}")).await.assert_contains("重新提出");
}

#[tokio::test]
async fn nobody_finds_who_spoke_joined_or_voted() {
    let town = Town::new();
    let drivers = drivers(&town, 5);
    let id = opened(&town).await;
    answered(&town, id).await;
    for driver in &drivers {
        let client = town.app.signed_in(driver);
        client.post_json(&format!("/api/v1/collective/{id}/join"), &json!({})).await;
        let body = json!({ "side": "worker", "text": "支持试行" });
        let path = format!("/api/v1/collective/{id}/comments");
        client.post_json(&path, &body).await.assert_status(204);
    }
    for path in [
        format!("/collective/{id}"),
        format!("/desk/collective/{id}"),
        format!("/api/v1/collective/{id}"),
        "/api/v1/collective".to_owned(),
    ] {
        let seen = firm(&town).get(&path).await;
        seen.assert_status(200);
        for driver in &drivers {
            assert!(!seen.text().contains(&driver.person.to_string()), "{path}");
        }
    }
    let detail = firm(&town).get(&format!("/api/v1/collective/{id}")).await.json::<Value>();
    assert_eq!((detail["people"].as_i64(), detail["joined"].as_bool()), (Some(5), Some(false)));
    let other = town.staff("firm-clerk", "platform-firm", "33", town.offices.other_firm);
    other.get(&format!("/desk/collective/{id}")).await.assert_status(404);
    other.get("/desk/collective").await.assert_contains("现在没有集体事项");
}
