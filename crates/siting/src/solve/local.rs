//! Plans made better by opening, closing and swapping sites, with gains kept up to date.
//!
//! Gains, losses and the correction for a pair follow Resende and Werneck (2007), here for rows
//! with a penalty, so that coverage and p-median are one.

use std::collections::VecDeque;

use crate::num::{Chance, at, float, id};
use crate::problem::{Columns, Problem};
use crate::solve::piece::SLACK;

/// Pairs between two looks at whether to stop.
const LOOK: usize = 1_000_000;
/// By which part of what closing a site costs on average a plan may be worse than the best and be
/// shaken on.
const LEEWAY: f64 = 0.15;
const NONE: u32 = u32::MAX;

/// A plan under way.
pub(crate) struct Local<'a> {
    problem: &'a Problem,
    columns: &'a Columns,
    prices: &'a [f64],
    pub open: Vec<bool>,
    pub left: f64,
    pub loss: f64,
    /// For each row what it pays, what it would pay without its server, and its server.
    first: Vec<f64>,
    second: Vec<f64>,
    server: Vec<u32>,
    /// For each closed site what opening it saves; for each open one what closing it costs.
    gain: Vec<f64>,
    cost: Vec<f64>,
    extra: Vec<f64>,
    met: Vec<usize>,
    /// Open sites that swaps leave alone.
    kept: Vec<bool>,
    /// Sites whose worth has changed since they were last tried.
    queue: VecDeque<u32>,
    queued: Vec<bool>,
    /// The least cost of closing a site when all were last tried against it.
    passed: f64,
    /// Whether all prices are equal, but for those that nothing buys.
    equal: bool,
}

impl<'a> Local<'a> {
    pub(crate) fn new(
        problem: &'a Problem,
        columns: &'a Columns,
        prices: &'a [f64],
        budget: f64,
        plan: &[usize],
    ) -> Self {
        let sites = problem.sites();
        let mut open = vec![false; sites];
        for site in plan {
            open[*site] = true;
        }
        let mut local = Self {
            problem,
            columns,
            prices,
            left: budget - plan.iter().map(|site| prices[*site]).sum::<f64>(),
            loss: problem.constant,
            open,
            first: vec![0.0; problem.rows()],
            second: vec![0.0; problem.rows()],
            server: vec![NONE; problem.rows()],
            gain: vec![0.0; sites],
            cost: vec![0.0; sites],
            extra: vec![0.0; sites],
            met: Vec::new(),
            kept: vec![false; sites],
            queue: (0..sites).map(id).collect(),
            queued: vec![true; sites],
            passed: f64::INFINITY,
            equal: all_equal(prices),
        };
        for row in 0..problem.rows() {
            local.settle(row);
        }
        local
    }

    /// These sites stay open whatever swaps would gain.
    pub(crate) fn keep(&mut self, sites: &[usize]) {
        for site in sites {
            self.kept[*site] = true;
        }
    }

    /// The open sites.
    pub(crate) fn plan(&self) -> Vec<usize> {
        self.open.iter().enumerate().filter(|(_, open)| **open).map(|(site, _)| site).collect()
    }

    fn settle(&mut self, row: usize) {
        let (mut first, mut second) = (self.problem.penalties[row], self.problem.penalties[row]);
        let mut server = NONE;
        for entry in self.problem.span(row) {
            let site = self.problem.entries[entry];
            if !self.open[at(site)] {
                continue;
            }
            if server == NONE {
                (first, server) = (self.problem.cost(entry), site);
            } else {
                second = self.problem.cost(entry);
                break;
            }
        }
        self.first[row] = first;
        self.second[row] = second;
        self.server[row] = server;
        self.count(row, 1.0);
    }

    /// Adds what a row means to gains, costs and loss, or takes it away again.
    fn count(&mut self, row: usize, sign: f64) {
        let first = self.first[row];
        self.loss += sign * first;
        if self.server[row] != NONE {
            self.cost[at(self.server[row])] += sign * (self.second[row] - first);
        }
        for entry in self.problem.span(row) {
            let saved = first - self.problem.cost(entry);
            if saved <= 0.0 {
                break;
            }
            self.gain[at(self.problem.entries[entry])] += sign * saved;
        }
    }

    pub(crate) fn turn(&mut self, site: usize) {
        self.open[site] = !self.open[site];
        self.left += if self.open[site] { -self.prices[site] } else { self.prices[site] };
        let columns = self.columns;
        for row in columns.rows(site) {
            let row = at(*row);
            let before = (self.first[row], self.second[row]);
            self.count(row, -1.0);
            self.settle(row);
            if before != (self.first[row], self.second[row]) {
                self.stir(row);
            }
        }
    }

