//! What time does to a draw: it is drawn, silent checkers are replaced, it ends. One job per draw.

use std::sync::Arc;

use kernel::Timestamp;
use storage::{
    Error, Tx,
    jobs::{self, Handler, Job},
};

use super::{
    DrawId, assign, close, draw,
    store::{self, Draw},
};
use crate::desk::Desk;

/// The kind of the job that watches a draw.
pub const DRAW_JOB: &str = "case-draw";

/// The handler to be registered with the job runner; `desk` gives the declarations in force.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    Handler { kind: DRAW_JOB, run: Arc::new(move |tx, job| run(tx, &desk(), job)) }
}

fn run(tx: &mut Tx<'_>, desk: &Desk, job: &Job) -> Result<(), Error> {
    let id: DrawId = job
        .payload
        .parse()
        .map_err(|_| Error::Corrupt(format!("job {} names no draw", job.key)))?;
    let Some(mut found) = store::draw(tx, id)?.filter(|draw| draw.closed_at.is_none()) else {
        return Ok(());
    };
    let now = tx.now();
    if found.drawn_at.is_none() {
        if now < found.to {
            return schedule(tx, &found, found.to);
        }
        if draw::sealed(tx, id)?.is_none() {
            // Only what stands in the log is announced.
            return schedule(tx, &found, now.plus_minutes(1));
        }
        draw::draw(tx, desk, &mut found)?;
    } else {
        store::lapse_due(tx, id)?;
        assign::fill(tx, desk, &found)?;
    }
    if found.close_at.is_some_and(|end| end <= now) {
        return close::close(tx, desk, &found);
    }
    close::when_done(tx, desk, &found)?;
    match next(tx, &found)? {
        Some(at) => schedule(tx, &found, at),
        None => Ok(()),
    }
}

/// When something may change by itself: a request runs out, somebody new may be asked, the end.
fn next(tx: &mut Tx<'_>, draw: &Draw) -> Result<Option<Timestamp>, Error> {
    let closed = store::draw(tx, draw.id)?.is_none_or(|draw| draw.closed_at.is_some());
    let Some(end) = draw.close_at.filter(|_| !closed) else { return Ok(None) };
    let tomorrow = tx.now().plus_days(1);
    let due = store::next_due(tx, draw.id)?.unwrap_or(end);
    Ok(Some(due.min(end).min(tomorrow).max(tx.now().plus_minutes(1))))
}

pub(super) fn schedule(tx: &mut Tx<'_>, draw: &Draw, at: Timestamp) -> Result<(), Error> {
    jobs::schedule(tx, DRAW_JOB, &job_key(draw.id), at, &draw.id.to_string())
}

pub(super) fn cancel(tx: &mut Tx<'_>, draw: DrawId) -> Result<(), Error> {
    jobs::cancel(tx, &job_key(draw))
}

/// Holds a draw against its job and other answers.
pub(super) fn hold(tx: &mut Tx<'_>, draw: DrawId) -> Result<(), Error> {
    tx.lock(job_key(draw).as_bytes())
}

fn job_key(draw: DrawId) -> String {
    format!("draw:{draw}")
}
