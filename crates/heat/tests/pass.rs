//! A whole pass: files in, releases out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::Path,
};

use h3o::Resolution;
use heat::{
    Collected, Columns, Family, Fold, Occupation, Plan, Privacy, Reason, Unfit, collect, exact,
    protect, read_release, sidecar,
};
use kernel::{Rng as _, SeededRng, count};

fn plan(scratch: &Path, bound: Option<u32>, threads: usize) -> Plan {
    Plan {
        resolution: Resolution::Nine,
        fold: Fold::Week,
        period: None,
        bound,
        threads,
        memory: 0,
        scratch: scratch.to_owned(),
    }
}

fn privacy(k: u32) -> Privacy {
    let [epsilon, delta] = ["2", "0.01"].map(|text| text.parse().unwrap());
    Privacy { epsilon, delta, k, bound: 4, noise: Family::Laplace }
}

fn counted(file: &Path, columns: &Columns, plan: &Plan, seed: u64) -> Collected {
    let source = heat::open(file, columns, &|_, _| {}).unwrap();
    collect(source.as_ref(), plan, &mut SeededRng::new(seed)).unwrap()
}

/// Rows of a town: worker, day and hour of the week, lon, lat, occupation.
fn town(rows: usize) -> Vec<(u64, u64, f64, f64, &'static str)> {
    let mut rng = SeededRng::new(4);
    let mut share =
        |below: f64| count::to_f64(rng.below(1 << 20).cast_signed()) / 1_048_576.0 * below;
    let row = |_| {
        let worker = count::round(share(300.0).floor()).unsigned_abs();
        let hour = count::round(share(6.0).floor()).unsigned_abs();
        let at = (120.3 + share(0.02), 31.5 + share(0.02));
        (worker, hour, at.0, at.1, if worker.is_multiple_of(3) { "骑手" } else { "courier" })
    };
    (0..rows).map(row).collect()
}

fn csv(rows: &[(u64, u64, f64, f64, &str)]) -> String {
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for (worker, hour, lon, lat, name) in rows {
        writeln!(text, "w{worker},2026-11-16 {hour:02}:30:00,{lon},{lat},{name}").unwrap();
    }
    text
}

type Exact = BTreeMap<(String, u64, String), (u64, u64)>;

/// The file of an exact release: workers and positions by cell, hour and occupation.
fn shown(file: &Path) -> Exact {
    let text = std::fs::read_to_string(file).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |at: usize| fields[at].parse::<u64>().unwrap();
        ((fields[0].to_owned(), number(1), fields[2].to_owned()), (number(5), number(6)))
    };
    text.lines().skip(1).map(row).collect()
}

#[test]
fn exact_counts_are_those_of_counting_each_point_with_h3o() {
    let folder = tempfile::tempdir().unwrap();
    let rows = town(60_000);
    let mut expected: BTreeMap<_, (BTreeSet<u64>, u64)> = BTreeMap::new();
    for (worker, hour, lon, lat, name) in &rows {
        let cell = h3o::LatLng::new(*lat, *lon).unwrap().to_cell(Resolution::Nine);
        let slot = expected.entry((cell.to_string(), *hour, (*name).to_owned())).or_default();
        slot.0.insert(*worker);
        slot.1 += 1;
    }
    let expected: Exact = expected
        .into_iter()
        .map(|(slot, (workers, positions))| {
            (slot, (count::to_i64(workers.len()).unsigned_abs(), positions))
        })
        .collect();
    let text = csv(&rows);
    let plain = folder.path().join("positions.csv");
    std::fs::write(&plain, &text).unwrap();
    let packed = folder.path().join("positions.csv.gz");
    let file = std::fs::File::create(&packed).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    gzip.finish().unwrap();
    for (input, threads) in [(&plain, 1), (&plain, 3), (&packed, 2)] {
        let plan = plan(folder.path(), None, threads);
        let collected = counted(input, &Columns::default(), &plan, 9);
        assert_eq!((collected.tally.rows, collected.tally.rejected()), (60_000, 0));
        let out = folder.path().join("cells.csv");
        exact(collected).stage(&out).unwrap().publish().unwrap();
        assert_eq!(shown(&out), expected);
        // Exact counts are marked, and nobody takes them.
        let refused = read_release(&out, 1).unwrap_err();
        assert!(matches!(refused, Unfit::Exact), "{refused}");
    }
}

