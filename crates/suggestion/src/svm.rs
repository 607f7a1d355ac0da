//! One label against the rest: a linear support vector machine with squared hinge loss.
//!
//! Dual coordinate descent (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual coordinate
//! descent method for large-scale linear SVM", in random order). The
//! library at hand (linfa) takes a dense matrix; ours is mostly zeros.

use kernel::Rng;

use crate::features::Sparse;
use crate::num::index;

/// Stops when the largest and the smallest projected gradient of a round differ by less.
const GAP: f64 = 0.1;
const ROUNDS_MAX: usize = 60;

/// A separating plane; the bias is learned like one more term.
pub struct Plane {
    pub weights: Vec<f64>,
    pub bias: f64,
}

/// What an error costs on an example of the label, and on one of another.
#[derive(Clone, Copy)]
pub struct Costs {
    pub inside: f64,
    pub outside: f64,
}

/// Separates the examples for which `inside` is true. `terms` is the length of the plane.
pub fn separate(
    examples: &[Sparse],
    inside: &[bool],
    terms: usize,
    costs: Costs,
    rng: &mut dyn Rng,
) -> Plane {
    let mut plane = Plane { weights: vec![0.0; terms], bias: 0.0 };
    let mut duals = vec![0.0_f64; examples.len()];
    let mut rows: Vec<Row> = examples
        .iter()
        .zip(inside)
        .zip(0..)
        .map(|((x, inside), n)| Row::new(x, *inside, costs, n))
        .collect();
    for _ in 0..ROUNDS_MAX {
        shuffle(&mut rows, rng);
        let [mut low, mut high] = [f64::INFINITY, f64::NEG_INFINITY];
        for row in &rows {
            let Some(dual) = duals.get_mut(row.number) else { continue };
            let gradient = row.side * plane.score(row.x) - 1.0 + *dual * row.slack;
            let projected = if *dual > 0.0 { gradient } else { gradient.min(0.0) };
            low = low.min(projected);
            high = high.max(projected);
            if projected.abs() > 1e-12 {
                let next = (*dual - gradient / row.curvature).max(0.0);
                plane.add(row.x, (next - *dual) * row.side);
                *dual = next;
            }
        }
        if high - low < GAP {
            break;
        }
    }
    plane
}

struct Row<'a> {
    x: &'a Sparse,
    number: usize,
    side: f64,
    slack: f64,
    curvature: f64,
}

impl<'a> Row<'a> {
    fn new(x: &'a Sparse, inside: bool, costs: Costs, number: usize) -> Self {
        let (side, cost) = if inside { (1.0, costs.inside) } else { (-1.0, costs.outside) };
        let slack = 0.5 / cost;
        let square: f64 = x.iter().map(|(_, value)| f64::from(*value).powi(2)).sum();
        Self { x, number, side, slack, curvature: square + 1.0 + slack }
    }
}

impl Plane {
    pub fn score(&self, x: &Sparse) -> f64 {
        let weight = |number: u32| self.weights.get(index(number)).copied().unwrap_or_default();
        x.iter().map(|(number, value)| weight(*number) * f64::from(*value)).sum::<f64>() + self.bias
    }

    fn add(&mut self, x: &Sparse, step: f64) {
        for (number, value) in x {
            if let Some(weight) = self.weights.get_mut(index(*number)) {
                *weight += step * f64::from(*value);
            }
        }
        self.bias += step;
    }
}

/// Fisher and Yates.
pub fn shuffle<Item>(items: &mut [Item], rng: &mut dyn Rng) {
    for last in (1..items.len()).rev() {
        let bound = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
        items.swap(last, usize::try_from(rng.below(bound)).unwrap_or(last));
    }
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    #[test]
    fn two_points_meet_the_solution_found_by_hand() {
        // x1 = (1, 0) inside, x2 = (0, 1) outside, cost 1: by symmetry the bias is 0 and
        // w = (a, -a) with a the minimum of a^2 + 2 (1 - a)^2, so a = 2/3.
        let examples: [Sparse; 2] = [vec![(0, 1.0)], vec![(1, 1.0)]];
        let costs = Costs { inside: 1.0, outside: 1.0 };
        let plane = separate(&examples, &[true, false], 2, costs, &mut SeededRng::new(1));
        let wanted = [2.0 / 3.0, -2.0 / 3.0];
        assert!(
            plane.weights.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01),
            "{:?}",
            plane.weights
        );
        assert!(plane.bias.abs() < 0.01);
    }
}
