//! Which pairs are looked at: those that agree in all fields of one rule. To compare every record
//! with every other would take a million times a million steps.

use rayon::prelude::*;

use crate::{
    rows::{Pair, Rows},
    table::{MISSING, at, mixed},
};

/// A rule as it sorts the records.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// The positions that must agree, a bit for each.
    asked: u64,
    /// The records of all runs, one run behind the other.
    order: Vec<u32>,
    /// Where each run ends; it has two records at least.
    ends: Vec<u32>,
    /// Runs that are looked at by one core in one go: about as many pairs in each.
    shares: Vec<(u32, u32)>,
    /// Records in runs that are too long to be looked at.
    pub left_out: usize,
    /// A bit for each record that was left out; empty when none was.
    skipped: Vec<u64>,
}

/// Pairs that make up a share.
const SHARE_PAIRS: usize = 16_384;

impl Block {
    /// Of runs, those in which somebody is asked for. Runs of more than `longest` are left out: a
    /// value that so many share tells nothing, and pairs grow with its square.
    pub fn around(
        rows: &Rows,
        positions: &[usize],
        longest: usize,
        is_asked: impl Fn(u32) -> bool,
    ) -> Self {
        let asked = positions.iter().fold(0, |asked, position| asked | 1 << position);
        let mut block = Self { asked, ..Self::default() };
        // A number carries the hash of what is asked for in its upper bits and the record in its
        // lower ones: the quickest thing to sort. Should two hashes be one, pairs are still asked
        // whether they agree.
        let records = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let bits = u64::BITS - records.leading_zeros();
        let keyed = |record: u32| {
            let hash = hash(rows, record, positions)?;
            Some(hash >> bits << bits | u64::from(record))
        };
        let mut keyed: Vec<u64> = (0..).take(rows.len()).filter_map(keyed).collect();
        keyed.sort_unstable();
        let (mut share, mut pairs) = (0, 0);
        let record = |key: &u64| u32::try_from(key & ((1 << bits) - 1)).ok();
        for run in keyed.chunk_by(|one, other| one >> bits == other >> bits) {
            match run.len() {
                2.. if run.len() <= longest => {
                    if !run.iter().filter_map(record).any(&is_asked) {
                        continue;
                    }
                    block.order.extend(run.iter().filter_map(record));
                    block.ends.push(u32::try_from(block.order.len()).unwrap_or(MISSING));
                    pairs += run.len() * (run.len() - 1) / 2;
                    if pairs >= SHARE_PAIRS {
                        block.shares.push((share, block.runs()));
                        (share, pairs) = (block.runs(), 0);
                    }
                }
                2.. => {
                    block.left_out += run.len();
                    block.skipped.resize(rows.len() / 64 + 1, 0);
                    for record in run.iter().filter_map(record) {
                        let place = block.skipped.get_mut(at(record / 64));
                        if let Some(place) = place {
                            *place |= 1 << (record % 64);
                        }
                    }
                }
                _ => {}
            }
        }
        block.shares.push((share, block.runs()));
        block
    }

    /// Whether this rule looks at the pair.
    pub fn has(&self, pair: &Pair<'_>) -> bool {
        let skipped = self.skipped.get(at(pair.one / 64)).copied().unwrap_or_default();
        pair.agrees(self.asked) && skipped >> (pair.one % 64) & 1 == 0
    }

    fn runs(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(MISSING)
    }

    /// The records of some runs, and where each run ends among all.
    fn records(&self, (from, to): (u32, u32)) -> (usize, &[u32], &[u32]) {
        let end_of = |run: u32| self.ends.get(at(run)).copied().map_or(0, at);
        let begin = from.checked_sub(1).map_or(0, end_of);
        let end = to.checked_sub(1).map_or(0, end_of);
        let ends = self.ends.get(at(from)..at(to)).unwrap_or_default();
        (begin, self.order.get(begin..end).unwrap_or_default(), ends)
    }

