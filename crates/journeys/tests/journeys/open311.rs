//! Open311 with somebody else's client: `three`, from Python's package index, drives a served demo
//! city, and Python's own XML parser compares the two formats (`open311-client/drive.py`).

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::harness::{Start, databases, program};

#[test]
fn somebody_elses_client_finds_reports_and_follows() {
    let Some(python) = client() else { return };
    for database in databases() {
        let data = tempfile::tempdir().unwrap();
        let start = Start::new("demo", data.path()).with(&["--days", "20"]);
        let server = start.on(database.as_deref()).run();
        let key = server.printed.iter().find_map(|line| line.strip_prefix("open311-key:"));
        let key = key.expect("the demo prints a key").trim();
        let script = folder().join("drive.py");
        let walk = Command::new(&python).arg(script).args([&server.url, key]).output().unwrap();
        let said = String::from_utf8_lossy(&walk.stdout).into_owned();
        let why = String::from_utf8_lossy(&walk.stderr).into_owned();
        assert!(walk.status.success(), "{said}{why}\n{}", server.log.lock().unwrap());
        let seen: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert!(seen["requests"].as_i64().unwrap() > 20, "{seen}");
        eprintln!("{seen}");
        assert!(server.stop());
    }
}

/// A key that the command line issues works on the server that runs beside it.
#[test]
fn a_key_from_the_command_line_opens_the_door_and_a_second_one_closes_the_first() {
    let data = tempfile::tempdir().unwrap();
    let server = Start::new("serve", data.path()).run();
    let issue = || {
        let mut command = Command::new(program());
        command.args(["admin", "open311-key", "--name", "cycling-club", "--data"]);
        let issued = command.arg(data.path()).output().unwrap();
        assert!(issued.status.success(), "{}", String::from_utf8_lossy(&issued.stderr));
        String::from_utf8(issued.stdout).unwrap().trim().to_owned()
    };
    let send = |key: &str| {
        let api = crate::harness::Api::new(&server.url);
        let form = [
            ("api_key", key),
            ("service_code", "parking"),
            ("address_id", "330102003"),
            ("description", "饭点门口没有地方停车"),
        ];
        api.page("/open311/v2/requests.json", Some(&form)).0
    };
    let first = issue();
    assert_eq!(send(&first), 200);
    let second = issue();
    assert_eq!(send(&first), 403);
    assert_eq!(send(&second), 200);
    assert!(server.stop());
}

/// A Python that has the client; `None` with a word where there is no Python or no network.
fn client() -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open311-client");
    let python = venv.join("bin").join("python");
    let wanted = std::fs::read_to_string(folder().join("requirements.txt")).unwrap();
    let mark = venv.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|have| have == wanted) {
        return Some(python);
    }
    let run = |command: &mut Command| command.output().is_ok_and(|it| it.status.success());
    if !run(Command::new("python3").args(["-m", "venv"]).arg(&venv)) {
        eprintln!("skipped: no Python with venv; scripts/test installs it");
        return None;
    }
    let list = folder().join("requirements.txt");
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    if !run(Command::new(&python).args(pip).arg(list)) {
        eprintln!("skipped: pip cannot reach a package index, so there is no foreign client");
        return None;
    }
    std::fs::write(mark, wanted).unwrap();
    Some(python)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("open311-client")
}