/// Nobody counts in more than the bound, spilling or not, and who counts where does not depend on
/// the threads.
#[test]
fn a_worker_counts_in_no_more_slots_than_the_bound() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    // Each worker alone in an occupation: its rows are its slots.
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for round in 0..400 {
        for worker in 0..50 {
            let (lon, lat) = (120.0 + f64::from(round) * 0.004, 31.0 + f64::from(worker) * 1e-4);
            writeln!(text, "w{worker},2026-11-1{} 08:00,{lon},{lat},only {worker}", 6 + round % 4)
                .unwrap();
        }
    }
    std::fs::write(&file, &text).unwrap();
    let mut releases = Vec::new();
    for threads in [1, 2, 4] {
        let plan = plan(folder.path(), Some(4), threads);
        let collected = counted(&file, &Columns::default(), &plan, 5);
        assert_eq!(collected.tally.rows, 20_000);
        // 50 workers in 4 slots each, though each was in 400.
        assert_eq!(collected.occupied().0, 200);
        releases.push(format!("{collected:?}"));
    }
    assert!(releases.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn a_release_says_what_it_promises_and_is_taken_only_as_it_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    std::fs::write(&file, csv(&town(60_000))).unwrap();
    let out = folder.path().join("cells.csv");
    let made = |seed| {
        let collected = counted(&file, &Columns::default(), &plan(folder.path(), Some(4), 2), seed);
        let release = protect(collected, &privacy(10), &mut SeededRng::new(seed)).unwrap();
        release.stage(&out).unwrap().publish().unwrap()
    };
    // 300 workers in some 60 cells and 12 slots each, 4 of them counted: too few for the week.
    let told = made(1);
    assert!(told.protected && told.threshold.unwrap() > 10);
    let (read, cells) = read_release(&out, 10).unwrap();
    assert_eq!(read, told);
    assert_eq!(count::to_i64(cells.len()).unsigned_abs(), told.rows);
    assert!(cells.iter().all(|cell| cell.weight >= told.threshold.unwrap()));
    assert!(matches!(read_release(&out, 11), Err(Unfit::K { k: 10, wanted: 11 })));

    let guarantee = std::fs::read_to_string(sidecar(&out)).unwrap();
    let body = std::fs::read_to_string(&out).unwrap();
    let refused = |guarantee: &str, body: &str| {
        std::fs::write(sidecar(&out), guarantee).unwrap();
        std::fs::write(&out, body).unwrap();
        read_release(&out, 10).unwrap_err()
    };
    let changed = refused(&guarantee.replace("\"epsilon\": 2.0", "\"epsilon\": 1.0"), &body);
    assert!(matches!(changed, Unfit::Changed), "{changed}");
    let extra = format!("{body}89309939d47ffff,5,courier,120.3,31.5,99\n");
    let extra = refused(&guarantee, &extra);
    assert!(matches!(extra, Unfit::Row { .. } | Unfit::OtherCells), "{extra}");
    let other = refused(&guarantee, &body.replace("cell,", "cell,worker,"));
    assert!(matches!(other, Unfit::Row { line: 1, .. }), "{other}");
    // A pass that counted everybody everywhere cannot be protected afterwards.
    let collected = counted(&file, &Columns::default(), &plan(folder.path(), None, 1), 1);
    assert!(protect(collected, &privacy(10), &mut SeededRng::new(1)).is_err());
}

/// With everybody in one place the count is shown, near the truth.
#[test]
fn a_busy_cell_is_shown_with_a_weight_near_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    let mut text = String::from("worker,time,lon,lat,occupation\n");
    for worker in 0..2_000 {
        writeln!(text, "w{worker},2026-11-16 08:00,120.3,31.5,rider").unwrap();
    }
    writeln!(text, "alone,2026-11-17 08:00,120.5,31.7,rider").unwrap();
    std::fs::write(&file, &text).unwrap();
    let collected = counted(&file, &Columns::default(), &plan(folder.path(), Some(4), 2), 2);
    let release = protect(collected, &privacy(1), &mut SeededRng::new(2)).unwrap();
    let out = folder.path().join("cells.csv");
    release.stage(&out).unwrap().publish().unwrap();
    let (_, cells) = read_release(&out, 1).unwrap();
    assert_eq!(cells.len(), 1, "{cells:?}");
    assert!((1_950..2_050).contains(&cells[0].weight) && cells[0].hour == 8);
}

