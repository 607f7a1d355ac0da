//! The pages: a list is written, worked off and seen by the site; a note is collected and answered.

use std::sync::Arc;

use access::{Actor, Membership};
use contracts::{UnitCard, UnitId, Units};
use outreach::port::Cases;
use web::testing::{Answered, Client, TestApp, TestOptions};

use crate::town::{COMMUNITY, Offices, STREET, Told, area};

struct Site {
    app: TestApp,
    street: UnitId,
}

impl Site {
    fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(outreach::MIGRATIONS);
        options.words.push(outreach::WORDS);
        let street = UnitId::from_bytes([7; 16]);
        let office = UnitCard {
            id: street,
            kind: "street".into(),
            name_zh: "清波街道".into(),
            name_en: "Qingbo".into(),
            area: area(STREET),
        };
        let units: Arc<dyn Units> = Arc::new(Offices(vec![office]));
        let cases: Arc<dyn Cases> = Arc::new(Told::default());
        let hang = |builder: web::app::AppBuilder| builder.with(units).with(cases);
        Self { app: TestApp::with(outreach::routes(), options, hang), street }
    }

    fn clerk(&self) -> Client {
        let post = self.app.post("clerk", "street", STREET);
        let posts: Vec<Membership> = vec![Membership { unit: self.street, ..post }];
        let actor: Actor = self.app.actor(posts);
        self.app.signed_in(&actor)
    }
}

fn hidden(page: &Answered, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = text.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// What stands in the page between `from` and the first character that no token has.
fn after(page: &Answered, from: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(from).unwrap();
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

#[tokio::test]
async fn a_list_is_kept_worked_off_and_seen_by_the_site() {
    let site = Site::new();
    let clerk = site.clerk();
    clerk.get("/visits").await.assert_contains("还没有走访记录");
    let page = clerk.get("/visits/new").await;
    let (id, owner) = (hidden(&page, "id"), site.street.to_string());
    let mut sent = vec![
        ("id", id.as_str()),
        ("site", "东站配送站"),
        ("area", COMMUNITY),
        ("visited_on", "2026-11-20"),
        ("owner", &owner),
        ("due_on", "2026-12-20"),
        ("lines", " "),
    ];
    let empty = clerk.post_form("/visits", &sent).await;
    empty.assert_status(422).assert_contains("至少写一项").assert_contains("东站配送站");
    sent.pop();
    sent.push(("lines", "装两个充电柜\n门口加一盏灯"));
    let kept = clerk.post_form("/visits", &sent).await;
    let page = clerk.follow(&kept).await;
    page.assert_contains("清单已保存").assert_contains("1. 装两个充电柜");
    let link = format!("/visited/{}", after(&page, "/visited/"));
    let line = after(&page, "/visits/lines/");
    let silent = clerk.post_form(&format!("/visits/lines/{line}/done"), &[("said-1", "")]).await;
    clerk.follow(&silent).await.assert_contains("没有保存");
    let done = [("said-1", "已经装好两个")];
    let done = clerk.post_form(&format!("/visits/lines/{line}/done"), &done).await;
    clerk.follow(&done).await.assert_contains("已经装好两个");
    // A month later the site looks again.
    site.app.wait_seconds(40 * 86_400);
    let visitor = site.app.visitor();
    let seen = visitor.get(&link).await;
    seen.assert_status(200)
        .assert_contains("已经装好两个")
        .assert_contains("已办好")
        .assert_contains("已过期限")
        .assert_contains("清波街道");
    visitor.get("/visited/none").await.assert_status(404);
    site.app.worker().get("/visits").await.assert_status(403);
}

#[tokio::test]
async fn a_note_is_collected_on_a_phone_and_answered_at_a_desk() {
    let site = Site::new();
    let worker = site.app.worker();
    worker.get("/notes").await.assert_contains("您还没有反映过");
    let page = worker.get("/notes/new").await;
    let id = hidden(&page, "id");
    let theme = site.app.app.catalogue().groups()[0].code.clone();
    let text = "东站一带晚上十点以后没有地方充电。";
    let sent = [("id", id.as_str()), ("area", STREET), ("theme", &theme), ("text", text)];
    let short = [("id", id.as_str()), ("area", STREET), ("theme", &theme), ("text", "太短")];
    worker.post_form("/notes", &short).await.assert_status(422);
    let kept = worker.post_form("/notes", &sent).await;
    worker.follow(&kept).await.assert_contains(text).assert_contains("待研究");
    let clerk = site.clerk();
    let list = clerk.get("/desk/notes").await;
    list.assert_contains(text);
    let note = after(&list, "/desk/notes/");
    let decided = [("adoption-x", "adopted"), ("said-x", "东站新装两个充电柜")];
    clerk.post_form(&format!("/desk/notes/{note}/adoption"), &decided).await.assert_status(303);
    worker.get("/notes").await.assert_contains("已采纳").assert_contains("东站新装两个充电柜");
    clerk.get("/desk/digests").await.assert_contains("还没有汇总");
    site.app.worker().get("/desk/notes").await.assert_status(403);
}
