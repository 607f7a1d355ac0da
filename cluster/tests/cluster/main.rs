//! Executors as processes of their own on the loopback: they come to the counts of one process, and
//! a release is whole or not there.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod broken;
mod equal;
mod remote;
mod town;

use std::path::Path;

use heat::{Columns, Fold};
use heat_cluster::Job;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yilu-heat-cluster");

fn job() -> Job {
    Job { resolution: 9, hours: Fold::Week, period: None, bound: 8, columns: Columns::default() }
}

/// Runs with stacks as deep as the program's own.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.enable_all().thread_stack_size(16 << 20).build().unwrap().block_on(work)
}

/// Names of what lies in a folder and below.
fn names(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.append(&mut names(&path));
        }
        found.push(path);
    }
    found
}
