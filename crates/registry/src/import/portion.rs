//! Some rows of a file: read and sealed on all cores, then written in one transaction.

use kernel::{Day, SeededRng};
use rayon::prelude::*;
use sheets::Lines;
use storage::{Error, Tx, Value, params};

use super::{
    ImportError, Job,
    book::{self, Book},
    row::{Reader, Ready},
};
use crate::{
    RecordId,
    fact::{Fact, Mark, News, Places, Statement, UNKNOWN, news, sort},
    map::Column,
    record::PERSONAL,
    term,
};

/// Somebody new, ready to be written.
pub(crate) struct Person {
    record: RecordId,
    mark: Mark,
    phone: Option<Mark>,
    identity: Option<Mark>,
    wrapped: Vec<u8>,
    sealed: Vec<u8>,
    news: Vec<News>,
}

/// What one transaction takes in.
pub(crate) struct Portion {
    people: Vec<Person>,
    first: i64,
    next: i64,
    /// Rows of the file that are done by then.
    done: i64,
    /// Marks of erased people that the rows were held against.
    suppressed: usize,
    /// Bytes of the file that are read by then.
    pub read: u64,
}

/// Reads the next rows; `None` at the end of the file.
pub(crate) fn read(
    job: &Job<'_>,
    book: &mut Book,
    lines: &mut Lines,
    rows: usize,
) -> Result<Option<Portion>, ImportError> {
    let some = lines.next_rows(rows)?;
    if some.is_empty() {
        return Ok(None);
    }
    let reader = Reader {
        layout: job.layout,
        marks: job.marks,
        words: job.words,
        suppressed: &book.suppressed,
        today: job.today,
    };
    let answers: Vec<_> = some.par_iter().map(|line| reader.read(line)).collect();
    intern(job, book)?;
    let (first, mut fresh) = (book.next, Vec::with_capacity(some.len()));
    for (answer, line) in answers.into_iter().zip(&some) {
        match answer {
            Ok(row) => fresh.extend(book.take(job.run.source.number, row, || line.cells())),
            Err(rejected) => book.rejected.push(rejected),
        }
    }
    let people = seal(job, book, fresh)?;
    book.lines += i64::try_from(some.len()).unwrap_or(i64::MAX);
    let (done, suppressed) = (book.lines, book.suppressed.count());
    let (next, read) = (book.next, lines.read_so_far());
    Ok(Some(Portion { people, first, next, done, suppressed, read }))
}

/// Gives the words that have come up their numbers as terms.
fn intern(job: &Job<'_>, book: &mut Book) -> Result<(), ImportError> {
    let fresh = job.words.since(book.terms.len());
    if !fresh.is_empty() {
        let numbers =
            job.run.store.write_blocking((job.run.stamp)(), move |tx| term::intern(tx, &fresh))?;
        book.terms.extend(numbers);
    }
    Ok(())
}

/// Rows that one core seals at a time, with chance of its own.
const BLOCK: usize = 1_024;

/// The seed of a block's chance, and its rows.
type Block = ([u8; 32], Vec<(RecordId, Ready)>);

fn seal(
    job: &Job<'_>,
    book: &Book,
    fresh: Vec<(RecordId, Ready)>,
) -> Result<Vec<Person>, ImportError> {
    let moment = (job.run.stamp)().moment;
    let mut blocks: Vec<Block> = Vec::new();
    let mut fresh = fresh.into_iter().peekable();
    while fresh.peek().is_some() {
        blocks.push((moment.bytes(), fresh.by_ref().take(BLOCK).collect()));
    }
    let sealed: Result<Vec<Vec<Person>>, ImportError> = blocks
        .into_par_iter()
        .map(|(seed, rows)| {
            let mut rng = SeededRng::from_seed(seed);
            rows.into_iter().map(|row| person(job, book, &mut rng, row)).collect()
        })
        .collect();
    Ok(sealed?.into_iter().flatten().collect())
}

fn person(
    job: &Job<'_>,
    book: &Book,
    rng: &mut SeededRng,
    (record, row): (RecordId, Ready),
) -> Result<Person, ImportError> {
    let apart = job.vault().seal_apart(rng, record, PERSONAL, row.personal.as_bytes())?;
    let said = says(job, book, &row, [row.job].into_iter());
    Ok(Person {
        record,
        mark: row.mark,
        phone: row.phone,
        identity: row.identity,
        wrapped: apart.wrapped,
        sealed: apart.sealed,
        news: told(&[], &book.rosters, &said),
    })
}

/// What a row says, by the day from which it says so.
pub(crate) fn says(
    job: &Job<'_>,
    book: &Book,
    row: &Ready,
    jobs: impl Iterator<Item = u32>,
) -> Vec<(i64, Statement)> {
    let number = |word: u32| {
        usize::try_from(word).ok().and_then(|at| book.terms.get(at)).copied().unwrap_or(UNKNOWN)
    };
    let (day, whole) = (job.asked.day.number(), job.asked.whole);
    // A whole roster that has a column and leaves it empty says that it does not know.
    let columns = [Column::Home, Column::Residence, Column::Line];
    let place = |at: usize| {
        let unknown = (whole && job.layout.has(columns[at])).then_some(UNKNOWN);
        row.places[at].map(number).or(unknown)
    };
    let mut today = Statement {
        places: Places { home: place(0), residence: place(1), line: place(2) },
        said: Some(row.said),
        whole,
        ..Statement::default()
    };
    let jobs = jobs.map(number).collect();
    let since = row.since.map_or(day, Day::number);
    // What a roster says holds on its own day; a register may tell of days before.
    if whole || (since == day && row.until.is_none()) {
        today.jobs = jobs;
        return vec![(day, today)];
    }
    let mut said =
        vec![(since, Statement { jobs: jobs.clone(), ..Statement::default() }), (day, today)];
    if let Some(until) = row.until {
        said.push((until.number(), Statement { ended: jobs, ..Statement::default() }));
    }
    said
}

