//! The pages: a source is begun, its file looked at and taken in, people are found with a purpose,
//! the worker sees who looked, and a firm sees no roster but its own.

use std::sync::Arc;

use access::{Actor, Membership, NewPerson, people::create_person};
use contracts::{UnitCard, UnitId, Units};
use kernel::Phone;
use registry::port::Firms;
use web::testing::{Client, TestApp, TestOptions};

use crate::town::{COUNTY, Offices, area, file, row};

pub struct Site {
    pub app: TestApp,
    pub office: Client,
    pub firm: Client,
    other: Client,
}

impl Site {
    pub fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(registry::MIGRATIONS);
        options.words.push(registry::WORDS);
        let unit = |number: u8, kind: &str, name: &str| UnitCard {
            id: UnitId::from_bytes([number; 16]),
            kind: kind.into(),
            name_zh: name.into(),
            name_en: kind.into(),
            area: area(COUNTY),
        };
        let cards = vec![
            unit(1, "social-work", "社会工作部"),
            unit(2, "platform-firm", "飞送"),
            unit(3, "platform-firm", "快运"),
        ];
        let ids: Vec<UnitId> = cards.iter().map(|card| card.id).collect();
        let offices = Arc::new(Offices(cards));
        let units: Arc<dyn Units> = Arc::<Offices>::clone(&offices);
        let firms: Arc<dyn Firms> = offices;
        let hang = |builder: web::app::AppBuilder| builder.with(units).with(firms);
        let app = TestApp::with(registry::routes(), options, hang);
        let signed = |role: &str, kind: &str, unit| {
            let post = app.post(role, kind, COUNTY);
            app.signed_in(&app.actor(vec![Membership { unit, ..post }]))
        };
        let office = signed("department-clerk", "social-work", ids[0]);
        let firm = signed("firm-clerk", "platform-firm", ids[1]);
        let other = signed("firm-clerk", "platform-firm", ids[2]);
        Self { app, office, firm, other }
    }

    async fn worker(&self) -> Client {
        let vault = (**self.app.app.vault()).clone();
        let stamp = storage::Stamp::system(self.app.moment(), "test");
        let made = self.app.app.store().write(stamp, move |tx| {
            let new = NewPerson {
                name: Some("王2".to_owned()),
                phone: Some(Phone::parse("13800000002").unwrap()),
                ..NewPerson::default()
            };
            create_person(tx, &vault, &new)
        });
        let person = made.await.unwrap();
        let today = self.app.moment().now().day();
        self.app.signed_in(&Actor::new(person, None, Vec::new(), today))
    }
}

pub fn roster() -> String {
    let rows: Vec<String> =
        (1..=3).map(|number| row(number, &format!("王{number}"))).chain([row(4, "")]).collect();
    file(&rows)
}