    /// Every pair of the rule, the smaller record first, shared out among all cores; each share
    /// is gathered into what `start` makes.
    pub fn pairs<T: Send>(
        &self,
        rows: &Rows,
        start: impl Fn() -> T + Sync + Send,
        look: impl Fn(&mut T, &Pair<'_>) + Sync + Send,
    ) -> Vec<T> {
        let of_share = |share: &(u32, u32)| {
            let mut gathered = start();
            let (mut begin, records, ends) = self.records(*share);
            // The rows of a share are fetched first, so that memory is waited for once and not for
            // each pair.
            let mut near = Vec::with_capacity(records.len() * rows.width());
            for record in records {
                near.extend_from_slice(rows.row(*record));
            }
            let mut near = records.iter().copied().zip(near.chunks_exact(rows.width()));
            let mut run = Vec::new();
            for end in ends {
                run.clear();
                run.extend(near.by_ref().take(at(*end) - begin));
                begin = at(*end);
                for (position, one) in run.iter().enumerate() {
                    for other in run.iter().skip(position + 1) {
                        let pair = Pair::new(*one, *other);
                        if pair.agrees(self.asked) {
                            look(&mut gathered, &pair);
                        }
                    }
                }
            }
            gathered
        };
        self.shares.par_iter().map(of_share).collect()
    }
}

/// A hash of what a record says at these positions; `None` when it lacks one of them, or when
/// nobody else has the same.
fn hash(rows: &Rows, record: u32, positions: &[usize]) -> Option<u64> {
    let row = rows.row(record);
    positions.iter().try_fold(0, |hash, position| {
        let cell = *row.get(*position)?;
        let alone = cell == MISSING || rows.is_single(*position, cell);
        (!alone).then(|| mixed(hash, spread(u64::from(cell) + 1)))
    })
}

/// The finish of MurmurHash3 (Appleby 2011): every bit of a number moves every bit of what comes out.
fn spread(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Table, rule::Piece};

    #[test]
    fn pairs_agree_in_the_whole_rule_and_come_once() {
        let mut table = Table::new(&["name", "phone"]);
        for (name, phone) in [
            (Some("王伟"), Some("13800138000")),
            (Some("王伟"), Some("13900138000")),
            (Some("王维"), Some("138****8000")),
            (None, Some("13800138000")),
        ] {
            table.push(0, [name, phone]);
        }
        let found = |fields: &[(usize, Piece)], longest| {
            let rows = Rows::new(&table, fields);
            let positions: Vec<usize> = (0..fields.len()).collect();
            let block = Block::around(&rows, &positions, longest, |_| true);
            let look = |found: &mut Vec<_>, pair: &Pair<'_>| found.push((pair.one, pair.other));
            let mut pairs: Vec<(u32, u32)> = block.pairs(&rows, Vec::new, look).concat();
            pairs.sort_unstable();
            (pairs, block.left_out)
        };
        assert_eq!(found(&[(0, Piece::Whole)], 9), (vec![(0, 1)], 0));
        assert_eq!(found(&[(0, Piece::First(1)), (1, Piece::Last(4))], 9).0.len(), 3);
        assert_eq!(found(&[(1, Piece::First(3))], 9), (vec![(0, 2), (0, 3), (2, 3)], 0));
        assert_eq!(found(&[(1, Piece::First(3))], 2), (vec![], 3));
    }

    #[test]
    fn shares_leave_nobody_out() {
        let mut table = Table::new(&["group"]);
        for record in 0..9_000_u32 {
            table.push(0, [Some((record % 300).to_string().as_str())]);
        }
        let rows = Rows::new(&table, &[(0, Piece::Whole)]);
        let block = Block::around(&rows, &[0], 100, |_| true);
        assert!(block.shares.len() > 2);
        let counts = block.pairs(&rows, || 0, |count, _| *count += 1);
        assert_eq!(counts.iter().sum::<usize>(), 300 * (30 * 29 / 2));
    }
}
