//! A file holds one idea: at most 600 lines, tests included. Functions are measured by clippy.

use super::Fault;
use crate::tree::{Tree, extension};

const LINES_MAX: usize = 600;
const WRITTEN: [&str; 8] = ["rs", "sql", "html", "css", "js", "mjs", "py", "sh"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.texts()
        .filter(|(path, _)| WRITTEN.contains(&extension(path)))
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > LINES_MAX).then(|| {
                let reason =
                    format!("{lines} lines, more than {LINES_MAX}; give each idea its own file");
                Fault::new(path, LINES_MAX + 1, reason)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_long_file_is_refused_and_a_long_table_of_data_is_not() {
        let (enough, long) = ("x\n".repeat(LINES_MAX), "x\n".repeat(LINES_MAX + 1));
        let tree = Tree::of(&[("a.rs", &enough), ("b.rs", &long), ("c.csv", &long)]);
        assert_eq!(lines_of(&check(&tree)), [("b.rs", 601)]);
    }
}
