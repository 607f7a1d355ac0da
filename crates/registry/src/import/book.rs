//! What a run knows: who was known before, who was seen in the file, what is left to be said.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest as _, Sha256};
use storage::{Error, Tx, params};

use super::{Asked, ImportError, Job, Reason, Rejected, Run, Tally, row::Ready};
use crate::{
    RecordId, SourceNo,
    fact::{Fact, Mark, state},
    map::Map,
    record, source,
    suppression::{self, Suppressed},
};

/// A batch as it stands when a run begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Begun {
    pub batch: i64,
    pub tally: Tally,
    /// Number of the source's next record.
    pub next: i64,
    pub finished: bool,
}

/// Finds the batch of this file, or begins one.
pub(crate) fn begin(
    run: &Run<'_>,
    file: &str,
    map: &Map,
    asked: Asked,
) -> Result<Begun, ImportError> {
    let map = serde_json::to_string(map).unwrap_or_default();
    let digest = sheets::digest(format!("{file}:{map}:{}", asked.whole).as_bytes());
    let (number, area) = (run.source.number, run.source.area);
    let (code, day) = (run.source.code.clone(), asked.day.number());
    Ok(run.store.write_blocking((run.stamp)(), move |tx| {
        lock(tx, number)?;
        let next = next(tx, number)?;
        if let Some(known) = find(tx, number, day, &digest)? {
            return Ok::<_, Error>(Begun { next, ..known });
        }
        let batch = tx.query_one(
            "SELECT COALESCE(MAX(number), 0) + 1 FROM registry_batches WHERE source = $1",
            params![number],
            |row| row.get::<i64>(0),
        )?;
        let (now, by) = (tx.now(), tx.stamp().actor);
        tx.execute(
            "INSERT INTO registry_batches (source, number, day, whole, digest, done, made, changed,
                 unchanged, ended, rejected, begun_by, begun_at)
             VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, 0, $6, $7)",
            params![number, batch, day, asked.whole, digest.as_str(), by, now],
        )?;
        tx.record(storage::Record {
            action: "registry.file",
            subject_kind: "registry-source",
            subject: *number.record(0).as_bytes(),
            area: area.as_str(),
            detail: serde_json::json!({
                "source": code, "batch": batch, "day": asked.day, "whole": asked.whole,
                "digest": digest,
            }),
        })?;
        Ok(Begun { batch, tally: Tally::default(), next, finished: false })
    })?)
}

/// Holds off every other file of the source, on every node, until this transaction ends.
pub(crate) fn lock(tx: &mut Tx<'_>, source: SourceNo) -> Result<(), Error> {
    tx.lock(format!("registry-source:{source}").as_bytes())
}

/// Number of the source's next record.
pub(crate) fn next(tx: &mut Tx<'_>, source: SourceNo) -> Result<i64, Error> {
    let sql = "SELECT next FROM registry_sources WHERE number = $1";
    tx.query_one(sql, params![source], |row| row.get(0))
}

fn find(tx: &mut Tx<'_>, source: SourceNo, day: i64, digest: &str) -> Result<Option<Begun>, Error> {
    tx.query_opt(
        "SELECT number, made, changed, unchanged, ended, rejected, finished_at
         FROM registry_batches WHERE source = $1 AND day = $2 AND digest = $3",
        params![source, day, digest],
        |row| {
            Ok(Begun {
                batch: row.get(0)?,
                tally: Tally {
                    new: row.get(1)?,
                    changed: row.get(2)?,
                    unchanged: row.get(3)?,
                    ended: row.get(4)?,
                    rejected: row.get(5)?,
                },
                next: 0,
                finished: row.get::<Option<i64>>(6)?.is_some(),
            })
        },
    )
}

/// Somebody whom the source told of before this file, or an earlier run of it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub record: RecordId,
    pub facts: Vec<Fact>,
}

/// Who was named in the file.
#[derive(Debug, Clone, Copy)]
struct Seen {
    said: Mark,
    job: u32,
    record: RecordId,
}

/// What the file says of somebody who has a record: written when all of it is read.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    pub rows: Vec<Ready>,
    /// The job with which this run has just made the record, if it did.
    pub fresh: Option<u32>,
}

/// What is known while a file is read.
pub(crate) struct Book {
    pub known: HashMap<Mark, Entry>,
    seen: HashMap<Mark, Seen>,
    pub pending: BTreeMap<RecordId, Pending>,
    pub rejected: Vec<Rejected>,
    pub tally: Tally,
    /// Records that were erased: what is left of them is nobody's.
    erased: Vec<Entry>,
    /// Those of whom no row is taken.
    pub suppressed: Suppressed,
    /// Days of the source's other whole rosters.
    pub rosters: Vec<i64>,
    /// Numbers of the run's words as terms.
    pub terms: Vec<i64>,
    pub next: i64,
    /// Rows of the file that were read.
    pub lines: i64,
}

