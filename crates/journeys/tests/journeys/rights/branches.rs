//! Requests of branches: members, claims, transfers, splits, pairs and charts of the own side's branch.

use ::branches::{
    Desk, Fault, MemberId, badge,
    chart::{
        self, Named,
        read::Row,
        take::{Handed, take},
    },
    claim::say::{About, own, report},
    member::{
        Link, Stage, Traits,
        admit::{NewMember, import},
    },
    pairing::workers::enrol,
    plan::{Plan, Wish, draft},
    station,
    transfer::step::{NewTransfer, ask},
};
use access::{NewPerson, membership, people::create_person};
use contracts::PersonId;
use kernel::Phone;
use planner::split::Shifts;
use serde_json::json;

use super::{
    city::City,
    requests::{Body, chain::phone_of, form, has},
};

/// Whether a route is this domain's.
pub fn is_ours(path: &str) -> bool {
    let parts = [
        "/branch",
        "/desk/gaps",
        "/desk/members",
        "/desk/claims",
        "/desk/transfers",
        "/splits",
        "/rejoin/",
        "membership-claims",
        "/badge",
        "/charts",
        "/chart-proposals/",
    ];
    has(path, &parts)
}

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

fn clerk(city: &City) -> access::Actor {
    let (person, day) = (city.people["branch-clerk"], city.day());
    let store = city.inside.deployment.store();
    let posts = store.read_blocking(move |db| membership::memberships_of(db, person, day));
    access::Actor::new(person, None, posts.unwrap(), day)
}

fn person(city: &City) -> PersonId {
    let (desk, phone) = (desk(city), Phone::parse(&city.phone()).unwrap());
    city.inside.write(move |tx| {
        let new = NewPerson { phone: Some(phone), ..NewPerson::default() };
        create_person(tx, &desk.vault, &new)
    })
}

fn a_member(city: &City, stage: Stage) -> MemberId {
    let (desk, person, branch, from) = (desk(city), person(city), city.own.branch, city.day());
    city.inside.write(move |tx| -> Result<_, Fault> {
        let (link, traits, evidence) = (Link::Home, Traits::default(), "介绍信".to_owned());
        let new = NewMember { person, stage, link, branch, from, traits, evidence };
        Ok(import(tx, &desk, &new)?.id)
    })
}

fn a_claim(city: &City) -> MemberId {
    let (desk, person, branch) = (desk(city), person(city), city.own.branch);
    let (area, day) = (city.own.community, city.day());
    city.inside.write(move |tx| -> Result<_, Fault> {
        let worker = access::Actor::new(person, None, Vec::new(), day);
        let about = About { area, home: None, details: String::new(), provisional: Some(branch) };
        own(tx, &desk, &worker, Some(true), &about)?;
        ::branches::people::pseudonym(tx, &desk, person)
    })
}

fn a_plan(city: &City) -> Plan {
    for _ in 0..3 {
        a_member(city, Stage::Full);
    }
    let (desk, clerk, branch) = (desk(city), clerk(city), city.own.branch);
    let wish = Wish { branches: None, shifts: Shifts::Balanced };
    city.inside.write(move |tx| draft::draft(tx, &desk, &clerk, branch, wish, 1))
}

fn a_transfer(city: &City) -> String {
    let member = a_member(city, Stage::Full);
    let (desk, clerk, day) = (desk(city), clerk(city), city.day());
    let receiver = city.foreign.branch;
    city.inside.write(move |tx| -> Result<_, Fault> {
        let new = NewTransfer { member, link: Link::Home, receiver, effective: day, due_on: None };
        Ok(ask(tx, &desk, &clerk, new, None)?.id.to_string())
    })
}

fn a_station(city: &City) -> String {
    let (desk, clerk) = (desk(city), clerk(city));
    let (branch, area) = (city.own.branch, city.own.community);
    city.inside.write(move |tx| -> Result<_, Fault> {
        Ok(station::open(tx, &desk, &clerk, branch, "报到处", area)?.token)
    })
}

