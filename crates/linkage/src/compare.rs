//! How two records are compared: field by field, each in levels from "the same" to "different".

use std::str::{Bytes, Chars};

use rapidfuzz::distance::{jaro_winkler, osa};

use crate::{
    codes::{Codes, HIDDEN},
    table::{Column, at},
};

/// How alike two values are, tried in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Level {
    /// The same text, and nothing of it hidden where there is a level [`Shown`](Self::Shown): two
    /// persons may well both be 王*.
    Same,
    /// What is shown of both agrees: `138****8000` beside `13800138000`. A star stands for one
    /// character that is not shown.
    Shown,
    /// At most so many characters inserted, left out, changed or swapped with their neighbour
    /// (optimal string alignment).
    Edits(usize),
    /// A Jaro-Winkler similarity of at least this (Winkler 1990), from 0 to 1.
    Alike(f64),
}

/// A field and the levels of its likeness, the best first. What fits none is different.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Name of the field.
    pub field: String,
    /// Tried one after the other.
    pub levels: Vec<Level>,
    /// Whether a rare value that is the same says more than a common one.
    pub by_frequency: bool,
}

impl Comparison {
    /// A field whose values all count alike.
    pub fn new(field: &str, levels: impl Into<Vec<Level>>) -> Self {
        Self { field: field.to_owned(), levels: levels.into(), by_frequency: false }
    }

    /// The same, but a rare value that both have says more: few are called 阎, many 王.
    #[must_use]
    pub const fn by_frequency(mut self) -> Self {
        self.by_frequency = true;
        self
    }

    /// The number of the first level that two texts have; as many as there are levels for
    /// "different".
    pub fn outcome(&self, one: &str, other: &str) -> usize {
        let masked = one.contains(HIDDEN) && self.levels.contains(&Level::Shown);
        let fits = |level: &Level| match *level {
            Level::Same => one == other && !masked,
            _ if one == other => true,
            Level::Shown => shown((one, other)),
            Level::Edits(most) => edits((one, other), most),
            Level::Alike(least) => likeness((one, other)) >= least,
        };
        self.levels.iter().position(fits).unwrap_or(self.levels.len())
    }

    /// Outcomes that are no silence: the levels, and "different".
    pub(crate) fn outcomes(&self) -> usize {
        self.levels.len() + 1
    }
}

/// A comparison, ready for the values of its column.
#[derive(Debug)]
pub(crate) struct Comparer<'t> {
    column: &'t Column,
    levels: Vec<Level>,
    /// Where levels look into short texts.
    codes: Option<Codes>,
    edits_most: usize,
    /// Which texts hide something; empty where nobody asks.
    hiding: Vec<bool>,
    /// The level of two equal texts that hide something.
    equal_hiding: usize,
}

impl<'t> Comparer<'t> {
    pub fn new(column: &'t Column, comparison: &Comparison) -> Self {
        let levels = comparison.levels.clone();
        let inside = |level: &Level| matches!(level, Level::Shown | Level::Edits(_));
        let codes = levels.iter().any(inside).then(|| Codes::new(column));
        let most = |level: &Level| if let Level::Edits(most) = level { *most } else { 0 };
        let edits_most = levels.iter().map(most).max().unwrap_or_default();
        let hides = |number| column.text(number).contains(HIDDEN);
        let asked = levels.contains(&Level::Shown);
        let hiding = (0..).take(if asked { column.distinct() } else { 0 }).map(hides).collect();
        let equal_hiding = levels.iter().position(|level| *level != Level::Same);
        let equal_hiding = equal_hiding.unwrap_or(levels.len());
        Self { column, levels, codes, edits_most, hiding, equal_hiding }
    }

    /// The number of the level that two equal values have.
    pub fn equal(&self, value: u32) -> usize {
        let hiding = self.hiding.get(at(value)).copied().unwrap_or_default();
        if hiding { self.equal_hiding } else { 0 }
    }

    /// The number of the level that two values have that differ, or the number of levels for
    /// "different".
    pub fn unequal(&self, one: u32, other: u32) -> usize {
        // Whether the texts are within the most edits of any level, and how alike they are: looked
        // at once for all levels.
        let (mut near, mut alike) = (None, None);
        let mut fits = |level: &Level| match *level {
            Level::Same => false,
            Level::Shown => self.shown(one, other),
            Level::Edits(most) => {
                let most_of_all = self.edits_most;
                *near.get_or_insert_with(|| self.edits(one, other, most_of_all))
                    && (most == most_of_all || self.edits(one, other, most))
            }
            Level::Alike(least) => {
                *alike.get_or_insert_with(|| likeness(self.texts(one, other))) >= least
            }
        };
        self.levels.iter().position(&mut fits).unwrap_or(self.levels.len())
    }

    /// Outcomes that are no silence: the levels, and "different".
    pub fn outcomes(&self) -> usize {
        self.levels.len() + 1
    }

    /// The outcomes that values can have that differ.
    pub fn unequal_outcomes(&self) -> impl Iterator<Item = usize> {
        let possible = |at: &usize| self.levels.get(*at) != Some(&Level::Same);
        (0..=self.levels.len()).filter(possible)
    }

