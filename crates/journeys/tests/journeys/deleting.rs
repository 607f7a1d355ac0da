//! A worker deletes everything on the own phone: what names them is in no table, file or hash any
//! more, every figure is what it was, and where their number-less id stays is known table by table.

use std::{collections::BTreeSet, path::Path, sync::Mutex};

use access::{
    SessionKind, Vault,
    sms::{self, SmsError, SmsGateway},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cases::store::drafts::{self, Draft};
use contracts::{CaseId, PersonId};
use kernel::{IdentityNumber, Phone};
use ledger::{Funding, top_up};
use serde_json::{Value, json};
use storage::{Db, backup, params};
use yilu_program::background;

use crate::{
    erasure::{backed_up, files},
    harness::{
        databases,
        inside::{Said, Sent, photo},
    },
    rights::{
        branches::allow,
        city::{City, Stage, WORKER_NAME},
        requests::chain::{filing, phone_of},
    },
};

/// The example of GB 11643-1999.
const IDENTITY: &str = "11010519491231002X";

/// Where the id that was a person's stays, and why it may: it leads to nobody.
const STAYS: [(&str, &str); 12] = [
    ("access_persons", "that this id was somebody's, and is not any more"),
    ("access_memberships", "which posts there were, from when until when"),
    ("branches_badges", "a pseudonym of the branch's own, without a key"),
    ("cases_cases", "what was asked for and what became of it"),
    ("cases_chain_contacts", "whom a branch looked after, ended"),
    ("cases_entries", "the history of cases, from which they are folded"),
    ("cases_volunteers", "how many agreed to look, ended"),
    ("ledger_accounts", "points, which add up with those of sponsors"),
    ("ledger_awards", "what was awarded for which case"),
    ("passes_cards", "passes given out, all ended"),
    ("storage_outbox", "news that find no phone any more and are dropped when they are tried"),
    ("storage_journal", "what was done when, which nobody may change"),
];

/// A worker with a session and something of everything.
struct Worker {
    id: PersonId,
    phone: String,
    session: String,
    /// A file of an unfinished report and of nothing else.
    drafted: String,
    /// The photo for guards: the same bytes as a photo of the own cases.
    shown: String,
}

fn worker(city: &City) -> Worker {
    let id = city.people["worker-own"];
    let (phone, vault, day) = (phone_of(city, id), city.inside.deployment.app.vault(), city.day());
    let (keys, session) = (vault.clone(), city.inside.session(id, SessionKind::Worker));
    city.inside.write(move |tx| -> Result<_, access::vault::Error> {
        keys.set_identity(tx, id, &IdentityNumber::parse(IDENTITY, day).unwrap())
    });
    let sponsor = city.own.county;
    city.inside.write(move |tx| top_up(tx, Funding { id: tx.id(), sponsor, amount: 1_000 }));
    for stage in [Stage::Reported, Stage::Confirmed, Stage::InChain, Stage::Shared] {
        city.case(stage, false);
    }
    filing(city, city.people["clerk"], phone.clone());
    allow(city, id);
    let green = city.inside.photo(other_photo());
    let (drafted, draft): (_, CaseId) = (green.file.clone(), city.inside.moment().id());
    city.inside.write(move |tx| -> Result<_, storage::Error> {
        let mut draft = Draft::new(draft, Some(id));
        draft.typed.push(("text".into(), format!("我是{WORKER_NAME}")));
        draft.photos.push(green);
        assert!(drafts::save(tx, &draft)?);
        Ok(())
    });
    let me = Worker { id, phone, session, drafted, shown: city.photo.file.clone() };
    let street = city.own.street.to_string();
    for sent in [
        Sent::form("/passes", &[("kind", "gate")]),
        Sent::parts("/passes/photo", &[("agree", "1")], &[("photo", "a.png", &photo())]),
        Sent::form("/checks/volunteer", &[("area", &street)]),
        Sent::form("/gatherings/take/calendar", &[]),
    ] {
        let said = me.send(city, sent);
        assert!([200, 303].contains(&said.status), "{} {}", said.status, said.text());
    }
    let report = json!({
        "matter": "parking", "area": city.own.community, "text": "步行街东口一个停车位都没有。",
    });
    let sent = Sent::json("/api/v1/cases", &report).header("idempotency-key", "once");
    assert_eq!(me.send(city, sent).status, 201);
    me
}

/// Another picture than [`photo`].
fn other_photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(48, 64, image::Rgb([20, 40, 160]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

impl Worker {
    fn send(&self, city: &City, sent: Sent) -> Said {
        city.inside.send(&sent.by(Some(&self.session)))
    }

    /// Everything by which somebody could be told: words, and keyed hashes as bytes.
    fn marks(&self, vault: &Vault) -> Vec<Vec<u8>> {
        let phone = self.phone.as_str();
        let words = [WORKER_NAME, phone, IDENTITY].map(|word| word.as_bytes().to_vec());
        let hashed = [
            ("phone", phone),
            ("identity", IDENTITY),
            ("code", phone),
            ("erase", phone),
            ("filing", phone),
            ("registry-phone", phone),
            ("registry-identity", IDENTITY),
            ("registry-name", WORKER_NAME),
        ];
        // Records keep half of a hash.
        let hashed = hashed.map(|(kind, text)| vault.pseudonym(kind, text)[..16].to_vec());
        words.into_iter().chain(hashed).collect()
    }

    /// The tables in which the id or one of the marks occurs.
    fn found_in(&self, backup: &str, marks: &[Vec<u8>]) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut table, mut ids, mut marked) = (String::new(), BTreeSet::new(), BTreeSet::new());
        let (id, text) = (self.id.as_bytes().as_slice(), self.id.to_string());
        for line in backup.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(name) = line["table"]["name"].as_str() {
                name.clone_into(&mut table);
            }
            for cell in line["row"].as_array().into_iter().flatten() {
                let blob = cell["b"].as_str().map(|text| STANDARD.decode(text).unwrap());
                let bytes = blob.or(cell.as_str().map(|text| text.as_bytes().to_vec()));
                let bytes = bytes.unwrap_or_default();
                if holds(&bytes, id) || holds(&bytes, text.as_bytes()) {
                    ids.insert(table.clone());
                }
                if marks.iter().any(|mark| holds(&bytes, mark)) {
                    marked.insert(table.clone());
                }
            }
        }
        (ids, marked)
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|some| some == part)
}

