//! `yilu suggest evaluate`

use std::{fs::File, path::Path};

use suggestion::{Example, TrainOptions, evaluate, read_labelled};

use crate::{
    cli::Evaluate,
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Evaluate) -> Outcome {
    let (train, test) = (read(&arguments.train)?, read(&arguments.test)?);
    eprintln!("yilu: {} to learn from, {} to be tried on", train.len(), test.len());
    let found = evaluate(&train, &test, &TrainOptions::default())
        .map_err(|error| Failure::told(error.to_string()))?;
    if arguments.json {
        let (macro_f1, top3, n) = (found.macro_f1, found.top3, found.n);
        println!("{}", serde_json::json!({ "macro_f1": macro_f1, "top3": top3, "n": n }));
    } else {
        println!("macro-F1 {:.4}, top-3 {:.4}, n {}", found.macro_f1, found.top3, found.n);
    }
    Ok(())
}

fn read(path: &Path) -> Outcome<Vec<Example>> {
    let file = File::open(path).map_err(Failure::file(path.display()))?;
    read_labelled(file).map_err(|error| Failure::told(format!("{}: {error}", path.display())))
}
