//! Calculating runs, in the background or at once.

use std::{ops::ControlFlow, sync::Arc, time::Duration};

use kernel::{Moment, Timestamp};
use storage::{Error, Stamp, Store};
use tokio::{sync::Semaphore, time::timeout};
use web::App;

use crate::{
    Desk, StudyId,
    input::{Heat, Input},
    run::{End, Run, State, text},
    solve::{Cut, ENGINE, Look, Part, Unanswered, solve},
    store::{self, Outcome},
};

/// One run at a time on this node, so that pages stay quick.
#[derive(Clone)]
pub struct Bench(Arc<Semaphore>);

impl Default for Bench {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl Bench {
    /// Begins no further run: for a node that is shutting down. What waits is lost and can be begun
    /// anew elsewhere.
    pub fn close(&self) {
        self.0.close();
    }
}

/// Seconds between two words of a run that waits.
const WAIT_SECONDS: u64 = 20;
const MICROS: i64 = 1_000_000;

/// What calculates needs: where runs are kept, what time it is, what is consulted.
#[derive(Clone)]
pub struct Worker {
    pub store: Store,
    pub moment: Arc<dyn Fn() -> Moment + Send + Sync>,
    pub desk: Desk,
}

impl Worker {
    pub fn of(app: &App, desk: Desk) -> Self {
        let (store, app) = (app.store().clone(), app.clone());
        Self { store, moment: Arc::new(move || app.moment()), desk }
    }

    fn stamp(&self, purpose: &str) -> Stamp {
        Stamp::system((self.moment)(), purpose)
    }
    fn now(&self) -> Timestamp {
        (self.moment)().now()
    }
}

/// What is to be done with a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    Calculate,
    Repeat,
}

/// Does it in the background as soon as this node is free.
pub fn begin(bench: &Bench, worker: Worker, run: (StudyId, i64), errand: Errand) {
    let bench = bench.clone();
    tokio::spawn(async move {
        let seat = loop {
            match timeout(Duration::from_secs(WAIT_SECONDS), bench.0.clone().acquire_owned()).await
            {
                Ok(Ok(seat)) => break seat,
                Ok(Err(_)) => return,
                Err(_) if errand == Errand::Calculate => {
                    let look = Look { step: 0, covered: 0.0, at_most: 1.0 };
                    let beat = worker.store.write(worker.stamp("siteplans-wait"), move |tx| {
                        store::beat(tx, run, State::Waiting, look)
                    });
                    if beat.await.is_err() {
                        return;
                    }
                }
                Err(_) => {}
            }
        };
        let work = tokio::task::spawn_blocking(move || match errand {
            Errand::Calculate => calculate(&worker, run),
            Errand::Repeat => repeat(&worker, run).map(drop),
        });
        match work.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a run of a siting study was broken off"),
            Err(error) => tracing::error!(%error, "a run of a siting study failed"),
        }
        drop(seat);
    });
}

/// Calculates a run and writes its answer. Not for use on an async thread.
///
/// # Errors
/// When the store fails; then the run is lost, and another can be begun.
pub fn calculate(worker: &Worker, id: (StudyId, i64)) -> Result<(), Error> {
    let Some((run, input, heat)) = read(worker, id)? else { return Ok(()) };
    if run.is_over() {
        return Ok(());
    }
    let begun = worker.now();
    let mut control = Control { worker, id, begun, told: None, end: End::Itself, broken: None };
    let seconds = i64::from(input.asked.seconds);
    let outcome = if Input::digest(&run.input, &heat) == run.digest {
        match solve(&input, &heat, &mut |part, look| control.look(seconds, part, look)) {
            Ok((answer, cut)) => Outcome {
                state: State::Done,
                ended_by: control.end.as_str().to_owned(),
                covered: answer.all.ratio(),
                at_most: answer.at_most / answer.all.total.max(f64::MIN_POSITIVE),
                cut,
                answer: text(&answer)?,
            },
            Err(why) => failed(&why),
        }
    } else {
        failed_with("siteplans-failed-changed")
    };
    if let Some(error) = control.broken {
        return Err(error);
    }
    worker
        .store
        .write_blocking(worker.stamp("siteplans-run"), move |tx| store::finish(tx, id, &outcome))
}

