//! Requests of funds: money that the own side's branch has, and what was asked for from it.

use ::funds::{
    Desk, Fault, FundId, RequestId, ShareId, Wish,
    ask::{self, NewRequest},
    decide,
    open::{self, NewFund},
    store,
};
use access::{Actor, membership};
use serde_json::json;
use storage::Tx;

use super::{
    city::City,
    requests::{Body, form, has},
};

/// Whether a route is this domain's.
pub fn is_ours(path: &str) -> bool {
    has(path, &["/funds", "/fund-"])
}

fn desk(city: &City) -> Desk {
    let Ok(desk) = Desk::of(&city.inside.deployment.app) else { panic!("nothing is wired") };
    desk
}

/// Somebody else with the posts of the branch's clerk: nobody decides on their own request.
fn colleague(city: &City) -> Actor {
    let (person, day) = (city.people["branch-clerk"], city.day());
    let store = city.inside.deployment.store();
    let posts = store.read_blocking(move |db| membership::memberships_of(db, person, day));
    Actor::new(city.person("worker", &city.own), None, posts.unwrap(), day)
}

fn write<T: Send + 'static>(
    city: &City,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> T {
    let (desk, by) = (desk(city), colleague(city));
    city.inside.write(move |tx| work(tx, &desk, &by))
}

/// Money of the branch, and some of it passed on to the department.
fn a_fund(city: &City) -> (FundId, ShareId) {
    let new = NewFund {
        id: city.inside.moment().id(),
        title: "党建专项经费".into(),
        unit: city.own.branch,
        purposes: vec!["training".into()],
        amount: 1_000_000,
        from: city.day().plus(-9),
        until: city.day().plus(99),
    };
    write(city, move |tx, desk, by| {
        let fund = open::open(tx, desk, by, &new)?;
        let share = store::share_of(tx, fund.id, fund.unit)?.ok_or(Fault::NotFound)?;
        Ok((fund.id, share.id))
    })
}

/// A spending that waits, with a photo of its voucher; approved by somebody when it shall be reversed.
fn a_request(city: &City) -> (RequestId, String) {
    let (_, share) = a_fund(city);
    let id: RequestId = city.inside.moment().id();
    let wish = Wish::Spending { purpose: "training".into(), voucher: id.to_string() };
    let file = city.photo.file.clone();
    let named = file.clone();
    let new = NewRequest { id, share, amount: 5_000, wish, text: "五月培训".into() };
    write(city, move |tx, desk, by| {
        ask::ask(tx, desk, by, &new)?;
        ask::prove(tx, desk, by, id, &file)
    });
    (id, named)
}

/// The request to a route, with what it acts upon made for it alone.
pub fn fill(city: &City, _: &str, path: &str, is_get: bool) -> (String, Body) {
    if path.contains("requests/{id}") {
        return of_request(city, path, is_get);
    }
    let (fund, share) = a_fund(city);
    let id = city.inside.moment().id::<()>().to_string();
    let branch = city.own.branch;
    let [from, until] = [0, 90].map(|days| city.day().plus(days).to_string());
    let spending = ("spending", share.to_string());
    let filled = path.replace("{id}", &fund.to_string()).replace("{kind}", "csv");
    let body = match path {
        "/desk/funds/{id}/ask" if is_get => {
            return (format!("{filled}?kind=application"), Body::None);
        }
        _ if is_get => Body::None,
        "/desk/funds" => form([
            ("id", id.as_str()),
            ("title", "党建专项经费"),
            ("unit", &branch.to_string()),
            ("amount", "100"),
            ("purposes", "training"),
            ("from", &from),
            ("until", &until),
        ]),
        "/desk/funds/{id}/ask" => form([
            ("id", id.as_str()),
            ("kind", spending.0),
            ("share", &spending.1),
            ("purpose", "training"),
            ("voucher", &id),
            ("amount", "10.50"),
            ("text", "五月培训"),
        ]),
        "/api/v1/funds" => Body::Json(json!({
            "title": "党建专项经费", "unit": branch, "purposes": ["training"], "amount": 100,
            "from": from, "until": until,
        })),
        "/api/v1/fund-requests" => Body::Json(json!({
            "share": share, "amount": 100, "purpose": "training", "voucher": id, "text": "五月培训",
        })),
        "/api/v1/fund-returns" => {
            Body::Json(json!({ "share": passed_on(city, share), "amount": 7 }))
        }
        other => panic!("no request for {other}: add it here"),
    };
    (filled, body)
}

/// Some of the branch's money passed on to the department, and its share.
fn passed_on(city: &City, share: ShareId) -> ShareId {
    let receiver = city.own.department;
    let new = NewRequest {
        id: city.inside.moment().id(),
        share,
        amount: 1_000,
        wish: Wish::Allocation { receiver },
        text: "上半年经费".into(),
    };
    let asked = write(city, move |tx, desk, by| ask::ask(tx, desk, by, &new));
    write(city, move |tx, desk, by| {
        decide::approve(tx, desk, by, asked.id)?;
        Ok(store::share_of(tx, asked.fund, receiver)?.ok_or(Fault::NotFound)?.id)
    })
}

fn of_request(city: &City, path: &str, is_get: bool) -> (String, Body) {
    let (id, file) = a_request(city);
    let filled =
        path.replace("{id}", &id.to_string()).replace("{file}", &file).replace("{step}", "decline");
    let body = match path {
        _ if is_get => Body::None,
        _ if path.ends_with("/evidence") => Body::Photo,
        "/desk/fund-requests/{id}/{step}" => form([("reason", "金额不符")]),
        _ => Body::Json(json!({ "step": "decline", "reason": "金额不符" })),
    };
    (filled, body)
}
