//! Many callers' small writes in one transaction of PostgreSQL.
//!
//! The writes of a group run one after the other. Either all are kept by one commit, or nothing is
//! and each is run again alone. So a group may be hopeful: it waits for nobody's lock longer than a
//! moment, and two groups cannot hold each other for long.

use std::sync::atomic::Ordering;

use crossbeam_channel::Receiver;

use super::{
    pipeline::PostgresConnection,
    postgres::Worker,
    work::{GroupWrite, Reply},
};
use crate::{
    db::{Connection, Db},
    error::Error,
};

/// Connections that take groups: while one waits for the disk, the other makes the next.
pub const GROUPS: usize = 2;
/// Callers in one group at the most.
const GROUP_MAX: usize = 32;
/// A lock that is not free by then undoes the group. Well below the second after which the server
/// looks for deadlocks.
const BEGIN: &str = "BEGIN; SET LOCAL lock_timeout = '50ms'";

/// What became of a group.
enum Fate {
    /// All but the refused were run, and are told this; the refused are to be run alone.
    Ended { replies: Vec<Reply>, outcome: Result<(), Error>, refused: Vec<GroupWrite> },
    /// Nothing was kept: each is to be run alone.
    Undone(Vec<GroupWrite>),
}

/// Serves until nobody can hand in any more.
pub(super) fn serve_groups(worker: &mut Worker, inbox: &Receiver<GroupWrite>) {
    while let Ok(first) = inbox.recv() {
        let mut group = vec![first];
        group.extend(inbox.try_iter().take(GROUP_MAX - 1));
        let alone = match together(worker, group) {
            Fate::Ended { replies, outcome, refused } => {
                metrics::histogram!("yilu_commit_batch")
                    .record(u32::try_from(replies.len()).map_or(f64::INFINITY, f64::from));
                for reply in replies {
                    reply(outcome.clone());
                }
                refused
            }
            Fate::Undone(group) => group,
        };
        for write in alone {
            worker.write(write.alone());
        }
    }
}

fn together(worker: &mut Worker, group: Vec<GroupWrite>) -> Fate {
    let Ok(connection) = worker.connection() else { return Fate::Undone(group) };
    connection.begin(BEGIN);
    let (mut replies, mut refused) = (Vec::with_capacity(group.len()), Vec::new());
    for (index, write) in group.iter().enumerate() {
        let ran = write.trial().run(Db(Connection::Postgres(&mut *connection)));
        match ran.keep {
            _ if connection.failed => return undo(connection, group),
            true => replies.push(ran.reply),
            false if ran.changed => return undo(connection, group),
            // It left nothing behind.
            false => refused.push(index),
        }
    }
    let outcome = connection.end(true);
    match outcome {
        Ok(()) => worker.read_only.store(false, Ordering::Release),
        // Whether the commit was done is not known: it must not be done again.
        Err(_) if connection.is_closed() => {}
        Err(_) => return Fate::Undone(group),
    }
    let refused = group.into_iter().enumerate().filter(|(index, _)| refused.contains(index));
    Fate::Ended { replies, outcome, refused: refused.map(|(_, write)| write).collect() }
}

fn undo(connection: &mut PostgresConnection, group: Vec<GroupWrite>) -> Fate {
    // Should it fail, the connection is closed and the server has undone it.
    drop(connection.end(false));
    Fate::Undone(group)
}