    /// Opens what saves most for its price while the budget lasts.
    pub(crate) fn fill(&mut self) {
        while let Some(site) = self.dearest() {
            self.turn(site);
        }
    }

    /// The site that saves most for its price and fits what is left; the lowest of equals.
    pub(crate) fn dearest(&self) -> Option<usize> {
        let fits = |site: &usize| {
            !self.open[*site] && self.prices[*site] <= self.left + SLACK && self.gain[*site] > 1e-9
        };
        let worth = |site: usize| self.gain[site] / self.prices[site].max(f64::MIN_POSITIVE);
        (0..self.problem.sites())
            .filter(fits)
            .max_by(|a, b| worth(*a).total_cmp(&worth(*b)).then(b.cmp(a)))
    }

    /// The site that saves most of those that fit what is left, another one left out; the lowest of
    /// equals.
    pub(crate) fn best_fit(&self, except: usize) -> Option<usize> {
        let fits = |site: &usize| {
            !self.open[*site] && *site != except && self.prices[*site] <= self.left + SLACK
        };
        (0..self.problem.sites())
            .filter(|site| self.gain[*site] > 0.0 && fits(site))
            .max_by(|a, b| self.gain[*a].total_cmp(&self.gain[*b]).then(b.cmp(a)))
    }

    /// The sites of a row are to be tried again.
    fn stir(&mut self, row: usize) {
        for site in self.problem.row(row) {
            if !self.queued[at(*site)] {
                self.queued[at(*site)] = true;
                self.queue.push_back(*site);
            }
        }
    }

    /// Swaps while that helps. Returns the pairs looked at, which end it at `effort`.
    pub(crate) fn improve(&mut self, effort: usize) -> usize {
        let (mut spent, mut open) = (0, self.plan());
        let mut least = self.least(&open);
        while spent < effort {
            let Some(site) = self.queue.pop_front() else {
                spent += self.problem.sites();
                if self.requeue(least) {
                    continue;
                }
                break;
            };
            self.queued[at(site)] = false;
            let (gained, work) = self.try_site(at(site), &open, least);
            spent += work;
            if gained {
                open = self.plan();
                least = self.least(&open);
            }
        }
        spent
    }

    /// The open site that costs least to close.
    pub(crate) fn least(&self, open: &[usize]) -> Option<usize> {
        let free = open.iter().copied().filter(|out| !self.kept[*out]);
        free.min_by(|a, b| self.cost[*a].total_cmp(&self.cost[*b]).then(a.cmp(b)))
    }

    /// When some site has become cheaper to close than any was, whoever saves more than it costs is
    /// tried again. Says whether there is anyone.
    fn requeue(&mut self, least: Option<usize>) -> bool {
        let tiny = 1e-9 * self.loss.abs().max(1.0);
        let cost = least.map_or(f64::INFINITY, |least| self.cost[least]);
        if cost >= self.passed - tiny {
            return false;
        }
        self.passed = cost;
        for site in 0..self.problem.sites() {
            if !self.open[site] && !self.queued[site] && self.gain[site] > cost + tiny {
                self.queued[site] = true;
                self.queue.push_back(id(site));
            }
        }
        !self.queue.is_empty()
    }

    /// The best swap that opens this site, made if it helps.
    fn try_site(&mut self, site: usize, open: &[usize], least: Option<usize>) -> (bool, usize) {
        let tiny = 1e-9 * self.loss.abs().max(1.0);
        if self.open[site] || self.gain[site] <= tiny {
            return (false, 1);
        }
        if self.prices[site] <= self.left + SLACK {
            self.turn(site);
            return (true, self.columns.rows(site).len());
        }
        let (out, seen) = self.weigh(site, open, least);
        let work = self.columns.rows(site).len() + seen;
        match out {
            Some((net, out)) if net > tiny => {
                self.turn(site);
                self.turn(out);
                (true, work)
            }
            _ => (false, work),
        }
    }

