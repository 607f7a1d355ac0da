//! An open toilet from the first page, without signing in: in two taps on a phone that knows where
//! it is, and without scripts too. The steps stand in `web-measure/doors.mjs`.

use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use crate::{
    browser,
    harness::{Start, databases},
};

/// The middle of the demo city.
const LATITUDE: f64 = 30.255;
const LONGITUDE: f64 = 120.165;
const TAPS_MAX: u32 = 2;

#[derive(Debug, Deserialize)]
struct Seen {
    phone: Phone,
    plain: Found,
    errors: Vec<String>,
}

/// What the list shows first.
#[derive(Debug, Deserialize)]
struct Found {
    taps: u32,
    tags: Vec<String>,
    text: String,
    count: usize,
}

#[derive(Debug, Deserialize)]
struct Phone {
    #[serde(flatten)]
    found: Found,
    /// What the place's page says before and after one tap at the door.
    before: String,
    after: String,
    cookies: Vec<String>,
}

#[test]
fn an_open_toilet_is_two_taps_away() {
    let Some(tools) = browser::tools() else { return };
    for database in databases() {
        let store = if database.is_some() { "postgres" } else { "sqlite" };
        let data = tempfile::tempdir().unwrap();
        let start = Start::new("demo", data.path()).with(&["--days", "1"]).on(database.as_deref());
        let server = start.run();
        let folder = tools.output.join(format!("doors-{store}"));
        std::fs::create_dir_all(&folder).unwrap();
        let at = json!({ "latitude": LATITUDE, "longitude": LONGITUDE });
        let task = json!({ "url": server.url, "folder": folder, "at": at });
        let file = folder.join("task.json");
        std::fs::write(&file, task.to_string()).unwrap();
        let mut node = Command::new("node");
        let walked = node.arg("doors.mjs").arg(&file).current_dir(&tools.scripts).output();
        let walked = walked.expect("node runs");
        let said = String::from_utf8_lossy(&walked.stderr);
        assert!(walked.status.success(), "on {store}: {said}");
        judge(&serde_json::from_slice(&walked.stdout).unwrap());
        assert!(server.stop());
    }
}

fn judge(seen: &Seen) {
    for found in [&seen.phone.found, &seen.plain] {
        assert!(found.count > 0, "{found:?}");
        assert!(found.tags.iter().any(|tag| tag.starts_with("现在")), "{found:?}");
        assert!(found.text.contains("厕所") && found.text.contains('米'), "{found:?}");
    }
    assert!(seen.phone.found.taps <= TAPS_MAX, "{} taps", seen.phone.found.taps);
    assert!(seen.plain.taps <= TAPS_MAX + 1, "{} taps without scripts", seen.plain.taps);
    assert!(seen.phone.before.contains("现在"), "{}", seen.phone.before);
    assert!(seen.phone.after.contains("刚刚有人确认"), "{}", seen.phone.after);
    assert!(!seen.phone.cookies.iter().any(|name| name.contains("session")), "nobody signed in");
    assert_eq!(seen.errors, Vec::<String>::new());
}
