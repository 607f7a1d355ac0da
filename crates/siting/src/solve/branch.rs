//! Branch and bound over pieces: bound, decide what the bound decides, shrink, split.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::dual::Dual;
use super::likely::likely;
use super::local::Local;
use super::neighbourhood::Neighbourhoods;
use super::piece::{Fix, Piece, SLACK};
use super::regions::Regions;
use crate::num::{Chance, at, id};
use crate::problem::{Columns, Problem};
use crate::progress::{Limits, Progress, Stage, Watch};

/// What came out.
#[derive(Clone, Debug)]
pub struct Found {
    /// The open sites, in rising order.
    pub plan: Vec<u32>,
    /// What the plan loses.
    pub loss: f64,
    /// No plan loses less.
    pub bound: f64,
    /// Whether bound and loss meet (within `gap`).
    pub proved: bool,
    /// Cases looked at.
    pub cases: usize,
}

/// A case that waits: a piece, and no plan in it loses less than the bound.
struct Case {
    piece: Piece,
    bound: f64,
    pull: f64,
}

pub(crate) struct Search<'a> {
    /// By which plans are judged.
    judge: &'a Problem,
    whole: &'a Piece,
    /// The loss with nothing open.
    total: f64,
    columns: Rc<Columns>,
    limits: Limits,
    /// All losses are whole multiples of this; 0 when nothing is known.
    grain: f64,
    watch: &'a mut Watch<'a>,
    stopped: bool,
    loss: f64,
    plan: Vec<u32>,
    /// The best plan in the judge's numbering.
    best: Vec<u32>,
    /// Pairs looked at for bounds since plans were last looked for.
    work: usize,
    /// Which part of that work is spent on shaking: less while it finds nothing.
    rarely: usize,
    floor: f64,
    /// The least bound of what was given up without proof.
    given_up: f64,
    cases: usize,
    waiting: Vec<Case>,
    chance: Chance,
    stage: Stage,
    /// Whether regions gained much at the root.
    regions_pay: bool,
    /// Where plans are shaken, once a relaxed plan is known.
    likely: Option<Piece>,
    /// Whether this is a part of a larger search, with a plan that is good already.
    brief: bool,
    /// The search among neighbourhoods, which goes on where it was left.
    near: Option<Neighbourhoods<'a>>,
}

/// Undecided sites of a region at first; regions that disagree are joined.
const REGION: usize = 10;
/// So few sites are sooner split than parted: two regions would be nearly the whole.
const FEW: usize = 128;
/// Regions are solved below the root when they gained this part of what was missing there.
const PAY: f64 = 0.4;
/// Rounds at the root go on while they gain this part of what is missing.
const GAIN: f64 = 0.02;
/// Rounds in which regions are solved whole: at the root, and in every other case.
const ROUNDS: usize = 20;
const ROUNDS_BELOW: usize = 3;
/// Looks between which a bound has to gain something.
const LOOKS: usize = 4;
/// For each pair of a piece how many are looked at in shaking it, and how many in all at most.
const SHAKES: usize = 2_000;
const SHAKES_LATER: usize = 600;
const SHAKES_MOST: usize = 400_000_000;
/// For each pair looked at for bounds so many are for neighbourhoods, and fewer each time when so
/// often a part of the plan was thrown away in vain.
const EAGER: usize = 2;
const PATIENCE: usize = 16;
/// Pairs that one local search looks at.
const SWAPS: usize = 40_000_000;
/// One part in so many of the work goes into shaking while it pays, and while it does not.
const OFTEN: usize = 4;
const RARELY: usize = 64;

impl<'a> Search<'a> {
    pub(crate) fn new(
        judge: &'a Problem,
        whole: &'a Piece,
        limits: Limits,
        watch: &'a mut Watch<'a>,
    ) -> Self {
        Self {
            columns: Rc::new(Columns::of(judge)),
            grain: grain_of(judge),
            total: judge.loss_of_nothing(),
            judge,
            whole,
            limits,
            watch,
            stopped: false,
            loss: f64::INFINITY,
            plan: Vec::new(),
            best: Vec::new(),
            work: 0,
            rarely: OFTEN,
            floor: judge.constant,
            given_up: f64::INFINITY,
            cases: 0,
            waiting: Vec::new(),
            chance: Chance::new(limits.seed),
            stage: Stage::Plans,
            regions_pay: false,
            likely: None,
            brief: false,
            near: None,
        }
    }

