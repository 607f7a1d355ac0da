//! The end of a file: what it says of people who were known, and whose jobs have ended because a
//! whole roster does not name them.

use access::Vault;
use contracts::{Event, PersonId, UnitId};
use kernel::{Day, Phone};
use rayon::prelude::*;
use storage::{Error, Tx, Value, params};

use super::{
    ImportError, Job, Outcome, Tally,
    book::{self, Book, Entry, Pending},
    portion::{FACTS, fact, says, told, values},
    row::Ready,
};
use crate::{
    RecordId, SourceNo,
    fact::{Fact, Mark, News, Places, Statement, sort, state},
    feed,
    record::{self, PERSONAL},
};

/// People whose changes share a transaction.
const CHUNK: usize = 2_000;

/// What is to be written of somebody known.
#[derive(Debug)]
struct Change {
    record: RecordId,
    news: Vec<News>,
    /// Personal part, phone and identity number where they are others than before.
    personal: Option<(Mark, String, [Option<Mark>; 2])>,
    /// The last job ends by this.
    leaves: bool,
    /// Number of the first new fact among those of one day and instant.
    part: i64,
}

/// More facts than the row with which somebody becomes known can make: what is said later has
/// numbers from here on, so that each transaction's facts can be told apart again.
pub(crate) const FIRST_FACTS: i64 = 64;

fn next_part(facts: &[Fact]) -> i64 {
    facts.iter().map(|fact| fact.part + 1).max().unwrap_or_default().max(FIRST_FACTS)
}

