//! Lock files name public registries only, or none: a mirror of one machine is nobody else's.

use super::{Fault, numbered};
use crate::tree::Tree;

const PUBLIC: [&str; 2] =
    ["registry+https://github.com/rust-lang/crates.io-index", "https://registry.npmjs.org/"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.texts()
        .filter(|(path, _)| path.ends_with("Cargo.lock") || path.ends_with("package-lock.json"))
        .flat_map(|(path, text)| {
            numbered(text).filter_map(move |(line, content)| {
                let source = source(content)?;
                let known = PUBLIC.iter().any(|public| source.starts_with(public));
                let reason = || {
                    format!("`{source}` is not a public registry; lock it again without a mirror")
                };
                (!known).then(|| Fault::new(path, line, reason()))
            })
        })
        .collect()
}

/// The address in `source = "..."` (cargo) or `"resolved": "..."` (npm).
fn source(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest =
        line.strip_prefix("source = \"").or_else(|| line.strip_prefix("\"resolved\": \""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_mirror_is_found_in_either_lock() {
        let tree = Tree::of(&[
            ("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n"),
            ("a/Cargo.lock", "name = \"x\"\nsource = \"sparse+https://mirror.test/\"\n"),
            ("b/package-lock.json", "{\n  \"resolved\": \"http://10.0.0.1/x.tgz\",\n}\n"),
        ]);
        assert_eq!(lines_of(&check(&tree)), [("a/Cargo.lock", 2), ("b/package-lock.json", 2)]);
    }
}