    /// A case with a bound from here on can hold no plan worth finding.
    fn cutoff(&self) -> f64 {
        let exact = self.loss - (self.grain * 0.999).max(1e-10 * self.loss.abs());
        let base = if self.judge.flat() { self.total - self.loss } else { self.loss };
        exact.min(self.loss - self.limits.gap * base.abs())
    }

    fn tell(&mut self) -> bool {
        let progress = Progress {
            stage: self.stage,
            loss: self.loss,
            bound: self.floor.min(self.loss),
            plan: &self.plan,
            cases: self.cases,
            open: self.waiting.len(),
        };
        if (self.watch)(&progress) == ControlFlow::Break(()) {
            self.stopped = true;
        }
        self.stopped
    }

    /// Takes a plan over if it is the best so far.
    pub(crate) fn offer(&mut self, plan: Vec<u32>) -> f64 {
        let loss = self.judge.loss(&plan);
        if loss < self.loss {
            self.loss = loss;
            self.best.clone_from(&plan);
            self.plan.clear();
            self.plan.extend(plan.iter().map(|site| self.whole.names[at(*site)]));
            self.plan.extend(&self.whole.chosen);
            self.plan.sort_unstable();
        }
        loss
    }

    /// Greedy, swaps and shaking on the whole problem, from these sites.
    fn polish(&mut self, start: &[usize], shaking: usize) {
        let (judge, whole, columns) = (self.judge, self.whole, Rc::clone(&self.columns));
        let mut local = Local::new(judge, &columns, &whole.prices, whole.budget, start);
        local.fill();
        local.improve(SWAPS);
        if shaking > 0 {
            let mut chance = self.chance.clone();
            local.shake(&mut chance, shaking, &mut || self.tell());
            self.chance = chance;
        }
        let plan = local.names();
        self.offer(plan);
    }

    /// Shakes the best plan for a part of the work that went into bounds since the last time.
    fn shake(&mut self) {
        let due = self.work / self.rarely;
        if due < SWAPS.min(20 * self.judge.pairs()) {
            return;
        }
        self.work = 0;
        let before = self.loss;
        if self.renew(EAGER * due) {
            let thrown = self.near.as_ref().map_or(0, Neighbourhoods::thrown);
            self.rarely = 1 + thrown / PATIENCE;
            return;
        }
        if let Some(part) = self.likely.take() {
            self.shake_piece(&part, due);
            self.likely = Some(part);
        } else {
            let start: Vec<usize> = self.best.iter().map(|site| at(*site)).collect();
            self.polish(&start, due);
        }
        self.rarely = if self.loss < before { OFTEN } else { (2 * self.rarely).min(RARELY) };
    }

    /// Makes the best plan better neighbourhood by neighbourhood; says whether there are any.
    fn renew(&mut self, effort: usize) -> bool {
        if !self.judge.flat() || !Neighbourhoods::exist(self.best.len()) {
            return false;
        }
        let terms = (&self.whole.prices[..], self.whole.budget);
        let mut near = self.near.take().unwrap_or_else(|| {
            Neighbourhoods::new(self.judge, Rc::clone(&self.columns), terms, &self.best)
        });
        near.adopt(&self.best);
        let (mut chance, threads) = (self.chance.clone(), self.limits.threads);
        near.improve(threads, &mut chance, effort, &mut || self.tell());
        self.offer(near.plan());
        self.chance = chance;
        self.near = Some(near);
        true
    }

    /// Shakes the best plan within the sites of a piece.
    fn shake_piece(&mut self, piece: &Piece, effort: usize) {
        let start = piece.places(&self.best);
        let spent: f64 = start.iter().map(|site| piece.prices[*site]).sum();
        if spent > piece.budget + SLACK {
            return;
        }
        let columns = Columns::of(&piece.problem);
        let mut local = Local::new(&piece.problem, &columns, &piece.prices, piece.budget, &start);
        local.fill();
        local.improve(SWAPS);
        let mut chance = self.chance.clone();
        local.shake(&mut chance, effort, &mut || self.tell());
        self.chance = chance;
        let names = local.names().into_iter().map(|site| piece.names[at(site)]);
        self.offer(piece.chosen.iter().copied().chain(names).collect());
    }

