//! Short texts packed into one integer each, so that edits are counted by shifting instead of by a
//! table of distances.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::table::{Column, at};

/// What hides a character.
pub(crate) const HIDDEN: char = '*';
/// The number of [`HIDDEN`] among a column's characters; 0 stands for the end of a text.
const HIDDEN_NUMBER: u16 = 1;
/// Stands for a text that is too long to be packed.
const LONG: u128 = u128::MAX;

/// The texts of a column, each character a number of as many bits as the column's characters need:
/// 32 digits, 16 letters or 8 Chinese characters fit.
#[derive(Debug)]
pub(crate) struct Codes {
    width: u32,
    packed: Vec<u128>,
}

impl Codes {
    pub fn new(column: &Column) -> Self {
        let mut alphabet = Alphabet::default();
        for number in (0..).take(column.distinct()) {
            for sign in column.text(number).chars() {
                alphabet.learn(sign);
            }
        }
        // The highest number is left free, so that no text is packed as LONG.
        let width = match alphabet.next {
            ..=15 => 4,
            16..=255 => 8,
            _ => 16,
        };
        let pack = |text: &str| {
            let (mut packed, mut shift) = (0, 0);
            for sign in text.chars() {
                let number = alphabet.number(sign).filter(|_| shift < u128::BITS);
                let Some(number) = number else { return LONG };
                packed |= u128::from(number) << shift;
                shift += width;
            }
            packed
        };
        let packed = (0..).take(column.distinct()).map(|number| pack(column.text(number)));
        Self { width, packed: packed.collect() }
    }

    /// The packed texts of two numbers, when both are short enough.
    fn both(&self, one: u32, other: u32) -> Option<(u128, u128)> {
        let packed = |number| self.packed.get(at(number)).copied().filter(|packed| *packed != LONG);
        packed(one).zip(packed(other))
    }

    /// Whether so many edits make one text the other; `None` when a text is too long to tell.
    pub fn edits(&self, one: u32, other: u32, most: usize) -> Option<bool> {
        let (one, other) = self.both(one, other)?;
        Some(within(one, other, self.width, most))
    }

    /// Whether what is shown of both agrees; `None` when a text is too long to tell.
    pub fn shown(&self, one: u32, other: u32) -> Option<bool> {
        let (mut one, mut other) = self.both(one, other)?;
        let mask = (1 << self.width) - 1;
        let hidden = u128::from(HIDDEN_NUMBER);
        while one != other {
            let (a, b) = (one & mask, other & mask);
            // An end opposite a star is no match: the lengths differ.
            if a != b && (a == 0 || b == 0 || (a != hidden && b != hidden)) {
                return Some(false);
            }
            (one, other) = (one >> self.width, other >> self.width);
        }
        Some(true)
    }
}

/// The characters of a column, numbered from 1.
struct Alphabet {
    /// The numbers of ASCII characters, 0 where one is not known.
    ascii: [u16; 128],
    others: HashMap<char, u16, FixedState>,
    next: u16,
}

impl Default for Alphabet {
    fn default() -> Self {
        let others = HashMap::with_hasher(FixedState::default());
        let mut alphabet = Self { ascii: [0; 128], others, next: HIDDEN_NUMBER };
        alphabet.learn(HIDDEN);
        alphabet
    }
}

impl Alphabet {
    fn learn(&mut self, sign: char) {
        // Whatever comes after so many characters is not packed.
        if self.next == u16::MAX {
            return;
        }
        let place = match self.ascii.get_mut(at(u32::from(sign))) {
            Some(place) => place,
            None => self.others.entry(sign).or_default(),
        };
        if *place == 0 {
            *place = self.next;
            self.next += 1;
        }
    }

    fn number(&self, sign: char) -> Option<u16> {
        let known = self.ascii.get(at(u32::from(sign))).or_else(|| self.others.get(&sign));
        known.copied().filter(|number| *number != 0)
    }
}

/// Optimal string alignment with at most so many edits. Where the texts first differ, one of four
/// edits was made, and each is tried: for the one or two edits of a level that is quicker than any
/// table.
fn within(one: u128, other: u128, width: u32, most: usize) -> bool {
    let differ = one ^ other;
    if differ == 0 {
        return true;
    }
    let Some(rest) = most.checked_sub(1) else { return false };
    let same = differ.trailing_zeros() / width * width;
    let (one, other) = (one >> same, other >> same);
    let (mask, shorter) = ((1 << width) - 1, |packed: u128| packed >> width);
    let swapped = |from: u128, to: u128| from & mask == shorter(to) & mask;
    within(shorter(one), shorter(other), width, rest)
        || within(shorter(one), other, width, rest)
        || within(one, shorter(other), width, rest)
        || (swapped(one, other)
            && swapped(other, one)
            && within(shorter(shorter(one)), shorter(shorter(other)), width, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;
    use proptest::prelude::*;
    use rapidfuzz::distance::osa;

    /// Texts that are near each other often enough, of few characters or many.
    fn texts() -> impl Strategy<Value = (String, String)> {
        let signs = prop_oneof![Just("01*"), Just("0123456789X"), Just("王伟李娜芳ab")];
        (signs, proptest::collection::vec(0_usize..99, 0..12), 0_usize..5, any::<[u8; 10]>())
            .prop_map(|(signs, picks, edits, dice)| {
                let signs: Vec<char> = signs.chars().collect();
                let one: Vec<char> = picks.iter().map(|at| signs[at % signs.len()]).collect();
                let mut other = one.clone();
                for edit in dice.chunks(2).take(edits) {
                    let place = usize::from(edit[0]) % (other.len() + 1);
                    let sign = signs[usize::from(edit[1]) % signs.len()];
                    match edit[1] % 4 {
                        0 => other.insert(place, sign),
                        _ if place == other.len() => other.push(sign),
                        1 => other[place] = sign,
                        2 => drop(other.remove(place)),
                        _ if place > 0 => other.swap(place, place - 1),
                        _ => {}
                    }
                }
                (one.into_iter().collect(), other.into_iter().collect())
            })
    }

    proptest! {
        #[test]
        fn packed_or_not_the_edits_are_the_same((one, other) in texts(), wide in any::<bool>()) {
            let mut table = Table::new(&["text"]);
            for text in [&one, &other] {
                table.push(0, [Some(text.as_str())]);
            }
            if wide {
                let many: String = ('\u{4e00}'..'\u{5000}').collect();
                table.push(0, [Some(many.as_str())]);
            }
            let column = table.column(0).unwrap();
            prop_assume!(!one.is_empty() && !other.is_empty());
            let codes = Codes::new(column);
            let distance = osa::distance(one.chars(), other.chars());
            for most in 0..4 {
                let told = codes.edits(column.cell(0), column.cell(1), most);
                match told {
                    Some(told) => prop_assert_eq!(told, distance <= most, "{} {}", one, other),
                    None => prop_assert!(one.chars().count().max(other.chars().count()) > 8),
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_left_to_others() {
        let mut table = Table::new(&["text"]);
        table.push(0, [Some("1".repeat(32).as_str())]);
        table.push(0, [Some("1".repeat(33).as_str())]);
        let codes = Codes::new(table.column(0).unwrap());
        assert_eq!(codes.edits(0, 0, 1), Some(true));
        assert_eq!((codes.edits(0, 1, 1), codes.shown(1, 0)), (None, None));
    }
}
