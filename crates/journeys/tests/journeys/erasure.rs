//! Deletion by law, across everything that knows a person: account, roster, branch, cases. What was
//! personal can't be read from the database, its files, the journal, or a backup made before and
//! restored with today's keys; every figure is what it was.

use std::{
    io::{Cursor, Read as _},
    path::Path,
    sync::{Arc, Mutex},
};

use access::{Action, Actor, Field, Target, Vault};
use branches::{
    MemberId,
    member::{self, Link, Stage as Standing, Traits, admit},
};
use contracts::PersonId;
use kernel::{IdentityNumber, Phone};
use registry::{
    import::{self, Asked, Run},
    map::Map,
    roster,
    source::{self, Kind, NewSource, Source},
};
use sheets::Lines;
use storage::{Db, Stamp, Store, backup, params};
use yilu_program::deployment::{Options, open_store};

use crate::{
    harness::databases,
    rights::city::{City, Stage, WORKER_NAME},
};

/// The example of GB 11643-1999.
const IDENTITY: &str = "11010519491231002X";

/// What would tell who somebody is.
struct Person {
    id: PersonId,
    phone: String,
    member: MemberId,
}

impl Person {
    fn secrets(&self) -> [&str; 3] {
        [WORKER_NAME, &self.phone, IDENTITY]
    }

    fn assert_absent(&self, from: &str, bytes: &[u8]) {
        for secret in self.secrets() {
            let found = bytes.windows(secret.len()).any(|some| some == secret.as_bytes());
            assert!(!found, "{from} holds {secret}");
        }
    }
}

/// The own worker with an identity number, in the firm's roster, a member of the own branch, with
/// cases.
fn somebody(city: &City) -> (Person, Source) {
    let (app, day) = (&city.inside.deployment.app, city.day());
    let (id, vault) = (city.people["worker-own"], app.vault().clone());
    let phone = city.phone();
    let typed = Phone::parse(&phone).unwrap();
    let (branches, branch) = (branches::Desk::of(app), city.own.branch);
    let Ok(branches) = branches else { panic!("nothing is wired") };
    let member = city.inside.write(move |tx| -> Result<_, branches::Fault> {
        let number = IdentityNumber::parse(IDENTITY, day).unwrap();
        vault.set_phone(tx, id, &typed)?;
        vault.set_identity(tx, id, &number)?;
        let (stage, link, from) = (Standing::Full, Link::Home, day.plus(-9));
        let (traits, evidence) = (Traits::default(), format!("{WORKER_NAME}的介绍信"));
        let new = admit::NewMember { person: id, stage, link, branch, from, traits, evidence };
        Ok(admit::import(tx, &branches, &new)?.id)
    });
    for stage in [Stage::Reported, Stage::InHand, Stage::Confirmed] {
        city.case(stage, false);
    }
    let person = Person { id, phone, member };
    let source = a_roster(city, &person);
    (person, source)
}

fn registry_desk(city: &City) -> registry::Desk {
    let Ok(desk) = registry::Desk::of(&city.inside.deployment.app) else {
        panic!("nothing is wired")
    };
    desk
}

