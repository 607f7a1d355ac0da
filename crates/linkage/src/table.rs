//! Records as columns of numbered values: equal texts have equal numbers, so most comparisons are of
//! two integers.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rayon::prelude::*;

use crate::texts::Texts;

/// Stands where a record says nothing.
pub const MISSING: u32 = u32::MAX;

/// The values of one field.
#[derive(Debug, Clone, Default)]
pub struct Column {
    name: String,
    /// Every different text once.
    texts: Texts,
    /// How many records say it.
    counts: Vec<u32>,
    /// What each record says, by number.
    cells: Vec<u32>,
    /// Where a text is looked up: half of its hash, and its number.
    numbers: HashTable<(u32, u32)>,
}

impl Column {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The field's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the record says, by number; [`MISSING`] when nothing.
    pub fn cell(&self, record: u32) -> u32 {
        self.cells.get(at(record)).copied().unwrap_or(MISSING)
    }

    /// What each record says, by number.
    pub fn cells(&self) -> &[u32] {
        &self.cells
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// How many different texts there are.
    pub fn distinct(&self) -> usize {
        self.texts.len()
    }

    /// How many records say this.
    pub fn count(&self, number: u32) -> u32 {
        self.counts.get(at(number)).copied().unwrap_or_default()
    }

    /// How many records say each text, by number.
    pub fn counts(&self) -> &[u32] {
        &self.counts
    }

    /// Adds a record's text and gives its hash, 0 for nothing.
    fn push(&mut self, text: Option<&str>) -> u64 {
        let text = text.map(trimmed).unwrap_or_default();
        let hash = hash(text);
        let number = if text.is_empty() { MISSING } else { self.number(text, hash) };
        self.cells.push(number);
        hash
    }

    /// Adds many texts, whose hashes are known. Each is first looked up by half of its hash alone,
    /// then all are compared with what was found: as no look waits for the one before it, memory is
    /// waited for once instead of for each.
    fn push_all(&mut self, texts: &[&str], hashes: &[u64]) {
        let begin = self.cells.len();
        for (text, hash) in texts.iter().zip(hashes) {
            let (half, spread) = halved(*hash);
            let known = self.numbers.find(spread, |(known, _)| *known == half);
            let number = match known {
                _ if text.is_empty() => MISSING,
                Some((_, number)) => *number,
                None => self.new_number(text, half),
            };
            self.cells.push(number);
        }
        for (text, (place, hash)) in texts.iter().zip((begin..).zip(hashes)) {
            let found = self.cells.get(place).copied().unwrap_or(MISSING);
            if found != MISSING && self.texts.get(found) == *text {
                self.counts.get_mut(at(found)).into_iter().for_each(|count| *count += 1);
            } else if !text.is_empty() {
                let number = self.number(text, *hash);
                self.cells.get_mut(place).into_iter().for_each(|cell| *cell = number);
            }
        }
    }

    /// The number of a text, counting it once more.
    fn number(&mut self, text: &str, hash: u64) -> u32 {
        let (half, spread) = halved(hash);
        let texts = &self.texts;
        let same = |(known, number): &(u32, u32)| *known == half && texts.get(*number) == text;
        let known = self.numbers.find(spread, same).map(|(_, number)| *number);
        let number = known.unwrap_or_else(|| self.new_number(text, half));
        self.counts.get_mut(at(number)).into_iter().for_each(|count| *count += 1);
        number
    }

    fn new_number(&mut self, text: &str, half: u32) -> u32 {
        // A table holds fewer than 2^32 records, and so fewer different texts.
        let number = u32::try_from(self.texts.len()).unwrap_or(MISSING);
        self.texts.push(text);
        self.counts.push(0);
        let spread = |(half, _): &(u32, u32)| spread_of(*half);
        self.numbers.insert_unique(spread_of(half), (half, number), spread);
        number
    }
}

/// 0 for nothing.
fn hash(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let mut hasher = FixedState::default().build_hasher();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Half a hash is kept beside each number, so that neither growing nor looking up need read texts
/// that are not the one that is looked for.
fn halved(hash: u64) -> (u32, u64) {
    let half = u32::try_from(hash >> 32).unwrap_or_default();
    (half, spread_of(half))
}

fn spread_of(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Most texts have no blank at either end, and few bytes tell that: characters whose first byte is
/// one of these are none.
fn trimmed(text: &str) -> &str {
    let wide = |byte: &u8| (0xE4..0xF0).contains(byte);
    let (first, last, third) = match text.as_bytes() {
        [first, .., third, _, last] => (first, last, third),
        [first, .., last] => (first, last, &0),
        _ => return text.trim(),
    };
    let plain = u8::is_ascii_graphic;
    if (plain(first) || wide(first)) && (plain(last) || wide(third)) { text } else { text.trim() }
}

/// Records of one or several sources.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    /// The source of each record.
    sources: Vec<u16>,
    /// A hash of all that each record says: the same wherever it stands.
    prints: Vec<u64>,
}

impl Table {
    /// An empty table with these fields.
    pub fn new(fields: &[impl AsRef<str>]) -> Self {
        Self {
            columns: fields.iter().map(|name| Column::named(name.as_ref())).collect(),
            ..Self::default()
        }
    }

    /// Adds a record; fields that are left out at the end are missing, and so are blank ones.
    pub fn push<'t>(&mut self, source: u16, cells: impl IntoIterator<Item = Option<&'t str>>) {
        let mut cells = cells.into_iter();
        let mut print = u64::from(source);
        for column in &mut self.columns {
            print = mixed(print, column.push(cells.next().flatten()));
        }
        self.sources.push(source);
        self.prints.push(print);
    }

    /// Adds many records at once, every field by a core of its own: `cell` tells what a record says
    /// of the field with this number.
    pub fn extend<R: Sync>(
        &mut self,
        source: u16,
        records: &[R],
        cell: impl Fn(&R, usize) -> Option<&str> + Sync,
    ) {
        self.extend_by(source, records.len(), |record, field| cell(records.get(record)?, field));
    }

    /// The same for records that are known by their number, counted from 0.
    pub fn extend_by<'t>(
        &mut self,
        source: u16,
        records: usize,
        cell: impl Fn(usize, usize) -> Option<&'t str> + Sync,
    ) {
        let one = |(field, column): (usize, &mut Column)| -> Vec<u64> {
            let text = |record| cell(record, field).map(trimmed).unwrap_or_default();
            let texts: Vec<&str> = (0..records).map(text).collect();
            let hashes = texts.iter().map(|text| hash(text)).collect::<Vec<_>>();
            column.push_all(&texts, &hashes);
            hashes
        };
        let hashes: Vec<Vec<u64>> = self.columns.par_iter_mut().enumerate().map(one).collect();
        let begin = self.prints.len();
        self.sources.resize(begin + records, source);
        self.prints.resize(begin + records, u64::from(source));
        for hashes in hashes {
            for (print, hash) in self.prints.iter_mut().skip(begin).zip(hashes) {
                *print = mixed(*print, hash);
            }
        }
    }

