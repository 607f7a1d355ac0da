//! Hours worked out: a table over the kinds of day, or, where they speak of dates, the library.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use chrono::NaiveDate;
use kernel::Day;
use opening_hours::{OpeningHours, RuleKind};

use super::{
    HoursFault, State,
    calendar::{Calendar, Kinds, When, naive},
    plan::{self, DAY, Span},
    text,
};

/// Hours as read, with what was worked out.
#[derive(Debug)]
pub(super) struct Compiled {
    text: String,
    calendar: Calendar,
    /// With the real holidays.
    rules: OpeningHours,
    days: Days,
}

#[derive(Debug)]
enum Days {
    /// The different days that occur, and which of them each kind of day is.
    Weekly { different: Vec<Vec<Span>>, kinds: Vec<u8>, packed: Option<Packed> },
    /// The day that was asked for last: nearly every search asks for today.
    Dated(ArcSwapOption<(Day, Vec<Span>)>),
}

/// Simple hours in eight bytes: one open span, the same on each day that has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packed {
    /// A bit for each weekday as an ordinary day and as a holiday: `weekday * 2 + holiday`.
    days: u16,
    from: u16,
    until: u16,
}

impl Packed {
    /// Whether they say open.
    pub fn is_open(self, when: When) -> bool {
        self.days >> (when.kind >> 1) & 1 == 1
            && self.from <= when.minute
            && when.minute < self.until
    }

    fn of(different: &[Vec<Span>], kinds: &[u8]) -> Option<Self> {
        let mut packed = Self { days: 0, from: 0, until: 0 };
        for pair in 0..Kinds::COUNT / 2 {
            let day = |kind: u8| different.get(usize::from(*kinds.get(usize::from(kind))?));
            // The night of the day before must not reach into it.
            let (alone, after) = (day(pair * 2)?, day(pair * 2 + 1)?);
            if alone != after || alone.iter().any(|span| span.state == State::Unknown) {
                return None;
            }
            let mut open = alone.iter().filter(|span| span.state == State::Open);
            let Some(span) = open.next() else { continue };
            let same = packed.days == 0 || (packed.from, packed.until) == (span.from, span.until);
            if !same || open.next().is_some() {
                return None;
            }
            packed = Self { days: packed.days | 1 << pair, from: span.from, until: span.until };
        }
        Some(packed)
    }
}

impl Compiled {
    pub fn read(written: &str, calendar: &Calendar) -> Result<Self, HoursFault> {
        let text = text::tidy(written)?;
        let rules: OpeningHours =
            text.parse().map_err(|error| text::fault(written, &text, &error))?;
        let rules = rules.with_context(calendar.context().clone());
        let days = if text::is_weekly(&text) {
            Self::weekly(&rules, calendar.kinds())
        } else {
            Days::Dated(ArcSwapOption::empty())
        };
        Ok(Self { text, calendar: calendar.clone(), rules, days })
    }

    fn weekly(rules: &OpeningHours, kinds: &Kinds) -> Days {
        let rules = rules.clone().with_context(kinds.context.clone());
        let mut different: Vec<Vec<Span>> = Vec::new();
        let mut numbers = Vec::with_capacity(usize::from(Kinds::COUNT));
        for kind in 0..Kinds::COUNT {
            let spans = Kinds::date(kind).map_or_else(Vec::new, |date| spans(&rules, date));
            let known = different.iter().position(|day| *day == spans);
            let number = known.unwrap_or_else(|| {
                different.push(spans);
                different.len() - 1
            });
            numbers.push(u8::try_from(number).unwrap_or(u8::MAX));
        }
        let packed = Packed::of(&different, &numbers);
        Days::Weekly { different, kinds: numbers, packed }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    pub const fn packed(&self) -> Option<Packed> {
        match &self.days {
            Days::Weekly { packed, .. } => *packed,
            Days::Dated(_) => None,
        }
    }

    /// What they say of an instant.
    pub fn at(&self, when: When) -> State {
        match &self.days {
            Days::Weekly { different, kinds, .. } => {
                let number = kinds.get(usize::from(when.kind)).copied().unwrap_or_default();
                let day = different.get(usize::from(number));
                day.map_or(State::Closed, |spans| plan::at(spans, when.minute))
            }
            Days::Dated(last) => {
                if let Some(known) = &*last.load()
                    && known.0 == when.day
                {
                    return plan::at(&known.1, when.minute);
                }
                let spans = self.dated(when.day);
                let state = plan::at(&spans, when.minute);
                last.store(Some(Arc::new((when.day, spans))));
                state
            }
        }
    }

    /// The library's own word, without the table.
    #[cfg(test)]
    pub fn by_library(&self, at: kernel::Timestamp) -> State {
        let when = self.calendar.when(at);
        let spans = naive(when.day).map_or_else(Vec::new, |date| spans(&self.rules, date));
        plan::at(&spans, when.minute)
    }

    /// A civil day in spans.
    pub fn plan(&self, day: Day) -> Vec<Span> {
        match &self.days {
            Days::Weekly { different, kinds, .. } => {
                let kind = self.calendar.when(day.start()).kind;
                let number = kinds.get(usize::from(kind)).copied().unwrap_or_default();
                different.get(usize::from(number)).cloned().unwrap_or_default()
            }
            Days::Dated(_) => self.dated(day),
        }
    }

    /// A day by the library. On a swapped workday the hours of an ordinary workday hold, unless
    /// they say something of the very date: unless it differs from the ordinary days of its name.
    fn dated(&self, day: Day) -> Vec<Span> {
        let of = |day: Day| naive(day).map_or_else(Vec::new, |date| spans(&self.rules, date));
        let own = of(day);
        let counted = self.calendar.counted_as(day);
        if counted == day {
            return own;
        }
        let usual = self.calendar.ordinary_like(day).map(of);
        if usual.is_some_and(|usual| usual != own) { own } else { of(counted) }
    }
}

fn spans(rules: &OpeningHours, date: NaiveDate) -> Vec<Span> {
    plan::whole(rules.schedule_at(date).into_iter().map(|range| Span {
        from: range.range.start.mins_from_midnight(),
        until: range.range.end.mins_from_midnight().min(DAY),
        state: match range.kind {
            RuleKind::Open => State::Open,
            RuleKind::Closed => State::Closed,
            RuleKind::Unknown => State::Unknown,
        },
    }))
}
