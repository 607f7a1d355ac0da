//! Requests of rosters: a source of the own side's department about its firm, with one worker in it.

use std::path::Path;

use ::registry::{
    Desk, RecordId,
    import::{self, Asked, Run},
    linking,
    map::Map,
    own,
    source::{self, Kind, NewSource, Source},
};
use access::Field;
use contracts::PersonId;
use kernel::Phone;
use serde_json::json;
use sheets::Lines;
use storage::Stamp;

use super::{
    city::City,
    requests::{Body, form, has},
};

const NAME: &str = "王小满";

/// Whether a route is this domain's.
pub fn is_ours(path: &str) -> bool {
    let parts = [
        "registry",
        "/desk/sources",
        "/desk/corrections",
        "/desk/records",
        "/me/known",
        "/me/records",
        "/desk/same-person",
    ];
    has(path, &parts)
}

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

/// A source about the own firm, with one row for this phone.
fn a_source(city: &City, phone: &str) -> Source {
    let desk = desk(city);
    let new = NewSource {
        code: format!("roster-{phone}"),
        kind: Kind::Roster,
        area: city.own.street,
        owner: city.own.department,
        firm: Some(city.own.firm),
        name_zh: "花名册".into(),
        name_en: "Roster".into(),
        basis: "个人信息保护法第十三条".into(),
        responsible: None,
        rhythm: None,
    };
    let consulted = desk.clone();
    let source = city.inside.write(move |tx| source::begin(tx, &consulted, &new));
    let text = format!("工号,姓名,手机号\n1,{NAME},{phone}\n");
    let lines = Lines::open(Path::new("a.csv"), text.into_bytes()).unwrap();
    let map = Map::recognized(&lines.header);
    let app = &city.inside.deployment.app;
    let stamp = || Stamp::system(app.moment(), "test");
    let store = city.inside.deployment.store();
    let run = Run { store, desk: &desk, source: &source, stamp: &stamp };
    let asked = Asked { day: city.day(), whole: true, rows: None };
    import::run(&run, lines, &map, asked, &mut |_| true).unwrap();
    source
}

/// The record of somebody who has an account with this name and phone.
fn a_record(city: &City, person: PersonId) -> (Source, RecordId) {
    let phone = city.phone();
    let (desk, typed) = (desk(city), Phone::parse(&phone).unwrap());
    let consulted = desk.clone();
    city.inside.write(move |tx| {
        desk.vault.set_phone(tx, person, &typed)?;
        desk.vault.seal(tx, person, Field::NAME, NAME)
    });
    let source = a_source(city, &phone);
    let store = city.inside.deployment.store();
    let found = store.read_blocking(move |db| own::records(db, &consulted, person));
    (source, found.unwrap()[0])
}

/// The worker of the column; for others the own side's.
fn worker(city: &City, column: &str) -> PersonId {
    let known = city.people.get(column).filter(|_| column == "worker-own");
    *known.unwrap_or(&city.people["worker-own"])
}

/// Two records of the own side: about to be judged, or linked by somebody.
fn links(city: &City, path: &str, is_get: bool) -> (String, Body) {
    let is_api = path.starts_with("/api/");
    let [one, other] = [a_source(city, &city.phone()), a_source(city, &city.phone())];
    let (one, other) = (one.number.record(1), other.number.record(1));
    if path.contains("/links/") {
        let by = city.people["clerk"];
        let id = city.inside.write(move |tx| linking::act::draw(tx, one, other, by));
        let why = "误判，撤回";
        let body = if is_api { Body::Json(json!({ "why": why })) } else { form([("why", why)]) };
        return (path.replace("{id}", &id.to_string()), body);
    }
    let area = city.own.street.to_string();
    let id = city.inside.write(move |tx| -> Result<_, storage::Error> {
        let id: linking::ProposalId = tx.id();
        let now = tx.now();
        tx.execute(
            "INSERT INTO registry_proposals (id, one, other, area, probability, reasons, run,
                 made_at, state, after) VALUES ($1, $2, $3, $4, 0.9, '[]', $1, $5, 'waiting', $5)",
            storage::params![id, one.min(other), one.max(other), area, now],
        )?;
        Ok(id)
    });
    let body = match (is_get, is_api) {
        (true, _) => Body::None,
        (_, true) => Body::Json(json!({ "answer": "later" })),
        (_, false) => form([("answer", "later")]),
    };
    (path.replace("{id}", &id.to_string()), body)
}

pub fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    let worker = worker(city, column);
    if path.contains("/desk/corrections/{id}") {
        let (_, record) = a_record(city, worker);
        let desk = desk(city);
        let wrong = ("residence", "清波街道");
        let id = city.inside.write(move |tx| own::ask(tx, &desk, worker, record, wrong));
        let body = form([("agreed", "yes"), ("answer", "下次改正")]);
        return (path.replace("{id}", &id.to_string()), body);
    }
    let of_links = ["/desk/same-person/", "/api/v1/registry/proposals/", "/api/v1/registry/links/"];
    if of_links.iter().any(|start| path.starts_with(start)) {
        return links(city, path, is_get);
    }
    if path == "/me/known/return" {
        let asking = city.people.get(column).copied().unwrap_or(worker);
        let (_, record) = a_record(city, asking);
        let desk = desk(city);
        city.inside.write(move |tx| own::erase(tx, &desk, record));
        return (path.to_owned(), form([]));
    }
    let (source, record) = a_record(city, worker);
    let there = path.replace("{code}", &source.code).replace("{id}", &record.to_string());
    if is_get {
        return (there, Body::None);
    }
    let phone = city.phone();
    let body = match path {
        "/desk/registry/search" => form([("wanted", phone.as_str()), ("purpose", "核对入职情况")]),
        "/api/v1/registry/search" => {
            Body::Json(json!({ "wanted": phone, "purpose": "核对入职情况" }))
        }
        "/desk/registry/new" => form([
            ("name_zh", "登记"),
            ("code", &format!("register-{phone}")),
            ("kind", "register"),
            ("basis", "法定职责"),
        ]),
        "/desk/sources/{code}/import" => {
            Body::File("file", "a.csv", format!("工号,姓名,手机号\n9,李四,{phone}\n"))
        }
        "/desk/records/{id}" => form([("purpose", "上门走访前核对")]),
        "/me/known/{id}" => form([("field", "residence"), ("wanted", "清波街道")]),
        _ => Body::None,
    };
    (there, body)
}
