//! `YILU_MEASURE=1 cargo test --release -p suggestion --test speed -- --nocapture`

#![expect(clippy::unwrap_used, reason = "a test may stop at the first fault")]
#![expect(clippy::disallowed_methods, reason = "a stopwatch has to read the clock")]

mod shared;

use std::time::{Duration, Instant};

use kernel::{Rng, SeededRng};
use suggestion::{Example, Model, TrainOptions};

fn timed<Value>(what: &str, work: impl FnOnce() -> Value) -> (Value, Duration) {
    let start = Instant::now();
    let value = work();
    let taken = start.elapsed();
    println!("{what}: {taken:?}");
    (value, taken)
}

/// New messages from clauses of old ones of the same label, with one character in ten replaced so
/// that the terms are as many as in a real history.
fn many(examples: &[Example], count: usize) -> Vec<Example> {
    let mut rng = SeededRng::new(11);
    let mut below = |bound: usize| -> usize {
        usize::try_from(rng.below(u64::try_from(bound).unwrap())).unwrap()
    };
    (0..count)
        .map(|_| {
            let base = &examples[below(examples.len())];
            let clauses: Vec<&str> = base.text.split(['，', '。']).collect();
            let mut text = String::new();
            for _ in 0..clauses.len() {
                text.push_str(clauses[below(clauses.len())]);
                text.push('，');
            }
            let mut noise = |letter| {
                let other = u32::try_from(0x4e00 + below(3_000)).unwrap();
                if below(10) == 0 { char::from_u32(other).unwrap() } else { letter }
            };
            let text: String = text.chars().map(&mut noise).collect();
            Example::new(base.title.chars().map(noise).collect::<String>(), text, &*base.label)
        })
        .collect()
}

#[test]
fn learning_and_proposing_are_fast_enough() {
    if std::env::var_os("YILU_MEASURE").is_none() {
        println!("skipped: a measurement; set YILU_MEASURE and build for release");
        return;
    }
    let Some(examples) = shared::labelled_messages() else { return };
    let options = TrainOptions::default();
    let (model, taken) = timed("246 examples", || Model::train(&examples, &options).unwrap());
    let small = taken;
    timed("first proposal, loading the dictionary", || model.suggest("路灯", "", 3));
    let (_, taken) = timed("246 proposals", || {
        examples.iter().map(|it| model.suggest(&it.title, &it.text, 3).len()).sum::<usize>()
    });
    let proposals = taken;
    let long = examples.iter().max_by_key(|it| it.text.len()).unwrap();
    timed("the longest message", || model.suggest(&long.title, &long.text, 3));

    let history = many(&examples, 50_000);
    let (model, taken) = timed("50,000 examples", || Model::train(&history, &options).unwrap());
    let large = taken;
    let (bytes, _) = timed("writing", || model.to_bytes().unwrap());
    println!("{} bytes", bytes.len());
    timed("reading", || Model::from_bytes(&bytes).unwrap());
    let (_, taken) = timed("246 proposals", || {
        examples.iter().map(|it| model.suggest(&it.title, &it.text, 3).len()).sum::<usize>()
    });
    assert!(small < Duration::from_secs(1), "{small:?}");
    assert!(large < Duration::from_mins(1), "{large:?}");
    assert!(proposals.max(taken) < Duration::from_millis(246), "{proposals:?} {taken:?}");
}
