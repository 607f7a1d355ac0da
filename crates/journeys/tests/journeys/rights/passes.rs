//! Requests of passes and gates: a pass of the own worker, a gate of the own office.

use access::{Action, Actor, Permit, Target, membership, permit};
use contracts::{PersonId, UnitId};
use passes::{
    CardId, Desk, GateId, OfferId, bearer,
    card::{EntryName, GateName, OfferName},
    gate::{self, NewGate},
    issue::{self, Asked},
    offer::{self, Offer, Period},
    shown, spoken,
};
use serde_json::json;

use super::{
    city::City,
    requests::{Body, form},
};

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

fn permit_of(city: &City, person: PersonId, action: Action, target: &Target) -> Permit {
    let day = city.day();
    let store = city.inside.deployment.store();
    let posts = store.read_blocking(move |db| membership::memberships_of(db, person, day));
    permit(&Actor::new(person, None, posts.unwrap(), day), action, target).unwrap()
}

/// A pass of the own worker, for the own street, with its short code.
fn a_pass(city: &City) -> (CardId, String) {
    let (desk, person, area) = (desk(city), city.people["worker-own"], city.own.street);
    let permit = permit_of(city, person, Action::PassHold, &Target::of(person));
    let asked = Asked { kind: "gate".into(), area: Some(area), detail: String::new(), firm: None };
    city.inside.write(move |tx| -> Result<_, issue::IssueError> {
        let card = issue::issue(tx, &desk, &permit, &asked)?;
        let shown = shown::of(tx, &desk, std::slice::from_ref(&card))?;
        Ok((card.id, spoken::short(shown.passes[0].days[0].slot)))
    })
}

/// A pass that the own street's desk gave to somebody without an account.
fn a_paper(city: &City) -> CardId {
    let (desk, area) = (desk(city), city.own.street);
    let permit = permit_of(city, city.people["clerk"], Action::PassIssue, &Target::area(area));
    let (id, detail) = (city.inside.moment().id(), "浙A12345".to_owned());
    let asked = Asked { kind: "vehicle".into(), area: Some(area), detail, firm: None };
    city.inside.write(move |tx| bearer::issue(tx, &desk, &permit, id, &asked)).id
}

/// A gate of the own office, or of the own firm.
fn a_gate(city: &City, firm: bool, audience: catalogue::Audience) -> GateId {
    let (own, id) = (&city.own, city.inside.moment().id::<GateName>());
    let unit: UnitId = if firm { own.firm } else { own.office };
    let new = NewGate {
        id,
        area: own.community,
        unit,
        place: None,
        at: None,
        name: "东门".into(),
        audience,
        classes: Vec::new(),
    };
    let permit = manager(city, unit);
    city.inside.write(move |tx| gate::open(tx, &permit, &new).map(|gate| gate.id))
}

/// The own office's permit over a gate of this unit.
fn manager(city: &City, unit: UnitId) -> Permit {
    let target = Target::area(city.own.community).with_units([unit]);
    permit_of(city, city.people["clerk"], Action::GateManage, &target)
}

fn an_offer(city: &City, firm: bool) -> OfferId {
    let merchant = a_gate(city, firm, catalogue::Audience::Warm);
    let unit = if firm { city.own.firm } else { city.own.office };
    let (permit, id) = (manager(city, unit), city.inside.moment().id::<OfferName>());
    let (from, until) = (city.day(), None);
    let (title, period) = ("午餐八折".to_owned(), Period::Day);
    let new = Offer { id, gate: merchant, title, times: 1, period, from, until };
    city.inside.write(move |tx| offer::open(tx, &permit, &new).map(drop));
    id
}

fn a_visitor(city: &City) -> String {
    let (desk, area) = (desk(city), city.own.community);
    // From an address of its own: each may ask for a few in an hour.
    let from = format!("visitor {}", city.phone());
    let given = city.inside.write(move |tx| issue::visit(tx, &desk, area, &from));
    let issue::Visitor::Given(_, secret) = given else { panic!("too many visitors") };
    secret
}

fn a_code(city: &City) -> String {
    let id = a_gate(city, false, catalogue::Audience::Gate);
    let permit = manager(city, city.own.office);
    city.inside.write(move |tx| gate::invite(tx, &permit, id))
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, firm: bool, path: &str, is_get: bool) -> (String, Body) {
    let warm = path.ends_with("/offers");
    let audience = if warm { catalogue::Audience::Warm } else { catalogue::Audience::Gate };
    let filled = match path {
        _ if path.contains("{secret}") => path.replace("{secret}", &a_visitor(city)),
        _ if path.starts_with("/desk/offers/") => {
            path.replace("{id}", &an_offer(city, firm).to_string())
        }
        _ if path.contains("/gates/{id}") => {
            path.replace("{id}", &a_gate(city, firm, audience).to_string())
        }
        _ if path.starts_with("/desk/passes/{id}") => {
            path.replace("{id}", &a_paper(city).to_string())
        }
        _ if path.contains("{id}") => path.replace("{id}", &a_pass(city).0.to_string()),
        _ => path.to_owned(),
    };
    if is_get {
        return (filled, Body::None);
    }
    let fresh = city.inside.moment().id::<OfferName>().to_string();
    let community = city.own.community;
    let seen = json!({ "id": city.inside.moment().id::<EntryName>(), "slot": 1 });
    let body = match path {
        "/passes" => form([("kind", "gate")]),
        "/passes/visitor" => form([("area", community.as_str())]),
        "/passes/photo" => Body::Photo,
        "/desk/gates" => form([
            ("id", &fresh),
            ("name", "西门"),
            ("area", community.as_str()),
            ("audience", "gate"),
        ]),
        "/desk/gates/{id}/end-device" => form([("device", &fresh)]),
        "/desk/gates/{id}/offers" => {
            form([("id", &fresh), ("title", "午餐八折"), ("times", "1"), ("period", "day")])
        }
        "/desk/passes" => form([
            ("id", &fresh),
            ("kind", "vehicle"),
            ("area", city.own.street.as_str()),
            ("detail", "浙A12345"),
        ]),
        "/desk/passes/{id}/revoke" => form([("why", "lost")]),
        "/desk/passes/revoke" => form([("short", &a_pass(city).1), ("why", "lost")]),
        "/api/v1/passes" => Body::Json(json!({ "kind": "gate" })),
        "/api/v1/visitor-passes" => Body::Json(json!({ "area": community.as_str() })),
        "/api/v1/visitor-passes/tokens" => Body::Json(json!({ "secret": a_visitor(city) })),
        "/api/v1/gates/enrol" => Body::Json(json!({ "code": a_code(city) })),
        "/api/v1/gates/scans" => Body::Json(json!([])),
        "/api/v1/gates/looks" | "/api/v1/gates/photo" => Body::Json(seen),
        _ if path.starts_with("/api/") => Body::Json(json!({})),
        _ => form([]),
    };
    (filled, body)
}
