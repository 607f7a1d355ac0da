//! A worker's own case.

use access::{Action, Target};
use contracts::CaseId;
use web::{Answer, Problem, Signed};

use crate::{
    Desk, State, case::Case, chain, contact, entry::Entry, pages::worker::acts::Act, store,
};

/// The case and its history; 404 unless the reader reported it.
pub(super) async fn load(signed: &Signed, id: CaseId) -> Answer<(Case, Vec<Entry>)> {
    let read = signed.app.store().read(move |db| {
        let Some(case) = store::find(db, id)? else { return Ok(None) };
        Ok::<_, storage::Error>(Some((case, store::entries(db, id)?)))
    });
    let (case, entries) = read.await?.ok_or_else(Problem::not_found)?;
    let mut target = Target::area(case.area);
    target.person = case.reporter;
    signed.permit_or_hide(Action::CaseFollow, &target)?;
    Ok((case, entries))
}

/// What the worker may do with the case now, in the order of the page.
pub(super) fn offered(desk: &Desk, case: &Case, now: kernel::Timestamp) -> Vec<Act> {
    let in_time =
        |at: Option<kernel::Timestamp>| at.is_some_and(|at| now <= desk.verdict_until(at));
    let of_state = match case.state {
        State::Answered | State::Closed if in_time(case.answer.as_ref().map(|one| one.at)) => {
            vec![Act::Confirm, Act::Dispute]
        }
        State::Confirmed | State::Closed if in_time(case.reopens_from()) => vec![Act::Reopen],
        State::OutOfScope if !case.scope_appealed && in_time(case.closed_at) => vec![Act::Appeal],
        state if state.is_with_unit() => vec![Act::Withdraw],
        _ => Vec::new(),
    };
    let shared = !case.shared_with.is_empty();
    let asks = contact::asking(desk, case).filter(|firm| !case.shared_with.contains(firm));
    [
        (Act::Bypass, chain::level(case).is_some()),
        (Act::Share, asks.is_some() && !case.state.is_ended()),
        (Act::Hide, shared),
    ]
    .into_iter()
    .filter_map(|(act, is_offered)| is_offered.then_some(act))
    .chain(of_state)
    .collect()
}
