//! Two truths and a third: 1,059 cases of which 94 % are closed by their handlers, 10 % of the
//! closings false. Workers confirm some, keep silent on others; then 150 closings are drawn by lot
//! and looked at by riders who know neither side, and who err now and then. What they find is
//! compared with what was planted, which only this scene knows.

mod city;
mod look;

use std::{collections::BTreeSet, path::Path};

use cases::{
    answer::{self, Given},
    checks::{DrawId, NewDraw, announce, repeat, store as checked},
    entry::Outcome,
    handle, verdict,
};
use catalogue::Catalogue;
use contracts::CaseId;
use insight::figures::{self, Scope};
use kernel::{Day, Timestamp};
use serde::Serialize;
use storage::journal;

use super::stage::Stage;
use crate::{dice::Dice, error::Error};
use city::Town;
use look::Looks;

/// Cases reported, and how many of a thousand their handlers close.
const CASES: usize = 1_059;
/// Closings that are drawn.
const SAMPLE: i64 = 150;
/// Of a thousand really solved cases so many are confirmed; of those closed falsely so many are
/// all the same, out of politeness.
const CONFIRMED: u64 = 620;
const CONFIRMED_FALSELY: u64 = 120;

/// What came of it. Shares are between 0 and 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Truths {
    pub seed: u64,
    pub cases: i64,
    pub closed: i64,
    /// 办结率: the handler's figure.
    pub closed_rate: f64,
    /// 确认解决率: the worker's figure.
    pub confirmed_rate: f64,
    /// The share of closings that was planted as false.
    pub planted_false: f64,
    /// What the checks say of it, with the 95 % interval.
    pub estimated_false: f64,
    pub interval: [f64; 2],
    /// Cases that enough checkers looked at.
    pub checks: i64,
    /// The closing rate less the false closings.
    pub corrected_rate: f64,
    /// Decided, but not by all checkers alike.
    pub split: i64,
    /// Answers given, wrong ones among them, and requests that nobody answered.
    pub answers: usize,
    pub wrong_answers: usize,
    pub unanswered: usize,
    /// The draw was repeated from its announced seed, and the same cases came out.
    pub repeated: bool,
    /// Points that looking earned.
    pub thanked: i64,
}

/// Plays the scene in a fresh folder.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(seed: u64, folder: &Path) -> Result<Truths, Error> {
    let from = day(2, 27)?;
    let mut stage = Stage::open(folder, seed, Catalogue::embedded(), from)?;
    let town = Town::found(&mut stage, seed)?;
    let play = Play { stage, town, seed };
    let lives = play.live()?;
    let draw = play.draw()?;
    let looks = play.look(draw, &lives)?;
    play.tell(draw, &lives, &looks)
}

fn day(month: i8, day: i8) -> Result<Day, Error> {
    Day::new(2026, month, day).ok_or_else(|| Error::Scene("no such day".into()))
}

struct Play {
    stage: Stage,
    town: Town,
    seed: u64,
}

/// What really became of the cases.
struct Lives {
    closed: i64,
    /// Closed, and not solved.
    falsely: BTreeSet<CaseId>,
}

impl Play {
    /// Reported in March, answered within two days, judged or not; silence closes the rest.
    fn live(&self) -> Result<Lives, Error> {
        let mut dice = Dice::of(self.seed, "truths", 0);
        // 995 or 996: both are 94.0 %.
        let closing = 995 + dice.below(2);
        let (closed, falsely) = (pick(&mut dice, CASES, closing), closing / 10);
        let falsely: BTreeSet<usize> = pick(&mut dice, closing, falsely)
            .into_iter()
            .filter_map(|at| closed.iter().nth(at))
            .copied()
            .collect();
        let mut planted = BTreeSet::new();
        let first = day(3, 2)?;
        let mut due: Vec<(Timestamp, CaseId, bool)> = Vec::new();
        for number in 0..CASES {
            let today = first.plus(i32::try_from(number / 53).unwrap_or(0));
            let at = today.at(9, 0).plus_minutes(i64::try_from(number % 53).unwrap_or(0) * 9);
            self.pass_until(at, &mut due)?;
            let id = self.town.report(&self.stage, at, &mut dice)?;
            if !closed.contains(&number) {
                continue;
            }
            let is_false = falsely.contains(&number);
            if is_false {
                planted.insert(id);
            }
            self.close(id, at.plus_hours(20 + dice.between(0, 20)))?;
            let chance = if is_false { CONFIRMED_FALSELY } else { CONFIRMED };
            if dice.chance(chance) {
                due.push((at.plus_hours(48), id, is_false));
            }
        }
        self.pass_until(day(4, 20)?.at(8, 0), &mut due)?;
        Ok(Lives { closed: i64::try_from(closing).unwrap_or(0), falsely: planted })
    }

