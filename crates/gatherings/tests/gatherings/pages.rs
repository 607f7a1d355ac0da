//! The pages: called at a desk, signed up and voted on a phone, signed in at the door, read by
//! everybody.

use std::sync::Arc;

use access::{Actor, Membership};
use contracts::{UnitCard, UnitId, Units};
use credential::LogKey;
use gatherings::{
    device::{self, Scan},
    port::{Cases, Members, Passes},
    statement::Statement,
};
use web::testing::{Answered, Client, TestApp, TestOptions};

use crate::town::{Codes, Offices, Rolls, STREET, Told, area};

struct Site {
    app: TestApp,
    street: UnitId,
    branch: UnitId,
    rolls: Arc<Rolls>,
}

impl Site {
    fn new() -> Self {
        let mut options = TestOptions::default();
        options.migrations.extend_from_slice(gatherings::MIGRATIONS);
        options.words.push(gatherings::WORDS);
        options.settings.log_key = Some(LogKey::from_seed("330102.example/yilu", [7; 32]).unwrap());
        let [street, branch] = [7, 8].map(|byte| UnitId::from_bytes([byte; 16]));
        let card = |id, kind: &str, name: &str| UnitCard {
            id,
            kind: kind.into(),
            name_zh: name.into(),
            name_en: name.into(),
            area: area(STREET),
        };
        let cards =
            vec![card(street, "street", "清波街道"), card(branch, "party-committee", "流动支部")];
        let units: Arc<dyn Units> = Arc::new(Offices(cards));
        let cases: Arc<dyn Cases> = Arc::new(Told::default());
        let rolls = Arc::new(Rolls::default());
        let members: Arc<dyn Members> = Arc::<Rolls>::clone(&rolls);
        let passes: Arc<dyn Passes> = Arc::new(Codes);
        let hang = |builder: web::app::AppBuilder| {
            builder.with(units).with(cases).with(members).with(passes)
        };
        Self { app: TestApp::with(gatherings::routes(), options, hang), street, branch, rolls }
    }

    fn staff(&self, unit: UnitId, kind: &str, role: &str) -> Client {
        let post = self.app.post(role, kind, STREET);
        let posts: Vec<Membership> = vec![Membership { unit, ..post }];
        let actor: Actor = self.app.actor(posts);
        self.app.signed_in(&actor)
    }
    fn clerk(&self) -> Client {
        self.staff(self.street, "street", "clerk")
    }
    fn secretary(&self) -> Client {
        self.staff(self.branch, "party-committee", "department-clerk")
    }
    fn member(&self) -> Client {
        let actor = self.app.actor(Vec::new());
        let from = self.app.moment().now().day().plus(-30);
        self.rolls.0.lock().unwrap().push((self.branch, actor.person, from));
        self.app.signed_in(&actor)
    }
    /// To an hour of Monday 2026-11-23; the server starts on Friday at ten.
    fn monday(&self, hour: i64, minute: i64) {
        let now = self.app.moment().now();
        let then = crate::town::at("2026-11-23 00:00").plus_minutes(hour * 60 + minute);
        self.app.wait_seconds(then.seconds_since(now));
    }
}

