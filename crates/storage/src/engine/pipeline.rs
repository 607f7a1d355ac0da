//! A PostgreSQL connection that sends statements together: what nobody awaits travels with the
//! next one that somebody does, so a write of ten statements takes three round trips, not twelve.

use std::{collections::HashMap, pin::pin, sync::Arc};

use futures::{
    future::{join, join_all},
    poll,
};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{
    Client, NoTls, Row, Statement,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};

use super::rows::{Adding, Rows, many_rows};
use crate::{error::Error, value::Value};

/// Statements that may wait for the next one, at the most.
const WAITING_MAX: usize = 24;

pub(super) type Outcome<T> = Result<T, tokio_postgres::Error>;

/// One connection with its prepared statements, driven by the thread that owns it.
pub struct PostgresConnection {
    // Before the runtime, so that it is dropped first.
    client: Client,
    runtime: Runtime,
    statements: HashMap<String, Statement>,
    /// `None` for what can only be sent row by row.
    adding: HashMap<String, Option<Arc<Adding>>>,
    /// Go with the next statement whose answer is wanted, in this order.
    waiting: Vec<Waiting>,
    /// A statement of this transaction failed: the server would answer its COMMIT with a rollback.
    pub failed: bool,
}

enum Waiting {
    Begin(&'static str),
    Prepared(Statement, Vec<Value>),
    Rows(Rows),
}

impl PostgresConnection {
    /// Connects, and sends `settings` (`SET` statements).
    pub fn open(url: &str, settings: &str) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_io()
            .build()
            .map_err(|error| Error::Refused(format!("no runtime for the store: {error}")))?;
        let client = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::warn!(%error, "a connection to the database ended");
                }
            });
            client.batch_execute(settings).await?;
            Ok::<_, tokio_postgres::Error>(client)
        })?;
        let (statements, adding, waiting) = (HashMap::new(), HashMap::new(), Vec::new());
        Ok(Self { client, runtime, statements, adding, waiting, failed: false })
    }

    /// Whether the server has gone.
    pub fn is_closed(&self) -> bool {
        // Lets the connection notice what has arrived since it was last used.
        self.runtime.block_on(tokio::task::yield_now());
        self.client.is_closed()
    }

    /// Begins a transaction together with its first statement.
    pub fn begin(&mut self, sql: &'static str) {
        self.failed = false;
        self.waiting.clear();
        self.waiting.push(Waiting::Begin(sql));
    }

    /// Ends the transaction. One that sent nothing costs nothing.
    pub fn end(&mut self, keep: bool) -> Result<(), Error> {
        let sent = !matches!(self.waiting.first(), Some(Waiting::Begin(_)));
        if sent && !keep {
            self.waiting.clear();
        }
        if !keep || (!sent && self.waiting.len() == 1) {
            self.waiting.clear();
            return if sent { self.batch("ROLLBACK") } else { Ok(()) };
        }
        self.batch("COMMIT")
    }

    /// Ends a transaction that has only read. The server's word on it is read with the answer to
    /// whatever is asked next: there is nothing to lose.
    pub fn end_read(&mut self) {
        let sent = !matches!(self.waiting.first(), Some(Waiting::Begin(_)));
        self.waiting.clear();
        if sent {
            let client = &self.client;
            self.runtime.block_on(async {
                // Polled once it is handed over; the task of the connection sends it when it has
                // its turn.
                drop(poll!(pin!(client.batch_execute("COMMIT"))));
                tokio::task::yield_now().await;
            });
        }
    }

    /// Lets a statement go with the next one. Should it fail, that one answers with its error.
    pub fn put(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        let statement = self.statement(sql)?;
        self.waiting.push(Waiting::Prepared(statement, params.to_vec()));
        if self.waiting.len() < WAITING_MAX { Ok(()) } else { self.batch("") }
    }

    /// Lets a row go with the next statement, and in one statement with others that `sql` adds. Rows
    /// may overtake each other, but no statement of another kind.
    pub fn add(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        let known = self.adding.get(sql).cloned();
        let adding = match known {
            Some(adding) => adding,
            None => self.prepare_adding(sql)?,
        };
        let Some(adding) = adding else { return self.put(sql, params) };
        let mut open = self.waiting.iter_mut().rev().map_while(|waiting| match waiting {
            Waiting::Rows(rows) => Some(rows),
            Waiting::Begin(_) | Waiting::Prepared(..) => None,
        });
        match open.find(|rows| rows.are_of(&adding)) {
            Some(rows) => rows.push(params),
            None => self.waiting.push(Waiting::Rows(Rows::new(adding, params))),
        }
        Ok(())
    }

    fn prepare_adding(&mut self, sql: &str) -> Result<Option<Arc<Adding>>, Error> {
        let one = self.statement(sql)?;
        let adding = match many_rows(sql, one.params()) {
            Some(many) => Some(Arc::new(Adding { one, many: self.statement(&many)? })),
            None => None,
        };
        self.adding.insert(sql.to_owned(), adding.clone());
        Ok(adding)
    }

    pub fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, Error> {
        let statement = self.statement(sql)?;
        self.fly(async |client| client.query(&statement, &references(params)).await)
    }

    pub fn execute(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        let statement = self.statement(sql)?;
        self.fly(async |client| client.execute(&statement, &references(params)).await)
    }

    /// Several statements without parameters.
    pub fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.fly(async |client| client.batch_execute(sql).await)
    }

    /// Many rows of a table by COPY; `rows` holds `width` values for each.
    pub fn copy(
        &mut self,
        table: &str,
        names: &str,
        width: usize,
        rows: Vec<Value>,
    ) -> Result<u64, Error> {
        // Its answer is never asked for: only the types of the columns are.
        let shape = self.statement(&format!("SELECT {names} FROM {table}"))?;
        let types: Vec<Type> =
            shape.columns().iter().map(|column| column.type_().clone()).collect();
        let sql = format!("COPY {table} ({names}) FROM STDIN (FORMAT binary)");
        self.fly(async |client| {
            let writer = BinaryCopyInWriter::new(client.copy_in(&sql).await?, &types);
            let mut writer = pin!(writer);
            for row in rows.chunks_exact(width.max(1)) {
                writer.as_mut().write_raw(row.iter()).await?;
            }
            writer.finish().await
        })
    }

    fn statement(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        // It may speak of a table that a waiting statement makes.
        self.fly(async |_| Ok(()))?;
        let statement = self.fly(async |client| client.prepare(sql).await)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Sends what waits and `last` without awaiting in between; answers the first failure, or what
    /// `last` answered.
    fn fly<T>(&mut self, last: impl AsyncFnOnce(&Client) -> Outcome<T>) -> Result<T, Error> {
        let waiting = std::mem::take(&mut self.waiting);
        let client = &self.client;
        let outcome = self.runtime.block_on(async {
            // Each is sent when it is first polled, which happens in this order.
            let before = join_all(waiting.iter().map(|one| one.send(client)));
            let (before, last) = join(before, last(client)).await;
            before.into_iter().collect::<Outcome<()>>()?;
            last
        });
        self.failed |= outcome.is_err();
        Ok(outcome?)
    }
}

impl Waiting {
    async fn send(&self, client: &Client) -> Outcome<()> {
        match self {
            Self::Begin(sql) => client.batch_execute(sql).await,
            Self::Prepared(statement, params) => {
                client.execute(statement, &references(params)).await.map(drop)
            }
            Self::Rows(rows) => rows.send(client).await,
        }
    }
}

pub(super) fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| -> &(dyn ToSql + Sync) { value }).collect()
}
