//! The search: descents at three sizes of units, chains of moves that first cost something, and
//! small disturbances that are kept when what follows is better.
//!
//! The chains are those of Fiduccia and Mattheyses (1982): each unit moves at most once, also
//! uphill, and the best moment of the chain is returned to. Exchanging two units is the step of
//! Kernighan and Lin (1970). Coarse units first is the multilevel scheme of Hendrickson and Leland
//! (1995); disturbing and descending again is the iterated local search of Lourenço et al. (2003).

use std::collections::VecDeque;

use kernel::{Rng, SeededRng};

use super::plan::Cost;
use super::state::State;
use super::units::Level;

/// A unit of a level that went from one branch to another.
#[derive(Debug, Clone, Copy)]
struct Step {
    level: usize,
    unit: usize,
    from: usize,
    to: usize,
}

/// A search under way.
#[derive(Debug)]
pub struct Search<'a> {
    pub state: State<'a>,
    levels: &'a [Level],
    rng: &'a mut SeededRng,
    /// How many moves may still be looked at: a limit that does not depend on the machine.
    pub looks: u64,
    log: Vec<Step>,
    /// What going through all people costs, in looks.
    glance: u64,
}

/// With up to so many units every pair is tried for an exchange, else so many partners of each.
const SWAP_ALL: usize = 450;
const SWAP_SOME: u64 = 24;
/// A chain of moves is no longer than this.
const CHAIN_MAX: usize = 60;

impl<'a> Search<'a> {
    pub fn new(state: State<'a>, levels: &'a [Level], rng: &'a mut SeededRng, looks: u64) -> Self {
        let glance = u64::try_from(state.of.len()).unwrap_or(u64::MAX) / 32;
        Self { state, levels, rng, looks, log: Vec::new(), glance }
    }

    /// From coarse to single: descend until nothing is better, then chains while pairs are cut.
    pub fn settle(&mut self) {
        for level in 0..self.levels.len() {
            while self.looks > 0 && (self.moves(level) || self.swaps(level)) {}
            if self.state.cost.pairs > 0 && self.looks > 0 {
                while self.chain(level) {}
            }
        }
    }

    /// Disturbs and descends until no looks are left, or a third of them was in vain.
    pub fn wander(&mut self) {
        let movable = self.levels.iter().map(|level| level.units.len()).max().unwrap_or(0);
        if self.state.count() < 2 || movable < 2 {
            return;
        }
        let patience = self.looks / 3;
        let mut since = self.looks;
        while self.looks > 0 && since - self.looks <= patience && self.state.cost != Cost::default()
        {
            let before = self.state.cost;
            let mark = self.log.len();
            let level = self.below(self.levels.len());
            let mut touched = vec![false; self.state.count()];
            for _ in 0..=self.below(3) {
                self.disturb(level, &mut touched);
            }
            for finer in level..self.levels.len() {
                self.descend(finer, &mut touched);
            }
            self.looks = self.looks.saturating_sub(16);
            if self.state.cost > before {
                self.undo(mark);
            } else if self.state.cost < before {
                since = self.looks;
            }
            self.log.clear();
        }
    }

