//! What others wrote and we carry is byte for byte what the manifest says, and nothing else is
//! carried.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha384};

use super::{Fault, line_of};
use crate::tree::Tree;

const FOLDER: &str = "web-assets/vendor/";
/// A list of {"file", "sha384": "sha384-..."}.
const MANIFEST: &str = "web-assets/vendor/manifest.json";

pub fn check(tree: &Tree) -> Vec<Fault> {
    let Some(manifest) = tree.text(MANIFEST) else {
        return tree
            .paths()
            .filter(|path| path.starts_with(FOLDER))
            .map(|path| Fault::new(path, 1, format!("{MANIFEST} is missing")))
            .collect();
    };
    let Some(listed) = listed(manifest) else {
        let reason = "not a list of objects with `file` and `sha384`";
        return vec![Fault::new(MANIFEST, 1, reason)];
    };
    let carried = tree.paths().filter(|path| path.starts_with(FOLDER) && *path != MANIFEST);
    let changed = carried.filter_map(|path| {
        let reason = match listed.get(&path[FOLDER.len()..]) {
            None => format!("not in {MANIFEST}; remove it or vendor it"),
            Some(sum) if *sum != digest(tree.bytes(path)?) => {
                format!("differs from {MANIFEST}; change nothing by hand, vendor it again")
            }
            Some(_) => return None,
        };
        Some(Fault::new(path, 1, reason))
    });
    let absent = listed.keys().filter(|file| !tree.contains(&format!("{FOLDER}{file}")));
    let absent = absent
        .map(|file| Fault::new(MANIFEST, line_of(manifest, file), format!("`{file}` is absent")));
    changed.chain(absent).collect()
}

fn listed(manifest: &str) -> Option<BTreeMap<String, String>> {
    let entries: Vec<Value> = serde_json::from_str(manifest).ok()?;
    let text = |entry: &Value, key: &str| entry.get(key)?.as_str().map(str::to_owned);
    entries.iter().map(|entry| Some((text(entry, "file")?, text(entry, "sha384")?))).collect()
}

/// SHA-384 as in the `integrity` attribute.
fn digest(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_changed_an_unlisted_and_an_absent_library_are_found() {
        let sum = digest(b"let a;");
        let entry = |file: &str| format!("{{\"file\": \"{file}\", \"sha384\": \"{sum}\"}}");
        let manifest = format!("[\n{},\n{},\n{}\n]\n", entry("a.js"), entry("b.js"), entry("c.js"));
        let tree = Tree::of(&[
            (MANIFEST, &manifest),
            ("web-assets/vendor/a.js", "let a;"),
            ("web-assets/vendor/b.js", "let b;"),
            ("web-assets/vendor/d.js", "let a;"),
        ]);
        let expected =
            [("web-assets/vendor/b.js", 1), ("web-assets/vendor/d.js", 1), (MANIFEST, 4)];
        assert_eq!(lines_of(&check(&tree)), expected);
    }

    #[test]
    fn a_manifest_is_needed_and_read() {
        assert_eq!(check(&Tree::of(&[("web-assets/vendor/a.js", "")])).len(), 1);
        assert_eq!(check(&Tree::of(&[(MANIFEST, "{}")])).len(), 1);
        assert_eq!(check(&Tree::of(&[])), []);
    }

    #[test]
    fn the_digest_is_the_one_of_fips_180_4() {
        let known = "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert_eq!(digest(b"abc"), format!("sha384-{known}"));
    }
}
