//! A tenth of the census night, on each store.

use ::census::World;
use demo::scenes::census;
use storage::testing::each_store;

#[test]
fn a_tenth_of_the_census_night_goes_as_it_must() {
    each_store(&census::MIGRATIONS.concat(), |test| {
        let folder = tempfile::tempdir().unwrap();
        let vault = access::Vault::open([9; 32]).unwrap();
        let told = census::play(&test.store, vault, World::CENSUS.part(10), 3, folder.path())
            .expect("no use case refuses");
        assert!(told.holds(), "{told:#?}");
    });
}
