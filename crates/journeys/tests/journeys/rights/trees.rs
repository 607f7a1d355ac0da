//! Requests of moves, details and duties: of the own street's committee, district and merchant.

use contracts::UnitId;
use organizations::{
    By, Consulted, Desk, NewUnit,
    duties::{self, DutyId, NewDuty, ShownAs},
    found,
    moves::{For, MoveId, Plan, Side, Step, decide::agree, draft::draft, tick},
};
use serde_json::json;
use storage::{Stamp, jobs};

use super::super::city::City;
use super::{Body, Things, form, has, json_of};

/// The request to a route of the tree, if it is one.
pub fn fill(city: &City, path: &str, is_get: bool) -> Option<(String, Body)> {
    let parts = [
        "/unit-",
        "/duties",
        "/duty-",
        "/seats",
        "{id}/log",
        "/liaisons",
        "/transfer",
        "{id}/detail",
        "/units/tree",
    ];
    if !has(path, &parts) && path != "/units/coverage" {
        return None;
    }
    let api = path.starts_with("/api/");
    if path.contains("liaisons") {
        let area = city.own.street;
        return Some((format!("{path}?area={area}"), Body::None));
    }
    if path.contains("/unit-moves/{id}") {
        let applied = path.ends_with("/undo");
        let id = planned(city, applied);
        let body = match (is_get, api) {
            (true, _) => Body::None,
            (false, true) => json_of(json!({ "side": "receiver", "decision": "agree" })),
            (false, false) => form([("side", "receiver"), ("reason", "方案要再研究")]),
        };
        return Some((path.replace("{id}", &id.to_string()), body));
    }
    if path.contains("/unit-moves") && !is_get {
        let (days, (committee, branch)) = (Days::of(city), house(city));
        let steps = [json!({ "step": "become", "unit": branch, "kind": "general-branch" })];
        let body = json!({ "title": "升格为总支", "sender": committee, "receiver": committee,
            "effective": days.later, "decide_by": days.soon, "steps": steps });
        return Some((path.to_owned(), json_of(body)));
    }
    if path.contains("/duties/{id}") {
        return Some(duty(city, path, is_get));
    }
    if !path.contains("{id}") {
        return Some((path.to_owned(), Body::None));
    }
    Some(of_unit(city, path, is_get))
}

/// Days of which a request speaks: the city's own, one before a plan's and its own.
struct Days {
    today: String,
    soon: String,
    later: String,
}

impl Days {
    fn of(city: &City) -> Self {
        let day = city.inside.moment().now().day();
        let [today, soon, later] = [0, 3, 9].map(|more| day.plus(more).to_string());
        Self { today, soon, later }
    }
}

fn fresh(city: &City) -> String {
    city.inside.moment().id::<()>().to_string()
}

/// What is done with a duty that somebody carries.
fn duty(city: &City, path: &str, is_get: bool) -> (String, Body) {
    let Days { today, soon, .. } = Days::of(city);
    let api = path.starts_with("/api/");
    let id = carried(city, path.ends_with("/visits")).to_string();
    let body = match (is_get, api, path.rsplit('/').next()) {
        (true, ..) => Body::None,
        (_, true, _) => json_of(json!({ "step": "away", "from": today, "until": soon })),
        (_, _, Some("end")) => form([("until", today.as_str()), ("reason", "轮换")]),
        (_, _, Some("hand-over")) => form([
            ("id", fresh(city).as_str()),
            ("who", &city.person("worker", &city.own).to_string()),
            ("from", today.as_str()),
            ("shown_as", "赵师傅"),
            ("reach", "0571-87000001"),
        ]),
        (_, _, Some("away")) => form([("from", today.as_str()), ("until", soon.as_str())]),
        _ => form([
            ("id", fresh(city).as_str()),
            ("kind", "talk"),
            ("on", today.as_str()),
            ("note", "谈心谈话"),
        ]),
    };
    (path.replace("{id}", &id), body)
}

/// What is asked of a unit: its details, a transfer, the duties for it.
fn of_unit(city: &City, path: &str, is_get: bool) -> (String, Body) {
    let Days { today, soon, later } = Days::of(city);
    let api = path.starts_with("/api/");
    let (_, branch) = house(city);
    let unit = if path.contains("/duties") { made(city, "council", None) } else { branch };
    let (key, who) = (fresh(city), city.person("worker", &city.own).to_string());
    let body = match (is_get, api, path.rsplit('/').next()) {
        (true, ..) => Body::None,
        (_, true, Some("detail")) => json_of(json!({ "industry": "express" })),
        (_, false, Some("detail")) => {
            form([("industry", "express"), ("meets", "online"), ("from", today.as_str())])
        }
        (_, false, Some("transfer")) => form([
            ("id", key.as_str()),
            ("title", "升格为总支"),
            ("what", "become"),
            ("kind", "general-branch"),
            ("effective", later.as_str()),
            ("decide_by", soon.as_str()),
        ]),
        (_, true, _) => {
            json_of(json!({ "duty": "council-seat", "who": who, "seat": "worker", "until": soon }))
        }
        _ => form([
            ("id", key.as_str()),
            ("duty", "council-seat"),
            ("who", who.as_str()),
            ("seat", "worker"),
            ("from", today.as_str()),
            ("until", soon.as_str()),
        ]),
    };
    (path.replace("{id}", &unit.to_string()), body)
}

/// A committee of the own street with a branch in it.
fn house(city: &City) -> (UnitId, UnitId) {
    let committee = made(city, "business-district-committee", None);
    (committee, made(city, "branch-territory", Some(committee)))
}

