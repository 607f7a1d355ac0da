//! Chinese and English say the same things: each `words/zh.ftl` has the keys of `words/en.ftl`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Fault, numbered};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.texts() {
        let Some((folder, language)) = path.rsplit_once("words/") else { continue };
        let other = match language {
            "zh.ftl" => "en.ftl",
            "en.ftl" => "zh.ftl",
            _ => continue,
        };
        let other = format!("{folder}words/{other}");
        let others = keys(tree.text(&other).unwrap_or_default()).0;
        let (own, repeated) = keys(text);
        faults.extend(repeated.into_iter().map(|(key, line)| {
            Fault::new(path, line, format!("`{key}` is given twice; the earlier one is lost"))
        }));
        faults.extend(own.into_iter().filter(|(key, _)| !others.contains_key(key)).map(
            |(key, line)| Fault::new(path, line, format!("`{key}` has no counterpart in {other}")),
        ));
    }
    faults
}

type Keys = BTreeMap<String, usize>;

/// Messages, terms and their attributes (`key.attribute`), each with its line, and the repeated.
fn keys(text: &str) -> (Keys, Vec<(String, usize)>) {
    let (mut keys, mut repeated, mut message) = (Keys::new(), Vec::new(), String::new());
    for (line, content) in numbered(text) {
        let key = if content.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') {
            let Some((name, _)) = content.split_once('=') else { continue };
            name.trim().clone_into(&mut message);
            message.clone()
        } else if let Some((name, _)) =
            content.trim_start().strip_prefix('.').and_then(|rest| rest.split_once('='))
        {
            format!("{message}.{}", name.trim())
        } else {
            continue;
        };
        match keys.entry(key) {
            Entry::Vacant(place) => drop(place.insert(line)),
            Entry::Occupied(first) => repeated.push((first.key().clone(), line)),
        }
    }
    (keys, repeated)
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_word_missing_in_one_language_is_found() {
        let tree = Tree::of(&[
            (
                "crates/cases/words/en.ftl",
                "# comment = no\nreport = Report\n    .title = A\nonly = x\n",
            ),
            ("crates/cases/words/zh.ftl", "report = 上报\n  第二行\nreport = 再报\n"),
        ]);
        let (en, zh) = ("crates/cases/words/en.ftl", "crates/cases/words/zh.ftl");
        let mut faults = check(&tree);
        faults.sort();
        assert_eq!(lines_of(&faults), [(en, 3), (en, 4), (zh, 3)]);
    }

    #[test]
    fn a_language_alone_is_found() {
        assert_eq!(check(&Tree::of(&[("crates/ui/words/zh.ftl", "a = 甲\nb = 乙\n")])).len(), 2);
    }
}
