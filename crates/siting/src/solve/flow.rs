//! The most weight that sites of limited capacity can serve together, kept up to date while they open
//! and close.
//!
//! A maximal flow from rows to sites. When a site opens, weight is pulled to it along shortest paths on
//! which rows move from full sites to others (Edmonds and Karp 1972), which keeps the flow maximal.

use std::collections::VecDeque;

use crate::num::at;
use crate::problem::{Columns, Problem};

/// Weight that is let go as rounding.
const TINY: f64 = 1e-9;

/// Who is served where. The penalties of the rows are their weights.
#[derive(Clone)]
pub(crate) struct Flow<'a> {
    problem: &'a Problem,
    columns: &'a Columns,
    room: &'a [f64],
    open: Vec<bool>,
    /// By entry how much of its row it serves.
    sent: Vec<f64>,
    /// By row what nobody serves.
    left: Vec<f64>,
    load: Vec<f64>,
    pub served: f64,
    search: Search,
}

/// A search backwards from a site with room.
#[derive(Clone, Default)]
struct Search {
    round: u32,
    rows_seen: Vec<u32>,
    sites_seen: Vec<u32>,
    /// For each row the site to which it could send more.
    to: Vec<usize>,
    /// For each site the row that could leave it.
    by: Vec<usize>,
    queue: VecDeque<usize>,
}

impl<'a> Flow<'a> {
    /// Nothing is open. `room` is the capacity of each site.
    pub(crate) fn new(problem: &'a Problem, columns: &'a Columns, room: &'a [f64]) -> Self {
        let (rows, sites) = (problem.rows(), problem.sites());
        Self {
            problem,
            columns,
            room,
            open: vec![false; sites],
            sent: vec![0.0; problem.pairs()],
            left: problem.penalties.clone(),
            load: vec![0.0; sites],
            served: 0.0,
            search: Search {
                rows_seen: vec![0; rows],
                sites_seen: vec![0; sites],
                to: vec![0; rows],
                by: vec![0; sites],
                ..Search::default()
            },
        }
    }

    /// What a site serves.
    pub(crate) fn load(&self, site: usize) -> f64 {
        self.load[site]
    }

    /// Which part of a row is served.
    pub(crate) fn part(&self, row: usize) -> f64 {
        1.0 - self.left[row] / self.problem.penalties[row]
    }

    pub(crate) fn open(&mut self, site: usize) {
        self.open[site] = true;
        self.pull(site);
    }

    pub(crate) fn close(&mut self, site: usize) {
        self.open[site] = false;
        for row in self.columns.rows(site) {
            let row = at(*row);
            let Some(entry) = self.entry(row, site) else { continue };
            self.left[row] += self.sent[entry];
            self.served -= self.sent[entry];
            self.sent[entry] = 0.0;
        }
        self.load[site] = 0.0;
        for other in 0..self.open.len() {
            if self.open[other] {
                self.pull(other);
            }
        }
    }

    fn entry(&self, row: usize, site: usize) -> Option<usize> {
        let place = self.problem.row(row).binary_search_by(|of| at(*of).cmp(&site)).ok()?;
        Some(self.problem.span(row).start + place)
    }

    fn spare(&self, site: usize) -> f64 {
        self.room[site] - self.load[site]
    }

    /// Fills a site while there is a way to it for somebody whom nobody serves.
    fn pull(&mut self, site: usize) {
        while self.spare(site) > TINY {
            let Some(row) = self.find(site) else { break };
            self.carry(site, row);
        }
    }

    /// The nearest row with weight left that has a way to the site.
    fn find(&mut self, site: usize) -> Option<usize> {
        let (problem, columns) = (self.problem, self.columns);
        let search = &mut self.search;
        search.round += 1;
        let round = search.round;
        search.queue.clear();
        search.queue.push_back(site);
        search.sites_seen[site] = round;
        while let Some(to) = search.queue.pop_front() {
            for row in columns.rows(to) {
                let row = at(*row);
                if search.rows_seen[row] == round {
                    continue;
                }
                search.rows_seen[row] = round;
                search.to[row] = to;
                if self.left[row] > TINY {
                    return Some(row);
                }
                for entry in problem.span(row).filter(|entry| self.sent[*entry] > TINY) {
                    let other = at(problem.entries[entry]);
                    if search.sites_seen[other] != round {
                        search.sites_seen[other] = round;
                        search.by[other] = row;
                        search.queue.push_back(other);
                    }
                }
            }
        }
        None
    }

    /// Moves as much as fits along the way that was found.
    fn carry(&mut self, site: usize, from: usize) {
        let (mut steps, mut row) = (Vec::new(), from);
        let mut amount = self.left[from].min(self.spare(site));
        loop {
            let to = self.search.to[row];
            let Some(more) = self.entry(row, to) else { return };
            if to == site {
                steps.push((more, None));
                break;
            }
            row = self.search.by[to];
            let Some(less) = self.entry(row, to) else { return };
            amount = amount.min(self.sent[less]);
            steps.push((more, Some(less)));
        }
        for (more, less) in steps {
            self.sent[more] += amount;
            if let Some(less) = less {
                self.sent[less] -= amount;
            }
        }
        self.left[from] -= amount;
        self.load[site] += amount;
        self.served += amount;
    }
}
