//! A file of a source is taken in: read, checked and sealed on all cores, written in portions, each
//! with its checkpoint in one transaction and one entry in the journal.
//!
//! People whom the source has not told of before are written as the file is read. What it says of
//! those who are known, and who is away from a whole roster, follows once all of it is read: only
//! then is it known who holds which jobs. Every step can be done again after a crash: whom this very
//! file has brought is told by the number of its batch.

mod book;
mod finish;
mod portion;
mod row;
mod words;

use std::sync::mpsc;

use access::Vault;
use kernel::Day;
use serde::Serialize;
use sheets::{Lines, Sheet, TableError};
use storage::{Error, Stamp, Store};

pub(crate) use book::{commitment, lock};
pub(crate) use finish::FIRST_FACTS;
pub use row::{Reason, Rejected};

use crate::{
    Desk, Fault,
    map::{Layout, Map, MapError},
    record::Marks,
    source::Source,
};
use book::{Begun, Book};
use portion::Portion;
use words::Words;

/// What became of the rows of a file, over all runs that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// People of whom the source had not told before.
    pub new: i64,
    /// Known people of whom something else is said now.
    pub changed: i64,
    pub unchanged: i64,
    /// People whose last job with this source ended because a whole roster does not name them.
    pub ended: i64,
    pub rejected: i64,
}

/// What a file is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The day of which it speaks.
    pub day: Day,
    /// Whether it names everybody: whoever is not in it has left.
    pub whole: bool,
    /// Rows that share a transaction; by the size of the file when absent.
    pub rows: Option<usize>,
}

/// What came of a file.
#[derive(Debug, Default)]
pub struct Outcome {
    pub tally: Tally,
    pub rejected: Vec<Rejected>,
    pub header: Vec<String>,
    /// The file had been taken in before; nothing was done.
    pub known_before: bool,
    /// Nobody's job was ended although the roster is whole: some rows do not tell whom they name.
    pub kept_open: bool,
    /// It was broken off by whoever watches; send it again to go on.
    pub stopped: bool,
}

/// Why a file is not taken in, or not to the end.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Map(#[from] MapError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("another file of this source was taken in at the same time: send this one again")]
    Busy,
    #[error("somebody was erased while this file was read: send it again")]
    Erased,
    #[error("this source is closed: send the file to another")]
    Closed,
    #[error("the file speaks of {0}, a day to come: check the day")]
    Future(Day),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Store(#[from] Error),
}

impl From<access::vault::Error> for ImportError {
    fn from(error: access::vault::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// Who takes a file in, and with what.
pub struct Run<'r> {
    pub store: &'r Store,
    pub desk: &'r Desk,
    pub source: &'r Source,
    /// Made anew for every transaction.
    pub stamp: &'r (dyn Fn() -> Stamp + Sync),
}

/// Rows of a large file that share a transaction, and of a small one.
const ROWS: [usize; 2] = [50_000, 5_000];
/// A file above so many bytes is large.
const LARGE: u64 = 32 << 20;

/// Takes a file in. `progress` is told how many bytes of it are done and answers whether to go on.
/// Not for an async thread.
///
/// # Errors
/// [`ImportError`]; what was taken in before stays, and sending the file again goes on from there.
pub fn run(
    run: &Run<'_>,
    lines: Lines,
    map: &Map,
    asked: Asked,
    progress: &mut dyn FnMut(u64) -> bool,
) -> Result<Outcome, ImportError> {
    if run.source.closed {
        return Err(ImportError::Closed);
    }
    let layout = map.places(&lines.header)?;
    let stamp = (run.stamp)();
    let today = stamp.moment.now().day();
    if asked.day > today {
        return Err(ImportError::Future(asked.day));
    }
    let header = lines.header.clone();
    let begun = book::begin(run, &lines.digest, map, asked)?;
    if begun.finished {
        let tally = begun.tally;
        return Ok(Outcome { tally, header, known_before: true, ..Outcome::default() });
    }
    let marks = Marks::new(&run.desk.vault, run.source.number);
    let words = Words::new(run.desk, run.source);
    let job = Job { run, layout: &layout, marks: &marks, words: &words, asked, today, begun };
    let (book, stopped) = job.people(lines, progress)?;
    let mut outcome = Outcome { header, stopped, ..Outcome::default() };
    if stopped {
        outcome.tally = book.tally;
        outcome.rejected = book.rejected;
        return Ok(outcome);
    }
    finish::finish(&job, book, &mut outcome)?;
    let (number, map) = (run.source.number, map.clone());
    run.store
        .write_blocking((run.stamp)(), move |tx| crate::source::remember_map(tx, number, &map))?;
    Ok(outcome)
}

/// One run over one file.
struct Job<'j> {
    run: &'j Run<'j>,
    layout: &'j Layout,
    marks: &'j Marks,
    words: &'j Words<'j>,
    asked: Asked,
    today: Day,
    begun: Begun,
}

impl Job<'_> {
    fn vault(&self) -> &Vault {
        &self.run.desk.vault
    }

    /// Reads the file to its end: one thread reads and seals, this one writes. Answers what is left
    /// to be done, and whether `progress` said to stop.
    fn people(
        &self,
        mut lines: Lines,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Result<(Book, bool), ImportError> {
        let rows = self.asked.rows.unwrap_or(ROWS[usize::from(lines.size <= LARGE)]).max(1);
        let book = Book::open(self)?;
        std::thread::scope(|scope| {
            let (send, receive) = mpsc::sync_channel::<Result<Portion, ImportError>>(1);
            let reader = scope.spawn(move || {
                let mut book = book;
                loop {
                    let portion = portion::read(self, &mut book, &mut lines, rows);
                    let last = !matches!(&portion, Ok(Some(_)));
                    // Nobody listens any more: whoever writes has failed or was stopped.
                    if let Some(portion) = portion.transpose()
                        && send.send(portion).is_err()
                    {
                        break;
                    }
                    if last {
                        break;
                    }
                }
                book
            });
            let mut stopped = false;
            let mut failed = None;
            for portion in receive {
                let outcome = portion.and_then(|portion| {
                    let read = portion.read;
                    portion::write(self, portion).map(|()| read)
                });
                match outcome {
                    Ok(read) if progress(read) => {}
                    Ok(_) => stopped = true,
                    Err(error) => failed = Some(error),
                }
                if stopped || failed.is_some() {
                    break;
                }
            }
            let book = reader.join().map_err(|_| {
                Error::Refused("a fault in the program stopped the reading of the file".into())
            })?;
            failed.map_or(Ok((book, stopped)), Err)
        })
    }
}

impl Outcome {
    /// The rejected rows with line, field and reason before their own cells, to be mended and sent
    /// again; `told` puts a reason into words.
    pub fn rejects(&self, told: impl Fn(Reason) -> String) -> Sheet {
        let row = |row: &Rejected| {
            let lead = [row.line.to_string(), row.reason.column.to_owned(), told(row.reason)];
            lead.into_iter().chain(row.cells.iter().cloned()).collect()
        };
        // Of a file that is itself of mended rows, the old reasons go.
        let lead = ["line", "field", "reason"].map(str::to_owned);
        Sheet {
            header: lead.into_iter().chain(self.header.iter().cloned()).collect(),
            rows: self.rejected.iter().map(row).collect(),
        }
    }
}

impl Reason {
    /// The key of the words that say it.
    pub fn key(self) -> String {
        format!("registry-row-{}", self.code)
    }
}
