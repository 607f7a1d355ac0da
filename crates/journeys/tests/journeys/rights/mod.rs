//! Who may do what, route by route and role by role: everything that the router mounts is asked
//! for by everybody, and the answers are compared with `crates/journeys/rights.csv`.
//!
//! A cell is `ok` (shown; or done, and it left something in the tables), `no-change` (a form that
//! was answered without leaving anything there: a preview, a check, a list of refusals),
//! `elsewhere` (led to another page), `sign-in` (asked to sign in first), or the refusal's status.
//! What acts on a case or a unit acts on one of the own side; the columns that end in `-foreign` and
//! `-other` have the same posts on the other side. `YILU_RIGHTS=write` writes the table as it is
//! found, to be read line by line before it is kept.

pub mod branches;
pub mod city;
mod collective;
pub mod digest;
mod dispute;
mod drawn;
mod erased;
mod funds;
mod gatherings;
mod outreach;
mod passes;
mod places;
mod rated;
mod registry;
pub mod requests;
mod sited;
mod table;

use std::{collections::BTreeMap, sync::Mutex};

use axum::http::Method;
use web::{Need, RouteInfo};
use yilu_program::wiring;

use crate::harness::inside::{Said, Sent};
use city::{COLUMNS, City};

/// Routes on which even a turned-away request leaves something, each with its reason.
const MAY_LEAVE: [(&str, &str); 7] = [
    ("/report/details", "what a visitor typed is kept until they have signed in"),
    ("/sign-in", "wrong codes are counted"),
    ("/api/v1/sign-in/verify", "wrong codes are counted"),
    ("/me/erase", "wrong codes are counted"),
    ("/api/v1/me/erasure", "wrong codes are counted"),
    ("/staff/sign-in", "failed tries are counted and recorded"),
    ("/api/v1/staff/sign-in", "failed tries are counted and recorded"),
];

/// A city grows with what is done in it, and so does the time that looking through it takes.
const ROUTES_PER_CITY: usize = 15;

fn key(info: &RouteInfo) -> table::Key {
    (info.method.to_string(), info.path.clone())
}

/// The answer in one word.
fn class(info: &RouteInfo, said: &Said) -> String {
    match said.status {
        401 => "sign-in".into(),
        303 if said.location.starts_with("/sign-in?next=") => "sign-in".into(),
        303 if info.method == Method::GET => "elsewhere".into(),
        200..=299 | 303 => "ok".into(),
        status => status.to_string(),
    }
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let kept = table::read();
    let routes: BTreeMap<table::Key, RouteInfo> =
        wiring::routes().inventory().iter().map(|info| (key(info), info.clone())).collect();
    let mut faults: Vec<String> = routes
        .values()
        .filter(|info| !kept.contains_key(&key(info)))
        .map(|info| {
            let cells = vec!["?".to_owned(); COLUMNS.len()];
            format!(
                "add: {}   ({:?}, declared by {})",
                table::line(&key(info), &cells),
                info.need,
                info.owner
            )
        })
        .collect();
    let stale = kept.keys().filter(|key| !routes.contains_key(key));
    faults.extend(stale.map(|(method, path)| format!("remove: {method},{path}")));
    assert!(faults.is_empty(), "crates/journeys/rights.csv:\n{}", faults.join("\n"));
}

/// Every route asked for by everybody, and after what was refused the tables are as before.
#[test]
fn every_role_gets_what_the_table_says_and_a_refusal_changes_nothing() {
    let writes = std::env::var("YILU_RIGHTS").is_ok_and(|what| what == "write");
    let kept = if writes { BTreeMap::new() } else { table::read() };
    let routes = wiring::routes();
    let shares = Mutex::new(routes.inventory().chunks(ROUTES_PER_CITY));
    let results = Mutex::new((Vec::new(), BTreeMap::new()));
    // Two at once: each spends half its time on waiting for the disk.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(share) = { shares.lock().unwrap().next() } {
                    let city = City::found();
                    for info in share {
                        let mut faults = Vec::new();
                        let row = try_all(&city, info, kept.get(&key(info)), &mut faults);
                        let mut results = results.lock().unwrap();
                        results.0.extend(faults);
                        results.1.insert(key(info), row);
                    }
                }
            });
        }
    });
    let (mut faults, found) = results.into_inner().unwrap();
    if writes {
        std::fs::write(table::path(), table::text(&found)).unwrap();
    }
    for (key, row) in kept.iter().filter(|(key, row)| found.get(key).is_some_and(|now| now != *row))
    {
        faults.push(format!("kept:  {}", table::line(key, row)));
        faults.push(format!("found: {}", table::line(key, &found[key])));
    }
    assert!(faults.is_empty(), "crates/journeys/rights.csv:\n{}", faults.join("\n"));
}

