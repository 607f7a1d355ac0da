//! How often two records of different people agree by chance: u.

use rayon::prelude::*;

use crate::{
    compare::Comparer,
    linker::Linker,
    model::NEVER,
    rows::{Pair, Said},
    table::mixed,
};

/// Pairs that are drawn.
const DRAWN: usize = 250_000;
/// Records of which they are drawn.
const DRAWN_FROM: usize = 65_536;

/// u of every comparison: exact where values are equal, counted from pairs drawn by chance where
/// they differ.
pub(crate) fn chances(linker: &Linker<'_>, seed: u64) -> Vec<Vec<f64>> {
    let drawn = drawn(linker, seed);
    let chance = |(position, comparer): (usize, &Comparer<'_>)| {
        let mut counted = vec![0.0; comparer.outcomes()];
        for pair in &drawn {
            if let Said::Different(one, other) = pair.at(position) {
                let place = counted.get_mut(comparer.unequal(one, other));
                if let Some(place) = place {
                    *place += 1.0;
                }
            }
        }
        with_the_same(comparer, &counted)
    };
    linker.comparers.par_iter().enumerate().map(chance).collect()
}

/// Pairs that may be one person: all of them where they are few, else as many as tell enough. They
/// are drawn by what the records say, so that the order of the records changes nothing.
fn drawn<'l>(linker: &'l Linker<'_>, seed: u64) -> Vec<Pair<'l>> {
    let records = linker.table.len();
    let mut dice = Dice(seed);
    let salt = dice.next();
    let prints = linker.table.prints().iter().map(|print| mixed(salt, *print));
    let mut lots: Vec<(u64, u32)> = prints.zip(0..).collect();
    if lots.len() > DRAWN_FROM {
        lots.select_nth_unstable(DRAWN_FROM);
        lots.truncate(DRAWN_FROM);
    }
    lots.sort_unstable();
    let may_be_one = |pair: &Pair<'_>| linker.may_be_one(pair);
    if records.saturating_mul(records) <= 2 * DRAWN {
        let pairs = lots.iter().enumerate().flat_map(|(place, one)| {
            lots.iter().skip(place + 1).map(|other| linker.pair(one.1, other.1))
        });
        return pairs.filter(may_be_one).collect();
    }
    let limit = u64::try_from(lots.len()).unwrap_or_default();
    let mut draw = || {
        let place = usize::try_from(dice.next().checked_rem(limit)?).ok()?;
        lots.get(place).map(|lot| lot.1)
    };
    let pairs = (0..DRAWN).filter_map(|_| Some((draw()?, draw()?)));
    let pairs = pairs.filter(|(one, other)| one != other);
    pairs.map(|(one, other)| linker.pair(one, other)).filter(may_be_one).collect()
}

/// The counted shares of unequal values, and the exact share of equal ones.
fn with_the_same(comparer: &Comparer<'_>, counted: &[f64]) -> Vec<f64> {
    let counts = || comparer.column().counts().iter().map(|count| f64::from(*count));
    let pairs = |count: f64| count * (count - 1.0);
    let told = pairs(counts().sum()).max(1.0);
    let mut equal = vec![0.0; counted.len()];
    for (value, count) in (0..).zip(counts()) {
        let place = equal.get_mut(comparer.equal(value));
        if let Some(place) = place {
            *place += pairs(count);
        }
    }
    let same = equal.iter().sum::<f64>() / told;
    let all = counted.iter().sum::<f64>().max(1.0);
    let shares = equal.iter().zip(counted);
    shares.map(|(equal, count)| (equal / told + count / all * (1.0 - same)).max(NEVER)).collect()
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same pairs for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