impl Book {
    /// Reads what the source told of before.
    pub fn open(job: &Job<'_>) -> Result<Self, ImportError> {
        let (number, batch) = (job.run.source.number, job.begun.batch);
        let vault = job.vault().clone();
        let (marks, facts, rosters, suppressed) = job.run.store.read_blocking(move |db| {
            let marks = record::marks(db, number)?;
            let mut facts: HashMap<RecordId, Vec<Fact>> = HashMap::with_capacity(marks.len());
            record::each(db, number, |record, found| {
                facts.insert(record, found);
                Ok(())
            })?;
            let suppressed = Suppressed::load(db, &vault, number)?;
            Ok::<_, Error>((marks, facts, source::rosters(db, number, batch)?, suppressed))
        })?;
        let mut facts = facts;
        let entry = |(mark, record)| {
            let facts = facts.remove(&record).unwrap_or_default();
            (mark, Entry { record, facts })
        };
        let known = marks.into_iter().map(entry).collect();
        let mut erased: Vec<Entry> =
            facts.into_iter().map(|(record, facts)| Entry { record, facts }).collect();
        erased.sort_unstable_by_key(|entry| entry.record);
        Ok(Self {
            known,
            erased,
            suppressed,
            seen: HashMap::new(),
            pending: BTreeMap::new(),
            rejected: Vec::new(),
            tally: job.begun.tally,
            rosters,
            terms: Vec::new(),
            next: job.begun.next,
            lines: 0,
        })
    }

    /// Sorts a row: somebody new gets a record and is answered; the rest waits for the end.
    pub fn take(
        &mut self,
        source: SourceNo,
        row: Ready,
        cells: impl FnOnce() -> Vec<String>,
    ) -> Option<(RecordId, Ready)> {
        if let Some(seen) = self.seen.get(&row.mark).copied() {
            let again = seen.job == row.job || self.holds(seen.record, row.job);
            if again || seen.said != row.said {
                let code = if again { "twice" } else { "other-person" };
                let reason = Reason { column: "number", code };
                let (line, mark) = (row.line, Some(row.mark));
                self.rejected.push(Rejected { line, reason, cells: cells(), mark });
            } else {
                // Another job of the same person.
                let fresh = || Pending { rows: Vec::new(), fresh: Some(seen.job) };
                self.pending.entry(seen.record).or_insert_with(fresh).rows.push(row);
            }
            return None;
        }
        let known = self.known.get(&row.mark).map(|entry| entry.record);
        let record = known.unwrap_or_else(|| source.record(self.next));
        self.seen.insert(row.mark, Seen { said: row.said, job: row.job, record });
        if known.is_some() {
            self.pending.insert(record, Pending { rows: vec![row], fresh: None });
            return None;
        }
        self.next += 1;
        Some((record, row))
    }

    fn holds(&self, record: RecordId, job: u32) -> bool {
        let pending = self.pending.get(&record);
        pending.is_some_and(|pending| pending.rows.iter().any(|row| row.job == job))
    }

    /// Those who are neither in the file nor in a row of it that was rejected.
    pub fn absent(&self) -> impl Iterator<Item = &Entry> {
        let rejected: HashSet<Mark> = self.rejected.iter().filter_map(|row| row.mark).collect();
        self.known
            .iter()
            .filter(move |(mark, _)| !self.seen.contains_key(*mark) && !rejected.contains(*mark))
            .map(|(_, entry)| entry)
    }

    /// Of the erased records that hold a job on `day`, as many as are more than the people of whom
    /// this file was turned away: which of them left nobody can tell, only that so many did.
    pub fn absent_erased(&self, day: i64) -> impl Iterator<Item = &Entry> {
        let named = self.rejected.iter().filter(|row| row.reason.code == suppression::CODE);
        let named: HashSet<Mark> = named.filter_map(|row| row.mark).collect();
        let holds = move |entry: &&Entry| !state(&entry.facts, day, i64::MAX).jobs.is_empty();
        self.erased.iter().filter(holds).skip(named.len())
    }

    /// Refuses to go on once somebody was erased, or came back, since the file was opened.
    pub fn still(tx: &mut Tx<'_>, suppressed: usize) -> Result<(), ImportError> {
        if suppression::count(tx)? == suppressed { Ok(()) } else { Err(ImportError::Erased) }
    }
}

/// A commitment over rows, for the journal.
pub(crate) fn commitment<'f>(rows: impl Iterator<Item = (&'f RecordId, &'f Fact)>) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    for (record, fact) in rows {
        hash.update(record.as_bytes());
        let [home, residence, line] = fact.places.all();
        for number in [Some(fact.day), Some(fact.part), fact.job, home, residence, line] {
            // No term is the least number there is.
            hash.update(number.unwrap_or(i64::MIN).to_be_bytes());
        }
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap_or_default();
        text
    })
}