    /// Confirmations that are due, then what time does.
    fn pass_until(
        &self,
        at: Timestamp,
        due: &mut Vec<(Timestamp, CaseId, bool)>,
    ) -> Result<(), Error> {
        let now = due.iter().filter(|(when, ..)| *when <= at).count();
        for (when, id, _) in due.drain(..now) {
            let reporter = self.town.reporter(self.stage.case(id)?.reporter)?;
            self.stage
                .act(&reporter, when, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))?;
        }
        Ok(())
    }

    /// Accepted and answered by whoever owns it.
    fn close(&self, id: CaseId, at: Timestamp) -> Result<(), Error> {
        let owner = self.stage.case(id)?.owner;
        let clerk = self.town.clerk(owner)?;
        self.stage.act(&clerk, at, move |tx, desk, by| {
            handle::accept(tx, by, id, None)?;
            let text = "已经到现场处理完毕。".to_owned();
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given)
        })?;
        Ok(())
    }

    /// Silence closes what nobody judged; an auditor announces the draw before the period ends,
    /// the log takes it in, and the lot falls on the day after.
    fn draw(&self) -> Result<DrawId, Error> {
        let announced = day(4, 20)?.at(10, 0);
        self.stage.pass(announced)?;
        let (from, until) = (day(3, 1)?, day(4, 20)?);
        let area = self.stage.desk.catalogue.city().area;
        let draw = self.stage.act(&self.town.auditor, announced, move |tx, desk, by| {
            let words = "0420".to_owned();
            announce(tx, desk, by, NewDraw { id: tx.id(), area, from, until, size: SAMPLE, words })
        })?;
        self.stage.prepare(announced.plus_minutes(1), |tx| {
            while journal::sequence(tx)? > 0 {}
            Ok(())
        })?;
        self.stage.pass(day(4, 21)?.at(9, 0))?;
        Ok(draw.id)
    }

    /// Each day the volunteers look at what they were asked to, until the draw is closed.
    fn look(&self, draw: DrawId, lives: &Lives) -> Result<Looks, Error> {
        let mut looks = Looks::new(self.seed);
        for later in 0..40 {
            let at = day(4, 21)?.plus(later).at(12, 0);
            looks.day(&self.stage, &self.town, &lives.falsely, at)?;
            self.stage.pass(at.plus_hours(8))?;
            let known = self.stage.read(move |db| checked::draw(db, draw))?;
            if known.is_some_and(|draw| draw.closed_at.is_some()) {
                break;
            }
        }
        Ok(looks)
    }

    fn tell(&self, draw: DrawId, lives: &Lives, looks: &Looks) -> Result<Truths, Error> {
        let area = self.stage.desk.catalogue.city().area;
        let (from, to) = (day(3, 1)?.start(), day(12, 31)?.start());
        let k = i64::from(self.stage.desk.catalogue.city().privacy.group_min);
        let read = self.stage.read(move |db| {
            let scope = Scope { from, to, area, source: None };
            let known = checked::draw(db, draw)?;
            let again = known.map(|known| repeat::repeat(db, &known)).transpose()?.flatten();
            let checks = insight::checks::newest(db, &area, k, 1)?;
            Ok((figures::counts(db, &scope)?, checks, again))
        })?;
        let (counts, checks, again) = read;
        let missing = || Error::Scene("the draw is not closed".into());
        let found = checks.first().ok_or_else(missing)?;
        let rate = counts.handler_rate().unwrap_or_default();
        let false_of_closed = kernel::count::size_to_f64(lives.falsely.len());
        Ok(Truths {
            seed: self.seed,
            cases: counts.counted,
            closed: counts.closed_by_handler,
            closed_rate: rate,
            confirmed_rate: counts.confirmed_rate().unwrap_or_default(),
            planted_false: false_of_closed / kernel::count::to_f64(lives.closed),
            estimated_false: found.share.share,
            interval: [found.share.low, found.share.high],
            checks: found.share.sample,
            corrected_rate: found.share.taken_off(rate).0,
            split: found.split,
            answers: looks.answers,
            wrong_answers: looks.wrong,
            unanswered: looks.silent,
            repeated: again.is_some_and(|again| again.holds()),
            thanked: self.town.points_given(&self.stage)?,
        })
    }
}

/// So many different numbers below `bound`.
fn pick(dice: &mut Dice, bound: usize, count: usize) -> BTreeSet<usize> {
    let mut picked = BTreeSet::new();
    while picked.len() < count.min(bound) {
        picked.insert(dice.below(bound));
    }
    picked
}
