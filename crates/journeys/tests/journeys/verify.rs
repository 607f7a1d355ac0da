//! `yilu verify` sees what was altered behind the program's back; `yilu backup` and `restore`
//! carry everything to another place and engine; a receipt proves itself.

use std::{
    path::Path,
    process::{Command, Output},
};

use access::SessionKind;
use serde_json::json;

use crate::{
    harness::{Api, SmsStub, Start, an_area, databases, has_program, inside::Sent, report},
    rights::city::{City, Stage},
};

fn run(command: &str, arguments: &[&str], data: &Path, database: Option<&str>) -> Output {
    let start = Start::new(command, data).with(arguments).on(database);
    start.command().output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs a statement on a stopped deployment's file, past the program.
fn alter(data: &Path, statement: &str) {
    let file = data.join("yilu.sqlite").display().to_string();
    let mut command = if has_program("sqlite3") {
        let mut command = Command::new("sqlite3");
        command.args([&file, statement]);
        command
    } else {
        let script = "import sqlite3, sys; it = sqlite3.connect(sys.argv[1]); \
            it.execute(sys.argv[2]); it.commit()";
        let mut command = Command::new("python3");
        command.args(["-c", script, &file, statement]);
        command
    };
    let output = command.output().expect("sqlite3 or python3");
    assert!(output.status.success(), "{statement}: {}", told(&output));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

#[test]
fn what_was_altered_behind_the_programs_back_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    assert!(Start::new("demo", &whole).with(&["--days", "3"]).run().stop());
    let sound = run("verify", &[], &whole, None);
    assert!(sound.status.success(), "{}", told(&sound));
    let alterations = [
        ("journal", "UPDATE storage_journal SET detail = '{\"altered\":1}' WHERE leaf_index = 40"),
        (
            "journal",
            "DELETE FROM storage_journal WHERE leaf_index = (SELECT MAX(leaf_index) - 5 FROM storage_journal)",
        ),
        (
            "cases",
            "UPDATE cases_cases SET state = 'confirmed' WHERE id IN \
            (SELECT id FROM cases_cases WHERE state <> 'confirmed' LIMIT 1)",
        ),
        (
            "cases",
            "UPDATE cases_entries SET at = at + 60000000 WHERE seq = 1 AND case_id IN \
            (SELECT id FROM cases_cases LIMIT 1)",
        ),
        (
            "ledger",
            "UPDATE ledger_accounts SET balance = balance + 1 WHERE rowid IN \
            (SELECT rowid FROM ledger_accounts LIMIT 1)",
        ),
    ];
    for (number, (part, statement)) in alterations.into_iter().enumerate() {
        let altered = folder.path().join(number.to_string());
        copy(&whole, &altered);
        alter(&altered, statement);
        let output = run("verify", &[], &altered, None);
        let said = told(&output);
        assert_eq!(output.status.code(), Some(1), "{statement}: {said}");
        assert!(said.contains(&format!("{part}: does NOT hold")), "{statement}: {said}");
    }
}

/// A chain that was changed in the database, and a file that was changed on the disk.
#[test]
fn evidence_that_was_altered_behind_the_programs_back_is_named() {
    const PDF: &[u8] = b"%PDF-1.7\n%%EOF\n";
    const NAME: &str = "1e7313ace78f0fb481a486939b4885902663102818090805515553d84e0bbfd3";
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("first");
    let demo = Start::new("demo", &data).with(&["--days", "2"]).run();
    let area = an_area(&demo);
    assert!(demo.stop());
    let place = data.join("files").join(&NAME[..2]);
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join(NAME), PDF).unwrap();
    let sms = SmsStub::start();
    let server = Start::new("serve", &data).with(&["--sms-url", &sms.url]).run();
    let worker = Api::worker(&server.url, &sms, "13912345679");
    let arrears = json!({
        "matter": "arrears", "area": area, "text": "四千块运费一直不给",
        "fields": { "debtor": "某板材商行", "amount": "400000" },
    });
    let (status, case) = worker.post("/api/v1/cases", &arrears, None);
    assert_eq!(status, 201, "{case}");
    let path = format!("/api/v1/cases/{}/money/evidence", case["id"].as_str().unwrap());
    let evidence =
        json!({ "label": "聊天记录", "kind": "chat", "files": [NAME], "text": "说好月底付" });
    let (status, said) = worker.post(&path, &evidence, None);
    assert_eq!(status, 200, "{said}");
    assert!(server.stop());
    let sound = run("verify", &[], &data, None);
    assert!(sound.status.success(), "{}", told(&sound));

    let chain = folder.path().join("chain");
    copy(&data, &chain);
    for (table, column) in [("cases_entries", "payload"), ("cases_cases", "folded")] {
        let swap = format!("{column} = replace({column}, '说好月底付', '说好年底付')");
        alter(&chain, &format!("UPDATE {table} SET {swap}"));
    }
    let said = told(&run("verify", &[], &chain, None));
    assert!(said.contains("cases: does NOT hold"), "{said}");
    assert!(said.contains("item 2 of the evidence has another content"), "{said}");

    std::fs::write(place.join(NAME), b"%PDF-1.6\n%%EOF\n").unwrap();
    let said = told(&run("verify", &[], &data, None));
    assert!(said.contains("evidence: does NOT hold"), "{said}");
    assert!(said.contains("item 1 of the evidence has another content"), "{said}");
}

