//! Capacities that are kept.
//!
//! A plan's worth is a maximal flow in every hour. Bounds come from Lagrangian relaxation: each row has
//! a price from 0 to 1 at which it may be served twice, each site then earns what its capacity holds of
//! the dearest (a knapsack with parts), and the best sites for the budget together with the prices bound
//! every plan. Subgradient steps (Held, Wolfe, Crowder 1974) move the prices; each round's sites are
//! tried as a plan, the best one is improved by swaps.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::answer::Answer;
use super::ledger::Ledger;
use super::near::Near;
use super::question::{BadQuestion, Question, State};
use super::slots::Slots;
use crate::num::{at, id};
use crate::problem::{Columns, Problem, Rows};
use crate::progress::{Limits, Progress, Stage, Watch};
use crate::question::Ask;
use crate::solve::branch::Found;
use crate::solve::flow::Flow;
use crate::solve::piece::SLACK;

/// Rounds of prices, and rounds without a better bound after which steps are halved.
const ROUNDS: usize = 240;
const PATIENCE: usize = 8;
/// Cases of the search without capacities, whose bound holds with them too.
const CASES: usize = 40;
/// Pairs of a flow that swaps copy at most.
const EFFORT: usize = 600_000_000;
/// How many sites are tried for one that goes.
const TRIES: usize = 12;

/// One hour with somebody in it.
struct Hour {
    number: usize,
    problem: Problem,
    columns: Columns,
    /// The row of each weight of the hour, in the order of points and occupations.
    rows: Vec<Option<usize>>,
}

/// All hours, and what may be spent.
struct Crowd<'a> {
    hours: Vec<Hour>,
    room: Vec<f64>,
    prices: Vec<f64>,
    stands: Vec<usize>,
    budget: f64,
    total: f64,
    watch: &'a mut Watch<'a>,
    best: Found,
    stopped: bool,
}

impl Question {
    pub(crate) fn uncrowded(
        &self,
        limits: Limits,
        watch: &mut Watch<'_>,
    ) -> Result<Answer, BadQuestion> {
        let problem = self.problem(|_| 1.0);
        let ask = self.ask(&problem, self.goal)?;
        let mut watch = |progress: &Progress<'_>| watch(progress);
        let mut crowd = Crowd::of(self, &ask, &mut watch);
        let rest = Limits { cases: limits.cases.min(CASES), ..limits };
        let found = ask.answer(rest, &mut |now| {
            // Its plans may crowd sites, its bound holds.
            crowd.best.bound = crowd.best.bound.max(now.bound);
            crowd.tell()
        })?;
        crowd.best.bound = crowd.best.bound.max(found.bound);
        let plan: Vec<usize> = found.plan.iter().map(|site| at(*site)).collect();
        crowd.offer(&plan);
        let earned = crowd.relax(limits.gap);
        crowd.improve(&earned);
        let Crowd { hours, room, best, .. } = crowd;
        Ok(Answer::told(self, &best, crowded_ledger(self, &hours, &room, &best.plan)))
    }
}

impl Hour {
    fn of(question: &Question, near: &[Vec<(u32, f64)>], slots: &Slots, hour: usize) -> Self {
        let (mut rows, mut places) = (Rows::covering(question.candidates.len()), Vec::new());
        for (point, near) in near.iter().enumerate() {
            for occupation in 0..question.demand.occupations() {
                let weight = question.demand.weight(point, hour, occupation);
                let weight = weight * question.factor(occupation);
                if weight > 0.0 {
                    let slot = slots.slot(hour, occupation);
                    let serves = |site: &u32| slots.serves(&question.candidates[at(*site)], slot);
                    let sites: Vec<u32> = near.iter().map(|of| of.0).filter(serves).collect();
                    places.push(rows.push(&sites, &[], weight, &[]));
                }
            }
        }
        let problem = rows.finish();
        Self { number: hour, columns: Columns::of(&problem), problem, rows: places }
    }

    /// What a site earns at these prices, and how much of which rows it serves for that.
    fn earned(&self, prices: &[f64], site: usize, room: f64) -> (f64, Vec<(usize, f64)>) {
        let margin = |row: &u32| (1.0 - prices[at(*row)], at(*row));
        let mut rows: Vec<(f64, usize)> = self
            .columns
            .rows(site)
            .iter()
            .map(margin)
            .filter(|(margin, _)| *margin > 0.0)
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (mut earned, mut left, mut served) = (0.0, room, Vec::new());
        for (margin, row) in rows {
            let part = self.problem.penalties[row].min(left);
            if part <= 0.0 {
                break;
            }
            (earned, left) = (earned + margin * part, left - part);
            served.push((row, part));
        }
        (earned, served)
    }
}

