//! Problems drawn at random, for tests.

use crate::num::{Chance, float, id};
use crate::problem::{Problem, Rows};

/// Rows of some of so many neighbouring sites at least and at most; sites lie on a ring.
pub(crate) fn ring(
    chance: &mut Chance,
    sites: usize,
    rows: usize,
    [least, most]: [usize; 2],
) -> Problem {
    let mut all = Rows::covering(sites);
    for _ in 0..rows {
        let (first, wide) = (chance.below(sites), least + chance.below(most - least + 1));
        let mut names: Vec<u32> = (0..wide)
            .filter(|_| chance.below(4) > 0)
            .map(|step| id((first + step) % sites))
            .collect();
        names.sort_unstable();
        all.cover(float(1 + chance.below(30)), &names);
    }
    all.finish()
}
