//! Requests about results on the ground and about drawn cases: a draw announced in the own county,
//! and a request to the own worker.

use axum::http::Method;
use cases::{
    checks::{self, DrawId, NewDraw, store},
    results::{NewResult, ResultName},
};
use contracts::{AskId, PersonId};
use serde_json::json;

use super::{
    city::{City, Made, Stage, actor},
    requests::Body,
};

/// The request to `path` of the pages and the API of checks.
pub fn fill(city: &City, path: &str, method: &Method) -> (String, Body) {
    let is_get = *method == Method::GET;
    let day = city.day().to_string();
    let area = city.own.county.to_string();
    let street = city.own.street.to_string();
    let filled = match path {
        _ if !path.contains("{id}") => path.to_owned(),
        _ if path.contains("/draws/") => path.replace("{id}", &draw(city).to_string()),
        _ => path.replace("{id}", &ask(city).to_string()),
    };
    let body = match path {
        _ if is_get || *method == Method::DELETE => Body::None,
        "/draws" => Body::Form(vec![
            ("area", area),
            ("from", day.clone()),
            ("until", day),
            ("size", "5".into()),
        ]),
        "/api/v1/draws" => {
            Body::Json(json!({ "area": area, "from": day, "until": day, "size": 5 }))
        }
        "/checks/volunteer" => Body::Form(vec![("area", street)]),
        "/api/v1/checks/volunteer" => Body::Json(json!({ "area": street })),
        "/checks/volunteer/end" => {
            agree(city);
            Body::Form(Vec::new())
        }
        _ if path.starts_with("/api/") => Body::Json(json!({ "answer": "solved" })),
        _ => Body::Form(vec![("answer", "solved".into())]),
    };
    if *method == Method::DELETE {
        agree(city);
    }
    (filled, body)
}

/// Both workers have agreed to look, so that each has something to end.
fn agree(city: &City) {
    let (desk, area) = (city.inside.deployment.desk(), city.own.street);
    let workers: [PersonId; 2] = ["worker-own", "worker-other"].map(|name| city.people[name]);
    city.inside.write(move |tx| {
        workers.into_iter().try_for_each(|worker| {
            let worker = actor(tx, worker);
            checks::volunteer::join(tx, &desk, &worker, area)
        })
    });
}

fn draw(city: &City) -> DrawId {
    let (desk, auditor) = (city.inside.deployment.desk(), city.people["auditor"]);
    let new = NewDraw {
        id: city.inside.moment().id(),
        area: city.own.county,
        from: city.day(),
        until: city.day(),
        size: 5,
        words: String::new(),
    };
    let id = new.id;
    city.inside.write(move |tx| {
        let auditor = actor(tx, auditor);
        checks::announce(tx, &desk, &auditor, new)
    });
    id
}

/// The own worker is asked about a case that is closed.
fn ask(city: &City) -> AskId {
    let (draw, case) = (draw(city), city.case(Stage::Confirmed, false).id);
    let worker = city.people["worker-own"];
    let due = city.inside.now().plus_days(7);
    city.inside.write(move |tx| -> Result<AskId, storage::Error> {
        store::insert_check(tx, draw, 1, case)?;
        let check = store::open_checks(tx, draw)?[0].id;
        store::insert_ask(tx, check, worker, due)?;
        let sql = "SELECT id FROM cases_checks_asks WHERE check_id = $1";
        tx.query_one(sql, storage::params![check], |row| row.get(0))
    })
}

/// What the desk's form of a result sends.
pub fn result_parts(city: &City) -> Vec<(&'static str, String)> {
    vec![
        ("id", city.inside.moment().id::<ResultName>().to_string()),
        ("kind", "swap-cabinet".into()),
        ("quantity", "100".into()),
        ("address", "步行街东口".into()),
    ]
}

/// A result that the street office has recorded.
pub fn result(city: &City, made: &Made) -> String {
    let (desk, clerk) = (city.inside.deployment.desk(), city.people["clerk"]);
    let (id, case) = (city.inside.moment().id(), made.id);
    let new = NewResult {
        id,
        kind: "swap-cabinet".into(),
        quantity: 100,
        place: None,
        address: "步行街东口".into(),
        photo: None,
    };
    city.inside.write(move |tx| {
        let clerk = actor(tx, clerk);
        cases::results::record(tx, &desk, &clerk, case, None, new)
    });
    id.to_string()
}

/// A worker before a result.
pub fn look(city: &City, path: &str, is_get: bool, made: Made) -> (String, Body) {
    let body = match path.starts_with("/api/") {
        _ if is_get => Body::None,
        true => Body::Json(json!({ "there": true })),
        false => Body::Form(vec![("there", "yes".into())]),
    };
    (path.replace("{id}", &result(city, &made)), body)
}
