//! One table of a file: keys are asked for by name and meaning, faults go to the log.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Reference, Sheet};
use crate::{
    fault::{Place, Reason, Wanted, What},
    named::Named,
    words::Words,
};

/// Codes that must differ inside one table, each with where it stood first.
pub(crate) type Seen = RefCell<HashMap<String, Place>>;

pub(crate) struct Table<'a> {
    sheet: &'a Sheet<'a>,
    tree: &'a DeTable<'a>,
    line: usize,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Table<'a> {
    pub(super) fn new(sheet: &'a Sheet<'a>, tree: &'a DeTable<'a>, line: usize) -> Self {
        Self { sheet, tree, line, asked: RefCell::default() }
    }

    /// Text that is not blank.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.required(key).and_then(|value| self.text_of(key, value))
    }

    /// Text that has a form of its own.
    pub(crate) fn parsed<T>(
        &self,
        key: &'static str,
        wanted: Wanted,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.parse(key, self.required(key)?, wanted, parse)
    }

    /// The same, where it may be left out.
    pub(crate) fn parsed_if<T>(
        &self,
        key: &'static str,
        wanted: Wanted,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.parse(key, self.optional(key)?, wanted, parse)
    }

    pub(crate) fn words(&self, key: &'static str) -> Option<Words> {
        self.child(key, Words::read)
    }

    /// Any whole number that is not negative.
    pub(crate) fn number_if(&self, key: &'static str, range: RangeInclusive<u64>) -> Option<u64> {
        let value = self.optional(key)?;
        self.number_of(key, value, range)
    }

    pub(crate) fn number(&self, key: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        let value = self.required(key)?;
        let range = u64::from(*range.start())..=u64::from(*range.end());
        self.number_of(key, value, range).and_then(|number| u32::try_from(number).ok())
    }

    /// `true` or `false`; `false` when left out.
    pub(crate) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.optional(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.unfit(key, value, Wanted::TrueOrFalse);
            false
        })
    }

    pub(crate) fn one_of<T: Named>(&self, key: &'static str) -> Option<T> {
        let value = self.required(key)?;
        self.member(key, value)
    }

    /// The same, where it may be left out.
    pub(crate) fn one_of_if<T: Named>(&self, key: &'static str) -> Option<T> {
        let value = self.optional(key)?;
        self.member(key, value)
    }

    /// At least one of the names.
    pub(crate) fn some_of<T: Named>(&self, key: &'static str) -> Option<Vec<T>> {
        let members = self.items(key, self.required(key)?);
        Some(members.into_iter().filter_map(|item| self.member(key, item)).collect())
    }

    /// A list of texts, each with its line; empty when left out.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<(String, usize)> {
        let Some(value) = self.optional(key) else { return Vec::new() };
        let items = self.items(key, value).into_iter();
        items.filter_map(|item| Some((self.text_of(key, item)?, self.line_of(item)))).collect()
    }

    /// A table inside this one.
    pub(crate) fn child<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.required(key)?;
        self.descend(key, value, read)
    }

    pub(crate) fn child_if<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.optional(key)?;
        self.descend(key, value, read)
    }

    /// Every table of a list; empty when left out.
    pub(crate) fn children<T>(
        &self,
        key: &'static str,
        read: impl Fn(&Table<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.optional(key) else { return Vec::new() };
        let items = self.items(key, value).into_iter();
        items.filter_map(|item| self.descend(key, item, &read)).collect()
    }

    /// The pairs of a table whose keys are free, each with its line; empty when left out.
    pub(crate) fn pairs(&self, key: &'static str) -> Vec<(String, String, usize)> {
        let Some(value) = self.optional(key) else { return Vec::new() };
        let Some(tree) = value.get_ref().as_table() else {
            self.unfit(key, value, Wanted::Table);
            return Vec::new();
        };
        let pair = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let name: &std::borrow::Cow<'_, str> = name.get_ref();
            Some((name.to_string(), self.text_of(key, value)?, self.line_of(value)))
        };
        tree.iter().filter_map(pair).collect()
    }

    /// The code by which others refer to this table: kebab-case, unique in the catalogue.
    pub(crate) fn define(&self, key: &'static str, what: What) -> Option<String> {
        let code = self.parsed(key, Wanted::Kebab, super::kebab)?;
        self.define_at(what, &code, self.key_line(key));
        Some(code)
    }

    pub(crate) fn define_at(&self, what: What, code: &str, line: usize) {
        let place = self.sheet.place(line);
        let entry = Reference { what, code: code.to_owned(), place };
        self.sheet.log.borrow_mut().definitions.push(entry);
    }

    /// Reports `code`, which stands at `key`, when `seen` holds it already.
    pub(crate) fn distinct(&self, key: &str, what: What, code: &str, seen: &Seen) {
        let place = self.sheet.place(self.key_line(key));
        let mut seen = seen.borrow_mut();
        if let Some(first) = seen.get(code).cloned() {
            self.fault_at(key, Reason::Duplicate { what, code: code.to_owned(), first });
        } else {
            seen.insert(code.to_owned(), place);
        }
    }

    /// A code that must be defined somewhere.
    pub(crate) fn refer(&self, key: &'static str, what: What) -> Option<String> {
        let code = self.text(key)?;
        self.refer_at(what, &code, self.key_line(key));
        Some(code)
    }

    pub(crate) fn refer_at(&self, what: What, code: &str, line: usize) {
        let place = self.sheet.place(line);
        let entry = Reference { what, code: code.to_owned(), place };
        self.sheet.log.borrow_mut().references.push(entry);
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.tree.contains_key(key)
    }

    /// Where this table begins.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// Notes that an owner rule expects `unit_kind` at `level`.
    pub(crate) fn expect_post(&self, unit_kind: &str, level: kernel::Level) {
        let place = self.sheet.place(self.key_line("level"));
        self.sheet.log.borrow_mut().posts.push((unit_kind.to_owned(), level, place));
    }

    /// A fault of this table as a whole.
    pub(crate) fn fault(&self, reason: Reason) {
        self.sheet.fault(self.line, reason);
    }

    /// A fault on the line of `key`.
    pub(crate) fn fault_at(&self, key: &str, reason: Reason) {
        self.sheet.fault(self.key_line(key), reason);
    }

    pub(crate) fn fault_on(&self, line: usize, reason: Reason) {
        self.sheet.fault(line, reason);
    }

    /// The line of `key`, or of the table when it is absent.
    pub(crate) fn key_line(&self, key: &str) -> usize {
        self.tree.get(key).map_or(self.line, |value| self.line_of(value))
    }

    pub(super) fn report_unknown(&self) {
        let asked = self.asked.borrow();
        for key in self.tree.keys().filter(|key| !asked.contains(key.get_ref().as_ref())) {
            let known = asked.iter().map(|key| (*key).to_owned()).collect();
            let reason = Reason::UnknownKey { key: key.get_ref().to_string(), known };
            self.sheet.fault(self.sheet.line(&key.span()), reason);
        }
    }

    fn optional(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.tree.get(key)
    }

    fn required(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let value = self.optional(key);
        if value.is_none() {
            self.fault(Reason::MissingKey { key });
        }
        value
    }

    fn line_of(&self, value: &Spanned<DeValue<'_>>) -> usize {
        self.sheet.line(&value.span())
    }

    fn unfit(&self, key: &'static str, value: &Spanned<DeValue<'_>>, wanted: Wanted) {
        self.sheet.fault(self.line_of(value), Reason::Unfit { key, wanted });
    }

    fn text_of(&self, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        self.parse(key, value, Wanted::Text, |text| {
            (!text.trim().is_empty()).then(|| text.trim().to_owned())
        })
    }

    fn parse<T>(
        &self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        wanted: Wanted,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = value.get_ref().as_str().and_then(parse);
        if parsed.is_none() {
            self.unfit(key, value, wanted);
        }
        parsed
    }

    fn number_of(
        &self,
        key: &'static str,
        value: &Spanned<DeValue<'_>>,
        range: RangeInclusive<u64>,
    ) -> Option<u64> {
        let integer = value.get_ref().as_integer();
        let number = integer
            .and_then(|digits| u64::from_str_radix(digits.as_str(), digits.radix()).ok())
            .filter(|number| range.contains(number));
        if number.is_none() {
            self.unfit(key, value, Wanted::Number { min: *range.start(), max: *range.end() });
        }
        number
    }

    fn member<T: Named>(&self, key: &'static str, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let text = self.text_of(key, value)?;
        let member = T::of(&text);
        if member.is_none() {
            let reason = Reason::NotOneOf { key, value: text, known: T::names() };
            self.sheet.fault(self.line_of(value), reason);
        }
        member
    }

    fn items(
        &self,
        key: &'static str,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Vec<&'a Spanned<DeValue<'a>>> {
        let items: Vec<_> = value.get_ref().as_array().into_iter().flatten().collect();
        if items.is_empty() {
            self.unfit(key, value, Wanted::List);
        }
        items
    }

    fn descend<T>(
        &self,
        key: &'static str,
        value: &'a Spanned<DeValue<'a>>,
        read: impl FnOnce(&Table<'_>) -> Option<T>,
    ) -> Option<T> {
        let Some(tree) = value.get_ref().as_table() else {
            self.unfit(key, value, Wanted::Table);
            return None;
        };
        let table = Table::new(self.sheet, tree, self.line_of(value));
        let result = read(&table);
        table.report_unknown();
        result
    }
}
