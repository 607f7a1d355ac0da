//! For each route a request that is right in everything but, perhaps, who sends it: so "allowed"
//! means that the handler did it, and not that it found a fault in the form.

use access::{SessionKind, link::DemoMode};
use axum::http::Method;
use cases::{
    joint::PartState,
    store::drafts::{self, Draft},
};
use contracts::{CaseId, PersonId, UnitId};
use organizations::{By, NewUnit, found};
use serde_json::{Value, json};
use web::RouteInfo;

use super::{
    branches,
    city::{City, Made, Stage},
    collective, dispute, drawn, erased, funds, gatherings, outreach, passes, places, rated,
    registry, sited,
};
use crate::harness::inside::{Sent, photo};

/// A message as it is copied from a chat.
const PASTED: &str = "张三 12:03\n步行街东口的路灯全灭了。";

#[path = "chain.rs"]
pub mod chain;
#[path = "opened.rs"]
mod opened;
#[path = "trees.rs"]
mod trees;

/// What a form sends.
pub enum Body {
    None,
    Form(Vec<(&'static str, String)>),
    Parts(Vec<(&'static str, String)>),
    Json(Value),
    Photo,
    /// Fields with a text file: its field, name, content.
    Files(Vec<(&'static str, String)>, &'static str, &'static str, String),
    /// A text file: field, name, content.
    File(&'static str, &'static str, String),
}

/// The request of `column` to `info`, with whatever it acts upon made for it alone; nobody is
/// signed in yet, for making it may take days and a session lasts hours.
pub fn request(city: &City, info: &RouteInfo, column: &'static str) -> Sent {
    let things = Things { city, column };
    let (path, body) = things.fill(info);
    let mut sent = match body {
        Body::None => Sent::new(info.method.clone(), path),
        Body::Form(pairs) => Sent::form(path, &borrowed(&pairs)),
        Body::Parts(pairs) => Sent::parts(path, &borrowed(&pairs), &[]),
        Body::Json(body) => Sent::json(path, &body),
        Body::Photo => Sent::parts(path, &[("agree", "1")], &[("photo", "a.png", &photo())]),
        Body::Files(pairs, field, name, text) => {
            Sent::parts(path, &borrowed(&pairs), &[(field, name, text.as_bytes())])
        }
        Body::File(field, name, text) => Sent::parts(path, &[], &[(field, name, text.as_bytes())]),
    };
    sent.method = info.method.clone();
    let sends = info.path.contains("sign-in") || erased::sends_a_code(&info.path);
    if sends && info.method == Method::POST {
        // Sign-in is limited by address and hour, and everybody here comes from one address.
        city.inside.wait_seconds(3_601);
    }
    sent
}

fn borrowed<'p>(pairs: &'p [(&'static str, String)]) -> Vec<(&'static str, &'p str)> {
    pairs.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

pub fn form<const N: usize>(pairs: [(&'static str, &str); N]) -> Body {
    Body::Form(pairs.map(|(name, value)| (name, value.to_owned())).into())
}

/// Makes what a request acts upon.
pub struct Things<'c> {
    pub city: &'c City,
    pub column: &'static str,
}

impl Things<'_> {
    fn fill(&self, info: &RouteInfo) -> (String, Body) {
        let path = info.path.as_str();
        let is_get = info.method == Method::GET;
        if path.contains("/photos/{file}") && (path.contains("desk") || path.contains("/api/"))
            || path.starts_with("/progress/{number}/photos")
        {
            return self.photo(path, is_get);
        }
        if let Some(request) = self.domain(path, is_get) {
            return request;
        }
        if path.contains("/collective") {
            return collective::fill(self.city, self.column, path, is_get);
        }
        if has(path, &["/passes", "visitor-passes", "/gate", "/desk/offers", "/offline.js"]) {
            return passes::fill(self.city, self.is_firm(), path, is_get);
        }
        if path.contains("/places") {
            return places::fill(self.city, self.is_firm(), path, is_get);
        }
        if let Some(request) = dispute::request(self, path, is_get) {
            return request;
        }
        if let Some(act) = path.strip_prefix("/desk/cases/{id}/").filter(|_| !is_get) {
            return self.desk_act(act);
        }
        if let Some(act) = path.strip_prefix("/api/v1/cases/{id}/").filter(|_| !is_get) {
            return self.api_act(act);
        }
        if path.contains("/checks") || path.contains("/draws") {
            return drawn::fill(self.city, path, &info.method);
        }
        if path.contains("open311") {
            return self.open311(path, is_get);
        }
        if path.contains("/admin/") || path.contains("/calendar") || path.contains("/log/") {
            return self.declared(path, is_get);
        }
        if has(path, &["/filed", "/filings", "contact-member", "/contacts", "/desk/file"]) {
            return chain::fill(self.city, self.column, path, is_get);
        }
        if let Some(request) = trees::fill(self.city, path, is_get) {
            return request;
        }
        if path.contains("/units") {
            return self.unit(path, is_get);
        }
        if path.contains("/merchant") || path.contains("/ratings/") {
            return rated::fill(self.city, self.column, path, is_get);
        }
        if path.contains("/cases/{id}") {
            return self.case(path, is_get);
        }
        if path.contains("/results/{id}") {
            return drawn::look(self.city, path, is_get, self.made(Stage::InHand));
        }
        if path.starts_with("/report") {
            return self.report(path, is_get);
        }
        if path.starts_with("/people/") || path.starts_with("/me/") || path == "/people" {
            return self.person(path, is_get);
        }
        if has(path, &["/visit", "/notes", "/digests"]) {
            return outreach::fill(self.city, self.is_firm(), path, is_get);
        }
        self.other(path, is_get)
    }

    /// Requests of domains that know their own routes.
    fn domain(&self, path: &str, is_get: bool) -> Option<(String, Body)> {
        let fill = if erased::is_ours(path) {
            erased::fill
        } else if gatherings::is_ours(path) {
            gatherings::fill
        } else if registry::is_ours(path) {
            registry::fill
        } else if branches::is_ours(path) {
            branches::fill
        } else if funds::is_ours(path) {
            funds::fill
        } else if sited::is_ours(path) {
            sited::fill
        } else {
            return None;
        };
        Some(fill(self.city, self.column, path, is_get))
    }

    pub fn is_firm(&self) -> bool {
        self.column.starts_with("firm-clerk")
    }
    fn made(&self, stage: Stage) -> Made {
        self.city.case(stage, self.is_firm())
    }

    /// The stage in which an act is possible.
    fn stage(act: &str) -> Stage {
        match act {
            "accept" => Stage::Reported,
            "acknowledge" => Stage::Ringing,
            "reply" => Stage::Pasted,
            "pass-up" | "bypass" => Stage::InChain,
            "share-contact" => Stage::WithFirm,
            "hide-contact" => Stage::Shared,
            "confirm" | "dispute" => Stage::Answered,
            "reopen" => Stage::Confirmed,
            "appeal" => Stage::OutOfScope,
            "decide" => Stage::ScopeAppealed,
            "parts/{part}/acknowledge" | "parts/{part}/hand-back" | "meeting" => {
                Stage::Joint(PartState::Called)
            }
            "parts/{part}/answer" => Stage::Joint(PartState::Acknowledged),
            "parts/{part}/close" | "parts/{part}/return" => Stage::Joint(PartState::Answered),
            "parts/{part}/give" => Stage::Joint(PartState::HandedBack),
            "minutes" => Stage::Convened,
            "unmerge" | "apart" => Stage::Merged,
            _ => Stage::InHand,
        }
    }

    fn desk_act(&self, act: &str) -> (String, Body) {
        let made = self.made(Self::stage(act));
        let to = self.city.own.committee.to_string();
        let door = self.door();
        let other =
            if act == "merge" { self.made(Stage::InHand).id.to_string() } else { String::new() };
        let body = match act {
            "accept"
            | "parts/{part}/acknowledge"
            | "parts/{part}/close"
            | "acknowledge"
            | "reply" => form([]),
            "merge" => form([("with", &other)]),
            "unmerge" => form([("unmerge-reason", "不是同一件")]),
            "answer" => Body::Parts(vec![
                ("answer-outcome", "solved".into()),
                ("answer-text", "已经划出六个骑手车位。".into()),
            ]),
            "assign" => form([("assign-unit", &to), ("assign-reason", "请社区协助")]),
            "note" => form([("note-text", "已经联系上本人"), ("note-public", "1")]),
            "resort" => form([("resort-matter", "charging")]),
            "scope" => form([("scope-door", &door), ("scope-text", "请找对口的部门。")]),
            "decide" => form([("decide-verdict", "overturn"), ("decide-text", "确实归街道办理")]),
            "reopen" => form([("reopen-reason", "车位又被占了")]),
            "release" => {
                let (title, text) = ("步行街车位", "已划出车位");
                let seen = self.previewed(&made, title, text);
                form([("release-title", title), ("release-text", text), ("release-seen", &seen)])
            }
            "pass-up" => form([("pass-up-note", "货主不接电话，请支部协调")]),
            "contact" => form([("contact-purpose", "verify")]),
            "whistle" => form([("whistle-units", &to), ("whistle-task", "请社区协助")]),
            "meeting" => form([
                ("meeting-day", "2099-01-05"),
                ("meeting-time", "14:30"),
                ("meeting-place", "步行街东口"),
            ]),
            "minutes" => form([("minutes-minutes", "月底前划好")]),
            "parts/{part}/answer" => form([("part1-answer-text", "已经划出六个骑手车位。")]),
            "parts/{part}/return" => form([("part1-return-reason", "还差两个")]),
            "parts/{part}/hand-back" => form([("part1-hand-back-reason", "不归我们管")]),
            "parts/{part}/give" => {
                form([("part1-give-unit", &to), ("part1-give-reason", "请社区协助")])
            }
            "results" => Body::Parts(drawn::result_parts(self.city)),
            strike if strike.starts_with("results/") => {
                let result = drawn::result(self.city, &made);
                let path = format!("/desk/cases/{}/results/{result}/strike", made.id);
                return (path, form([("reason", "填错了数量")]));
            }
            other => panic!("no request for the act {other}: add it here"),
        };
        let act = act.replace("{part}", "1");
        (format!("/desk/cases/{}/{act}?seen={}", made.id, made.length), body)
    }

    fn api_act(&self, act: &str) -> (String, Body) {
        let made = self.made(Self::stage(act));
        let body = match act {
            "accept" | "acknowledge" => json!({}),
            "assign" => json!({ "to": self.city.own.committee, "reason": "请社区协助" }),
            "answer" => json!({ "text": "已经划出六个骑手车位。", "outcome": "solved" }),
            "note" => json!({ "text": "已经联系上本人", "public": true }),
            "pass-up" => json!({ "note": "货主不接电话，请支部协调" }),
            "out-of-scope" => json!({ "door": self.door(), "text": "请找对口的部门。" }),
            "decide" => json!({ "overturn": true, "text": "确实归街道办理" }),
            "resort" => json!({ "matter": "charging" }),
            "merge" => json!({ "into": self.made(Stage::InHand).id }),
            "release" => json!({ "title": "步行街车位", "text": "已划出车位" }),
            "whistle" => {
                let unit = self.city.own.committee;
                json!({ "parts": [{ "unit": unit, "task": "请社区协助" }] })
            }
            "meeting" => json!({ "at": "2099-01-05T14:30:00+08:00", "place": "步行街东口" }),
            "minutes" => json!({ "minutes": "月底前划好" }),
            "parts/{part}/give" => {
                json!({ "to": self.city.own.committee, "text": "请社区协助" })
            }
            part if part.starts_with("parts/") => json!({ "text": "已经划出六个骑手车位。" }),
            "results" => json!({ "kind": "swap-cabinet", "quantity": 100 }),
            strike if strike.starts_with("results/") => {
                let result = drawn::result(self.city, &made);
                let path = format!("/api/v1/cases/{}/results/{result}/strike", made.id);
                return (path, json_of(json!({ "reason": "填错了数量" })));
            }
            _ => json!({ "reason": "车位又被占了" }),
        };
        let act = act.replace("{part}", "1");
        (format!("/api/v1/cases/{}/{act}", made.id), Body::Json(body))
    }

    /// The hidden field of a preview, by which a release proves that its wording was looked at.
    fn previewed(&self, made: &Made, title: &str, text: &str) -> String {
        let path = format!("/desk/cases/{}/release?seen={}", made.id, made.length);
        let sent = Sent::form(path, &[("release-title", title), ("release-text", text)]);
        let page = self.city.inside.send(&sent.by(self.city.session("clerk").as_deref())).text();
        let (_, rest) = page.split_once("name=\"release-seen\"").expect("a preview");
        let (_, value) = rest.split_once("value=\"").unwrap();
        value.split('"').next().unwrap().to_owned()
    }

    fn door(&self) -> String {
        self.city.inside.deployment.app.catalogue().doors()[0].code.clone()
    }

    fn case(&self, path: &str, is_get: bool) -> (String, Body) {
        let act = path.rsplit('/').next().unwrap();
        let made = self.made(Self::stage(act));
        if act.starts_with("receipt") {
            self.city.inside.seal();
        }
        let path =
            path.replace("{id}", &made.id.to_string()).replace("{file}", &self.city.photo.file);
        let body = if is_get { Body::None } else { form([("words", "车位又被占了")]) };
        (path, body)
    }

    /// Forms of a report: the draft is always the own worker's.
    fn report(&self, path: &str, is_get: bool) -> (String, Body) {
        let id = self.draft();
        let body = match path {
            _ if is_get => Body::None,
            "/report/words" => form([("words", "门口没有地方停车")]),
            "/report/details" => {
                let area = self.city.own.community.to_string();
                let text = "步行街东口还是没有停车位。".to_owned();
                let id = id.to_string();
                Body::Parts(vec![
                    ("id", id),
                    ("matter", "parking".into()),
                    ("area", area),
                    ("text", text),
                ])
            }
            _ => form([]),
        };
        let path = path.replace("{id}", &id.to_string()).replace("{file}", &self.city.photo.file);
        (if path == "/report/new" { format!("{path}?matter=parking") } else { path }, body)
    }

    fn draft(&self) -> CaseId {
        let mut draft =
            Draft::new(self.city.inside.moment().id(), Some(self.city.people["worker-own"]));
        draft.matter = "parking".into();
        draft.photos = vec![self.city.photo.clone()];
        draft.typed = vec![
            ("area".into(), self.city.own.community.to_string()),
            ("text".into(), "步行街东口一个停车位都没有。".into()),
        ];
        let id = draft.id;
        assert!(self.city.inside.write(move |tx| drafts::save(tx, &draft)));
        id
    }

    /// A unit in which nobody serves, in the own street.
    fn merchant(&self) -> UnitId {
        let app = &self.city.inside.deployment.app;
        let (catalogue, areas) = (app.catalogue(), app.areas());
        let new = NewUnit {
            id: self.city.inside.moment().id(),
            kind: "merchant".into(),
            area: self.city.own.street,
            name_zh: "街口小店".into(),
            name_en: "Corner shop".into(),
            parent: None,
            in_charge: false,
            from: self.city.day().plus(-10),
        };
        let id = new.id;
        self.city.inside.write(move |tx| -> Result<_, organizations::UnitError> {
            let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
            found(tx, desk, By::Program, &new)
        });
        self.city.inside.deployment.directory.refresh_blocking().unwrap();
        id
    }

    /// The number of somebody who has no post yet in the street office.
    fn phone_of(&self) -> String {
        let phone = self.city.phone();
        let parsed = kernel::Phone::parse(&phone).unwrap();
        let vault = self.city.inside.deployment.app.vault().clone();
        let new = access::NewPerson { phone: Some(parsed), ..access::NewPerson::default() };
        self.city.inside.write(move |tx| access::people::create_person(tx, &vault, &new));
        phone
    }

    /// The post of a clerk who has just come to the own street office.
    fn post(&self) -> String {
        let person = self.city.person("clerk", &self.city.own);
        let day = self.city.day();
        let read = self
            .city
            .inside
            .deployment
            .store()
            .read_blocking(move |db| access::membership::memberships_of(db, person, day));
        read.unwrap()[0].id.to_string()
    }

    fn person(&self, path: &str, is_get: bool) -> (String, Body) {
        let day = self.city.day().to_string();
        let office = self.city.own.office.to_string();
        let subject = || self.city.person("clerk", &self.city.own).to_string();
        let body = match path {
            _ if is_get => Body::None,
            "/people" => form([("who", &self.phone_of()), ("purpose", "核对岗位")]),
            "/people/staff" => {
                let login = format!("new-{}", self.city.phone());
                form([
                    ("id", &self.city.inside.moment().id::<PersonId>().to_string()),
                    ("login", &login),
                    ("name", "何新来"),
                    ("unit", &office),
                    ("role", "clerk"),
                    ("from", &day),
                ])
            }
            "/me/name" => form([("name", "丁小满")]),
            _ => form([("purpose", "岗位调整")]),
        };
        let path = match path {
            "/me/sessions/{id}/end" => path.replace("{id}", &self.own_session()),
            _ if path.contains("{id}") => path.replace("{id}", &subject()),
            _ => path.to_owned(),
        };
        (path, body)
    }

    /// A session of the own worker.
    fn own_session(&self) -> String {
        let person = self.city.people["worker-own"];
        self.city.inside.session(person, SessionKind::Worker);
        let now = self.city.inside.now();
        let read = self
            .city
            .inside
            .deployment
            .store()
            .read_blocking(move |db| access::session::sessions_of(db, person, now));
        read.unwrap()[0].id.to_string()
    }

    /// What the city declares, and the log.
    fn declared(&self, path: &str, is_get: bool) -> (String, Body) {
        // Another holiday each time, for the table that counts already is not kept twice.
        let csv = format!("date,name,is_off_day\n2027-01-01,元旦{},1\n", self.city.phone());
        if path.contains("/log/") {
            self.made(Stage::Reported);
            self.city.inside.seal();
        }
        let body = match path {
            _ if is_get => Body::None,
            "/admin/calendar" => Body::File("csv", "2027.csv", csv),
            "/admin/calendar/confirm" => form([("csv", &csv)]),
            "/admin/catalogue/check" => {
                let (_, text) = catalogue::Catalogue::embedded_files()
                    .iter()
                    .find(|(name, _)| *name == "city.toml")
                    .unwrap();
                Body::File("files", "city.toml", (*text).to_owned())
            }
            _ => Body::Json(json!({ "csv": csv })),
        };
        let year = if is_get { "2026" } else { "2027" };
        let path = path.replace("{year}", year).replace("{code}", "parking");
        (if path.ends_with("/consistency") { format!("{path}?from=0") } else { path }, body)
    }

    fn other(&self, path: &str, is_get: bool) -> (String, Body) {
        let number = || self.made(Stage::Confirmed).number;
        let path_filled = match path {
            "/r/{token}" => path.replace("{token}", &self.reply_token()),
            "/assets/{file}" => ui::assets::asset_url("tokens.css").to_owned(),
            "/progress/{number}" => path.replace("{number}", &number()),
            "/api/v1/cases/like" => format!("{path}?matter=parking&text=no+place+to+park"),
            "/demo/enter/{token}" => path.replace("{token}", &self.link()),
            "/staff/welcome/{token}" => path.replace("{token}", &self.invitation()),
            _ => path.to_owned(),
        };
        let phone = self.city.phone();
        let body = match path {
            _ if is_get => Body::None,
            "/api/v1/cases" => json_of(json!({
                "matter": "parking", "area": self.city.own.community,
                "text": "步行街东口一个停车位都没有。",
            })),
            "/desk/paste/check" => form([("group", "东站骑手群"), ("pasted", PASTED)]),
            "/desk/paste" => form([
                ("id", &self.city.inside.moment().id::<CaseId>().to_string()),
                ("group", "东站骑手群"),
                ("matter", "road-hazard"),
                ("area", self.city.own.community.as_str()),
                ("text", PASTED),
            ]),
            "/api/v1/pasted" => json_of(json!({ "group": "东站骑手群", "matter": "road-hazard",
                "area": self.city.own.community, "text": PASTED })),
            "/api/v1/pasted/check" => json_of(json!({ "text": PASTED })),
            "/api/v1/photos" => Body::Photo,
            "/inbox/accept" => {
                let made = self.made(Stage::Reported);
                form([("ids", &format!("{}.{}", made.id, made.length))])
            }
            "/sign-in/code" => form([("phone", &phone)]),
            "/sign-in" => form([("phone", &phone), ("code", "000000")]),
            "/staff/sign-in" => {
                form([("login", &format!("nobody-{phone}")), ("password", "wrong horse battery")])
            }
            "/staff/second-factor/confirm" => form([("code", "000000")]),
            "/staff/welcome/{token}" => {
                let chosen = "wind over the lake 7";
                form([("password", chosen), ("repeated", chosen)])
            }
            "/api/v1/sign-in/code" => json_of(json!({ "phone": phone })),
            "/api/v1/sign-in/verify" => json_of(json!({ "phone": phone, "code": "000000" })),
            "/api/v1/staff/sign-in" => json_of(
                json!({ "login": format!("nobody-{phone}"), "password": "wrong horse battery" }),
            ),
            "/api/v1/session" => Body::None,
            "/verify" => Body::Parts(vec![("receipt", self.receipt())]),
            _ => form([]),
        };
        (path_filled, body)
    }

    /// The receipt of a report, sealed into the log.
    fn receipt(&self) -> String {
        let id = self.made(Stage::Reported).id;
        self.city.inside.seal();
        let store = self.city.inside.deployment.store();
        let read = store.read_blocking(move |db| {
            storage::journal::receipt(db, *id.as_bytes(), "case.reported")
        });
        serde_json::to_string(&read.unwrap().unwrap()).unwrap()
    }

    /// The link of a case that was pasted from a chat.
    fn reply_token(&self) -> String {
        let id = self.made(Stage::Pasted).id;
        let store = self.city.inside.deployment.store();
        store.read_blocking(move |db| cases::paste::store::token_of(db, id)).unwrap().unwrap()
    }

    /// A fresh link into the demo city.
    fn link(&self) -> String {
        let person = self.city.person("worker", &self.city.own);
        self.city.inside.write(move |tx| -> Result<_, storage::Error> {
            let demo = DemoMode::when(true).unwrap();
            let token = access::link::issue(tx, demo, person, SessionKind::Worker)?;
            Ok(token.as_str().to_owned())
        })
    }

    /// A fresh invitation to choose a password.
    fn invitation(&self) -> String {
        let person = self.city.person("clerk", &self.city.own);
        let vault = self.city.inside.deployment.app.vault().clone();
        self.city.inside.write(move |tx| people::invite::invite(tx, &vault, person))
    }
}

fn json_of(value: Value) -> Body {
    Body::Json(value)
}

/// Whether a route has one of these parts.
pub fn has(path: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| path.contains(part))
}
