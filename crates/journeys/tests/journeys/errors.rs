//! Wrong input: what people and programs are told, in both languages, and that nothing happens.

use access::SessionKind;
use serde_json::{Value, json};

use crate::{
    harness::inside::{Said, Sent},
    rights::{
        city::{City, Stage},
        digest,
    },
};

/// A request that must be refused: its status, and what must be said in Chinese and in English.
struct Wrong<'c> {
    city: &'c City,
    name: &'static str,
    session: Option<String>,
}

impl Wrong<'_> {
    fn by<'c>(city: &'c City, name: &'static str, column: &str) -> Wrong<'c> {
        Wrong { city, name, session: city.session(column) }
    }

    fn send(&self, sent: &Sent, english: bool) -> Said {
        let sent = sent.clone().by(self.session.as_deref());
        let sent = if english { sent.english() } else { sent };
        let before = digest::tables(&self.city.inside);
        let said = self.city.inside.send(&sent);
        let changed = digest::difference(&before, &digest::tables(&self.city.inside));
        let changed: Vec<String> =
            changed.into_iter().filter(|table| table != "cases_drafts").collect();
        assert!(changed.is_empty(), "{}: changed {changed:?}", self.name);
        said
    }

    /// The page again, with what was wrong beside the field and above the form.
    fn page(&self, sent: &Sent, status: u16, [zh, en]: [&str; 2]) {
        for (english, words) in [(false, zh), (true, en)] {
            let said = self.send(sent, english);
            let page = said.text();
            assert_eq!(said.status, status, "{}: {page}", self.name);
            assert!(page.contains(words), "{}: no {words:?} in {page}", self.name);
        }
    }

    /// A problem that names the field.
    fn api(&self, sent: &Sent, status: u16, code: &str, field: &str, [zh, en]: [&str; 2]) {
        for (english, words) in [(false, zh), (true, en)] {
            let said = self.send(sent, english);
            let problem = said.json();
            assert_eq!(said.status, status, "{}: {problem}", self.name);
            assert_eq!(said.kind, "application/problem+json", "{}", self.name);
            assert_eq!(problem["code"], code, "{}: {problem}", self.name);
            let errors = problem["errors"].as_array().cloned().unwrap_or_default();
            let named = |error: &Value| error["field"] == field;
            assert!(field.is_empty() || errors.iter().any(named), "{}: {problem}", self.name);
            assert!(
                problem.to_string().contains(words),
                "{}: no {words:?} in {problem}",
                self.name
            );
        }
    }
}

/// The form of a report by the own worker, with one part of it replaced.
fn report(city: &City, change: (&str, &str), file: Option<&[u8]>) -> Sent {
    let (area, id) = (city.own.community.to_string(), city.inside.moment().id::<()>().to_string());
    let mut pairs = vec![
        ("id", id.as_str()),
        ("matter", "parking"),
        ("area", area.as_str()),
        ("text", "步行街东口一个停车位都没有。"),
    ];
    pairs.retain(|(name, _)| *name != change.0);
    pairs.push(change);
    let files: Vec<(&str, &str, &[u8])> =
        file.map(|bytes| ("photos", "a.jpg", bytes)).into_iter().collect();
    Sent::parts("/report/details", &pairs, &files)
}

fn report_json(city: &City, change: (&str, Value)) -> Sent {
    let mut body = json!({
        "matter": "parking", "area": city.own.community, "text": "步行街东口一个停车位都没有。",
    });
    body[change.0] = change.1;
    Sent::json("/api/v1/cases", &body)
}

/// A sentence of the program in both languages, as a page writes it.
fn words(city: &City, key: &str) -> [String; 2] {
    let words = city.inside.deployment.app.words();
    [ui::Lang::Zh, ui::Lang::En].map(|lang| words.get(lang, key).to_owned())
}

