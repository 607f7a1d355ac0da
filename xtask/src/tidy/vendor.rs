//! What others wrote and we carry is byte for byte what the manifest says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::Fault;
use crate::tree::Tree;

const FOLDER: &str = "web-assets/vendor/";
const MANIFESTS: [&str; 2] = ["web-assets/vendor/manifest.json", "web-assets/vendor/manifest.toml"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    let Some((manifest, listed)) =
        MANIFESTS.iter().find_map(|path| Some((*path, tree.text(path)?)))
    else {
        return vec![];
    };
    let carried = tree.paths().filter(|path| path.starts_with(FOLDER) && *path != manifest);
    carried
        .filter(|path| !listed.contains(&digest(tree.bytes(path).unwrap_or_default())))
        .map(|path| {
            Fault::new(path, 1, format!("its SHA-384 is not in {manifest}; vendor it again"))
        })
        .collect()
}

/// SHA-384 in base64, as in the `integrity` attribute.
fn digest(bytes: &[u8]) -> String {
    STANDARD.encode(Sha384::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_changed_library_is_found() {
        let manifest = format!("{{\"a.js\": \"sha384-{}\"}}\n", digest(b"let a;"));
        let tree = Tree::of(&[
            ("web-assets/vendor/manifest.json", &manifest),
            ("web-assets/vendor/a.js", "let a;"),
            ("web-assets/vendor/b.js", "let b;"),
        ]);
        assert_eq!(lines_of(&check(&tree)), [("web-assets/vendor/b.js", 1)]);
    }

    #[test]
    fn the_digest_is_the_one_of_fips_180_4() {
        let known = "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(digest(b"abc"), known);
    }
}
