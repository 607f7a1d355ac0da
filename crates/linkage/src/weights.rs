//! The model's weights as they are added up for a pair.

use crate::{
    compare::Comparer,
    linker::Linker,
    model::{Learnt, Model},
    rows::{Pair, Said},
    table::at,
};

/// Sums in another order differ by less than this.
const ROUNDING: f64 = 1e-6;

/// What each comparison adds to the prior.
pub(crate) struct Weights<'l> {
    prior: f64,
    fields: Vec<FieldWeights<'l>>,
    /// The comparisons that look into texts, those that may disappoint most first.
    order: Vec<usize>,
}

struct FieldWeights<'l> {
    comparer: &'l Comparer<'l>,
    /// In bits, by outcome.
    bits: &'l [f64],
    /// Of each value that is the same; empty when frequency does not count.
    same: Vec<f64>,
    /// The most that two values can say that differ.
    hope: f64,
}

impl<'l> Weights<'l> {
    pub fn new(linker: &'l Linker<'l>, model: &'l Model) -> Self {
        let compared = linker.spec.comparisons.iter().zip(&linker.comparers).zip(&model.fields);
        let fields: Vec<FieldWeights<'l>> = compared
            .map(|((comparison, comparer), learnt)| {
                let by_frequency = comparison.by_frequency;
                let same = if by_frequency { by_value(learnt, comparer) } else { Vec::new() };
                let hope = comparer.unequal_outcomes().filter_map(|at| learnt.bits.get(at));
                let hope = hope.copied().fold(f64::NEG_INFINITY, f64::max);
                FieldWeights { comparer, bits: &learnt.bits, same, hope }
            })
            .collect();
        let mut order: Vec<usize> = (0..fields.len()).collect();
        let fall = |number: &usize| fields.get(*number).map_or(0.0, FieldWeights::fall);
        order.sort_by(|one, other| fall(other).total_cmp(&fall(one)));
        Self { prior: model.prior_bits, fields, order }
    }

    /// The evidence that a pair is one person, when it is at least so much. Most pairs are given up
    /// before any text is looked at: what differs is first taken to say the most that it can.
    pub fn at_least(&self, pair: &Pair<'_>, least: f64) -> Option<f64> {
        let hope = |(position, field): (usize, &FieldWeights<'_>)| match pair.at(position) {
            Said::Same(value) => field.of_same(value).1,
            Said::Different(..) => field.hope,
            Said::Nothing => 0.0,
        };
        let mut bits = self.prior + self.fields.iter().enumerate().map(hope).sum::<f64>();
        for position in &self.order {
            if bits < least - ROUNDING {
                return None;
            }
            if let Said::Different(one, other) = pair.at(*position) {
                let Some(field) = self.fields.get(*position) else { continue };
                bits += field.of_unequal(one, other).1 - field.hope;
            }
        }
        (bits >= least).then_some(bits)
    }

    /// The outcome of each comparison and its bits; `None` for silence.
    pub fn told(&self, pair: &Pair<'_>) -> Vec<Option<(usize, f64)>> {
        let told = |(position, field): (usize, &FieldWeights<'_>)| match pair.at(position) {
            Said::Same(value) => Some(field.of_same(value)),
            Said::Different(one, other) => Some(field.of_unequal(one, other)),
            Said::Nothing => None,
        };
        self.fields.iter().enumerate().map(told).collect()
    }
}

impl FieldWeights<'_> {
    fn of_same(&self, value: u32) -> (usize, f64) {
        let found = self.comparer.equal(value);
        let usual = || self.bits.get(found).copied().unwrap_or_default();
        (found, self.same.get(at(value)).copied().unwrap_or_else(usual))
    }

    fn of_unequal(&self, one: u32, other: u32) -> (usize, f64) {
        let found = self.comparer.unequal(one, other);
        (found, self.bits.get(found).copied().unwrap_or_default())
    }

    /// How much less than hoped two values can say that differ.
    fn fall(&self) -> f64 {
        self.hope - self.bits.last().copied().unwrap_or_default()
    }
}

/// The weight of each value that is the same: a rare one says more.
fn by_value(learnt: &Learnt, comparer: &Comparer<'_>) -> Vec<f64> {
    let counts = comparer.column().counts();
    let told: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let bits = |(value, count): (u32, &u32)| {
        learnt.bits_of_share(comparer.equal(value), f64::from(*count).max(1.0) / told)
    };
    (0..).zip(counts).map(bits).collect()
}
