//! What goes wrong is told, and leaves no half of a release.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{PROGRAM, names, town};

fn build(folder: &Path, files: &[impl AsRef<Path>], more: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.arg("build").args(files.iter().map(AsRef::as_ref)).args(more);
    command.arg("--out").arg(folder.join("cells.csv")).arg("--scratch").arg(folder.join("scratch"));
    command.arg("--budget").arg(folder.join("ledger.jsonl"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn alive(process: u32) -> bool {
    // A process that has ended but was not waited for is a zombie: nobody's work any more.
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

/// Ends with how it went and what it said on both outputs.
fn told(mut child: Child) -> (bool, String) {
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    if let Some(mut stderr) = child.stderr.take() {
        stderr.read_to_string(&mut text).unwrap();
    }
    (child.wait().unwrap().success(), text)
}

fn published(folder: &Path) -> bool {
    let ledger = std::fs::read_to_string(folder.join("ledger.jsonl")).unwrap_or_default();
    folder.join("cells.csv").exists()
        || folder.join("cells.csv.json").exists()
        || ledger.lines().count() > 1
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("scratch")).unwrap();
    folder
}

#[test]
fn a_whole_run_releases_once_and_is_charged_once() {
    let folder = folder();
    let town = town::write(folder.path(), 5, 300_000, 60_000, 3);
    let hours = ["--hours", "whole", "--resolution", "8", "--occupation", "rider"];
    let (done, text) = told(build(folder.path(), &town.parts, &hours));
    assert!(done, "{text}");
    assert!(text.contains("3 files read by 2 executors: 300000 positions counted"), "{text}");
    let (guarantee, cells) = heat::read_release(&folder.path().join("cells.csv"), 10).unwrap();
    assert!(guarantee.protected && !cells.is_empty());
    let ledger = std::fs::read_to_string(folder.path().join("ledger.jsonl")).unwrap();
    assert_eq!(ledger.lines().count(), 2);
    assert!(names(&folder.path().join("scratch")).is_empty());
}

#[test]
fn an_executor_killed_midway_ends_the_run_and_nothing_is_published() {
    let folder = folder();
    let town = town::write(folder.path(), 6, 2_000_000, 40_000, 2);
    let mut child = build(folder.path(), &town.parts, &[]);
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut processes = Vec::new();
    let mut said = String::new();
    while processes.len() < 2 {
        let mut line = String::new();
        assert_ne!(errors.read_line(&mut line).unwrap(), 0, "it ended too early: {said}");
        if let Some((_, rest)) = line.split_once("executor (process ") {
            processes.push(rest.split(')').next().unwrap().parse::<u32>().unwrap());
        }
        said.push_str(&line);
    }
    let killed = Command::new("kill").args(["-9", &processes[0].to_string()]).status().unwrap();
    assert!(killed.success());
    errors.read_to_string(&mut said).unwrap();
    let (done, _) = told(child);
    assert!(!done, "{said}");
    let expected = format!("(process {}) ended before the counting was done", processes[0]);
    assert!(said.contains(&expected) && said.contains("nothing was published"), "{said}");
    assert!(!published(folder.path()), "{:?}", names(folder.path()));
    assert!(!alive(processes[1]), "the other executor still runs");
    assert!(names(&folder.path().join("scratch")).is_empty());
}

#[test]
fn a_coordinator_that_is_killed_takes_its_executors_with_it() {
    let folder = folder();
    let town = town::write(folder.path(), 6, 2_000_000, 40_000, 2);
    let mut child = build(folder.path(), &town.parts, &[]);
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    let process = line.split(['(', ')']).nth(1).unwrap().replace("process ", "").parse().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // All executors hold its other end: it closes when the last of them is gone.
    errors.read_to_string(&mut line).unwrap();
    assert!(!alive(process), "{line}");
    assert!(!published(folder.path()));
}

#[test]
fn a_file_that_does_not_do_is_named_and_nothing_is_published() {
    let folder = folder();
    let town = town::write(folder.path(), 8, 1_000, 100, 2);
    std::fs::write(&town.parts[1], "who,time,lon,lat,occupation\nw,2026-11-16,120,31,x\n").unwrap();
    let (done, text) = told(build(folder.path(), &town.parts, &[]));
    assert!(!done && text.contains("part-1.csv: no column \"worker\""), "{text}");
    assert!(!published(folder.path()));
    let (done, text) = told(build(folder.path(), &[&town.whole, &town.whole], &[]));
    assert!(!done && text.contains("whole.csv: named twice"), "{text}");
    let (done, text) = told(build(folder.path(), &[folder.path().join("absent.csv")], &[]));
    assert!(!done && text.contains("absent.csv"), "{text}");
    let (done, text) = told(build(folder.path(), &[&town.whole], &["--columns", "rider=x"]));
    assert!(!done && text.contains("--columns: \"rider=x\" is not KIND=HEADER"), "{text}");
}
