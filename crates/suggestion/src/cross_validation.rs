//! How good the proposals would be on new messages, told from the labelled ones alone.

use kernel::SeededRng;
use kernel::count::size_to_f64;
use serde::Serialize;

use crate::evaluate::{Evaluation, Tally};
use crate::example::Example;
use crate::folds;
use crate::model::Model;
use crate::train::{TrainError, TrainOptions, checked_and_sorted, labels_of, targets_of};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossValidation {
    /// Over the folds of all repeats.
    pub macro_f1: Spread,
    /// Over the folds of all repeats.
    pub top3: Spread,
    /// One for each fold of each repeat.
    pub folds: Vec<Evaluation>,
    /// All folds of all repeats as one trial: each example is tried once for each repeat.
    pub pooled: Evaluation,
}

/// A mean and how far the values lie from it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    pub mean: f64,
    /// The standard deviation of the values (of a population).
    pub deviation: f64,
}

/// Splits into `folds` parts with equal shares of each label, tries each part on a model learned
/// from the others, and does so `repeats` times with other splits drawn from `seed`. Nothing of a
/// part that is tried enters its model: neither terms, nor their rarity, nor the calibration.
pub fn cross_validate(
    examples: &[Example],
    folds: usize,
    repeats: usize,
    seed: u64,
    options: &TrainOptions,
) -> Result<CrossValidation, TrainError> {
    if folds < 2 || folds > examples.len() {
        return Err(TrainError::Folds { folds, examples: examples.len() });
    }
    let sorted = checked_and_sorted(examples)?;
    let labels = labels_of(&sorted);
    let targets = targets_of(&sorted, &labels);
    let mut rng = SeededRng::new(seed);
    let mut pooled = Tally::new(examples.iter());
    let mut trials = Vec::new();
    for _ in 0..repeats {
        let fold_of = folds::stratified(&targets, labels.len(), folds, &mut rng);
        for fold in 0..folds {
            let mut tally = Tally::new(examples.iter());
            let (test, train): (Vec<_>, Vec<_>) =
                sorted.iter().zip(&fold_of).partition(|(_, of)| **of == fold);
            let train: Vec<Example> =
                train.into_iter().map(|(example, _)| (*example).clone()).collect();
            let model = Model::train(&train, options)?;
            for (example, _) in test {
                tally.try_one(&model, example);
            }
            pooled.add(&tally);
            trials.push(tally.evaluation());
        }
    }
    Ok(CrossValidation {
        macro_f1: Spread::of(trials.iter().map(|trial| trial.macro_f1)),
        top3: Spread::of(trials.iter().map(|trial| trial.top3)),
        folds: trials,
        pooled: pooled.evaluation(),
    })
}

impl Spread {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let count = size_to_f64(values.clone().count().max(1));
        let mean = values.clone().sum::<f64>() / count;
        let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
        Self { mean, deviation: (squares / count).sqrt() }
    }
}
