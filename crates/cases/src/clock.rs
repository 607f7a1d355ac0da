//! What the passing of time does to a case: a warning, a step up, a closing by silence. Pure; the
//! job that calls it lives in [`crate::tick`].

use kernel::{Span, Timestamp, calendar::WorkCalendar};

use crate::{
    case::Case,
    entry::{Deadline, Stage},
    joint,
    state::State,
};

/// What time will do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    Warn(Stage),
    /// The deadline passes: the case climbs, or shows as overdue where there is no level above.
    Pass(Stage),
    Lapse,
    /// A deadline of a part of a joint case passes.
    Part(i64, joint::Stage),
    /// Nobody took the alarm: the next duty desk rings.
    Ring,
    /// The day of this instalment has ended and it is not paid: it rings, whatever the state.
    Unpaid(u32),
}

impl Case {
    /// Which deadline the current state runs against.
    pub fn stage(&self) -> Stage {
        if self.state == State::Reported { Stage::Accept } else { Stage::Answer }
    }

    /// When time will next do something to this case or to one of its parts, and what; `None` when
    /// it never will.
    pub fn next_tick(&self) -> Option<(Timestamp, Tick)> {
        if self.leader().is_some() {
            // The clock of the case that it follows runs for both.
            return None;
        }
        let joint = self.joint.as_ref().filter(|_| self.state.is_with_unit());
        let part = joint.and_then(joint::Joint::next_tick);
        let part = part.map(|(at, number, stage)| (at, Tick::Part(number, stage)));
        self.whole_tick().into_iter().chain(part).min_by_key(|(at, _)| *at)
    }

    fn whole_tick(&self) -> Option<(Timestamp, Tick)> {
        let ring = self.duty.as_ref().and_then(|duty| duty.pass_at).map(|at| (at, Tick::Ring));
        [ring, self.own_tick()].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// What time does to the case itself.
    fn own_tick(&self) -> Option<(Timestamp, Tick)> {
        let ticks = [self.deadline_tick(), self.instalment_tick()];
        ticks.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn instalment_tick(&self) -> Option<(Timestamp, Tick)> {
        if matches!(self.state, State::Withdrawn | State::OutOfScope) {
            return None;
        }
        let (at, number) = self.money.as_ref()?.next_alarm()?;
        Some((at, Tick::Unpaid(number)))
    }

    /// What the deadline of the present state does.
    fn deadline_tick(&self) -> Option<(Timestamp, Tick)> {
        if let (State::Answered, Some(lapse_at)) = (self.state, self.lapse_at) {
            return Some((lapse_at, Tick::Lapse));
        }
        if !self.state.is_with_unit() || self.overdue {
            return None;
        }
        let due = self.due?;
        match due.warn_at {
            Some(warn_at) if !self.warned => Some((warn_at, Tick::Warn(self.stage()))),
            _ => Some((due.by, Tick::Pass(self.stage()))),
        }
    }
}

/// The deadline `span` after `from` on the work calendar, with a warning `warn_after` in.
pub fn deadline(
    calendar: &WorkCalendar,
    from: Timestamp,
    span: Span,
    warn_after: Option<Span>,
) -> Deadline {
    let by = calendar.add_work_duration(from, span);
    let warn_at = warn_after
        .map(|after| calendar.add_work_duration(from, after))
        .filter(|warn_at| from < *warn_at && *warn_at < by);
    Deadline { by, warn_at }
}