/// Writes what is left and closes the batch.
pub(crate) fn finish(job: &Job<'_>, book: Book, outcome: &mut Outcome) -> Result<(), ImportError> {
    let by_record: std::collections::HashMap<RecordId, &Entry> =
        book.known.values().map(|entry| (entry.record, entry)).collect();
    let said: Vec<(&RecordId, &Pending)> = book.pending.iter().collect();
    let mine = job.begun.batch;
    let mut changes: Vec<Change> = said
        .into_par_iter()
        .map(|(record, pending)| change(job, &book, *record, pending, by_record.get(record)))
        .collect();
    let mut tally = Tally { new: 0, ..Tally::default() };
    for change in &changes {
        let made_now = by_record
            .get(&change.record)
            .is_none_or(|entry| entry.facts.iter().all(|fact| fact.batch == mine));
        match (made_now, change.news.is_empty()) {
            (true, _) => {}
            (false, true) => tally.unchanged += 1,
            (false, false) => tally.changed += 1,
        }
    }
    let nameless = book.rejected.iter().any(|row| row.mark.is_none());
    outcome.kept_open = job.asked.whole && nameless;
    if job.asked.whole && !nameless {
        let absent = book.absent().chain(book.absent_erased(job.asked.day.number()));
        changes.extend(absent.filter_map(|entry| leaving(job, &book, entry)));
    }
    tally.ended = count(changes.iter().filter(|change| change.leaves).count());
    tally.rejected = count(book.rejected.len());
    changes.retain(|change| !change.news.is_empty());
    // Each transaction speaks of records that lie together, which the journal names by both ends.
    changes.sort_unstable_by_key(|change| change.record);
    let mut changes = changes.into_iter().peekable();
    while changes.peek().is_some() {
        write(job, book.suppressed.count(), changes.by_ref().take(CHUNK).collect())?;
    }
    outcome.tally = close(job, tally)?;
    outcome.rejected = book.rejected;
    Ok(())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What the file says of somebody who has a record.
fn change(
    job: &Job<'_>,
    book: &Book,
    record: RecordId,
    pending: &Pending,
    entry: Option<&&Entry>,
) -> Change {
    let day = job.asked.day.number();
    let known = entry.map(|entry| entry.facts.as_slice()).unwrap_or_default();
    let mut facts = known.to_vec();
    let mut rows = pending.rows.iter();
    let mut said: Vec<(i64, Statement)> = Vec::new();
    let first = pending.fresh.map(|word| (word, job.begun.batch));
    if let Some((word, batch)) = first {
        let term = says_job(book, word);
        facts.push(Fact { day, known: 0, batch, job: Some(term), ..Fact::default() });
    } else if let Some(row) = rows.next() {
        let more = pending.rows.iter().skip(1).map(|row| row.job);
        let jobs: Vec<u32> = if job.asked.whole {
            std::iter::once(row.job).chain(more).collect()
        } else {
            vec![row.job]
        };
        said.extend(says(job, book, row, jobs.into_iter()));
    }
    for row in rows {
        if !job.asked.whole || first.is_some() {
            said.extend(says(job, book, row, std::iter::once(row.job)).into_iter().map(
                |(day, said)| {
                    let (places, whole) = (Places::default(), false);
                    (day, Statement { places, said: None, whole, ..said })
                },
            ));
        }
    }
    if !job.asked.whole {
        for (day, said) in &mut said {
            drop_repeated(said, *day, &facts, job.begun.batch);
        }
    }
    let news = told(&facts, &book.rosters, &said);
    let personal =
        pending.rows.first().filter(|_| first.is_none()).and_then(|row| new_part(row, &news));
    let leaves = leaves(job, &facts, &news);
    let part = if first.is_some() { FIRST_FACTS } else { next_part(known) };
    Change { record, news, personal, leaves, part }
}

/// What an earlier run over this very file has written is not said again.
fn drop_repeated(said: &mut Statement, day: i64, facts: &[Fact], batch: i64) {
    for mine in facts.iter().filter(|fact| fact.batch == batch && fact.day == day) {
        if let Some(job) = mine.job {
            said.jobs.remove(&job);
            said.ended.remove(&-job);
        }
        if mine.places != Places::default() {
            said.places = Places::default();
        }
        if mine.said.is_some() {
            said.said = None;
        }
    }
}

fn says_job(book: &Book, word: u32) -> i64 {
    usize::try_from(word).ok().and_then(|at| book.terms.get(at)).copied().unwrap_or_default()
}

fn new_part(row: &Ready, news: &[News]) -> Option<(Mark, String, [Option<Mark>; 2])> {
    let is_new = news.iter().any(|new| new.said == Some(row.said));
    is_new.then(|| (row.said, row.personal.clone(), [row.phone, row.identity]))
}

/// Somebody whom a whole roster does not name.
fn leaving(job: &Job<'_>, book: &Book, entry: &Entry) -> Option<Change> {
    let away = Statement { whole: true, ..Statement::default() };
    let news = told(&entry.facts, &book.rosters, &[(job.asked.day.number(), away)]);
    let leaves = leaves(job, &entry.facts, &news);
    let part = next_part(&entry.facts);
    let (record, personal) = (entry.record, None);
    (!news.is_empty()).then_some(Change { record, news, personal, leaves, part })
}

/// Whether somebody held a job today before these news and holds none after them.
fn leaves(job: &Job<'_>, facts: &[Fact], news: &[News]) -> bool {
    let today = job.today.number();
    if !news.iter().any(|new| new.job.is_some_and(|job| job < 0)) {
        return false;
    }
    if state(facts, today, i64::MAX).jobs.is_empty() {
        return false;
    }
    let mut after = facts.to_vec();
    let parts = (0..).zip(news).map(|(part, new)| fact(new, i64::MAX, part, 0));
    after.extend(parts);
    sort(&mut after);
    state(&after, today, i64::MAX).jobs.is_empty()
}

fn write(job: &Job<'_>, suppressed: usize, changes: Vec<Change>) -> Result<(), ImportError> {
    let (source, area) = (job.run.source.number, job.run.source.area);
    let (batch, vault, day) = (job.begun.batch, job.vault().clone(), job.asked.day);
    let unit = job.run.source.firm.unwrap_or(job.run.source.owner);
    job.run.store.write_blocking((job.run.stamp)(), move |tx| {
        book::lock(tx, source)?;
        Book::still(tx, suppressed)?;
        let known = tx.now().micros();
        let (mut rows, mut facts): (Vec<Value>, Vec<(RecordId, Fact)>) = Default::default();
        for change in &changes {
            for (part, new) in (change.part..).zip(&change.news) {
                let fact = fact(new, known, part, batch);
                let sealed = match fact.said {
                    Some(mark) => Some(part_of(tx, &vault, change, mark)?),
                    None => None,
                };
                rows.extend(values(change.record, &fact, sealed));
                facts.push((change.record, fact));
            }
            if let Some((_, _, [phone, identity])) = change.personal {
                tx.put(
                    "UPDATE registry_records SET phone = $2, identity = $3 WHERE id = $1",
                    params![change.record, phone, identity],
                )?;
            }
        }
        tx.bulk("registry_facts", FACTS, rows)?;
        let [from, to] = [changes.first(), changes.last()]
            .map(|change| change.map(|change| SourceNo::number_of(change.record)));
        let digest = book::commitment(facts.iter().map(|(record, fact)| (record, fact)));
        for change in changes.iter().filter(|change| change.leaves) {
            left(tx, &vault, change.record, unit, day)?;
        }
        tx.record(storage::Record {
            action: "registry.changes",
            subject_kind: "registry-source",
            subject: *source.record(0).as_bytes(),
            area: area.as_str(),
            detail: serde_json::json!({
                "batch": batch, "people": changes.len(), "from": from, "to": to, "facts": digest,
            }),
        })?;
        Ok::<_, ImportError>(())
    })
}

/// The personal part with this mark, sealed: the new one, or one that holds again.
fn part_of(
    tx: &mut Tx<'_>,
    vault: &Vault,
    change: &Change,
    mark: Mark,
) -> Result<Vec<u8>, ImportError> {
    if let Some((new, text, _)) = &change.personal
        && *new == mark
    {
        return Ok(vault.seal_bytes(tx, change.record.cast(), PERSONAL, text.as_bytes())?);
    }
    let sql = "SELECT sealed FROM registry_facts
         WHERE record = $1 AND said = $2 AND sealed IS NOT NULL LIMIT 1";
    let sealed = tx.query_opt(sql, params![change.record, mark], |row| row.get(0))?;
    Ok(sealed.ok_or_else(|| Error::Corrupt("a personal part has gone".into()))?)
}

/// Tells the others that somebody's last job with this source has ended, where it is known who of
/// those with an account it is: the phone and the first character of the name are the same.
fn left(
    tx: &mut Tx<'_>,
    vault: &Vault,
    record: RecordId,
    unit: UnitId,
    on: Day,
) -> Result<(), ImportError> {
    let Some(person) = account(tx, vault, record)? else { return Ok(()) };
    tx.emit(&Event::JobEnded { person, unit, on: on.to_string() })?;
    Ok(())
}

/// The account of whom a record is about.
fn account(
    tx: &mut Tx<'_>,
    vault: &Vault,
    record: RecordId,
) -> Result<Option<PersonId>, ImportError> {
    let Some(personal) = record::personal(tx, vault, record, i64::MAX, i64::MAX)? else {
        return Ok(None);
    };
    let Ok(phone) = Phone::parse(&personal.phone) else { return Ok(None) };
    let Some(person) = vault.find_by_phone(tx, &phone)? else { return Ok(None) };
    let name = vault.masked(tx, person)?.name;
    Ok(Some(person).filter(|_| name.as_deref() == Some(personal.masked_name().as_str())))
}

/// The batch is done: its figures stand, and the source is on time.
fn close(job: &Job<'_>, tally: Tally) -> Result<Tally, ImportError> {
    let (source, batch) = (job.run.source.clone(), job.begun.batch);
    let day = job.asked.day;
    let new = job.run.store.write_blocking((job.run.stamp)(), move |tx| {
        book::lock(tx, source.number)?;
        let now = tx.now();
        tx.execute(
            "UPDATE registry_batches SET changed = $3, unchanged = $4, ended = $5, rejected = $6,
                 finished_at = $7
             WHERE source = $1 AND number = $2",
            params![
                source.number,
                batch,
                tally.changed,
                tally.unchanged,
                tally.ended,
                tally.rejected,
                now
            ],
        )?;
        feed::came(tx, &source, day)?;
        let sql = "SELECT made FROM registry_batches WHERE source = $1 AND number = $2";
        tx.query_one(sql, params![source.number, batch], |row| row.get::<i64>(0))
    })?;
    Ok(Tally { new, ..tally })
}
