//! Rows that several callers add to one table, sent as one statement whose parameters are arrays:
//! most of what the server does for a small row is done once for the statement.

use std::sync::Arc;

use tokio_postgres::{
    Client, Statement,
    types::{ToSql, Type},
};

use super::pipeline::{Outcome, references};
use crate::value::Value;

/// The statements that add to one table.
pub struct Adding {
    /// One row.
    pub one: Statement,
    /// As many rows as its arrays have elements.
    pub many: Statement,
}

/// Rows on their way.
pub struct Rows {
    adding: Arc<Adding>,
    rows: Vec<Vec<Value>>,
}

impl Rows {
    pub fn new(adding: Arc<Adding>, row: &[Value]) -> Self {
        Self { adding, rows: vec![row.to_vec()] }
    }

    /// Whether a row of `adding` may go with these.
    pub fn are_of(&self, adding: &Arc<Adding>) -> bool {
        Arc::ptr_eq(&self.adding, adding)
    }

    pub fn push(&mut self, row: &[Value]) {
        self.rows.push(row.to_vec());
    }

    pub async fn send(&self, client: &Client) -> Outcome<()> {
        let Adding { one, many } = &*self.adding;
        if let [row] = self.rows.as_slice() {
            return client.execute(one, &references(row)).await.map(drop);
        }
        let width = one.params().len();
        let columns: Vec<Vec<Option<&Value>>> =
            (0..width).map(|at| self.rows.iter().map(|row| row.get(at)).collect()).collect();
        let columns: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| -> &(dyn ToSql + Sync) { column }).collect();
        client.execute(many, &columns).await.map(drop)
    }
}

/// `INSERT … VALUES (…)` of one row as a statement over arrays of each parameter. `None` when it has
/// no such shape: other parameters than those of the row, or several rows.
pub fn many_rows(sql: &str, types: &[Type]) -> Option<String> {
    let (head, rest) = sql.split_once("VALUES (")?;
    let end = closing(rest)?;
    let (row, tail) = (rest.get(..end)?, rest.get(end + 1..)?);
    let ends = tail.is_empty() || tail.trim_start().starts_with("ON CONFLICT");
    if !ends || head.contains('$') || tail.contains('$') {
        return None;
    }
    let row = row.replace('$', "each.p");
    let arrays: Vec<String> =
        (1..).zip(types).map(|(at, ty)| format!("${at}::{}[]", ty.name())).collect();
    let names: Vec<String> = (1..=types.len()).map(|at| format!("p{at}")).collect();
    let (arrays, names) = (arrays.join(", "), names.join(", "));
    Some(format!("{head}SELECT {row} FROM unnest({arrays}) AS each ({names}){tail}"))
}

/// Where the parenthesis closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    text.char_indices().find_map(|(at, letter)| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_values_becomes_rows_of_arrays() {
        let types = [Type::BYTEA, Type::TEXT, Type::INT8];
        let made = many_rows("INSERT INTO t (a, b, c, d) VALUES ($1, lower($2), 0, $3)", &types);
        let wanted = "INSERT INTO t (a, b, c, d) SELECT each.p1, lower(each.p2), 0, each.p3 \
                      FROM unnest($1::bytea[], $2::text[], $3::int8[]) AS each (p1, p2, p3)";
        assert_eq!(made.as_deref(), Some(wanted));
        let tail = "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = excluded.b";
        let made = many_rows(tail, &types[..1]).unwrap_or_default();
        assert!(made.ends_with(") ON CONFLICT (a) DO UPDATE SET b = excluded.b"), "{made}");
    }

    #[test]
    fn what_has_another_shape_is_left_alone() {
        let types = [Type::BYTEA, Type::TEXT];
        for sql in [
            "UPDATE t SET a = $1 WHERE b = $2",
            "INSERT INTO t (a, b) VALUES ($1, $2), ($1, $2)",
            "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = $2",
            "INSERT INTO t (a, b) SELECT $1, $2",
            "INSERT INTO t (a) VALUES ($1",
        ] {
            assert_eq!(many_rows(sql, &types), None, "{sql}");
        }
    }
}
