//! What the clock does: it lets a plan lapse on which the two did not agree in time, and makes one
//! on which they did, on its day, exactly once.

use std::sync::Arc;

use access::membership;
use kernel::Day;
use storage::{
    Error, Tx,
    jobs::{self, Handler, Job},
};

use super::{MoveId, State, Step, What, hold, key, state, step::Tried};
use crate::{
    act::{self, Consulted, Desk, Refusal, UnitError},
    detail,
    forest::Forest,
    store,
    unit::What as Fact,
};

/// The kind of the job of a planned change.
pub const JOB: &str = "organizations-move";

/// The handler to be registered with the job runner.
pub fn handler(consulted: impl Fn() -> Consulted + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let unread = |_| Error::Corrupt(format!("job {} names no planned change", job.key));
        let (id, known) = (job.payload.parse().map_err(unread)?, consulted());
        ring(tx, known.desk(), id).map_err(|error| match error {
            UnitError::Store(error) => error,
            UnitError::Refused(refusal) => Error::Refused(refusal.to_string()),
        })
    };
    Handler { kind: JOB, run: Arc::new(run) }
}

fn ring(tx: &mut Tx<'_>, desk: Desk<'_>, id: MoveId) -> Result<(), UnitError> {
    let it = hold(tx, id)?;
    let effective = it.plan.effective;
    match it.state {
        State::Drafted => {
            state(tx, it, What::Lapsed)?;
        }
        State::Agreed if tx.now() < effective.start() => {
            jobs::schedule(tx, JOB, &key(id), effective.start(), &id.to_string())?;
        }
        State::Agreed => match tried(tx, desk, &it.plan.steps, effective)? {
            Ok(steps) => {
                let mut undo: Vec<Step> = steps.iter().map(|step| step.back.clone()).collect();
                undo.reverse();
                make(tx, steps, effective)?;
                state(tx, it, What::Applied { undo })?;
            }
            Err(refusal) => {
                let (field, code) = match refusal {
                    Refusal::Invalid { field, code } => (field, code),
                    Refusal::Closed => ("", "problem-unit-closed"),
                    Refusal::NotFound | Refusal::WrongPermit(_) => ("", "unit-parent-unfit"),
                };
                state(tx, it, What::Stopped { field: field.into(), code: code.into() })?;
            }
        },
        _ => {}
    }
    Ok(())
}

/// Every step tried in memory, one after the other; nothing is written yet.
pub(super) fn tried(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    steps: &[Step],
    day: Day,
) -> Result<Result<Vec<Tried>, Refusal>, UnitError> {
    let mut forest = Forest::new(store::all(tx)?);
    let mut found = Vec::with_capacity(steps.len());
    for step in steps {
        if let Step::Close { unit, .. } = step {
            for on in [day, day.plus(3_650)] {
                if !membership::holders_in(tx, *unit, on)?.is_empty() {
                    return Ok(Err(Refusal::Invalid { field: "", code: "unit-close-posts" }));
                }
            }
        }
        match step.attempt(desk, &mut forest, day) {
            Ok(done) => found.push(done),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    // Who is new or there again must not have a credit code that another got meanwhile.
    let there = |done: &&Tried| done.is_new || done.what == Fact::Reopened;
    for done in found.iter().filter(there) {
        match detail::unique(tx, done.unit.id, &done.unit.details) {
            Ok(()) => {}
            Err(UnitError::Refused(refusal)) => return Ok(Err(refusal)),
            Err(error) => return Err(error),
        }
    }
    Ok(Ok(found))
}

/// Writes the facts of steps that were tried.
pub(super) fn make(tx: &mut Tx<'_>, steps: Vec<Tried>, day: Day) -> Result<(), UnitError> {
    for done in steps {
        if done.is_new {
            store::insert(tx, &done.unit)?;
        }
        act::state(tx, done.unit, day, done.what)?;
    }
    Ok(())
}
