//! A town's worth of the 685 stations.

use demo::scenes::siting::{self, World};

#[test]
fn a_town_is_sited_on_protected_maps() {
    let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let [told, again] =
        folders.each_ref().map(|folder| siting::run(World::TOWN, 1, folder.path()).unwrap());
    assert!(told.holds(), "{told:#?}");
    // A home is found on exact maps, nearly always: the attack is a strong one.
    assert!(told.attack.found_without_noise * 100 >= told.attack.homes * 95, "{told:#?}");
    assert_eq!(told.attack.maps, 4);
    assert_eq!(told, again);
}