/// Sums that must not move.
fn figures(city: &City) -> String {
    let read = |db: &mut Db<'_>| {
        let mut told = Vec::new();
        for sql in [
            "SELECT state, COUNT(*) FROM pub_cases_facts GROUP BY state ORDER BY state",
            "SELECT kind, CAST(SUM(balance) AS BIGINT) FROM ledger_accounts GROUP BY kind ORDER BY kind",
            "SELECT kind, COUNT(*) FROM passes_cards GROUP BY kind ORDER BY kind",
            "SELECT state, COUNT(*) FROM branches_claims GROUP BY state ORDER BY state",
        ] {
            let rows: Vec<(String, i64)> =
                db.query(sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
            told.push(format!("{rows:?}"));
        }
        Ok::<_, storage::Error>(told.join("\n"))
    };
    city.inside.deployment.store().read_blocking(read).unwrap()
}

/// The code in the newest message.
fn delivered(city: &City) -> String {
    #[derive(Default)]
    struct Caught(Mutex<String>);
    impl SmsGateway for Caught {
        fn send(&self, _: &Phone, text: &str) -> Result<(), SmsError> {
            text.clone_into(&mut self.0.lock().unwrap());
            Ok(())
        }
    }
    let sql = "SELECT payload FROM storage_outbox WHERE topic = 'sms' ORDER BY id DESC LIMIT 1";
    let read = move |db: &mut Db<'_>| db.query_one(sql, params![], |row| row.get::<String>(0));
    let payload = city.inside.deployment.store().read_blocking(read).unwrap();
    let caught = Caught::default();
    let vault = city.inside.deployment.app.vault();
    sms::deliver(vault, &caught, &payload, city.inside.now()).unwrap();
    let text = caught.0.into_inner().unwrap();
    text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect()
}