/// A chart of the own side's firm with one business unit that is new, for which nobody answers yet;
/// its code, and the proposal about it.
fn a_chart(city: &City) -> (String, chart::ProposalId) {
    let mut code = String::new();
    // Of a first chart nothing is new.
    for _ in 0..2 {
        let (desk, clerk, phone) = (desk(city), clerk(city), city.phone());
        let handed = Handed { firm: city.own.firm, owner: city.own.branch, day: city.day() };
        let unit = Named { code: phone.clone(), name: "配送".into(), parent: None };
        let row = Row { line: 2, unit, from: Vec::new(), headcount: None };
        let took = city.inside.write(move |tx| take(tx, &desk, &clerk, handed, &[row]));
        assert!(took.is_ok(), "{took:?}");
        code = phone;
    }
    let (store, firm) = (city.inside.deployment.store(), city.own.firm);
    let open = store.read_blocking(move |db| chart::store::open(db, firm)).unwrap();
    (code, open[0].id)
}

/// The own side's branch answers for a business unit of the newest chart.
fn a_link(city: &City, code: String) -> chart::LinkId {
    let (desk, clerk) = (desk(city), clerk(city));
    let (firm, branch) = (city.own.firm, city.own.branch);
    city.inside.write(move |tx| chart::link::link(tx, &desk, &clerk, firm, &code, branch))
}

/// Somebody as a member of the own branch, who shows a badge when it is wanted; its token.
fn a_badge(city: &City, person: PersonId, shown: bool) -> String {
    let (desk, branch, from) = (desk(city), city.own.branch, city.day());
    city.inside.write(move |tx| -> Result<_, Fault> {
        let by = access::Actor::new(person, None, Vec::new(), from);
        if !badge::is_member(tx, &desk, &by)? {
            let (link, traits, evidence) = (Link::Home, Traits::default(), "介绍信".to_owned());
            let stage = Stage::Full;
            let new = NewMember { person, stage, link, branch, from, traits, evidence };
            import(tx, &desk, &new)?;
        }
        let wish = badge::Wish { membership: true, branch: true, ..badge::Wish::default() };
        Ok(if shown { badge::show(tx, &desk, &by, &wish)?.token } else { String::new() })
    })
}

/// Whoever asks is a worker of the own branch.
fn look_after(city: &City, worker: PersonId) {
    let (desk, clerk) = (desk(city), clerk(city));
    let (branch, area) = (city.own.branch, city.own.community);
    city.inside.write(move |tx| enrol(tx, &desk, &clerk, branch, worker, area, ""));
}

/// A firm may hand in that this worker is a member.
pub fn allow(city: &City, worker: PersonId) {
    let (desk, phone) = (desk(city), phone_of(city, worker));
    let (clerk, area, day) = (city.people["firm-clerk-holding"], city.own.community, city.day());
    city.inside.write(move |tx| -> Result<_, Fault> {
        let posts = membership::memberships_of(tx, clerk, day)?;
        let actor = access::Actor::new(clerk, None, posts, day);
        let (phone, details) = (Phone::parse(&phone).unwrap(), String::new());
        let about = About { area, home: None, details, provisional: None };
        report(tx, &desk, &actor, &phone, true, &about)
    });
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, column: &str, path: &str, is_get: bool) -> (String, Body) {
    if path.contains("/badge")
        && let Some(person) = city.people.get(column)
    {
        a_badge(city, *person, path.ends_with("/withdraw"));
    }
    if path == "/branch/contact"
        && let Some(worker) = city.people.get(column)
    {
        look_after(city, *worker);
    }
    if path == "/branch/claim/withdraw"
        && let Some(worker) = city.people.get(column)
    {
        allow(city, *worker);
    }
    let filled = path_of(city, path);
    let body = if is_get { Body::None } else { body_of(city, path) };
    (filled, body)
}

fn path_of(city: &City, path: &str) -> String {
    let id = |id: String| path.replace("{id}", &id);
    if path.contains("/branches/{id}") {
        id(city.own.branch.to_string())
    } else if path.contains("/members/{id}") {
        id(a_member(city, Stage::Applicant).to_string())
    } else if path.contains("/claims/{id}") {
        id(a_claim(city).to_string())
    } else if path.contains("/transfers/{id}") {
        id(a_transfer(city)).replace("{step}", "refuse")
    } else if path.contains("/charts/{id}") {
        let link = a_link(city, a_chart(city).0);
        id(city.own.firm.to_string()).replace("{link}", &link.to_string())
    } else if path.contains("/chart-proposals/{id}") {
        id(a_chart(city).1.to_string()).replace("{step}", "refuse")
    } else if path.contains("/splits/{id}") {
        id(a_plan(city).id.to_string()).replace("{step}", "withdraw")
    } else if path.contains("/badges/{token}") {
        path.replace("{token}", &a_badge(city, person(city), true))
    } else if path.contains("{token}") {
        path.replace("{token}", &a_station(city))
    } else {
        path.to_owned()
    }
}

