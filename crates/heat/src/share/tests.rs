use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use kernel::{Rng as _, SeededRng};

use super::*;
use crate::{Collector, Columns, Fold, collect, exact, open};

const BOUND: u32 = 4;

fn plan(scratch: &Path, threads: usize) -> Plan {
    Plan {
        resolution: h3o::Resolution::Nine,
        fold: Fold::Week,
        period: None,
        bound: Some(BOUND),
        threads,
        memory: 0,
        scratch: scratch.to_owned(),
    }
}

/// Positions of 300 workers with three occupations each, told apart by `share` of `of`; all when
/// there is one.
struct Town {
    share: u64,
    of: u64,
}

impl Source for Town {
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError> {
        let mut rng = SeededRng::new(11);
        let mut rows = 0;
        for row in 0..40_000 {
            let worker = format!("w{}", rng.below(300));
            let [east, north] = [(); 2].map(|()| f64::from(num::low(rng.below(1_000))) / 30_000.0);
            let seconds = 1_794_700_800 + rng.below(40_000).cast_signed();
            let occupation = ["骑手", "courier", "driver"][num::at(rng.below(3))];
            if row % self.of != self.share {
                continue;
            }
            rows += 1;
            let at = (120.3 + east, 31.5 + north);
            let taken = collector.take(worker.as_bytes(), seconds, at, occupation.as_bytes());
            assert_eq!(taken.map_err(ReadError::Scratch)?, None);
        }
        collector.tally.piece(0, rows, rows);
        Ok(())
    }
}

/// By mark, then lot, place, occupation.
type Entries = BTreeSet<(u64, u64, u64, u64)>;

/// What any engine does with the entries, as simply as it can be said.
fn counted(entries: Entries) -> Vec<Count> {
    let (mut turns, mut counts) = (BTreeMap::<u64, u32>::new(), BTreeMap::<(u64, u64), u64>::new());
    for (mark, _, place, occupation) in entries {
        let turn = turns.entry(mark).or_default();
        *turn += 1;
        if *turn <= BOUND {
            *counts.entry((place, occupation)).or_default() += 1;
        }
    }
    let count = |((place, occupation), workers)| Count { place, occupation, workers };
    counts.into_iter().map(count).collect()
}

fn shares(of: u64, seed: u64) -> (Entries, Vec<Share>) {
    let folder = tempfile::tempdir().unwrap();
    let key = Key::new(&mut SeededRng::new(seed));
    let mut entries = BTreeSet::new();
    let shares = (0..of).map(|number| {
        let mut tell = |told: Vec<Entry>| {
            entries.extend(told.iter().map(|it| (it.mark, it.lot, it.place, it.occupation)));
            Ok(())
        };
        let source = Town { share: number, of };
        share(&source, &plan(folder.path(), 1), &key, &mut tell).unwrap()
    });
    let shares = shares.collect();
    (entries, shares)
}

#[test]
fn shares_of_many_machines_come_to_what_one_machine_finds() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 1);
    let one = collect(&Town { share: 0, of: 1 }, &plan, &mut SeededRng::new(7)).unwrap();
    let expected = exact(one).stage(&folder.path().join("one.csv")).unwrap().publish().unwrap();
    for of in [1, 2, 5] {
        let (entries, shares) = shares(of, 7);
        assert!(of == 1 || entries.len() > 300 * 4, "the last cut must have something to do");
        let joined = join(counted(entries), &shares, &plan).unwrap();
        assert_eq!((joined.tally.rows, joined.tally.rejected()), (40_000, 0));
        let out = folder.path().join("many.csv");
        let told = exact(joined).stage(&out).unwrap().publish().unwrap();
        assert_eq!((told.rows, told.cells), (expected.rows, expected.cells.clone()), "{of} shares");
    }
    let (entries, shares) = shares(2, 8);
    let other = exact(join(counted(entries), &shares, &plan).unwrap());
    let other = other.stage(&folder.path().join("other.csv")).unwrap().publish().unwrap();
    assert_ne!(other.cells, expected.cells, "another key draws other lots");
}

#[test]
fn a_share_holds_nobody_in_more_slots_than_the_bound_and_no_token() {
    let (entries, shares) = shares(1, 3);
    let mut slots = BTreeMap::<u64, u32>::new();
    for (mark, ..) in &entries {
        *slots.entry(*mark).or_default() += 1;
    }
    assert_eq!(slots.len(), 300);
    assert!(slots.values().all(|slots| *slots == BOUND));
    let told = serde_json::to_string(&shares).unwrap();
    assert!(told.contains("骑手") && !told.contains("w1"), "{told}");
}

#[test]
fn counts_that_do_not_belong_to_the_shares_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(folder.path(), 1);
    let share = |names: &[String]| Share { names: names.to_vec(), tally: Tally::default() };
    let rider = [share(&["rider".to_owned()])];
    let good = Count { place: 1 << 20, occupation: hash("rider"), workers: 3 };
    assert_eq!(join([good], &rider, &plan).unwrap().occupied(), (1, 1));
    for wrong in [
        Count { occupation: hash("driver"), ..good },
        Count { place: 1 << 60, ..good },
        Count { place: good.place | 1, ..good },
        Count { workers: 0, ..good },
        Count { workers: 1 << 33, ..good },
    ] {
        assert_eq!(join([wrong], &rider, &plan).unwrap_err(), JoinError::Unknown, "{wrong:?}");
    }
    let many: Vec<String> = (0..700).map(|number| format!("job {number}")).collect();
    let more: Vec<String> = (600..1_300).map(|number| format!("job {number}")).collect();
    let error = join([], &[share(&many), share(&more)], &plan).unwrap_err();
    assert_eq!(error, JoinError::Occupations);
    join([], &[share(&many), share(&many)], &plan).unwrap();
    let unbounded = Plan { bound: None, ..plan };
    assert_eq!(join([], &[], &unbounded).unwrap_err(), JoinError::Unbounded);
    let key = Key::new(&mut SeededRng::new(1));
    let refused = super::share(&Town { share: 0, of: 1 }, &unbounded, &key, &mut |_| Ok(()));
    assert!(matches!(refused, Err(ReadError::Unbounded)));
}

#[test]
fn columns_are_renamed_and_a_share_survives_being_written_down() {
    let mut columns = Columns::default();
    columns.rename("worker=uid, time = at").unwrap();
    assert_eq!((columns.worker.as_str(), columns.time.as_str()), ("uid", "at"));
    let error = columns.rename("rider=uid").unwrap_err().to_string();
    assert!(error.contains("\"rider=uid\"") && error.contains("KIND=HEADER"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    let text =
        "uid,at,lon,lat,occupation\nw,2026-11-16,120.3,31.5,rider\nw,never,120.3,31.5,rider\n";
    std::fs::write(&file, text).unwrap();
    let source = open(&file, &columns, &|_, _| {}).unwrap();
    let key = Key::new(&mut SeededRng::new(1));
    let told = share(source.as_ref(), &plan(folder.path(), 1), &key, &mut |_| Ok(()));
    let text = serde_json::to_string(&told.unwrap()).unwrap();
    let read: Share = serde_json::from_str(&text).unwrap();
    assert_eq!((read.tally.rows, read.tally.rejected(), read.tally.lines().len()), (2, 1, 1));
    assert!(read.tally.days().is_some() && read.names == ["rider"]);
}
