//! Nothing unfinished is committed, and no test sleeps.

use super::{Fault, numbered};
use crate::tree::{Tree, extension};

/// Split, so that this file does not accuse itself.
const MARKS: [(&str, &str); 4] = [
    (concat!("to", "do!"), "finish it, or leave it out"),
    (concat!("unimpl", "emented!"), "finish it, or leave it out"),
    (concat!("FIX", "ME"), "mend it now, or describe the limit in the documentation"),
    (concat!("#[ig", "nore"), "a test runs or goes"),
];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.texts()
        .filter(|(path, _)| !matches!(extension(path), "csv" | "json" | "lock"))
        .flat_map(|(path, text)| {
            numbered(text).flat_map(move |(line, content)| {
                let found = MARKS.iter().filter(move |(mark, _)| content.contains(mark));
                found.map(move |(mark, advice)| {
                    Fault::new(path, line, format!("`{mark}`: {advice}"))
                })
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn unfinished_code_and_sleeping_tests_are_found() {
        let code =
            concat!("fn a() { to", "do!() }\n// FIX", "ME later\n#[ig", "nore]\nfn b() {}\n");
        let tree = Tree::of(&[("a.rs", code), ("b.rs", "fn done() {}\n")]);
        assert_eq!(lines_of(&check(&tree)), [("a.rs", 1), ("a.rs", 2), ("a.rs", 3)]);
    }
}
