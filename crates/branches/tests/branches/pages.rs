//! The pages: claims are made on a phone and looked into at a desk, a split is drawn as a tree, and
//! nothing that a firm's or a street's clerk can read holds a membership bit.

use std::sync::Arc;

use access::{Actor, Membership, NewPerson, people::create_person};
use branches::{Fault, member::admit, port::Tree, station};
use contracts::{UnitCard, UnitId, Units};
use storage::Tx;
use web::testing::{Answered, Client, TestApp, TestOptions};

use crate::town::{Offices, STREET, area, new_member, phone};

pub struct Site {
    pub app: TestApp,
    pub branch: UnitId,
    pub committee: UnitId,
    clerk: Actor,
}

impl Site {
    pub fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(branches::MIGRATIONS);
        options.words.push(branches::WORDS);
        let unit = |number: u8, kind: &str, name: &str| UnitCard {
            id: UnitId::from_bytes([number; 16]),
            kind: kind.into(),
            name_zh: name.into(),
            name_en: kind.into(),
            area: area(STREET),
        };
        let cards = [
            unit(1, "party-committee", "行业党委"),
            unit(2, "party-committee", "骑手党支部"),
            unit(3, "platform-firm", "快送"),
        ];
        let (committee, branch) = (cards[0].id, cards[1].id);
        let above = [None, Some(committee), None];
        let offices = Arc::new(Offices::new(cards.into_iter().zip(above)));
        let units: Arc<dyn Units> = Arc::<Offices>::clone(&offices);
        let tree: Arc<dyn Tree> = offices;
        let hang = |builder: web::app::AppBuilder| builder.with(units).with(tree);
        let app = TestApp::with(branches::routes(), options, hang);
        let post = app.post("department-clerk", "party-committee", STREET);
        let clerk = app.actor(vec![Membership { unit: committee, ..post }]);
        Self { app, branch, committee, clerk }
    }

    pub fn clerk(&self) -> Client {
        self.app.signed_in(&self.clerk)
    }

    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &branches::Desk, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        let desk = branches::Desk::of(&self.app.app).ok().unwrap();
        let clerk = self.clerk.clone();
        let stamp = clerk.stamp(self.app.moment(), "test");
        let done = self.app.app.store().write(stamp, move |tx| work(tx, &desk, &clerk)).await;
        done.unwrap()
    }

    /// Twelve members who led by two of them.
    async fn members(&self) {
        let branch = self.branch;
        self.write(move |tx, desk, by| {
            for number in 1..=12 {
                let new = NewPerson { phone: Some(phone(number)), ..NewPerson::default() };
                let person = create_person(tx, &desk.vault, &new)?;
                admit::admit(tx, desk, by, &new_member(person, branch))?;
            }
            Ok(())
        })
        .await;
    }
}

