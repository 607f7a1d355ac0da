//! Balizhuang in a browser: seven units, a council's speaker, three riders, each with a browser of
//! their own, while the test lets the hours pass. The steps stand in `web-measure/balizhuang.mjs`.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use access::{
    NewPerson, SessionKind,
    membership::{self, Issuer, NewMembership},
    people::{PersonKind, create_person},
};
use contracts::{PersonId, UnitId};
use demo::scenes::balizhuang::{PARTS, declared_files};
use kernel::{AreaCode, Phone};
use ledger::{Funding, top_up};
use organizations::{By, NewUnit, found};
use serde::Deserialize;
use serde_json::{Value, json};
use yilu_program::wiring;

use crate::{
    browser::tools,
    harness::{databases, inside::Inside, socket::Socket},
};

const DISTRICT: &str = "110105";
const BALIZHUANG: &str = "110105015";
const LIULITUN: &str = "110105014";
/// The part whose unit never reports in, and the one whose unit hands back twice; from 0.
const SILENT: usize = 1;
const TWICE: usize = 2;

/// What the walk saw.
#[derive(Debug, Deserialize)]
struct Seen {
    /// The clerk's page after the deadline to report in.
    late: String,
    /// Whether the second hand-back was still offered, and what sending it all the same was told.
    offered: usize,
    refused: Value,
    /// Whether the whole could be answered while parts were open.
    early: usize,
    /// The public list of what was built, after everybody had looked.
    results: String,
    /// The clerk's page and the speaker's own at the end.
    desk: String,
    own: String,
    points: String,
    errors: Vec<String>,
}

#[test]
fn seven_units_come_when_the_street_whistles() {
    let Some(tools) = tools() else { return };
    for database in databases() {
        let store = if database.is_some() { "postgres" } else { "sqlite" };
        let declared = tempfile::tempdir().unwrap();
        declare(declared.path());
        let inside = Inside::with(|options| {
            options.database = database.clone();
            options.catalogue = Some(declared.path().into());
        });
        let folder = tools.output.join(format!("balizhuang-{store}"));
        std::fs::create_dir_all(&folder).unwrap();
        let socket = Socket::open(&inside);
        let task = cast(&inside, &socket.root, &folder);
        let file = folder.join("task.json");
        std::fs::write(&file, task.to_string()).unwrap();
        let seen = walk(&inside, &tools.scripts, &file);
        judge(&seen);
    }
}

fn judge(seen: &Seen) {
    let silent = PARTS[SILENT].zh;
    assert!(seen.late.contains(silent), "{}", seen.late);
    assert!(seen.late.contains("朝阳区城市管理指挥中心"), "{}", seen.late);
    assert_eq!(seen.offered, 0, "handing back is offered once");
    assert_eq!(seen.refused["code"], "joint-handed-back-before", "{}", seen.refused);
    assert_eq!(seen.early, 0, "the whole is answered only when every part is closed");
    for (_, quantity, address) in PARTS.iter().filter_map(|part| part.built) {
        let grouped = quantity.to_string();
        assert!(seen.results.replace(',', "").contains(&grouped), "{quantity}: {}", seen.results);
        assert!(seen.results.contains(address), "{address}: {}", seen.results);
    }
    assert_eq!(seen.results.matches("3 人").count(), 4, "each seen by three: {}", seen.results);
    assert!(seen.desk.contains("7 项分工，已办结 7 项"), "{}", seen.desk);
    assert!(seen.own.contains("已确认"), "{}", seen.own);
    assert_eq!(seen.points, "10");
    assert_eq!(seen.errors, Vec::<String>::new());
}

