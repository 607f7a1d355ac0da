//! Learns how much each outcome of each comparison says, after Fellegi and Sunter, "A Theory for
//! Record Linkage" (JASA 1969): the weight of an outcome is log2(m / u), where m is how often it
//! comes up between two records of one person and u how often between records of two.
//!
//! u is counted ([`crate::chance`]). m is learnt from the pairs of each rule ([`crate::em`]): what
//! the rule asks for says nothing there, the other fields do. The prior follows from how many pairs
//! of each rule are one person, and how many the rule must miss.

use std::iter;

use rayon::prelude::*;

use crate::{
    chance::chances,
    compare::Comparison,
    em::{Counted, Mixture, Patterns},
    linker::Linker,
    rows::{Pair, Said},
    rule::Piece,
};

/// What was never seen is still taken to happen once in so many.
pub(crate) const NEVER: f64 = 1e-7;
/// m of a field that every rule asks for, so that nothing can be learnt of it.
const USUAL_SAME: f64 = 0.95;

/// What was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// In the order of the comparisons.
    pub fields: Vec<Learnt>,
    /// log2 of the odds that two records drawn by chance are one person.
    pub prior_bits: f64,
}

/// Of one comparison: shares and weights by outcome, the last one "different".
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// How often it comes up between two records of one person.
    pub m: Vec<f64>,
    /// How often between records of two.
    pub u: Vec<f64>,
    /// log2(m / u); no level says more than a better one.
    pub bits: Vec<f64>,
}

impl Learnt {
    pub(crate) fn new(m: Vec<f64>, u: Vec<f64>) -> Self {
        let bits = falling(&m, &u);
        Self { m, u, bits }
    }

    /// The weight of a value that both have, with this outcome, and this share of all records.
    pub(crate) fn bits_of_share(&self, outcome: usize, share: f64) -> f64 {
        (self.m.get(outcome).copied().unwrap_or(USUAL_SAME).max(NEVER) / share).log2()
    }
}

/// The weight of each outcome. Levels stand best first, so likeness says no more than a better one:
/// where the pairs that were seen tell otherwise by chance, neighbours are taken for one outcome
/// (pool adjacent violators; Ayer, Brunk, Ewing, Reid and Silverman 1955).
fn falling(m: &[f64], u: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (m, u) in m.iter().zip(u) {
        let mut last = (m.max(NEVER), u.max(NEVER), 1);
        while let Some((m, u, outcomes)) = pools.pop_if(|(m, u, _)| last.0 * *u > *m * last.1) {
            last = (last.0 + m, last.1 + u, last.2 + outcomes);
        }
        pools.push(last);
    }
    pools.iter().flat_map(|(m, u, outcomes)| iter::repeat_n((m / u).log2(), *outcomes)).collect()
}

pub(crate) fn train(linker: &Linker<'_>, seed: u64) -> Model {
    let (u, patterns) = rayon::join(
        || chances(linker, seed),
        || (0..linker.blocks.len()).into_par_iter().map(|rule| patterns(linker, rule)).collect(),
    );
    let patterns: Vec<Patterns> = patterns;
    let comparisons = &linker.spec.comparisons;
    let learn = |(rule, patterns): (usize, &Patterns)| {
        let counted = Counted::new(patterns, &linker.layout, comparisons);
        let Mixture { share, m } = counted.learn(comparisons, &u);
        let m = m.into_iter().zip(open(linker, rule)).map(|(m, open)| open.then_some(m)).collect();
        Found { matches: counted.pairs() * share, share, m }
    };
    let found: Vec<Found> = patterns.par_iter().enumerate().map(learn).collect();
    let fields = comparisons.iter().zip(u).enumerate();
    let fields: Vec<Learnt> = fields
        .map(|(number, (comparison, u))| Learnt::new(averaged(&found, number, comparison), u))
        .collect();
    let prior_bits = prior(linker, &found, &fields);
    Model { fields, prior_bits }
}

/// What EM found among the pairs of one rule.
struct Found {
    /// How many of them are one person.
    matches: f64,
    /// Share of them.
    share: f64,
    /// m of each comparison that the rule leaves open.
    m: Vec<Option<Vec<f64>>>,
}

/// Which comparisons a rule leaves open: those of fields that it does not ask for.
fn open(linker: &Linker<'_>, rule: usize) -> Vec<bool> {
    let asked = linker.rules.get(rule).map(Vec::as_slice).unwrap_or_default();
    let asks = |field: usize| asked.iter().any(|(one, _)| *one == field);
    linker.fields.iter().map(|field| !asks(*field)).collect()
}

