//! The commands that the documents give exist: scripts, recipes and subcommands in ```sh blocks.

use super::{Fault, numbered};
use crate::tree::{Tree, extension};

const XTASKS: [&str; 1] = ["tidy"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    let documents = tree.texts().filter(|(path, _)| extension(path) == "md");
    documents
        .flat_map(|(path, text)| {
            commands(text).into_iter().filter_map(move |(line, command)| {
                Some(Fault::new(path, line, missing(tree, command)?))
            })
        })
        .collect()
}

/// The lines inside ```sh blocks, without comments and prompts.
fn commands(text: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for (line, content) in numbered(text) {
        if let Some(language) = content.trim_start().strip_prefix("```") {
            inside = !inside && matches!(language.trim(), "sh" | "bash");
        } else if inside {
            let command = content.split(" #").next().unwrap_or_default().trim();
            let command = command.trim_start_matches("$ ");
            if !command.is_empty() && !command.starts_with('#') {
                found.push((line, command));
            }
        }
    }
    found
}

/// What the command names and the repository does not have.
fn missing(tree: &Tree, command: &str) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let path = words.iter().map(|word| word.trim_start_matches("./")).find(|word| {
        ["scripts/", "bench/", ".ci/"].iter().any(|folder| word.starts_with(folder))
            && !tree.contains(word)
    });
    if let Some(path) = path {
        return Some(format!("`{path}` does not exist"));
    }
    match words.as_slice() {
        ["cargo", "xtask", name, ..] if !XTASKS.contains(name) => {
            Some(format!("`cargo xtask {name}` does not exist"))
        }
        ["just", name, ..] if !recipe_exists(tree, name) => {
            Some(format!("the justfile has no `{name}`"))
        }
        _ => {
            let name = subcommand(&words)?;
            (!subcommand_exists(tree, name)).then(|| format!("`yilu {name}` does not exist"))
        }
    }
}

/// `demo` in `yilu demo` and in `cargo run --release -- demo`; an example is another program.
fn subcommand<'a>(words: &[&'a str]) -> Option<&'a str> {
    let arguments = match words {
        ["cargo", "run", rest @ ..] if rest.contains(&"--example") => return None,
        ["cargo", "run", rest @ ..] => rest.split(|word| *word == "--").nth(1)?,
        [program, rest @ ..] if program.rsplit('/').next() == Some("yilu") => rest,
        _ => return None,
    };
    arguments.iter().copied().find(|word| !word.starts_with('-'))
}

fn recipe_exists(tree: &Tree, name: &str) -> bool {
    tree.text("justfile").is_some_and(|text| {
        text.lines().any(|line| line.split([' ', ':']).next() == Some(name) && line.contains(':'))
    })
}

/// Best effort: the command line of `yilu` has a variant of that name.
fn subcommand_exists(tree: &Tree, name: &str) -> bool {
    let variant: String = name.split('-').map(capitalized).collect();
    let sources = tree.texts().filter(|(path, _)| path.starts_with("crates/yilu/src/"));
    let mut words = sources.flat_map(|(_, text)| text.split(|c: char| !c.is_alphanumeric()));
    words.any(|word| word == variant)
}

fn capitalized(word: &str) -> String {
    let mut characters = word.chars();
    let first = characters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::lines_of;
    use super::*;

    #[test]
    fn a_command_that_does_not_exist_is_found() {
        let readme = "# Yilu\n```sh\nscripts/test --quick\nscripts/none\ncargo run --release -- demo\n\
                      cargo run -- nothing\n$ just fmt\njust none # comment\ncargo xtask none\n\
                      cargo run -p x --example y -- --n 5\nyilu backup-all --to x\n```\n```text\nscripts/other\n```\n";
        let tree = Tree::of(&[
            ("README.md", readme),
            ("scripts/test", ""),
            ("justfile", "fmt:\n    cargo fmt\n"),
            ("crates/yilu/src/main.rs", "enum Command { Demo, BackupAll }"),
        ]);
        let found = check(&tree);
        let lines: Vec<_> = lines_of(&found).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, [4, 6, 8, 9]);
    }
}
