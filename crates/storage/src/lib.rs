//! SQLite or PostgreSQL behind one face, with the journal, the outbox, jobs and files.
//!
//! Use cases are plain synchronous functions over a [`Tx`]; the async edge hands them to
//! [`Store::write`], which answers only when their commit is on disk. Reads go to
//! [`Store::read`] and see a snapshot of what is committed.
//!
//! Invariant: this crate is the sole owner of the database drivers.
//! Invariant: a write and its journal record are one transaction.

pub mod backup;
pub mod db;
pub mod error;
pub mod files;
pub mod idempotency;
pub mod jobs;
pub mod journal;
pub mod migrate;
pub mod outbox;
mod row;
pub mod search;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tx;
pub mod value;

mod engine {
    pub mod group;
    pub mod pipeline;
    pub mod postgres;
    pub mod rows;
    pub mod sqlite;
    pub mod work;
}

pub use db::{Db, Engine};
pub use error::Error;
pub use migrate::Migration;
pub use row::Row;
pub use store::{Store, StoreOptions};
pub use tx::{Reaction, Record, Stamp, Tx};
pub use value::{FromValue, Value, ValueRef};
