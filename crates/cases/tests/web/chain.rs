//! The way through a contact member, as the worker, the member, the branch and a firm see it.

use access::Actor;
use cases::chain::{self, contacts::Contact};
use contracts::CaseId;
use serde_json::{Value, json};
use storage::Stamp;
use web::testing::Client;

use crate::{
    COMMUNITY, STREET,
    town::{Town, keep, rider},
};

/// A worker with a contact member, and that member.
struct Tied {
    town: Town,
    worker: Client,
    member: Client,
    branch: Client,
}

async fn tied() -> Tied {
    let town = Town::new();
    let branch = town.offices.branch;
    let post = |role: &str| {
        let mut post = town.app.post(role, "party-committee", COMMUNITY);
        post.unit = branch;
        town.app.actor(vec![post])
    };
    let (person, member, clerk) = (rider(&town), post("member"), post("department-clerk"));
    tie(&town, &person, &member).await;
    let (worker, member, branch) =
        (town.app.signed_in(&person), town.app.signed_in(&member), town.app.signed_in(&clerk));
    Tied { town, worker, member, branch }
}

async fn tie(town: &Town, worker: &Actor, member: &Actor) {
    let contact = Contact {
        id: town.app.id(),
        worker: worker.person,
        member: member.person,
        branch: town.offices.branch,
        name: "老周".into(),
        from: town.moment().now(),
        until: None,
        refused: false,
    };
    let stamp = Stamp::system(town.moment(), "test");
    let work = move |tx: &mut storage::Tx<'_>| chain::store::insert_contact(tx, &contact);
    town.app.app.store().write(stamp, work).await.unwrap();
}

impl Tied {
    /// Reported through the member, on the pages.
    async fn through(&self) -> CaseId {
        let text = "货送到了，运费四千多一直不给。";
        let id = self.town.fill(&self.worker, "parking", text).await;
        let check = self.worker.get(&format!("/report/{id}/check")).await;
        keep("check-chain", &check);
        check.assert_contains("通过联系党员 老周 反映").assert_contains("直接交办");
        let way = [("way", "member")];
        self.worker.post_form(&format!("/report/{id}/send"), &way).await.assert_status(303);
        id
    }
}

#[tokio::test]
async fn the_worker_sees_who_has_it_and_goes_past_them_with_one_button() {
    let tied = tied().await;
    let id = tied.through().await;
    let case = format!("/cases/{id}");
    tied.worker.get(&format!("{case}/sent")).await.assert_contains("现在由联系党员 老周负责");
    let page = tied.worker.get(&case).await;
    keep("case-chain", &page);
    page.assert_contains("联系党员 老周").assert_contains("直接交街道");
    assert!(page.text().len() < 30_000, "{} bytes", page.text().len());
    let gone = tied.worker.post_form(&format!("{case}/bypass"), &[]).await;
    let page = tied.worker.follow(&gone).await;
    page.assert_contains("已经直接交给街道。").assert_contains("清波街道");
    assert!(!page.text().contains("不想等了"), "once");
    tied.member.get(&format!("/desk{case}")).await.assert_status(404);
}

#[tokio::test]
async fn a_member_has_their_own_list_and_passes_up_what_they_cannot_solve() {
    let tied = tied().await;
    let id = tied.through().await;
    let page = format!("/desk/cases/{id}");
    tied.member.get("/inbox").await.assert_contains("运费四千多一直不给");
    let shown = tied.member.get(&page).await;
    keep("desk-member", &shown);
    shown.assert_contains("交给上一级").assert_contains("您的岗位不能查看诉求人的姓名和电话");
    assert!(!shown.text().contains("/accept?seen"), "a member accepts nothing");
    let note = [("note-text", "已电话了解情况"), ("note-public", "1")];
    tied.member.post_form(&format!("{page}/note?seen=2"), &note).await.assert_status(303);
    let short = [("pass-up-note", "")];
    tied.member.post_form(&format!("{page}/pass-up?seen=3"), &short).await.assert_status(422);
    let why = [("pass-up-note", "货主不接电话")];
    tied.member.post_form(&format!("{page}/pass-up?seen=3"), &why).await.assert_status(303);
    let up = json!({ "note": "跨省运费，请街道牵头" });
    let case = tied.branch.post_json(&format!("/api/v1/cases/{id}/pass-up"), &up).await;
    case.assert_status(200);
    let case: Value = case.json();
    assert_eq!(case["owner"]["name"], "清波街道");
    assert_eq!(case.get("chain"), None);
}

