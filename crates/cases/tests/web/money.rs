//! A dispute on the worker's phone, at the desk and through the API.

use contracts::CaseId;
use serde_json::{Value, json};
use web::testing::Client;

use crate::{
    STREET,
    town::{Town, keep, picture},
};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n";

/// Four thousand yuan of freight, reported through the API.
async fn arrears(worker: &Client) -> CaseId {
    let report = json!({
        "matter": "arrears", "area": STREET, "text": "从江苏拉到广东，四千块运费一直不给",
        "fields": { "debtor": "某板材商行", "amount": "428000", "since": "2026-05-01" },
    });
    let made = worker.post_json("/api/v1/cases", &report).await;
    made.assert_status(201);
    made.json::<Value>()["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_worker_hands_evidence_in_from_the_phone_and_sees_what_came() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = arrears(&worker).await;
    let page = worker.get(&format!("/cases/{id}")).await;
    page.assert_contains("查看欠款、证据和回款");
    assert!(page.bytes.len() <= 30_000, "{} bytes", page.bytes.len());

    let form = worker.get(&format!("/cases/{id}/money/evidence")).await;
    keep("money-evidence", &form);
    form.assert_status(200).assert_contains("multipart/form-data");
    assert!(form.bytes.len() <= 30_000, "{} bytes", form.bytes.len());
    let address = format!("/cases/{id}/money/evidence");
    let pairs = [("kind", "waybill"), ("label", "签收单"), ("made", "2026-04-20"), ("text", "")];
    let empty = worker.post_files(&address, &pairs, &[]).await;
    empty.assert_status(422).assert_contains("请添加照片、PDF 或者写几句文字");
    let broken = [("pdf", "a.pdf", "application/pdf", &PDF[..20])];
    let refused = worker.post_files(&address, &pairs, &broken).await;
    refused.assert_status(422).assert_contains("PDF 不完整").assert_contains("签收单");

    let (photo, pdf) = (picture(40, 3), PDF);
    let files =
        [("photos", "a.png", "image/png", &photo[..]), ("pdf", "a.pdf", "application/pdf", pdf)];
    let sent = worker.post_files(&address, &pairs, &files).await;
    let page = worker.follow(&sent).await;
    keep("money", &page);
    page.assert_contains("已保存。")
        .assert_contains("签收单")
        .assert_contains("仲裁时效到 2027-05-01");
    let shown = worker.get(&format!("/cases/{id}/evidence/1")).await;
    assert_eq!(shown.header("content-type"), "image/jpeg");
    let shown = worker.get(&format!("/cases/{id}/evidence/2")).await;
    assert_eq!((shown.header("content-type"), &shown.bytes[..]), ("application/pdf", PDF));
    assert!(shown.header("content-disposition").starts_with("attachment"));
    worker.get(&format!("/cases/{id}/evidence/3")).await.assert_status(404);

    let claim = [
        ("amount", "4000"),
        ("counterparty", "某板材商行"),
        ("from", "32"),
        ("to", "44"),
        ("since", "2026-05-01"),
    ];
    let claimed = worker.post_form(&format!("/cases/{id}/money/claim"), &claim).await;
    worker.follow(&claimed).await.assert_contains("江苏省 → 广东省（跨省）");
    let wrong = [("amount", "四千"), ("counterparty", "某板材商行")];
    let wrong = worker.post_form(&format!("/cases/{id}/money/claim"), &wrong).await;
    wrong.assert_status(422).assert_contains("请填写金额");
    let strike = format!("/cases/{id}/money/strike?number=2");
    let struck = worker.post_form(&strike, &[("reason", "传错了")]).await;
    worker.follow(&struck).await.assert_contains("<s>签收单</s>");
    worker.get(&format!("/cases/{id}/court.zip")).await.assert_status(200);
    let english = town.app.signed_in(worker.actor().unwrap()).english();
    english.get(&format!("/cases/{id}/money")).await.assert_contains("Ask for arbitration by 2027");
}

#[tokio::test]
async fn the_desk_puts_the_plan_down_and_mediates() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = arrears(&worker).await;
    let clerk = town.owner();
    clerk.post_json(&format!("/api/v1/cases/{id}/accept"), &json!({})).await.assert_status(200);
    let page = clerk.get(&format!("/desk/cases/{id}")).await;
    keep("desk-money", &page);
    page.assert_contains("id=\"money\"").assert_contains("转入调解");
    let today = town.moment().now().day();
    let (first, second) = (today.plus(3).to_string(), today.plus(9).to_string());
    let plan = format!("/desk/cases/{id}/money/plan");
    let half = [("day-1", first.as_str()), ("amount-1", "")];
    clerk.post_form(&plan, &half).await.assert_status(422).assert_contains("日期和金额要一起填");
    let rows = [
        ("day-1", first.as_str()),
        ("amount-1", "1500"),
        ("day-2", second.as_str()),
        ("amount-2", "2500.00"),
    ];
    let agreed = clerk.post_form(&plan, &rows).await;
    clerk.follow(&agreed).await.assert_contains("¥ 2500.00").assert_contains("未到期");
    let payment = format!("/desk/cases/{id}/money/payment");
    let day = today.to_string();
    let too_much = [("amount", "4000.01"), ("day", day.as_str()), ("how", "transfer")];
    let refused = clerk.post_form(&payment, &too_much).await;
    refused.assert_status(409).assert_contains("超过了约定金额").assert_contains("4000.01");
    let paid = [("amount", "1500"), ("day", day.as_str()), ("how", "transfer")];
    let paid = clerk.post_form(&payment, &paid).await;
    clerk.follow(&paid).await.assert_contains("已付清");

    let open = [("parties", "某板材商行\n货主"), ("known", "2026-05-01")];
    let opened = clerk.post_form(&format!("/desk/cases/{id}/mediation/open"), &open).await;
    clerk.follow(&opened).await.assert_contains("登记一次调解").assert_contains("某板材商行、货主");
    let session = [("day", day.as_str()), ("time", "8:05"), ("held", "yes"), ("minutes", "45")];
    let session = clerk.post_form(&format!("/desk/cases/{id}/mediation/session"), &session).await;
    let page = clerk.follow(&session).await;
    keep("desk-mediation", &page);
    page.assert_contains("45 分钟").assert_contains("电话");
    worker.get(&format!("/cases/{id}/money")).await.assert_contains("调解内容保密");
    // Whoever reads the case without being of either side learns nothing of it.
    let county = town.staff("clerk", "hotline", "330102", town.offices.county_hotline);
    let money: Value = county.get(&format!("/api/v1/cases/{id}/money")).await.json();
    assert_eq!(money["arbitration_until"], Value::Null, "a mediation moves that day");
    let page = county.get(&format!("/desk/cases/{id}")).await;
    page.assert_status(200).assert_contains("证据只给劳动者本人和承办单位看");
    assert!(!page.text().contains("调解"), "{}", page.text());
    let entries = county.get(&format!("/api/v1/cases/{id}/entries")).await;
    assert!(!entries.text().contains("mediation"), "{}", entries.text());
    county.get(&format!("/api/v1/cases/{id}/mediation")).await.assert_status(404);
}

