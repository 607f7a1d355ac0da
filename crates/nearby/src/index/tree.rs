//! The large tree: places sorted into blocks of neighbours, and over them levels of branches.
//!
//! Splitting at the median of the widest side, always at a whole number of blocks that is a power
//! of two, leaves every subtree as a run of blocks. So the tree needs no pointers: the branches of
//! a level are the runs of eight of the level below.

use std::sync::Arc;

use super::place::{Leaf, Spot, Traits};
use crate::set::Set;

/// Places in a block, the smallest unit that is looked through.
pub(super) const BLOCK: usize = 8;
/// Branches below a branch.
pub(super) const FAN: usize = 4;

/// Places in their order, what decides about them, and the branches, lowest level first.
#[derive(Debug)]
pub(super) struct Tree<P> {
    pub points: Vec<[f64; 3]>,
    pub traits: Vec<Traits>,
    pub spots: Vec<Arc<Spot<P>>>,
    pub levels: Vec<Vec<Branch>>,
}

/// A box around places, and what they have among them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch {
    low: [f64; 3],
    high: [f64; 3],
    pub amenities: Set,
    pub volts: Set,
    pub kinds: Set,
}

impl Branch {
    const NONE: Self = Self {
        low: [f64::INFINITY; 3],
        high: [f64::NEG_INFINITY; 3],
        amenities: Set::EMPTY,
        volts: Set::EMPTY,
        kinds: Set::EMPTY,
    };

    fn with(self, other: &Self) -> Self {
        let each = |a: [f64; 3], b: [f64; 3], pick: fn(f64, f64) -> f64| {
            [pick(a[0], b[0]), pick(a[1], b[1]), pick(a[2], b[2])]
        };
        Self {
            low: each(self.low, other.low, f64::min),
            high: each(self.high, other.high, f64::max),
            amenities: self.amenities.union(other.amenities),
            volts: self.volts.union(other.volts),
            kinds: self.kinds.union(other.kinds),
        }
    }

    fn around(point: [f64; 3], traits: &Traits) -> Self {
        let Traits { amenities, volts, kinds, .. } = *traits;
        Self { low: point, high: point, amenities, volts, kinds }
    }

    /// The square of the shortest chord to the box.
    pub fn chord2(&self, from: &[f64; 3]) -> f64 {
        let side = |axis: usize| {
            let outside = (self.low[axis] - from[axis]).max(from[axis] - self.high[axis]).max(0.0);
            outside * outside
        };
        side(0) + side(1) + side(2)
    }
}

impl<P> Tree<P> {
    pub fn of(mut leaves: Vec<Leaf<P>>) -> Self {
        arrange(&mut leaves);
        let mut tree = Self {
            points: leaves.iter().map(|leaf| leaf.at).collect(),
            traits: leaves.iter().map(|leaf| leaf.traits).collect(),
            spots: leaves.into_iter().map(|leaf| leaf.spot).collect(),
            levels: Vec::new(),
        };
        let singles: Vec<Branch> = tree
            .points
            .iter()
            .zip(&tree.traits)
            .map(|(point, traits)| Branch::around(*point, traits))
            .collect();
        let mut level = joined(&singles, BLOCK);
        while level.len() > 1 {
            let above = joined(&level, FAN);
            tree.levels.push(level);
            level = above;
        }
        tree.levels.push(level);
        tree
    }

    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Places in the order of their numbers.
    pub fn leaves(&self) -> impl Iterator<Item = &Arc<Spot<P>>> {
        self.spots.iter()
    }
}

fn joined(below: &[Branch], width: usize) -> Vec<Branch> {
    below.chunks(width).map(|run| run.iter().fold(Branch::NONE, Branch::with)).collect()
}

/// Sorts places so that every run of blocks is a neighbourhood.
fn arrange<P>(leaves: &mut [Leaf<P>]) {
    let blocks = leaves.len().div_ceil(BLOCK);
    if blocks < 2 {
        return;
    }
    let middle = blocks.next_power_of_two() / 2 * BLOCK;
    let whole = leaves
        .iter()
        .map(|leaf| Branch::around(leaf.at, &leaf.traits))
        .fold(Branch::NONE, |all, one| all.with(&one));
    let width = |axis: &usize| whole.high[*axis] - whole.low[*axis];
    let axis = (0..3).max_by(|a, b| width(a).total_cmp(&width(b))).unwrap_or(0);
    let order = |a: &Leaf<P>, b: &Leaf<P>| {
        a.at[axis].total_cmp(&b.at[axis]).then_with(|| a.spot.key.cmp(&b.spot.key))
    };
    leaves.select_nth_unstable_by(middle, order);
    let (left, right) = leaves.split_at_mut(middle);
    arrange(left);
    arrange(right);
}
