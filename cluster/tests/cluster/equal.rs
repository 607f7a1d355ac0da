//! Two executors and one process with the same key.

use std::{collections::BTreeSet, path::Path, time::Instant};

use heat::{Collected, Family, Key, Privacy, collect, exact, protect};
use heat_cluster::{Cluster, count};
use kernel::SeededRng;

use crate::{PROGRAM, block_on, job, names, town};

const SEED: u64 = 7;

fn one_process(file: &Path, scratch: &Path) -> Collected {
    let plan = job().plan(2, 384 << 20, scratch).unwrap();
    let source = heat::open(file, &job().columns, &|_, _| {}).unwrap();
    // The first that is drawn is the key.
    collect(source.as_ref(), &plan, &mut SeededRng::new(SEED)).unwrap()
}

/// The bytes of the release with its exact counts, and of the protected one.
fn files(folder: &Path, collect: impl Fn() -> Collected) -> [Vec<u8>; 2] {
    let counts = folder.join("counts.csv");
    exact(collect()).stage(&counts).unwrap().publish().unwrap();
    let [epsilon, delta] = ["1", "1e-6"].map(|text| text.parse().unwrap());
    let privacy = Privacy { epsilon, delta, k: 10, bound: 8, noise: Family::Gaussian };
    let release = protect(collect(), &privacy, &mut SeededRng::new(1)).unwrap();
    let cells = folder.join("cells.csv");
    release.stage(&cells).unwrap().publish().unwrap();
    [counts, cells].map(|path| std::fs::read(path).unwrap())
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
fn compare(rows: u64, workers: u64, parts: usize, memory: u16) {
    let folder = tempfile::tempdir().unwrap();
    let (town, scratch) =
        (town::write(folder.path(), 3, rows, workers, parts), folder.path().join("scratch"));
    std::fs::create_dir(&scratch).unwrap();
    let begun = Instant::now();
    let expected = one_process(&town.whole, folder.path());
    let alone = begun.elapsed().as_secs_f64();
    assert_eq!((expected.tally.rows, expected.tally.rejected()), (rows, 0));
    let cluster = Cluster::Local {
        program: PROGRAM.into(),
        executors: 2,
        memory,
        scratch: scratch.clone(),
        key: Key::new(&mut SeededRng::new(SEED)),
    };
    let begun = Instant::now();
    let (found, joined) = block_on(count(&town.parts, &job(), &cluster)).unwrap();
    let together = begun.elapsed().as_secs_f64();
    assert_eq!(joined.tally.rows, rows);
    assert_eq!(joined.tally.days(), expected.tally.days());
    assert_eq!(joined.occupied(), expected.occupied());
    let processes: BTreeSet<u32> = found.notes.iter().map(|note| note.process).collect();
    assert_eq!(processes.len(), 2, "both executors have read");
    assert!(names(&scratch).is_empty(), "nothing is left of the executors");
    let again = || {
        let shares: Vec<_> = found.notes.iter().map(|note| note.share.clone()).collect();
        let plan = job().plan(1, 0, folder.path()).unwrap();
        heat::join(found.counts.iter().copied(), &shares, &plan).unwrap()
    };
    let [counts, cells] = files(folder.path(), again);
    let [wanted, wanted_cells] = files(folder.path(), || one_process(&town.whole, folder.path()));
    assert!(counts == wanted, "the counts differ");
    assert!(cells == wanted_cells, "the releases differ");
    let (slots, there) = expected.occupied();
    println!(
        "{rows} positions of {workers} workers in {parts} files, {slots} slots in {there} cells, all \
         counts equal: one process {alone:.1} s, two executors {together:.1} s"
    );
}

#[test]
fn two_executors_count_two_million_positions_as_one_process_does() {
    compare(2_000_000, 40_000, 2, 384);
}

#[test]
fn more_files_than_executors_change_no_count() {
    compare(200_000, 20_000, 5, 384);
}

/// Where more is read than may stay in memory: what is read and what is sorted go to disk.
#[test]
fn little_memory_changes_no_count() {
    compare(2_400_000, 1_200_000, 2, 16);
}