/// First all that shall be refused, between two digests; then what shall be done.
fn try_all(
    city: &City,
    info: &RouteInfo,
    kept: Option<&table::Row>,
    faults: &mut Vec<String>,
) -> table::Row {
    let expected =
        |column: &usize| kept.and_then(|row| row.get(*column)).map_or("ok", String::as_str);
    let (allowed, refused): (Vec<usize>, Vec<usize>) =
        (0..COLUMNS.len()).partition(|column| expected(column) == "ok");
    let mut row = vec![String::new(); COLUMNS.len()];
    refuse_all(city, info, &refused, &mut row, faults);
    for column in allowed {
        let name = COLUMNS[column].0;
        let sent = requests::request(city, info, name).by(city.session(name).as_deref());
        let before = tables(city, info);
        let said = city.inside.send(&sent);
        let answer = class(info, &said);
        let idle = before.as_ref().is_some_and(|known| *known == digest::tables(&city.inside));
        row[column] = if answer == "ok" && idle { "no-change".into() } else { answer };
        if said.status >= 500 || (kept.is_some() && row[column] != "ok") {
            let text = said.text();
            let start: String = text.chars().take(600).collect();
            faults
                .push(format!("{} {} as {name}: {} {start}", info.method, sent.path, said.status));
        }
    }
    row
}

fn refuse_all(
    city: &City,
    info: &RouteInfo,
    columns: &[usize],
    row: &mut table::Row,
    faults: &mut Vec<String>,
) {
    let request = |column: &usize| (*column, requests::request(city, info, COLUMNS[*column].0));
    let made: Vec<(usize, Sent)> = columns.iter().map(request).collect();
    let signed_in = |(column, sent): (usize, Sent)| {
        (column, sent.by(city.session(COLUMNS[column].0).as_deref()))
    };
    let requests: Vec<(usize, Sent)> = made.into_iter().map(signed_in).collect();
    let leaves = MAY_LEAVE.iter().any(|(path, _)| *path == info.path);
    let before = tables(city, info).filter(|_| !leaves && !requests.is_empty());
    for (column, sent) in &requests {
        row[*column] = class(info, &city.inside.send(sent));
    }
    let Some(before) = before else { return };
    let changed = digest::difference(&before, &digest::tables(&city.inside));
    if !changed.is_empty() {
        let names: Vec<&str> = columns.iter().map(|column| COLUMNS[*column].0).collect();
        let (method, path) = (&info.method, &info.path);
        faults.push(format!(
            "{method} {path}: one of {names:?} was refused and yet changed {changed:?}"
        ));
    }
    for (column, _) in requests {
        if row[column] == "ok" {
            row[column] = "no-change".into();
        }
    }
}

/// Before something that may change the tables; `None` for what only reads.
fn tables(city: &City, info: &RouteInfo) -> Option<BTreeMap<String, i64>> {
    (info.method != Method::GET).then(|| digest::tables(&city.inside))
}

/// A visitor who wants a page that needs somebody is asked to sign in and led back afterwards; a
/// program is told so in a problem.
#[test]
fn visitors_are_led_to_sign_in_and_programs_are_told() {
    let city = City::found();
    for info in wiring::routes().inventory() {
        if matches!(info.need, Need::Public) || info.method != Method::GET {
            continue;
        }
        let sent = requests::request(&city, info, "visitor");
        let said = city.inside.send(&sent);
        if info.api {
            assert_eq!(said.status, 401, "{} {}", info.path, said.text());
            assert_eq!(said.kind, "application/problem+json", "{}", info.path);
        } else {
            let back = ui::query::encode(&sent.path);
            assert_eq!(said.status, 303, "{} {}", info.path, said.text());
            assert_eq!(said.location, format!("/sign-in?next={back}"), "{}", info.path);
        }
    }
}