/// Taken while the server serves, brought back into an empty folder and into the other engine:
/// everything holds there, and a worker goes on where they were.
#[test]
fn a_backup_taken_while_serving_lives_on_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("first");
    let demo = Start::new("demo", &data).with(&["--days", "2"]).run();
    let area = an_area(&demo);
    assert!(demo.stop());
    let sms = SmsStub::start();
    let server = Start::new("serve", &data).with(&["--sms-url", &sms.url]).run();
    let worker = Api::worker(&server.url, &sms, "13912345678");
    let (status, case) = worker.post("/api/v1/cases", &report(&area, "桥下没有地方停车"), None);
    assert_eq!(status, 201, "{case}");
    let [backup, keys] =
        ["data.gz", "keys.gz"].map(|name| folder.path().join(name).display().to_string());
    for arguments in [&[backup.as_str()][..], &[keys.as_str(), "--keys"]] {
        let output = run("backup", arguments, &data, None);
        assert!(output.status.success(), "{}", told(&output));
    }
    assert_eq!(worker.get("/health").0, 200, "it serves on");
    assert!(server.stop());
    for (number, database) in databases().into_iter().enumerate() {
        let there = folder.path().join(format!("there-{number}"));
        let database = database.as_deref();
        // The master key is kept by people, not by backups.
        copy(&data.join("keys"), &there.join("keys"));
        for file in [&backup, &keys] {
            let output = run("restore", &[file], &there, database);
            assert!(output.status.success(), "{database:?} {}", told(&output));
        }
        let again = run("restore", &[&backup], &there, database);
        assert!(!again.status.success() && told(&again).contains("empty"), "{}", told(&again));
        let sound = run("verify", &[], &there, database);
        assert!(sound.status.success(), "{database:?} {}", told(&sound));
        let server = Start::new("serve", &there).on(database).run();
        // The session lives on, and so does the key that opens the worker's own number.
        let worker = worker.at(&server.url);
        let (_, mine) = worker.get("/api/v1/cases/mine");
        assert_eq!(mine["items"][0]["number"], case["number"], "{mine}");
        let (_, me) = worker.get("/api/v1/me");
        assert_eq!(me["phone"], "139****5678", "{me}");
        assert!(server.stop());
    }
}

/// The file that a worker downloads, checked with nothing but the deployment's public key.
#[test]
fn a_receipt_proves_itself_and_one_changed_character_does_not() {
    let city = City::found();
    let made = city.case(Stage::Reported, false);
    city.inside.seal();
    let session = city.inside.session(city.people["worker-own"], SessionKind::Worker);
    let path = format!("/cases/{}/receipt.json", made.id);
    let receipt = city.inside.send(&Sent::get(path).by(Some(&session)));
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("receipt.json");
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let key = city.inside.deployment.log_key.public().to_string();
        let named = file.display().to_string();
        run("verify", &["--receipt", &named, "--key", &key], folder.path(), None)
    };
    let sound = check(&receipt.text());
    assert!(sound.status.success(), "{}", told(&sound));
    let said = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert!(said.contains("case.reported") && said.contains("2026-11-20T10:00"), "{said}");
    let text = receipt.text();
    let mut refused = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_ascii_alphanumeric()) {
        if at % 37 != 0 {
            continue;
        }
        let other = if letter == '7' { '3' } else { '7' };
        let altered = format!("{}{other}{}", &text[..at], &text[at + letter.len_utf8()..]);
        let output = check(&altered);
        assert_eq!(output.status.code(), Some(1), "at {at}, {letter} became {other}: {altered}");
        refused += 1;
    }
    assert!(refused >= 5, "{refused} letters were tried");
}
