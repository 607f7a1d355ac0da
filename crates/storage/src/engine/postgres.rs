//! The shared engine: a fixed number of connections, each owned by a thread; the server puts the
//! commits of several into one flush, and small writes share a transaction (`group`). `synchronous_commit` is set on, whatever the server's default.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{JoinHandle, available_parallelism},
};

use super::{
    group::{GROUPS, serve_groups},
    pipeline::PostgresConnection,
    sqlite::spawn,
    work::{GroupWrite, Read, Write},
};
use crate::{
    db::{Connection, Db},
    error::Error,
};
use crossbeam_channel::{Receiver, Sender, bounded, never, select_biased, unbounded};

/// Threads that own the connections to one PostgreSQL database.
pub struct PostgresEngine {
    writes: Sender<Write>,
    group_writes: Sender<GroupWrite>,
    reads: Sender<Read>,
    threads: Vec<JoinHandle<()>>,
}

impl PostgresEngine {
    pub fn open(url: &str, connections: usize, read_only: Arc<AtomicBool>) -> Result<Self, Error> {
        let (writes, writes_in) = bounded::<Write>(4_096);
        let (group_writes, groups_in) = bounded::<GroupWrite>(4_096);
        let (reads, reads_in) = unbounded::<Read>();
        let mut threads = Vec::new();
        let readers = available_parallelism().map_or(connections, |cores| cores.get() * 2);
        for number in 0..connections.max(2) {
            let mut worker = Worker {
                url: url.into(),
                connection: Some(connect(url)?),
                read_only: Arc::clone(&read_only),
            };
            let writes_in = writes_in.clone();
            // More readers than twice the cores only take turns and cool each other's caches; writers
            // wait for the server's disk, so all may write.
            let reads_in = if number < readers { reads_in.clone() } else { never() };
            threads.push(spawn("yilu-postgres", move || worker.serve(&writes_in, &reads_in))?);
        }
        for _ in 0..GROUPS {
            let url = url.into();
            let mut worker = Worker { url, connection: None, read_only: Arc::clone(&read_only) };
            let groups_in = groups_in.clone();
            let serve = move || serve_groups(&mut worker, &groups_in);
            threads.push(spawn("yilu-postgres-group", serve)?);
        }
        Ok(Self { writes, group_writes, reads, threads })
    }

    pub const fn writes(&self) -> &Sender<Write> {
        &self.writes
    }
    pub const fn group_writes(&self) -> &Sender<GroupWrite> {
        &self.group_writes
    }
    pub const fn reads(&self) -> &Sender<Read> {
        &self.reads
    }

    /// Lets the threads finish what was handed in, then ends them.
    pub fn close(self) {
        drop((self.writes, self.group_writes, self.reads));
        for thread in self.threads {
            drop(thread.join());
        }
    }
}

/// A statement is planned once per connection, whatever values it is given, as on SQLite: planning
/// anew cost more than most answers.
const SETTINGS: &str = "SET synchronous_commit = on; SET TIME ZONE 'UTC'; \
    SET statement_timeout = '60s'; SET plan_cache_mode = force_generic_plan";

fn connect(url: &str) -> Result<PostgresConnection, Error> {
    PostgresConnection::open(url, SETTINGS)
}

pub(super) struct Worker {
    url: String,
    connection: Option<PostgresConnection>,
    pub(super) read_only: Arc<AtomicBool>,
}

impl Worker {
    fn serve(&mut self, writes: &Receiver<Write>, reads: &Receiver<Read>) {
        // Only the writer side is awaited to the end: a closed store hands in no more reads.
        loop {
            select_biased! {
                recv(writes) -> write => match write {
                    Ok(write) => self.write(write),
                    Err(_) => break,
                },
                recv(reads) -> read => match read {
                    Ok(read) => self.read(read),
                    Err(_) => break,
                },
            }
        }
    }

    pub(super) fn connection(&mut self) -> Result<&mut PostgresConnection, Error> {
        if self.connection.as_ref().is_some_and(PostgresConnection::is_closed) {
            self.connection = None;
        }
        match &mut self.connection {
            Some(connection) => Ok(connection),
            empty => Ok(empty.insert(connect(&self.url)?)),
        }
    }

    pub(super) fn write(&mut self, write: Write) {
        let read_only = Arc::clone(&self.read_only);
        let connection = match self.connection() {
            Ok(connection) => connection,
            Err(error) => return write.refuse(error),
        };
        connection.begin("BEGIN");
        let ran = write.run(Db(Connection::Postgres(connection)));
        let keep = ran.keep && !connection.failed;
        let ended = connection.end(keep);
        let outcome = match ended {
            Ok(()) if ran.keep && !keep => {
                Err(Error::Refused("a statement of this write failed; nothing was kept".into()))
            }
            ended => ended,
        };
        match &outcome {
            Ok(()) if ran.keep => read_only.store(false, Ordering::Release),
            Err(Error::ReadOnly(_)) => read_only.store(true, Ordering::Release),
            _ => {}
        }
        (ran.reply)(outcome);
    }

    fn read(&mut self, read: Read) {
        let connection = match self.connection() {
            Ok(connection) => connection,
            Err(error) => return read.run(Err(error)),
        };
        if !read.snapshot {
            return read.run(Ok(Db(Connection::Postgres(connection))));
        }
        connection.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        read.run(Ok(Db(Connection::Postgres(&mut *connection))));
        connection.end_read();
    }
}
