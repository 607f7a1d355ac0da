//! Hours and occupations that the candidates do not tell apart are one.

use super::question::{Candidate, Question};

/// Kinds of hour and occupation: within one, the same candidates serve.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    hours: Vec<usize>,
    occupations: Vec<usize>,
    /// How many kinds of occupation there are.
    kinds: usize,
    /// For each slot one hour and one occupation of it.
    shown: Vec<(usize, usize)>,
}

impl Slots {
    pub(crate) fn of(question: &Question) -> Self {
        let (demand, candidates) = (&question.demand, &question.candidates);
        let hours = classes(demand.hours(), |hour| {
            candidates.iter().map(|candidate| candidate.is_open(hour)).collect()
        });
        let occupations = classes(demand.occupations(), |occupation| {
            candidates.iter().map(|candidate| candidate.serves(occupation)).collect()
        });
        let firsts = |of: &[usize]| -> Vec<usize> {
            (0..of.len()).filter(|place| !of[..*place].contains(&of[*place])).collect()
        };
        let (shown_hours, shown_occupations) = (firsts(&hours), firsts(&occupations));
        let shown = shown_hours
            .iter()
            .flat_map(|hour| shown_occupations.iter().map(|occupation| (*hour, *occupation)))
            .collect();
        Self { hours, occupations, kinds: shown_occupations.len(), shown }
    }

    pub(crate) const fn len(&self) -> usize {
        self.shown.len()
    }

    pub(crate) fn slot(&self, hour: usize, occupation: usize) -> usize {
        self.hours[hour] * self.kinds + self.occupations[occupation]
    }

    /// Whether a candidate serves in a slot.
    pub(crate) fn serves(&self, candidate: &Candidate, slot: usize) -> bool {
        let (hour, occupation) = self.shown[slot];
        candidate.is_open(hour) && candidate.serves(occupation)
    }
}

/// Numbers for `0..count` such that equal masks share one, in the order in which they come first.
fn classes(count: usize, mask: impl Fn(usize) -> Vec<bool>) -> Vec<usize> {
    let mut seen: Vec<Vec<bool>> = Vec::new();
    (0..count)
        .map(|place| {
            let mask = mask(place);
            let known = seen.iter().position(|old| *old == mask);
            known.unwrap_or_else(|| {
                seen.push(mask);
                seen.len() - 1
            })
        })
        .collect()
}
