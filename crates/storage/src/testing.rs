//! Stores for tests: a fresh SQLite file, and a fresh PostgreSQL database where the environment
//! variable `YILU_TEST_POSTGRES` names a server (`scripts/test` starts one).

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::{
    db::Engine,
    engine::pipeline::PostgresConnection,
    error::Error,
    migrate::Migration,
    store::{Store, StoreOptions},
    tx::Reaction,
};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A store that goes away when dropped.
pub struct TestStore {
    pub store: Store,
    pub options: StoreOptions,
    folder: tempfile::TempDir,
    database: Option<(String, String)>,
}

impl TestStore {
    /// The folder of the store: database file (on SQLite) and files.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().into()
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        self.store.close();
        if let Some((server, name)) = &self.database
            && let Ok(mut connection) = PostgresConnection::open(server, "")
        {
            drop(connection.batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

/// Runs `test` on a fresh store of each engine.
#[expect(clippy::panic, reason = "a test without its store has failed")]
pub fn each_store(migrations: &[Migration], test: impl Fn(&TestStore)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match open(engine, migrations, Vec::new()) {
            Ok(Some(store)) => {
                eprintln!("on {engine:?}");
                test(&store);
            }
            Ok(None) => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
            Err(error) => panic!("no test store on {engine:?}: {error}"),
        }
    }
}

/// A fresh store of one engine; `None` when its server is not there.
pub fn open(
    engine: Engine,
    migrations: &[Migration],
    reactions: Vec<Reaction>,
) -> Result<Option<TestStore>, Error> {
    let folder = tempfile::tempdir().map_err(|error| Error::Refused(error.to_string()))?;
    let mut options = StoreOptions::in_folder(folder.path());
    options.migrations = migrations.to_vec();
    options.reactions = reactions;
    let mut database = None;
    if engine == Engine::Postgres {
        let Ok(server) = std::env::var("YILU_TEST_POSTGRES") else { return Ok(None) };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("yilu_test_{}_{number}", std::process::id());
        options.database = Some(create(&server, &name)?);
        database = Some((server, name));
    }
    let store = Store::open(options.clone())?;
    Ok(Some(TestStore { store, options, folder, database }))
}

/// A new database on a test server, for tests that start the program itself; its address.
#[expect(clippy::panic, reason = "a test without its database has failed")]
pub fn create_database(server: &str, name: &str) -> String {
    create(server, name).unwrap_or_else(|error| panic!("no test database: {error}"))
}

fn create(server: &str, name: &str) -> Result<String, Error> {
    let mut connection = PostgresConnection::open(server, "")?;
    connection.batch(&format!("CREATE DATABASE {name}"))?;
    Ok(with_database(server, name))
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (head, query) = url.split_once('?').map_or((url, ""), |(head, query)| (head, query));
    let base = head.rsplit_once('/').map_or(head, |(base, _)| base);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{base}/{name}{query}")
}
