//! Seven real days of meal couriers the whole way to protected cells.

#[path = "../examples/riders/days.rs"]
mod days;

use std::{fs::File, io::BufWriter, path::Path};

use heat::{Columns, Family, Fold, Plan, Privacy, collect, protect, read_release};
use kernel::{SeededRng, count};

#[test]
fn real_couriers_become_protected_cells_near_the_truth() {
    let named = std::env::var_os("YILU_SHARED").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("shared"));
    let name = "data/riders/grubhub_mdrp";
    let found =
        named.into_iter().chain(beside).map(|dir| dir.join(name)).find(|path| path.exists());
    let Some(days) = found else {
        println!("skipped: {name} is not in $YILU_SHARED nor in a sibling folder `shared`");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    let rows = days::positions(&days, &mut BufWriter::new(File::create(&file).unwrap())).unwrap();
    let [epsilon, delta] = ["2", "1e-6"].map(|text| text.parse().unwrap());
    let privacy = Privacy { epsilon, delta, k: 10, bound: 4, noise: Family::Laplace };
    let plan = Plan {
        resolution: h3o::Resolution::Eight,
        fold: Fold::Whole,
        period: None,
        bound: Some(4),
        threads: 2,
        memory: 16 << 20,
        scratch: folder.path().to_owned(),
    };
    let source = heat::open(&file, &Columns::default(), &|_, _| {}).unwrap();
    let collected = collect(source.as_ref(), &plan, &mut SeededRng::new(1)).unwrap();
    assert_eq!(
        (count::to_i64(rows).unsigned_abs(), 0),
        (collected.tally.rows, collected.tally.rejected())
    );
    let release = protect(collected, &privacy, &mut SeededRng::new(1)).unwrap();
    let out = folder.path().join("cells.csv");
    release.stage(&out).unwrap().publish().unwrap();
    let (_, cells) = read_release(&out, 10).unwrap();
    assert!(cells.len() >= 10, "{cells:?}");
    // Counting everybody everywhere says how many there can be at most.
    let source = heat::open(&file, &Columns::default(), &|_, _| {}).unwrap();
    let plan = Plan { bound: None, ..plan };
    let collected = collect(source.as_ref(), &plan, &mut SeededRng::new(1)).unwrap();
    let truth = folder.path().join("truth.csv");
    heat::exact(collected).stage(&truth).unwrap().publish().unwrap();
    let truth = std::fs::read_to_string(truth).unwrap();
    for shown in cells {
        let index = format!("{:x},", shown.cell);
        let line = truth.lines().find(|line| line.starts_with(&index)).unwrap();
        let workers: i64 = line.split(',').nth(5).unwrap().parse().unwrap();
        // Noise of scale 2 goes beyond 40 once in a thousand million times.
        assert!(workers >= 10 && shown.weight <= workers + 40, "{shown:?} of {workers}");
    }
}
