//! The sites around a place: those that share rows with it, those that share rows with these, and so on.

use std::collections::VecDeque;

use crate::num::{at, id};
use crate::problem::{Columns, Problem};

/// Sites that were gathered, with all their rows.
#[derive(Default)]
pub(crate) struct Ball {
    pub sites: Vec<usize>,
    pub rows: Vec<usize>,
}

/// Gathers balls, of which those that go together share no row.
pub(crate) struct Around {
    /// For each site and row the last ball that it was in.
    sites: Vec<u32>,
    rows: Vec<u32>,
    /// The ball that is gathered now, and the one before the first that goes together with it.
    last: u32,
    first: u32,
    /// Where each site stands in its ball.
    places: Vec<u32>,
    /// For each site the last walk around a centre that came by, and the walk that is under way.
    passed: Vec<u32>,
    walk: u32,
}

impl Around {
    pub(crate) fn new(problem: &Problem) -> Self {
        let of_sites = || vec![0; problem.sites()];
        Self {
            sites: of_sites(),
            rows: vec![0; problem.rows()],
            last: 0,
            first: 0,
            places: of_sites(),
            passed: of_sites(),
            walk: 0,
        }
    }

    /// The next balls have nothing to do with earlier ones.
    pub(crate) const fn begin(&mut self) {
        (self.first, self.last) = (self.last, self.last + 1);
    }

    /// The next ball goes together with this one.
    pub(crate) const fn next(&mut self) {
        self.last += 1;
    }

    /// Where a site stands in the ball that is gathered now.
    pub(crate) fn place(&self, site: usize) -> Option<u32> {
        (self.sites[site] == self.last).then(|| self.places[site])
    }

    /// Takes the sites around a centre into the ball until so many open ones were taken; none that
    /// shares a row with another ball of those that go together.
    pub(crate) fn gather(
        &mut self,
        (problem, columns): (&Problem, &Columns),
        open: &[bool],
        (centre, count): (usize, usize),
        ball: &mut Ball,
    ) {
        let (mut queue, mut opened) = (VecDeque::from([centre]), 0);
        self.walk += 1;
        while let Some(site) = queue.pop_front().filter(|_| opened < count) {
            let rows = columns.rows(site);
            let taken = |row: &u32| (self.first + 1..self.last).contains(&self.rows[at(*row)]);
            if self.sites[site] > self.first || rows.iter().any(taken) {
                continue;
            }
            self.sites[site] = self.last;
            self.places[site] = id(ball.sites.len());
            ball.sites.push(site);
            opened += usize::from(open[site]);
            for row in rows.iter().map(|row| at(*row)) {
                if self.rows[row] == self.last {
                    continue;
                }
                self.rows[row] = self.last;
                ball.rows.push(row);
                for other in problem.row(row).iter().map(|other| at(*other)) {
                    if self.passed[other] != self.walk {
                        self.passed[other] = self.walk;
                        queue.push_back(other);
                    }
                }
            }
        }
    }
}