fn body_of(city: &City, path: &str) -> Body {
    let (today, phone) = (city.day().to_string(), city.phone());
    let (area, branch) = (city.own.community, city.own.branch.to_string());
    match path {
        "/desk/branches/{id}/stations" => form([("name", "报到处"), ("area", area.as_str())]),
        "/desk/branches/{id}/members" => form([
            ("phone", &phone),
            ("stage", "full"),
            ("link", "home"),
            ("from", &today),
            ("evidence", "介绍信"),
        ]),
        "/desk/branches/{id}/pairs" => form([("workers", "5"), ("kind", "cap"), ("days", "7")]),
        "/desk/branches/{id}/workers" => form([("phone", &phone), ("area", area.as_str())]),
        "/desk/branches/{id}/split" => {
            a_member(city, Stage::Full);
            a_member(city, Stage::Full);
            a_member(city, Stage::Full);
            form([("shifts", "balanced")])
        }
        "/desk/members/{id}/stage" => {
            form([("stage", "activist"), ("from", &today), ("evidence", "会议记录")])
        }
        "/desk/members/{id}/transfer" => form([
            ("link", "home"),
            ("receiver", &city.foreign.branch.to_string()),
            ("effective", &today),
        ]),
        "/desk/members/{id}/leave" => form([("link", "home"), ("from", &today)]),
        "/desk/claims/{id}" => form([
            ("found", "yes"),
            ("stage", "full"),
            ("link", "floating"),
            ("branch", &branch),
            ("from", &today),
            ("evidence", "介绍信"),
        ]),
        "/desk/transfers/{id}/{step}" => form([("reason-refuse", "工作需要")]),
        "/desk/splits/{id}/{step}"
        | "/desk/charts/{id}/links/{link}"
        | "/badge/withdraw"
        | "/branch/claim/withdraw" => form([]),
        "/branch/claim" => form([("member", "yes"), ("area", area.as_str()), ("branch", &branch)]),
        "/badge" => form([("membership", "1"), ("also", "pledge"), ("pledge", "不闯红灯")]),
        "/api/v1/badge" => Body::Json(json!({ "membership": true, "pledge": "不闯红灯" })),
        "/api/v1/badge/withdraw" => Body::None,
        "/branch/contact" => form([("wish", "change")]),
        "/rejoin/{token}" => {
            form([("name", "李师傅"), ("phone", &phone), ("home_name", "某村党支部")])
        }
        "/api/v1/membership-claims" => {
            Body::Json(json!({ "phone": phone, "consent": true, "area": area }))
        }
        "/api/v1/branches/{id}/splits" => {
            for _ in 0..3 {
                a_member(city, Stage::Full);
            }
            Body::Json(json!({}))
        }
        "/api/v1/splits/{id}" => Body::Json(json!({ "become": "withdrawn" })),
        _ => chart_body(city, path),
    }
}

fn chart_body(city: &City, path: &str) -> Body {
    let (today, code, branch) = (city.day().to_string(), city.phone(), city.own.branch.to_string());
    match path {
        "/desk/charts" => {
            let firm = city.own.firm.to_string();
            let fields = vec![("firm", firm), ("owner", branch), ("day", today)];
            Body::Files(fields, "file", "a.csv", format!("code,name,parent\n{code},配送,\n"))
        }
        "/desk/charts/{id}/links" => form([("code", &a_chart(city).0), ("unit", &branch)]),
        "/desk/chart-proposals/{id}/{step}" => form([("reason", "另行研究")]),
        "/api/v1/charts/{id}" => {
            let row = json!({ "code": code, "name": "配送", "parent": null });
            Body::Json(json!({ "owner": branch, "day": today, "rows": [row] }))
        }
        "/api/v1/chart-proposals/{id}" => {
            Body::Json(json!({ "decision": "refuse", "reason": "另行研究" }))
        }
        other => panic!("no request for {other}: add it here"),
    }
}