#[test]
fn photos_that_are_none_or_too_heavy_are_named() {
    let city = City::found();
    let heavy = vec![0xff; city.inside.deployment.app.settings().file_bytes_max + 1];
    let kinds = [
        ("too heavy", heavy.as_slice(), ["一个文件最多 15 MB", "at most 15 MB each"]),
        ("no photo", b"not a photo at all", ["JPEG、PNG 或 WebP", "Please use JPEG, PNG or WebP"]),
    ];
    for (name, bytes, said) in kinds {
        let wrong = Wrong::by(&city, name, "worker-own");
        let page = report(&city, ("address", "东口"), Some(bytes));
        wrong.page(&page, 422, said);
        wrong.page(&page, 422, ["href=\"#f-photos\""; 2]);
        let sent = Sent::parts("/api/v1/photos", &[], &[("photo", "a.jpg", bytes)]);
        wrong.api(&sent, 422, "invalid", "photo", said);
    }
}

#[test]
fn a_wrong_telephone_number_is_named_with_the_remedy() {
    let city = City::found();
    let wrong = Wrong::by(&city, "phone", "visitor");
    for (typed, said) in [
        ("1234", ["11 位", "11 digits"]),
        ("0571-87654321", ["座机号", "landline"]),
        ("+1 202 555 0175", ["中国内地", "mainland China"]),
    ] {
        wrong.page(&Sent::form("/sign-in/code", &[("phone", typed)]), 422, said);
        let sent = Sent::json("/api/v1/sign-in/code", &json!({ "phone": typed }));
        wrong.api(&sent, 422, "invalid", "phone", said);
    }
}

#[test]
fn an_area_that_is_not_served_is_named() {
    let city = City::found();
    let wrong = Wrong::by(&city, "area", "worker-own");
    let said = words(&city, "area-unknown");
    let said = said.each_ref().map(String::as_str);
    for typed in ["999999999", "110101001", "3301", "西湖"] {
        wrong.page(&report(&city, ("area", typed), None), 422, said);
        wrong.api(&report_json(&city, ("area", json!(typed))), 422, "invalid", "area", said);
    }
}

#[test]
fn every_fault_of_a_report_is_told_at_once() {
    let city = City::found();
    let worker = city.session("worker-own");
    let body = json!({ "matter": "weather", "area": "1", "text": "短", "title": "长".repeat(61) });
    let sent = Sent::json("/api/v1/cases", &body).by(worker.as_deref());
    let problem = city.inside.send(&sent).json();
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["field"].as_str())
        .collect();
    assert_eq!(fields, ["matter", "text", "title", "area"], "{problem}");
    let sent = Sent::json("/api/v1/cases", &json!({ "matter": 7 })).by(worker.as_deref());
    let said = city.inside.send(&sent);
    assert_eq!((said.status, said.json()["errors"][0]["field"].as_str()), (422, Some("matter")));
    let mut broken = Sent::json("/api/v1/cases", &Value::Null).by(worker.as_deref());
    broken.body = b"{\"matter\":".to_vec();
    assert_eq!(city.inside.send(&broken).status, 400, "{}", city.inside.send(&broken).text());
}

#[test]
fn a_closed_case_says_so_and_what_can_be_done_instead() {
    let city = City::found();
    let closed = city.case(Stage::Confirmed, false);
    let wrong = Wrong::by(&city, "closed", "clerk");
    let said = words(&city, "problem-case-closed-detail");
    let said = said.each_ref().map(String::as_str);
    let path = format!("/desk/cases/{}/answer?seen={}", closed.id, closed.length);
    let form = [("answer-outcome", "solved"), ("answer-text", "已经划线了。")];
    wrong.page(&Sent::parts(&path, &form, &[]), 409, said);
    wrong.page(&Sent::parts(&path, &form, &[]), 409, ["已经划线了。"; 2]);
    let body = json!({ "text": "已经划线了。", "outcome": "solved" });
    let sent = Sent::json(format!("/api/v1/cases/{}/answer", closed.id), &body);
    wrong.api(&sent, 409, "case-closed", "", said);
    let worker = Wrong::by(&city, "closed, by the worker", "worker-own");
    let back = worker.send(&Sent::form(format!("/cases/{}/withdraw", closed.id), &[]), false);
    assert_eq!((back.status, back.location), (303, format!("/cases/{}", closed.id)));
    assert!(back.cookies.iter().any(|it| it.contains("act-not-now")), "{:?}", back.cookies);
    let sent = Sent::json(format!("/api/v1/cases/{}/withdraw", closed.id), &json!({}));
    worker.api(&sent, 409, "case-closed", "", said);
}

