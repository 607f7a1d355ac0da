//! The rules that the compiler cannot see, one file each.

mod documented;
mod drivers;
mod literals;
mod locks;
mod readme;
mod size;
mod sql;
mod tables;
mod text;
mod tiers;
mod unfinished;
mod vendor;
mod words;

use std::fmt;

use crate::tree::Tree;

/// A broken rule, at the line where a person should look.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    path: String,
    line: usize,
    reason: String,
}

impl Fault {
    fn new(path: &str, line: usize, reason: impl Into<String>) -> Self {
        Self { path: path.into(), line, reason: reason.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.reason)
    }
}

const RULES: [fn(&Tree) -> Vec<Fault>; 11] = [
    tiers::check,
    drivers::check,
    tables::check,
    size::check,
    unfinished::check,
    documented::check,
    words::check,
    text::check,
    locks::check,
    vendor::check,
    readme::check,
];

/// Every fault of every rule, ordered by file and line.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults: Vec<Fault> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    faults.sort();
    faults
}

/// The 1-based number of the first line that contains `needle`; 1 when none does.
fn line_of(text: &str, needle: &str) -> usize {
    text.lines().position(|line| line.contains(needle)).map_or(1, |index| index + 1)
}

/// The lines of a text with their 1-based numbers.
fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
fn lines_of(faults: &[Fault]) -> Vec<(&str, usize)> {
    faults.iter().map(|fault| (fault.path.as_str(), fault.line)).collect()
}
