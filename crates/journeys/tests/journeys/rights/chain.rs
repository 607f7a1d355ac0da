//! Requests about filing for a worker, and about who looks after whom.

use cases::{
    chain::{
        filing::{Filing, Standing},
        store,
    },
    entry::Channel,
    report::Report,
};
use contracts::{CaseId, PersonId};
use serde_json::json;

use super::{Body, form, json_of};
use crate::rights::city::{City, tie};

/// The request of `column` to one of these routes.
pub(super) fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    let phone = city.phone();
    let (own, is_api) = (&city.own, path.starts_with("/api/"));
    let text = "步行街东口一个停车位都没有。";
    let member = city.people["member-holding"];
    let body = match path {
        _ if is_get => Body::None,
        "/desk/file" => form([
            ("id", &city.inside.moment().id::<CaseId>().to_string()),
            ("matter", "parking"),
            ("phone", &phone),
            ("text", text),
            ("area", own.community.as_str()),
        ]),
        "/api/v1/filings" => json_of(json!({
            "phone": phone,
            "report": { "matter": "parking", "area": own.community, "text": text },
        })),
        "/desk/contacts" => form([
            ("phone", &phone),
            ("member", &format!("{} {member}", own.branch)),
            ("name", "老周"),
        ]),
        "/api/v1/contacts" => json_of(json!({
            "branch": own.branch, "member": member, "name": "老周", "phone": phone,
        })),
        _ if path.ends_with("/confirm") && is_api => json_of(json!({ "code": "000000" })),
        _ if path.ends_with("/confirm") => form([("code", "000000")]),
        _ if is_api => Body::None,
        _ => form([]),
    };
    (path.replace("{id}", &subject(city, column, path)), body)
}

/// The filing or the contact that a request is about.
fn subject(city: &City, column: &str, path: &str) -> String {
    let worker = city.people["worker-own"];
    if path.contains("contact") {
        let (member, branch) = (city.people["member-holding"], city.own.branch);
        // A worker has one contact member: what staff end is somebody else's each time.
        let worker =
            if path.contains("/contacts/") { city.person("worker", &city.own) } else { worker };
        let tied = city
            .inside
            .write(move |tx| -> Result<_, storage::Error> { Ok(tie(tx, worker, member, branch)) });
        return tied.to_string();
    }
    if !path.contains("{id}") {
        return String::new();
    }
    // The filer's own, or what waits for the own worker.
    let own_yes = ["/filed/", "/agree", "/decline"].iter().any(|part| path.contains(part))
        && !path.contains("/desk/");
    let filer = if own_yes { "clerk" } else { column };
    let filer = city.people.get(filer).copied().unwrap_or(city.people["clerk"]);
    // A telephone is sent one code a minute: each filer's waits for somebody else.
    let phone = if own_yes { phone_of(city, worker) } else { city.phone() };
    filing(city, filer, phone).to_string()
}

pub fn phone_of(city: &City, worker: PersonId) -> String {
    let vault = city.inside.deployment.app.vault().clone();
    city.inside.write(move |tx| -> Result<_, access::vault::Error> {
        let me = access::Actor::new(worker, None, Vec::new(), tx.now().day());
        let own = access::Target::of(worker);
        let permit = access::permit(&me, access::Action::ProfileRead, &own).unwrap();
        Ok(vault.own(tx, &permit, access::Field::PHONE)?.unwrap().to_string())
    })
}

/// A report that somebody filed for the worker with this phone, who has not said yes.
pub fn filing(city: &City, filer: PersonId, phone: String) -> CaseId {
    let id: CaseId = city.inside.moment().id();
    let report = Report {
        id,
        matter: "parking".into(),
        area: city.own.community,
        title: String::new(),
        text: "步行街东口一个停车位都没有。".into(),
        fields: Vec::new(),
        place: None,
        address: String::new(),
        photos: Vec::new(),
        channel: Channel::Web,
        own_units: Vec::new(),
    };
    let (vault, unit) = (city.inside.deployment.app.vault().clone(), city.own.office);
    city.inside.write(move |tx| -> Result<(), access::vault::Error> {
        let sealed = vault.seal_for_store(tx.moment(), "filing", &phone)?;
        let (filed_at, hash) = (tx.now(), vault.pseudonym("filing", &phone));
        let filing = Filing {
            id,
            filer,
            unit: Some(unit),
            role: "clerk".into(),
            standing: Standing::Waiting,
            keeps: false,
            title: "步行街东口没有停车位".into(),
            report: Some(report),
            phone: Some(sealed),
            filed_at,
            expires_at: filed_at.plus_days(7),
        };
        Ok(store::insert_filing(tx, &filing, &hash)?)
    });
    id
}