/// What stands in the page between `from` and the first character that no id has.
fn after(page: &Answered, from: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(from).unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

#[tokio::test]
async fn a_worker_finds_a_branch_on_one_screen_and_a_clerk_verifies() {
    let site = Site::new();
    let worker = site.write(|tx, desk, _| {
        let new = NewPerson { phone: Some(phone(77)), ..NewPerson::default() };
        Ok(create_person(tx, &desk.vault, &new)?)
    });
    let person = worker.await;
    let actor = Actor::new(person, None, Vec::new(), site.app.moment().now().day());
    let worker = site.app.signed_in(&actor);
    worker.get("/branch").await.assert_contains("找支部").assert_contains("您的单位看不到");
    let found = worker.get(&format!("/branch?occupation=rider&area={STREET}")).await;
    found.assert_contains("骑手党支部").assert_contains("您工作的街道、社区");
    assert!(!found.text().contains(" checked>"), "是否党员 is never ticked before");
    let branch = site.branch.to_string();
    let sent = [("branch", branch.as_str()), ("area", STREET), ("details", "")];
    let skipped = worker.post_form("/branch/claim", &sent).await;
    worker.follow(&skipped).await.assert_contains("没有记录任何内容");
    site.clerk().get("/desk/claims").await.assert_contains("没有待核实的");
    let said = [sent.as_slice(), &[("member", "yes")]].concat();
    let claimed = worker.post_form("/branch/claim", &said).await;
    worker.follow(&claimed).await.assert_contains("待核实");
    let clerk = site.clerk();
    let list = clerk.get("/desk/claims").await;
    let id = after(&list, "/desk/claims/");
    clerk.get(&format!("/desk/claims/{id}")).await.assert_contains("本人：是党员");
    let mut finding = vec![
        ("found", "yes"),
        ("stage", "full"),
        ("link", "floating"),
        ("branch", branch.as_str()),
        ("from", "2026-11-20"),
        ("evidence", ""),
    ];
    let silent = clerk.post_form(&format!("/desk/claims/{id}"), &finding).await;
    clerk.follow(&silent).await.assert_status(200).assert_contains("待核实");
    finding.pop();
    finding.push(("evidence", "核对介绍信"));
    let done = clerk.post_form(&format!("/desk/claims/{id}"), &finding).await;
    clerk.follow(&done).await.assert_contains("已核实");
    worker.get("/branch").await.assert_contains("流动党员党支部：骑手党支部");
    let members = clerk.get(&format!("/desk/branches/{branch}/members")).await;
    members.assert_contains("正式党员").assert_contains("138****");
    let member = clerk.get(&format!("/desk/members/{id}?true=2026-11-20&known=2026-11-20")).await;
    member.assert_contains("组织关系在外地").assert_contains("核实");
}

#[tokio::test]
async fn a_station_s_poster_needs_no_account() {
    let site = Site::new();
    let branch = site.branch;
    let token = site
        .write(move |tx, desk, by| {
            Ok(station::open(tx, desk, by, branch, "归兖服务站", area(STREET))?.token)
        })
        .await;
    let visitor = site.app.visitor();
    let path = format!("/rejoin/{token}");
    visitor.get(&path).await.assert_contains("归兖服务站").assert_contains("骑手党支部");
    let wrong = [("name", "李师傅"), ("phone", "123"), ("home_name", "某村党支部")];
    let again = visitor.post_form(&path, &wrong).await;
    again.assert_status(422).assert_contains("11 位手机号").assert_contains("某村党支部");
    let right = [("name", "李师傅"), ("phone", "13800000099"), ("home_name", "某村党支部")];
    for _ in 0..2 {
        visitor.post_form(&path, &right).await.assert_status(200).assert_contains("报到成功");
    }
    let list = site.clerk().get("/desk/claims").await.text();
    assert_eq!(list.matches("/desk/claims/").count(), 1, "one record");
    visitor.get("/rejoin/none").await.assert_status(404);
}

#[tokio::test]
async fn a_split_is_drawn_as_a_tree_with_a_reason_for_each() {
    let site = Site::new();
    site.members().await;
    let clerk = site.clerk();
    let begin = format!("/desk/branches/{}/split", site.branch);
    clerk.get(&begin).await.assert_contains("现有 12 名党员");
    let wrong = clerk.post_form(&begin, &[("branches", "9"), ("shifts", "balanced")]).await;
    clerk.follow(&wrong).await.assert_contains("请换一个数");
    let made = clerk.post_form(&begin, &[("branches", "2"), ("shifts", "balanced")]).await;
    made.assert_status(303);
    let page = clerk.follow(&made).await;
    page.assert_contains("data-tree").assert_contains("第一党支部").assert_contains("第二党支部");
    assert_eq!(page.text().matches("<rect").count(), 3, "before on the left, two after");
    let id = after(&page, "/desk/splits/");
    let approved =
        clerk.post_form(&format!("/desk/splits/{id}/approve"), &[("on", "2026-12-01")]).await;
    clerk.follow(&approved).await.assert_contains("已批准");
    let english = site.clerk().english();
    english.get(&format!("/desk/splits/{id}")).await.assert_contains("Before and after");
    let list = clerk.get("/desk/branches").await;
    list.assert_contains("骑手党支部");
    clerk.get(&format!("/desk/branches/{}", site.branch)).await.assert_contains("发展党员");
    clerk.get(&format!("/desk/branches/{}/pairs", site.branch)).await.assert_contains("结对办法");
    clerk.get("/desk/gaps").await.assert_status(200);
    clerk.get("/desk/transfers").await.assert_status(200);
}

#[tokio::test]
async fn nothing_that_a_firm_or_a_street_reads_holds_a_membership_bit() {
    let site = Site::new();
    site.members().await;
    let people = site.clerk().get(&format!("/desk/branches/{}/members", site.branch)).await;
    let member = after(&people, "/desk/members/");
    let body = |number: u32| {
        let phone = phone(number).reveal().to_owned();
        serde_json::json!({ "phone": phone, "consent": true, "area": STREET })
    };
    let firm = |kind: &str, role: &str| {
        let post = site.app.post(role, kind, STREET);
        let unit = UnitId::from_bytes([3; 16]);
        site.app.signed_in(&site.app.actor(vec![Membership { unit, ..post }]))
    };
    let marks = ["正式党员", "党支部：", "full", "member\":true", "verified", "已核实", &member];
    for (kind, role) in
        [("platform-firm", "firm-clerk"), ("street", "clerk"), ("street", "street-lead")]
    {
        let reader = firm(kind, role);
        for path in [
            "/desk/branches",
            "/desk/gaps",
            "/desk/claims",
            "/desk/transfers",
            "/api/v1/branches",
            "/api/v1/branches/gaps",
            "/branch",
            &format!("/desk/branches/{}", site.branch),
            &format!("/desk/branches/{}/members", site.branch),
            &format!("/desk/branches/{}/pairs", site.branch),
            &format!("/desk/members/{member}"),
        ] {
            let answer = reader.get(path).await;
            let text = answer.text();
            if path != "/branch" {
                assert!([403, 404].contains(&answer.status.as_u16()), "{role} {path}: {text}");
            }
            // A path that the reader typed is repeated to them; that tells nothing.
            for mark in marks.into_iter().filter(|mark| !path.contains(mark)) {
                assert!(!text.contains(mark), "{role} reads {mark:?} at {path}");
            }
        }
    }
    // A member's phone and a stranger's get the same answer, to the byte.
    let reader = firm("platform-firm", "firm-clerk");
    let known = reader.post_json("/api/v1/membership-claims", &body(1)).await;
    let stranger = reader.post_json("/api/v1/membership-claims", &body(500)).await;
    known.assert_status(202);
    assert_eq!((known.status, known.bytes), (stranger.status, stranger.bytes));
    let refused =
        serde_json::json!({ "phone": phone(1).reveal(), "consent": false, "area": STREET });
    let refused = reader.post_json("/api/v1/membership-claims", &refused).await;
    refused.assert_status(422).assert_contains("consent");
    let figures = site.clerk().get("/api/v1/branches").await;
    figures.assert_status(200).assert_contains("\"members\":12");
    assert!(site.committee != site.branch);
}