#[tokio::test]
async fn a_firm_learns_nothing_of_members_and_branches() {
    let tied = tied().await;
    let id = tied.through().await;
    let by = |act: &str| format!("/api/v1/cases/{id}/{act}");
    let up = json!({ "note": "请支部看看" });
    tied.member.post_json(&by("pass-up"), &up).await.assert_status(200);
    tied.branch.post_json(&by("accept"), &json!({})).await.assert_status(200);
    let firm = tied.town.offices.firm;
    let to = json!({ "to": firm, "reason": "请企业解决" });
    tied.branch.post_json(&by("assign"), &to).await.assert_status(200);
    let clerk = tied.town.staff("firm-clerk", "platform-firm", "3301", firm);
    let page = clerk.get(&format!("/desk/cases/{id}")).await;
    keep("desk-firm-chain", &page);
    page.assert_contains("基层组织");
    let paths = ["", "/entries"].map(|part| format!("/api/v1/cases/{id}{part}"));
    let mut seen = page.text();
    for path in &paths {
        let answer = clerk.get(path).await;
        answer.assert_status(200);
        seen.push_str(&answer.text());
    }
    let branch = tied.town.offices.branch.to_string();
    for word in ["党", "老周", "chain", branch.as_str()] {
        assert!(!seen.contains(word), "{word} in what a firm is shown");
    }
    // With the worker's yes it sees a mask, and no more once that is taken back.
    let shared = tied.worker.post_json(&by("share-contact"), &json!({})).await;
    assert_eq!(shared.json::<Value>()["contact_shared_with"][0]["name"], "快跑平台");
    let hidden = tied.worker.post_json(&by("hide-contact"), &json!({})).await;
    assert_eq!(hidden.json::<Value>()["contact_shared_with"], json!([]));
}

#[tokio::test]
async fn what_is_for_members_stands_on_their_page_only() {
    let tied = tied().await;
    let own = tied.member.get("/report").await;
    keep("choose-member", &own);
    own.assert_contains("群体动态");
    assert!(!tied.worker.get("/report").await.text().contains("群体动态"));
}

#[tokio::test]
async fn a_contact_member_is_seen_and_refused() {
    let tied = tied().await;
    let mine = tied.worker.get("/cases/mine").await;
    mine.assert_contains("我的联系党员：老周");
    let page = tied.worker.get("/contact-member").await;
    keep("contact-member", &page);
    page.assert_contains("快递党支部");
    let out: Value = tied.worker.get("/api/v1/contact-member").await.json();
    assert_eq!(out["name"], "老周");
    let refused = tied.worker.post_form("/contact-member/refuse", &[]).await;
    tied.worker.follow(&refused).await.assert_contains("您现在没有联系党员");
    tied.worker.get("/api/v1/contact-member").await.assert_status(404);
    let desk = tied.branch.get("/desk/contacts").await;
    keep("contacts", &desk);
    desk.assert_contains("谁联系谁");
}

#[tokio::test]
async fn a_clerk_files_for_a_worker_and_waits_for_their_yes() {
    let town = Town::new();
    let clerk = town.owner();
    clerk.get("/desk/file").await.assert_contains("劳动者说，您来写");
    let form = clerk.get("/desk/file?matter=parking").await;
    keep("file", &form);
    let id = town.app.id::<contracts::Case>().to_string();
    let mut pairs = vec![("id", id.as_str()), ("matter", "parking"), ("phone", "12")];
    pairs.extend([("text", "门口没有地方停车"), ("area", STREET)]);
    let wrong = clerk.post_form("/desk/file", &pairs).await;
    wrong.assert_status(422).assert_contains("请写 11 位手机号。").assert_contains("门口没有地方");
    pairs[2].1 = "13987652231";
    let filed = clerk.post_form("/desk/file", &pairs).await;
    assert_eq!(filed.location(), format!("/desk/filed/{id}"));
    let page = clerk.follow(&filed).await;
    keep("filed", &page);
    page.assert_contains("等本人同意").assert_contains("139****2231");
    let bad = clerk.post_form(&format!("/desk/filed/{id}/confirm"), &[("code", "12")]).await;
    bad.assert_status(422).assert_contains("验证码不对或者过期了");
    let soon = clerk.post_form(&format!("/desk/filed/{id}/again"), &[]).await;
    clerk.follow(&soon).await.assert_contains("发得太勤了");
    clerk.get("/desk/filed").await.assert_contains("门口没有地方停车");
    let inbox = clerk.get("/inbox?part=all").await;
    assert!(!inbox.text().contains("门口没有地方停车"), "no case yet");
    let other = town.staff("clerk", "street", STREET, town.offices.street);
    other.get(&format!("/desk/filed/{id}")).await.assert_status(404);
    let listed: Value = clerk.get("/api/v1/filings").await.json();
    assert_eq!(listed["items"][0]["standing"], "waiting");
}
