//! The files of the catalogue in force, so that changed ones can be checked beside them.

use std::{fs, io, path::Path};

use catalogue::{Catalogue, Fault, Place, Reason};

const MATTERS: &str = "matters/";

/// The files by their path inside the catalogue: `matters/access.toml`.
#[derive(Debug, Clone)]
pub struct Sources(Vec<(String, String)>);

/// What a check found.
#[derive(Debug)]
pub struct Checked {
    /// The files that were checked, by their place in the catalogue.
    pub files: Vec<String>,
    /// The catalogue as it would be, or every fault in the order of files and lines.
    pub outcome: Result<Catalogue, Vec<Fault>>,
}

impl Sources {
    /// The catalogue inside the program.
    pub fn embedded() -> Self {
        let files = Catalogue::embedded_files().iter();
        Self(files.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
    }

    /// The files of a folder, or the built-in ones without.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn read(folder: Option<&Path>) -> io::Result<Self> {
        let Some(folder) = folder else { return Ok(Self::embedded()) };
        let mut files = Vec::new();
        for prefix in ["", MATTERS] {
            for entry in fs::read_dir(folder.join(prefix))? {
                let path = entry?.path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if path.extension().is_some_and(|extension| extension == "toml") {
                    files.push((format!("{prefix}{name}"), fs::read_to_string(&path)?));
                }
            }
        }
        Ok(Self(files))
    }

    /// Reads the catalogue with these files, given by name and content, in place of those of the
    /// same name or beside them. Changes nothing.
    pub fn check(&self, changed: &[(String, &[u8])]) -> Checked {
        let mut files = self.0.clone();
        let mut unreadable = Vec::new();
        let mut places = Vec::new();
        for (name, bytes) in changed {
            let name = place(name);
            files.retain(|(known, _)| *known != name);
            match std::str::from_utf8(bytes) {
                Ok(text) => files.push((name.clone(), text.to_owned())),
                Err(error) => unreadable.push(Fault {
                    place: Place { file: name.clone(), line: 1 },
                    reason: Reason::Unreadable(error.to_string()),
                }),
            }
            places.push(name);
        }
        let read = || Catalogue::from_sources(files.iter().map(|(name, text)| (&**name, &**text)));
        let outcome = if unreadable.is_empty() { read() } else { Err(unreadable) };
        Checked { files: places, outcome }
    }
}

/// Browsers tell a file's name without its folder: what is no single file of the catalogue is one
/// of its matters.
fn place(name: &str) -> String {
    const SINGLE: [&str; 8] = [
        "city.toml",
        "groups.toml",
        "units.toml",
        "roles.toml",
        "points.toml",
        "scopes.toml",
        "ratings.toml",
        "results.toml",
    ];
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if SINGLE.contains(&name) { name.to_owned() } else { format!("{MATTERS}{name}") }
}
