//! A connection's face for queries: one statement text for both engines.

use std::borrow::Cow;

use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::{engine::pipeline::PostgresConnection, error::Error, row::Row, value::Value};

/// Which engine is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where queries go. Parameters are written `$1`, `$2` in the text of every statement.
pub struct Db<'c>(pub(crate) Connection<'c>);

pub(crate) enum Connection<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(&'c mut PostgresConnection),
}

impl Db<'_> {
    pub const fn engine(&self) -> Engine {
        match self.0 {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// Every row of the answer, each made into a `T`.
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        mut make: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.each(sql, params, |row| {
            found.push(make(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of the answer, if there is one.
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        make: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        Ok(self.query(sql, params, make)?.into_iter().next())
    }

    /// The first row of an answer that always has one, such as a count.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        make: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.query_opt(sql, params, make)?
            .ok_or_else(|| Error::Corrupt("an answer that must have a row has none".into()))
    }

    /// Calls `visit` with each row in turn, without keeping them.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    visit(&Row::Sqlite(row))?;
                }
            }
            Connection::Postgres(connection) => {
                for row in connection.query(sql, params)? {
                    visit(&Row::Postgres(&row))?;
                }
            }
        }
        Ok(())
    }

    pub(crate) fn run(&mut self, sql: &str, params: &[Value]) -> Result<u64, Error> {
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql)?;
                bind(&mut statement, params)?;
                let changed = statement.raw_execute()?;
                Ok(u64::try_from(changed).unwrap_or(0))
            }
            Connection::Postgres(connection) => connection.execute(sql, params),
        }
    }

    /// A statement whose fate nobody needs to know before the next one, or before the commit.
    pub(crate) fn put(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        match &mut self.0 {
            Connection::Sqlite(_) => self.run(sql, params).map(drop),
            Connection::Postgres(connection) => connection.put(sql, params),
        }
    }

    /// See [`crate::Tx::add`].
    pub(crate) fn add(&mut self, sql: &str, params: &[Value]) -> Result<(), Error> {
        match &mut self.0 {
            Connection::Sqlite(_) => self.run(sql, params).map(drop),
            Connection::Postgres(connection) => connection.add(sql, params),
        }
    }

    /// See [`crate::Tx::bulk`].
    pub(crate) fn bulk(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Value>,
    ) -> Result<u64, Error> {
        let names = columns.join(", ");
        match &mut self.0 {
            Connection::Sqlite(connection) => {
                let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
                let places = places.join(", ");
                let sql = format!("INSERT INTO {table} ({names}) VALUES ({places})");
                let mut statement = connection.prepare_cached(&sql)?;
                let mut count = 0;
                for row in rows.chunks_exact(columns.len().max(1)) {
                    for (position, value) in (1..).zip(row) {
                        statement.raw_bind_parameter(position, value)?;
                    }
                    statement.raw_execute()?;
                    count += 1;
                }
                Ok(count)
            }
            Connection::Postgres(connection) => connection.copy(table, &names, columns.len(), rows),
        }
    }

    /// Several statements without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        match &mut self.0 {
            Connection::Sqlite(connection) => connection.execute_batch(sql)?,
            Connection::Postgres(connection) => connection.batch(sql)?,
        }
        Ok(())
    }
}

/// SQLite numbers `$n` by first appearance, so each parameter is bound by its name.
fn bind(statement: &mut rusqlite::CachedStatement<'_>, params: &[Value]) -> Result<(), Error> {
    // The usual ones need no formatting.
    const NAMES: [&str; 24] = [
        "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13", "$14",
        "$15", "$16", "$17", "$18", "$19", "$20", "$21", "$22", "$23", "$24",
    ];
    for (position, value) in params.iter().enumerate() {
        let name = NAMES
            .get(position)
            .map_or_else(|| Cow::Owned(format!("${}", position + 1)), |name| Cow::Borrowed(*name));
        let index = statement
            .parameter_index(&name)?
            .ok_or_else(|| Error::Refused(format!("the statement has no parameter {name}")))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(int) => ValueRef::Integer(*int),
            Self::Real(real) => ValueRef::Real(*real),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(int) => match *ty {
                Type::INT4 => i32::try_from(*int)?.to_sql(ty, out),
                Type::INT2 => i16::try_from(*int)?.to_sql(ty, out),
                Type::FLOAT8 => format!("{int}").parse::<f64>()?.to_sql(ty, out),
                _ => int.to_sql(ty, out),
            },
            Self::Real(real) => real.to_sql(ty, out),
            Self::Text(text) => text.to_sql(ty, out),
            Self::Blob(bytes) => bytes.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
