//! The relaxation in which sites may be open in part: a bound on every plan, and hints for good ones.
//!
//! Loss is least over x of most over u of `sum of u_k (1 - sum of x_j over the sites of level k)`,
//! where each level k of a row has a multiplier `u_k` between 0 and the loss at stake in it. For any
//! such u the inner minimum over x is a fractional knapsack, so every u gives a valid bound; the
//! best one equals the bound of linear programming. u and x are found together by the primal-dual
//! hybrid gradient of Chambolle and Pock (2011), diagonally preconditioned (Pock and Chambolle
//! 2011), restarted from averages (Applegate, Hinder, Lu, Lubin 2023).

use super::choice::{best, project};
use super::piece::Piece;
use crate::num::{at, float};

/// Steps between two looks at bound and gap.
const CHECK: usize = 40;

/// The state of the climb on one piece.
pub(crate) struct Dual {
    pub bound: f64,
    /// What each site earns at the best multipliers.
    pub rho: Vec<f64>,
    /// What a unit of budget is worth there.
    pub worth: f64,
    /// The best multipliers.
    pub u: Vec<f64>,
    /// Gap between the relaxed plan and the bound at the last restart.
    pub gap: f64,
    now: State,
    sum: State,
    weight: f64,
    xbar: Vec<f64>,
    /// Rows or entries: how far a violation moves a multiplier.
    rise: Vec<f64>,
    /// Sites: how far earnings move a site.
    step: Vec<f64>,
    pull: f64,
    lambda: f64,
    gap_start: f64,
    gap_last: f64,
    origin: State,
    since: usize,
    pub steps: usize,
    /// Graded rows: entries from here on have no multiplier.
    reach: Vec<usize>,
    scratch: Vec<(f64, f64)>,
    rates: Vec<f64>,
}

#[derive(Clone, Default)]
struct State {
    x: Vec<f64>,
    u: Vec<f64>,
    rho: Vec<f64>,
}

impl Dual {
    pub(crate) fn new(piece: &Piece, pull: f64) -> Self {
        let problem = &piece.problem;
        let (mut rise, mut at_stake) =
            (Vec::with_capacity(piece.u.len()), vec![0.0; problem.sites()]);
        for row in 0..problem.rows() {
            let span = problem.span(row);
            if problem.flat() {
                rise.push(problem.penalties[row] / float(span.len()));
            }
            for (offset, entry) in span.clone().enumerate() {
                at_stake[at(problem.entries[entry])] +=
                    problem.penalties[row] - problem.cost(entry);
                if !problem.flat() {
                    rise.push(level(piece, row, entry) / float(offset + 1));
                }
            }
        }
        let u = start(piece, &rise);
        let reach = if problem.flat() {
            Vec::new()
        } else {
            (0..problem.rows()).map(|row| problem.span(row).end).collect()
        };
        let rho = vec![0.0; problem.sites()];
        let now = State { x: piece.x.clone(), u, rho };
        let mut dual = Self {
            bound: f64::NEG_INFINITY,
            rho: Vec::new(),
            worth: 0.0,
            u: Vec::new(),
            gap: f64::INFINITY,
            sum: zeros(&now),
            origin: now.clone(),
            now,
            weight: 0.0,
            xbar: Vec::new(),
            rise,
            step: at_stake.iter().map(|stake| 1.0 / stake.max(f64::MIN_POSITIVE)).collect(),
            pull,
            lambda: 0.0,
            gap_start: f64::INFINITY,
            gap_last: f64::INFINITY,
            since: 0,
            steps: 0,
            reach,
            scratch: Vec::new(),
            rates: Vec::new(),
        };
        earn(piece, &dual.now.u, &mut dual.now.rho);
        dual.note(piece);
        dual.origin = dual.now.clone();
        dual
    }

    /// How far each site is open in the relaxed plan.
    pub(crate) fn x(&self) -> &[f64] {
        &self.origin.x
    }

    /// A site's earnings above what the budget asks for it: forcing it the other way costs this much.
    pub(crate) fn reduced(&self, piece: &Piece, site: usize) -> f64 {
        self.rho[site] - self.worth * piece.prices[site]
    }

