//! The tables there are, in the order in which they were made (so that what is referred to comes
//! first), with their columns.

use crate::{
    db::{Db, Engine},
    error::Error,
    params,
};

pub(super) fn tables(db: &mut Db<'_>) -> Result<Vec<String>, Error> {
    let sql = match db.engine() {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             ORDER BY rowid"
        }
        Engine::Postgres => {
            "SELECT relname FROM pg_class WHERE relkind = 'r'
             AND relnamespace = 'public'::regnamespace ORDER BY oid"
        }
    };
    db.query(sql, params![], |row| row.get(0))
}

pub(super) fn columns(db: &mut Db<'_>, table: &str) -> Result<Vec<String>, Error> {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0
             AND NOT attisdropped ORDER BY attnum"
        }
    };
    db.query(sql, params![table], |row| row.get(0))
}
