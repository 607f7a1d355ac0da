//! Data outside the repository, for tests only.

use std::path::{Path, PathBuf};

use suggestion::{Example, read_labelled};

/// The labelled messages: in the folder that `YILU_SHARED` names, or in a folder `shared` beside
/// one of the folders above. `None`, with a word on stderr, when there are none.
pub fn labelled_messages() -> Option<Vec<Example>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("YILU_SHARED").map(PathBuf::from);
    let folders = named.into_iter().chain(here.ancestors().map(|above| above.join("shared")));
    let file = folders
        .map(|folder| folder.join("data/messages/messages_labelled.csv"))
        .find(|file| file.exists());
    let Some(file) = file else {
        eprintln!("skipped: no data/messages/messages_labelled.csv; set YILU_SHARED to its folder");
        return None;
    };
    Some(read_labelled(std::fs::File::open(file).unwrap()).unwrap())
}
