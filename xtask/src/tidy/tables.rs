//! A crate's SQL names its own tables only; what others may read is a `pub_` view.

use super::Fault;
use super::literals::literals;
use super::sql::{is_lower_case, mentions};
use crate::tree::{Tree, crate_of, extension};

/// Journeys look at everything from outside; they are tests.
const EXEMPT: [&str; 1] = ["journeys"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.texts()
        .filter_map(|(path, text)| Some((crate_of(path)?, path, text)))
        .filter(|(owner, ..)| !EXEMPT.contains(owner))
        .flat_map(|(owner, path, text)| {
            let pieces = pieces(path, text).into_iter();
            pieces.flat_map(move |(line, sql)| check_piece(owner, path, line, &sql))
        })
        .collect()
}

/// The pieces of a file that may be SQL, each with the line where it begins.
fn pieces(path: &str, text: &str) -> Vec<(usize, String)> {
    match extension(path) {
        "sql" => vec![(1, text.to_owned())],
        "rs" => literals(without_tests(path, text))
            .into_iter()
            .map(|literal| (literal.line, literal.text))
            .collect(),
        _ => vec![],
    }
}

/// Tests look at what was written from outside, whoever's it is.
fn without_tests<'a>(path: &str, text: &'a str) -> &'a str {
    if ["/tests/", "/examples/"].iter().any(|part| path.contains(part))
        || path.ends_with("tests.rs")
    {
        return "";
    }
    text.split_once("#[cfg(test)]\nmod ").map_or(text, |(code, _)| code)
}

fn check_piece(owner: &str, path: &str, line: usize, sql: &str) -> Vec<Fault> {
    if is_lower_case(sql) {
        return vec![Fault::new(
            path,
            line,
            "write SQL keywords in upper case, so that they are seen",
        )];
    }
    mentions(sql)
        .into_iter()
        .filter(|mention| !may_name(owner, &mention.name))
        .map(|mention| {
            let reason = format!(
                "`{owner}` names the table `{}`; its own begin with {}, and others are asked through \
                 `contracts` or, by insight, a `pub_` view",
                mention.name,
                prefixes(owner).map(|prefix| format!("`{prefix}`")).collect::<Vec<_>>().join(", "),
            );
            Fault::new(path, line + mention.line, reason)
        })
        .collect()
}

fn may_name(owner: &str, table: &str) -> bool {
    let system = ["sqlite_", "pg_", "information_schema."];
    prefixes(owner)
        .any(|prefix| table.starts_with(&prefix) || table == prefix.trim_end_matches('_'))
        || (owner == "insight" && table.starts_with("pub_"))
        || (owner == "storage" && system.iter().any(|prefix| table.starts_with(prefix)))
}

fn prefixes(owner: &str) -> impl Iterator<Item = String> {
    let more: &[&str] = if owner == "storage" { &["journal_", "outbox_"] } else { &[] };
    let own = [format!("{owner}_"), format!("pub_{owner}_")];
    own.into_iter().chain(more.iter().map(|prefix| (*prefix).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_foreign_table_is_found_in_code_and_in_migrations() {
        let code = "const A: &str = \"SELECT * FROM cases_entries\";\n\
                    const B: &str = r#\"\n  SELECT a\n  FROM ledger_transfers\"#;\n";
        let tree = Tree::of(&[
            ("crates/cases/src/store.rs", code),
            (
                "crates/cases/migrations/1.sql",
                "CREATE TABLE cases_a (b);\nCREATE TABLE people_x (b);\n",
            ),
            ("crates/cases/src/report.rs", "const C: &str = \"select a_b from cases_a\";\n"),
        ]);
        let mut faults = check(&tree);
        faults.sort();
        let expected = [
            ("crates/cases/migrations/1.sql", 2),
            ("crates/cases/src/report.rs", 1),
            ("crates/cases/src/store.rs", 4),
        ];
        assert_eq!(lines_of(&faults), expected);
    }

    #[test]
    fn public_views_are_read_by_insight_alone() {
        let code = "const A: &str = \"SELECT * FROM pub_cases_closed\";\n";
        assert_eq!(check(&Tree::of(&[("crates/insight/src/store.rs", code)])), []);
        assert_eq!(check(&Tree::of(&[("crates/cases/src/store.rs", code)])), []);
        assert_eq!(check(&Tree::of(&[("crates/ledger/src/store.rs", code)])).len(), 1);
    }

    #[test]
    fn journal_and_outbox_belong_to_storage() {
        let code = "const A: &str = \"INSERT INTO journal_leaves (a) SELECT b FROM outbox\";\n\
                    #[cfg(test)]\nmod tests { const T: &str = \"SELECT 1 FROM anything\"; }\n";
        assert_eq!(check(&Tree::of(&[("crates/storage/src/journal.rs", code)])), []);
        assert_eq!(check(&Tree::of(&[("crates/access/src/journal.rs", code)])).len(), 2);
        assert_eq!(check(&Tree::of(&[("crates/access/tests/journal.rs", code)])), []);
    }
}
