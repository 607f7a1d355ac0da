//! All SQL of the site plans.

use access::policy::{Columns, Reach};
use contracts::{CaseId, UnitId};
use kernel::{Day, Timestamp};
use serde::de::DeserializeOwned;
use storage::{Db, Error, Row, Tx, params};

use crate::{
    StudyId,
    run::{Run, State, text},
    solve::{Cut, Look},
    study::Study,
};

const STUDY: &str =
    "id, title, area, owner, releases, standing, offered, candidates, made_by, made_at";
const RUN: &str =
    "study, number, asked, input, digest, engine, state, stop_asked, covered, at_most,
    steps, curve_steps, ended_by, answer, answer_digest, made_by, begun_at, beat_at, ended_at,
    repeated_at, repeated_same";

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, Error> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| Error::Corrupt(error.to_string()))
}

fn study(row: &Row<'_>) -> Result<Study, Error> {
    let area: String = row.get(2)?;
    Ok(Study {
        id: row.get(0)?,
        title: row.get(1)?,
        area: area.parse().map_err(|_| Error::Corrupt(format!("area {area}")))?,
        owner: row.get(3)?,
        releases: json(row, 4)?,
        standing: json(row, 5)?,
        offered: json(row, 6)?,
        candidates: json(row, 7)?,
        made_by: row.get(8)?,
        made_at: row.get(9)?,
    })
}

fn steps(row: &Row<'_>, column: usize) -> Result<Option<u64>, Error> {
    Ok(row.get::<Option<i64>>(column)?.map(i64::unsigned_abs))
}

fn run(row: &Row<'_>) -> Result<Run, Error> {
    let state: String = row.get(6)?;
    let answer: String = row.get(13)?;
    let corrupt = |error: serde_json::Error| Error::Corrupt(error.to_string());
    let (repeated_at, same): (Option<Timestamp>, Option<i64>) = (row.get(19)?, row.get(20)?);
    Ok(Run {
        study: row.get(0)?,
        number: row.get(1)?,
        asked: json(row, 2)?,
        input: row.get(3)?,
        digest: row.get(4)?,
        engine: row.get(5)?,
        state: State::ALL
            .into_iter()
            .find(|known| known.as_str() == state)
            .ok_or_else(|| Error::Corrupt(format!("state {state}")))?,
        stop_asked: row.get::<i64>(7)? != 0,
        covered: row.get(8)?,
        at_most: row.get(9)?,
        cut: Cut { plan: steps(row, 10)?, curve: steps(row, 11)? },
        ended_by: row.get(12)?,
        answer: if answer.is_empty() {
            None
        } else {
            Some(serde_json::from_str(&answer).map_err(corrupt)?)
        },
        answer_digest: row.get(14)?,
        made_by: row.get(15)?,
        begun_at: row.get(16)?,
        beat_at: row.get(17)?,
        ended_at: row.get(18)?,
        repeated: repeated_at.zip(same.map(|same| same != 0)),
    })
}

pub(crate) fn insert_study(tx: &mut Tx<'_>, study: &Study) -> Result<(), Error> {
    tx.put(
        "INSERT INTO siteplans_studies
             (id, title, area, owner, releases, standing, offered, candidates, made_by, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            study.id,
            study.title.as_str(),
            study.area.to_string(),
            study.owner,
            text(&study.releases)?,
            text(&study.standing)?,
            text(&study.offered)?,
            text(&study.candidates)?,
            study.made_by,
            study.made_at
        ],
    )
}

/// A study by its id.
///
/// # Errors
/// When the store fails.
pub fn find(db: &mut Db<'_>, id: StudyId) -> Result<Option<Study>, Error> {
    let sql = format!("SELECT {STUDY} FROM siteplans_studies WHERE id = $1");
    db.query_opt(&sql, params![id], study)
}

/// Studies within reach, the newest first.
///
/// # Errors
/// When the store fails.
pub fn within(db: &mut Db<'_>, reach: &Reach, limit: usize) -> Result<Vec<Study>, Error> {
    let columns = Columns { area: Some("area"), unit: Some("owner"), ..Columns::default() };
    let (held, mut values) = reach.sql(&columns, 1);
    values.push(limit.into());
    let sql = format!(
        "SELECT {STUDY} FROM siteplans_studies WHERE {held}
         ORDER BY made_at DESC, id DESC LIMIT ${}",
        values.len()
    );
    db.query(&sql, &values, study)
}

pub(crate) fn insert_run(tx: &mut Tx<'_>, run: &Run) -> Result<(), Error> {
    tx.put(
        "INSERT INTO siteplans_runs
             (study, number, asked, input, digest, seed, engine, state, stop_asked, covered,
              at_most, ended_by, answer, answer_digest, made_by, begun_at, beat_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, '', '', '', $11, $12, $12)",
        params![
            run.study,
            run.number,
            text(&run.asked)?,
            run.input.as_str(),
            run.digest.as_str(),
            run.asked.seed,
            run.engine.as_str(),
            run.state.as_str(),
            run.covered,
            run.at_most,
            run.made_by,
            run.begun_at
        ],
    )
}

