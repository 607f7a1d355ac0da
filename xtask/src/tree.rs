//! The repository as the rules see it: every file once, by its path from the root.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// Folders that are made by tools and are nobody's work.
const MADE: [&str; 7] =
    ["target", "node_modules", ".git", ".test", ".work", "yilu-data", "__pycache__"];

/// Every file of the repository, in the order of the paths.
#[derive(Default)]
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// Reads everything below `root` except what tools made.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, "")?;
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() && !MADE.contains(&name.as_str()) {
                self.read_folder(&entry.path(), &format!("{path}/"))?;
            } else if kind.is_file() {
                self.files.insert(path, fs::read(entry.path())?);
            }
        }
        Ok(())
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        Self { files }
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The file's text; none when it is absent or not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.bytes(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Every file that is text, vendored libraries left out.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.paths()
            .filter(|path| !is_vendored(path))
            .filter_map(|path| Some((path, self.text(path)?)))
    }

    /// Every crate of the house with its manifest: (name, path of Cargo.toml, text).
    pub fn crates(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.texts().filter_map(|(path, text)| {
            let name = path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
            (!name.contains('/')).then_some((name, path, text))
        })
    }
}

/// Whether others wrote the file and it is only carried here.
pub fn is_vendored(path: &str) -> bool {
    path.split('/').any(|part| part == "vendor")
}

/// The file's extension, without the dot; empty when there is none.
pub fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// The name of the crate that a path belongs to.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split_once('/').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_crates_and_leaves_vendored_files_out() {
        let tree = Tree::of(&[
            ("crates/cases/Cargo.toml", "[package]"),
            ("crates/cases/fuzz/Cargo.toml", "[package]"),
            ("web-assets/vendor/htmx.js", "code"),
        ]);
        let names: Vec<_> = tree.crates().map(|(name, ..)| name).collect();
        assert_eq!(names, ["cases"]);
        assert!(tree.texts().all(|(path, _)| !path.contains("vendor")));
        assert_eq!(crate_of("crates/cases/src/lib.rs"), Some("cases"));
        assert_eq!(extension("a.b/c"), "");
    }

    #[test]
    fn reads_a_folder_without_what_tools_made() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let tree = Tree::read(&root).unwrap();
        assert!(tree.contains("xtask/src/tree.rs"));
        assert!(tree.paths().all(|path| !path.starts_with("target/")));
    }
}
