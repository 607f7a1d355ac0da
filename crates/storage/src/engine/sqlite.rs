//! The embedded engine: WAL, `synchronous=FULL`, one writer that puts many callers' changes
//! into one durable commit, several readers.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};
use kernel::{Clock, Timestamp};
use rusqlite::{Connection as Sqlite, OpenFlags, config::DbConfig};

use super::work::{Read, Reply, Write};
use crate::{
    db::{Connection, Db},
    error::Error,
};

/// Callers whose changes share one commit, at the most.
const BATCH_MAX: usize = 256;
/// After a failed commit, how long writes are refused before one is tried again.
const RETRY_SECONDS: i64 = 1;
/// How long nobody writes before the log is emptied.
const IDLE: Duration = Duration::from_secs(1);
/// How long a connection waits for a lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// Threads that own the connections of one database file.
pub struct SqliteEngine {
    writes: Sender<Write>,
    reads: Sender<Read>,
    /// The writer, then the readers.
    threads: Vec<JoinHandle<()>>,
}

impl SqliteEngine {
    pub fn open(
        path: &Path,
        readers: usize,
        clock: Arc<dyn Clock>,
        read_only: Arc<AtomicBool>,
    ) -> Result<Self, Error> {
        let (writes, writes_in) = bounded::<Write>(4_096);
        let (reads, reads_in) = unbounded::<Read>();
        let mut threads = Vec::new();
        let mut writer = Writer {
            path: path.into(),
            connection: open_writer(path)?,
            clock,
            read_only,
            failed_at: None,
        };
        threads.push(spawn("yilu-writer", move || writer.serve(&writes_in))?);
        for _ in 0..readers.max(1) {
            let connection = open_reader(path)?;
            let inbox = reads_in.clone();
            threads.push(spawn("yilu-reader", move || serve_reads(&connection, &inbox))?);
        }
        Ok(Self { writes, reads, threads })
    }

    pub const fn writes(&self) -> &Sender<Write> {
        &self.writes
    }
    pub const fn reads(&self) -> &Sender<Read> {
        &self.reads
    }

    /// Lets the threads finish what was handed in, then ends them. The writer is the last: readers
    /// may not remove the log.
    pub fn close(self) {
        let Self { writes, reads, threads } = self;
        let mut threads = threads.into_iter();
        let writer = threads.next();
        drop(reads);
        for reader in threads {
            drop(reader.join());
        }
        drop(writes);
        drop(writer.map(JoinHandle::join));
    }
}

pub(super) fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, Error> {
    thread::Builder::new()
        .name(name.into())
        .spawn(work)
        .map_err(|error| Error::Refused(format!("no thread for the store: {error}")))
}

fn open_writer(path: &Path) -> Result<Sqlite, Error> {
    let connection = Sqlite::open(path)?;
    set_up(&connection)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456;
         PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Sqlite, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let connection = Sqlite::open_with_flags(path, flags)?;
    set_up(&connection)?;
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA mmap_size = 268435456;",
    )?;
    Ok(connection)
}

