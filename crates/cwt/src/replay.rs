//! What one gate remembers of the passes that it has let in, so that no code is used twice.

use std::collections::HashMap;

use kernel::Timestamp;

use crate::{
    claims::{Cti, Issuer},
    rotation::Step,
};

/// A shown step that is this near to the gate's is accepted at once.
pub(crate) const STEPS_NEAR: i64 = 1;
/// A phone whose clock is this many steps off may still prove that it is alive: 3 minutes are six
/// steps, and where a step begins adds one.
pub(crate) const STEPS_FAR: i64 = 7;
/// How long a first code waits for the second, in steps.
const STEPS_WAITING: i64 = 10;

/// A pass that was shown here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// The step of the last code that was accepted.
    step: Option<Step>,
    /// When it was last accepted.
    at: Option<Timestamp>,
    /// How many steps its phone is ahead of this gate, once that was proved.
    ahead: i64,
    /// A code too far off to be accepted alone: its step, and the gate's step then.
    first: Option<(Step, Step)>,
    /// Kept until the pass is over.
    until: Timestamp,
}

/// What the memory says to a code whose step is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weighed {
    /// In time. `true` when the phone's clock is off, as two codes have proved.
    Fresh(bool),
    /// Perhaps a phone whose clock is off: its next code will tell.
    Wait,
    /// Used already, or older than one that was.
    Used,
    /// Too far from the gate's clock for any phone.
    Far,
}

impl Trace {
    /// Weighs a step against the gate's, and notes it in the trace that is to be kept.
    pub(crate) fn weigh(&mut self, shown: Step, gate: Step, now: Timestamp) -> Weighed {
        let off = shown.since(gate);
        if off.abs() > STEPS_FAR {
            return Weighed::Far;
        }
        if self.step.is_some_and(|last| shown <= last) {
            return Weighed::Used;
        }
        let near = |ahead: i64| (off - ahead).abs() <= STEPS_NEAR;
        if !near(0) && !near(self.ahead) {
            // A phone that was here has shown how far its clock is off. Were it suddenly off by
            // more, that would be a film of it.
            if self.step.is_some() {
                return Weighed::Far;
            }
            if !self.is_alive(shown, gate) {
                self.first = Some((shown, gate));
                return Weighed::Wait;
            }
        }
        let is_off = !near(0);
        if is_off && !near(self.ahead) {
            self.ahead = off;
        }
        (self.step, self.at, self.first) = (Some(shown), Some(now), None);
        Weighed::Fresh(is_off)
    }

    /// Whether a code shown before and this one have moved on together with the gate's clock, as a
    /// picture cannot.
    fn is_alive(&self, shown: Step, gate: Step) -> bool {
        self.first.is_some_and(|(first, then)| {
            let (phone, here) = (shown.since(first), gate.since(then));
            phone > 0 && here <= STEPS_WAITING && (phone - here).abs() <= STEPS_NEAR
        })
    }

    /// Notes a pass that is always the same; false when it was here within `again_seconds`.
    pub(crate) fn pass(&mut self, now: Timestamp, again_seconds: i64) -> bool {
        let since = |at: Timestamp| now.seconds_since(at);
        if self.at.is_some_and(|at| (0..again_seconds).contains(&since(at))) {
            return false;
        }
        self.at = Some(now);
        true
    }
}

/// The traces of one gate.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    traces: HashMap<(Issuer, Cti), Trace>,
    /// At this size what is over is swept out.
    sweep_at: usize,
}

/// The first sweep happens at this many traces.
const SWEEP_LEAST: usize = 1_024;

impl Memory {
    /// The trace of a pass; an empty one for a pass that was not here.
    pub(crate) fn trace(&self, issuer: Issuer, cti: Cti) -> Trace {
        self.traces.get(&(issuer, cti)).copied().unwrap_or_default()
    }

    /// Keeps a trace until the pass is over.
    pub(crate) fn keep(
        &mut self,
        issuer: Issuer,
        cti: Cti,
        trace: Trace,
        until: Timestamp,
        now: Timestamp,
    ) {
        if self.traces.len() >= self.sweep_at.max(SWEEP_LEAST) {
            self.traces.retain(|_, trace| trace.until >= now);
            self.sweep_at = self.traces.len().saturating_mul(2);
        }
        self.traces.insert((issuer, cti), Trace { until, ..trace });
    }