#[test]
fn rows_that_do_not_read_are_counted_with_line_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("positions.csv");
    let text = "\u{feff}lat;occupation;worker;extra;time;lon\r\n\
                31.5;rider;w1;x;2026-11-16 08:00;120.3\r\n\
                31.5;rider;;x;2026-11-16 08:00;120.3\r\n\
                \r\n\
                31.5;rider;w2;x;yesterday;120.3\r\n\
                91;rider;w2;x;2026-11-16;120.3\r\n\
                31.5;rider;w2;x;2026-11-16;181\r\n\
                31.5;=1+1;w2;x;2026-11-16;120.3\r\n\
                31.5;rider\r\n\
                31.5;\"rider\";\"w;2\";x;2026-11-16;120.3\r\n\
                31.5;\"rider;w2;x;2026-11-16;120.3\r\n\
                31.5;rider;w3;x;2026-11-20;120.3";
    std::fs::write(&file, text).unwrap();
    let day = |text: &str| text.parse().unwrap();
    let period = Some((day("2026-11-16"), day("2026-11-17")));
    let plan = Plan { period, ..plan(folder.path(), None, 2) };
    let collected = counted(&file, &Columns::default(), &plan, 1);
    let tally = &collected.tally;
    let told: Vec<_> = tally.lines().iter().map(|row| (row.line, row.reason)).collect();
    let expected = [
        (3, Reason::Worker),
        (5, Reason::Time),
        (6, Reason::Lat),
        (7, Reason::Lon),
        (8, Reason::Occupation),
        (9, Reason::Columns),
        (11, Reason::Columns),
        (12, Reason::Period),
    ];
    assert_eq!(told, expected);
    assert_eq!((tally.rows, tally.rejected(), collected.occupied()), (10, 8, (2, 1)));
    assert_eq!(tally.days(), Some((day("2026-11-16"), day("2026-11-16"))));
    let open = |columns: &Columns| heat::open(&file, columns, &|_, _| {}).map(drop);
    let missing = Columns { worker: "rider_id".to_owned(), ..Columns::default() };
    let error = open(&missing).unwrap_err().to_string();
    assert!(error.contains("\"rider_id\"") && error.contains("lat, occupation, worker"), "{error}");
    let all = Columns { occupation: Occupation::All("rider".to_owned()), ..Columns::default() };
    open(&all).unwrap();
    // One worker with many occupations must not decide who else is counted.
    let rows = (0..1_100).map(|n| format!("w,2026-11-16,120.3,31.5,job {n}\n"));
    let text = format!("worker,time,lon,lat,occupation\n{}", rows.collect::<String>());
    std::fs::write(&file, text).unwrap();
    let source = heat::open(&file, &Columns::default(), &|_, _| {}).unwrap();
    let error = collect(source.as_ref(), &plan, &mut SeededRng::new(1)).unwrap_err().to_string();
    assert!(error.contains("more than 1024 different occupations"), "{error}");
    std::fs::write(&file, "").unwrap();
    assert!(open(&all).unwrap_err().to_string().contains("is empty"));
}

/// The real tracks of `../shared`, where they are: every point's cell is that of h3o, and two people
/// are too few to show anything.
#[test]
fn real_tracks_of_two_people_show_nothing_of_them() {
    let named = std::env::var_os("YILU_SHARED").map(std::path::PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("shared"));
    let name = "data/riders/geolife_sample/geolife_sample.txt.gz";
    let found =
        named.into_iter().chain(beside).map(|dir| dir.join(name)).find(|path| path.exists());
    let Some(file) = found else {
        println!("skipped: {name} is not in $YILU_SHARED nor in a sibling folder `shared`");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let columns = Columns {
        worker: "uid".to_owned(),
        time: "datetime".to_owned(),
        lon: "lng".to_owned(),
        lat: "lat".to_owned(),
        occupation: Occupation::All("walker".to_owned()),
    };
    let collected = counted(&file, &columns, &plan(folder.path(), None, 2), 1);
    assert_eq!((collected.tally.rows, collected.tally.rejected()), (217_653, 0));
    let out = folder.path().join("cells.csv");
    exact(collected).stage(&out).unwrap().publish().unwrap();
    let counts = shown(&out);
    let cells: BTreeMap<String, u64> =
        counts.iter().fold(BTreeMap::new(), |mut sums, (slot, row)| {
            *sums.entry(slot.0.clone()).or_default() += row.1;
            sums
        });
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    let text = flate2::read::MultiGzDecoder::new(std::fs::File::open(&file).unwrap());
    for line in std::io::read_to_string(text).unwrap().lines().skip(1) {
        let fields: Vec<f64> = line.split(',').take(2).map(|it| it.parse().unwrap()).collect();
        let cell = h3o::LatLng::new(fields[0], fields[1]).unwrap().to_cell(Resolution::Nine);
        *expected.entry(cell.to_string()).or_default() += 1;
    }
    assert_eq!(cells, expected);
    let collected = counted(&file, &columns, &plan(folder.path(), Some(4), 2), 1);
    let release = protect(collected, &privacy(10), &mut SeededRng::new(1)).unwrap();
    assert!(release.is_empty());
}