#[tokio::test]
async fn a_roster_goes_from_a_file_to_those_whom_it_is_about() {
    let site = Site::new();
    let new = [
        ("name_zh", "飞送花名册"),
        ("name_en", ""),
        ("code", "feisong"),
        ("kind", "roster"),
        ("firm", "飞送"),
        ("basis", "个人信息保护法第十三条"),
        ("responsible", ""),
        ("every", "1"),
        ("due", "9:00"),
    ];
    site.office.get("/desk/registry").await.assert_contains("还没有名册来源");
    let wrong = new.map(|(name, value)| if name == "code" { (name, "飞") } else { (name, value) });
    site.office.post_form("/desk/registry/new", &wrong).await.assert_contains("请多写几个字");
    let begun = site.office.post_form("/desk/registry/new", &new).await;
    site.office.follow(&begun).await.assert_contains("飞送花名册");
    let text = roster();
    let sent = [("roster.csv", text.as_bytes())];
    let send = |client: &'static str, step: &'static str| {
        let client = if client == "firm" { &site.firm } else { &site.other };
        let fields = [("day", "2026-11-20"), ("step", step), ("whole", "1")];
        let files = sent.map(|(name, bytes)| ("file", name, "text/csv", bytes));
        async move { client.post_files("/desk/sources/feisong/import", &fields, &files).await }
    };
    send("firm", "look").await.assert_contains("请核对每一列的含义").assert_contains("王1");
    let taken = send("firm", "take").await;
    taken.assert_contains("新增 3").assert_contains("退回 1").assert_contains("data:text/csv");
    assert_eq!(send("other", "take").await.status, 404, "not another firm's");
    site.firm.get("/desk/registry").await.assert_contains("飞送花名册").assert_contains("按时");
    site.other.get("/desk/registry").await.assert_contains("还没有名册来源");
    let page = site.firm.get("/desk/sources/feisong/roster").await;
    page.assert_contains("王*").assert_contains("138****0002").assert_contains("外卖送餐员");
    assert!(!page.text().contains("王2"), "masked");
    assert_eq!(site.other.get("/desk/sources/feisong/roster").await.status, 404);
    let wanted = |purpose: &'static str| [("wanted", "13800000002"), ("purpose", purpose)];
    let search = "/desk/registry/search";
    site.office.post_form(search, &wanted("x")).await.assert_contains("为什么要看");
    site.other.post_form(search, &wanted("核对入职情况")).await.assert_contains("没有找到");
    let found = site.office.post_form(search, &wanted("核对入职情况")).await;
    found.assert_contains("王2");
    let text = found.text();
    let (_, rest) = text.split_once("/desk/records/").unwrap();
    let record: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let address = format!("/desk/records/{record}");
    site.office.get(&address).await.assert_contains("查看会留下记录");
    assert_eq!(site.other.get(&address).await.status, 404);
    let look = [("purpose", "上门走访前核对")];
    let shown = site.office.post_form(&address, &look).await;
    shown.assert_contains("来龙去脉").assert_contains("清波站").assert_contains("第 1 次报送");
    let worker = site.worker().await;
    let known = worker.get("/me/known").await;
    known.assert_contains("飞送花名册").assert_contains("上门走访前核对");
    known.assert_contains("个人信息保护法第十三条");
    let asked = [("field", "residence"), ("wanted", "上城区小营街道")];
    let sent = worker.post_form(&format!("/me/known/{record}"), &asked).await;
    worker.follow(&sent).await.assert_contains("已提出，等待答复");
    let source = site.office.get("/desk/sources/feisong").await;
    source.assert_contains("上城区小营街道");
    let text = source.text();
    let (_, rest) = text.split_once("/desk/corrections/").unwrap();
    let id: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let answer = [("agreed", "yes"), ("answer", "下次报送时改正")];
    let answered = site.office.post_form(&format!("/desk/corrections/{id}"), &answer).await;
    site.office.follow(&answered).await.assert_contains("已答复本人");
    worker.get("/me/known").await.assert_contains("下次报送时改正");
    closed(&site).await;
    send("firm", "take").await.assert_contains("closed");
}

/// The office says that nothing comes from this source any more.
async fn closed(site: &Site) {
    let closed = "/desk/sources/feisong/close";
    assert_eq!(site.firm.post_form(closed, &[]).await.status, 403, "the office keeps it");
    let done = site.office.post_form(closed, &[]).await;
    site.office.follow(&done).await.assert_contains("来源已停用");
}

#[tokio::test]
async fn programs_read_rosters_and_search_within_reach() {
    let site = Site::new();
    let new = [("name_zh", "登记"), ("code", "hr"), ("kind", "register"), ("basis", "法定职责")];
    site.office.post_form("/desk/registry/new", &new).await;
    let text = roster();
    let fields = [("day", "2026-11-20"), ("step", "take")];
    let files = [("file", "a.csv", "text/csv", text.as_bytes())];
    site.office.post_files("/desk/sources/hr/import", &fields, &files).await;
    let roster = site.office.get("/api/v1/registry/sources/hr/roster").await;
    let roster: serde_json::Value = serde_json::from_str(&roster.text()).unwrap();
    assert_eq!((&roster["people"], &roster["jobs"]), (&3.into(), &3.into()));
    assert_eq!(roster["items"][0]["jobs"][0]["occupation"], "rider");
    let before = site.office.get("/api/v1/registry/sources/hr/roster?true=2026-11-19").await;
    assert!(before.text().contains("\"people\":0"), "{}", before.text());
    let sources = site.other.get("/api/v1/registry/sources").await;
    assert!(!sources.text().contains("hr"), "a firm sees no register");
    assert_eq!(site.other.get("/api/v1/registry/sources/hr/roster").await.status, 404);
}