    /// Whom to close for a site that does not fit otherwise, what that gains, and how many were
    /// looked at.
    pub(crate) fn weigh(
        &mut self,
        site: usize,
        open: &[usize],
        least: Option<usize>,
    ) -> (Option<(f64, usize)>, usize) {
        self.met.clear();
        for (row, cost) in self.columns.served(site) {
            let server = self.server[row];
            if server != NONE && cost < self.second[row] {
                let saved = self.second[row] - cost.max(self.first[row]);
                if saved > 0.0 {
                    if self.extra[at(server)] <= 0.0 {
                        self.met.push(at(server));
                    }
                    self.extra[at(server)] += saved;
                }
            }
        }
        let room = self.left + SLACK - self.prices[site];
        // With equal prices only those who share rows with the site, and the cheapest, can be best.
        let out = if self.equal {
            self.best_out(site, room, self.met.iter().copied().chain(least))
        } else {
            self.best_out(site, room, open.iter().copied())
        };
        let seen = if self.equal { self.met.len() } else { open.len() };
        for met in self.met.drain(..) {
            self.extra[met] = 0.0;
        }
        (out, seen)
    }

    /// What opening a site saves.
    pub(crate) fn gain(&self, site: usize) -> f64 {
        self.gain[site]
    }

    /// What closing a site costs.
    pub(crate) fn cost(&self, site: usize) -> f64 {
        self.cost[site]
    }

    /// Whom to close for a site, and what that gains.
    fn best_out(
        &self,
        site: usize,
        room: f64,
        outs: impl Iterator<Item = usize>,
    ) -> Option<(f64, usize)> {
        outs.filter(|out| !self.kept[*out] && room + self.prices[*out] >= 0.0)
            .map(|out| (self.gain[site] - self.cost[out] + self.extra[out], out))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
    }

    /// Local search from a plan with a few sites closed at random, again and again. Plans that are
    /// worse by a little are kept for a while, by less and less (record-to-record travel, Dueck
    /// 1993); ends at the best plan met.
    pub(crate) fn shake(
        &mut self,
        chance: &mut Chance,
        effort: usize,
        stop: &mut dyn FnMut() -> bool,
    ) {
        let (mut record, mut best) = (self.loss, self.open.clone());
        let (mut spent, mut last) = (0, self.open.clone());
        let mut look = 0;
        let plan = self.plan();
        let costs: f64 = plan.iter().map(|site| self.cost[*site]).sum();
        let leeway = LEEWAY * costs / float(plan.len().max(1));
        while spent < effort {
            if spent >= look {
                look = spent + LOOK;
                if stop() {
                    break;
                }
            }
            let open = self.plan();
            if open.is_empty() {
                return;
            }
            let centre = open[chance.below(open.len())];
            for _ in 0..=chance.below(4) {
                self.kick(chance, centre);
            }
            self.fill();
            spent += self.problem.sites() + self.improve(effort - spent.min(effort));
            let left = 1.0 - float(spent) / float(effort);
            if self.loss < record - 1e-9 * record.abs() {
                record = self.loss;
                best.clone_from(&self.open);
            }
            if self.loss <= record + leeway * left.max(0.0) + 1e-9 * record.abs() {
                last.clone_from(&self.open);
            } else {
                self.become_plan(&last);
            }
        }
        self.become_plan(&best);
    }

    fn become_plan(&mut self, plan: &[bool]) {
        for (site, open) in plan.iter().enumerate() {
            if self.open[site] != *open {
                self.turn(site);
            }
        }
        for site in self.queue.drain(..) {
            self.queued[at(site)] = false;
        }
        self.passed = self.least(&self.plan()).map_or(f64::INFINITY, |least| self.cost[least]);
    }

    /// Closes a site near `centre`, and perhaps opens another one that serves rows of it.
    fn kick(&mut self, chance: &mut Chance, centre: usize) {
        let mut site = centre;
        for _ in 0..3 {
            let rows = self.columns.rows(site);
            if rows.is_empty() {
                return;
            }
            let row = self.problem.row(at(rows[chance.below(rows.len())]));
            site = at(row[chance.below(row.len())]);
        }
        if self.open[site] {
            if !self.kept[site] {
                self.turn(site);
            }
        } else if chance.below(2) == 0 {
            if self.prices[site] > self.left + SLACK && self.open[centre] && !self.kept[centre] {
                self.turn(centre);
            }
            if self.prices[site] <= self.left + SLACK {
                self.turn(site);
            }
        }
    }

    /// The open sites, as they are stored.
    pub(crate) fn names(&self) -> Vec<u32> {
        self.plan().into_iter().map(id).collect()
    }
}

fn all_equal(prices: &[f64]) -> bool {
    let mut finite = prices.iter().filter(|price| price.is_finite()).map(|price| price.to_bits());
    let first = finite.next();
    finite.all(|price| Some(price) == first)
}
