//! Text is clean: no trailing blanks, no tabs in Rust, no path of somebody's own machine.

use super::{Fault, numbered};
use crate::tree::{Tree, extension};

/// Split, so that this file does not accuse itself.
const HOMES: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/main"),
    concat!("/wo", "rk/shared"),
];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.texts()
        .filter(|(path, _)| !matches!(extension(path), "snap" | "csv" | "tsv"))
        .flat_map(|(path, text)| {
            let ends = !text.is_empty() && !text.ends_with('\n');
            let last =
                ends.then(|| Fault::new(path, text.lines().count(), "no newline at the end"));
            let rust = extension(path) == "rs";
            let lines = numbered(text).filter_map(move |(line, content)| {
                Some(Fault::new(path, line, reason(content, rust)?))
            });
            lines.chain(last)
        })
        .collect()
}

fn reason(line: &str, rust: bool) -> Option<String> {
    if line.ends_with([' ', '\t', '\r']) {
        return Some("blanks at the end of the line".into());
    }
    if rust && line.contains('\t') {
        return Some("a tab; use spaces, or \\t in a string".into());
    }
    let home = HOMES.iter().find(|home| line.contains(**home))?;
    Some(format!("`{home}` is a path of one machine; make it relative or take it from outside"))
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn blanks_tabs_machine_paths_and_a_missing_newline_are_found() {
        let code = concat!("let a; \n\tlet b;\nlet c = \"/ho", "me/me\";\nlet d;");
        let tree = Tree::of(&[("a.rs", code), ("ok.rs", "let e;\n"), ("Makefile", "a:\n\tb\n")]);
        let mut faults = check(&tree);
        faults.sort();
        assert_eq!(lines_of(&faults), [("a.rs", 1), ("a.rs", 2), ("a.rs", 3), ("a.rs", 4)]);
    }
}
