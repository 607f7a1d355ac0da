//! A roster of workers taken in by the real command, killed at moments of chance.

use std::{fmt::Write as _, path::Path, process::Stdio, time::Duration};

use kernel::{Rng as _, SeededRng};
use serde_json::json;

use crate::{
    harness::{Start, databases},
    import::tally,
};

const PEOPLE: i64 = 20_000;
const KILLS: u64 = 3;

fn command(file: &Path, data: &Path, database: Option<&str>) -> std::process::Command {
    let arguments = ["import", "people"].map(Into::into).to_vec();
    let start = Start { arguments, ..Start::new("", data) };
    let file = file.display().to_string();
    let mut command = start.with(&[&file, "--whole", "--json"]).on(database).command();
    command.current_dir(data);
    command
}

fn roster() -> String {
    let mut text = "工号,姓名,手机号,平台,站点,职业,户籍\n".to_owned();
    for number in 0..PEOPLE {
        let phone = 13_000_000_000 + number;
        let station = number % 97;
        writeln!(text, "K{number},王{number},{phone},飞送,第{station}站,骑手,330102").unwrap();
    }
    text
}

#[test]
fn a_roster_that_was_killed_at_any_moment_ends_with_everybody_once() {
    let mut chance = SeededRng::new(26);
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let (data, database) = (folder.path(), database.as_deref());
        let file = data.join("roster.csv");
        std::fs::write(&file, roster()).unwrap();
        for _ in 0..KILLS {
            let mut child = command(&file, data, database)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(1_200 + chance.below(2_500)));
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let end = tally(&command(&file, data, database).output().unwrap());
        let all = json!({
            "new": PEOPLE, "changed": 0, "unchanged": 0, "ended": 0, "rejected": 0
        });
        assert_eq!(end, all);
        let mut options = storage::StoreOptions::in_folder(data);
        options.database = database.map(Into::into);
        options.migrations = yilu_program::wiring::migrations();
        let store = storage::Store::open(options).unwrap();
        let counts = store
            .read_blocking(|db| {
                let mut counts = Vec::new();
                for sql in [
                    "SELECT COUNT(*) FROM registry_records",
                    "SELECT COUNT(DISTINCT mark) FROM registry_records",
                    "SELECT COUNT(DISTINCT phone) FROM registry_records",
                    "SELECT COUNT(*) FROM registry_facts",
                    "SELECT COUNT(*) FROM registry_records r JOIN access_keys k ON k.person = r.id",
                ] {
                    counts.push(db.query_one(sql, storage::params![], |row| row.get::<i64>(0))?);
                }
                Ok::<_, storage::Error>(counts)
            })
            .unwrap();
        store.close();
        assert_eq!(counts, [PEOPLE; 5]);
        let verified = Start::new("verify", data).on(database).command().output().unwrap();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    }
}
