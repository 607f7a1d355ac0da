//! One file, and the log that all files share.

use std::{cell::RefCell, ops::Range};

use kernel::Level;
use toml::de::DeTable;

use super::Table;
use crate::fault::{Fault, Place, Reason, What};

/// What reading has found so far; cross-checks look at it once every file is read.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub faults: Vec<Fault>,
    pub definitions: Vec<Reference>,
    pub references: Vec<Reference>,
    /// Owner rules: a kind of organization expected at a level.
    pub posts: Vec<(String, Level, Place)>,
}

/// A code that stands somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    pub what: What,
    pub code: String,
    pub place: Place,
}

/// One file while it is read.
pub(crate) struct Sheet<'a> {
    file: &'a str,
    text: &'a str,
    pub(super) log: &'a RefCell<Log>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str, log: &'a RefCell<Log>) -> Self {
        Self { file, text, log }
    }

    /// Reads the file's top level, then reports the keys nobody asked for. Every syntax error is
    /// reported; what could be read around it is read, but its faults are kept back, since they
    /// may be mere echoes.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Table<'_>) -> T) -> T {
        let (tree, errors) = DeTable::parse_recoverable(self.text);
        let before = self.log.borrow().faults.len();
        let table = Table::new(self, tree.get_ref(), 1);
        let read = work(&table);
        table.report_unknown();
        if !errors.is_empty() {
            self.log.borrow_mut().faults.truncate(before);
        }
        for error in errors {
            let line = error.span().map_or(1, |span| self.line(&span));
            self.fault(line, Reason::Syntax(error.message().to_owned()));
        }
        read
    }

    /// The line, counted from 1, on which a span begins.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().iter().take(span.start);
        before.filter(|byte| **byte == b'\n').count() + 1
    }

    pub(super) fn place(&self, line: usize) -> Place {
        Place { file: self.file.to_owned(), line }
    }

    pub(super) fn fault(&self, line: usize, reason: Reason) {
        self.log.borrow_mut().faults.push(Fault { place: self.place(line), reason });
    }
}