    pub(crate) fn len(&self) -> usize {
        self.traces.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(trace: &mut Trace, shown: u32, gate: u32) -> Weighed {
        trace.weigh(Step(shown), Step(gate), Timestamp::from_seconds(i64::from(gate) * 30))
    }

    #[test]
    fn a_code_is_good_for_one_step_around_and_never_twice() {
        for (shown, expected) in
            [(98, Weighed::Wait), (99, Weighed::Fresh(false)), (101, Weighed::Fresh(false))]
        {
            assert_eq!(weigh(&mut Trace::default(), shown, 100), expected, "{shown}");
        }
        for far in [92, 108] {
            assert_eq!(weigh(&mut Trace::default(), far, 100), Weighed::Far);
        }
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 100, 100), Weighed::Fresh(false));
        assert_eq!(weigh(&mut trace, 100, 100), Weighed::Used);
        assert_eq!(weigh(&mut trace, 99, 100), Weighed::Used);
        assert_eq!(weigh(&mut trace, 101, 100), Weighed::Fresh(false));
    }

    #[test]
    fn a_phone_three_minutes_off_is_let_in_with_its_second_code_and_remembered() {
        for off in [-7_i32, -6, -2, 2, 6, 7] {
            let phone = |gate: u32| gate.saturating_add_signed(off);
            let mut trace = Trace::default();
            assert_eq!(weigh(&mut trace, phone(100), 100), Weighed::Wait, "{off}");
            assert_eq!(weigh(&mut trace, phone(100), 100), Weighed::Wait, "the same code, {off}");
            assert_eq!(weigh(&mut trace, phone(101), 101), Weighed::Fresh(true), "{off}");
            assert_eq!(weigh(&mut trace, phone(101), 101), Weighed::Used, "{off}");
            assert_eq!(weigh(&mut trace, phone(500), 500), Weighed::Fresh(true), "{off}");
        }
    }

    #[test]
    fn a_picture_never_becomes_a_living_phone() {
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 98, 100), Weighed::Wait);
        for gate in 101..=105 {
            assert_eq!(weigh(&mut trace, 98, gate), Weighed::Wait, "{gate}");
        }
        assert_eq!(weigh(&mut trace, 98, 106), Weighed::Far);
        // Two pictures far apart in one scan, or long after each other, are no clock either.
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 94, 100), Weighed::Wait);
        assert_eq!(weigh(&mut trace, 97, 100), Weighed::Wait);
        assert_eq!(weigh(&mut trace, 108, 111), Weighed::Wait, "after eleven steps");
    }

    #[test]
    fn a_film_opens_nothing_where_the_phone_was_before() {
        // The holder goes in with a clock that is right; two codes are filmed later and shown
        // three minutes after that.
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 100, 100), Weighed::Fresh(false));
        assert_eq!(weigh(&mut trace, 140, 146), Weighed::Far);
        assert_eq!(weigh(&mut trace, 141, 147), Weighed::Far);
        assert_eq!(weigh(&mut trace, 148, 148), Weighed::Fresh(false), "the holder again");
        // A phone known to be six steps late is filmed; the film is later still.
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 94, 100), Weighed::Wait);
        assert_eq!(weigh(&mut trace, 95, 101), Weighed::Fresh(true));
        assert_eq!(weigh(&mut trace, 134, 144), Weighed::Far);
        assert_eq!(weigh(&mut trace, 138, 144), Weighed::Fresh(true), "the holder again");
        // Its clock was set right meanwhile.
        assert_eq!(weigh(&mut trace, 150, 150), Weighed::Fresh(false));
    }

    /// What is left: at a gate that has not seen this pass today, a film is a late phone.
    #[test]
    fn a_film_shown_where_the_phone_never_was_looks_like_a_late_phone() {
        let mut trace = Trace::default();
        assert_eq!(weigh(&mut trace, 94, 101), Weighed::Wait);
        assert_eq!(weigh(&mut trace, 95, 102), Weighed::Fresh(true));
        let mut late = Trace::default();
        assert_eq!(weigh(&mut late, 94, 102), Weighed::Far, "after four minutes");
    }

    #[test]
    fn what_is_over_is_swept_out() {
        let mut memory = Memory::default();
        let issuer = "wx".parse().unwrap();
        let cti = |number: i64| Cti::from_bytes(number.to_be_bytes());
        for second in 0..10_000 {
            let now = Timestamp::from_seconds(second);
            memory.keep(issuer, cti(second), Trace::default(), now.plus_seconds(100), now);
        }
        assert!(memory.len() <= 1_200, "{}", memory.len());
    }
}
