//! Whether anything at all was written: triggers of the test's own count what happens to each table.
//! A change that is rolled back takes its count along.

use std::collections::BTreeMap;

use storage::Error;

use crate::harness::inside::Inside;

/// The table in which being asked leaves a trace: tries are counted.
const TRACES: [&str; 1] = ["access_rates"];

/// Begins to count, once for a deployment on SQLite.
pub fn begin(inside: &Inside) {
    inside.write(|tx| -> Result<(), Error> {
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
                   AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'storage_search_%'";
        let names = tx.query(sql, &[], |row| row.get::<String>(0))?;
        tx.execute("CREATE TABLE test_touched (name TEXT PRIMARY KEY, times INTEGER) STRICT", &[])?;
        for name in names.into_iter().filter(|name| !TRACES.contains(&name.as_str())) {
            tx.execute("INSERT INTO test_touched VALUES ($1, 0)", &[name.as_str().into()])?;
            for what in ["INSERT", "UPDATE", "DELETE"] {
                let sql = format!(
                    "CREATE TRIGGER test_{name}_{what} AFTER {what} ON {name} BEGIN \
                     UPDATE test_touched SET times = times + 1 WHERE name = '{name}'; END"
                );
                tx.execute(&sql, &[])?;
            }
        }
        Ok(())
    });
}

/// How often each table has been written to.
pub fn tables(inside: &Inside) -> BTreeMap<String, i64> {
    let sql = "SELECT name, times FROM test_touched";
    let read = inside.deployment.store().read_blocking(move |db| {
        db.query(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?)))
    });
    read.unwrap().into_iter().collect()
}

/// The tables that were written to in between.
pub fn difference(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<String> {
    let changed = after.iter().filter(|(name, times)| before.get(*name) != Some(times));
    changed.map(|(name, _)| name.clone()).collect()
}
