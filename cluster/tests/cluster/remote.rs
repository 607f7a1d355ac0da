//! Executors that are started by themselves, as on other machines.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use heat_cluster::{Cluster, Failure, Found, count};

use crate::{PROGRAM, block_on, job, names, town};

struct Executor(Child);

impl Drop for Executor {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn key(folder: &Path, name: &str) -> PathBuf {
    let made = Command::new(PROGRAM).arg("key").output().unwrap();
    assert!(made.status.success() && made.stdout.len() == 49);
    let path = folder.join(name);
    std::fs::write(&path, made.stdout).unwrap();
    path
}

fn executor(scheduler: SocketAddr, key: &Path, scratch: &Path) -> Executor {
    let child = Command::new(PROGRAM)
        .args(["executor", "--scheduler", &scheduler.to_string(), "--threads", "1"])
        .arg("--key")
        .arg(key)
        .arg("--scratch")
        .arg(scratch)
        .stderr(Stdio::null())
        .spawn();
    Executor(child.unwrap())
}

/// Counts with two executors of these keys, and looks at what they have on disk before they end.
fn counted(
    keys: [&Path; 2],
    files: &[PathBuf],
    look: impl FnOnce(&Path),
) -> Result<Found, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let executors = keys.map(|key| executor(listen, key, folder.path()));
    let cluster = Cluster::Remote { listen, executors: 2 };
    let counted = block_on(count(files, &job(), &cluster));
    look(folder.path());
    drop(executors);
    counted.map(|(found, _)| found)
}

#[test]
fn executors_that_hold_different_keys_are_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let town = town::write(folder.path(), 9, 20_000, 500, 2);
    let [one, other] = ["one.key", "other.key"].map(|name| key(folder.path(), name));
    let refused = counted([&one, &other], &town.parts, |_| ());
    assert!(matches!(refused, Err(Failure::Keys)), "{refused:?}");
}

#[test]
fn what_executors_exchange_holds_no_token_and_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let town = town::write(folder.path(), 9, 20_000, 500, 2);
    let key = key(folder.path(), "key");
    let secret = std::fs::read_to_string(&key).unwrap();
    let mut bytes = 0;
    let found = counted([&key, &key], &town.parts, |folder| {
        for path in names(folder).iter().filter(|path| path.is_file()) {
            let held = std::fs::read(path).unwrap();
            bytes += held.len();
            let holds = |what: &[u8]| held.windows(what.len()).any(|part| part == what);
            assert!(!holds(b"token-of"), "{}", path.display());
            assert!(!holds(secret.trim().as_bytes()), "{}", path.display());
        }
    });
    assert!(!found.unwrap().counts.is_empty());
    assert!(bytes > 10_000, "there was nothing to look at");
}