fn made(city: &City, kind: &str, parent: Option<UnitId>) -> UnitId {
    let app = &city.inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let new = NewUnit {
        id: city.inside.moment().id(),
        kind: kind.into(),
        area: city.own.street,
        name_zh: "街口党组织".into(),
        name_en: "Corner".into(),
        parent,
        in_charge: false,
        from: city.day().plus(-30),
    };
    let id = new.id;
    city.inside.write(move |tx| -> Result<_, organizations::UnitError> {
        found(tx, Desk { catalogue: &catalogue, areas: &areas }, By::Program, &new)
    });
    city.inside.deployment.directory.refresh_blocking().unwrap();
    id
}

/// A plan that waits for its sides, or one that was made yesterday.
fn planned(city: &City, applied: bool) -> MoveId {
    let (committee, branch) = house(city);
    let app = &city.inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let (moment, day) = (city.inside.moment(), city.day());
    let first = if applied { day.plus(-9) } else { day };
    let plan = Plan {
        title: "升格为总支".into(),
        steps: vec![Step::Become { unit: branch, kind: "general-branch".into() }],
        sender: committee,
        receiver: committee,
        effective: first.plus(8),
        decide_by: first.plus(4),
    };
    let id: MoveId = moment.id();
    let stamp = Stamp::system(moment.at(first.at(9, 0)), "test");
    let known = Consulted { catalogue: catalogue.clone(), areas: areas.clone() };
    let store = city.inside.deployment.store();
    store
        .write_blocking(stamp, move |tx| {
            draft(tx, Desk { catalogue: &catalogue, areas: &areas }, For::Program, id, &plan)?;
            if applied {
                agree(tx, For::Program, id, Side::Receiver)?;
            }
            Ok::<_, organizations::UnitError>(())
        })
        .unwrap();
    if applied {
        let handler = tick::handler(move || known.clone());
        let due = jobs::Job {
            key: String::new(),
            kind: tick::JOB.into(),
            due_at: moment.now(),
            payload: id.to_string(),
            attempts: 0,
        };
        let stamp = Stamp::system(moment, "test");
        store.write_blocking(stamp, move |tx| (handler.run)(tx, &due)).unwrap();
        city.inside.deployment.directory.refresh_blocking().unwrap();
    }
    id
}

/// A liaison of a business district in the own street, with a deputy; or an instructor, who visits.
fn carried(city: &City, visited: bool) -> DutyId {
    let (duty, kind) = if visited {
        ("instructor", "partner-firm")
    } else {
        ("liaison", "business-district-committee")
    };
    let unit = made(city, kind, None);
    let shown = |name: &str| ShownAs { name: name.into(), reach: "0571-87000000".into() };
    let new = NewDuty {
        id: city.inside.moment().id(),
        duty: duty.into(),
        unit,
        person: Some(city.person("worker", &city.own)),
        bearer: None,
        deputy: Some(city.person("worker", &city.own)),
        seat: None,
        shown: Some(shown("张师傅")),
        deputy_shown: Some(shown("李师傅")),
        text: None,
        from: city.day().plus(-20),
        until: Some(city.day().plus(200)),
    };
    let (id, app) = (new.id, &city.inside.deployment.app);
    let (catalogue, areas) = (app.catalogue(), app.areas());
    city.inside.write(move |tx| {
        duties::give(tx, Desk { catalogue: &catalogue, areas: &areas }, For::Program, &new)
    });
    id
}

impl Things<'_> {
    pub fn unit(&self, path: &str, is_get: bool) -> (String, Body) {
        let own = &self.city.own;
        let day = self.city.day().to_string();
        let changed = ["/rename", "/move", "/close"].iter().any(|act| path.ends_with(act));
        let id = match self.is_firm() {
            _ if changed && !is_get => self.merchant(),
            true => own.firm,
            false => own.office,
        };
        let (new, office) = (self.city.inside.moment().id::<UnitId>(), own.office.to_string());
        let who = || self.city.person("worker", own).to_string();
        let is_api = path.starts_with("/api/");
        let act = path.rsplit('/').next().unwrap();
        let body = match (act, is_api) {
            _ if is_get => Body::None,
            ("units", false) => form([
                ("id", &new.to_string()),
                ("kind", "merchant"),
                ("area", own.street.as_str()),
                ("name_zh", "老街面馆"),
                ("name_en", "Noodle shop"),
                ("from", &day),
            ]),
            ("units", true) => json_of(json!({
                "kind": "merchant", "area": own.street, "name_zh": "老街面馆", "name_en": "Noodle shop",
            })),
            ("rename", false) => {
                form([("name_zh", "新面馆"), ("name_en", "New shop"), ("from", &day)])
            }
            ("rename", true) => json_of(json!({ "name_zh": "新面馆", "name_en": "New shop" })),
            ("move", false) => form([("parent", &office), ("from", &day)]),
            ("move", true) => json_of(json!({ "parent": office })),
            ("close" | "end", false) => form([("reason", "合并办公"), ("until", &day)]),
            ("close" | "end", true) => json_of(json!({ "reason": "合并办公" })),
            ("posts", _) => form([("who", &self.phone_of()), ("role", "clerk"), ("from", &day)]),
            ("memberships", _) => json_of(json!({ "who": who(), "role": "clerk" })),
            (other, _) => panic!("no request for {other}: add it here"),
        };
        let path = if path.contains("{post}") {
            path.replace("{post}", &self.post())
        } else {
            path.to_owned()
        };
        (path.replace("{id}", &id.to_string()), body)
    }
}