    /// The best plan of a part of a larger problem that loses less than this, and the pairs looked at.
    pub(crate) fn below(mut self, piece: Piece, limit: f64) -> (Found, usize) {
        self.brief = true;
        self.loss = limit;
        self.search(piece);
        let work = self.work;
        (self.found().0, work)
    }

    pub(crate) fn run(mut self, piece: Piece) -> (Found, bool) {
        self.polish(&[], 0);
        self.search(piece);
        self.found()
    }

    fn search(&mut self, piece: Piece) {
        self.stage = Stage::Bound;
        self.waiting.push(Case { piece, bound: f64::NEG_INFINITY, pull: 1.0 });
        while let Some(case) = self.waiting.pop() {
            self.raise(case.bound);
            if self.stopped || self.cases >= self.limits.cases {
                self.given_up = self.given_up.min(case.bound);
                continue;
            }
            if case.bound < self.cutoff() {
                self.cases += 1;
                if !self.brief {
                    self.shake();
                }
                let (bound, root) = (case.bound, self.cases == 1 && !self.brief);
                if let Err(reached) = self.explore(case, root) {
                    self.given_up = self.given_up.min(reached.max(bound));
                }
            }
        }
        self.raise(f64::INFINITY);
        self.tell();
    }

    fn found(self) -> (Found, bool) {
        let proved = self.floor >= self.cutoff();
        let Self { plan, loss, cases, floor: bound, stopped, .. } = self;
        (Found { plan, loss, bound: bound.min(loss), proved, cases }, stopped)
    }

    /// Raises the bound of all to the least of what is open, under way, or given up. What was closed
    /// holds no better plan, or with a gap allowed none that is better by more than that.
    fn raise(&mut self, under_way: f64) {
        let open = self.waiting.iter().map(|case| case.bound).fold(f64::INFINITY, f64::min);
        self.floor = self.floor.max(open.min(under_way).min(self.given_up).min(self.closed()));
    }

    /// What is known of plans that were excluded.
    fn closed(&self) -> f64 {
        if self.limits.gap > 0.0 { self.cutoff() } else { self.loss }
    }

    /// Bounds a case, shrinks it by what the bound decides, and splits what is left. When stopped,
    /// says how far the bound of the case had got.
    fn explore(&mut self, case: Case, root: bool) -> Result<(), f64> {
        let Case { mut piece, mut bound, mut pull } = case;
        loop {
            if piece.budget < -SLACK {
                return Ok(());
            }
            let all_fit = piece.prices.iter().sum::<f64>() <= piece.budget + SLACK;
            if all_fit || piece.problem.rows() == 0 {
                return self.settle(&piece, all_fit);
            }
            let mut dual = Dual::new(&piece, pull);
            let done = self.climb(&piece, &mut dual, root);
            bound = bound.max(dual.bound);
            pull = dual.pull();
            if self.stopped {
                return Err(bound);
            }
            if bound >= self.cutoff() {
                return Ok(());
            }
            if done {
                self.guess(&piece, &dual, root);
                if bound >= self.cutoff() {
                    return Ok(());
                }
            }
            let mut fix = self.decide(&piece, &dual);
            if done {
                if root {
                    let part = likely(&piece, &dual, &self.best);
                    let each = if piece.chosen.is_empty() { SHAKES } else { SHAKES_LATER };
                    self.shake_piece(&part, (each * part.problem.pairs()).min(SHAKES_MOST));
                    self.likely = Some(part);
                    let due = std::mem::take(&mut self.work);
                    self.renew(EAGER * due);
                }
                bound = bound.max(self.strengthen(&piece, &dual, &mut fix, root));
                if bound >= self.cutoff() {
                    return Ok(());
                }
            }
            let decided = fix.iter().filter(|fix| **fix != Fix::Free).count();
            if decided * 20 >= fix.len() || (done && decided > 0 && decided * 50 >= fix.len()) {
                piece = next(piece, dual, &fix);
                continue;
            }
            if done {
                self.split(piece, dual, &fix, bound, pull);
                return Ok(());
            }
        }
    }

