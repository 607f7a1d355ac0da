//! Who is one person, when links have been drawn.

use crate::table::at;

/// Records that belong together (union-find with halved paths, Tarjan and van Leeuwen 1984).
#[derive(Debug, Clone)]
pub struct Clusters {
    above: Vec<u32>,
}

impl Clusters {
    /// Every record by itself.
    pub fn new(records: usize) -> Self {
        Self { above: (0..).take(records).collect() }
    }

    /// The record that stands for the cluster: its smallest.
    pub fn of(&mut self, record: u32) -> u32 {
        let mut record = record;
        loop {
            let above = self.above(record);
            if above == record {
                return record;
            }
            let next = self.above(above);
            if let Some(place) = self.above.get_mut(at(record)) {
                *place = next;
            }
            record = next;
        }
    }

    /// Says that both are one.
    pub fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.of(one), self.of(other));
        if let Some(place) = self.above.get_mut(at(one.max(other))) {
            *place = one.min(other);
        }
    }

    fn above(&self, record: u32) -> u32 {
        self.above.get(at(record)).copied().unwrap_or(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_has_one_name() {
        let mut clusters = Clusters::new(6);
        for (one, other) in [(4, 5), (1, 4), (2, 3)] {
            clusters.join(one, other);
        }
        let names: Vec<u32> = (0..6).map(|record| clusters.of(record)).collect();
        assert_eq!(names, [0, 1, 2, 2, 1, 1]);
    }
}