fn failed(why: &Unanswered) -> Outcome {
    tracing::info!(%why, "a run of a siting study has no answer");
    failed_with(match why {
        Unanswered::NoHeat => "siteplans-failed-heat",
        Unanswered::Floors => "siteplans-failed-floors",
        Unanswered::Question(siting::BadQuestion::OutOfReach { .. }) => "siteplans-failed-reach",
        Unanswered::Demand(_) | Unanswered::Question(_) => "siteplans-failed-question",
    })
}

fn failed_with(key: &str) -> Outcome {
    Outcome {
        state: State::Failed,
        ended_by: key.to_owned(),
        covered: 0.0,
        at_most: 1.0,
        cut: Cut::default(),
        answer: String::new(),
    }
}

/// A run with what it is calculated from; `None` when there is none.
fn read(worker: &Worker, id: (StudyId, i64)) -> Result<Option<(Run, Input, Heat)>, Error> {
    let desk = worker.desk.clone();
    worker.store.read_blocking(move |db| {
        let Some(run) = store::find_run(db, id.0, id.1)? else { return Ok(None) };
        let input = run.input()?;
        let heat = input.heat(db, &desk)?;
        Ok(Some((run, input, heat)))
    })
}

/// Tells the store each second how far the search is, and the search whether to go on.
struct Control<'w> {
    worker: &'w Worker,
    id: (StudyId, i64),
    begun: Timestamp,
    told: Option<Timestamp>,
    end: End,
    broken: Option<Error>,
}

impl Control<'_> {
    fn look(&mut self, seconds: i64, part: Part, look: Look) -> ControlFlow<()> {
        let now = self.worker.now();
        // The curve has a quarter of the time again.
        let limit = if part == Part::Plan { seconds } else { seconds + seconds / 4 + 1 };
        if now.seconds_since(self.begun) >= limit {
            if part == Part::Plan {
                self.end = End::Time;
            }
            return ControlFlow::Break(());
        }
        if self.told.is_some_and(|told| now.micros() - told.micros() < MICROS) {
            return ControlFlow::Continue(());
        }
        self.told = Some(now);
        let (id, stamp) = (self.id, self.worker.stamp("siteplans-beat"));
        let beat = self
            .worker
            .store
            .write_blocking(stamp, move |tx| store::beat(tx, id, State::Running, look));
        match beat {
            Ok(false) => ControlFlow::Continue(()),
            Ok(true) => {
                if part == Part::Plan {
                    self.end = End::Person;
                }
                ControlFlow::Break(())
            }
            Err(error) => {
                self.broken = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

/// Calculates a finished run again and notes whether the same came out, byte for byte. Not for use
/// on an async thread.
///
/// # Errors
/// When the store fails.
pub fn repeat(worker: &Worker, id: (StudyId, i64)) -> Result<bool, Error> {
    let Some((run, input, heat)) = read(worker, id)? else { return Ok(false) };
    let alike = Input::digest(&run.input, &heat) == run.digest && run.engine == ENGINE;
    let mut same = false;
    if alike {
        let mut again = |part, look: Look| {
            let cut = if part == Part::Plan { run.cut.plan } else { run.cut.curve };
            if cut == Some(look.step) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        if let Ok((answer, _)) = solve(&input, &heat, &mut again) {
            same = sheets::digest(text(&answer)?.as_bytes()) == run.answer_digest;
        }
    }
    let stamp = worker.stamp("siteplans-repeat");
    worker.store.write_blocking(stamp, move |tx| store::repeated(tx, id, same))?;
    Ok(same)
}
