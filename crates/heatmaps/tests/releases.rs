//! Releases are kept once, whole, and only protected ones, on both stores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write as _, path::Path};

use h3o::Resolution;
use heat::{Columns, Family, Fold, Plan, Privacy, collect, exact, protect};
use heatmaps::{Kept, MIGRATIONS, Unfit, cells, keep, read};
use kernel::{Moment, SeededRng, Timestamp};
use storage::{Stamp, testing::each_store};

/// A release about 500 riders in one cell, protected or not.
fn release(folder: &Path, protected: bool) -> std::path::PathBuf {
    let positions = folder.join("positions.csv");
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for worker in 0..500 {
        writeln!(text, "w{worker},2026-11-16 08:00,120.3,31.5,rider").unwrap();
    }
    std::fs::write(&positions, text).unwrap();
    let [epsilon, delta] = ["1", "1e-6"].map(|text| text.parse().unwrap());
    let privacy = Privacy { epsilon, delta, k: 10, bound: 2, noise: Family::Gaussian };
    let plan = Plan {
        resolution: Resolution::Eight,
        fold: Fold::Day,
        period: None,
        bound: protected.then_some(2),
        threads: 1,
        memory: 0,
        scratch: folder.to_owned(),
    };
    let source = heat::open(&positions, &Columns::default(), &|_, _| {}).unwrap();
    let mut rng = SeededRng::new(1);
    let collected = collect(source.as_ref(), &plan, &mut rng).unwrap();
    let release =
        if protected { protect(collected, &privacy, &mut rng).unwrap() } else { exact(collected) };
    let out = folder.join("cells.csv");
    release.stage(&out).unwrap().publish().unwrap();
    out
}

#[test]
fn a_protected_release_is_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let checked = read(&release(folder.path(), true), 10).unwrap();
    let threshold = checked.guarantee().threshold.unwrap();
    each_store(MIGRATIONS, |store| {
        let stamp = |seed| {
            Stamp::system(Moment::seeded(Timestamp::from_seconds(1_794_789_000), seed), "test")
        };
        let kept = |seed| {
            let release = checked.clone();
            store
                .store
                .write_blocking(stamp(seed), move |tx| keep(tx, &release, ("platform a", None)))
                .unwrap()
        };
        assert_eq!((kept(1), kept(2)), (Kept::New(1), Kept::Known));
        let found = store.store.read_blocking(cells).unwrap();
        assert_eq!(found.len(), 1);
        let slot = &found[0];
        assert_eq!((slot.hours.as_str(), slot.hour, slot.occupation.as_str()), ("day", 8, "rider"));
        assert!(slot.weight >= threshold && (450..550).contains(&slot.weight), "{slot:?}");
        assert_eq!(slot.source, "platform a");
    });
}

#[test]
fn exact_counts_and_a_k_below_the_citys_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let exact = release(folder.path(), false);
    assert!(matches!(read(&exact, 1), Err(Unfit::Exact)));
    let protected = release(folder.path(), true);
    assert!(matches!(read(&protected, 20), Err(Unfit::K { k: 10, wanted: 20 })));
    std::fs::remove_file(heat::sidecar(&protected)).unwrap();
    assert!(matches!(read(&protected, 10), Err(Unfit::Io(..))));
}
