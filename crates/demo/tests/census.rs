//! A tenth of the census night, on each store, both at once.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where")]

use ::census::World;
use demo::scenes::census;
use storage::{Engine, testing::open};

fn a_tenth_of_the_night(engine: Engine) {
    let Some(test) = open(engine, &census::MIGRATIONS.concat(), Vec::new()).unwrap() else {
        eprintln!("skipped on {engine:?}: YILU_TEST_POSTGRES is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let vault = access::Vault::open([9; 32]).unwrap();
    let told = census::play(&test.store, vault, World::CENSUS.part(10), 3, folder.path())
        .expect("no use case refuses");
    assert!(told.holds(), "{told:#?}");
}

#[test]
fn a_tenth_of_the_census_night_goes_as_it_must_on_sqlite() {
    a_tenth_of_the_night(Engine::Sqlite);
}

#[test]
fn a_tenth_of_the_census_night_goes_as_it_must_on_postgresql() {
    a_tenth_of_the_night(Engine::Postgres);
}
