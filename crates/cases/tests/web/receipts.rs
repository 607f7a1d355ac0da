//! What a receipt proves, and that a changed one does not.

use credential::Receipt;
use storage::{Stamp, journal};

use crate::town::{Town, keep};

#[tokio::test]
async fn a_receipt_waits_for_its_seal_and_then_holds() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = town.report(&worker).await;
    let path = format!("/cases/{id}/receipt");
    let waiting = worker.get(&path).await;
    keep("receipt-waits", &waiting);
    waiting.assert_contains("一分钟后再来");
    worker.get(&format!("{path}.json")).await.assert_status(303);
    let early = worker.get(&format!("/api/v1{path}")).await;
    assert_eq!((early.status.as_u16(), early.problem().as_str()), (409, "receipt-waits"));

    let key = town.app.app.settings().log_key.clone().unwrap();
    let stamp = Stamp::system(town.moment(), "seal");
    let seal = move |tx: &mut storage::Tx<'_>| {
        journal::sequence(tx)?;
        journal::checkpoint(tx, &key)
    };
    town.app.app.store().write(stamp, seal).await.unwrap();
    let page = worker.get(&path).await;
    keep("receipt", &page);
    page.assert_contains("您的诉求已经记入公开校验的日志").assert_contains("test.example/yilu+");
    let file = worker.get(&format!("{path}.json")).await;
    assert!(file.header("content-disposition").contains(".json"));
    town.app.worker().get(&format!("{path}.json")).await.assert_status(404);

    let visitor = town.app.visitor();
    keep("verify", &visitor.get("/verify").await);
    let good = visitor.post_files("/verify", &[("receipt", &file.text())], &[]).await;
    keep("verified", &good);
    good.assert_contains("验证通过")
        .assert_contains("case.reported")
        .assert_contains("/verify/verify.js");
    let bytes = file.bytes.as_ref();
    let upload = [("file", "r.json", "application/json", bytes)];
    visitor.post_files("/verify", &[], &upload).await.assert_contains("验证通过");

    let receipt: Receipt = file.json();
    let mut moved = receipt.clone();
    moved.leaf[20] ^= 1;
    let mut resized = receipt.clone();
    resized.size += 1;
    let mut resealed = receipt.clone();
    resealed.checkpoint = resealed.checkpoint.replace("time 2026", "time 2025");
    for (changed, told) in
        [(moved, "记录和盖章对不上"), (resized, "日志长度"), (resealed, "盖章不对")]
    {
        let text = serde_json::to_string(&changed).unwrap();
        visitor.post_files("/verify", &[("receipt", &text)], &[]).await.assert_contains(told);
    }
    let garbage = visitor.post_files("/verify", &[("receipt", "<b>")], &[]).await;
    garbage.assert_status(422).assert_contains("读不出这张凭证");
    let script = visitor.get("/verify/verify.js").await;
    script.assert_contains("Ed25519");
}