    /// Takes the one plan that a piece allows. Where rows were cut short, the whole problem may say
    /// that it loses more than the piece does, which then is all that is proved.
    fn settle(&mut self, piece: &Piece, all: bool) -> Result<(), f64> {
        let kept = if all { piece.names.len() } else { 0 };
        let names = piece.names.iter().take(kept);
        let loss = self.offer(piece.chosen.iter().chain(names).copied().collect());
        let within: Vec<u32> = (0..kept).map(id).collect();
        let proved = piece.problem.loss(&within);
        if proved >= self.cutoff() || loss <= proved + 1e-9 * loss.abs() {
            Ok(())
        } else {
            Err(proved)
        }
    }

    /// Climbs until the case is closed, enough sites are decided, or little is to be gained. Says
    /// whether there is nothing left but to split.
    fn climb(&mut self, piece: &Piece, dual: &mut Dual, root: bool) -> bool {
        let most = if root { 8_000 } else { 600 };
        let (mut last, mut looked) = (dual.bound, 0);
        while dual.steps < most {
            dual.climb(piece);
            self.work += 100 * piece.problem.pairs();
            if root {
                self.floor = self.floor.max(dual.bound.min(self.closed()));
            }
            let cutoff = self.cutoff();
            if self.tell() || dual.bound >= cutoff {
                return false;
            }
            looked += 1;
            let decided = self.decide(piece, dual).iter().filter(|fix| **fix != Fix::Free).count();
            if decided * 5 >= piece.names.len() {
                return false;
            }
            // What is missing to close the case against what the last steps brought.
            let missing = cutoff - dual.bound;
            let small = if root { 0.002 } else { 0.03 };
            if looked % LOOKS == 0 {
                let flat = dual.bound - last < small * missing;
                last = dual.bound;
                if flat && dual.gap < 0.2 * missing {
                    return true;
                }
            }
        }
        true
    }

    /// A bound from regions solved whole, what it decides, and plans near those of the regions.
    fn strengthen(&mut self, piece: &Piece, dual: &Dual, fix: &mut [Fix], root: bool) -> f64 {
        let pays = if root { piece.names.len() > FEW } else { self.regions_pay };
        if !pays {
            return dual.bound;
        }
        let Some(mut regions) = Regions::new(piece, dual, REGION, self.limits.threads) else {
            return dual.bound;
        };
        let rounds = if root { ROUNDS } else { ROUNDS_BELOW };
        let mut bound = dual.bound;
        let hoped = self.cutoff() - bound;
        loop {
            let cutoff = self.cutoff();
            let missing = cutoff - bound;
            let strong = regions.strengthen(cutoff, rounds, &mut || self.tell());
            let gained = strong.bound - bound;
            bound = bound.max(strong.bound);
            if root {
                self.floor = self.floor.max(bound.min(self.closed()));
                self.regions_pay |= bound - dual.bound > PAY * hoped;
            }
            if root && !self.stopped {
                self.follow(piece, fix, &strong.order);
                if let Some(part) = self.likely.take() {
                    self.shake_piece(&part, (SHAKES_LATER * part.problem.pairs()).min(SHAKES_MOST));
                    self.likely = Some(part);
                }
            }
            let (free, decided) = merge(fix, &strong.fix);
            if bound >= self.cutoff() || self.stopped || free == 0 {
                return bound;
            }
            if decided * 20 >= free {
                regions.shrink(fix);
                continue;
            }
            if root && regions.join() {
                continue;
            }
            // Where hardly anything is decided there is no use in looking closer.
            if free * 20 > 19 * fix.len() {
                if root && gained > GAIN * missing {
                    continue;
                }
                return bound;
            }
            let mut probed = fix.to_vec();
            regions.probe(self.cutoff(), &mut probed, &mut || self.tell());
            let (free, more) = merge(fix, &probed);
            if more * 50 < free {
                return bound;
            }
            regions.shrink(fix);
        }
    }

    /// A plan of what is decided to be open and what regions want most.
    fn follow(&mut self, piece: &Piece, fix: &[Fix], order: &[usize]) {
        let open = (0..fix.len()).filter(|site| fix[*site] == Fix::In);
        let (mut left, mut start) = (piece.budget, Vec::new());
        for site in open.chain(order.iter().copied().filter(|site| fix[*site] == Fix::Free)) {
            if piece.prices[site] <= left + SLACK {
                left -= piece.prices[site];
                start.push(at(piece.names[site]));
            }
        }
        start.extend(piece.chosen.iter().map(|site| at(*site)));
        self.polish(&start, 0);
    }

