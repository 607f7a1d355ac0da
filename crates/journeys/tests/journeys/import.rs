//! Real messages, taken over by the real command on both stores.

use std::{
    path::{Path, PathBuf},
    process::Output,
    time::Duration,
};

use kernel::{AreaCode, Timestamp, count};
use serde_json::{Value, json};

use crate::harness::{Start, databases};

pub const MESSAGES: i64 = 2_816;

/// The folder of shared test data: named by `YILU_SHARED`, or beside the checkout.
pub fn shared(path: &str) -> Option<PathBuf> {
    let named = std::env::var_os("YILU_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|up| up.join("shared"));
    let found =
        named.into_iter().chain(beside).map(|folder| folder.join(path)).find(|it| it.exists());
    if found.is_none() {
        eprintln!("skipped: {path} is not here; name its folder in YILU_SHARED");
    }
    found
}

pub fn import(file: &Path, data: &Path, database: Option<&str>) -> Output {
    let start = Start { arguments: vec!["import".into(), "cases".into()], ..Start::new("", data) };
    let file = file.display().to_string();
    start.with(&[&file, "--json"]).on(database).command().current_dir(data).output().unwrap()
}

/// The last line of standard output.
pub fn tally(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

#[test]
fn every_message_is_kept_once_and_the_figures_are_those_of_the_file() {
    let Some(file) = shared("data/messages/messages_answered.csv") else { return };
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let (data, database) = (folder.path(), database.as_deref());
        let first = tally(&import(&file, data, database));
        assert_eq!(first, json!({ "imported": MESSAGES, "duplicates": 0, "rejected": 0 }));
        let again = tally(&import(&file, data, database));
        assert_eq!(again, json!({ "imported": 0, "duplicates": MESSAGES, "rejected": 0 }));
        assert_eq!(kept_figures(data, database), direct_figures(&file));
        let verified = Start::new("verify", data).on(database).command().output().unwrap();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    }
}

/// Count, median and 90th percentile of days to answer, as the program counts them.
fn kept_figures(data: &Path, database: Option<&str>) -> (usize, String, String) {
    let mut options = storage::StoreOptions::in_folder(data);
    options.database = database.map(Into::into);
    options.migrations = yilu_program::wiring::migrations();
    let store = storage::Store::open(options).unwrap();
    let scope = insight::figures::Scope {
        from: Timestamp::from_seconds(0),
        to: Timestamp::from_seconds(4_000_000_000),
        area: AreaCode::NATION,
        source: Some("import:messages".into()),
    };
    let days = store.read_blocking(move |db| insight::figures::days(db, &scope)).unwrap();
    store.close();
    (days.answered, format!("{:.1}", days.median.unwrap()), format!("{:.1}", days.p90.unwrap()))
}

/// The same from the file itself, without the program.
fn direct_figures(file: &Path) -> (usize, String, String) {
    let mut seconds: Vec<i64> = csv::Reader::from_path(file)
        .unwrap()
        .records()
        .map(|record| {
            let record = record.unwrap();
            let [created, answered] = [3, 6].map(|column| local_seconds(&record[column]));
            // A day without an hour may begin before the report that it answers.
            (answered - created).max(0)
        })
        .collect();
    seconds.sort_unstable();
    let days = |q| format!("{:.1}", count::quantile(&seconds, q).unwrap() / 86_400.0);
    let figures = (seconds.len(), days(0.5), days(0.9));
    assert_eq!((figures.1.as_str(), figures.2.as_str()), ("11.2", "41.0"));
    figures
}

/// `2019/4/25 9:32:09` or with dashes or without a time, as seconds of a clock without zones.
fn local_seconds(text: &str) -> i64 {
    let numbers: Vec<i64> =
        text.split(['/', '-', ' ', ':']).map(|part| part.parse().unwrap()).collect();
    let at = |index: usize| numbers.get(index).copied().unwrap_or(0);
    let day = kernel::Day::new(
        i16::try_from(at(0)).unwrap(),
        i8::try_from(at(1)).unwrap(),
        i8::try_from(at(2)).unwrap(),
    );
    day.unwrap().number() * 86_400 + at(3) * 3_600 + at(4) * 60 + at(5)
}

#[test]
fn a_broken_off_import_goes_on_and_ends_at_the_same_count() {
    let Some(file) = shared("data/messages/messages_answered.csv") else { return };
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let (data, database) = (folder.path(), database.as_deref());
        for millis in [900, 1_500, 2_200] {
            let start =
                Start { arguments: vec!["import".into(), "cases".into()], ..Start::new("", data) };
            let file = file.display().to_string();
            let mut command = start.with(&[&file]).on(database).command();
            let mut child = command
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(millis));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let end = tally(&import(&file, data, database));
        let sum = end["imported"].as_i64().unwrap() + end["duplicates"].as_i64().unwrap();
        assert_eq!((sum, end["rejected"].as_i64()), (MESSAGES, Some(0)), "{end}");
        assert_eq!(kept_figures(data, database), direct_figures(&file));
    }
}

#[test]
fn bad_rows_come_back_with_line_and_reason_and_the_good_ones_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mixed.csv");
    let rows = "id,user,title,created_at,text,answer,answered_at\n\
        1,u,停车难,2019/4/25 9:32:09,门口没有停车位,已经划线,2019/5/6 10:00:00\n\
        2,u,停车难,昨天,门口没有停车位,,\n\
        3,u,,2019/4/25 9:32:09,没有标题,,\n\
        1,u,重复,2019/4/25 9:32:09,编号重复,,\n\
        4,u,充电难,2019/4/25 9:32:09,\"=cmd()\n第二行\",,\n\
        5,u,答复在前,2019/4/25 9:32:09,时间不对,早了,2018/1/1 0:00:00\n";
    std::fs::write(&file, rows).unwrap();
    let end = tally(&import(&file, folder.path(), None));
    assert_eq!(end, json!({ "imported": 2, "duplicates": 0, "rejected": 4 }));
    let back = std::fs::read_to_string(folder.path().join("mixed.csv.rejected.csv")).unwrap();
    let lines: Vec<&str> = back.lines().collect();
    assert!(lines[0].contains("line,reason,id"), "{back}");
    for (line, reason) in [
        ("3,", "is not a time"),
        ("4,", "title is empty"),
        ("5,", "stands on line 2"),
        ("8,", "older than the report"),
    ] {
        assert!(
            lines.iter().any(|it| it.starts_with(line) && it.contains(reason)),
            "{line} {reason}: {back}"
        );
    }
    let broken = folder.path().join("broken.csv");
    std::fs::write(&broken, b"id,title\n\xff\xff\x00\n").unwrap();
    let output = import(&broken, folder.path(), None);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("GB 18030"), "the remedy is named");
    let other = folder.path().join("other.csv");
    std::fs::write(&other, "编号,标题\n1,2\n").unwrap();
    let told = String::from_utf8_lossy(&import(&other, folder.path(), None).stderr).into_owned();
    assert!(told.contains("no column \"id\"") && told.contains("编号"), "{told}");
}
