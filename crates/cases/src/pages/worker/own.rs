//! A worker's own case.

use access::{Action, Target};
use contracts::CaseId;
use web::{Answer, Problem, Signed};

use crate::{Desk, State, case::Case, entry::Entry, money::Kit, pages::worker::acts::Act, store};

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
    match case.state {
        State::Answered | State::Closed if in_time(case.answer.as_ref().map(|one| one.at)) => {
            vec![Act::Confirm, Act::Dispute]
        }
        State::Confirmed if in_time(case.reopens_from()) => vec![Act::Reopen],
        // Too late for a verdict, but an instalment did not come since.
        State::Closed if in_time(case.money.as_ref().and_then(Kit::rang_at)) => vec![Act::Reopen],
        State::OutOfScope if !case.scope_appealed && in_time(case.closed_at) => vec![Act::Appeal],
        state if state.is_with_unit() => vec![Act::Withdraw],
        _ => Vec::new(),
    }
}
