//! Makes cities in fresh stores and reads them back.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write},
    sync::{Arc, Mutex},
};

use access::{Vault, link::DemoMode};
use catalogue::Catalogue;
use demo::{City, Made, Tools};
use kernel::{AreaBook, Moment, WorkCalendar};
use sha2::{Digest as _, Sha256};
use storage::{
    Engine, Store,
    backup::{self, Part},
    testing::{self, TestStore},
};

/// A Friday afternoon.
pub const NOW: &str = "2026-11-20T16:20:37+08:00";

pub struct Demo {
    pub test: TestStore,
    pub tools: Tools,
    pub made: Made,
}

/// A city in a fresh store; `None` when the engine's server is not there.
pub fn city(engine: Engine, seed: u64, days: u32) -> Option<Demo> {
    let catalogue = Arc::new(Catalogue::embedded());
    let known = Arc::clone(&catalogue);
    let migrations = [
        access::MIGRATIONS,
        organizations::MIGRATIONS,
        cases::MIGRATIONS,
        ledger::MIGRATIONS,
        ratings::MIGRATIONS,
        passes::MIGRATIONS,
        places::MIGRATIONS,
        passes::MIGRATIONS,
    ];
    let reactions = vec![ledger::reaction(move || Arc::clone(&known)), passes::reaction()];
    let Some(test) = testing::open(engine, &migrations.concat(), reactions).unwrap() else {
        eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set");
        return None;
    };
    let tools = Tools {
        store: test.store.clone(),
        vault: Vault::open([7; 32]).unwrap(),
        areas: Arc::new(AreaBook::national(&catalogue.city().area)),
        catalogue,
        calendar: Arc::new(WorkCalendar::national()),
        directory: None,
        branches: None,
        gatherings: None,
        registry: None,
        funds: None,
        siteplans: None,
        mode: DemoMode::when(true).unwrap(),
    };
    let made = City::make(&tools, seed, days, &Moment::seeded(NOW.parse().unwrap(), 5)).unwrap();
    Some(Demo { test, tools, made })
}

/// What every table and the folder of files hold, as one digest a table: rows in any order.
pub fn digests(store: &Store) -> BTreeMap<String, String> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in [Part::Data, Part::Keys] {
        let (mut table, text) = (String::new(), dump(store, part));
        for line in text.lines() {
            let (kind, rest) = line.split_once(':').unwrap();
            let name = match kind {
                "{\"table\"" => {
                    rest.split('"').nth(3).unwrap().clone_into(&mut table);
                    continue;
                }
                "{\"row\"" => table.clone(),
                "{\"file\"" => "files".to_owned(),
                _ => continue,
            };
            tables.entry(name).or_default().push(line.to_owned());
        }
    }
    let digest = |mut lines: Vec<String>| {
        lines.sort_unstable();
        let rows = lines.len();
        let digest = Sha256::digest(lines.join("\n"));
        format!("{rows} rows {:02x?}", &digest[..6])
    };
    tables.into_iter().map(|(name, lines)| (name, digest(lines))).collect()
}

fn dump(store: &Store, part: Part) -> String {
    let kept = Kept::default();
    let at = NOW.parse().unwrap();
    futures::executor::block_on(backup::write(store, part, at, kept.clone())).unwrap();
    let bytes = kept.0.lock().unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    text
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
