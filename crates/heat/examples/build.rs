//! `build FILE CELLS [--noise]`: what `yilu heat build` does, for comparisons: all positions of a
//! file by cell of resolution 9, hour of the week and occupation; exact counts unless noise is
//! asked for. `build made N [--noise]` makes N positions of 100,000 workers on the fly instead.
//! Prints JSON.

use std::{path::Path, time::Instant};

use heat::{Collector, Columns, Decimal, Family, Plan, Privacy, ReadError, Source, collect};
use kernel::{Moment, Rng as _, SeededRng, Timestamp, count};

/// Positions around the homes of workers in a town.
struct Made {
    each: u64,
    threads: std::sync::atomic::AtomicU64,
}

const WORKERS: u64 = 100_000;

impl Source for Made {
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError> {
        let thread = self.threads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut rng = SeededRng::new(thread + 1);
        let names = ["courier", "rider", "driver", "trucker"];
        for _ in 0..self.each {
            let dice = rng.next();
            let worker = dice % WORKERS;
            let share = |bits: u64| count::to_f64((bits & 0xffff).cast_signed()) / 65_536.0;
            let lon = 120.1 + share(dice >> 16) * 0.4 + share(dice >> 24) * 1e-6;
            let lat = 31.4 + share(dice >> 32) * 0.35 + share(dice >> 40) * 1e-6;
            let seconds = 1_794_700_800 + (dice >> 40).cast_signed() % 604_800;
            let name = names[usize::try_from(worker % 4).unwrap_or(0)];
            let taken = collector.take(&worker.to_le_bytes(), seconds, (lon, lat), name.as_bytes());
            taken.map_err(ReadError::Scratch)?;
        }
        collector.tally.piece(thread, self.each, self.each);
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let noise = arguments.iter().any(|one| one == "--noise");
    let [input, output, ..] = arguments.as_slice() else { return Err("two arguments".into()) };
    let threads = std::thread::available_parallelism()?.get();
    let figure = |text: &str| text.parse::<Decimal>();
    let privacy = Privacy {
        epsilon: figure("1")?,
        delta: figure("1e-6")?,
        k: 10,
        bound: 8,
        noise: Family::Laplace,
    };
    let folder = tempfile::tempdir()?;
    let plan = Plan {
        resolution: h3o::Resolution::Nine,
        fold: heat::Fold::Week,
        period: None,
        bound: noise.then_some(privacy.bound),
        threads,
        memory: 384 << 20,
        scratch: folder.path().to_owned(),
    };
    let begun = Instant::now();
    let moment = Moment::system(Timestamp::from_seconds(0));
    let progress = |_, _| {};
    let made = Made { each: 0, threads: 0.into() };
    let (source, out): (Box<dyn Source>, _) = if input == "made" {
        let each = output.parse::<u64>()? / u64::try_from(threads)?;
        (Box::new(Made { each, ..made }), folder.path().join("cells.csv"))
    } else {
        let opened = heat::open(Path::new(input), &Columns::default(), &progress)?;
        (opened, Path::new(output).to_owned())
    };
    let collected = moment.with_rng(|rng| collect(source.as_ref(), &plan, rng))?;
    let rows = collected.tally.rows;
    let release = if noise {
        moment.with_rng(|rng| heat::protect(collected, &privacy, rng))?
    } else {
        heat::exact(collected)
    };
    let shown = release.len();
    release.stage(&out)?.publish()?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{{\"seconds\":{seconds:.3},\"positions\":{rows},\"rows\":{shown}}}");
    Ok(())
}