    /// The number of a field.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The fields, in their order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The field with this number.
    pub fn column(&self, field: usize) -> Option<&Column> {
        self.columns.get(field)
    }

    /// The source of a record.
    pub fn source(&self, record: u32) -> u16 {
        self.sources.get(at(record)).copied().unwrap_or_default()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    pub(crate) fn prints(&self) -> &[u64] {
        &self.prints
    }
}

/// Two hashes as one, their order counting.
pub(crate) fn mixed(one: u64, other: u64) -> u64 {
    (one.rotate_left(23) ^ other).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

/// A number as an index.
pub(crate) fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_equal_numbers_and_blanks_none() {
        let mut table = Table::new(&["name", "phone"]);
        table.push(0, [Some("王伟"), Some("13800138000")]);
        table.push(0, [Some(" 王伟\u{3000}"), None]);
        table.push(1, [Some("李娜"), Some("  ")]);
        let name = table.column(0).unwrap();
        assert_eq!((name.cell(0), name.cell(1), name.cell(2)), (0, 0, 1));
        assert_eq!((name.text(0), name.text(1), name.count(0)), ("王伟", "李娜", 2));
        let phone = table.column(1).unwrap();
        assert_eq!((phone.cell(1), phone.cell(2), phone.distinct()), (MISSING, MISSING, 1));
        assert_eq!((table.len(), table.source(2), table.field("phone")), (3, 1, Some(1)));
    }

    #[test]
    fn one_by_one_or_many_at_once_is_the_same() {
        let rows = [["a", "1"], ["b", ""], ["a", "2"], ["", ""]];
        let (mut one, mut many) = (Table::new(&["x", "y"]), Table::new(&["x", "y"]));
        for row in rows {
            one.push(3, row.map(Some));
        }
        many.extend(3, &rows, |row, field| row.get(field).copied());
        assert_eq!(one.prints(), many.prints());
        assert_eq!(one.columns()[1].cells(), many.columns()[1].cells());
        let mut prints = one.prints().to_vec();
        prints.dedup();
        assert_eq!(prints.len(), 4, "records that differ have prints that do");
    }

    #[test]
    fn texts_with_one_hash_have_numbers_of_their_own() {
        let mut column = Column::default();
        column.push_all(&["a", "b", "a", "", "b", "c"], &[7, 7, 7, 0, 7, 7]);
        column.push_all(&["b", "d"], &[7, 8]);
        let texts: Vec<&str> = column.cells().iter().map(|cell| column.text(*cell)).collect();
        assert_eq!(texts, ["a", "b", "a", "", "b", "c", "b", "d"]);
        assert_eq!((column.counts(), column.distinct()), (&[2, 3, 1, 1][..], 4));
    }

    #[test]
    fn blanks_of_every_kind_go_and_nothing_else() {
        for text in [
            "王",
            "王伟",
            "伟 ",
            "\u{3000}王",
            "王\u{a0}",
            "a",
            "a\u{2003}",
            "\u{feff}b",
            " ",
            "",
            "é",
            "\u{85}x",
            "x\u{3000}",
        ] {
            assert_eq!(trimmed(text), text.trim(), "{text:?}");
        }
    }
}
