//! Things to do at a time, each exactly once: taking a job off the list and its effect are one
//! transaction, so neither a crash nor a second node can do it again or lose it.

use std::sync::Arc;

use kernel::{Moment, Timestamp};

use crate::{
    db::Db,
    error::Error,
    params,
    store::Store,
    tx::{Stamp, Tx},
};

/// A job that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub key: String,
    pub kind: String,
    pub due_at: Timestamp,
    pub payload: String,
    pub attempts: i64,
}

/// Does one job, inside the transaction that takes it off the list.
pub type Run = Arc<dyn Fn(&mut Tx<'_>, &Job) -> Result<(), Error> + Send + Sync>;

/// What does the jobs of one kind.
#[derive(Clone)]
pub struct Handler {
    pub kind: &'static str,
    pub run: Run,
}

/// Puts a job on the list; one with the same key is replaced.
pub fn schedule(
    tx: &mut Tx<'_>,
    kind: &str,
    key: &str,
    due_at: Timestamp,
    payload: &str,
) -> Result<(), Error> {
    tx.add(
        "INSERT INTO storage_jobs (key, kind, due_at, payload, attempts) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload,
             attempts = 0, last_error = NULL",
        params![key, kind, due_at, payload],
    )
}

/// Takes a job off the list, if it is still there.
pub fn cancel(tx: &mut Tx<'_>, key: &str) -> Result<(), Error> {
    tx.put("DELETE FROM storage_jobs WHERE key = $1", params![key])
}

/// Jobs that are due, the longest overdue first.
pub fn due(db: &mut Db<'_>, now: Timestamp, limit: usize) -> Result<Vec<Job>, Error> {
    db.query(
        "SELECT key, kind, due_at, payload, attempts FROM storage_jobs WHERE due_at <= $1
         ORDER BY due_at, key LIMIT $2",
        params![now, limit],
        |row| {
            Ok(Job {
                key: row.get(0)?,
                kind: row.get(1)?,
                due_at: row.get(2)?,
                payload: row.get(3)?,
                attempts: row.get(4)?,
            })
        },
    )
}

/// Does every due job; answers how many were done. A job that fails is tried again later.
pub fn run_due(store: &Store, moment: &Moment, handlers: &[Handler]) -> Result<usize, Error> {
    const BATCH: usize = 500;
    let mut done = 0;
    loop {
        let now = moment.now();
        let jobs = store.read_blocking(move |db| due(db, now, BATCH))?;
        let found = jobs.len();
        let mut progressed = false;
        for job in jobs {
            if run_one(store, moment, handlers, job)? {
                done += 1;
                progressed = true;
            }
        }
        if found < BATCH || !progressed {
            return Ok(done);
        }
    }
}

fn run_one(store: &Store, moment: &Moment, handlers: &[Handler], job: Job) -> Result<bool, Error> {
    let Some(handler) = handlers.iter().find(|handler| handler.kind == job.kind).cloned() else {
        postpone(store, moment, &job, "no handler of this kind")?;
        return Ok(false);
    };
    let stamp = Stamp::system(moment.clone(), &job.kind);
    let attempt = job.clone();
    let outcome = store.write_blocking(stamp, move |tx| {
        // Whoever changes what the job is about holds the same lock, and in the same order.
        tx.lock(attempt.key.as_bytes())?;
        let taken = tx.execute(
            "DELETE FROM storage_jobs WHERE key = $1 AND due_at = $2",
            params![attempt.key.as_str(), attempt.due_at],
        )?;
        if taken == 1 {
            (handler.run)(tx, &attempt)?;
        }
        Ok::<_, Error>(taken == 1)
    });
    match outcome {
        Ok(done) => Ok(done),
        Err(error) if error.is_temporary() => Err(error),
        Err(error) => {
            tracing::error!(job = job.key, %error, "a job failed and will be tried again");
            postpone(store, moment, &job, &error.to_string())?;
            Ok(false)
        }
    }
}

/// Tries again in a minute, two, four, at most about four hours later.
fn postpone(store: &Store, moment: &Moment, job: &Job, reason: &str) -> Result<(), Error> {
    let doublings = u32::try_from(job.attempts.clamp(0, 8)).unwrap_or(0);
    let next = moment.now().plus_minutes(1_i64 << doublings);
    let (key, reason) = (job.key.clone(), reason.to_owned());
    store.write_blocking(Stamp::system(moment.clone(), "postpone"), move |tx| {
        tx.execute(
            "UPDATE storage_jobs SET due_at = $1, attempts = attempts + 1, last_error = $2 WHERE key = $3",
            params![next, reason, key],
        )?;
        Ok(())
    })
}
