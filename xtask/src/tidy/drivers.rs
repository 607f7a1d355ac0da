//! Only `storage` may depend on a database driver.

use super::{Fault, numbered};
use crate::tree::Tree;

const DRIVERS: [&str; 9] = [
    "rusqlite",
    "libsqlite3-sys",
    "postgres",
    "tokio-postgres",
    "deadpool-postgres",
    "sqlx",
    "diesel",
    "sea-orm",
    "object_store",
];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.crates()
        .filter(|(name, ..)| *name != "storage")
        .flat_map(|(name, path, manifest)| {
            numbered(manifest).filter_map(move |(line, text)| {
                let dependency = text.split(['.', '=']).next()?.trim().trim_matches('"');
                DRIVERS.contains(&dependency).then(|| {
                    let reason =
                        format!("`{name}` must not name `{dependency}`; only `storage` may");
                    Fault::new(path, line, reason)
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
    fn a_driver_belongs_to_storage_alone() {
        let manifest = "[dependencies]\nkernel.workspace = true\nrusqlite.workspace = true\n";
        let tree = Tree::of(&[
            ("crates/storage/Cargo.toml", manifest),
            ("crates/cases/Cargo.toml", manifest),
        ]);
        assert_eq!(lines_of(&check(&tree)), [("crates/cases/Cargo.toml", 3)]);
    }
}