    /// Takes forty steps and looks at what they brought.
    pub(crate) fn climb(&mut self, piece: &Piece) {
        for _ in 0..CHECK {
            self.forward(piece);
        }
        self.steps += CHECK;
        self.since += CHECK;
        self.note(piece);
        let current = gap_of(piece, &self.now.x, bound_of(piece, &self.now, &mut self.scratch).0);
        let mean = self.mean();
        let (bound, worth) = bound_of(piece, &mean, &mut self.scratch);
        self.keep(bound, worth, &mean);
        let average = gap_of(piece, &mean.x, bound);
        let (gap, better) = if average < current { (average, Some(mean)) } else { (current, None) };
        let due = gap <= 0.3 * self.gap_start
            || (gap <= 0.8 * self.gap_start && gap > self.gap_last)
            || self.since * 3 >= self.steps.max(3 * CHECK);
        self.gap_last = gap;
        if due {
            if let Some(mean) = better {
                self.now = mean;
            }
            self.restart(piece, gap);
        }
    }

    fn mean(&self) -> State {
        let part = |sum: &[f64]| sum.iter().map(|sum| sum / self.weight).collect::<Vec<f64>>();
        State { x: part(&self.sum.x), u: part(&self.sum.u), rho: part(&self.sum.rho) }
    }

    fn note(&mut self, piece: &Piece) {
        let (bound, worth) = bound_of(piece, &self.now, &mut self.scratch);
        if bound > self.bound {
            let now = std::mem::take(&mut self.now);
            self.keep(bound, worth, &now);
            self.now = now;
        }
    }

    fn keep(&mut self, bound: f64, worth: f64, state: &State) {
        if bound > self.bound {
            self.bound = bound;
            self.worth = worth;
            self.rho.clone_from(&state.rho);
            self.u.clone_from(&state.u);
        }
    }

    /// Begins anew where we stand, and balances the two step lengths by how far each side moved.
    fn restart(&mut self, piece: &Piece, gap: f64) {
        let moved_x: f64 = (self.now.x.iter().zip(&self.origin.x).zip(&self.step))
            .map(|((now, then), step)| (now - then).powi(2) / step)
            .sum();
        let moved_u: f64 = (self.now.u.iter().zip(&self.origin.u).zip(&self.rise))
            .map(|((now, then), rise)| if *rise > 0.0 { (now - then).powi(2) / rise } else { 0.0 })
            .sum();
        if moved_x > 1e-12 && moved_u > 1e-12 {
            let seen = (moved_u / moved_x).sqrt();
            self.pull = (0.5 * (self.pull.ln() + seen.ln())).exp().clamp(1e-4, 1e4);
        }
        self.gap_start = gap;
        self.gap_last = f64::INFINITY;
        self.gap = gap;
        self.since = 0;
        self.weight = 0.0;
        self.origin = self.now.clone();
        self.sum = zeros(&self.now);
        self.reach.clear();
        if !piece.problem.flat() {
            self.reach.extend((0..piece.problem.rows()).map(|row| piece.problem.span(row).end));
        }
    }

    pub(crate) const fn pull(&self) -> f64 {
        self.pull
    }

    fn forward(&mut self, piece: &Piece) {
        self.xbar.clone_from(&self.now.x);
        self.rates.clear();
        self.rates.extend(self.step.iter().map(|step| step / self.pull));
        for ((x, rho), rate) in self.now.x.iter_mut().zip(&self.now.rho).zip(&self.rates) {
            *x += rate * rho;
        }
        let budget = piece.budget;
        self.lambda = project(&mut self.now.x, &piece.prices, &self.rates, budget, self.lambda);
        for (bar, x) in self.xbar.iter_mut().zip(&self.now.x) {
            *bar = 2.0 * x - *bar;
        }
        self.now.rho.fill(0.0);
        if piece.problem.flat() {
            self.sweep_flat(piece);
        } else {
            self.sweep_graded(piece);
        }
        self.weight += 1.0;
        add(&mut self.sum.x, &self.now.x);
        add(&mut self.sum.rho, &self.now.rho);
    }

    fn sweep_flat(&mut self, piece: &Piece) {
        let problem = &piece.problem;
        let State { u, rho, .. } = &mut self.now;
        let mut start = 0;
        let rows = problem.starts[1..].iter().zip(&problem.penalties).zip(&self.rise);
        for (((end, penalty), rise), (u, sum)) in rows.zip(u.iter_mut().zip(&mut self.sum.u)) {
            let sites = &problem.entries[start..*end];
            start = *end;
            let open: f64 = sites.iter().map(|site| self.xbar[at(*site)]).sum();
            let value = (*u + self.pull * rise * (1.0 - open)).clamp(0.0, *penalty);
            *u = value;
            *sum += value;
            if value > 0.0 {
                for site in sites {
                    rho[at(*site)] += value;
                }
            }
        }
    }

