//! The judgement: each fact alone, then the worst of them.

use kernel::Day;

use super::facts::{Facts, Secretary, Thresholds};
use super::{Forecast, Health, Reason, State, trend};

/// Judges a branch on `today`. The same facts always give the same answer.
pub fn judge(facts: &Facts, thresholds: &Thresholds, today: Day) -> Health {
    let forecast = forecast(facts, thresholds, today);
    let mut reasons: Vec<(State, Reason)> = [
        members(facts, thresholds),
        secretary(facts, thresholds, today),
        meetings(facts, thresholds, today),
        gone(facts, thresholds),
        quiet(facts, thresholds, today),
        stuck(facts, thresholds),
        shrinking(facts, thresholds),
        forecast
            .filter(|forecast| forecast.before_next_meeting)
            .map(|_| (State::Weak, Reason::NextMeetingAtRisk)),
    ]
    .into_iter()
    .flatten()
    .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.0));
    let state = reasons.first().map_or(State::Healthy, |reason| reason.0);
    Health { state, reasons, forecast }
}

fn members(facts: &Facts, thresholds: &Thresholds) -> Option<(State, Reason)> {
    let full_in_area = facts.full_in_area;
    let reason = Reason::TooFewMembers { full_in_area, full_min: thresholds.full_min };
    (full_in_area < thresholds.full_min).then_some((State::ToDissolve, reason))
}

fn secretary(facts: &Facts, thresholds: &Thresholds, today: Day) -> Option<(State, Reason)> {
    let (since, reason) = match facts.secretary {
        Secretary::Vacant(since) => (since, Reason::NoSecretary(since)),
        Secretary::Held { since, reached } => {
            let heard = reached.map_or(since, |reached| reached.max(since));
            (heard, Reason::SecretaryNotReached(reached))
        }
    };
    let weak = thresholds.secretary_weak_days;
    let state = by_limits(days(since, today), weak, thresholds.secretary_paralysed_days)?;
    Some((state, reason))
}

fn meetings(facts: &Facts, thresholds: &Thresholds, today: Day) -> Option<(State, Reason)> {
    let mut past: Vec<_> = facts.meetings.iter().filter(|meeting| meeting.due < today).collect();
    past.sort_by_key(|meeting| std::cmp::Reverse(meeting.due));
    let missed: Vec<_> =
        past.into_iter().take_while(|meeting| meeting.held.is_none()).map(|m| m.due).collect();
    let in_a_row = u32::try_from(missed.len()).unwrap_or(u32::MAX);
    let since = *missed.last()?;
    let state = by_limits(i64::from(in_a_row), thresholds.missed_weak, thresholds.missed_paralysed);
    Some((state?, Reason::MeetingsMissed { in_a_row, since }))
}

fn gone(facts: &Facts, thresholds: &Thresholds) -> Option<(State, Reason)> {
    let gone = facts.members.saturating_sub(facts.in_area);
    let percent = i64::from(gone) * 100 / i64::from(facts.members.max(1));
    let weak = thresholds.gone_weak_percent;
    let state = by_limits(percent, weak, thresholds.gone_paralysed_percent)?;
    Some((state, Reason::MembersGone { in_area: facts.in_area, members: facts.members }))
}

/// A fall of the trend's line over the days counted, as large as the share that counts as gone.
fn shrinking(facts: &Facts, thresholds: &Thresholds) -> Option<(State, Reason)> {
    let line = trend(&facts.counts)?;
    let first = facts.counts.iter().map(|(day, _)| *day).min()?;
    let span = days(first, line.last);
    let before = line.milli_at_last - line.milli_per_day * span;
    let fallen = before - line.milli_at_last;
    let many = fallen * 100 >= before * i64::from(thresholds.gone_weak_percent);
    let round = |milli: i64| u32::try_from((milli.max(0) + 500) / 1_000).unwrap_or(u32::MAX);
    let reason = Reason::Shrinking {
        from: round(before),
        to: round(line.milli_at_last),
        days: u32::try_from(span).ok()?,
    };
    (fallen > 0 && many).then_some((State::Weak, reason))
}

fn stuck(facts: &Facts, thresholds: &Thresholds) -> Option<(State, Reason)> {
    let (stuck, open) = (facts.matters_stuck, facts.matters_open);
    let many = u64::from(stuck) * 100 >= u64::from(open) * u64::from(thresholds.stuck_weak_percent);
    (stuck > 0 && many).then_some((State::Weak, Reason::MattersStuck { stuck, open }))
}

fn quiet(facts: &Facts, thresholds: &Thresholds, today: Day) -> Option<(State, Reason)> {
    let since = facts.last_activity.map_or(facts.founded, |last| last.max(facts.founded));
    let weak = thresholds.quiet_weak_days;
    let state = by_limits(days(since, today), weak, thresholds.quiet_paralysed_days)?;
    Some((state, Reason::Quiet(facts.last_activity)))
}

/// When fewer full members will be in the area than a branch or its next meeting needs. A meeting
/// needs more than half of the full members on the books, also of those who are gone.
fn forecast(facts: &Facts, thresholds: &Thresholds, today: Day) -> Option<Forecast> {
    let needed = (facts.full / 2 + 1).max(thresholds.full_min);
    let next_meeting = facts
        .meetings
        .iter()
        .filter(|meeting| meeting.due >= today && meeting.held.is_none())
        .map(|meeting| meeting.due)
        .min();
    let day = if facts.full_in_area < needed {
        today
    } else {
        trend(&facts.counts)?.falls_below(needed, thresholds.horizon_days)?.max(today)
    };
    let before_next_meeting = next_meeting.is_some_and(|meeting| day <= meeting);
    Some(Forecast { day, needed, next_meeting, before_next_meeting })
}

/// Weak from the first limit on, paralysed from the second; 0 is not too long for anything.
fn by_limits(value: i64, weak: u32, paralysed: u32) -> Option<State> {
    if value >= i64::from(paralysed) && value > 0 {
        return Some(State::Paralysed);
    }
    (value >= i64::from(weak) && value > 0).then_some(State::Weak)
}

fn days(from: Day, to: Day) -> i64 {
    to.number() - from.number()
}
