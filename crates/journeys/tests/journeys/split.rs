//! A branch that has grown too large is divided at a desk: drafted, drawn as a tree, approved for a
//! day. The steps stand in `web-measure/split.mjs`; the scene of 312 members is played as told.

use std::process::Command;

use serde::Deserialize;
use serde_json::json;

use crate::{
    browser::{self, links},
    harness::{Start, databases, simulate},
};

#[derive(Debug, Deserialize)]
struct Seen {
    /// Boxes of the tree, with what stands in each.
    boxes: Vec<String>,
    /// How wide the drawing and its page are, in CSS pixels.
    drawing: f64,
    page: f64,
    /// Rows of the tables, a member each, and those that say why.
    members: usize,
    reasons: usize,
    state: String,
    errors: Vec<String>,
}

#[test]
fn a_split_is_planned_and_its_tree_is_drawn() {
    let Some(tools) = browser::tools() else { return };
    for database in databases() {
        let store = if database.is_some() { "postgres" } else { "sqlite" };
        let data = tempfile::tempdir().unwrap();
        let start = Start::new("demo", data.path()).with(&["--days", "1"]).on(database.as_deref());
        let server = start.run();
        let folder = tools.output.join(format!("split-{store}"));
        std::fs::create_dir_all(&folder).unwrap();
        let task = json!({ "links": links(&server), "folder": folder });
        let file = folder.join("task.json");
        std::fs::write(&file, task.to_string()).unwrap();
        let mut node = Command::new("node");
        let walked = node.arg("split.mjs").arg(&file).current_dir(&tools.scripts).output();
        let walked = walked.expect("node runs");
        let said = String::from_utf8_lossy(&walked.stderr);
        assert!(walked.status.success(), "on {store}: {said}");
        judge(&serde_json::from_slice(&walked.stdout).unwrap());
        assert!(server.stop());
    }
}

fn judge(seen: &Seen) {
    assert_eq!(seen.boxes.len(), 9, "one before, eight after: {:?}", seen.boxes);
    assert!(seen.boxes[0].contains("312"), "{:?}", seen.boxes);
    assert!(seen.boxes[1..].iter().all(|text| text.contains("党支部")), "{:?}", seen.boxes);
    assert!(seen.drawing > 300.0 && seen.drawing <= seen.page, "{} of {}", seen.drawing, seen.page);
    assert_eq!((seen.members, seen.reasons), (312, 312));
    assert!(seen.state.contains("已批准"), "{}", seen.state);
    assert_eq!(seen.errors, Vec::<String>::new());
}

#[test]
fn the_312_member_branch_is_divided_undone_and_divided_again() {
    for seed in ["1", "2", "3"] {
        let told = simulate("branch", seed, &[]);
        assert_eq!((&told["parts"], &told["reasons"]), (&json!(8), &json!(312)), "{told}");
        assert!(told["pairs_kept"].as_u64().unwrap() >= 9_500, "{told}");
        let changed = (&told["left"], &told["joined"], &told["in_transit"]);
        assert_eq!(changed, (&json!(6), &json!(2), &json!(1)), "{told}");
        for held in ["undone_exactly", "the_same_again", "counted_once"] {
            assert_eq!(told[held], true, "{held}: {told}");
        }
    }
    let once = || simulate("branch", "1", &[]);
    assert_eq!(once(), once(), "the same from the same seed");
}