    /// What is compared.
    pub fn column(&self) -> &'t Column {
        self.column
    }

    fn texts(&self, one: u32, other: u32) -> (&str, &str) {
        (self.column.text(one), self.column.text(other))
    }

    fn shown(&self, one: u32, other: u32) -> bool {
        let packed = self.codes.as_ref().and_then(|codes| codes.shown(one, other));
        packed.unwrap_or_else(|| shown(self.texts(one, other)))
    }

    fn edits(&self, one: u32, other: u32, most: usize) -> bool {
        let packed = self.codes.as_ref().and_then(|codes| codes.edits(one, other, most));
        packed.unwrap_or_else(|| edits(self.texts(one, other), most))
    }
}

fn shown((one, other): (&str, &str)) -> bool {
    let agree = |(a, b): (char, char)| a == b || a == HIDDEN || b == HIDDEN;
    one.chars().count() == other.chars().count() && one.chars().zip(other.chars()).all(agree)
}

fn edits(texts: (&str, &str), most: usize) -> bool {
    let args = osa::Args::default().score_cutoff(most);
    match plain(texts) {
        Plain::Ascii(one, other) => osa::distance_with_args(one, other, &args).is_some(),
        Plain::Other(one, other) => osa::distance_with_args(one, other, &args).is_some(),
    }
}

fn likeness(texts: (&str, &str)) -> f64 {
    match plain(texts) {
        Plain::Ascii(one, other) => jaro_winkler::similarity(one, other),
        Plain::Other(one, other) => jaro_winkler::similarity(one, other),
    }
}

/// Two texts as they are compared quickest: byte by byte where each byte is a character.
enum Plain<'t> {
    Ascii(Bytes<'t>, Bytes<'t>),
    Other(Chars<'t>, Chars<'t>),
}

fn plain<'t>((one, other): (&'t str, &'t str)) -> Plain<'t> {
    if one.is_ascii() && other.is_ascii() {
        Plain::Ascii(one.bytes(), other.bytes())
    } else {
        Plain::Other(one.chars(), other.chars())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;
    use proptest::prelude::*;

    fn compared(levels: &[Level], one: &str, other: &str) -> usize {
        let mut table = Table::new(&["text"]);
        table.push(0, [Some(one)]);
        table.push(0, [Some(other)]);
        let column = table.column(0).unwrap();
        let comparison = Comparison::new("text", levels);
        let comparer = Comparer::new(column, &comparison);
        let cells = (column.cell(0), column.cell(1));
        let equal = cells.0 == cells.1;
        let found =
            if equal { comparer.equal(cells.0) } else { comparer.unequal(cells.0, cells.1) };
        assert_eq!(found, comparison.outcome(one, other), "alone as in a column");
        found
    }

    #[test]
    fn the_first_level_that_fits_counts() {
        let levels = [Level::Same, Level::Shown, Level::Edits(1), Level::Alike(0.9)];
        let long = "一二三四五六七八九十".repeat(4);
        let longer = format!("{long}一");
        for (one, other, fits) in [
            ("13800138000", "13800138000", 0),
            ("13800138000", "138****8000", 1),
            ("138****8000", "138****8001", 2),
            ("13800138000", "13800138001", 2),
            ("13800138000", "13800130800", 2),
            ("margaret", "margarett", 2),
            ("margaretha", "margarite", 3),
            ("王伟", "王维", 2),
            ("王伟", "李娜", 4),
            (&long, &longer, 2),
            (&long, "王伟", 4),
            ("138****8000", "138****8000", 1),
            ("***", "***", 1),
        ] {
            assert_eq!(compared(&levels, one, other), fits, "{one} {other}");
            assert_eq!(compared(&levels, other, one), fits, "{other} {one}");
        }
    }

    #[test]
    fn of_several_levels_of_edits_the_nearest_counts() {
        let levels = [Level::Same, Level::Edits(1), Level::Edits(2)];
        let found = ["19900101", "19900102", "19900111", "19901010", "19912131"]
            .map(|other| compared(&levels, "19900101", other));
        assert_eq!(found, [0, 1, 1, 2, 3]);
    }

    proptest! {
        /// Hiding some of a number's digits never makes it another number.
        #[test]
        fn a_masked_value_agrees_with_what_it_masks(
            digits in "[0-9X]{1,40}", hide in any::<[bool; 40]>(), hide_too in any::<[bool; 40]>(),
            change in 0_usize..40,
        ) {
            let masked = |hide: &[bool]| -> String {
                digits.chars().zip(hide).map(|(sign, hide)| if *hide { '*' } else { sign }).collect()
            };
            let (one, other) = (masked(&hide), masked(&hide_too));
            let levels = [Level::Same, Level::Shown];
            prop_assert!(compared(&levels, &digits, &one) < 2);
            prop_assert!(compared(&levels, &one, &other) < 2);
            // A digit that both show and that differs is a difference; so is another length.
            let change = change % digits.len();
            let mut changed: Vec<char> = other.chars().collect();
            if !hide[change] && !hide_too[change] {
                changed[change] = if changed[change] == '1' { '2' } else { '1' };
                let changed: String = changed.iter().collect();
                prop_assert_eq!(compared(&levels, &one, &changed), 2);
            }
            let longer = format!("{other}*");
            prop_assert_eq!(compared(&levels, &one, &longer), 2);
        }
    }
}
