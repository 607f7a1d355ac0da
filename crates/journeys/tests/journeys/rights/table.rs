//! The table that is kept beside the code: one row per route, one column per role.

use std::{collections::BTreeMap, fmt::Write as _, path::PathBuf};

use super::city::COLUMNS;

/// Method and path.
pub type Key = (String, String);
/// What each column answers, in the order of [`COLUMNS`].
pub type Row = Vec<String>;

pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rights.csv")
}

/// The table as it is kept.
pub fn read() -> BTreeMap<Key, Row> {
    let mut reader = csv::Reader::from_path(path()).expect("crates/journeys/rights.csv");
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let columns: Vec<&str> =
        ["method", "path"].into_iter().chain(COLUMNS.iter().map(|(name, ..)| *name)).collect();
    assert_eq!(header, columns, "the header of rights.csv");
    let mut table = BTreeMap::new();
    for record in reader.records() {
        let cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        let key = (cells[0].clone(), cells[1].clone());
        let twice = table.insert(key, cells[2..].to_vec());
        assert!(twice.is_none(), "{} {} stands in rights.csv twice", cells[0], cells[1]);
    }
    table
}

pub fn line((method, path): &Key, row: &[String]) -> String {
    format!("{method},{path},{}", row.join(","))
}

/// The whole table as text, in the order of paths.
pub fn text(table: &BTreeMap<Key, Row>) -> String {
    let columns: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    let mut text = format!("method,path,{}\n", columns.join(","));
    let mut keys: Vec<&Key> = table.keys().collect();
    keys.sort_by_key(|(method, path)| (path.clone(), method.clone()));
    for key in keys {
        writeln!(text, "{}", line(key, &table[key])).unwrap();
    }
    text
}
