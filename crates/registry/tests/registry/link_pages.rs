//! The pages of links: what waits, two records side by side, an answer, a link taken back.

use registry::{RecordId, linking::ProposalId, source};
use storage::{Stamp, params};

use crate::{
    pages::{Site, roster},
    town::COUNTY,
};

const REASONS: &str = r#"[{"field":"phone","outcome":"shown","bits":14.5},
    {"field":"id_number","outcome":"different","bits":-6.1}]"#;

/// Two registers with the same rows, and a proposal about the first row of each.
async fn a_proposal(site: &Site) -> (ProposalId, RecordId) {
    for code in ["hr", "tax"] {
        let new =
            [("name_zh", "登记"), ("code", code), ("kind", "register"), ("basis", "法定职责")];
        site.office.post_form("/desk/registry/new", &new).await;
        let text = roster();
        let fields = [("day", "2026-11-20"), ("step", "take")];
        let files = [("file", "a.csv", "text/csv", text.as_bytes())];
        let to = format!("/desk/sources/{code}/import");
        site.office.post_files(&to, &fields, &files).await.assert_contains("新增 3");
    }
    let stamp = Stamp::system(site.app.moment(), "test");
    let made = site.app.app.store().write(stamp, |tx| {
        let mut records = Vec::new();
        for code in ["hr", "tax"] {
            let source = source::by_code(tx, code)?;
            records.extend(source.map(|source| source.number.record(1)));
        }
        let (id, now): (ProposalId, _) = (tx.id(), tx.now());
        tx.execute(
            "INSERT INTO registry_proposals (id, one, other, area, probability, reasons, run,
                 made_at, state, after) VALUES ($1, $2, $3, $4, 0.9, $6, $1, $5, 'waiting', $5)",
            params![id, records[0], records[1], COUNTY, now, REASONS],
        )?;
        Ok::<_, storage::Error>((id, records[0]))
    });
    made.await.unwrap()
}

#[tokio::test]
async fn two_records_are_judged_side_by_side_and_a_link_is_taken_back() {
    let site = Site::new();
    let clerk = site.app.signed_in(&site.app.actor(vec![site.app.post("clerk", "street", COUNTY)]));
    clerk.get("/desk/same-person").await.assert_contains("没有等着判定的");
    let (id, record) = a_proposal(&site).await;
    let queue = clerk.get("/desk/same-person").await;
    queue.assert_contains("手机号显示的部分一致").assert_contains("90.0 %");
    assert!(!queue.text().contains("138"), "nothing of anybody is in the list");
    let address = format!("/desk/same-person/{id}");
    assert_eq!(site.firm.get(&address).await.status, 403);
    let seen = clerk.get(&address).await;
    seen.assert_contains("王*").assert_contains("138****0001").assert_contains("身份证号不同 -6.1");
    assert!(!seen.text().contains("王1"), "masked");
    let unsaid = clerk.post_form(&address, &[]).await;
    clerk.follow(&unsaid).await.assert_contains("请选择是、不是");
    let answered = clerk.post_form(&address, &[("answer", "same")]).await;
    clerk.follow(&answered).await.assert_contains("已记下").assert_contains("没有等着判定的");
    let subject = format!("/desk/records/{record}/same-person");
    let shown = clerk.get(&subject).await;
    shown.assert_contains("人工判定").assert_contains("撤销这条连接");
    let text = shown.text();
    let (_, rest) = text.split_once("/desk/same-person/links/").unwrap();
    let link: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let undo = format!("/desk/same-person/links/{link}/undo?record={record}");
    let undone = clerk.post_form(&undo, &[("why", "证件核对不符")]).await;
    clerk.follow(&undone).await.assert_contains("已撤销").assert_contains("证件核对不符");
    let twice = clerk.post_form(&undo, &[("why", "再来一次")]).await;
    clerk.follow(&twice).await.assert_contains("已经撤销过了");
    let looks =
        site.app.app.store().read(move |db| access::vault::looks_at(db, record, 20)).await.unwrap();
    assert!(looks.iter().filter(|look| look.purpose == "比对是否同一人").count() >= 2);
}