fn declare(folder: &Path) {
    for (name, text) in declared_files() {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
}

/// Founds the offices and brings everybody in; answers what the walk needs.
fn cast(inside: &Inside, root: &str, folder: &Path) -> Value {
    let area = |code: &str| AreaCode::parse(code).unwrap();
    let (district, balizhuang) = (area(DISTRICT), area(BALIZHUANG));
    let areas = inside.deployment.app.areas();
    let community = areas.children(&balizhuang).next().unwrap();
    office(inside, "hotline", district, "朝阳区城市管理指挥中心");
    let mut streets = [BALIZHUANG, LIULITUN].into_iter();
    let mut units = Vec::new();
    for part in &PARTS {
        let place = match part.kind {
            "property" => community,
            "street" => area(streets.next().unwrap()),
            _ => district,
        };
        units.push((part, office(inside, part.kind, place, part.zh)));
    }
    inside.deployment.directory.refresh_blocking().unwrap();
    let sponsor = Funding { id: inside.moment().id(), sponsor: balizhuang, amount: 1_000 };
    inside.write(move |tx| -> Result<_, storage::Error> {
        top_up(tx, sponsor).unwrap();
        Ok(())
    });
    let riders = ["李师傅", "赵师傅", "孙师傅", "周师傅"];
    let riders = riders.map(|name| {
        let person = person(inside, PersonKind::Worker, name);
        inside.session(person, SessionKind::Worker)
    });
    let parts: Vec<Value> = units
        .iter()
        .map(|(part, (unit, person))| {
            let built = part.built.map(|(kind, quantity, address)| {
                json!({ "kind": kind, "quantity": quantity, "address": address })
            });
            json!({
                "unit": unit, "name": part.zh, "task": part.task, "done": part.done,
                "built": built, "cookie": inside.session(*person, SessionKind::Staff),
            })
        })
        .collect();
    json!({
        "root": root, "folder": folder, "cookie": web::visit::SESSION_COOKIE,
        "area": balizhuang, "silent": SILENT, "twice": TWICE, "street": 5,
        "parts": parts, "riders": riders,
    })
}

/// An office with somebody in it.
fn office(inside: &Inside, kind: &str, area: AreaCode, name: &str) -> (UnitId, PersonId) {
    let app = &inside.deployment.app;
    let (catalogue, areas) = (app.catalogue(), app.areas());
    let role = match kind {
        "street" | "hotline" | "community" => "clerk",
        "platform-firm" | "property" => "firm-clerk",
        _ => "department-clerk",
    };
    let from = inside.moment().now().day().plus(-30);
    let person = person(inside, PersonKind::Staff, &format!("{name}经办人"));
    let (kind, name) = (kind.to_owned(), name.to_owned());
    let unit = inside.write(move |tx| -> Result<UnitId, organizations::UnitError> {
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        let in_charge = ["hotline", "street", "community"].contains(&kind.as_str());
        let new = NewUnit {
            id: tx.id(),
            kind: kind.clone(),
            area,
            name_zh: name.clone(),
            name_en: name,
            parent: None,
            in_charge,
            from,
        };
        let unit = found(tx, desk, By::Program, &new)?.id;
        let role = role.to_owned();
        let post = NewMembership { person, unit, unit_kind: kind, role, area, from, until: None };
        membership::grant(tx, Issuer::Program, &post).unwrap();
        Ok(unit)
    });
    (unit, person)
}

fn person(inside: &Inside, kind: PersonKind, name: &str) -> PersonId {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(13_700_000_000);
    let phone = LAST.fetch_add(1, Ordering::Relaxed).to_string();
    let vault = inside.deployment.app.vault().clone();
    let new = NewPerson {
        kind,
        name: Some(name.into()),
        phone: Some(Phone::parse(&phone).unwrap()),
        ..NewPerson::default()
    };
    inside.write(move |tx| create_person(tx, &vault, &new))
}

/// Runs the walk; whenever it asks for time to pass, it passes, and what is due is done.
fn walk(inside: &Inside, scripts: &Path, task: &Path) -> Seen {
    let mut walking = Command::new("node")
        .arg("balizhuang.mjs")
        .arg(task)
        .current_dir(scripts)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node runs");
    let mut told = walking.stdin.take().unwrap();
    let mut seen = None;
    for line in BufReader::new(walking.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some(minutes) = line.strip_prefix("pass ") {
            inside.wait_seconds(minutes.parse::<i64>().unwrap() * 60);
            let deployment = &inside.deployment;
            let handlers = wiring::job_handlers(&deployment.app, &deployment.directory);
            storage::jobs::run_due(deployment.store(), &inside.moment(), &handlers).unwrap();
            writeln!(told, "passed").unwrap();
        } else {
            seen = Some(serde_json::from_str(&line).expect("what was seen"));
        }
    }
    assert!(walking.wait().unwrap().success(), "a step could not be taken: see above");
    seen.expect("the walk came to its end")
}