#[tokio::test]
async fn the_api_does_all_of_it_once_for_a_key() {
    let town = Town::new();
    let worker = town.app.worker();
    let id = arrears(&worker).await;
    let path = |act: &str| format!("/api/v1/cases/{id}/{act}");
    let file = [("file", "a.pdf", "application/pdf", PDF)];
    let kept = worker.post_files("/api/v1/evidence-files", &[], &file).await;
    kept.assert_status(201);
    let name = kept.json::<Value>()["file"].as_str().unwrap().to_owned();
    let evidence =
        json!({ "label": "账单", "kind": "statement", "files": [name], "text": "说好月底付" });
    let unknown = json!({ "label": "账单", "kind": "statement", "files": ["00"] });
    let refused = worker.post_json(&path("money/evidence"), &unknown).await;
    refused.assert_status(422).assert_contains("files[0]");
    let again =
        town.app.signed_in(worker.actor().unwrap()).header("idempotency-key", "k-1234567890");
    for _ in 0..2 {
        let handed = again.post_json(&path("money/evidence"), &evidence).await;
        handed.assert_status(200);
        assert_eq!(handed.json::<Value>()["evidence"].as_array().unwrap().len(), 2);
    }
    let negative = json!({ "amount_fen": -1, "counterparty": "某板材商行" });
    let refused = worker.post_json(&path("money/claim"), &negative).await;
    refused.assert_status(409);
    assert_eq!(refused.problem(), "money-amount");
    let clerk = town.owner();
    let day = town.moment().now().day();
    let plan = json!({ "plan": [{ "day": day.plus(2), "amount_fen": 400_000 }] });
    clerk.post_json(&path("money/plan"), &plan).await.assert_status(200);
    let paid = json!({ "amount_fen": 400_000, "day": day, "how": "wallet", "evidence": 1 });
    let paid = clerk.post_json(&path("money/payment"), &paid).await;
    paid.assert_status(200);
    let money: Value = paid.json();
    assert_eq!(
        (&money["recovered_fen"], &money["expected_fen"]),
        (&json!(400_000), &json!(400_000))
    );
    let open = json!({ "parties": ["某板材商行"] });
    clerk.post_json(&path("mediation/open"), &open).await.assert_status(200);
    let met = json!({ "at": "2026-05-06T08:00:00+08:00", "held": true, "minutes": 30 });
    let met = clerk.post_json(&path("mediation/session"), &met).await;
    met.assert_status(200);
    assert_eq!(met.json::<Value>()["sessions"][0]["minutes"], 30);
    let auditor = town.staff("auditor", "hotline", "3301", town.offices.city_hotline);
    let seen: Value = auditor.get(&path("money")).await.json();
    assert_eq!((&seen["evidence"], &seen["recovered_fen"]), (&Value::Null, &json!(400_000)));
    town.app.worker().get(&path("money")).await.assert_status(404);
}