    fn sweep_graded(&mut self, piece: &Piece) {
        let problem = &piece.problem;
        let State { u, rho, .. } = &mut self.now;
        for row in 0..problem.rows() {
            let span = problem.span(row);
            let (mut open, mut last) = (0.0, span.start);
            for entry in span.clone() {
                open += self.xbar[at(problem.entries[entry])];
                let rise = self.rise[entry];
                if rise > 0.0 {
                    let most = rise * float(entry - span.start + 1);
                    let value = (u[entry] + self.pull * rise * (1.0 - open)).clamp(0.0, most);
                    u[entry] = value;
                    self.sum.u[entry] += value;
                    if value > 0.0 {
                        last = entry + 1;
                    }
                }
                // Sums of x need not rise, since a step may overshoot below nothing.
                if entry >= self.reach[row] && open >= 1.5 {
                    break;
                }
            }
            self.reach[row] = last.max(span.start);
            let mut sum = 0.0;
            for entry in (span.start..last).rev() {
                sum += u[entry];
                rho[at(problem.entries[entry])] += sum;
            }
        }
    }
}

/// The multipliers that a piece comes with, or a first guess, within their limits.
fn start(piece: &Piece, rise: &[f64]) -> Vec<f64> {
    let problem = &piece.problem;
    let mut u: Vec<f64> =
        piece.u.iter().zip(rise).map(|(u, rise)| if u.is_nan() { *rise } else { *u }).collect();
    for row in 0..problem.rows() {
        if problem.flat() {
            u[row] = u[row].clamp(0.0, problem.penalties[row]);
        } else {
            for entry in problem.span(row) {
                u[entry] = u[entry].clamp(0.0, level(piece, row, entry).max(0.0));
            }
        }
    }
    u
}

fn zeros(state: &State) -> State {
    State {
        x: vec![0.0; state.x.len()],
        u: vec![0.0; state.u.len()],
        rho: vec![0.0; state.rho.len()],
    }
}

fn add(sum: &mut [f64], part: &[f64]) {
    for (sum, part) in sum.iter_mut().zip(part) {
        *sum += part;
    }
}

/// The loss at stake between an entry and the next dearer one.
fn level(piece: &Piece, row: usize, entry: usize) -> f64 {
    let problem = &piece.problem;
    let next = entry + 1;
    let after =
        if next < problem.starts[row + 1] { problem.costs[next] } else { problem.penalties[row] };
    after - problem.costs[entry]
}

/// What each site earns at these multipliers.
pub(crate) fn earn(piece: &Piece, u: &[f64], rho: &mut [f64]) {
    let problem = &piece.problem;
    rho.fill(0.0);
    for row in 0..problem.rows() {
        let mut sum = if problem.flat() { u[row] } else { 0.0 };
        for entry in problem.span(row).rev() {
            if !problem.flat() {
                sum += u[entry];
            }
            rho[at(problem.entries[entry])] += sum;
        }
    }
}

/// The bound that these multipliers prove, and the worth of budget in it.
fn bound_of(piece: &Piece, state: &State, scratch: &mut Vec<(f64, f64)>) -> (f64, f64) {
    let choice = best(&state.rho, &piece.prices, piece.budget, scratch);
    let sum: f64 = state.u.iter().sum();
    (piece.problem.constant + sum - choice.value, choice.worth)
}

/// How far the relaxed loss at x lies above a bound.
fn gap_of(piece: &Piece, x: &[f64], bound: f64) -> f64 {
    let problem = &piece.problem;
    let mut loss = problem.constant;
    for row in 0..problem.rows() {
        let mut shut = 1.0;
        for entry in problem.span(row) {
            let site = x[at(problem.entries[entry])];
            if !problem.flat() {
                loss += problem.costs[entry] * f64::min(site, shut);
            }
            shut -= site;
            if shut <= 0.0 {
                break;
            }
        }
        loss += problem.penalties[row] * shut.max(0.0);
    }
    loss - bound
}