    /// Descends with single people alone, however long it takes: afterwards no single move helps.
    pub fn finish(&mut self) {
        self.looks = u64::MAX;
        let last = self.levels.len().saturating_sub(1);
        while self.moves(last) {}
        self.log.clear();
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.rng.below(bound)).unwrap_or(0)
    }

    fn shift(&mut self, step: Step) {
        let unit = &self.levels[step.level].units[step.unit];
        self.state.shift(unit, step.from, step.to);
        self.log.push(step);
    }

    fn undo(&mut self, mark: usize) {
        while self.log.len() > mark {
            if let Some(step) = self.log.pop() {
                let unit = &self.levels[step.level].units[step.unit];
                self.state.shift(unit, step.to, step.from);
            }
        }
    }

    /// The units of a level in an order of chance.
    fn order(&mut self, level: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.levels[level].units.len()).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }

    /// The branch to which a unit best moves, when any is better than `limit`.
    fn best_move(&mut self, level: usize, unit: usize, limit: Cost) -> Option<(Step, Cost)> {
        let body = &self.levels[level].units[unit];
        let from = self.state.branch_of(body)?;
        let (mut best, mut limit) = (None, limit);
        for to in (0..self.state.count()).filter(|to| *to != from) {
            self.looks = self.looks.saturating_sub(1);
            if let Some(delta) = self.state.move_delta(body, from, to, limit) {
                best = Some((Step { level, unit, from, to }, delta));
                limit = delta;
            }
        }
        best
    }

    /// One pass of single moves; whether any helped.
    fn moves(&mut self, level: usize) -> bool {
        let mut helped = false;
        for unit in self.order(level) {
            if self.looks == 0 {
                return false;
            }
            if let Some((step, _)) = self.best_move(level, unit, Cost::default()) {
                self.shift(step);
                helped = true;
            }
        }
        helped
    }

    /// One pass of exchanges; whether any helped.
    fn swaps(&mut self, level: usize) -> bool {
        let count = self.levels[level].units.len();
        let mut helped = false;
        for unit in self.order(level) {
            if self.looks == 0 {
                return false;
            }
            if count <= SWAP_ALL {
                for other in unit + 1..count {
                    helped |= self.swap(level, unit, other);
                }
            } else {
                for _ in 0..SWAP_SOME {
                    let other = self.below(count);
                    helped |= self.swap(level, unit, other);
                }
            }
        }
        helped
    }

    fn swap(&mut self, level: usize, a: usize, b: usize) -> bool {
        self.looks = self.looks.saturating_sub(1);
        let units = &self.levels[level].units;
        if self.state.swap_delta(&units[a], &units[b], Cost::default()).is_none() {
            return false;
        }
        let at = [a, b].map(|unit| self.state.branch_of(&units[unit]));
        if let [Some(from), Some(to)] = at {
            self.shift(Step { level, unit: a, from, to });
            self.shift(Step { level, unit: b, from: to, to: from });
        }
        true
    }

    /// Moves one unit anywhere.
    fn disturb(&mut self, level: usize, touched: &mut [bool]) {
        let unit = self.below(self.levels[level].units.len());
        let to = self.below(self.state.count());
        let Some(from) = self.state.branch_of(&self.levels[level].units[unit]) else { return };
        if from != to {
            self.shift(Step { level, unit, from, to });
            touched[from] = true;
            touched[to] = true;
        }
    }

    /// Descends from the units of the touched branches, and of those that this touches.
    fn descend(&mut self, level: usize, touched: &mut [bool]) {
        let of = &self.levels[level].of;
        let mut queued = vec![false; self.levels[level].units.len()];
        let mut queue = VecDeque::new();
        let people =
            |state: &State<'_>, branch: usize, queue: &mut VecDeque<usize>, queued: &mut [bool]| {
                for (person, at) in state.of.iter().enumerate() {
                    if *at == branch && !queued[of[person]] {
                        queued[of[person]] = true;
                        queue.push_back(of[person]);
                    }
                }
            };
        for branch in (0..touched.len()).filter(|branch| touched[*branch]) {
            people(&self.state, branch, &mut queue, &mut queued);
        }
        while let Some(unit) = queue.pop_front() {
            queued[unit] = false;
            if self.looks == 0 {
                return;
            }
            let partner = self.below(queued.len());
            let step = self.best_move(level, unit, Cost::default()).map(|found| found.0);
            let moved = match step {
                Some(step) => {
                    self.shift(step);
                    Some([step.from, step.to])
                }
                None if self.swap(level, unit, partner) => {
                    self.log.last().map(|step| [step.from, step.to])
                }
                None => None,
            };
            for branch in moved.into_iter().flatten() {
                // Finding the people of a branch is work too.
                self.looks = self.looks.saturating_sub(self.glance);
                touched[branch] = true;
                people(&self.state, branch, &mut queue, &mut queued);
            }
        }
    }

    /// One chain over the units that have a cut tie; whether its best moment was better.
    fn chain(&mut self, level: usize) -> bool {
        let start = self.state.cost;
        let mark = self.log.len();
        let mut best = (start, mark);
        let mut moved = vec![false; self.levels[level].units.len()];
        for _ in 0..CHAIN_MAX {
            let Some(step) = self.steepest(level, &moved) else { break };
            moved[step.unit] = true;
            self.shift(step);
            if self.state.cost < best.0 {
                best = (self.state.cost, self.log.len());
            }
        }
        self.undo(best.1);
        best.0 < start
    }

    /// The best move, better or worse, of a unit with a cut tie to a branch of a partner.
    fn steepest(&mut self, level: usize, moved: &[bool]) -> Option<Step> {
        let units = &self.levels[level].units;
        let dearest = Cost { bounds: i64::MAX, ..Cost::default() };
        let mut best: Option<(Cost, Step)> = None;
        for (unit, body) in units.iter().enumerate().filter(|(unit, _)| !moved[*unit]) {
            let Some(from) = self.state.branch_of(body) else { continue };
            let mut targets: Vec<usize> =
                body.ties.iter().map(|(person, _)| self.state.of[*person]).collect();
            targets.sort_unstable();
            targets.dedup();
            for to in targets.into_iter().filter(|to| *to != from) {
                self.looks = self.looks.checked_sub(1)?;
                let limit = best.map_or(dearest, |best| best.0);
                if let Some(delta) = self.state.move_delta(body, from, to, limit) {
                    best = Some((delta, Step { level, unit, from, to }));
                }
            }
        }
        best.map(|best| best.1)
    }
}
