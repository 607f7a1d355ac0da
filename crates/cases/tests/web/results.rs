//! Results on the ground in a browser: recorded at the desk, seen by a rider.

use serde_json::json;

use crate::town::{Town, keep, picture};

#[tokio::test]
async fn a_result_is_recorded_shown_and_looked_at() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let clerk = town.owner();
    clerk.post_json(&format!("/api/v1/cases/{id}/accept"), &json!({})).await;
    let page = format!("/desk/cases/{id}/results");
    let form = clerk.get(&page).await;
    keep("results-desk", &form);
    form.assert_status(200).assert_contains("停车区、卸货区（平方米）");
    let wrong = clerk.post_files(&page, &[("kind", "bridge"), ("quantity", "x")], &[]).await;
    wrong.assert_status(422).assert_contains("请选择成果类别");
    let typed = [("kind", "parking-area"), ("quantity", "400"), ("address", "医院东侧")];
    let photo = picture(64, 3);
    let done = clerk.post_files(&page, &typed, &[("photo", "a.png", "image/png", &photo)]).await;
    let after = clerk.follow(&done).await;
    keep("results-recorded", &after);
    after.assert_contains("停车区、卸货区 400 平方米").assert_contains("0/3 人看过属实");

    let own = worker.get(&format!("/cases/{id}")).await;
    own.assert_contains("办成的实事").assert_contains("登记成果：停车区、卸货区 400 平方米");
    let listed =
        worker.get(&format!("/api/v1/cases/{id}/results")).await.json::<serde_json::Value>();
    let result = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let photo = listed["items"][0]["photo"]["file"].as_str().unwrap();
    worker.get(&format!("/cases/{id}/photos/{photo}")).await.assert_status(200);

    for (number, rider) in
        [town.app.worker(), town.app.worker(), town.app.worker()].iter().enumerate()
    {
        let page = rider.get(&format!("/results/{result}")).await;
        keep("result", &page);
        page.assert_contains("现场有吗？");
        rider.post_form(&format!("/results/{result}"), &[]).await.assert_status(422);
        let said = rider.post_form(&format!("/results/{result}"), &[("there", "yes")]).await;
        let page = rider.follow(&said).await;
        page.assert_contains("您看过了：有");
        assert_eq!(page.text().contains("已核实"), number == 2);
        let again = rider
            .post_json(&format!("/api/v1/results/{result}/looks"), &json!({ "there": true }))
            .await;
        again.assert_status(409);
    }
    clerk.get(&format!("/results/{result}")).await.assert_status(403);
    let strike = format!("{page}/{result}/strike");
    let struck = clerk.post_form(&strike, &[("reason", "重复登记")]).await;
    clerk.follow(&struck).await.assert_contains("已撤销");
    worker.get(&format!("/results/{result}")).await.assert_status(404);
}

#[tokio::test]
async fn programs_record_once_under_a_key() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let clerk = town.owner();
    clerk.post_json(&format!("/api/v1/cases/{id}/accept"), &json!({})).await;
    let new: contracts::CaseId = town.moment().id();
    let body = json!({
        "id": new, "kind": "charging-socket", "quantity": 2_170, "address": "充电棚",
        "place": { "lat": 30.25, "lon": 120.16 },
    });
    let path = format!("/api/v1/cases/{id}/results");
    for _ in 0..2 {
        let recorded = clerk.post_json(&path, &body).await;
        recorded.assert_status(200);
        assert_eq!(recorded.json::<serde_json::Value>()["items"].as_array().unwrap().len(), 1);
    }
    let wrong = clerk.post_json(&path, &json!({ "kind": "gate", "quantity": 0 })).await;
    wrong.assert_status(422);
    worker.post_json(&path, &body).await.assert_status(403);
}
