//! Prints the figures of the README: `cargo run --release -p suggestion --example cross_validate
//! -- FILE`, where FILE is a CSV table with the columns title, text and topic.

use std::error::Error;
use std::fs::File;

use suggestion::{TrainOptions, cross_validate, read_labelled};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name a CSV file with columns title, text, topic")?;
    let examples = read_labelled(File::open(path)?)?;
    let result = cross_validate(&examples, 5, 10, 20_260_101, &TrainOptions::default())?;
    for (name, spread) in [("macro-F1", result.macro_f1), ("top 3", result.top3)] {
        println!(
            "{name} {:.3} ± {:.3} over {} folds",
            spread.mean,
            spread.deviation,
            result.folds.len()
        );
    }
    let pooled = result.pooled;
    println!("accuracy {:.3}, mean confidence {:.3}", pooled.accuracy, pooled.confidence);
    for (score, row) in pooled.per_label.iter().zip(&pooled.confusion) {
        let [precision, recall, f1] = [score.precision, score.recall, score.f1];
        println!("{precision:.3} {recall:.3} {f1:.3} {row:>4?} {}", score.label);
    }
    Ok(())
}