/// Somebody else was quicker: what was typed is kept, and nothing is done on what was not seen.
#[test]
fn an_act_on_what_has_changed_is_refused_and_keeps_the_words() {
    let city = City::found();
    let case = city.case(Stage::InHand, false);
    let wrong = Wrong::by(&city, "stale", "clerk");
    let said = words(&city, "desk-stale");
    let path = format!("/desk/cases/{}/assign?seen={}", case.id, case.length - 1);
    let to = city.own.committee.to_string();
    let sent = Sent::form(path, &[("assign-unit", &to), ("assign-reason", "请社区帮忙看看")]);
    wrong.page(&sent, 409, said.each_ref().map(String::as_str));
    wrong.page(&sent, 409, ["请社区帮忙看看"; 2]);
    let body = json!({ "to": to, "reason": "请社区帮忙看看", "length": case.length - 1 });
    let sent = Sent::json(format!("/api/v1/cases/{}/assign", case.id), &body);
    wrong.api(&sent, 409, "case-stale", "", ["case-stale"; 2]);
}

/// Pressed twice, or sent again after the network broke: one case, one answer.
#[test]
fn sending_twice_makes_one_case() {
    let city = City::found();
    let worker = city.session("worker-own");
    let sent = report_json(&city, ("title", json!("没有停车位"))).by(worker.as_deref());
    let sent = sent.header("idempotency-key", "7f3a");
    let [first, again] = [city.inside.send(&sent), city.inside.send(&sent)];
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(first.json(), again.json());
    let other = report_json(&city, ("title", json!("别的事情"))).by(worker.as_deref());
    let other = city.inside.send(&other.header("idempotency-key", "7f3a"));
    assert_eq!((other.status, other.json()["code"].as_str()), (422, Some("key-reused")));
    // The same through the pages.
    let form = report(&city, ("address", "东口"), None).by(worker.as_deref());
    let check = city.inside.send(&form);
    assert_eq!(check.status, 303, "{}", check.text());
    let send = check.location.replace("/check", "/send");
    let sent = Sent::form(&send, &[]).by(worker.as_deref());
    let [first, again, third] =
        [city.inside.send(&sent), city.inside.send(&sent), city.inside.send(&form)];
    assert!(first.location.ends_with("/sent"), "{}", first.location);
    assert_eq!([&first.location, &first.location], [&again.location, &third.location]);
    let mine = city.inside.send(&Sent::get("/api/v1/cases/mine").by(worker.as_deref())).json();
    assert_eq!(mine["items"].as_array().unwrap().len(), 2, "{mine}");
}

/// A session that ended: pages lead to the door and back to the form, programs are told; what a
/// worker typed into a report is still there afterwards.
#[test]
fn an_ended_session_leads_to_the_door_and_back() {
    let city = City::found();
    let case = city.case(Stage::InHand, false);
    let clerk = city.inside.session(city.people["clerk"], SessionKind::Staff);
    let worker = city.inside.session(city.people["worker-own"], SessionKind::Worker);
    city.inside.wait_seconds(31 * 86_400);
    let send = |sent: Sent, session: &str| city.inside.send(&sent.by(Some(session)));
    assert_eq!(send(Sent::get("/inbox"), &clerk).location, "/sign-in?next=%2Finbox");
    let path = format!("/desk/cases/{}", case.id);
    let form =
        Sent::form(format!("{path}/note?seen={}", case.length), &[("note-text", "打过电话")]);
    let form = form.header("referer", &format!("http://localhost:8080{path}"));
    let back = ui::query::encode(&path);
    assert_eq!(send(form, &clerk).location, format!("/sign-in?next={back}"));
    let told = send(Sent::get("/api/v1/cases"), &clerk);
    assert_eq!((told.status, told.json()["code"].as_str()), (401, Some("sign-in")));
    let kept = send(report(&city, ("address", "东口"), None), &worker);
    let (door, next) = kept.location.split_once("?next=").unwrap();
    assert_eq!((kept.status, door), (303, "/sign-in"), "{}", kept.text());
    let again = city.session("worker-own").unwrap();
    let page = send(Sent::get(next.replace("%2F", "/")), &again);
    assert!(
        page.text().contains("步行街东口一个停车位都没有。"),
        "{} {}",
        page.status,
        page.text()
    );
}