impl<'a> Crowd<'a> {
    fn of(question: &Question, ask: &Ask<'_>, watch: &'a mut Watch<'a>) -> Self {
        let sites = question.candidates.iter().map(|site| site.point).collect();
        let (near, slots) = (Near::of(sites, question.metric), Slots::of(question));
        let reach = question.service.reach();
        let near: Vec<Vec<(u32, f64)>> =
            question.demand.points.iter().map(|point| near.within(*point, reach)).collect();
        let hours: Vec<Hour> = (0..question.demand.hours())
            .map(|hour| Hour::of(question, &near, &slots, hour))
            .filter(|hour| !hour.rows.is_empty())
            .collect();
        let total = hours.iter().map(|hour| hour.problem.loss_of_nothing()).sum();
        let room = |site: &super::question::Candidate| site.capacity.unwrap_or(f64::INFINITY);
        Self {
            hours,
            room: question.candidates.iter().map(room).collect(),
            prices: ask.dear(),
            stands: ask.stands(),
            budget: ask.budget - ask.spent(),
            total,
            watch,
            best: Found {
                plan: Vec::new(),
                loss: f64::INFINITY,
                bound: 0.0,
                proved: false,
                cases: 0,
            },
            stopped: false,
        }
    }

    fn tell(&mut self) -> ControlFlow<()> {
        let Found { plan, loss, bound, .. } = &self.best;
        let (loss, bound) = (*loss, bound.min(*loss));
        let now = Progress { stage: Stage::Bound, loss, bound, plan, cases: 0, open: 0 };
        let told = (self.watch)(&now);
        self.stopped |= told == ControlFlow::Break(());
        told
    }

    fn stands(&self, site: usize) -> bool {
        self.stands.binary_search(&site).is_ok()
    }

    /// What is spent on a plan beside what stands.
    fn spent(&self, plan: &[usize]) -> f64 {
        plan.iter().filter(|site| !self.stands(**site)).map(|site| self.prices[*site]).sum()
    }