fn hidden(page: &Answered, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = text.split_once(&mark).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn called(site: &Site, by: &Client, kind: &str) -> String {
    let id = hidden(&by.get("/desk/gatherings/new").await, "id");
    let mut sent = vec![
        ("id", id.as_str()),
        ("kind", kind),
        ("title", "十一月例会"),
        ("area", STREET),
        ("place", "党群服务中心"),
        ("online", "1"),
        ("sittings", "2026-11-23 11:30-12:30"),
    ];
    let busy = by.post_form("/desk/gatherings", &sent).await;
    busy.assert_status(422).assert_contains("09:30-11:00").assert_contains("十一月例会");
    sent.pop();
    sent.push(("sittings", "2026-11-23 09:30-11:00\n2026-11-23 14:30-17:00"));
    let made = by.post_form("/desk/gatherings", &sent).await;
    by.follow(&made).await.assert_contains("已召集").assert_contains("11月23日 14:30–17:00");
    assert!(site.app.moment().now() < crate::town::at("2026-11-23 00:00"));
    id
}

#[tokio::test]
async fn a_branch_meets_on_phones_and_nobody_else_sees_it() {
    let site = Site::new();
    let (secretary, members) = (site.secretary(), [site.member(), site.member(), site.member()]);
    let id = called(&site, &secretary, "branch-meeting").await;
    let desk = format!("/desk/gatherings/{id}");
    let page = format!("/gatherings/{id}");
    let motion =
        [("motion", "通过年度计划"), ("way", "secret"), ("of", "present"), ("majority", "50")];
    secretary.post_form(&format!("{desk}/motions"), &motion).await.assert_status(303);
    // Members find it; others do not, whatever they try.
    members[0].get("/gatherings").await.assert_contains("十一月例会");
    for stranger in [site.app.worker(), site.clerk()] {
        stranger.get(&page).await.assert_status(404);
        let list = stranger.get("/gatherings").await;
        assert!(!list.text().contains("十一月例会"));
    }
    site.clerk().get(&desk).await.assert_status(404);
    let firm = site.staff(UnitId::from_bytes([9; 16]), "platform-firm", "firm-clerk");
    firm.get("/desk/gatherings").await.assert_status(403);
    site.app.visitor().get("/councils").await.assert_status(200);

    site.monday(9, 40);
    let door = secretary.get(&format!("{desk}/door")).await;
    let shown = door.text();
    let at = shown.find("请大家输入这个码").unwrap();
    let code: String =
        shown[at..].split("<p>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let wrong = members[0].post_form(&format!("{page}/code"), &[("code", "AAAA 0000")]).await;
    wrong.assert_status(422).assert_contains("签到码不对");
    let right = members[0].post_form(&format!("{page}/code"), &[("code", &code)]).await;
    members[0].follow(&right).await.assert_contains("您已签到");
    let person = members[1].actor().unwrap().person;
    let text = Codes::shown(person, site.app.moment().now());
    let scanned = secretary.post_form(&format!("{desk}/pass"), &[("pass", &text)]).await;
    secretary.follow(&scanned).await.assert_contains("已签到").assert_contains("已到 2 人");
    let again = secretary.post_form(&format!("{desk}/pass"), &[("pass", &text)]).await;
    secretary.follow(&again).await.assert_contains("同一个码只能用一次");

    let ballot = members[0].get(&format!("{page}/motions/0")).await;
    ballot.assert_contains("您的核对码").assert_contains("无记名");
    let kept = hidden(&ballot, "code");
    let none = members[0].post_form(&format!("{page}/motions/0"), &[("code", &kept)]).await;
    none.assert_status(422).assert_contains("请选一项");
    let vote = [("code", kept.as_str()), ("choice", "for")];
    let cast = members[0].post_form(&format!("{page}/motions/0"), &vote).await;
    members[0].follow(&cast).await.assert_contains("您已表决");
    let early = members[2].post_form(&format!("{page}/motions/0"), &vote).await;
    members[2].follow(&early).await.assert_contains("请先签到");
    secretary.get(&desk).await.assert_contains("应到 3 人，实到 2 人，达到法定人数");

    site.monday(17, 1);
    secretary
        .post_form(&format!("{desk}/minutes"), &[("minutes", "学习了文件。")])
        .await
        .assert_status(303);
    // Few ballots: the result is told, the figures are not.
    members[0].get(&page).await.assert_contains("未通过").assert_contains("票数较少");
    let made_up = members[2].post_form(&format!("{page}/make-up"), &[]).await;
    members[2].follow(&made_up).await.assert_contains("已记为补学");
}

#[tokio::test]
async fn a_street_is_not_told_that_a_branch_meets_each_month() {
    let site = Site::new();
    let secretary = site.secretary();
    let fresh = secretary.get("/desk/series/new").await;
    let series = [
        ("id", hidden(&fresh, "id")),
        ("kind", "group-meeting".to_owned()),
        ("title", "每月小组会".to_owned()),
        ("area", STREET.to_owned()),
        ("rhythm", "month-day".to_owned()),
        ("day", "25".to_owned()),
        ("sittings", "14:30-16:00".to_owned()),
        ("place", "党群服务中心".to_owned()),
        ("lead_days", "1".to_owned()),
    ];
    let series: Vec<(&str, &str)> = series.iter().map(|(name, it)| (*name, it.as_str())).collect();
    secretary.post_form("/desk/series", &series).await.assert_status(303);
    secretary.get("/desk/gatherings").await.assert_contains("每月小组会");
    assert!(!site.clerk().get("/desk/gatherings").await.text().contains("每月小组会"));
}

#[tokio::test]
async fn a_council_is_public_and_says_what_became_of_each_thing() {
    let site = Site::new();
    let (clerk, worker) = (site.clerk(), site.app.worker());
    let fresh = clerk.get("/desk/series/new").await;
    let sent = [
        ("id", hidden(&fresh, "id")),
        ("kind", "council".to_owned()),
        ("title", "骑手恳谈会".to_owned()),
        ("area", STREET.to_owned()),
        ("rhythm", "month-day".to_owned()),
        ("day", "25".to_owned()),
        ("sittings", "14:30-16:00".to_owned()),
        ("place", "骑手驿站".to_owned()),
        ("lead_days", "10".to_owned()),
    ];
    let sent: Vec<(&str, &str)> =
        sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    clerk.post_form("/desk/series", &sent).await.assert_status(303);
    let list = worker.get("/gatherings").await;
    let text = list.assert_contains("骑手恳谈会").text();
    let at = text.find("href=\"/gatherings/").unwrap() + "href=\"/gatherings/".len();
    let id = &text[at..at + 36];
    let page = format!("/gatherings/{id}");
    worker.post_form(&format!("{page}/sign-up"), &[]).await.assert_status(303);
    worker.get(&page).await.assert_contains("您已报名");
    let topic = [("text", "东站缺换电柜")];
    worker.post_form(&format!("{page}/topics"), &topic).await.assert_status(303);
    let other = site.app.worker();
    other.post_form(&format!("{page}/topics/0/support"), &[]).await.assert_status(303);
    other.get(&page).await.assert_contains("2 人想谈");
    site.app.wait_seconds(5 * 86_400 + 5 * 3_600);
    clerk.get(&format!("/desk/gatherings/{id}")).await.assert_status(200);
    // Time has opened the door the moment anybody acts.
    let owner = site.street.to_string();
    let early = hidden(&clerk.get("/desk/gatherings/new").await, "id");
    let decision = [
        ("id", early.as_str()),
        ("decision", "在东站装两个换电柜"),
        ("owner", &owner),
        ("due_on", "2026-12-20"),
    ];
    let decided = clerk.post_form(&format!("/desk/gatherings/{id}/decisions"), &decision).await;
    clerk
        .follow(&decided)
        .await
        .assert_contains("在东站装两个换电柜")
        .assert_contains("260506-7K3M9Q-X");
    let councils = site.app.visitor().get("/councils").await;
    let text = councils.assert_contains("骑手恳谈会").text();
    let at = text.find("href=\"/councils/").unwrap() + "href=\"/councils/".len();
    let series = &text[at..at + 36];
    let public = site.app.visitor().get(&format!("/councils/{series}")).await;
    public.assert_contains("在东站装两个换电柜").assert_contains("清波街道");
    let told: serde_json::Value =
        site.app.visitor().get(&format!("/api/v1/councils/{series}")).await.json();
    assert_eq!(told["decisions"][0]["due_on"], "2026-12-20");
    worker.get("/desk/gatherings").await.assert_status(403);
}

#[tokio::test]
async fn a_council_votes_on_phones_in_secret_and_by_hands_once_each() {
    let site = Site::new();
    let clerk = site.clerk();
    let id = called(&site, &clerk, "council").await;
    let (desk, page) = (format!("/desk/gatherings/{id}"), format!("/gatherings/{id}"));
    for way in ["secret", "hands"] {
        let motion =
            [("motion", "把停车点画到东门外"), ("way", way), ("of", "present"), ("majority", "50")];
        clerk.post_form(&format!("{desk}/motions"), &motion).await.assert_status(303);
    }
    let riders: Vec<Client> = (0..5).map(|_| site.app.worker()).collect();
    site.monday(9, 40);
    for rider in &riders {
        let text = Codes::shown(rider.actor().unwrap().person, site.app.moment().now());
        clerk.post_form(&format!("{desk}/pass"), &[("pass", &text)]).await.assert_status(303);
    }
    for (at, rider) in riders.iter().enumerate() {
        let choice = if at < 3 { "for" } else { "against" };
        for number in [0, 1] {
            let motion = format!("{page}/motions/{number}");
            let shown = rider.get(&motion).await;
            let code = if number == 0 { hidden(&shown, "code") } else { String::new() };
            let vote = [("code", code.as_str()), ("choice", choice)];
            let cast = rider.post_form(&motion, &vote).await;
            rider.follow(&cast).await.assert_contains("您已表决");
            let other = [("code", "ABCDEFGHJK"), ("choice", "for")];
            rider.post_form(&motion, &other).await;
        }
    }
    let late = site.app.worker();
    let said = late.post_form(&format!("{page}/motions/1"), &[("choice", "for")]).await;
    late.follow(&said).await.assert_contains("请先签到");
    site.monday(17, 1);
    clerk.get(&desk).await.assert_status(200);
    clerk.post_form(&format!("{desk}/minutes"), &[("minutes", "表决两项。")]).await;
    let told = site.app.visitor().get(&page).await;
    let told = if told.status == 200 { told } else { riders[0].get(&page).await };
    let told = told.text();
    assert_eq!(told.matches("赞成 3，反对 2，弃权 0").count(), 2, "{told}");
    assert!(!told.contains("未通过"));
}

#[tokio::test]
async fn a_draft_is_commented_and_answered_clause_by_clause() {
    let site = Site::new();
    let (clerk, worker) = (site.clerk(), site.app.worker());
    let id = hidden(&clerk.get("/desk/drafts/new").await, "id");
    let mut sent = vec![
        ("id", id.as_str()),
        ("title", "派单规则（草案）"),
        ("clauses", "雨天延长送达时间\n夜间不派长距离订单"),
        ("open_until", "2026-12-01"),
    ];
    clerk.post_form("/desk/drafts", &sent).await.assert_status(303);
    sent[2] = ("clauses", " ");
    let page = format!("/drafts/{id}");
    let shown = worker.get(&page).await;
    shown.assert_contains("第 2 条").assert_contains("夜间不派长距离订单");
    let comment =
        [("id", hidden(&shown, "id")), ("clause", "1".into()), ("text-1", "写明几分钟".into())];
    let comment: Vec<(&str, &str)> =
        comment.iter().map(|(name, value): &(&str, String)| (*name, value.as_str())).collect();
    let kept = worker.post_form(&format!("{page}/comments"), &comment).await;
    worker.follow(&kept).await.assert_contains("写明几分钟").assert_contains("待答复");
    let early = clerk.post_form(&format!("/desk/drafts/{id}/close"), &[]).await;
    clerk.follow(&early).await.assert_contains("请把每条意见都写明");
    let answer = [("outcome-1", "adopted"), ("reason-1", "写明延长十五分钟")];
    let path = format!("/desk/comments/{}", comment[0].1);
    clerk.post_form(&path, &answer).await.assert_status(303);
    clerk.post_form(&format!("/desk/drafts/{id}/close"), &[]).await.assert_status(303);
    site.app.visitor().get(&page).await.assert_contains("采纳").assert_contains("写明延长十五分钟");
    let told: serde_json::Value =
        site.app.visitor().get(&format!("/api/v1/drafts/{id}")).await.json();
    assert_eq!(
        (told["closed"].as_bool(), told["comments"][0]["outcome"].as_str()),
        (Some(true), Some("adopted"))
    );
}

#[tokio::test]
async fn programs_call_sign_in_and_hand_in_and_a_worker_takes_it_along() {
    let site = Site::new();
    let (secretary, member) = (site.secretary(), site.member());
    let call = serde_json::json!({
        "kind": "party-lesson", "area": STREET, "title": "党课",
        "sittings": [{ "from": "2026-11-23T14:30:00+08:00", "until": "2026-11-23T16:00:00+08:00", "online": true }],
    });
    let made = secretary.post_json("/api/v1/gatherings", &call).await;
    let made: serde_json::Value = made.assert_status(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    let path = |what: &str| format!("/api/v1/gatherings/{id}/{what}");
    let up = serde_json::json!({ "act": "sign-up" });
    member.post_json(&path("acts"), &up).await.assert_status(200);
    assert_eq!(site.app.worker().post_json(&path("acts"), &up).await.problem(), "not-found");
    site.monday(14, 40);
    let device: serde_json::Value = secretary
        .post_json(&path("devices"), &serde_json::json!({}))
        .await
        .assert_status(201)
        .json();
    let key = device["key"].as_str().unwrap().to_owned();
    let mut bytes = [0_u8; 32];
    base16(&key, &mut bytes);
    let device = device["id"].as_str().unwrap().parse().unwrap();
    let at = site.app.moment().now();
    let text = Codes::shown(member.actor().unwrap().person, at);
    let scan = Scan { id: site.app.id(), at, text: text.clone() };
    let signature = device::sign(&bytes, device, id.parse().unwrap(), std::slice::from_ref(&scan));
    let sheet = serde_json::json!({
        "device": device, "signature": signature,
        "scans": [{ "id": scan.id, "at": at.seconds(), "text": text }],
    });
    site.monday(20, 0);
    let told: serde_json::Value = secretary.post_json(&path("sheets"), &sheet).await.json();
    assert_eq!(told["outcomes"][0], "taken");
    let told: serde_json::Value = secretary.post_json(&path("sheets"), &sheet).await.json();
    assert_eq!(told["outcomes"][0], "known");
    let wrong = serde_json::json!({ "text": text });
    assert_eq!(
        secretary.post_json(&path("passes"), &wrong).await.problem(),
        "gathering-wrong-code"
    );
    // The calendar, under its secret alone.
    let page = member.post_form("/gatherings/take/calendar", &[]).await.text();
    let at = page.find("/calendar/").unwrap();
    let address: String = page[at..].chars().take_while(|c| *c != '<').collect();
    let calendar = site.app.visitor().get(&address).await;
    calendar.assert_status(200).assert_contains("BEGIN:VEVENT").assert_contains("一项安排");
    site.app.visitor().get("/calendar/nothing.ics").await.assert_status(404);
    // The statement, once nothing can change any more.
    site.app.wait_seconds(4 * 86_400);
    secretary.get(&format!("/desk/gatherings/{id}")).await.assert_status(200);
    let minutes = [("minutes", "讲了三点。")];
    secretary
        .post_form(&format!("/desk/gatherings/{id}/minutes"), &minutes)
        .await
        .assert_status(303);
    let signed = member.post_form("/gatherings/take/statement", &[("name", "王师傅")]).await.text();
    let key = LogKey::from_seed("330102.example/yilu", [7; 32]).unwrap();
    let stated = Statement::open(&signed, key.public()).unwrap();
    assert_eq!((stated.name.as_str(), stated.lines.len()), ("王师傅", 1));
}

fn base16(text: &str, bytes: &mut [u8; 32]) {
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).unwrap();
    }
}
