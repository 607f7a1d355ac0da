//! One plane for each label, with weights rounded to 16 bits: what is scored is what is stored.

use kernel::SeededRng;
use kernel::count::{round, size_to_f64};
use serde::{Deserialize, Serialize};

use crate::features::Sparse;
use crate::num::{index, narrow};
use crate::svm::{self, Costs, Plane};

/// A rare label's examples weigh more than those of the others, but never beyond this many times.
const RARE_LABEL_WEIGHT_MAX: f64 = 20.0;

/// Weights by term, then by label: `weight = steps x scale of the label`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Linear {
    steps: Vec<i16>,
    scales: Vec<f32>,
    biases: Vec<f32>,
}

/// Messages as vectors, and each one's label as a number below `labels`.
pub struct Task<'a> {
    pub vectors: &'a [Sparse],
    pub targets: &'a [usize],
    pub labels: usize,
    pub terms: usize,
}

impl Linear {
    pub fn learn(task: &Task, cost: f64, seed: u64) -> Self {
        let mut linear = Self {
            steps: vec![0; task.terms.saturating_mul(task.labels)],
            scales: Vec::with_capacity(task.labels),
            biases: Vec::with_capacity(task.labels),
        };
        for label in 0..task.labels {
            let inside: Vec<bool> = task.targets.iter().map(|target| *target == label).collect();
            let costs = costs(&inside, task.labels, cost);
            let mut rng = SeededRng::new(seed);
            let plane = svm::separate(task.vectors, &inside, task.terms, costs, &mut rng);
            linear.take(label, task.labels, &plane);
        }
        linear
    }

    fn take(&mut self, label: usize, labels: usize, plane: &Plane) {
        let largest = plane.weights.iter().fold(0.0_f64, |most, weight| most.max(weight.abs()));
        let scale = (largest / f64::from(i16::MAX)).max(f64::from(f32::MIN_POSITIVE));
        for (step, weight) in self.steps.iter_mut().skip(label).step_by(labels).zip(&plane.weights)
        {
            *step = i16::try_from(round(weight / scale)).unwrap_or(i16::MAX);
        }
        self.scales.push(narrow(scale));
        self.biases.push(narrow(plane.bias));
    }

    /// The signed distances to the planes, by label.
    pub fn scores(&self, vector: &Sparse) -> Vec<f64> {
        let mut sums = vec![0.0_f64; self.scales.len()];
        for (number, value) in vector {
            for (sum, step) in sums.iter_mut().zip(self.row(*number)) {
                *sum += f64::from(*value) * f64::from(*step);
            }
        }
        for ((sum, scale), bias) in sums.iter_mut().zip(&self.scales).zip(&self.biases) {
            *sum = *sum * f64::from(*scale) + f64::from(*bias);
        }
        sums
    }

    /// What one unit of a term adds to a label's score.
    pub fn weight(&self, number: u32, label: usize) -> f64 {
        let step = self.row(number).get(label).copied().unwrap_or_default();
        f64::from(step) * f64::from(self.scales.get(label).copied().unwrap_or_default())
    }

    /// Whether the tables have the sizes that this many terms and labels need.
    pub fn fits(&self, terms: usize, labels: usize) -> bool {
        self.steps.len() == terms.saturating_mul(labels)
            && [&self.scales, &self.biases]
                .iter()
                .all(|list| list.len() == labels && list.iter().all(|number| number.is_finite()))
    }

    fn row(&self, number: u32) -> &[i16] {
        let labels = self.scales.len();
        let start = index(number).saturating_mul(labels);
        self.steps.get(start..start.saturating_add(labels)).unwrap_or_default()
    }
}

fn costs(inside: &[bool], labels: usize, cost: f64) -> Costs {
    let count = inside.iter().filter(|inside| **inside).count().max(1);
    let share = size_to_f64(inside.len()) / (size_to_f64(labels) * size_to_f64(count));
    Costs { inside: cost * share.min(RARE_LABEL_WEIGHT_MAX), outside: cost }
}
