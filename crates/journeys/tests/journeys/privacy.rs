//! Who somebody is stands nowhere in the clear: not in the database's files, not in a backup, not
//! in what the server says, and not in anything that a platform firm is shown.

use std::{
    collections::{BTreeSet, HashSet},
    io::Read as _,
    path::{Path, PathBuf},
};

use access::{Action, Actor, Field, Target};
use contracts::PersonId;
use kernel::{IdentityNumber, Phone};
use yilu_program::{
    deployment::{Deployment, Options},
    wiring,
};

use crate::{
    harness::{Api, Server, Start, databases, inside::Sent},
    rights::{
        city::{City, Stage, WORKER_NAME},
        requests,
    },
};

/// The example of GB 11643-1999.
const IDENTITY: &str = "11010519491231002X";

/// The telephone number of the demo city's first worker.
const FIRST_PHONE: &str = "16400000001";

/// What must not be found, by its length in bytes.
struct Secrets(HashSet<Vec<u8>>);

impl Secrets {
    /// Reveals everybody's name and telephone number, as each may do with their own.
    fn of(deployment: &Deployment) -> Self {
        let vault = deployment.app.vault().clone();
        let day = deployment.app.clock().now().day();
        let read = deployment.store().read_blocking(move |db| {
            let persons = db.query("SELECT id FROM access_persons", &[], |row| row.get(0))?;
            let mut secrets = HashSet::new();
            for person in persons {
                let actor = Actor::new(person, None, Vec::new(), day);
                let own = access::permit(&actor, Action::ProfileRead, &Target::of(person)).unwrap();
                for field in [Field::NAME, Field::PHONE, Field::IDENTITY] {
                    let value = vault.own(db, &own, field)?.map(|value| value.to_string());
                    secrets.extend(value.map(String::into_bytes));
                }
            }
            Ok::<_, access::vault::Error>(secrets)
        });
        let mut secrets = read.unwrap();
        // Two characters may stand together anywhere by chance; three of a name hardly do.
        secrets.retain(|secret| secret.len() >= 9);
        let bare = |phone: &[u8]| phone.strip_prefix(b"+86").map(<[u8]>::to_vec);
        let numbers: Vec<Vec<u8>> = secrets.iter().filter_map(|secret| bare(secret)).collect();
        secrets.extend(numbers);
        Self(secrets)
    }

    fn assert_absent(&self, from: &str, bytes: &[u8]) {
        let lengths: BTreeSet<usize> = self.0.iter().map(Vec::len).collect();
        // Few places begin like a secret, so few are looked at closely.
        let mut begins = vec![false; 1 << 16];
        let begin = |pair: &[u8]| usize::from(pair[0]) << 8 | usize::from(pair[1]);
        self.0.iter().for_each(|secret| begins[begin(secret)] = true);
        for (at, pair) in bytes.windows(2).enumerate().filter(|(_, pair)| begins[begin(pair)]) {
            let mut windows = lengths.iter().filter_map(|length| bytes.get(at..at + length));
            let found = windows.find(|window| self.0.contains(*window));
            let told = found.map(String::from_utf8_lossy);
            assert!(told.is_none(), "{from} holds {told:?} ({pair:?} at {at})");
        }
    }
}

#[test]
fn no_name_or_number_lies_in_files_backups_or_logs() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let (data, database) = (folder.path(), database.as_deref());
        let start = Start::new("demo", data).on(database).with(&["--days", "3"]);
        let start = Start { environment: vec![("YILU_LOG".into(), "debug".into())], ..start };
        let server = start.run();
        traffic(&server);
        let log = server.log.lock().unwrap().clone();
        let before_stop = files(data);
        let backup = data.join("backup.gz");
        assert!(run("backup", &[&backup.display().to_string()], data, database));
        assert!(server.stop());
        let deployment = open(data, database);
        let secrets = Secrets::of(&deployment);
        deployment.close();
        assert!(secrets.0.len() > 1_000, "{} secrets", secrets.0.len());
        assert!(secrets.0.contains(FIRST_PHONE.as_bytes()), "the first worker's number is known");
        assert!(log.lines().count() > 20 && log.contains("http"), "the server says much: {log}");
        secrets.assert_absent("the log", log.as_bytes());
        for (name, bytes) in before_stop.into_iter().chain(files(data)) {
            secrets.assert_absent(&name, &bytes);
        }
        let mut text = Vec::new();
        let packed = std::fs::read(&backup).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut text).unwrap();
        assert!(text.len() > 500_000, "the backup holds {} bytes", text.len());
        secrets.assert_absent("the backup", &text);
    }
}