/// The runs of a study, the first one first.
///
/// # Errors
/// When the store fails.
pub fn runs(db: &mut Db<'_>, study: StudyId) -> Result<Vec<Run>, Error> {
    let sql = format!("SELECT {RUN} FROM siteplans_runs WHERE study = $1 ORDER BY number");
    db.query(&sql, params![study], run)
}

/// One run.
///
/// # Errors
/// When the store fails.
pub fn find_run(db: &mut Db<'_>, study: StudyId, number: i64) -> Result<Option<Run>, Error> {
    let sql = format!("SELECT {RUN} FROM siteplans_runs WHERE study = $1 AND number = $2");
    db.query_opt(&sql, params![study, number], run)
}

pub(crate) fn ask_stop(tx: &mut Tx<'_>, study: StudyId, number: i64) -> Result<(), Error> {
    tx.put(
        "UPDATE siteplans_runs SET stop_asked = 1
         WHERE study = $1 AND number = $2 AND state IN ('waiting', 'running')",
        params![study, number],
    )
}

/// Says how far a run is; answers whether it was asked to stop.
pub(crate) fn beat(
    tx: &mut Tx<'_>,
    (study, number): (StudyId, i64),
    state: State,
    look: Look,
) -> Result<bool, Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE siteplans_runs SET state = $3, covered = $4, at_most = $5, beat_at = $6
         WHERE study = $1 AND number = $2 AND state IN ('waiting', 'running')",
        params![study, number, state.as_str(), look.covered, look.at_most, now],
    )?;
    let asked: Option<i64> = tx.query_opt(
        "SELECT stop_asked FROM siteplans_runs WHERE study = $1 AND number = $2",
        params![study, number],
        |row| row.get(0),
    )?;
    Ok(asked.is_none_or(|asked| asked != 0))
}

/// What came of a run.
pub(crate) struct Outcome {
    pub state: State,
    pub ended_by: String,
    pub covered: f64,
    pub at_most: f64,
    pub cut: Cut,
    /// Empty where there is none.
    pub answer: String,
}

/// Writes it, once.
pub(crate) fn finish(
    tx: &mut Tx<'_>,
    (study, number): (StudyId, i64),
    outcome: &Outcome,
) -> Result<(), Error> {
    let now = tx.now();
    let digest = sheets::digest(outcome.answer.as_bytes());
    let signed = |steps: Option<u64>| steps.map(u64::cast_signed);
    tx.put(
        "UPDATE siteplans_runs SET state = $3, ended_by = $4, covered = $5, at_most = $6,
             steps = $7, curve_steps = $8, answer = $9, answer_digest = $10, ended_at = $11,
             beat_at = $11
         WHERE study = $1 AND number = $2 AND state IN ('waiting', 'running')",
        params![
            study,
            number,
            outcome.state.as_str(),
            outcome.ended_by.as_str(),
            outcome.covered,
            outcome.at_most,
            signed(outcome.cut.plan),
            signed(outcome.cut.curve),
            outcome.answer.as_str(),
            digest,
            now
        ],
    )
}

pub(crate) fn repeated(
    tx: &mut Tx<'_>,
    (study, number): (StudyId, i64),
    same: bool,
) -> Result<(), Error> {
    let now = tx.now();
    tx.put(
        "UPDATE siteplans_runs SET repeated_at = $3, repeated_same = $4
         WHERE study = $1 AND number = $2",
        params![study, number, now, i64::from(same)],
    )
}

/// A site that became a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What the site is called among the run's spots.
    pub site: String,
    pub task: CaseId,
    pub owner: UnitId,
    pub due_on: Day,
}

pub(crate) fn insert_task(
    tx: &mut Tx<'_>,
    (study, number): (StudyId, i64),
    made: &Made,
) -> Result<(), Error> {
    tx.put(
        "INSERT INTO siteplans_tasks (study, number, site, task, owner, due_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![study, number, made.site.as_str(), made.task, made.owner, made.due_on.to_string()],
    )
}

/// The tasks of a run, by site.
///
/// # Errors
/// When the store fails.
pub fn tasks(db: &mut Db<'_>, study: StudyId, number: i64) -> Result<Vec<Made>, Error> {
    db.query(
        "SELECT site, task, owner, due_on FROM siteplans_tasks
         WHERE study = $1 AND number = $2 ORDER BY site",
        params![study, number],
        |row| {
            let due_on: String = row.get(3)?;
            let due_on = due_on.parse().map_err(|_| Error::Corrupt(format!("day {due_on}")))?;
            Ok(Made { site: row.get(0)?, task: row.get(1)?, owner: row.get(2)?, due_on })
        },
    )
}
