mod broken;
mod embedded;
mod folder;
mod forms;
mod owners;

use crate::{Catalogue, Fault, embedded::FILES};

/// The shipped catalogue with one file replaced.
fn with(file: &str, text: &str) -> Result<Catalogue, Vec<Fault>> {
    let others = FILES.iter().copied().filter(|(name, _)| *name != file);
    Catalogue::from_sources(others.chain([(file, text)]))
}

/// The shipped text of a file.
fn shipped(file: &str) -> &'static str {
    FILES.iter().find(|(name, _)| *name == file).unwrap().1
}
