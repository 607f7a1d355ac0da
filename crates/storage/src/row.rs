//! A row, whichever engine it came from.

use rusqlite::types::ValueRef as SqliteRef;
use tokio_postgres::types::Type;

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
    let column =
        row.columns().get(index).ok_or_else(|| Error::Corrupt(format!("no column {index}")))?;
    let value = match *column.type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(ValueRef::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(|i| ValueRef::Int(i.into())),
        Type::INT2 => row.try_get::<_, Option<i16>>(index)?.map(|i| ValueRef::Int(i.into())),
        Type::BOOL => row.try_get::<_, Option<bool>>(index)?.map(|b| ValueRef::Int(b.into())),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(index)?.map(ValueRef::Real),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index)?.map(ValueRef::Blob),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::BPCHAR => {
            row.try_get::<_, Option<&str>>(index)?.map(ValueRef::Text)
        }
        ref other => {
            return Err(Error::Refused(format!(
                "column {index} has type {other}: cast it to BIGINT, TEXT or DOUBLE PRECISION"
            )));
        }
    };
    Ok(value.unwrap_or(ValueRef::Null))
}
