//! The job that watches a case: warns before a deadline, passes silence up a level after it,
//! closes an answer that nobody judged. The store runs each job once, whatever crashes.

use std::sync::Arc;

use contracts::{CaseId, Event};
use storage::{
    Error, Tx,
    jobs::{Handler, Job},
};

use crate::{
    act,
    case::Case,
    chain,
    clock::Tick,
    desk::Desk,
    duty,
    entry::{Entry, Stage, What},
    handle::tell_reporter,
    joint, money, store,
};

/// The handler to be registered with the job runner; `desk` gives the declarations in force.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    Handler { kind: store::CLOCK_JOB, run: Arc::new(move |tx, job| run(tx, &desk(), job)) }
}

fn run(tx: &mut Tx<'_>, desk: &Desk, job: &Job) -> Result<(), Error> {
    let id: CaseId = job
        .payload
        .parse()
        .map_err(|_| Error::Corrupt(format!("job {} names no case", job.key)))?;
    let Some(mut case) = store::hold(tx, id)? else { return Ok(()) };
    let Some((at, tick)) = case.next_tick() else { return Ok(()) };
    if at > tx.now() {
        // The deadline moved between the listing of the job and its turn.
        return storage::jobs::schedule(tx, store::CLOCK_JOB, &job.key, at, &job.payload);
    }
    let what = match tick {
        Tick::Warn(stage) => What::Warned { stage },
        Tick::Lapse => What::Lapsed,
        Tick::Pass(stage) => chain::climb::silence(desk, &case, tx.now())
            .map_or_else(|| pass(tx, desk, &case, stage), What::Chain),
        Tick::Part(number, stage) => joint::tick::pass(desk, &case, number, stage)?,
        Tick::Ring => duty::pass(desk, &case, tx.now()),
        Tick::Unpaid(instalment) => What::Money(money::Fact::Unpaid {
            instalment,
            missing: case.money.as_ref().map_or(0, |kit| kit.missing(instalment)),
        }),
    };
    let entry = Entry {
        seq: case.length + 1,
        at: tx.now().max(case.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what,
    };
    act::write(tx, id, &mut case, &entry)?;
    tell(tx, id, &case, &entry.what)
}

fn pass(tx: &Tx<'_>, desk: &Desk, case: &Case, stage: Stage) -> What {
    let above = desk
        .matter(&case.matter)
        .and_then(|matter| desk.above(matter, case.owner, &case.area, tx.now()));
    match above {
        Some((to, next)) => What::Escalated { stage, from: case.owner, to, next },
        None => What::Overdue { stage },
    }
}

fn tell(tx: &mut Tx<'_>, id: CaseId, case: &Case, what: &What) -> Result<(), Error> {
    let notice = match what {
        What::Lapsed => return tell_reporter(tx, id, case, "lapsed"),
        What::Joint(fact) => return joint::tick::announce(tx, id, case, fact),
        What::Duty(_) => return duty::tell(tx, id, case),
        What::Warned { .. } => "warned",
        What::Money(_) => {
            tell_reporter(tx, id, case, "unpaid")?;
            "unpaid"
        }
        What::Escalated { .. } | What::Chain(_) => "escalated",
        _ => "overdue",
    };
    let (number, notice) = (case.number.clone(), notice.to_owned());
    tx.emit(&Event::UnitNotified { unit: case.owner, case: id, number, notice })
}
