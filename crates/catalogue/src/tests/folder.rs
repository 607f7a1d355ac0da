//! Reading a folder.

use std::fs;

use crate::{Catalogue, Reason, embedded::FILES};

fn written() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("matters")).unwrap();
    for (name, text) in FILES {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[test]
fn a_folder_of_the_shipped_files_is_the_shipped_catalogue() {
    let dir = written();
    fs::write(dir.path().join("README.md"), "other files are left alone").unwrap();
    assert_eq!(Catalogue::load(dir.path()).unwrap(), Catalogue::embedded());
}

#[test]
fn missing_strange_and_unreadable_files_are_named() {
    let dir = written();
    fs::remove_file(dir.path().join("points.toml")).unwrap();
    fs::write(dir.path().join("city2.toml"), "").unwrap();
    let faults = Catalogue::load(dir.path()).unwrap_err();
    let has = |file: &str, reason: &Reason| {
        faults.iter().any(|fault| fault.place.file == file && fault.reason == *reason)
    };
    assert!(has("points.toml", &Reason::MissingFile));
    assert!(has("city2.toml", &Reason::UnknownFile));

    fs::write(dir.path().join("city.toml"), [0xff, 0xfe]).unwrap();
    let faults = Catalogue::load(dir.path()).unwrap_err();
    assert!(matches!(faults.as_slice(), [fault] if fault.place.file == "city.toml"
        && matches!(fault.reason, Reason::Unreadable(_))));

    let faults = Catalogue::load(&dir.path().join("nowhere")).unwrap_err();
    assert!(faults.iter().all(|fault| matches!(fault.reason, Reason::Unreadable(_))));
    assert_eq!(faults.len(), 2);
}
