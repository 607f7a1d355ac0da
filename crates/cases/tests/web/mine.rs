//! My cases: tabs, pages, and two figures that are never one.

use crate::town::{Town, keep};

#[tokio::test]
async fn a_list_in_pages_and_tabs() {
    let town = Town::new();
    let worker = town.app.worker();
    let empty = worker.get("/cases/mine").await;
    keep("mine-empty", &empty);
    empty.assert_contains("这里还没有诉求");
    let mut last = None;
    for _ in 0..21 {
        town.app.wait_seconds(60);
        last = Some(town.report(&worker).await);
    }
    let id = last.unwrap();
    town.answer(id, "已经在东侧划了十个车位。").await;
    let first = worker.get("/cases/mine").await;
    keep("mine", &first);
    let text = first.text();
    assert_eq!(text.matches("<h2 class=\"ct\">").count(), 20);
    first
        .assert_contains("单位说办结")
        .assert_contains("您确认解决")
        .assert_contains("清波街道，已");
    let next = text.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next: String = next.chars().take_while(|c| *c != '"').collect();
    let second = worker.get(&next.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert_eq!(second.text().matches("<h2 class=\"ct\">").count(), 1);

    let awaiting = worker.get("/cases/mine?show=awaiting").await;
    assert_eq!(awaiting.text().matches("<h2 class=\"ct\">").count(), 1);
    awaiting.assert_contains("看答复，说说解决没有");
    worker.get("/cases/mine?show=ended").await.assert_contains("这里还没有诉求");
    worker.get("/cases/mine?after=nonsense").await.assert_status(400);
    town.app.worker().get("/cases/mine").await.assert_contains("这里还没有诉求");
}
