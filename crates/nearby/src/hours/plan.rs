//! A day as spans of minutes.

use super::State;

/// From a minute of the civil day to another, `until` excluded: 0 to 1,440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub from: u16,
    pub until: u16,
    pub state: State,
}

/// Minutes in a day.
pub(super) const DAY: u16 = 1_440;

/// Spans of a day in order, gaps filled with closed and neighbours of one state joined.
pub(super) fn whole(spans: impl IntoIterator<Item = Span>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    let mut push = |span: Span| {
        if span.from >= span.until {
            return;
        }
        match all.last_mut() {
            Some(last) if last.state == span.state => last.until = span.until,
            _ => all.push(span),
        }
    };
    let mut reached = 0;
    for span in spans {
        let (from, until) = (span.from.max(reached), span.until.min(DAY));
        push(Span { from: reached, until: from.min(DAY), state: State::Closed });
        push(Span { from, until, state: span.state });
        reached = reached.max(until);
    }
    push(Span { from: reached, until: DAY, state: State::Closed });
    all
}

/// What the spans of a whole day say of a minute.
pub(super) fn at(spans: &[Span], minute: u16) -> State {
    let span = spans.iter().find(|span| minute < span.until);
    span.map_or(State::Closed, |span| span.state)
}
