//! Whether anything at all was written.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use storage::{Db, Error, ValueRef};

use crate::harness::inside::Inside;

/// The table in which being asked leaves a trace: tries are counted.
const TRACES: [&str; 1] = ["access_rates"];

/// A digest of every table's rows, whatever their order.
pub fn tables(inside: &Inside) -> BTreeMap<String, u64> {
    inside.deployment.store().read_blocking(read).unwrap()
}

fn read(db: &mut Db<'_>) -> Result<BTreeMap<String, u64>, Error> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let names = db.query(sql, &[], |row| row.get::<String>(0))?;
    let kept = names.into_iter().filter(|name| !TRACES.contains(&name.as_str()));
    kept.map(|name| Ok((name.clone(), table(db, &name)?))).collect()
}

fn table(db: &mut Db<'_>, name: &str) -> Result<u64, Error> {
    let columns =
        db.query(&format!("PRAGMA table_info({name})"), &[], |row| row.get::<String>(1))?;
    let mut sum = 0_u64;
    db.each(&format!("SELECT {} FROM {name}", columns.join(", ")), &[], |row| {
        let mut hasher = DefaultHasher::new();
        for index in 0..columns.len() {
            match row.value(index)? {
                ValueRef::Null => 0_u8.hash(&mut hasher),
                ValueRef::Int(int) => int.hash(&mut hasher),
                ValueRef::Real(real) => real.to_bits().hash(&mut hasher),
                ValueRef::Text(text) => text.hash(&mut hasher),
                ValueRef::Blob(bytes) => bytes.hash(&mut hasher),
            }
        }
        sum = sum.wrapping_add(hasher.finish());
        Ok(())
    })?;
    Ok(sum)
}

/// The tables that are not as they were.
pub fn difference(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> Vec<String> {
    let changed = after.iter().filter(|(name, sum)| before.get(*name) != Some(sum));
    changed.map(|(name, _)| name.clone()).collect()
}
