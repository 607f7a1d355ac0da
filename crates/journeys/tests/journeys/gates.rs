//! A pass shown and checked in two browsers with the network off. The steps stand in
//! `web-measure/gates.mjs`.

use std::{collections::BTreeMap, path::Path, process::Command};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    browser::{links, tools},
    harness::Start,
};

/// How long somebody took.
#[derive(Debug, Deserialize)]
struct Walk {
    taps: u32,
    milliseconds: u64,
}

/// What was seen.
#[derive(Debug, Deserialize)]
struct Seen {
    verdicts: BTreeMap<String, String>,
    rider: Walk,
    visitor: Walk,
    /// Milliseconds of each check, of one on a phone four times slower, and from the camera's start
    /// to the verdict there.
    milliseconds: Vec<f64>,
    slow: f64,
    camera: f64,
    reads: String,
    /// Of the two pages while the network is off.
    languages: Vec<String>,
    /// Telephone numbers on the visitor's page.
    left: Vec<String>,
    vectors: Option<Vectors>,
    errors: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Vectors {
    count: usize,
    wrong: Vec<Value>,
}

#[test]
fn a_pass_opens_a_gate_with_the_network_off() {
    let Some(tools) = tools() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = Start::new("demo", data.path()).with(&["--days", "1"]).run();
    let folder = tools.output.join("gates");
    std::fs::create_dir_all(&folder).unwrap();
    let task = json!({ "links": links(&server), "folder": folder, "vectors": vectors() });
    let file = folder.join("task.json");
    std::fs::write(&file, task.to_string()).unwrap();
    let walked =
        Command::new("node").arg("gates.mjs").arg(&file).current_dir(&tools.scripts).output();
    let walked = walked.expect("node runs");
    assert!(walked.status.success(), "{}", String::from_utf8_lossy(&walked.stderr));
    let seen: Seen = serde_json::from_slice(&walked.stdout).unwrap();
    let expected = [
        ("good", "accept"),
        ("replayed", "reject_replay"),
        ("typed", "accept"),
        ("typedAgain", "reject_replay"),
        ("forged", "reject_signature"),
        ("guessed", "reject_code"),
        ("other", "reject_format"),
        ("screenshot", "reject_step"),
        ("cut", "reject_static"),
        ("expired", "reject_expired"),
        ("camera", "accept"),
        ("revoked", "reject_revoked"),
        ("visitor", "accept"),
    ];
    for (what, verdict) in expected {
        let told = seen.verdicts.get(what).map(String::as_str);
        // A forged code may stop reading as one before its signature is looked at.
        let as_good = what == "forged" && told == Some("reject_format");
        assert!(told == Some(verdict) || as_good, "{what}: {told:?}");
    }
    assert_eq!(seen.languages, ["zh-CN", "zh-CN"], "kept in the phone's language");
    assert!(seen.reads.contains("银泰公寓东门"), "{}", seen.reads);
    assert!(seen.rider.taps <= 2 && seen.visitor.taps <= 1, "{:?} {:?}", seen.rider, seen.visitor);
    assert_eq!(seen.left, Vec::<String>::new());
    assert_eq!(seen.errors, Vec::<String>::new());
    match &seen.vectors {
        Some(vectors) => assert_eq!((vectors.count > 0, &vectors.wrong), (true, &Vec::new())),
        None => eprintln!("skipped: the reference vectors, or a browser that knows Ed25519"),
    }
    let mut checks = seen.milliseconds.clone();
    checks.sort_by(f64::total_cmp);
    eprintln!(
        "check: median {:.1} ms, longest {:.1} ms; at a quarter of the speed {:.1} ms; camera to \
         verdict there {:.0} ms; rider {} ms, visitor {} ms",
        checks[checks.len() / 2],
        checks[checks.len() - 1],
        seen.slow,
        seen.camera,
        seen.rider.milliseconds,
        seen.visitor.milliseconds,
    );
    assert!(server.stop());
}

/// The reference vectors, kept outside the repository.
fn vectors() -> Value {
    let named = std::env::var_os("YILU_SHARED").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|it| it.join("shared"));
    let mut found = named.into_iter().chain(beside).map(|it| it.join("data/vectors/pass_cwt.json"));
    let text = found.find_map(|path| std::fs::read_to_string(path).ok());
    text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
}
