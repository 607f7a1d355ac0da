//! How good the proposals are on messages that were not learned from.

use kernel::count::size_to_f64;
use serde::Serialize;

use crate::example::Example;
use crate::model::Model;
use crate::train::{TrainError, TrainOptions};

/// Figures of one trial. Shares run from 0 to 1, and are 0 when nothing was tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Messages tried.
    pub n: usize,
    /// The mean over labels of the harmonic mean of precision and recall; over the labels that
    /// were true or proposed at least once, as scikit-learn counts it.
    pub macro_f1: f64,
    /// The share of messages whose label was among the first three.
    pub top3: f64,
    /// The share of messages whose label came first.
    pub accuracy: f64,
    /// The mean confidence of the first proposals; near `accuracy` when calibrated.
    pub confidence: f64,
    pub per_label: Vec<LabelScore>,
    /// By true label, then by the label that came first, in the order of `per_label`. Messages
    /// without any proposal are in no column; they count as errors.
    pub confusion: Vec<Vec<usize>>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelScore {
    pub label: String,
    /// Messages that truly have the label.
    pub n: usize,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// Learns from `train` and tries on `test`. Labels that only `test` has count as errors.
pub fn evaluate(
    train: &[Example],
    test: &[Example],
    options: &TrainOptions,
) -> Result<Evaluation, TrainError> {
    let model = Model::train(train, options)?;
    let mut tally = Tally::new(train.iter().chain(test));
    for example in test {
        tally.try_one(&model, example);
    }
    Ok(tally.evaluation())
}

/// Counts that trials can be added to.
#[derive(Debug, Clone)]
pub(crate) struct Tally {
    labels: Vec<String>,
    confusion: Vec<Vec<usize>>,
    truths: Vec<usize>,
    top3: usize,
    confidence: f64,
}

impl Tally {
    pub fn new<'a>(examples: impl Iterator<Item = &'a Example>) -> Self {
        let mut labels: Vec<String> = examples.map(|example| example.label.clone()).collect();
        labels.sort_unstable();
        labels.dedup();
        let confusion = vec![vec![0; labels.len()]; labels.len()];
        let truths = vec![0; labels.len()];
        Self { labels, confusion, truths, top3: 0, confidence: 0.0 }
    }

    pub fn try_one(&mut self, model: &Model, example: &Example) {
        let proposals = model.suggest(&example.title, &example.text, 3);
        let place = |label: &String| self.labels.binary_search(label).unwrap_or(self.labels.len());
        let truth = place(&example.label);
        let first = proposals.first().map(|proposal| place(&proposal.label));
        if let Some(count) = self.truths.get_mut(truth) {
            *count += 1;
        }
        let cell = first.and_then(|first| self.confusion.get_mut(truth)?.get_mut(first));
        if let Some(count) = cell {
            *count += 1;
        }
        self.top3 += usize::from(proposals.iter().any(|proposal| proposal.label == example.label));
        self.confidence += proposals.first().map_or(0.0, |proposal| proposal.confidence);
    }

    pub fn add(&mut self, other: &Self) {
        let rows = self.confusion.iter_mut().zip(&other.confusion);
        let cells = rows.flat_map(|(row, more)| row.iter_mut().zip(more));
        cells.chain(self.truths.iter_mut().zip(&other.truths)).for_each(|(sum, n)| *sum += n);
        self.top3 += other.top3;
        self.confidence += other.confidence;
    }

    pub fn evaluation(&self) -> Evaluation {
        let n: usize = self.truths.iter().sum();
        let proposed = |label: usize| -> usize {
            self.confusion.iter().filter_map(|row| row.get(label)).sum()
        };
        let hits = |label: usize| -> usize {
            self.confusion.get(label).and_then(|row| row.get(label)).copied().unwrap_or_default()
        };
        let score = |(label, name): (usize, &String)| {
            let truths = self.truths.get(label).copied().unwrap_or_default();
            let hits = hits(label);
            let f1 = share(2 * hits, truths + proposed(label));
            let [precision, recall] = [share(hits, proposed(label)), share(hits, truths)];
            LabelScore { label: name.clone(), n: truths, precision, recall, f1 }
        };
        let per_label: Vec<LabelScore> = self.labels.iter().enumerate().map(score).collect();
        let used = (0..self.labels.len())
            .filter(|label| proposed(*label) + per_label.get(*label).map_or(0, |score| score.n) > 0)
            .count();
        Evaluation {
            n,
            macro_f1: per_label.iter().map(|score| score.f1).sum::<f64>()
                / size_to_f64(used.max(1)),
            top3: share(self.top3, n),
            accuracy: share((0..self.labels.len()).map(hits).sum(), n),
            confidence: self.confidence / size_to_f64(n.max(1)),
            per_label,
            confusion: self.confusion.clone(),
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    size_to_f64(part) / size_to_f64(whole.max(1))
}