    fn flows(&self, plan: &[usize]) -> Vec<Flow<'_>> {
        let mut flows: Vec<Flow<'_>> = (self.hours.iter())
            .map(|hour| Flow::new(&hour.problem, &hour.columns, &self.room))
            .collect();
        for flow in &mut flows {
            for site in plan {
                flow.open(*site);
            }
        }
        flows
    }

    /// Takes a plan over if it serves most so far.
    fn offer(&mut self, plan: &[usize]) {
        let loss = self.total - served(&self.flows(plan));
        if loss < self.best.loss - SLACK {
            self.best.loss = loss;
            self.best.plan = plan.iter().copied().map(id).collect();
            self.best.plan.sort_unstable();
        }
        self.best.proved = self.best.loss - self.best.bound <= 1e-9 * self.total.max(1.0);
    }

    /// Moves prices to where they bound best; answers what the sites earn there.
    fn relax(&mut self, gap: f64) -> Vec<f64> {
        let zeros = |hour: &Hour| vec![0.0; hour.problem.rows()];
        let mut now: Vec<Vec<f64>> = self.hours.iter().map(zeros).collect();
        let mut best = Vec::new();
        let (mut bound, mut length, mut still) = (f64::INFINITY, 1.0, 0);
        let mut tried = HashSet::new();
        for _ in 0..ROUNDS {
            let earned = self.earned(&now);
            let (value, parts) = self.choose(&earned);
            let priced = self.hours.iter().zip(&now).map(|(hour, prices)| {
                let rows = hour.problem.penalties.iter().zip(prices);
                rows.map(|(weight, price)| weight * price).sum::<f64>()
            });
            let told = value + priced.sum::<f64>();
            if told < bound - 1e-9 * self.total {
                (bound, still) = (told, 0);
                best.clone_from(&earned);
            } else {
                still += 1;
                if still % PATIENCE == 0 {
                    length *= 0.5;
                }
            }
            self.best.bound = self.best.bound.max(self.total - bound);
            let plan = self.whole(&parts, &earned);
            if tried.insert(plan.clone()) {
                self.offer(&plan);
            }
            let missing = (self.best.loss - self.best.bound).max(0.0);
            let enough = missing <= gap * (self.total - self.best.loss).max(0.0);
            if self.best.proved || (gap > 0.0 && enough) || self.tell() == ControlFlow::Break(()) {
                break;
            }
            let excess = told - (self.total - self.best.loss);
            self.step(&mut now, &parts, length * excess.max(0.0));
        }
        best
    }

    fn earned(&self, prices: &[Vec<f64>]) -> Vec<f64> {
        let earned = |site: usize| -> f64 {
            let hours = self.hours.iter().zip(prices);
            hours.map(|(hour, prices)| hour.earned(prices, site, self.room[site]).0).sum()
        };
        (0..self.room.len())
            .map(|site| if self.prices[site].is_finite() { earned(site) } else { 0.0 })
            .collect()
    }

    /// The sites that earn most for the budget, the last one in part.
    fn choose(&self, earned: &[f64]) -> (f64, Vec<(usize, f64)>) {
        let mut parts: Vec<(usize, f64)> = self.stands.iter().map(|site| (*site, 1.0)).collect();
        let mut left = self.budget;
        for site in self.by_worth(earned) {
            let part = if self.prices[site] <= left { 1.0 } else { left / self.prices[site] };
            if part <= 0.0 {
                break;
            }
            left -= part * self.prices[site];
            parts.push((site, part));
        }
        (parts.iter().map(|(site, part)| part * earned[*site]).sum(), parts)
    }

    /// The sites that may be opened, by what they earn for their price.
    fn by_worth(&self, earned: &[f64]) -> Vec<usize> {
        let free = |site: &usize| self.prices[*site].is_finite() && !self.stands(*site);
        let mut sites: Vec<usize> =
            (0..earned.len()).filter(|site| free(site) && earned[*site] > 0.0).collect();
        let worth = |site: usize| earned[site] / self.prices[site].max(f64::MIN_POSITIVE);
        sites.sort_by(|a, b| worth(*b).total_cmp(&worth(*a)).then(a.cmp(b)));
        sites
    }

    /// A plan from chosen parts: whole sites, then whatever still fits.
    fn whole(&self, parts: &[(usize, f64)], earned: &[f64]) -> Vec<usize> {
        let chosen = parts.iter().filter(|(_, part)| *part >= 1.0).map(|(site, _)| *site);
        let mut plan: Vec<usize> = chosen.collect();
        let mut left = self.budget - self.spent(&plan);
        for site in self.by_worth(earned) {
            if self.prices[site] <= left + SLACK && !plan.contains(&site) {
                left -= self.prices[site];
                plan.push(site);
            }
        }
        plan.sort_unstable();
        plan
    }

    /// Rows that are served twice become dearer, those that nobody serves cheaper.
    fn step(&self, prices: &mut [Vec<f64>], parts: &[(usize, f64)], excess: f64) {
        let (mut slopes, mut square) = (Vec::new(), 0.0);
        for (hour, prices) in self.hours.iter().zip(prices.iter()) {
            let mut slope = hour.problem.penalties.clone();
            for (site, part) in parts {
                for (row, served) in hour.earned(prices, *site, self.room[*site]).1 {
                    slope[row] -= part * served;
                }
            }
            for (row, slope) in slope.iter_mut().enumerate() {
                // At an end of its range a price has nowhere to go.
                let price = prices[row];
                if (price <= 0.0 && *slope > 0.0) || (price >= 1.0 && *slope < 0.0) {
                    *slope = 0.0;
                }
                square += *slope * *slope / hour.problem.penalties[row];
            }
            slopes.push(slope);
        }
        if square <= 0.0 {
            return;
        }
        for ((hour, prices), slope) in self.hours.iter().zip(prices).zip(slopes) {
            for ((price, slope), weight) in
                prices.iter_mut().zip(slope).zip(&hour.problem.penalties)
            {
                *price = (*price - excess / square * slope / weight).clamp(0.0, 1.0);
            }
        }
    }

    /// Swaps while that helps and there is time.
    fn improve(&mut self, earned: &[f64]) {
        let pairs = self.hours.iter().map(|hour| hour.problem.pairs()).sum::<usize>().max(1);
        let mut left = EFFORT / pairs;
        while !self.best.proved && !self.stopped {
            let plan: Vec<usize> = self.best.plan.iter().map(|site| at(*site)).collect();
            let Some(better) = self.swapped(&plan, earned, &mut left) else { break };
            self.offer(&better);
            if self.tell() == ControlFlow::Break(()) {
                break;
            }
        }
    }

    /// A plan that serves more with one site instead of others.
    fn swapped(&self, plan: &[usize], earned: &[f64], left: &mut usize) -> Option<Vec<usize>> {
        let flows = self.flows(plan);
        let by_worth = self.by_worth(earned);
        let enough = self.best.loss - 1e-7 * self.total;
        for out in self.by_load(plan, &flows) {
            let mut without = flows.clone();
            close_in(&mut without, out);
            let kept: Vec<usize> = plan.iter().copied().filter(|site| *site != out).collect();
            let room = self.budget - self.spent(&kept) + SLACK;
            let fits = |site: &&usize| self.prices[**site] <= room && !plan.contains(site);
            for site in by_worth.iter().filter(fits).take(TRIES) {
                *left = left.checked_sub(1)?;
                let (with, plan) = self.with(without.clone(), &kept, *site, &by_worth);
                if self.total - served(&with) < enough {
                    return Some(plan);
                }
            }
        }
        let fits = |site: &&usize| self.prices[**site] <= self.budget + SLACK;
        for site in by_worth.iter().filter(fits).filter(|site| !plan.contains(site)) {
            *left = left.checked_sub(1)?;
            let (with, plan) = self.with(flows.clone(), plan, *site, &by_worth);
            if self.total - served(&with) < enough {
                return Some(plan);
            }
        }
        None
    }

    /// The sites of a plan that may go, those that serve least first.
    fn by_load(&self, plan: &[usize], flows: &[Flow<'_>]) -> Vec<usize> {
        let load = |site: usize| flows.iter().map(|flow| flow.load(site)).sum::<f64>();
        let free = plan.iter().filter(|site| !self.stands(**site));
        let mut outs: Vec<(f64, usize)> = free.map(|site| (load(*site), *site)).collect();
        outs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        outs.into_iter().map(|(_, site)| site).collect()
    }

    /// A plan with one site more: those that serve least go until it can be paid, and whatever fits
    /// the rest of the budget is opened.
    fn with<'f>(
        &self,
        mut flows: Vec<Flow<'f>>,
        plan: &[usize],
        site: usize,
        by_worth: &[usize],
    ) -> (Vec<Flow<'f>>, Vec<usize>) {
        let mut plan: Vec<usize> = plan.iter().copied().chain([site]).collect();
        open_in(&mut flows, site);
        while self.spent(&plan) > self.budget + SLACK {
            let outs = self.by_load(&plan, &flows);
            let Some(out) = outs.into_iter().find(|out| *out != site) else { break };
            plan.retain(|other| *other != out);
            close_in(&mut flows, out);
        }
        let mut left = self.budget - self.spent(&plan) + SLACK;
        for more in by_worth {
            if self.prices[*more] <= left && !plan.contains(more) {
                left -= self.prices[*more];
                plan.push(*more);
                open_in(&mut flows, *more);
            }
        }
        (flows, plan)
    }
}

