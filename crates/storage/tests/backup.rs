//! A backup restores everything, on either engine and from one to the other.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use kernel::{Moment, Timestamp};
use storage::{
    Engine, Error, Migration, Record, Stamp, backup, journal, params,
    testing::{TestStore, open},
};

const SCHEMA: &[Migration] = &[Migration {
    owner: "test",
    version: 1,
    sql:
        "CREATE TABLE test_parents (id BLOB PRIMARY KEY, note TEXT, size INTEGER, part REAL) STRICT;
          CREATE TABLE test_children (id BLOB PRIMARY KEY REFERENCES test_parents (id)) STRICT;
          CREATE TABLE access_keys (person BLOB PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;",
    postgres: None,
}];

#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shelf {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn moment() -> Moment {
    Moment::seeded(Timestamp::from_seconds(1_000), 5)
}

fn fill(test: &TestStore) {
    test.store
        .write_blocking(Stamp::system(moment(), "fill"), |tx| {
            for number in 0_u8..40 {
                let note = if number == 3 { None } else { Some("小区 \"门\"\n".to_owned()) };
                tx.execute(
                    "INSERT INTO test_parents (id, note, size, part) VALUES ($1, $2, $3, $4)",
                    params![[number; 16], note, i64::from(number) - 7, f64::from(number) / 3.0],
                )?;
                tx.execute("INSERT INTO test_children (id) VALUES ($1)", params![[number; 16]])?;
                tx.record(Record {
                    action: "test.fill",
                    subject_kind: "parent",
                    subject: [number; 16],
                    area: "33",
                    detail: serde_json::json!({ "number": number }),
                })?;
            }
            tx.execute(
                "INSERT INTO access_keys (person, wrapped) VALUES ($1, $1)",
                params![[1; 16]],
            )?;
            journal::sequence(tx)
        })
        .unwrap();
}

fn rows(test: &TestStore) -> Vec<String> {
    test.store
        .read_blocking(|db| {
            let mut all = Vec::new();
            for sql in [
                "SELECT id, note, size, part FROM test_parents ORDER BY id",
                "SELECT id, NULL, 0, CAST(0.5 AS DOUBLE PRECISION) FROM test_children ORDER BY id",
                "SELECT leaf_hash, detail, leaf_index, CAST(0.5 AS DOUBLE PRECISION) FROM storage_journal ORDER BY leaf_index",
            ] {
                all.extend(db.query(sql, params![], |row| {
                    let size: i64 = row.get(2)?;
                    Ok(format!("{:?} {:?} {size} {:?}", row.value(0)?, row.value(1)?, row.value(3)?))
                })?);
            }
            Ok::<_, Error>(all)
        })
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_is_there_again_on_the_other_engine_too() {
    for (from, to) in [
        (Engine::Sqlite, Engine::Sqlite),
        (Engine::Sqlite, Engine::Postgres),
        (Engine::Postgres, Engine::Sqlite),
    ] {
        tokio::task::block_in_place(|| {
            let Some(source) = open(from, SCHEMA, Vec::new()).unwrap() else { return };
            let Some(target) = open(to, SCHEMA, Vec::new()).unwrap() else { return };
            fill(&source);
            let runtime = tokio::runtime::Handle::current();
            let shelf = Shelf::default();
            runtime.block_on(async {
                source.store.files().put("a photo".into()).await.unwrap();
                let now = Timestamp::from_seconds(2_000);
                let made = backup::write(&source.store, backup::Part::Data, now, shelf.clone());
                assert_eq!(made.await.unwrap().files, 1);
            });
            let file = shelf.0.lock().unwrap().clone();
            assert!(!file.windows(11).any(|part| part == b"access_keys"), "keys are kept apart");

            let cut = file[..file.len() / 2].to_vec();
            let refused = backup::restore(&target.store, moment(), std::io::Cursor::new(cut));
            assert!(matches!(runtime.block_on(refused), Err(Error::Corrupt(_))));

            let restored =
                backup::restore(&target.store, moment(), std::io::Cursor::new(file.clone()));
            assert_eq!(runtime.block_on(restored).unwrap().rows, 120, "{from:?} to {to:?}");
            assert_eq!(rows(&source), rows(&target), "{from:?} to {to:?}");
            assert_eq!(runtime.block_on(target.store.files().names()).unwrap().len(), 1);
            let again = backup::restore(&target.store, moment(), std::io::Cursor::new(file));
            assert!(matches!(runtime.block_on(again), Err(Error::Refused(_))));
        });
    }
}
