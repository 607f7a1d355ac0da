//! A worker's page arrives at once on a slow network.

use crate::town::Town;

#[tokio::test]
async fn pages_weigh_at_most_30_kilobytes() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    town.answer(id, "已经在东侧划了十个车位。").await;
    let id = id.to_string();
    let case = format!("/cases/{id}");
    let sent = format!("{case}/sent");
    let paths = ["/report", "/report/new?matter=parking", "/cases/mine", &case, &sent, "/verify"];
    let packed = town.app.signed_in(worker.actor().unwrap()).header("accept-encoding", "br");
    for path in paths {
        let page = packed.get(path).await;
        assert_eq!(page.header("content-encoding"), "br");
        assert!(page.bytes.len() <= 30_000, "{path}: {} bytes", page.bytes.len());
        eprintln!("{path}: {} bytes", page.bytes.len());
    }
}
