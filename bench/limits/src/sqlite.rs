//! The limit of SQLite: one writer thread with prepared statements puts what waits into one
//! durable commit. Settings as in `storage::engine::sqlite`.

use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::Instant,
};

use rusqlite::{
    Connection, Statement, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    Outcome,
    bare::Bare,
    rows::{Report, Reports, STATEMENTS, Value},
    schema,
    tally::{Result, Tally, Window, number},
};

const BATCH_MAX: usize = 256;

/// A report, and the thread that waits for it.
type Waiting = (Report, SyncSender<()>);

pub fn run(bare: Bare) -> Outcome<Result> {
    for end in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{}{end}", bare.store)));
    }
    let connection = open(&bare.store)?;
    connection.execute_batch(&schema::sqlite())?;
    let window = Window::after(bare.warm_seconds, bare.seconds);
    let (sender, inbox) = sync_channel(4_096);
    let writer = thread::spawn(move || write(&connection, &inbox));
    let clients: Vec<_> = (1_u64..)
        .take(bare.clients)
        .map(|seed| {
            let (sender, reports) = (sender.clone(), Reports::new(seed, bare.texts.clone()));
            thread::spawn(move || client(&window, &sender, reports))
        })
        .collect();
    drop(sender);
    let mut tally = Tally::default();
    for client in clients {
        tally = tally.merge(client.join().map_err(|_| "a client broke")?);
    }
    let batches = writer.join().map_err(|_| "the writer broke")??;
    let mut result = tally.result(bare.clients, &window);
    result.batch = number(result.acknowledged) / number(batches);
    let rows: i64 =
        open(&bare.store)?.query_row("SELECT count(*) FROM cases_cases", [], |row| row.get(0))?;
    if usize::try_from(rows)? != result.acknowledged {
        return Err(format!("{rows} rows for {} acknowledged", result.acknowledged).into());
    }
    Ok(result)
}

fn open(path: &str) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;
         PRAGMA mmap_size = 268435456; PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

fn client(window: &Window, sender: &SyncSender<Waiting>, mut reports: Reports) -> Tally {
    let mut tally = Tally::default();
    let (done, answer) = sync_channel(1);
    while Instant::now() < window.ends {
        let report = reports.next();
        let began = Instant::now();
        if sender.send((report, done.clone())).is_err() || answer.recv().is_err() {
            tally.failed(0);
            break;
        }
        tally.done(window, began);
    }
    tally
}

/// Answers how many commits it made.
fn write(connection: &Connection, inbox: &Receiver<Waiting>) -> Outcome<usize> {
    let mut statements = Vec::new();
    for sql in STATEMENTS {
        statements.push(connection.prepare(sql)?);
    }
    let mut batches = 0;
    while let Ok(first) = inbox.recv() {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        let mut replies = Vec::new();
        let mut next = Some(first);
        while let Some((report, reply)) = next.take() {
            insert(&mut statements, &report)?;
            replies.push(reply);
            if replies.len() < BATCH_MAX {
                next = inbox.try_recv().ok();
            }
        }
        connection.execute_batch("COMMIT")?;
        batches += 1;
        for reply in replies {
            reply.send(())?;
        }
    }
    Ok(batches)
}

/// `$n` appear in order in every statement, so positions are numbers.
fn insert(statements: &mut [Statement<'_>], report: &Report) -> Outcome {
    for (statement, values) in statements.iter_mut().zip(report) {
        for (position, value) in (1..).zip(values) {
            statement.raw_bind_parameter(position, value)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}
