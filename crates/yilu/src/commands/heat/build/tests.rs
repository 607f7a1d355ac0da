use std::fmt::Write as _;

use clap::Parser as _;
use kernel::Timestamp;

use super::*;
use crate::cli::{Arguments, Command, HeatCommand};

/// What `yilu heat build` would be given.
fn arguments(folder: &Path, more: &[&str]) -> BuildHeat {
    let [file, out] = ["positions.csv", "cells.csv"].map(|name| folder.join(name));
    let fixed = ["yilu", "heat", "build", file.to_str().unwrap(), "--out", out.to_str().unwrap()];
    let parsed = Arguments::try_parse_from(fixed.iter().chain(more)).unwrap();
    match parsed.command {
        Command::Heat(HeatCommand::Build(arguments)) => arguments,
        other => panic!("{other:?}"),
    }
}

fn positions(folder: &Path, workers: u32) {
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for worker in 0..workers {
        writeln!(text, "w{worker},2026-11-16 08:00,120.3,31.5,rider").unwrap();
    }
    text.push_str("w1,never,120.3,31.5,rider\n");
    std::fs::write(folder.join("positions.csv"), text).unwrap();
}

fn at(seed: u64) -> Moment {
    Moment::seeded(Timestamp::from_seconds(1_794_789_000), seed)
}

#[test]
fn a_release_is_charged_and_the_budget_ends() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    positions(folder, 600);
    let asked = arguments(folder, &["--epsilon", "2"]);
    let told = build(&asked, &at(1)).unwrap();
    assert_eq!((told.rows, told.resolution, told.protected), (1, 9, true));
    let read = heat::read_release(&asked.out, 10).unwrap();
    assert_eq!(read.0, told);
    let rejected = std::fs::read_to_string(folder.join("cells.csv.rejected.csv")).unwrap();
    assert!(rejected.contains("602,\"time: expected RFC 3339"), "{rejected}");
    build(&asked, &at(2)).unwrap();
    let before = std::fs::read(&asked.out).unwrap();
    // Four are spent; what is there stays as it is.
    let refused = build(&asked, &at(3)).unwrap_err().to_string();
    assert!(refused.contains("the budget is spent"), "{refused}");
    assert_eq!(std::fs::read(&asked.out).unwrap(), before);
    let ledger = std::fs::read_to_string(folder.join(LEDGER)).unwrap();
    assert_eq!(ledger.lines().count(), 3);
    // Other days have a budget of their own, and without a position nothing is released.
    let other = arguments(folder, &["--from", "2026-11-23", "--until", "2026-11-29"]);
    let refused = build(&other, &at(4)).unwrap_err().to_string();
    assert!(refused.contains("600 rows: time: outside the period"), "{refused}");
    // Exact counts are no release.
    let exact = build(&arguments(folder, &["--no-noise"]), &at(5)).unwrap();
    assert!(!exact.protected && heat::read_release(&asked.out, 1).is_err());
    let left: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    assert_eq!(left.len(), 5, "nothing half written: {left:?}");
}

#[test]
fn what_cannot_be_done_is_told_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    positions(folder, 20);
    let refused = |more: &[&str]| build(&arguments(folder, more), &at(1)).unwrap_err().to_string();
    assert!(refused(&["--bound", "0"]).starts_with("bound: 0"));
    assert!(refused(&["--columns", "who=uid"]).contains("the kinds are worker"));
    assert!(refused(&["--columns", "worker=uid"]).contains("no column \"uid\""));
    assert!(refused(&["--from", "2026-11-17", "--until", "2026-11-16"]).contains("comes before"));
    assert!(!folder.join("cells.csv").exists());
}