/// How many pairs of a rule have each pattern of what the rule leaves open.
fn patterns(linker: &Linker<'_>, rule: usize) -> Patterns {
    let Some(block) = linker.blocks.get(rule) else { return Patterns::default() };
    let open = open(linker, rule).into_iter().enumerate().filter(|(_, open)| *open);
    let open: Vec<_> = open
        .filter_map(|(position, _)| Some((position, linker.comparers.get(position)?)))
        .collect();
    let look = |found: &mut Patterns, pair: &Pair<'_>| {
        if !linker.may_be_one(pair) {
            return;
        }
        let mut pattern = 0;
        for (position, comparer) in &open {
            let outcome = match pair.at(*position) {
                Said::Same(value) => comparer.equal(value),
                Said::Different(one, other) => comparer.unequal(one, other),
                Said::Nothing => continue,
            };
            pattern |= linker.layout.bits(*position, outcome);
        }
        *found.entry(pattern).or_default() += 1;
    };
    let mut all = Patterns::default();
    for part in block.pairs(&linker.rows, Patterns::default, look) {
        for (pattern, count) in part {
            *all.entry(pattern).or_default() += count;
        }
    }
    all
}

/// m of one comparison over all rules that leave it open, those with more matches counting more.
fn averaged(found: &[Found], number: usize, comparison: &Comparison) -> Vec<f64> {
    let told = found.iter().filter_map(|rule| {
        let m = rule.m.get(number)?.as_ref()?;
        Some((rule.matches * rule.share, m))
    });
    let (mut sums, mut weight) = (vec![0.0; comparison.outcomes()], 0.0);
    for (matches, m) in told {
        weight += matches;
        for (sum, share) in sums.iter_mut().zip(m) {
            *sum += matches * share;
        }
    }
    if weight > 0.0 {
        sums.iter().map(|sum| sum / weight).collect()
    } else {
        let rest = (1.0 - USUAL_SAME) / size(comparison.outcomes() - 1);
        let mut shares = vec![rest; comparison.outcomes()];
        shares.iter_mut().take(1).for_each(|first| *first = USUAL_SAME);
        shares
    }
}

/// log2 of the odds that two records drawn by chance are one person: each rule's matches, made up
/// for those that the rule misses; the middle one of the rules.
fn prior(linker: &Linker<'_>, found: &[Found], fields: &[Learnt]) -> f64 {
    let records = size(linker.table.len());
    let pairs = (records * (records - 1.0) / 2.0).max(1.0);
    let caught = |(field, piece): &(usize, Piece)| {
        let counts = linker.table.column(*field).map(|column| column.counts().iter());
        let told: f64 = counts.into_iter().flatten().map(|count| f64::from(*count)).sum();
        let told = told / records.max(1.0);
        let compared = linker.fields.iter().position(|one| one == field);
        // Two texts that are only alike may well agree in a piece.
        let same = compared.and_then(|at| match (piece, fields.get(at)?.m.as_slice()) {
            (Piece::Whole, [same, ..]) => Some(*same),
            (_, [.., different]) => Some(1.0 - different),
            _ => None,
        });
        told * told * same.unwrap_or(USUAL_SAME)
    };
    let mut totals: Vec<f64> = found
        .iter()
        .zip(&linker.rules)
        .map(|(found, asked)| found.matches / asked.iter().map(caught).product::<f64>().max(NEVER))
        .collect();
    totals.sort_by(f64::total_cmp);
    // Of few records even one match is much.
    let least = (pairs / 4.0).min(1.0);
    let total = totals.get(totals.len() / 2).copied().unwrap_or(least).clamp(least, pairs / 2.0);
    (total / (pairs - total)).log2()
}

/// A count as a number to reckon with. Of records and outcomes there are fewer than 2^32.
fn size(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_out_of_order_count_as_one() {
        let bits = falling(&[0.5, 0.25, 0.2, 0.05], &[0.01, 0.004, 0.006, 0.98]);
        let both = (0.75_f64 / 0.014).log2();
        let expected = [both, both, (0.2_f64 / 0.006).log2(), (0.05_f64 / 0.98).log2()];
        assert!(bits.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9));
    }

    proptest! {
        #[test]
        fn no_outcome_says_more_than_a_better_one(
            shares in proptest::collection::vec((0.0_f64..1.0, 0.0_f64..1.0), 1..6),
        ) {
            let (m, u): (Vec<f64>, Vec<f64>) = shares.into_iter().unzip();
            let bits = falling(&m, &u);
            prop_assert_eq!(bits.len(), m.len());
            prop_assert!(bits.windows(2).all(|pair| pair[0] >= pair[1] - 1e-9), "{:?}", bits);
            // What is in order stays as it is.
            let raw: Vec<f64> =
                m.iter().zip(&u).map(|(m, u)| (m.max(NEVER) / u.max(NEVER)).log2()).collect();
            if raw.is_sorted_by(|one, other| one >= other) {
                prop_assert!(raw.iter().zip(&bits).all(|(one, other)| (one - other).abs() < 1e-9));
            }
        }
    }
}
