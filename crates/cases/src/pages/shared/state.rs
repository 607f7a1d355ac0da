//! A state in a word, and how far along it is.

use ui::{
    Tone,
    list::{Steps, Tag},
};
use web::Visit;

use crate::State;

/// The key of a state's word.
pub const fn key(state: State) -> &'static str {
    match state {
        State::Reported => "state-reported",
        State::Accepted => "state-accepted",
        State::InHand => "state-in-hand",
        State::Answered => "state-answered",
        State::Disputed => "state-disputed",
        State::Confirmed => "state-confirmed",
        State::Closed => "state-closed",
        State::Reopened => "state-reopened",
        State::Withdrawn => "state-withdrawn",
        State::OutOfScope => "state-out-of-scope",
        State::ScopeAppealed => "state-scope-appealed",
    }
}

/// The state as a tag. Green is kept for what the worker has confirmed.
pub fn tag(visit: &Visit, state: State) -> Tag {
    let tone = match state {
        State::Confirmed => Tone::Good,
        State::Answered | State::Disputed | State::Reopened | State::ScopeAppealed => Tone::Warn,
        _ => Tone::Plain,
    };
    Tag::new(tone, visit.t(key(state)))
}

/// The stations of the way, with the two closings one after the other; `None` for what left it.
pub fn steps(visit: &Visit, state: State) -> Option<Steps> {
    let done = match state {
        State::Reported => 1,
        State::Accepted | State::InHand | State::Disputed | State::Reopened => 2,
        State::Answered | State::Closed => 3,
        State::Confirmed => 4,
        State::Withdrawn | State::OutOfScope | State::ScopeAppealed => return None,
    };
    let labels = ["step-sent", "step-accept", "step-answer", "step-confirm"];
    let labels = labels.map(|key| visit.t(key).to_owned()).to_vec();
    Some(Steps { lang: visit.lang, labels, done })
}
