//! A story in the making: where it stands, whose turn it is, how time moves on.

use access::Actor;
use cases::entry::Deadline;
use catalogue::Matter;
use contracts::{CaseId, UnitId};
use kernel::{Id, Span, Timestamp};

use super::{Act, Plot, Step, Story};
use crate::{dice::Dice, place::Spot, words::Scene};

/// Roles that may do what staff do, the usual one first.
pub const HANDLERS: &[&str] = &["clerk", "department-clerk", "firm-clerk", "duty"];
pub const OPENERS: &[&str] = &["clerk", "department-clerk", "firm-clerk", "hotline", "duty"];
pub const JUDGES: &[&str] = &["clerk", "department-clerk"];
pub const CLOSERS: &[&str] = &["clerk", "department-clerk", "firm-clerk"];

/// A story in the making.
pub struct Script<'p> {
    pub plot: &'p Plot,
    pub dice: Dice,
    pub id: CaseId,
    /// Where the story stands.
    pub at: Timestamp,
    pub begun: Timestamp,
    pub matter: &'p Matter,
    pub owner: UnitId,
    /// The deadline of the answer.
    pub answer: Deadline,
    pub reporter: &'p Actor,
    pub spot: Spot,
    pub firm: &'p str,
    pub phrase: &'p str,
    /// Of what stays the same throughout the story.
    pub scene: u64,
    pub story: Story,
}

impl Script<'_> {
    /// Moves on to `at` and lets somebody act; `None` when that lies after the present.
    pub fn act(&mut self, at: Timestamp, actor: Actor, act: Act) -> Option<()> {
        let at = at.max(self.at.plus_seconds(20));
        if at > self.plot.now {
            return None;
        }
        self.at = at;
        self.put(at, actor, act);
        Some(())
    }

    /// An act beside the story, which goes on from where it stood.
    pub fn aside(&mut self, at: Timestamp, actor: Actor, act: Act) {
        if at <= self.plot.now {
            self.put(at, actor, act);
        }
    }

    fn put(&mut self, at: Timestamp, actor: Actor, act: Act) {
        let seed = self.dice.seed();
        self.story.steps.push(Step { at, case: self.id, actor, act, seed });
    }

    pub fn reporter(&self) -> Actor {
        self.reporter.clone()
    }

    /// Somebody of the owner whose role is among `roles`.
    pub fn clerk(&mut self, roles: &[&str]) -> Option<Actor> {
        let clerk = self.plot.cast.clerk(self.owner, roles, &mut self.dice)?;
        Some(clerk.actor.clone())
    }

    /// Silence until `at`: the job passes the case to the level above. `None` at the top.
    pub fn climb(&mut self, at: Timestamp) -> Option<Deadline> {
        let (owner, next) = self.plot.desk.above(self.matter, self.owner, &self.spot.area, at)?;
        self.owner = owner;
        self.watch(next);
        Some(next)
    }

    /// Time may act when this deadline comes near and when it passes.
    pub fn watch(&mut self, deadline: Deadline) {
        self.story.ticks.extend(deadline.warn_at.into_iter().chain([deadline.by]));
    }

    /// `permille` of the way from where the story stands to `by`: in office hours, or at any hour
    /// where the clock runs through the night.
    pub fn towards(&mut self, by: Timestamp, permille: i64) -> Timestamp {
        let from = self.at;
        let calendar = &self.plot.desk.calendar;
        let open = calendar.work_time_between(from, by) / 60;
        let natural = matches!(self.matter.deadlines.answer, Span::Minutes(_)) || open < 20;
        let at = if natural {
            from.plus_seconds(by.seconds_since(from) * permille / 1_000)
        } else {
            let minutes = u32::try_from(open * permille / 1_000).unwrap_or(1).max(1);
            calendar.add_work_duration(from, Span::WorkMinutes(minutes))
        };
        let at = at.plus_seconds(self.dice.between(1, 50));
        at.min(by.plus_seconds(-40)).max(from.plus_seconds(20))
    }

    /// Some time after the story stands, when a rider is awake.
    pub fn awake(&mut self, minutes: (i64, i64)) -> Timestamp {
        let at = self.at.plus_minutes(self.dice.between(minutes.0, minutes.1));
        let hour = at.local().hour();
        if (7..23).contains(&hour) {
            return at.plus_seconds(self.dice.between(0, 59));
        }
        let day = if hour < 7 { at.day() } else { at.day().plus(1) };
        day.at(8, 0).plus_seconds(self.dice.between(0, 7_000))
    }

    /// Fills a template with this story's places.
    pub fn fill(&mut self, template: &str) -> String {
        let spot = self.spot.clone();
        let scene = Scene::new(&spot, self.at, self.firm, self.scene);
        scene.fill(template, &mut self.dice)
    }

    /// One of the common wordings under `key`.
    pub fn common(&mut self, key: &str) -> String {
        let template = self.dice.word(crate::data::TALKS.common(key)).to_owned();
        self.fill(&template)
    }
}

/// A fresh id for a case reported at `at`.
pub fn case_id(at: Timestamp, dice: &mut Dice) -> CaseId {
    Id::new(at, &mut kernel::SeededRng::new(dice.seed()))
}
