//! Two servers on one PostgreSQL are one deployment: what one was told the other knows at once,
//! and time does its work once.

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::harness::{Api, Server, SmsStub, Start, an_area, databases, program, report};

/// The shipped catalogue with a matter whose deadlines are minutes.
fn hasty_catalogue(data: &Path) -> String {
    let folder = data.join("catalogue").display().to_string();
    let mut command = Command::new(program());
    let written = command.args(["catalogue", "export", &folder]).output().unwrap();
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let file = Path::new(&folder).join("matters/parking.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text.split_once("deadlines = {").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let hasty =
        "deadlines = { accept = \"1 minute\", answer = \"3 minutes\", warn_before = \"1 minute\" }";
    std::fs::write(&file, format!("{before}{hasty}\n{after}")).unwrap();
    folder
}

fn serve(data: &Path, database: &str, catalogue: &str, sms: &SmsStub) -> Server {
    let start = Start::new("serve", data).on(Some(database));
    start.with(&["--catalogue", catalogue, "--sms-url", &sms.url]).run()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test waits by the wall clock")]
fn two_nodes_tell_the_same_story_and_a_deadline_fires_once() {
    let Some(database) = databases().into_iter().flatten().next() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let demo = Start::new("demo", data).on(Some(&database)).with(&["--days", "1"]).run();
    let area = an_area(&demo);
    assert!(demo.stop());
    let sms = SmsStub::start();
    let catalogue = hasty_catalogue(data);
    let nodes = [0, 1].map(|_| serve(data, &database, &catalogue, &sms));
    let worker = Api::worker(&nodes[0].url, &sms, "13912345678");
    let mut cases = Vec::new();
    for number in 0..8_usize {
        let (there, other) = (&nodes[number % 2].url, &nodes[1 - number % 2].url);
        let body = report(&area, &format!("门口没有地方停车，第 {number} 次"));
        let (status, case) = worker.at(there).post("/api/v1/cases", &body, None);
        assert_eq!(status, 201, "{case}");
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let (status, seen) = worker.at(other).get(&path);
        assert_eq!((status, &seen["number"]), (200, &case["number"]), "at once, on the other node");
        cases.push(path);
    }
    let begun = Instant::now();
    let fired = |path: &String| {
        let (_, history) = worker.at(&nodes[1].url).get(&format!("{path}/entries"));
        kinds(&history).filter(|kind| kind == "escalated" || kind == "overdue").count()
    };
    while cases.iter().any(|path| fired(path) == 0) {
        assert!(begun.elapsed() < Duration::from_mins(4), "no deadline fired");
        std::thread::sleep(Duration::from_millis(500));
    }
    // A second firing would come within the next rounds of either node.
    std::thread::sleep(Duration::from_secs(3));
    let counts: Vec<usize> = cases.iter().map(fired).collect();
    assert!(counts.iter().all(|count| *count == 1), "each deadline fires once: {counts:?}");
    assert!(nodes.into_iter().all(Server::stop));
    let sound = Start::new("verify", data).on(Some(&database)).command().output().unwrap();
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stderr));
}

fn kinds(history: &Value) -> impl Iterator<Item = String> {
    let items = history["items"].as_array().unwrap();
    items.iter().map(|entry| entry["kind"].as_str().unwrap().to_owned())
}