/// What readers and the writer have in common.
fn set_up(connection: &Sqlite) -> Result<(), Error> {
    connection.set_prepared_statement_cache_capacity(512);
    connection.busy_timeout(PATIENCE)?;
    // Statements are written to be planned well whatever their values; without this guarantee each
    // is planned anew for every value it is given.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Runs a statement that answers nothing, prepared once for the connection's life.
fn run(connection: &Sqlite, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn serve_reads(connection: &Sqlite, inbox: &Receiver<Read>) {
    while let Ok(read) = inbox.recv() {
        // One snapshot for the whole closure, however many statements it runs.
        let begun = run(connection, "BEGIN").map_err(Error::from);
        read.run(begun.map(|()| Db(Connection::Sqlite(connection))));
        if !connection.is_autocommit()
            && let Err(error) = run(connection, "COMMIT")
        {
            tracing::warn!(%error, "a read transaction did not end cleanly");
        }
    }
}

struct Writer {
    path: std::path::PathBuf,
    connection: Sqlite,
    clock: Arc<dyn Clock>,
    read_only: Arc<AtomicBool>,
    failed_at: Option<Timestamp>,
}

impl Writer {
    fn serve(&mut self, inbox: &Receiver<Write>) {
        loop {
            let first = match inbox.recv_timeout(IDLE) {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => {
                    self.empty_log();
                    let Ok(first) = inbox.recv() else { return };
                    first
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Some(refusal) = self.refusal() {
                first.refuse(refusal);
                continue;
            }
            self.commit_batch(first, inbox);
        }
    }

    /// Moves the log into the database and cuts it to nothing: it still holds what was deleted, such
    /// as the keys of erased people, until it is written over. What cannot be done now, as a reader
    /// is at work, is done after the next write.
    fn empty_log(&self) {
        let truncate = || {
            // Nobody waits for a reader here: the next writer may be at the door.
            self.connection.busy_timeout(Duration::ZERO)?;
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            let used: bool = self.connection.query_row(sql, [], |row| row.get(0))?;
            self.connection.busy_timeout(PATIENCE)?;
            Ok::<_, rusqlite::Error>(used)
        };
        match truncate() {
            Ok(false) => {}
            Ok(true) => tracing::debug!("the log is in use and stays"),
            Err(error) => tracing::warn!(%error, "the log could not be emptied"),
        }
    }

    /// While the disk fails, most writes are turned away at once and one a second is tried.
    fn refusal(&self) -> Option<Error> {
        let failed_at = self.failed_at?;
        (self.clock.now().seconds_since(failed_at) < RETRY_SECONDS)
            .then(|| Error::ReadOnly("the last write could not be made durable".into()))
    }

    fn commit_batch(&mut self, first: Write, inbox: &Receiver<Write>) {
        if let Err(error) = self.connection.execute_batch("BEGIN IMMEDIATE") {
            let error = self.note_failure(error.into());
            return first.refuse(error);
        }
        let mut replies = Vec::with_capacity(16);
        let mut next = Some(first);
        while let Some(write) = next.take() {
            match self.run_one(write) {
                Ok(reply) => replies.push(reply),
                Err((reply, error)) => {
                    // The savepoint itself failed: nothing of this batch can be trusted.
                    replies.push(reply);
                    return self.fail_batch(replies, error);
                }
            }
            if replies.len() < BATCH_MAX {
                next = inbox.try_recv().ok();
            }
        }
        match self.connection.execute_batch("COMMIT") {
            Ok(()) => {
                self.failed_at = None;
                self.read_only.store(false, Ordering::Release);
                metrics::histogram!("yilu_commit_batch")
                    .record(u32::try_from(replies.len()).map_or(f64::INFINITY, f64::from));
                for reply in replies {
                    reply(Ok(()));
                }
            }
            Err(error) => self.fail_batch(replies, error.into()),
        }
    }

    /// Runs one caller's closure in a savepoint of its own, so that its failure harms no other.
    fn run_one(&self, write: Write) -> Result<Reply, (Reply, Error)> {
        let savepoint = |sql: &str| -> Result<(), Error> {
            self.connection.prepare_cached(sql)?.raw_execute()?;
            Ok(())
        };
        if let Err(error) = savepoint("SAVEPOINT caller") {
            let refusal = error.clone();
            return Err((Box::new(move |_| write.refuse(refusal)), error));
        }
        let ran = write.run(Db(Connection::Sqlite(&self.connection)));
        // A full disk makes SQLite roll the whole transaction back by itself.
        if self.connection.is_autocommit() {
            return Err((ran.reply, Error::ReadOnly("the disk refused a write".into())));
        }
        let end = if ran.keep {
            savepoint("RELEASE caller")
        } else {
            savepoint("ROLLBACK TO caller").and_then(|()| savepoint("RELEASE caller"))
        };
        match end {
            Ok(()) => Ok(ran.reply),
            Err(error) => Err((ran.reply, error)),
        }
    }

    fn fail_batch(&mut self, replies: Vec<Reply>, error: Error) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "rollback failed");
        }
        let error = self.note_failure(error);
        for reply in replies {
            reply(Err(error.clone()));
        }
        self.reopen();
    }

    fn note_failure(&mut self, error: Error) -> Error {
        tracing::error!(%error, "a commit failed; nothing of it was kept");
        self.failed_at = Some(self.clock.now());
        self.read_only.store(true, Ordering::Release);
        match error {
            Error::ReadOnly(_) => error,
            other => Error::ReadOnly(other.to_string()),
        }
    }

    /// After an I/O error the page cache of the connection is not to be trusted.
    fn reopen(&mut self) {
        match open_writer(&self.path) {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::error!(%error, "the database could not be reopened"),
        }
    }
}
