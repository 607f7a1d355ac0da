//! Every crate says what it is, in its README.md or at the head of its root file.

use super::Fault;
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.crates()
        .filter(|(name, ..)| !is_documented(tree, name))
        .map(|(_, path, _)| Fault::new(path, 1, "no README.md and no `//!` line says what this is"))
        .collect()
}

fn is_documented(tree: &Tree, name: &str) -> bool {
    let says = |file: &str, mark: &str| {
        tree.text(&format!("crates/{name}/{file}")).is_some_and(|text| {
            text.lines()
                .any(|line| line.strip_prefix(mark).is_some_and(|rest| !rest.trim().is_empty()))
        })
    };
    says("README.md", "") || says("src/lib.rs", "//!") || says("src/main.rs", "//!")
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_silent_crate_is_refused() {
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", ""),
            ("crates/a/src/lib.rs", "//!\nfn a() {}\n"),
            ("crates/b/Cargo.toml", ""),
            ("crates/b/src/main.rs", "//! What b is.\n"),
            ("crates/c/Cargo.toml", ""),
            ("crates/c/README.md", "# c\n"),
        ]);
        assert_eq!(lines_of(&check(&tree)), [("crates/a/Cargo.toml", 1)]);
    }
}