/// What stands on the pages before: consents, one of them taken back, and what would be lost.
fn before(city: &City, me: &Worker) {
    let page = me.send(city, Sent::get("/me/consents"));
    assert_eq!(page.status, 200, "{}", page.text());
    let ways = ["/hide-contact\"", "/passes/photo/remove", "/checks/volunteer/end"];
    for way in ways.into_iter().chain(["/branch/claim/withdraw"]) {
        assert!(page.text().contains(way), "{way} is missing in {}", page.text());
    }
    let back = me.send(city, Sent::form("/branch/claim/withdraw", &[]));
    assert_eq!((back.status, back.location.as_str()), (303, "/me/consents"));
    let page = me.send(city, Sent::get("/me/consents"));
    assert!(!page.text().contains("/branch/claim/withdraw"), "taken back");
    let page = me.send(city, Sent::get("/me/erase")).text();
    for told in ["您有 4 件诉求还没办完", "分还没有用，删除后不能再用"] {
        assert!(page.contains(told), "{told} is missing");
    }
}

fn delete(city: &City, me: &Worker) {
    let asked = me.send(city, Sent::form("/me/erase/code", &[]));
    assert_eq!(asked.status, 200, "{}", asked.text());
    let code = delivered(city);
    let sent = Sent::form("/me/erase", &[("code", &code), ("agree", "1")]);
    let done = me.send(city, sent);
    assert_eq!(done.status, 200, "{}", done.text());
    assert!(done.text().contains(&me.id.to_string()), "the receipt");
    assert_eq!(me.send(city, Sent::get("/me")).status, 303, "signed out");
}

/// The files of the file store that are gone, and that are there.
fn kept(city: &City, me: &Worker) -> [bool; 2] {
    let deployment = city.inside.deployment.clone();
    city.inside
        .block_on(async move {
            tokio::task::spawn_blocking(move || background::forget_files(&deployment)).await
        })
        .unwrap()
        .unwrap();
    let files = city.inside.deployment.store().files();
    [&me.drafted, &me.shown].map(|name| city.inside.block_on(files.get(name)).unwrap().is_some())
}

fn assert_no_file_holds(folder: &Path, marks: &[Vec<u8>]) {
    for (name, bytes) in files(folder) {
        for mark in marks {
            assert!(!holds(&bytes, mark), "{name} holds {}", String::from_utf8_lossy(mark));
        }
    }
}

#[test]
fn a_worker_deletes_everything_and_nothing_leads_back() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let city = City::in_folder(folder.path(), database);
        let me = worker(&city);
        let vault = city.inside.deployment.app.vault().clone();
        let marks = me.marks(&vault);
        before(&city, &me);
        let (known, text) = (figures(&city), backed_up(&city, backup::Part::Data).1);
        let (_, marked) = me.found_in(&String::from_utf8(text).unwrap(), &marks);
        let here = ["access_lookups", "cases_chain_filings", "cases_drafts"];
        assert!(here.iter().all(|table| marked.contains(*table)), "the search finds: {marked:?}");

        delete(&city, &me);
        city.inside.seal();
        assert_eq!(figures(&city), known, "no figure moves");
        assert_eq!(kept(&city, &me), [false, true], "a photo of a case stays with the case");
        let text = String::from_utf8(backed_up(&city, backup::Part::Data).1).unwrap();
        let (ids, marked) = me.found_in(&text, &marks);
        assert_eq!(marked, BTreeSet::new(), "nothing tells who it was");
        let stays: BTreeSet<&str> = STAYS.iter().map(|(table, _)| *table).collect();
        let unknown: Vec<_> = ids.iter().filter(|table| !stays.contains(table.as_str())).collect();
        assert!(unknown.is_empty(), "decide whether the id may stay in {unknown:?}");

        // The number is free: whoever signs in with it is somebody new, with nothing.
        let (id, phone) = (me.id, Phone::parse(&me.phone).unwrap());
        let again = city.inside.write(move |tx| -> Result<_, access::vault::Error> {
            access::people::person_of_phone(tx, &vault, &phone)
        });
        assert_ne!(again, id);
        let session = Worker { session: city.inside.session(again, SessionKind::Worker), ..me };
        let export = session.send(&city, Sent::get("/me/export")).json();
        assert_eq!((&export["cases"], &export["consents"]), (&json!([]), &json!([])));
        assert_eq!((&export["name"], &export["records"]), (&Value::Null, &json!([])));
        let gone = again;
        let vault = city.inside.deployment.app.vault().clone();
        city.inside.write(move |tx| vault.destroy_key(tx, gone));
        city.inside.deployment.close();
        assert_no_file_holds(folder.path(), &marks);
    }
}
