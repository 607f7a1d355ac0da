//! How long pages take to write. Run with
//! `YILU_MEASURE=1 cargo test -p ui --release --test speed -- --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "gallery/sample.rs"]
mod sample;

use std::time::Instant;

use ui::{Density, Lang, words::SOURCES};

const ROUNDS: u32 = 2_000;

#[test]
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn pages_and_words() {
    if std::env::var_os("YILU_MEASURE").is_none() {
        println!("skipped: a measurement; set YILU_MEASURE and build for release");
        return;
    }
    for (name, shell) in sample::pages(Lang::Zh, Density::Desk) {
        let started = Instant::now();
        for _ in 0..ROUNDS {
            std::hint::black_box(shell.render());
        }
        println!("{name}: shell {:?}", started.elapsed() / ROUNDS);
    }
    let started = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(sample::pages(Lang::Zh, Density::Desk));
    }
    println!("all nine pages, made: {:?}", started.elapsed() / ROUNDS);
    let started = Instant::now();
    for _ in 0..ROUNDS {
        std::hint::black_box(sample::table_page(Lang::Zh));
    }
    println!("table of 25 rows, made: {:?}", started.elapsed() / ROUNDS);
    let words = ui::Words::new(SOURCES);
    let started = Instant::now();
    for _ in 0..ROUNDS {
        for _ in 0..100 {
            std::hint::black_box(words.get(Lang::Zh, std::hint::black_box("ui-change")));
        }
    }
    let spent = started.elapsed() / ROUNDS;
    println!("100 words: {spent:?}");
    assert!(spent.as_micros() < 100, "100 look-ups took {spent:?}");
}
