//! The program as it is called: every command explains itself in both languages, and exit code 0
//! means success and nothing else.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use clap::CommandFactory as _;
use yilu_program::cli::Arguments;

fn yilu(arguments: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yilu")).args(arguments).output().unwrap()
}

/// Every command with its parents, such as `import cases`.
fn paths(command: &clap::Command, above: &[String], all: &mut Vec<Vec<String>>) {
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        let path = [above, &[below.get_name().to_owned()]].concat();
        paths(below, &path, all);
        all.push(path);
    }
}

#[test]
fn every_command_explains_itself_in_both_languages() {
    let mut all = vec![Vec::new()];
    paths(&Arguments::command(), &[], &mut all);
    assert!(all.len() > 10, "{all:?}");
    for path in all {
        let said = yilu(&[path.as_slice(), &["--help".to_owned()]].concat());
        let text = String::from_utf8(said.stdout).unwrap();
        assert!(said.status.success() && said.stderr.is_empty(), "{path:?}");
        let chinese = text.chars().any(|sign| ('\u{4e00}'..='\u{9fff}').contains(&sign));
        let english = text
            .split(" / ")
            .skip(1)
            .any(|part| part.starts_with(|sign: char| sign.is_ascii_uppercase()));
        assert!(chinese && (english || path.is_empty()), "{path:?}: {text}");
    }
}

#[test]
fn what_is_not_understood_is_refused_and_nothing_is_printed_as_a_result() {
    for wrong in
        [vec![], vec!["fly"], vec!["serve", "--listen", "nowhere"], vec!["import", "cases"]]
    {
        let wrong: Vec<String> = wrong.into_iter().map(str::to_owned).collect();
        let said = yilu(&wrong);
        assert!(!said.status.success(), "{wrong:?}");
        assert!(said.stdout.is_empty() && !said.stderr.is_empty(), "{wrong:?}");
    }
}
