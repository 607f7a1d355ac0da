//! From scores to honest confidences.
//!
//! Confidence is the softmax of the scores times one sharpness, chosen so that the labels of
//! examples held out from learning become most likely (temperature scaling: Guo, Pleiss, Sun and
//! Weinberger 2017, "On calibration of modern neural networks").

use kernel::SeededRng;
use kernel::count::size_to_f64;

use crate::folds;

/// Beyond this many examples one held-out part says enough; below it, each part is held out once.
const EXAMPLES_FOR_ALL_PARTS: usize = 5_000;
/// The sharpness when nothing could be held out.
const SHARPNESS_DEFAULT: f64 = 3.0;

/// The scores of a held-out example, and the number of its label.
pub type HeldOut = (Vec<f64>, usize);

/// The probabilities of the labels, adding up to 1.
pub fn confidences(scores: &[f64], sharpness: f64) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = scores.iter().map(|score| ((score - top) * sharpness).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// The sharpness found on held-out parts of the examples whose labels are `targets`. `try_part`
/// learns from the examples marked false and scores those marked true.
pub fn sharpness(
    targets: &[usize],
    labels: usize,
    folds: usize,
    seed: u64,
    try_part: impl Fn(&[bool]) -> Vec<HeldOut>,
) -> f64 {
    if folds < 2 || labels < 2 || targets.len() < 2 * folds {
        return SHARPNESS_DEFAULT;
    }
    let fold_of = folds::stratified(targets, labels, folds, &mut SeededRng::new(seed));
    let parts = if targets.len() > EXAMPLES_FOR_ALL_PARTS { 1 } else { folds };
    let marks = |fold| fold_of.iter().map(|of| *of == fold).collect::<Vec<bool>>();
    let held_out: Vec<HeldOut> = (0..parts).flat_map(|fold| try_part(&marks(fold))).collect();
    minimum(|logarithm| loss(&held_out, logarithm.exp())).exp()
}

/// The mean negative log likelihood.
fn loss(held_out: &[HeldOut], sharpness: f64) -> f64 {
    let losses = held_out.iter().map(|(scores, target)| {
        let confidence = confidences(scores, sharpness).get(*target).copied().unwrap_or_default();
        -confidence.max(f64::MIN_POSITIVE).ln()
    });
    losses.sum::<f64>() / size_to_f64(held_out.len().max(1))
}

/// Golden-section search over logarithms of sharpness; the loss has one valley.
fn minimum(loss: impl Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let [mut low, mut high] = [-3.0, 4.0];
    while high - low > 1e-4 {
        let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
        if loss(left) < loss(right) {
            high = right;
        } else {
            low = left;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_right_three_times_in_four_get_the_confidence_they_earn() {
        let held_out: Vec<HeldOut> =
            (0..40).map(|n| (vec![1.0, 0.0], usize::from(n % 4 == 0))).collect();
        let sharpness = minimum(|logarithm| loss(&held_out, logarithm.exp())).exp();
        let top = confidences(&[1.0, 0.0], sharpness)[0];
        assert!((top - 0.75).abs() < 0.001, "{top}");
    }
}
