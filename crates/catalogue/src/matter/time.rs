//! Deadlines of a matter, and the levels that silence climbs.

use kernel::{Level, Span};
use serde::Serialize;

use crate::{
    fault::{Reason, Wanted},
    named::Named as _,
    read::Table,
};

/// How long the owner has, counted from the moment the report is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadlines {
    pub accept: Span,
    pub answer: Span,
    /// How long before the end of `answer` the owner is warned; in the same unit as `answer`.
    pub warn_before: Span,
}

/// A level that silence climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Climb {
    pub level: Level,
    /// How long a unit of this level may be silent before the matter moves above it.
    pub limit: Span,
}

impl Deadlines {
    /// How long after the report the warning is due: `answer` less `warn_before`.
    pub const fn warn_after(&self) -> Span {
        match (self.answer, self.warn_before) {
            (Span::WorkDays(all), Span::WorkDays(last)) => Span::WorkDays(all.saturating_sub(last)),
            (Span::WorkMinutes(all), Span::WorkMinutes(last)) => {
                Span::WorkMinutes(all.saturating_sub(last))
            }
            (Span::Days(all), Span::Days(last)) => Span::Days(all.saturating_sub(last)),
            (Span::Minutes(all), Span::Minutes(last)) => Span::Minutes(all.saturating_sub(last)),
            // Refused by `read`, so that it cannot be met.
            (answer, _) => answer,
        }
    }

    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let (accept, answer) = (span(table, "accept"), span(table, "answer"));
        let warn = span(table, "warn_before");
        let deadlines = Self { accept: accept?, answer: answer?, warn_before: warn? };
        within(table, ("accept", deadlines.accept), deadlines.answer);
        if deadlines.warn_after() == deadlines.answer || is_zero(deadlines.warn_after()) {
            let (warn, answer) = (deadlines.warn_before.to_string(), deadlines.answer.to_string());
            table.fault_at("warn_before", Reason::WarnNotWithin { warn, answer });
        }
        Some(deadlines)
    }

    /// The keys that stop at night, which an urgent matter must not do.
    pub(super) fn in_work_time(&self) -> impl Iterator<Item = &'static str> {
        let spans =
            [("accept", self.accept), ("answer", self.answer), ("warn_before", self.warn_before)];
        spans.into_iter().filter(|(_, span)| !is_natural(*span)).map(|(key, _)| key)
    }
}

impl Climb {
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let (level, limit) = (table.one_of("level"), span(table, "limit"));
        Some(Self { level: level?, limit: limit? })
    }

    pub(super) fn in_work_time(&self) -> bool {
        !is_natural(self.limit)
    }
}

/// Reports every step that does not lie above the one before it.
pub(super) fn check_rising(table: &Table<'_>, climbs: &[Climb]) {
    for (below, above) in climbs.iter().zip(climbs.iter().skip(1)) {
        if above.level >= below.level {
            table.fault_at("climbs", Reason::ClimbNotUp { level: above.level.name() });
        }
    }
}

/// Reports a first deadline that may lie behind the answer's.
pub(crate) fn within(table: &Table<'_>, (key, first): (&'static str, Span), answer: Span) {
    if !surely_within(first, answer) {
        let (accept, answer) = (first.to_string(), answer.to_string());
        table.fault_at(key, Reason::AcceptAfterAnswer { accept, answer });
    }
}

/// A span of time that is not nothing.
pub(crate) fn span(table: &Table<'_>, key: &'static str) -> Option<Span> {
    table.parsed(key, Wanted::Span, |text| text.parse().ok().filter(|span: &Span| !is_zero(*span)))
}

const fn is_natural(span: Span) -> bool {
    matches!(span, Span::Minutes(_))
}

pub(crate) const fn is_zero(span: Span) -> bool {
    let (Span::WorkDays(count)
    | Span::WorkMinutes(count)
    | Span::Days(count)
    | Span::Minutes(count)) = span;
    count == 0
}

/// Whether a period of `inner` ends no later than one of `outer` that begins with it, whatever the
/// day: work time stands still over a long holiday, natural time does not.
fn surely_within(inner: Span, outer: Span) -> bool {
    /// The shortest office day and the shortest rest of a day after a late report, in minutes.
    const OFFICE_DAY: u32 = 7 * 60;
    const LATE_DAY: u32 = 16 * 60;
    match (inner, outer) {
        (Span::Minutes(inner), Span::Minutes(outer) | Span::WorkMinutes(outer))
        | (Span::WorkMinutes(inner), Span::WorkMinutes(outer))
        | (Span::WorkDays(inner) | Span::Days(inner), Span::WorkDays(outer))
        | (Span::Days(inner), Span::Days(outer)) => inner <= outer,
        (Span::WorkMinutes(inner), Span::WorkDays(days)) => {
            inner <= days.saturating_mul(OFFICE_DAY)
        }
        (Span::Minutes(inner), Span::WorkDays(days) | Span::Days(days)) => {
            let whole_days = days.saturating_sub(1).saturating_mul(24 * 60);
            inner <= whole_days.saturating_add(LATE_DAY)
        }
        (Span::WorkDays(inner), Span::Days(_)) => inner <= 1,
        (Span::WorkMinutes(inner), Span::Days(_)) => inner <= OFFICE_DAY,
        (_, Span::Minutes(_)) | (Span::WorkDays(_) | Span::Days(_), Span::WorkMinutes(_)) => false,
    }
}
