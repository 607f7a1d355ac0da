//! The outcomes of all comparisons of a pair in one number.

use crate::compare::Comparison;

/// Which bits of a pattern belong to which comparison: 0 there is silence, an outcome is counted
/// from 1.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Where the bits of each comparison begin, and a mask as wide as they are.
    places: Vec<(u32, u64)>,
}

impl Layout {
    /// `None` when the outcomes do not fit one number.
    pub fn new(comparisons: &[Comparison]) -> Option<Self> {
        let mut begin = 0;
        let mut places = Vec::new();
        for comparison in comparisons {
            let highest = u64::try_from(comparison.outcomes()).ok()?;
            let bits = u64::BITS - highest.leading_zeros();
            places.push((begin, (1 << bits) - 1));
            begin += bits;
        }
        (begin <= u64::BITS).then_some(Self { places })
    }

    /// An outcome of a comparison as it stands in a pattern.
    pub fn bits(&self, comparison: usize, outcome: usize) -> u64 {
        let begin = self.places.get(comparison).map_or(0, |(begin, _)| *begin);
        u64::try_from(outcome + 1).unwrap_or_default() << begin
    }

    /// The outcome of each comparison; `None` for silence.
    pub fn outcomes(&self, pattern: u64) -> impl Iterator<Item = Option<usize>> {
        self.places
            .iter()
            .map(move |(begin, mask)| usize::try_from(pattern >> begin & mask).ok()?.checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level::{Edits, Same, Shown};

    #[test]
    fn outcomes_are_read_as_they_were_written() {
        let levels = [vec![Same], vec![Same, Shown, Edits(1)], vec![]];
        let comparisons = levels.map(|levels| Comparison::new("", levels));
        let layout = Layout::new(&comparisons).unwrap();
        let pattern = layout.bits(0, 1) | layout.bits(1, 3);
        assert_eq!(layout.outcomes(pattern).collect::<Vec<_>>(), [Some(1), Some(3), None]);
        let many = vec![Comparison::new("", [Same]); 33];
        assert!(Layout::new(&many).is_none() && Layout::new(&many[1..]).is_some());
    }
}
