//! The worker's word: solved, not solved, open again, never mind, look again.

use serde_json::json;

use crate::town::{Town, hidden, keep};

#[tokio::test]
async fn answered_disputed_answered_confirmed_and_open_again() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let case = format!("/cases/{id}");
    keep("case-reported", &worker.get(&case).await);
    // Too early to judge.
    let early = worker.post_form(&format!("{case}/confirm"), &[]).await;
    worker.follow(&early).await.assert_contains("有了新进展");

    town.app.wait_seconds(2 * 86_400);
    town.answer(id, "已经在东侧划了十个车位。").await;
    town.app.wait_seconds(5 * 3_600);
    let page = worker.get(&case).await;
    keep("case-answered", &page);
    page.assert_contains("已经在东侧划了十个车位。")
        .assert_contains("问题真的解决了吗？")
        .assert_contains("单位已经办结；解决没解决，由您说了算。")
        .assert_contains("合计 2 天 5 小时：单位办理 2 天，等您评价 5 小时");
    let seen = hidden(&page, "answered_at");

    let ask = worker.get(&format!("{case}/dispute")).await;
    keep("dispute", &ask);
    let silent = worker.post_form(&format!("{case}/dispute"), &[("words", " ")]).await;
    silent.assert_status(422).assert_contains("请多写几个字");
    let reason = [("words", "车位上停满了小汽车"), ("answered_at", seen.as_str())];
    let disputed = worker.post_form(&format!("{case}/dispute"), &reason).await;
    worker
        .follow(&disputed)
        .await
        .assert_contains("已经退回重新办理")
        .assert_contains("车位上停满了小汽车");

    // A page opened before the second answer cannot confirm it.
    town.app.wait_seconds(3_600);
    town.answer(id, "已清走小汽车，并加了隔离桩。").await;
    let stale = worker.post_form(&format!("{case}/confirm"), &[("answered_at", &seen)]).await;
    worker.follow(&stale).await.assert_contains("单位又有了新的答复");
    let fresh = hidden(&worker.get(&case).await, "answered_at");
    let confirmed = worker.post_form(&format!("{case}/confirm"), &[("answered_at", &fresh)]).await;
    let page = worker.follow(&confirmed).await;
    keep("case-confirmed", &page);
    page.assert_contains("已确认解决，谢谢您。").assert_contains("单位办结，您也确认解决了。");
    // Pressed twice.
    let twice = worker.post_form(&format!("{case}/confirm"), &[("answered_at", &fresh)]).await;
    twice.assert_status(303);

    let reopened = worker.post_form(&format!("{case}/reopen"), &[("words", "又被占了")]).await;
    worker.follow(&reopened).await.assert_contains("已经重新打开");
    // Long after.
    town.answer(id, "再次清理，每天巡查。").await;
    worker.post_form(&format!("{case}/confirm"), &[]).await.assert_status(303);
    town.app.wait_seconds(40 * 86_400);
    let late = worker.post_form(&format!("{case}/reopen"), &[("words", "又被占了")]).await;
    worker.follow(&late).await.assert_contains("期限已经过了");
}

#[tokio::test]
async fn withdrawn_is_final_and_only_for_its_reporter() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let path = format!("/cases/{id}/withdraw");
    keep("withdraw", &worker.get(&path).await);
    town.app.worker().get(&path).await.assert_status(404);
    town.app.worker().post_form(&path, &[]).await.assert_status(404);
    town.owner().post_form(&path, &[]).await.assert_status(403);
    let done = worker.post_form(&path, &[("words", "写错了")]).await;
    worker.follow(&done).await.assert_contains("诉求已经撤回").assert_contains("已撤回");
    let again = worker.get(&path).await;
    again.assert_status(303);
    // Staff are led to their own page.
    let desk = town.owner().get(&format!("/cases/{id}")).await;
    assert_eq!(desk.location(), format!("/desk/cases/{id}"));
    town.app.worker().get(&format!("/cases/{id}")).await.assert_status(404);
}

#[tokio::test]
async fn out_of_scope_names_the_door_and_may_be_appealed_once() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let clerk = town.owner();
    let path = |act: &str| format!("/api/v1/cases/{id}/{act}");
    let refusal = json!({ "door": "crime", "text": "这是治安问题，请找公安。" });
    clerk.post_json(&path("out-of-scope"), &refusal).await.assert_status(200);
    let page = worker.get(&format!("/cases/{id}")).await;
    keep("out-of-scope", &page);
    page.assert_contains("110").assert_contains("不服，申诉");
    let appeal = format!("/cases/{id}/appeal");
    keep("appeal", &worker.get(&appeal).await);
    let made = worker.post_form(&appeal, &[("words", "停车位归城管管")]).await;
    worker.follow(&made).await.assert_contains("申诉已经提交").assert_contains("由区热线中心复核");
    let above = town.staff("hotline", "hotline", "330102", town.offices.county_hotline);
    let upheld = json!({ "overturn": false, "text": "经复核，仍不属受理范围。" });
    above.post_json(&path("decide"), &upheld).await.assert_status(403);
    let duty = town.staff("duty", "hotline", "330102", town.offices.county_hotline);
    duty.post_json(&path("decide"), &upheld).await.assert_status(200);
    let second = worker.post_form(&appeal, &[("words", "还是不服")]).await;
    worker.follow(&second).await.assert_contains("只能申诉一次");
}
