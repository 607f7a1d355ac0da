//! Positions of a made-up town, the same for a seed.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use kernel::{Rng as _, SeededRng};

/// Writes `rows` positions of `workers` workers twice: dealt out by lot over `parts` files, and all
/// in one. Workers are in every file. Each token begins with `token-of-`.
pub fn write(folder: &Path, seed: u64, rows: u64, workers: u64, parts: usize) -> Town {
    let mut rng = SeededRng::new(seed);
    let header = "worker,time,lon,lat,occupation\n";
    let create = |name: String| {
        let path = folder.join(name);
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
        file.write_all(header.as_bytes()).unwrap();
        (path, file)
    };
    let (whole, mut all) = create("whole.csv".to_owned());
    let mut files: Vec<_> = (0..parts).map(|part| create(format!("part-{part}.csv"))).collect();
    for _ in 0..rows {
        let worker = rng.below(workers);
        let [day, hour, minute] = [7, 24, 60].map(|below| rng.below(below));
        // Homes are spread over the town, work is near them: cells with many and with few.
        let near = |home: u64, rng: &mut SeededRng| {
            home.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 300_000 + rng.below(40_000)
        };
        let (east, north) = (near(worker, &mut rng), near(worker + 1, &mut rng));
        let occupation =
            ["骑手", "快递员", "driver", "trucker"][usize::try_from(worker % 4).unwrap()];
        let row = format!(
            "token-of-{worker},2026-11-{} {hour:02}:{minute:02}:00,120.{east:06},31.{north:06},{occupation}\n",
            16 + day
        );
        all.write_all(row.as_bytes()).unwrap();
        let part = usize::try_from(rng.below(u64::try_from(parts).unwrap())).unwrap();
        files[part].1.write_all(row.as_bytes()).unwrap();
    }
    all.flush().unwrap();
    let parts = files.into_iter().map(|(path, mut file)| {
        file.flush().unwrap();
        path
    });
    Town { whole, parts: parts.collect() }
}

pub struct Town {
    pub whole: PathBuf,
    pub parts: Vec<PathBuf>,
}
