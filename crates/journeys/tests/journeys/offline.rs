//! A report made without a network, in a browser: kept through an ended session and a closed page,
//! sent exactly once. The steps stand in `web-measure/offline.mjs`.

use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use crate::{
    browser::{camera, links, tools},
    harness::Start,
};

/// What was seen.
#[derive(Debug, Deserialize)]
struct Seen {
    /// The line on the page while there was no network, and the word in the form's place.
    waiting: String,
    kept: String,
    /// The line once the network was back and nobody was signed in.
    sign: String,
    sent: String,
    /// The line when the page was opened once more.
    left: String,
    before: usize,
    cases: usize,
    photos: usize,
}

#[test]
fn a_report_without_a_network_arrives_once() {
    let Some(tools) = tools() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = Start::new("demo", data.path()).with(&["--days", "1"]).run();
    let folder = tools.output.join("offline");
    std::fs::create_dir_all(&folder).unwrap();
    let photo = folder.join("camera.jpg");
    std::fs::write(&photo, camera::photo()).unwrap();
    let text = "桥下非机动车道塌了一块，没有信号也要说一声。";
    let task = json!({ "links": links(&server), "photo": photo, "folder": folder, "text": text });
    let file = folder.join("task.json");
    std::fs::write(&file, task.to_string()).unwrap();
    let walked =
        Command::new("node").arg("offline.mjs").arg(&file).current_dir(&tools.scripts).output();
    let walked = walked.expect("node runs");
    assert!(walked.status.success(), "{}", String::from_utf8_lossy(&walked.stderr));
    let seen: Seen = serde_json::from_slice(&walked.stdout).unwrap();
    assert!(seen.waiting.contains("待发送 1 条"), "{seen:?}");
    assert!(seen.kept.contains("已存在这部手机里"), "{seen:?}");
    assert!(seen.sign.contains("待发送 1 条") && seen.sign.contains("登录"), "{seen:?}");
    assert!(seen.sent.contains("已发送"), "{seen:?}");
    assert_eq!((seen.before, seen.cases, seen.photos), (0, 1, 1), "{seen:?}");
    assert_eq!(seen.left, "", "nothing waits any more");
    assert!(server.stop());
}
