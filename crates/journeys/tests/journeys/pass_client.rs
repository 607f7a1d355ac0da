//! Passes and somebody else's library: `cwt`, from Python's package index, reads ours and makes its
//! own with the same key (`pass-client/drive.py`); and the command line that issues and checks.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::harness::program;

/// Runs `yilu pass` and gives what it prints, line by line.
fn pass(arguments: &[&str], input: &str) -> Vec<String> {
    let mut command = Command::new(program());
    command.arg("pass").args(arguments).env("YILU_LOG", "warn");
    let lines = told(command, input);
    lines.lines().map(str::to_owned).collect()
}

fn told(mut command: Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn somebody_elses_library_reads_our_passes_and_we_read_its() {
    let Some(python) = client() else { return };
    for algorithm in ["ES256", "EdDSA"] {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys.json");
        let keys = keys.to_str().unwrap();
        let issue =
            ["issue", "--keys", keys, "--alg", algorithm, "--area", "320211", "--count", "5"];
        let ours = pass(&issue, "").join("\n");
        let mut command = Command::new(&python);
        command.arg(here().join("drive.py")).arg(keys);
        let seen: Value = serde_json::from_str(&told(command, &ours)).unwrap();
        let read = seen["read"].as_array().unwrap();
        assert_eq!(read.len(), 5, "{seen}");
        for claims in read {
            assert_eq!(claims["3"], "gate");
            assert_eq!(claims["-70001"], serde_json::json!([1, 320_211]));
            assert_eq!(claims["7"].as_str().unwrap().len(), 16);
        }
        let made: Vec<_> =
            seen["made"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
        assert_eq!(made.len(), 3);
        let verify = ["verify", "--keys", keys];
        assert_eq!(pass(&verify, &made.join("\n")), vec!["accept"; 3], "{algorithm}");
        let refused = seen["refused"].as_object().unwrap();
        assert_eq!(refused.len(), 6);
        for (reason, text) in refused {
            assert_eq!(pass(&verify, text.as_str().unwrap()), [reason.as_str()], "{algorithm}");
        }
    }
}

#[test]
fn the_command_line_issues_and_checks_and_remembers_when_asked() {
    for algorithm in ["ES256", "EdDSA", "SM2"] {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys.json");
        let keys = keys.to_str().unwrap();
        let at = "2026-11-21T08:00:00+08:00";
        let issue = ["issue", "--keys", keys, "--alg", algorithm, "--area", "320211", "--at", at];
        let told: Value =
            serde_json::from_str(&pass(&[&issue[..], &["--json"]].concat(), "")[0]).unwrap();
        let [still, moving] = ["y1", "y2"].map(|name| told[name].as_str().unwrap().to_owned());
        assert_eq!(told["alg"], algorithm);
        let verify = |more: &[&str], input: &str| {
            pass(&[&["verify", "--keys", keys][..], more].concat(), input)
        };
        let lines = format!("{still}\r\n{moving}\n\nnothing\n{moving}");
        let all = ["accept", "accept", "reject_format", "reject_format"];
        assert_eq!(verify(&["--at", at], &lines)[..4], all);
        assert_eq!(verify(&["--at", at], &lines)[4], "accept");
        let strict = verify(&["--at", at, "--rotating", "--remember"], &lines);
        let expected =
            ["reject_static", "accept", "reject_format", "reject_format", "reject_replay"];
        assert_eq!(strict, expected);
        assert_eq!(verify(&["--at", at, "--area", "320212"], &still), ["reject_scope"]);
        assert_eq!(verify(&["--at", at, "--aud", "meet"], &still), ["reject_aud"]);
        assert_eq!(verify(&["--at", "1795305660"], &still), ["accept"]);
        assert_eq!(verify(&["--at", "1795305661"], &still), ["reject_expired"]);
        let report: Value =
            serde_json::from_str(&verify(&["--at", at, "--json"], &moving)[0]).unwrap();
        assert_eq!(report["verdict"], "accept", "{report}");
        assert_eq!(report["cti"], told["cti"]);
        assert_eq!(report["area"], "320211");
        assert_eq!(report["notes"], serde_json::json!(["stale_list"]));
    }
}

#[test]
fn the_day_without_network_is_played_from_the_command_line() {
    let played = || {
        let mut command = Command::new(program());
        command.args(["simulate", "gates", "--seed", "3", "--json"]).env("YILU_LOG", "warn");
        told(command, "")
    };
    let day = played();
    assert_eq!(day, played(), "the same seed plays the same day");
    let day: Value = serde_json::from_str(&day).unwrap();
    assert_eq!(day["attempts"], 10_000);
    assert_eq!(day["forged_accepted"], 0, "{day}");
    assert!(day["honest_refused_share"].as_f64().unwrap() <= 0.001, "{day}");
}

/// A Python that has the library; `None` with a word where there is no Python or no network.
fn client() -> Option<PathBuf> {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pass-client");
    let python = venv.join("bin").join("python");
    let list = here().join("requirements.txt");
    let wanted = std::fs::read_to_string(&list).unwrap();
    let mark = venv.join("installed.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|have| have == wanted) {
        return Some(python);
    }
    let run = |command: &mut Command| command.output().is_ok_and(|it| it.status.success());
    if !run(Command::new("python3").args(["-m", "venv"]).arg(&venv)) {
        eprintln!("skipped: no Python with venv; scripts/test installs it");
        return None;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
    if !run(Command::new(&python).args(pip).arg(list)) {
        eprintln!("skipped: pip cannot reach a package index, so there is no foreign library");
        return None;
    }
    std::fs::write(mark, wanted).unwrap();
    Some(python)
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pass-client")
}
