//! A transaction in progress: the change, its record, and what others do about it.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use contracts::{Event, PersonId};
use kernel::{Id, Moment, Timestamp};
use serde::Serialize;

use crate::{db::Db, error::Error, journal, outbox, value::Value};

/// Who acts, when, in what role and for what purpose: handed in with every write.
#[derive(Clone)]
pub struct Stamp {
    pub moment: Moment,
    /// `None` when the program itself acts (a deadline, a job).
    pub actor: Option<PersonId>,
    pub role: String,
    pub purpose: String,
}

impl Stamp {
    /// The program itself acts.
    pub fn system(moment: Moment, purpose: &str) -> Self {
        Self { moment, actor: None, role: "system".into(), purpose: purpose.into() }
    }
}

/// What goes into the journal about one change. `detail` holds ids and plain facts, never a
/// name, a phone or free text.
pub struct Record<'a> {
    /// Verb in dotted form: `case.report`.
    pub action: &'a str,
    pub subject_kind: &'a str,
    pub subject: [u8; 16],
    pub area: &'a str,
    pub detail: serde_json::Value,
}

/// Called inside the transaction that emitted the event; an error undoes the whole transaction.
pub type Reaction = Arc<dyn Fn(&mut Tx<'_>, &Event) -> Result<(), Error> + Send + Sync>;

/// A write transaction. Everything done through it becomes durable together, or not at all.
pub struct Tx<'c> {
    db: Db<'c>,
    stamp: Stamp,
    reactions: Arc<[Reaction]>,
    /// Whether any row was touched.
    changed: bool,
    /// See [`Tx::is_trial`].
    trial: bool,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(db: Db<'c>, stamp: Stamp, reactions: Arc<[Reaction]>) -> Self {
        Self { db, stamp, reactions, changed: false, trial: false }
    }

    pub const fn now(&self) -> Timestamp {
        self.stamp.moment.now()
    }
    pub const fn moment(&self) -> &Moment {
        &self.stamp.moment
    }
    pub const fn stamp(&self) -> &Stamp {
        &self.stamp
    }
    pub fn id<T: ?Sized>(&self) -> Id<T> {
        self.stamp.moment.id()
    }

    /// Runs a statement that changes something; answers how many rows it touched.
    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let rows = self.db.run(sql, params)?;
        self.changed |= rows > 0;
        Ok(rows)
    }

    /// Like [`Tx::execute`] for a statement that must only succeed: on PostgreSQL it travels with
    /// the next one, and its failure undoes the transaction at the latest when it commits.
    pub fn put(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        self.changed = true;
        self.db.put(sql, params)
    }

    /// Like [`Tx::put`] for a statement that adds one row, `INSERT … VALUES (…)`, with parameters
    /// nowhere else. Where several callers share a commit, rows of the same statement travel
    /// together and may overtake rows of others; a row that names another is added after it.
    pub fn add(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        self.changed = true;
        if self.trial { self.db.add(sql, params) } else { self.db.put(sql, params) }
    }

    /// Adds many rows to a table: `rows` holds the values of `columns`, row after row. COPY on
    /// PostgreSQL, one prepared statement on SQLite.
    ///
    /// # Errors
    /// When a row is refused, or the values do not fill whole rows.
    pub fn bulk(&mut self, table: &str, columns: &[&str], rows: Vec<Value>) -> Result<u64, Error> {
        if !rows.len().is_multiple_of(columns.len().max(1)) {
            return Err(Error::Refused(format!("{table}: the values do not fill whole rows")));
        }
        self.changed |= !rows.is_empty();
        self.db.bulk(table, columns, rows)
    }

    /// Whether this run shares its commit with others' and is made again alone when any statement
    /// fails or it answers an error ([`crate::Store::write_in_group`]). Then it need not look for
    /// what a constraint of the schema would refuse anyway.
    pub const fn is_trial(&self) -> bool {
        self.trial
    }

    pub(crate) const fn set_trial(&mut self, trial: bool) {
        self.trial = trial;
    }

    /// Whether there is anything that somebody could want to read again.
    pub(crate) const fn has_changed(&self) -> bool {
        self.changed
    }

    /// Holds everybody else off `what` until this transaction ends. SQLite has one writer anyway.
    pub fn lock(&mut self, what: &[u8]) -> Result<(), Error> {
        if self.db.engine() == crate::Engine::Postgres {
            let held = "SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held";
            self.db.put(held, &[Value::Int(lock_number(what))])?;
        }
        Ok(())
    }

    /// Appends to the journal.
    pub fn record(&mut self, record: Record<'_>) -> Result<(), Error> {
        journal::append(self, record)
    }

    /// Tells the reactions of this transaction.
    pub fn emit(&mut self, event: &Event) -> Result<(), Error> {
        for reaction in Arc::clone(&self.reactions).iter() {
            reaction(self, event)?;
        }
        Ok(())
    }

    /// Leaves a message to be delivered at least once after the commit. A second message with the
    /// same `key` is dropped.
    pub fn enqueue(
        &mut self,
        topic: &str,
        key: &str,
        payload: &impl Serialize,
    ) -> Result<(), Error> {
        outbox::enqueue(self, topic, key, payload)
    }
}

/// The lock space of PostgreSQL is 64 bits wide: the first eight bytes of SHA-256.
fn lock_number(what: &[u8]) -> i64 {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(what);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;
    fn deref(&self) -> &Db<'c> {
        &self.db
    }
}
impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.db
    }
}
