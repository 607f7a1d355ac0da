//! Requests of having one's data deleted, and of asking for it at an office.

use access::{NewPerson, membership, people::create_person};
use contracts::PersonId;
use kernel::Phone;
use people::erasure::{self, Asker, ErasureId, Ground, NewErasure};
use serde_json::json;

use super::{
    city::City,
    requests::{Body, form, has},
};

/// Whether a route is this domain's.
pub fn is_ours(path: &str) -> bool {
    has(path, &["/me/erase", "/me/erasure", "/me/consents", "/people/erasures"])
}

/// Whether a message is sent, which is limited by address and hour.
pub fn sends_a_code(path: &str) -> bool {
    has(path, &["/me/erase/code", "/me/erasure/code"])
}

/// The request. Whoever deletes their own data does not go through with it: their rows come after
/// this one. So the code is a wrong one, and whoever may do this is told so (422).
pub fn fill(city: &City, _: &str, path: &str, is_get: bool) -> (String, Body) {
    let body = match path {
        _ if is_get => Body::None,
        "/me/erase" => form([("code", "000000"), ("agree", "1")]),
        "/api/v1/me/erasure" => Body::Json(json!({ "code": "000000", "agree": true })),
        "/people/erasures" => {
            let (_, phone) = somebody(city);
            form([("who", &phone), ("ground", "consent"), ("asker", "person"), ("note", "窗口")])
        }
        "/people/erasures/{id}/refuse" => form([("reason", "案件还在办理")]),
        _ => form([]),
    };
    let path = match path {
        _ if path.contains("{id}") => path.replace("{id}", &asked(city).to_string()),
        _ => path.to_owned(),
    };
    (path, body)
}

fn somebody(city: &City) -> (PersonId, String) {
    let (phone, vault) = (city.phone(), city.inside.deployment.app.vault().clone());
    let new = NewPerson { phone: Some(Phone::parse(&phone).unwrap()), ..NewPerson::default() };
    (city.inside.write(move |tx| create_person(tx, &vault, &new)), phone)
}

/// A request that the clerk of the own street office has recorded.
fn asked(city: &City) -> ErasureId {
    let ((person, _), clerk) = (somebody(city), city.people["clerk"]);
    let (area, unit, day) = (city.own.street, city.own.office, city.day());
    let vault = city.inside.deployment.app.vault().clone();
    city.inside.write(move |tx| -> Result<_, erasure::ErasureError> {
        let actor =
            access::Actor::new(clerk, None, membership::memberships_of(tx, clerk, day)?, day);
        let (ground, asker, note) = (Ground::Consent, Asker::Person, String::new());
        let new = NewErasure { person, area, unit, ground, asker, note };
        erasure::ask(tx, &vault, &actor, &new)
    })
}