/// A report, a wrong sign-in, and a clerk who looks at who it was and searches for the number.
fn traffic(server: &Server) {
    let worker = Api::enter(server, "worker");
    let area = crate::harness::an_area(server);
    let body = crate::harness::report(&area, "路口没有停车位，想请看一看");
    let (status, case) = worker.post("/api/v1/cases", &body, None);
    assert_eq!(status, 201, "{case}");
    let me = worker.page("/me", None);
    assert_eq!(me.0, 200);
    let visitor = Api::new(&server.url);
    let wrong = serde_json::json!({ "phone": FIRST_PHONE, "code": "000000" });
    assert_eq!(visitor.post("/api/v1/sign-in/verify", &wrong, None).0, 422);
    let clerk = Api::enter(server, "clerk");
    assert_eq!(clerk.page(&format!("/desk/search?q={FIRST_PHONE}"), None).0, 200);
    let (_, list) = clerk.get("/api/v1/cases?part=all&limit=100");
    let mut looked = 0;
    for line in list["items"].as_array().unwrap() {
        let path = format!("/desk/cases/{}/contact", line["id"].as_str().unwrap());
        let (status, page) = clerk.page(&path, Some(&[("contact-purpose", "verify")]));
        looked += usize::from(status == 200 && page.contains("164"));
    }
    assert!(looked > 0, "no reporter was looked at");
}

fn run(command: &str, arguments: &[&str], data: &Path, database: Option<&str>) -> bool {
    let start = Start::new(command, data).with(arguments).on(database);
    start.command().output().unwrap().status.success()
}

fn open(data: &Path, database: Option<&str>) -> Deployment {
    let mut options = Options::new(data);
    options.database = database.map(Into::into);
    Deployment::open(options).unwrap()
}

/// Every file of the deployment but the master key, as it lies on the disk.
fn files(data: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![data.into()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                found.push((path.display().to_string(), bytes));
            }
        }
    }
    found
}

/// What the program keeps of an identity number is as unreadable as the rest.
#[test]
fn an_identity_number_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let deployment = open(folder.path(), None);
    let (vault, moment) = (deployment.app.vault().clone(), deployment.app.moment());
    let identity = IdentityNumber::parse(IDENTITY, moment.now().day()).unwrap();
    let new = access::NewPerson {
        name: Some(WORKER_NAME.into()),
        phone: Some(Phone::parse("13912345678").unwrap()),
        identity: Some(identity),
        ..access::NewPerson::default()
    };
    let stamp = storage::Stamp::system(moment, "test");
    let made = deployment.store().write_blocking(
        stamp,
        move |tx| -> Result<PersonId, access::vault::Error> {
            access::people::create_person(tx, &vault, &new)
        },
    );
    made.unwrap();
    let secrets = Secrets::of(&deployment);
    assert!(secrets.0.contains(IDENTITY.as_bytes()) && secrets.0.contains(WORKER_NAME.as_bytes()));
    for (name, bytes) in files(folder.path()) {
        secrets.assert_absent(&name, &bytes);
    }
    deployment.close();
}

/// A firm may answer, and never learns who asked: neither in full nor masked.
#[test]
fn nothing_that_a_firm_is_shown_tells_who_the_worker_is() {
    let city = City::found();
    let worker = city.people["worker-own"];
    let day = city.day();
    let vault = city.inside.deployment.app.vault().clone();
    let read = city.inside.deployment.store().read_blocking(move |db| {
        let actor = Actor::new(worker, None, Vec::new(), day);
        let own = access::permit(&actor, Action::ProfileRead, &Target::of(worker)).unwrap();
        let phone = vault.own(db, &own, Field::PHONE)?.unwrap().to_string();
        let masked = vault.masked(db, worker)?;
        Ok::<_, access::vault::Error>((phone, masked))
    });
    let (phone, masked) = read.unwrap();
    let phone = phone.trim_start_matches("+86").to_owned();
    let mut shown = 0;
    for info in wiring::routes()
        .inventory()
        .iter()
        .filter(|info| info.path.contains("case") || info.path.contains("inbox"))
    {
        let column = "firm-clerk-holding";
        let sent = requests::request(&city, info, column).by(city.session(column).as_deref());
        let said = city.inside.send(&sent);
        let text = said.text();
        let masked_phone = masked.phone.clone().unwrap();
        for secret in [WORKER_NAME, &phone, &masked_phone, &worker.to_string()] {
            assert!(!text.contains(secret), "{} {} shows {secret}: {text}", info.method, info.path);
        }
        shown += usize::from(said.status == 200);
    }
    assert!(shown > 15, "a firm is shown {shown} answers");
    let desk = Sent::get(format!("/desk/cases/{}", city.case(Stage::InHand, true).id));
    let clerk = city.inside.send(&desk.by(city.session("clerk").as_deref())).text();
    let masked_phone = masked.phone.unwrap();
    assert!(clerk.contains(&masked_phone), "the test would see it: a clerk is shown the mask");
}
