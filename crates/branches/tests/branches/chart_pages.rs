//! The desk's pages of charts: handed in as a file, assigned, decided, without a script.

use access::Membership;
use branches::port::NewBranch;
use contracts::UnitId;
use web::testing::Answered;

use crate::{
    pages::Site,
    town::{STREET, area},
};

const FIRST: &str = "编码,名称,上级编码\nF,快送,\nA,到家,F\nB,到店,F\n";
const SECOND: &str = "编码,名称,上级编码,来源编码\nF,快送,,\nAB,本地,F,A;B\n";

async fn hand_in(site: &Site, firm: &str, on: &str, text: &str) -> Answered {
    let owner = site.committee.to_string();
    let fields = [("firm", firm), ("owner", owner.as_str()), ("day", on)];
    let file = [("file", "chart.csv", "text/csv", text.as_bytes())];
    site.clerk().post_files("/desk/charts", &fields, &file).await
}

/// What stands in a page between `from` and the next quotation mark.
fn after<'p>(page: &'p str, from: &str) -> &'p str {
    page.split_once(from).unwrap().1.split_once('"').unwrap().0
}

#[tokio::test]
async fn a_chart_is_handed_in_assigned_and_its_changes_decided() {
    let site = Site::new();
    let clerk = site.clerk();
    clerk.get("/desk/charts").await.assert_contains("还没有企业的组织架构");
    let wrong = hand_in(&site, "快送", "2026-11-01", "编码,名称,上级编码\nA,到家,Z\n").await;
    wrong.assert_status(422).assert_contains("上级编码不在本文件里").assert_contains("<td");
    let unknown = hand_in(&site, "没有这家", "2026-11-01", FIRST).await;
    unknown.assert_status(422).assert_contains("没有找到这家企业");
    let taken = hand_in(&site, "快送", "2026-11-01", FIRST).await;
    taken.assert_status(303);
    let page = clerk.follow(&taken).await;
    page.assert_contains("到家").assert_contains("没有待决定的建议");
    let path = taken.location().to_owned();
    clerk.get("/desk/charts").await.assert_contains("快送").assert_contains(&path);
    let second: UnitId = UnitId::from_bytes([9; 16]);
    let committee = site.committee;
    site.write(move |tx, desk, _| {
        let new = NewBranch {
            id: second,
            kind: "party-committee".into(),
            area: area(STREET),
            name_zh: "到店党支部".into(),
            name_en: "In store".into(),
            parent: Some(committee),
        };
        desk.tree.found(tx, &new)
    })
    .await;
    for (code, unit) in [("A", site.branch), ("B", second)] {
        let sent = [("code", code), ("unit", &unit.to_string())];
        let linked = clerk.post_form(&format!("{path}/links"), &sent).await;
        clerk.follow(&linked).await.assert_contains("已保存").assert_contains("取消对应");
    }
    let changed = hand_in(&site, "快送", "2026-11-10", SECOND).await;
    let page = clerk.follow(&changed).await;
    page.assert_contains("合并").assert_contains("骑手党支部、到店党支部");
    clerk.get("/desk/branches").await.assert_contains("待决定的架构变动建议");
    let text = page.text();
    let proposal = format!("/desk/chart-proposals/{}", after(&text, "/desk/chart-proposals/"));
    clerk.get("/desk/gaps?kind=chart").await.assert_contains(&proposal);
    let shown = clerk.get(&proposal).await;
    shown
        .assert_contains("“到家”（A）、“到店”（B）合并为“本地”（AB）")
        .assert_contains("保留哪一个");
    site.clerk().english().get(&proposal).await.assert_contains("Which one stays");
    let silent = clerk.post_form(&format!("{proposal}/refuse"), &[("reason", "")]).await;
    clerk.follow(&silent).await.assert_contains("待决定");
    let stays = site.branch.to_string();
    let accept = format!("{proposal}/accept");
    let done = clerk.post_form(&accept, &[("stays", stays.as_str())]).await;
    clerk.follow(&done).await.assert_contains("已采纳");
    let again = clerk.post_form(&accept, &[]).await;
    clerk.follow(&again).await.assert_contains("情况已有变化");
    let old = clerk.get(&format!("{path}?day=2026-11-05")).await;
    old.assert_contains("到店");
    clerk.post_form(&format!("{proposal}/undo"), &[]).await.assert_status(404);
}

#[tokio::test]
async fn programs_read_hand_in_and_decide_and_others_see_nothing() {
    let site = Site::new();
    let firm = UnitId::from_bytes([3; 16]);
    let path = format!("/api/v1/charts/{firm}");
    let rows = |units: &[(&str, &str)]| -> serde_json::Value {
        let row = |(code, parent): &(&str, &str)| {
            let parent = Some(*parent).filter(|above| !above.is_empty());
            serde_json::json!({ "code": code, "name": format!("单元{code}"), "parent": parent })
        };
        units.iter().map(row).collect()
    };
    let body = |day: &str, rows: serde_json::Value| serde_json::json!({ "owner": site.committee.to_string(), "day": day, "rows": rows });
    let clerk = site.clerk();
    let circle = body("2026-11-01", rows(&[("A", "B"), ("B", "A")]));
    let refused = clerk.post_json(&path, &circle).await;
    refused.assert_status(422).assert_contains("rows.1").assert_contains("rows.2");
    let first = body("2026-11-01", rows(&[("A", ""), ("B", "A")]));
    clerk.post_json(&path, &first).await.assert_contains("\"taken\":true");
    clerk.post_json(&path, &first).await.assert_contains("\"taken\":false");
    let branch = site.branch;
    site.write(move |tx, desk, by| {
        branches::chart::link::link(tx, desk, by, firm, "B", branch).map(drop)
    })
    .await;
    let second = body("2026-11-02", rows(&[("A", "")]));
    clerk.post_json(&path, &second).await.assert_contains("\"proposals\":1");
    let shown = clerk.get(&path).await;
    shown.assert_contains("\"kind\":\"close\"").assert_contains(&branch.to_string());
    let text = shown.text();
    let id = after(&text, "\"proposals\":[{\"id\":\"");
    let decide = format!("/api/v1/chart-proposals/{id}");
    let odd = clerk.post_json(&decide, &serde_json::json!({ "decision": "later" })).await;
    odd.assert_status(422);
    for (kind, role) in [("platform-firm", "firm-clerk"), ("street", "clerk")] {
        let post = site.app.post(role, kind, STREET);
        let reader = site.app.signed_in(&site.app.actor(vec![Membership { unit: firm, ..post }]));
        for path in [&path, "/desk/charts", &format!("/desk/chart-proposals/{id}")] {
            let answer = reader.get(path).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{role} {path}");
        }
    }
    let refuse = serde_json::json!({ "decision": "refuse", "reason": "支部保留" });
    clerk.post_json(&decide, &refuse).await.assert_contains("\"outcome\":\"done\"");
    clerk.post_json(&decide, &refuse).await.assert_status(409);
}