    /// Plans near the relaxed one.
    fn guess(&mut self, piece: &Piece, dual: &Dual, root: bool) {
        let mut order: Vec<usize> = (0..piece.names.len()).collect();
        order.sort_by(|a, b| dual.x()[*b].total_cmp(&dual.x()[*a]).then(a.cmp(b)));
        let (mut left, mut start) = (piece.budget, Vec::new());
        for site in order {
            if piece.prices[site] <= left + SLACK {
                left -= piece.prices[site];
                start.push(site);
            }
        }
        if root {
            let whole: Vec<usize> = start.iter().map(|site| at(piece.names[*site])).collect();
            let whole: Vec<usize> =
                piece.chosen.iter().map(|site| at(*site)).chain(whole).collect();
            let pairs = self.judge.pairs();
            self.polish(&whole, (200 * pairs).min(10 * pairs + 500_000));
            return;
        }
        let columns = Columns::of(&piece.problem);
        let mut local = Local::new(&piece.problem, &columns, &piece.prices, piece.budget, &start);
        local.fill();
        local.improve(200_000);
        let names = local.names().into_iter().map(|site| piece.names[at(site)]);
        self.offer(piece.chosen.iter().copied().chain(names).collect());
    }

    /// What the bound decides: a site whose other state would lift the bound to the cutoff.
    fn decide(&self, piece: &Piece, dual: &Dual) -> Vec<Fix> {
        let spare = self.cutoff() - dual.bound;
        (0..piece.names.len())
            .map(|site| match dual.reduced(piece, site) {
                reduced if reduced >= spare => Fix::In,
                reduced if -reduced >= spare => Fix::Out,
                _ => Fix::Free,
            })
            .collect()
    }

    /// Splits on the site whose state is least clear; the likelier case is looked at first.
    fn split(&mut self, mut piece: Piece, dual: Dual, fix: &[Fix], bound: f64, pull: f64) {
        let x = dual.x().to_vec();
        let unclear = |site: usize| {
            let share = x[site].min(1.0 - x[site]);
            share * (dual.rho[site] + dual.worth * piece.prices[site]) + 1e-12 * dual.rho[site]
        };
        let free = (0..piece.names.len()).filter(|site| fix[*site] == Fix::Free);
        let Some(site) = free.max_by(|a, b| unclear(*a).total_cmp(&unclear(*b))) else {
            self.waiting.push(Case { piece: next(piece, dual, fix), bound, pull });
            return;
        };
        let likely_in = x[site] >= 0.5;
        piece.u = dual.u;
        piece.x.clone_from(&x);
        for state in if likely_in { [Fix::Out, Fix::In] } else { [Fix::In, Fix::Out] } {
            let mut fix = fix.to_vec();
            fix[site] = state;
            let spent: f64 = (fix.iter().zip(&piece.prices))
                .map(|(fix, price)| if *fix == Fix::In { *price } else { 0.0 })
                .sum();
            if spent <= piece.budget + SLACK {
                self.waiting.push(Case { piece: piece.shrink(&fix), bound, pull });
            }
        }
    }
}

/// Takes more decisions over; how many sites are free then, and how many decisions are new.
fn merge(fix: &mut [Fix], more: &[Fix]) -> (usize, usize) {
    let mut decided = 0;
    for (fix, more) in fix.iter_mut().zip(more).filter(|(fix, _)| **fix == Fix::Free) {
        *fix = *more;
        decided += usize::from(*more != Fix::Free);
    }
    (fix.iter().filter(|fix| **fix == Fix::Free).count(), decided)
}

/// The piece with these decisions, starting from where the climb got.
fn next(mut piece: Piece, dual: Dual, fix: &[Fix]) -> Piece {
    piece.x = dual.x().to_vec();
    piece.u = dual.u;
    piece.shrink(fix)
}

/// The largest power of ten, at most 1, of which all numbers are whole multiples; 0 when there is
/// none above a ten-thousandth.
fn grain_of(problem: &Problem) -> f64 {
    let numbers = || problem.penalties.iter().chain(&problem.costs).chain([&problem.constant]);
    let whole = |number: f64| (number - number.round()).abs() <= 1e-9 * number.abs().max(1.0);
    [1.0, 10.0, 100.0, 1_000.0, 10_000.0]
        .into_iter()
        .find(|parts| numbers().all(|number| whole(number * parts)))
        .map_or(0.0, |parts| 1.0 / parts)
}