/// What must be written for it, one statement after the other.
pub(crate) fn told(facts: &[Fact], rosters: &[i64], said: &[(i64, Statement)]) -> Vec<News> {
    if let [(day, statement)] = said {
        return news(facts, rosters, *day, statement);
    }
    let (mut facts, mut all) = (facts.to_vec(), Vec::new());
    for (day, statement) in said {
        for new in news(&facts, rosters, *day, statement) {
            let part = i64::try_from(all.len()).unwrap_or(i64::MAX);
            facts.push(fact(&new, i64::MAX, part, 0));
            all.push(new);
        }
        sort(&mut facts);
    }
    all
}

/// News as the fact that it becomes.
pub(crate) fn fact(new: &News, known: i64, part: i64, batch: i64) -> Fact {
    let News { day, job, places, said } = *new;
    Fact { day, known, part, batch, job, places, said }
}

pub(crate) const FACTS: &[&str] = &[
    "record",
    "day",
    "known",
    "part",
    "batch",
    "job",
    "home",
    "residence",
    "line",
    "said",
    "sealed",
];

/// A row of the table of facts.
pub(crate) fn values(record: RecordId, fact: &Fact, sealed: Option<Vec<u8>>) -> [Value; 11] {
    let [home, residence, line] = fact.places.all();
    [
        record.into(),
        fact.day.into(),
        fact.known.into(),
        fact.part.into(),
        fact.batch.into(),
        fact.job.into(),
        home.into(),
        residence.into(),
        line.into(),
        fact.said.into(),
        sealed.into(),
    ]
}

/// Writes a portion with its checkpoint.
pub(crate) fn write(job: &Job<'_>, portion: Portion) -> Result<(), ImportError> {
    // A run that goes on reads again what an earlier one has written.
    if portion.people.is_empty() {
        return Ok(());
    }
    let (source, area) = (job.run.source.number, job.run.source.area);
    let (batch, vault) = (job.begun.batch, job.vault().clone());
    job.run.store.write_blocking((job.run.stamp)(), move |tx| {
        book::lock(tx, source)?;
        // Records are numbered while the file is read; another file may have taken the numbers.
        if book::next(tx, source)? != portion.first {
            return Err(ImportError::Busy);
        }
        Book::still(tx, portion.suppressed)?;
        let made = i64::try_from(portion.people.len()).unwrap_or(i64::MAX);
        let digest = put(tx, &vault, batch, portion.people)?;
        tx.execute(
            "UPDATE registry_sources SET next = $2 WHERE number = $1",
            params![source, portion.next],
        )?;
        tx.execute(
            "UPDATE registry_batches SET done = $3, made = made + $4
             WHERE source = $1 AND number = $2",
            params![source, batch, portion.done, made],
        )?;
        tx.record(storage::Record {
            action: "registry.portion",
            subject_kind: "registry-source",
            subject: *source.record(0).as_bytes(),
            area: area.as_str(),
            detail: serde_json::json!({
                "batch": batch, "from": portion.first, "next": portion.next, "facts": digest,
            }),
        })?;
        Ok(())
    })
}

fn put(
    tx: &mut Tx<'_>,
    vault: &access::Vault,
    batch: i64,
    mut people: Vec<Person>,
) -> Result<String, ImportError> {
    let known = tx.now().micros();
    let keys = people.iter_mut().map(|one| (one.record, std::mem::take(&mut one.wrapped)));
    vault.put_own_keys(tx, keys)?;
    let rows = people.iter().flat_map(|one| {
        [one.record.into(), one.mark.into(), one.phone.into(), one.identity.into()]
    });
    tx.bulk("registry_records", &["id", "mark", "phone", "identity"], rows.collect())?;
    let mut facts: Vec<(RecordId, Fact)> = Vec::with_capacity(people.len());
    let mut rows: Vec<Value> = Vec::with_capacity(people.len() * FACTS.len());
    for mut one in people {
        for (part, new) in (0..).zip(&one.news) {
            let fact = fact(new, known, part, batch);
            let sealed = fact.said.map(|_| std::mem::take(&mut one.sealed));
            rows.extend(values(one.record, &fact, sealed));
            facts.push((one.record, fact));
        }
    }
    tx.bulk("registry_facts", FACTS, rows)?;
    Ok(book::commitment(facts.iter().map(|(record, fact)| (record, fact))))
}

impl From<ImportError> for Error {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error,
            ImportError::Fault(fault) => fault.into(),
            other => Self::Refused(other.to_string()),
        }
    }
}
