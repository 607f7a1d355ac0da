//! A run: one question, frozen, and its answer, written once.

use access::Permit;
use contracts::PersonId;
use kernel::Timestamp;
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{
    Desk, Fault, StudyId,
    ask::Asked,
    input::Input,
    solve::{Answer, Cut, ENGINE},
    store,
    study::Study,
};

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Another run of this node comes first.
    Waiting,
    Running,
    Done,
    /// There is no answer; `ended_by` says why.
    Failed,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// What ended a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The engine, with a proof or as far as it goes.
    Itself,
    /// The limit of time.
    Time,
    /// Somebody.
    Person,
}

impl End {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Time => "time",
            Self::Person => "person",
        }
    }
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub study: StudyId,
    /// From 1 within its study.
    pub number: i64,
    pub asked: Asked,
    /// [`Input`] as JSON.
    pub input: String,
    /// Of the input and the heat, SHA-256.
    pub digest: String,
    /// The engine and its translation.
    pub engine: String,
    pub state: State,
    pub stop_asked: bool,
    /// The best so far, as shares of all weight.
    pub covered: f64,
    pub at_most: f64,
    pub cut: Cut,
    /// [`End`], or why it failed; empty before.
    pub ended_by: String,
    pub answer: Option<Answer>,
    /// Of the answer, SHA-256; empty before.
    pub answer_digest: String,
    pub made_by: Option<PersonId>,
    pub begun_at: Timestamp,
    pub beat_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// When it was last calculated again, and whether the same came out.
    pub repeated: Option<(Timestamp, bool)>,
}

/// A run that has not been heard of for so long is broken off: its node has gone.
const SILENT_SECONDS: i64 = 120;

impl Run {
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Done | State::Failed)
    }
    /// Whether whoever calculated it has gone.
    pub const fn is_lost(&self, now: Timestamp) -> bool {
        !self.is_over() && now.seconds_since(self.beat_at) > SILENT_SECONDS
    }
    /// What it is calculated from.
    ///
    /// # Errors
    /// When what is kept does not read.
    pub fn input(&self) -> Result<Input, Error> {
        serde_json::from_str(&self.input).map_err(|error| Error::Corrupt(error.to_string()))
    }
}

/// Freezes a question about a study; answers its number. It is calculated by [`crate::work`].
///
/// # Errors
/// [`Fault::Invalid`] naming the field; [`Fault::Conflict`] while another run of the study goes on.
pub fn begin(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    study: &Study,
    asked: &Asked,
) -> Result<i64, Fault> {
    tx.lock(study.id.as_bytes())?;
    let (now, runs) = (tx.now(), store::runs(tx, study.id)?);
    if runs.iter().any(|run| !run.is_over() && !run.is_lost(now)) {
        return Err(Fault::Conflict("siteplans-busy"));
    }
    let input = Input::of(tx, desk, study, asked)?;
    let text = text(&input)?;
    // It is calculated from what is kept, so what is kept is what is looked at.
    let input: Input =
        serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string()))?;
    let heat = input.heat(tx, desk)?;
    if heat.cells.is_empty() {
        return Err(Fault::invalid("releases", "siteplans-heat-none"));
    }
    let number = runs.iter().map(|run| run.number).max().unwrap_or(0) + 1;
    let run = Run {
        study: study.id,
        number,
        asked: asked.clone(),
        digest: Input::digest(&text, &heat),
        input: text,
        engine: ENGINE.to_owned(),
        state: State::Waiting,
        stop_asked: false,
        covered: 0.0,
        at_most: 1.0,
        cut: Cut::default(),
        ended_by: String::new(),
        answer: None,
        answer_digest: String::new(),
        made_by: Some(permit.person()),
        begun_at: now,
        beat_at: now,
        ended_at: None,
        repeated: None,
    };
    store::insert_run(tx, &run)?;
    let area = study.area.to_string();
    tx.record(Record {
        action: "siteplans.run",
        subject_kind: "siting-study",
        subject: *study.id.as_bytes(),
        area: &area,
        detail: json!({ "number": number, "digest": run.digest }),
    })?;
    Ok(number)
}

/// Asks the run to end with the best plan so far; one that is over stays as it is.
///
/// # Errors
/// When the store fails.
pub fn ask_stop(tx: &mut Tx<'_>, study: &Study, number: i64) -> Result<(), Fault> {
    store::ask_stop(tx, study.id, number)?;
    let area = study.area.to_string();
    Ok(tx.record(Record {
        action: "siteplans.stop",
        subject_kind: "siting-study",
        subject: *study.id.as_bytes(),
        area: &area,
        detail: json!({ "number": number }),
    })?)
}

/// Something of a run as it is kept.
pub(crate) fn text(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Corrupt(error.to_string()))
}