fn a_roster(city: &City, person: &Person) -> Source {
    let desk = registry_desk(city);
    let new = NewSource {
        code: "roster".into(),
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
    let begun = city.inside.write(move |tx| source::begin(tx, &desk, &new));
    assert_eq!(send(city, &begun, person), [3, 0]);
    begun
}

/// The firm sends its roster; how many are new and how many rows come back.
fn send(city: &City, source: &Source, person: &Person) -> [i64; 2] {
    let (desk, app) = (registry_desk(city), &city.inside.deployment.app);
    let text = format!(
        "工号,姓名,手机号,身份证号,站点\n1,{WORKER_NAME},{},{IDENTITY},清波站\n\
         2,南宫二,16500000002,,清波站\n3,南宫三,16500000003,,湖滨站\n",
        person.phone
    );
    let lines = Lines::open(Path::new("roster.csv"), text.into_bytes()).unwrap();
    let map = Map::recognized(&lines.header);
    let stamp = || Stamp::system(app.moment(), "test");
    let run = Run { store: app.store(), desk: &desk, source, stamp: &stamp };
    let asked = Asked { day: city.day(), whole: true, rows: None };
    let tally = import::run(&run, lines, &map, asked, &mut |_| true).unwrap().tally;
    [tally.new, tally.rejected]
}

/// What is counted: the roster and its jobs, how many ever came how far in the branch, who sat where
/// on the day before, the cases by state. Today's seat of somebody who is gone ends, as it must.
fn figures(city: &City, source: &Source, member: MemberId) -> String {
    let (yesterday, known) = (city.day().plus(-1), city.inside.now());
    let (asked, branch) = (
        roster::Asked {
            source: source.number,
            true_on: city.day(),
            known_at: city.inside.now().plus_days(1),
        },
        city.own.branch,
    );
    let read = move |db: &mut Db<'_>| {
        let people = roster::roster(db, asked, roster::Only::default())?.people;
        let jobs: Vec<_> = people.iter().map(|one| one.state.jobs.clone()).collect();
        let reached = member::store::funnel(db, branch)?;
        let sat = member::fold(&member::store::facts(db, member)?, yesterday, known);
        let sql = "SELECT state, COUNT(*) FROM pub_cases_facts GROUP BY state ORDER BY state";
        let cases: Vec<(String, i64)> =
            db.query(sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok::<_, storage::Error>(format!("{} {jobs:?} {reached:?} {sat:?} {cases:?}", people.len()))
    };
    city.inside.deployment.store().read_blocking(read).unwrap()
}

/// A backup of one part, packed and as text.
pub fn backed_up(city: &City, part: backup::Part) -> (Vec<u8>, Vec<u8>) {
    #[derive(Clone, Default)]
    struct Shelf(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Shelf {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (shelf, store) = (Shelf::default(), city.inside.deployment.store());
    let made = backup::write(store, part, city.inside.now(), shelf.clone());
    city.inside.block_on(made).unwrap();
    let packed = shelf.0.lock().unwrap().clone();
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut text).unwrap();
    (packed, text)
}

/// What the person's own account, own records and own membership still tell, as text.
fn told(store: &Store, vault: &Vault, city: &City, person: &Person) -> String {
    let (desk, id, day) = (registry_desk(city), person.id, city.day());
    let phone = Phone::parse(&person.phone).unwrap();
    let (vault, name) = (vault.clone(), [Field::NAME, Field::PHONE, Field::IDENTITY]);
    let read = move |db: &mut Db<'_>| {
        let actor = Actor::new(id, None, Vec::new(), day);
        let own = access::permit(&actor, Action::ProfileRead, &Target::of(id)).unwrap();
        let mut all = Vec::new();
        for field in name {
            all.extend(vault.own(db, &own, field).ok().flatten().map(|value| value.to_string()));
        }
        let records = registry::record::by_phone(db, registry::record::phone_mark(&vault, &phone))?;
        let known = registry::record::personals(db, &desk.vault, &records)?;
        all.extend(known.into_iter().map(|(_, one)| format!("{} {}", one.name, one.identity)));
        Ok::<_, registry::Fault>(all.join(" "))
    };
    store.read_blocking(read).unwrap()
}

/// Every file of a folder but the master key.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
    found
}

#[test]
fn an_erased_person_cannot_be_read_anywhere_and_every_figure_stays() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let city = City::in_folder(folder.path(), database);
        let (person, source) = somebody(&city);
        let (store, vault) = (city.inside.deployment.store(), city.inside.deployment.app.vault());
        city.inside.seal();
        let before = figures(&city, &source, person.member);
        let known = told(store, vault, &city, &person);
        assert!(person.secrets().iter().all(|secret| known.contains(secret)), "{known}");
        let (data_before, text) = backed_up(&city, backup::Part::Data);
        person.assert_absent("a backup made before", &text);

        let (id, keys) = (person.id, vault.clone());
        city.inside.write(move |tx| keys.destroy_key(tx, id));
        city.inside.seal();
        assert_eq!(figures(&city, &source, person.member), before, "the figures stay");
        city.inside.wait_seconds(86_400);
        assert_eq!(
            send(&city, &source, &person),
            [0, 1],
            "the firm's roster does not bring it back"
        );
        assert_eq!(told(store, vault, &city, &person), "");
        let (keys_today, _) = backed_up(&city, backup::Part::Keys);
        // Every table, the journal among them.
        let (_, text) = backed_up(&city, backup::Part::Data);
        assert!(text.windows(15).any(|some| some == b"storage_journal"));
        person.assert_absent("the database", &text);
        for (name, bytes) in files(folder.path()) {
            person.assert_absent(&name, &bytes);
        }

        // Yesterday's data with today's keys.
        let elsewhere = tempfile::tempdir().unwrap();
        let restored = open_store(&Options::new(elsewhere.path()), Vec::new()).unwrap();
        for part in [data_before, keys_today] {
            let moment = city.inside.moment();
            city.inside.block_on(backup::restore(&restored, moment, Cursor::new(part))).unwrap();
        }
        assert_eq!(told(&restored, vault, &city, &person), "", "noise");
        let kept_away = |db: &mut Db<'_>| {
            let sql = "SELECT COUNT(*) FROM registry_suppressions";
            db.query_one(sql, params![], |row| row.get::<i64>(0))
        };
        let [there, here] = [&restored, store].map(|store| store.read_blocking(kept_away).unwrap());
        assert!(there == here && here > 0, "a restored roster brings nobody back either");
        let desk = registry_desk(&city);
        let others = restored.read_blocking(move |db| {
            let records = (1..=3).map(|number| source.number.record(number)).collect::<Vec<_>>();
            registry::record::personals(db, &desk.vault, &records)
        });
        let names: Vec<_> = others.unwrap().into_iter().map(|(_, one)| one.name).collect();
        assert_eq!(names, ["南宫二", "南宫三"], "the others are whole");
        restored.close();
        for (name, bytes) in files(elsewhere.path()) {
            person.assert_absent(&name, &bytes);
        }
        city.inside.deployment.close();
    }
}
