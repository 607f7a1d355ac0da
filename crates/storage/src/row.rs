//! A row, whichever engine it came from.

use std::error::Error as StdError;

use rusqlite::types::ValueRef as SqliteRef;
use tokio_postgres::types::{FromSql, Type};

use crate::{
    error::Error,
    value::{FromValue, ValueRef},
};

/// One row of an answer; columns are read by position.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

impl Row<'_> {
    /// The value of column `index` (from 0).
    ///
    /// # Errors
    /// [`Error::Corrupt`] when the column is missing or holds another kind of value.
    pub fn get<T: FromValue>(&self, index: usize) -> Result<T, Error> {
        let value = self.value(index)?;
        T::from_value(value).ok_or_else(|| {
            let wanted = std::any::type_name::<T>();
            Error::Corrupt(format!("column {index} is no {wanted}: {value:?}"))
        })
    }

    /// Column `index` read as text and parsed into a `T`.
    pub fn parse<T: std::str::FromStr>(&self, index: usize) -> Result<T, Error> {
        let ValueRef::Text(text) = self.value(index)? else {
            return Err(Error::Corrupt(format!("column {index} is no text")));
        };
        text.parse().map_err(|_| Error::Corrupt(format!("column {index} holds {text:?}")))
    }

    /// Column `index` as any kind of value.
    pub fn value(&self, index: usize) -> Result<ValueRef<'_>, Error> {
        match self {
            Self::Sqlite(row) => sqlite_value(row, index),
            Self::Postgres(row) => postgres_value(row, index),
        }
    }
}

fn sqlite_value<'r>(row: &'r rusqlite::Row<'r>, index: usize) -> Result<ValueRef<'r>, Error> {
    Ok(match row.get_ref(index)? {
        SqliteRef::Null => ValueRef::Null,
        SqliteRef::Integer(int) => ValueRef::Int(int),
        SqliteRef::Real(real) => ValueRef::Real(real),
        SqliteRef::Text(bytes) => ValueRef::Text(
            std::str::from_utf8(bytes).map_err(|_| Error::Corrupt("text is not UTF-8".into()))?,
        ),
        SqliteRef::Blob(bytes) => ValueRef::Blob(bytes),
    })
}

fn postgres_value(row: &tokio_postgres::Row, index: usize) -> Result<ValueRef<'_>, Error> {
    row.try_get(index).map_err(|error| match error.source() {
        Some(reason) => Error::Refused(format!("column {index} {reason}")),
        None => Error::Corrupt(format!("no column {index}: {error}")),
    })
}

impl<'r> FromSql<'r> for ValueRef<'r> {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Self::Int(i64::from_sql(ty, raw)?),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => {
                Self::Text(<&str>::from_sql(ty, raw)?)
            }
            Type::BYTEA => Self::Blob(<&[u8]>::from_sql(ty, raw)?),
            Type::INT4 => Self::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Self::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Self::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Self::Real(f64::from_sql(ty, raw)?),
            ref other => {
                let remedy = "cast it to BIGINT, TEXT or DOUBLE PRECISION";
                return Err(format!("has type {other}: {remedy}").into());
            }
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
