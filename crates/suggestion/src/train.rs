//! Learning a model from decided messages.

use thiserror::Error;

use crate::calibrate::{self, HeldOut};
use crate::example::{Example, seed_examples};
use crate::features::{Message, Sparse, TermTable, Weigher};
use crate::linear::{Linear, Task};
use crate::model::Model;
use crate::stored::Parts;

/// How to learn. The defaults are the measured ones; see the crate's README.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainOptions {
    /// What an error on an example costs against simplicity: larger follows the examples closer.
    pub cost: f64,
    /// How much a title counts beside a text, whatever their lengths.
    pub title_weight: f64,
    /// Terms kept, the commonest first.
    pub terms_max: usize,
    /// Parts to hold out in turn to learn how sure to be; 0 or 1 for a fixed guess.
    pub calibration_folds: usize,
    /// For the order in which examples are visited.
    pub seed: u64,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { cost: 0.3, title_weight: 0.6, terms_max: 200_000, calibration_folds: 5, seed: 1 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TrainError {
    #[error("the example titled {title:?} has a blank label: give every example its category")]
    BlankLabel { title: String },
    #[error("option {name} must be a positive number")]
    OptionOutOfRange { name: &'static str },
    #[error("cannot split {examples} examples into {folds} folds: ask for 2 to {examples}")]
    Folds { folds: usize, examples: usize },
}

impl Model {
    /// Learns from `examples` in any order; the same examples give the same model. Without
    /// examples the model proposes nothing.
    pub fn train(examples: &[Example], options: &TrainOptions) -> Result<Self, TrainError> {
        options.check()?;
        let sorted = checked_and_sorted(examples)?;
        let labels = labels_of(&sorted);
        let targets = targets_of(&sorted, &labels);
        let learned = Learned::from(&sorted, &targets, labels.len(), options);
        let try_part =
            |held_out: &[bool]| try_part(&sorted, &targets, labels.len(), held_out, options);
        let folds = options.calibration_folds;
        let sharpness = calibrate::sharpness(&targets, labels.len(), folds, options.seed, try_part);
        let Learned { table, linear, .. } = learned;
        let title_weight = options.title_weight;
        Ok(Self::new(Parts { labels, table, title_weight, linear, sharpness }))
    }

    /// Learns from a catalogue's sample phrases alone, for a city without history.
    pub fn from_seeds<Label: AsRef<str>, Phrase: AsRef<str>>(
        seeds: &[(Label, &[Phrase])],
    ) -> Result<Self, TrainError> {
        Self::train(&seed_examples(seeds), &TrainOptions::default())
    }
}

struct Learned {
    table: TermTable,
    weigher: Weigher,
    linear: Linear,
}

impl Learned {
    fn from(
        examples: &[&Example],
        targets: &[usize],
        labels: usize,
        options: &TrainOptions,
    ) -> Self {
        let table = TermTable::count(examples.iter().copied().map(read), options.terms_max);
        let weigher = Weigher::new(&table, options.title_weight);
        let vectors: Vec<Sparse> =
            examples.iter().map(|example| weigher.weigh(&read(example))).collect();
        let task = Task { vectors: &vectors, targets, labels, terms: weigher.terms() };
        let linear = Linear::learn(&task, options.cost, options.seed);
        Self { table, weigher, linear }
    }
}

fn read(example: &Example) -> Message {
    Message::read(&example.title, &example.text)
}

/// Learns from the examples that are not held out, terms and all, and scores the others.
fn try_part(
    examples: &[&Example],
    targets: &[usize],
    labels: usize,
    held_out: &[bool],
    options: &TrainOptions,
) -> Vec<HeldOut> {
    let part = |wanted: bool| -> (Vec<&Example>, Vec<usize>) {
        let marked = examples.iter().zip(targets).zip(held_out);
        marked.filter(|(_, out)| **out == wanted).map(|((x, target), _)| (*x, *target)).unzip()
    };
    let (kept, kept_targets) = part(false);
    let learned = Learned::from(&kept, &kept_targets, labels, options);
    let (tried, tried_targets) = part(true);
    let vectors = tried.iter().map(|example| learned.weigher.weigh(&read(example)));
    vectors
        .zip(tried_targets)
        .filter(|(vector, _)| !vector.is_empty())
        .map(|(vector, target)| (learned.linear.scores(&vector), target))
        .collect()
}

impl TrainOptions {
    fn check(&self) -> Result<(), TrainError> {
        for (name, value) in [("cost", self.cost), ("title_weight", self.title_weight)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(TrainError::OptionOutOfRange { name });
            }
        }
        if self.terms_max == 0 {
            return Err(TrainError::OptionOutOfRange { name: "terms_max" });
        }
        Ok(())
    }
}

/// In one order whatever the caller's, so that sums round alike.
pub fn checked_and_sorted(examples: &[Example]) -> Result<Vec<&Example>, TrainError> {
    if let Some(example) = examples.iter().find(|example| example.label.trim().is_empty()) {
        return Err(TrainError::BlankLabel { title: example.title.clone() });
    }
    let mut sorted: Vec<&Example> = examples.iter().collect();
    sorted.sort_unstable();
    Ok(sorted)
}

/// The labels of sorted examples, each once.
pub fn labels_of(sorted: &[&Example]) -> Vec<String> {
    let mut labels: Vec<String> = sorted.iter().map(|example| example.label.clone()).collect();
    labels.dedup();
    labels
}

/// Each example's label as a place in sorted `labels`.
pub fn targets_of(examples: &[&Example], labels: &[String]) -> Vec<usize> {
    examples
        .iter()
        .map(|example| labels.binary_search(&example.label).unwrap_or(labels.len()))
        .collect()
}
