//! The closed loop in a browser, against the real program on both stores. The steps themselves
//! stand in `web-measure/walk.mjs`; what they showed is judged here.

pub mod camera;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use crate::harness::{Server, Start, databases};

const TAPS_MAX: u32 = 6;
/// What a solved and confirmed report of this kind is worth.
const POINTS: i64 = 10;

/// What the walk saw.
#[derive(Debug, Deserialize)]
struct Seen {
    /// The rider's name and telephone number, masked and in full.
    identity: Vec<String>,
    /// Before the report, and after its confirmation.
    points: Vec<i64>,
    number: String,
    taps: u32,
    photo: String,
    public: Public,
    /// The report without scripts.
    plain: Plain,
    /// Errors of any page.
    errors: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Public {
    html: String,
    text: String,
}

#[derive(Debug, Deserialize)]
struct Plain {
    number: String,
    taps: u32,
    photo: String,
}

#[test]
fn a_report_goes_round_the_city() {
    let Some(tools) = tools() else { return };
    for database in databases() {
        let store = if database.is_some() { "postgres" } else { "sqlite" };
        let data = tempfile::tempdir().unwrap();
        let start = Start::new("demo", data.path()).with(&["--days", "1"]).on(database.as_deref());
        let server = start.run();
        let seen = walk(&tools, &server, store);
        judge(&seen);
        assert!(!holds(data.path(), camera::MAKER), "a photo is kept with what its camera wrote");
        assert!(server.stop());
        eprintln!(
            "{store}: {} in {} taps, without scripts {}",
            seen.number, seen.taps, seen.plain.taps
        );
    }
}

fn judge(seen: &Seen) {
    assert!(seen.taps <= TAPS_MAX, "{} taps to report with a photo", seen.taps);
    assert!(seen.plain.taps <= TAPS_MAX, "{} taps without scripts", seen.plain.taps);
    assert_ne!(seen.number, seen.plain.number);
    assert_eq!(seen.points[1] - seen.points[0], POINTS, "{:?}", seen.points);
    for photo in [&seen.photo, &seen.plain.photo] {
        let bytes = STANDARD.decode(photo).unwrap();
        image::load_from_memory(&bytes).expect("the page serves a picture");
        for told in [camera::MAKER, b"Exif\0\0".as_slice(), b"GPS"] {
            assert!(!contains(&bytes, told), "the photo tells where and by what it was taken");
        }
    }
    assert!(seen.public.text.contains(&seen.number));
    assert!(seen.public.text.contains("停车难"), "{}", seen.public.text);
    assert!(seen.public.text.contains("确认"), "{}", seen.public.text);
    assert_eq!(seen.identity.len(), 4, "{:?}", seen.identity);
    for private in &seen.identity {
        assert!(private.chars().count() >= 2, "{private:?} is no name and no number");
        assert!(!seen.public.html.contains(private.as_str()), "the public page says {private}");
    }
    assert_eq!(seen.errors, Vec::<String>::new());
}

/// Where the walk is, and where its pictures go.
pub struct Tools {
    pub scripts: PathBuf,
    pub output: PathBuf,
}

/// `None` where there is no browser.
pub fn tools() -> Option<Tools> {
    if std::env::var("YILU_TEST_CHROMIUM").is_err() {
        eprintln!("skipped: YILU_TEST_CHROMIUM names no browser (scripts/test does)");
        return None;
    }
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scripts = crate_folder.join("web-measure");
    assert!(
        scripts.join("node_modules/playwright-core").exists(),
        "run `npm ci --ignore-scripts` in {} first",
        scripts.display()
    );
    let output = std::env::var("YILU_TEST_OUTPUT")
        .map_or_else(|_| crate_folder.join("../../target/walk"), PathBuf::from);
    Some(Tools { scripts, output })
}

fn walk(tools: &Tools, server: &Server, store: &str) -> Seen {
    let folder = tools.output.join(format!("walk-{store}"));
    std::fs::create_dir_all(&folder).unwrap();
    let photo = folder.join("camera.jpg");
    std::fs::write(&photo, camera::photo()).unwrap();
    let task = json!({
        "links": links(server),
        "photo": photo,
        "folder": folder,
        "text": "银泰东口没有骑手停车位，取餐只能停在路边，三天被贴了两次单。",
        "otherText": "西门也没有骑手停车位，取餐要绕一大圈。",
    });
    let file = folder.join("task.json");
    std::fs::write(&file, task.to_string()).unwrap();
    let walked =
        Command::new("node").arg("walk.mjs").arg(&file).current_dir(&tools.scripts).output();
    let walked = walked.expect("node runs");
    let said = String::from_utf8_lossy(&walked.stderr);
    assert!(walked.status.success(), "on {store}: {said}");
    serde_json::from_slice(&walked.stdout).unwrap()
}

/// The sign-in link of each role, as the program prints them.
pub fn links(server: &Server) -> BTreeMap<&str, &str> {
    let parts = server.printed.iter().map(|line| line.split_whitespace());
    parts.filter_map(|mut parts| Some((parts.next()?, parts.next()?))).collect()
}

/// Whether any file below `folder` holds `wanted`.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holds(&path, wanted)
        } else {
            contains(&std::fs::read(path).unwrap(), wanted)
        }
    })
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}
