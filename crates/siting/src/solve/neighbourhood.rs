//! Plans made better place by place: the sites around a place are free again, the rest of the plan
//! stands, and what is best then is found with a proof (large neighbourhood search, Shaw 1998).
//!
//! Swaps and shaking get stuck where nearly all is covered: a better plan moves a dozen sites at once.
//! Among the sites around a dozen open ones branch and bound finds it in some milliseconds. Where no
//! place has anything better, a part of the plan is thrown away and found anew, from the best plan
//! each time (iterated local search, Lourenço, Martin and Stützle 2003).

use std::ops::ControlFlow;
use std::rc::Rc;

use super::around::{Around, Ball};
use super::branch::Search;
use super::piece::{Fix, Piece, SLACK};
use crate::num::{Chance, at, id};
use crate::problem::{Columns, Problem, Rows};
use crate::progress::{Limits, Progress};

/// Open sites that are free at first, and when there is nothing to be had with fewer.
const SIZES: [usize; 5] = [8, 9, 11, 13, 15];
/// Plans have so many times the sites of a neighbourhood.
const PLACES: usize = 2;
/// One in so many of the open sites is tried as a centre before neighbourhoods become larger.
const TRIED: usize = 3;
/// Neighbourhoods that have nothing to do with each other, and are solved side by side.
const TOGETHER: usize = 8;
/// Cases of branch and bound in one neighbourhood.
const CASES: usize = 100;
/// Pairs looked at for sites that others replace.
const DOMINATED: usize = 2_000_000;
/// Of a hundred open sites so many are thrown away at least, and at most: at first, and after long.
const THROWN: [usize; 3] = [10, 40, 90];

/// A plan that is made better.
pub(crate) struct Neighbourhoods<'a> {
    problem: &'a Problem,
    columns: Rc<Columns>,
    prices: &'a [f64],
    left: f64,
    open: Vec<bool>,
    loss: f64,
    /// For each row how many open sites serve it.
    served: Vec<u32>,
    best: Vec<bool>,
    record: f64,
    /// How many sites the best plan opens.
    standing: usize,
    /// Where centres are: everywhere at first, then where a part of the plan was thrown away.
    region: Vec<u32>,
    /// Which of the sizes is tried, and neighbourhoods without a gain.
    size: usize,
    idle: usize,
    /// How often a part was thrown away since the plan last became better.
    thrown: usize,
    around: Around,
}

/// The sites of a neighbourhood, with the rows that depend on them alone.
struct Part {
    piece: Piece,
    names: Vec<u32>,
    before: Vec<u32>,
    /// A better plan, and how much less it loses.
    found: Option<(Vec<u32>, f64)>,
    work: usize,
}