fn open_in(flows: &mut [Flow<'_>], site: usize) {
    for flow in flows {
        flow.open(site);
    }
}

fn close_in(flows: &mut [Flow<'_>], site: usize) {
    for flow in flows {
        flow.close(site);
    }
}

fn served(flows: &[Flow<'_>]) -> f64 {
    flows.iter().map(|flow| flow.served).sum()
}

/// The books of a plan whose capacities are kept.
fn crowded_ledger(question: &Question, hours: &[Hour], room: &[f64], plan: &[u32]) -> Ledger {
    let mut ledger = Ledger::open(question, plan);
    for hour in hours {
        let mut flow = Flow::new(&hour.problem, &hour.columns, room);
        for site in plan {
            flow.open(at(*site));
        }
        let mut rows = hour.rows.iter();
        for point in 0..question.demand.len() {
            for occupation in 0..question.demand.occupations() {
                let weight = question.demand.weight(point, hour.number, occupation);
                let weight = weight * question.factor(occupation);
                if weight > 0.0 {
                    let part = rows.next().copied().flatten().map_or(0.0, |row| flow.part(row));
                    ledger.book((point, hour.number, occupation), weight, part, question);
                }
            }
        }
        let before = flow.served;
        for site in plan {
            ledger.busy(*site, flow.load(at(*site)));
        }
        for (site, candidate) in question.candidates.iter().enumerate() {
            ledger.near[site] |= !hour.columns.rows(site).is_empty();
            let name = id(site);
            if plan.binary_search(&name).is_ok() {
                flow.close(site);
                *ledger.marginal.entry(name).or_default() += before - flow.served;
                flow.open(site);
            } else if candidate.state != State::Barred {
                flow.open(site);
                ledger.gain[site] += flow.served - before;
                flow.close(site);
            }
        }
    }
    ledger
}
