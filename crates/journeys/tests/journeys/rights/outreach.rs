//! Requests of visits and notes: a list of the own street, a note of the own worker, a digest.

use access::{Actor, membership};
use contracts::PersonId;
use outreach::{
    Desk, LineId, NoteId, VisitId,
    note::{self, NewNote},
    visit::{self, NewLine, NewVisit, store},
};
use serde_json::{Value, json};

use super::{
    city::City,
    requests::{Body, form},
};

const TEXT: &str = "东站一带晚上十点以后没有地方充电。";

fn actor(city: &City, person: PersonId) -> Actor {
    let day = city.day();
    let store = city.inside.deployment.store();
    let posts = store.read_blocking(move |db| membership::memberships_of(db, person, day));
    Actor::new(person, None, posts.unwrap(), day)
}

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

/// A visit by the own street office, with an open line that the department owns, or the firm.
fn a_visit(city: &City, firm: bool) -> (VisitId, String, LineId) {
    let (own, desk) = (&city.own, desk(city));
    let owner = if firm { own.firm } else { own.department };
    let line = NewLine { text: "装两个充电柜".into(), owner, due_on: city.day().plus(30) };
    let new = NewVisit {
        id: city.inside.moment().id(),
        area: own.community,
        site: "东站配送站".into(),
        visited_on: city.day(),
        lines: vec![line],
    };
    let clerk = actor(city, city.people["clerk"]);
    city.inside.write(move |tx| -> Result<_, outreach::Fault> {
        let kept = visit::keep(tx, &desk, &clerk, &new)?;
        let line = store::lines(tx, kept.id)?.remove(0);
        Ok((kept.id, kept.token, line.id))
    })
}

fn a_note(city: &City) -> NoteId {
    let desk = desk(city);
    let new = NewNote {
        id: city.inside.moment().id(),
        branch: desk.branches(&city.own.community)[0].id,
        area: city.own.community,
        theme: desk.catalogue.groups()[0].code.clone(),
        place: String::new(),
        text: TEXT.into(),
    };
    let worker = actor(city, city.people["worker-own"]);
    city.inside.write(move |tx| note::collect(tx, &desk, &worker, &new))
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let filled = path_of(city, firm, path);
    let json = path.starts_with("/api/");
    let body = match path {
        _ if is_get => Body::None,
        _ if json => Body::Json(sent(city, path)),
        "/visits" => form([
            ("id", &city.inside.moment().id::<VisitId>().to_string()),
            ("site", "东站配送站"),
            ("area", city.own.community.as_str()),
            ("visited_on", &city.day().to_string()),
            ("lines", "装两个充电柜"),
            ("owner", &city.own.department.to_string()),
            ("due_on", &city.day().plus(30).to_string()),
        ]),
        "/visits/{id}/lines" => form([
            ("lines", "加一盏路灯"),
            ("owner", &city.own.department.to_string()),
            ("due_on", &city.day().plus(30).to_string()),
        ]),
        "/visits/lines/{id}/case" => form([("matter-1", "charging")]),
        "/visits/lines/{id}/done" | "/visits/lines/{id}/declined" => {
            form([("said-1", "已经装好两个")])
        }
        "/notes" => form([
            ("id", &city.inside.moment().id::<NoteId>().to_string()),
            ("area", city.own.street.as_str()),
            ("theme", &desk(city).catalogue.groups()[0].code),
            ("text", TEXT),
        ]),
        "/desk/notes/{id}/adoption" => {
            form([("adoption-1", "adopted"), ("said-1", "新装了两个充电柜")])
        }
        other => panic!("no request for {other}: add it here"),
    };
    (filled, body)
}

fn path_of(city: &City, firm: bool, path: &str) -> String {
    if path.contains("/digests/") {
        let branch = desk(city).branches(&city.own.community)[0].id;
        return path.replace("{branch}", &branch.to_string()).replace("{month}", &month(city));
    }
    if path.contains("{token}") {
        return path.replace("{token}", &a_visit(city, firm).1);
    }
    if path.contains("/lines/{id}") {
        return path.replace("{id}", &a_visit(city, firm).2.to_string());
    }
    if path.contains("/notes/{id}") {
        return path.replace("{id}", &a_note(city).to_string());
    }
    path.replace("{id}", &a_visit(city, firm).0.to_string())
}

/// A month whose digest has been made: the table's clock goes on into the next.
fn month(city: &City) -> String {
    a_note(city);
    let month = outreach::digest::Month::of(city.inside.now());
    let job = storage::jobs::Job {
        key: "table".into(),
        kind: outreach::digest::JOB.into(),
        due_at: city.inside.now(),
        payload: format!("{} {month}", desk(city).branches(&city.own.community)[0].id),
        attempts: 0,
    };
    let branch = desk(city).branches(&city.own.community)[0].id;
    let store = city.inside.deployment.store();
    let made = store.read_blocking(move |db| outreach::digest::find(db, branch, month)).unwrap();
    if made.is_none() {
        city.inside.write(move |tx| (outreach::digest::handler().run)(tx, &job));
    }
    month.to_string()
}

fn sent(city: &City, path: &str) -> Value {
    let due = city.day().plus(30).to_string();
    match path {
        "/api/v1/visits" => json!({
            "site": "东站配送站", "area": city.own.community, "visited_on": city.day().to_string(),
            "lines": [{ "text": "装两个充电柜", "owner": city.own.department, "due_on": due }],
        }),
        "/api/v1/visits/lines/{id}" => json!({ "become": "done", "result": "已经装好两个" }),
        "/api/v1/notes" => json!({
            "area": city.own.street, "theme": desk(city).catalogue.groups()[0].code, "text": TEXT,
        }),
        _ => json!({ "adoption": "adopted", "changed": "新装了两个充电柜" }),
    }
}