impl<'a> Neighbourhoods<'a> {
    pub(crate) fn new(
        problem: &'a Problem,
        columns: Rc<Columns>,
        (prices, budget): (&'a [f64], f64),
        plan: &[u32],
    ) -> Self {
        let mut all = Self {
            problem,
            columns,
            prices,
            left: budget,
            open: vec![false; problem.sites()],
            loss: 0.0,
            served: vec![0; problem.rows()],
            best: Vec::new(),
            record: f64::INFINITY,
            standing: 0,
            region: Vec::new(),
            size: 0,
            idle: 0,
            thrown: 0,
            around: Around::new(problem),
        };
        all.adopt(plan);
        all
    }

    /// Goes on from a plan of somebody else, when it is better.
    pub(crate) fn adopt(&mut self, plan: &[u32]) {
        let loss = self.problem.loss(plan);
        if loss < self.record {
            let mut open = vec![false; self.open.len()];
            for site in plan {
                open[at(*site)] = true;
            }
            self.become_plan(&open);
            self.keep();
            self.region = (0..self.open.len()).map(id).collect();
            (self.size, self.idle) = (0, 0);
        }
    }

    /// Whether plans of so many sites have neighbourhoods that are small beside the whole.
    pub(crate) const fn exist(open: usize) -> bool {
        open >= PLACES * SIZES[0]
    }

    /// How often a part of the plan was thrown away since it last became better.
    pub(crate) fn thrown(&self) -> usize {
        self.thrown
    }

    /// The best plan.
    pub(crate) fn plan(&self) -> Vec<u32> {
        (0..self.best.len()).filter(|site| self.best[*site]).map(id).collect()
    }

    fn keep(&mut self) {
        (self.record, self.thrown) = (self.loss, 0);
        self.best.clone_from(&self.open);
        self.standing = self.best.iter().filter(|open| **open).count();
    }

    fn become_plan(&mut self, plan: &[bool]) {
        for (site, open) in plan.iter().enumerate() {
            if self.open[site] != *open {
                self.turn(site);
            }
        }
        self.loss = self.problem.loss_of(&self.open);
    }

    fn turn(&mut self, site: usize) {
        self.open[site] = !self.open[site];
        self.left += if self.open[site] { -self.prices[site] } else { self.prices[site] };
        for row in self.columns.rows(site) {
            let served = &mut self.served[at(*row)];
            *served = if self.open[site] { *served + 1 } else { *served - 1 };
        }
    }

    /// Goes through neighbourhoods until about `effort` pairs were looked at.
    pub(crate) fn improve(
        &mut self,
        threads: usize,
        chance: &mut Chance,
        effort: usize,
        stop: &mut dyn FnMut() -> bool,
    ) {
        let mut spent = 0;
        while spent < effort && !stop() {
            let open = &self.open;
            let centres: Vec<usize> =
                self.region.iter().map(|site| at(*site)).filter(|site| open[*site]).collect();
            let size = SIZES.get(self.size).filter(|size| PLACES * **size <= self.standing);
            let Some(size) = size.filter(|_| centres.len() > 1) else {
                spent += self.problem.sites();
                self.throw(chance);
                continue;
            };
            let mut parts = self.choose(&centres, *size, chance);
            solve(&mut parts, threads);
            self.idle += TOGETHER;
            for part in &parts {
                spent += part.work;
                self.take(part);
            }
            if self.loss < self.record - 1e-9 * self.record.abs() {
                self.keep();
            }
            if self.idle * TRIED > centres.len() {
                (self.size, self.idle) = (self.size + 1, 0);
            }
        }
    }

    fn take(&mut self, part: &Part) {
        if let Some((plan, gained)) = &part.found {
            for place in part.before.iter().chain(plan) {
                self.turn(at(part.names[at(*place)]));
            }
            self.loss -= gained;
            self.idle = 0;
        }
    }

    /// Goes back to the best plan and throws a part of it away: others around take its place.
    fn throw(&mut self, chance: &mut Chance) {
        let best = self.best.clone();
        self.become_plan(&best);
        let [least, most, all] = THROWN;
        let percent = least + chance.below((most + self.thrown).min(all) - least);
        let plan = self.plan();
        let mut ball = Ball::default();
        self.around.begin();
        if !plan.is_empty() {
            let centre = at(plan[chance.below(plan.len())]);
            self.gather(centre, (plan.len() * percent).div_ceil(100), &mut ball);
        }
        let (open, shut): (Vec<usize>, Vec<usize>) =
            ball.sites.iter().partition(|site| self.open[**site]);
        for site in open {
            let other = shut.get(chance.below(shut.len())).copied().unwrap_or(site);
            let fits = self.prices[other] <= self.left + self.prices[site] + SLACK;
            if !self.open[other] && fits {
                self.turn(site);
                self.turn(other);
            }
        }
        self.loss = self.problem.loss_of(&self.open);
        self.region = ball.sites.into_iter().map(id).collect();
        (self.size, self.idle, self.thrown) = (0, 0, self.thrown + 1);
    }

    /// Some neighbourhoods, no row of which depends on two.
    fn choose(&mut self, centres: &[usize], size: usize, chance: &mut Chance) -> Vec<Part> {
        self.around.begin();
        let mut parts = Vec::new();
        for _ in 0..TOGETHER {
            let count = 1 + chance.below(2);
            let mut ball = Ball::default();
            for number in 0..count {
                let centre = centres[chance.below(centres.len())];
                self.gather(centre, (size + number) / count, &mut ball);
            }
            // What is left of the budget can be spent once.
            let spare = if parts.is_empty() { self.left.max(0.0) } else { 0.0 };
            parts.extend(self.part(ball, spare));
            self.around.next();
        }
        parts
    }

    fn gather(&mut self, centre: usize, count: usize, ball: &mut Ball) {
        let (problem, columns) = (self.problem, &self.columns);
        self.around.gather((problem, columns), &self.open, (centre, count), ball);
    }

    /// The problem of these sites when the others stay as they are.
    fn part(&self, ball: Ball, spare: f64) -> Option<Part> {
        let Ball { sites, rows } = ball;
        let mut problem = Rows::covering(sites.len());
        let mut names = Vec::new();
        for row in rows {
            names.clear();
            let mut own = 0;
            for site in self.problem.row(row).iter().map(|site| at(*site)) {
                if let Some(place) = self.around.place(site) {
                    own += u32::from(self.open[site]);
                    names.push(place);
                }
            }
            if own == self.served[row] {
                names.sort_unstable();
                problem.cover(self.problem.penalties[row], &names);
            }
        }
        let open = (0..sites.len()).filter(|place| self.open[sites[*place]]);
        let before: Vec<u32> = open.map(id).collect();
        let prices: Vec<f64> = sites.iter().map(|site| self.prices[*site]).collect();
        let budget = spare + before.iter().map(|place| prices[at(*place)]).sum::<f64>();
        (before.len() > 1).then(|| Part {
            piece: Piece::whole(problem.finish(), prices, budget),
            names: sites.into_iter().map(id).collect(),
            before,
            found: None,
            work: 0,
        })
    }
}

/// Solves all, side by side when there are threads.
fn solve(parts: &mut [Part], threads: usize) {
    let share = parts.len().div_ceil(threads.max(1));
    let (mine, others) = parts.split_at_mut(share);
    std::thread::scope(|scope| {
        for some in others.chunks_mut(share.max(1)) {
            scope.spawn(|| some.iter_mut().for_each(Part::solve));
        }
        mine.iter_mut().for_each(Part::solve);
    });
}

impl Part {
    /// Looks for a better plan.
    fn solve(&mut self) {
        let mut fix = vec![Fix::Free; self.piece.names.len()];
        for site in self.piece.dominated(DOMINATED) {
            fix[site] = Fix::Out;
        }
        let piece = self.piece.shrink(&fix);
        let limits = Limits { cases: CASES, ..Limits::default() };
        let mut go_on = |_: &Progress<'_>| ControlFlow::Continue(());
        let search = Search::new(&self.piece.problem, &self.piece, limits, &mut go_on);
        let before = self.piece.problem.loss(&self.before);
        let (found, work) = search.below(piece, before);
        self.work = work + 10 * self.piece.problem.pairs();
        if found.loss < before && !found.plan.is_empty() {
            self.found = Some((found.plan, before - found.loss));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::float;
    use crate::solve::drawn::ring;

    fn drawn(chance: &mut Chance, sites: usize) -> (Problem, Vec<f64>) {
        let problem = ring(chance, sites, 6 * sites, [1, 6]);
        let prices = (0..sites).map(|_| float(4 + chance.below(3)) / 4.0).collect();
        (problem, prices)
    }

    fn improved(
        (problem, prices, budget): (&Problem, &[f64], f64),
        start: &[u32],
        threads: usize,
    ) -> Vec<u32> {
        let columns = Rc::new(Columns::of(problem));
        let mut near = Neighbourhoods::new(problem, columns, (prices, budget), start);
        near.improve(threads, &mut Chance::new(3), 60_000_000, &mut || false);
        near.plan()
    }

    fn spent(prices: &[f64], plan: &[u32]) -> f64 {
        plan.iter().map(|site| prices[at(*site)]).sum()
    }

    /// From plans drawn at random to the best there is, within the budget, whatever sites cost and
    /// however many threads there are.
    #[test]
    fn plans_become_the_best_ones() {
        let mut chance = Chance::new(12);
        let mut best = 0;
        for round in 0..10 {
            let (problem, mut prices) = drawn(&mut chance, 80);
            if round % 2 == 0 {
                prices.fill(1.0);
            }
            let budget = 24.0 + float(round);
            let mut start: Vec<u32> = Vec::new();
            for site in (0..80).filter(|_| chance.below(2) == 0) {
                if spent(&prices, &start) + prices[at(site)] <= budget {
                    start.push(site);
                }
            }
            let terms = (&problem, &prices[..], budget);
            let plan = improved(terms, &start, 1);
            assert!(spent(&prices, &plan) <= budget + SLACK, "{plan:?}");
            assert!(problem.loss(&plan) < problem.loss(&start));
            assert_eq!(plan, improved(terms, &start, 3));
            let whole = Piece::whole(problem.clone(), prices.clone(), budget);
            let mut go_on = |_: &Progress<'_>| ControlFlow::Continue(());
            let search = Search::new(&problem, &whole, Limits::default(), &mut go_on);
            let (least, _) = search.run(whole.clone());
            assert!(least.proved && least.loss <= problem.loss(&plan) + 1e-9);
            best += usize::from(problem.loss(&plan) <= least.loss + 1e-9);
        }
        assert!(best >= 7, "{best} of 10");
    }

    /// Nothing is found below the best plan, and that itself below anything worse.
    #[test]
    fn a_part_is_searched_below_what_is_known() {
        let mut chance = Chance::new(13);
        for _ in 0..20 {
            let (problem, prices) = drawn(&mut chance, 24);
            let whole = Piece::whole(problem.clone(), prices, 9.0);
            let mut go_on = |_: &Progress<'_>| ControlFlow::Continue(());
            let search = Search::new(&problem, &whole, Limits::default(), &mut go_on);
            let (least, _) = search.run(whole.clone());
            for (above, found) in [(0.0, false), (1.0, true), (1e6, true)] {
                let mut go_on = |_: &Progress<'_>| ControlFlow::Continue(());
                let search = Search::new(&problem, &whole, Limits::default(), &mut go_on);
                let (below, _) = search.below(whole.clone(), least.loss + above);
                assert!(below.proved && below.plan.is_empty() != found, "{above}");
                assert!(!found || (below.loss - least.loss).abs() < 1e-9);
            }
        }
    }
}
