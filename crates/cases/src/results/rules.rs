//! What may happen to a case's results next.

use super::{Deliverable, Fact};
use crate::{case::Case, rules::Refusal, state::State};

pub(crate) fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    let known = case.results.iter().find(|one| one.what.id == fact.result());
    match (fact, known) {
        (Fact::Recorded(_), _) => recordable(case.state),
        (_, None) => Err(Refusal::NoSuchResult),
        (_, Some(Deliverable { struck: true, .. })) => Err(Refusal::ResultStruck),
        (_, Some(_)) => Ok(()),
    }
}

/// Whether the worker has looked at this result before.
pub(crate) fn first_look(result: &Deliverable, person: contracts::PersonId) -> Result<(), Refusal> {
    let before = result.seen.iter().any(|seen| seen.by == person);
    if before { Err(Refusal::SeenBefore) } else { Ok(()) }
}

/// From being accepted on, and also after the answer: sockets are often mounted later.
fn recordable(state: State) -> Result<(), Refusal> {
    match state {
        State::Reported => Err(Refusal::NotAccepted),
        State::ScopeAppealed => Err(Refusal::AppealOpen),
        State::Withdrawn | State::OutOfScope => Err(Refusal::Closed),
        _ => Ok(()),
    }
}
