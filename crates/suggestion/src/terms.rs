//! The terms of a text: single Chinese characters, pairs of neighbours, and Latin words.
//!
//! Pairs need no dictionary and no guess about word borders; single characters let a few hundred
//! examples share strength (车 in 停车, 公交车, 电动车). Digits say nothing about a category.

use std::ops::Range;

use kernel::text::fold_width;

/// A text in lower case and plain width, with the places of its terms in reading order.
pub struct Terms {
    folded: String,
    places: Vec<Range<usize>>,
}

const LATIN_LETTERS: Range<usize> = 2..24;

impl Terms {
    /// Reads at most `characters` of the text: what a message is about stands at its head, and
    /// the time that a proposal takes stays bounded.
    pub fn of(text: &str, characters: usize) -> Self {
        let folded: String =
            text.chars().take(characters).map(fold_width).flat_map(char::to_lowercase).collect();
        let mut places = Vec::with_capacity(2 * folded.len() / 3);
        let mut before: Option<usize> = None;
        let mut latin: Option<usize> = None;
        for (start, character) in folded.char_indices().chain([(folded.len(), ' ')]) {
            if character.is_ascii_lowercase() {
                latin.get_or_insert(start);
            } else if let Some(from) = latin.take()
                && LATIN_LETTERS.contains(&(start - from))
            {
                places.push(from..start);
            }
            if is_han(character) {
                let end = start + character.len_utf8();
                places.extend(before.map(|from| from..end));
                places.push(start..end);
                before = Some(start);
            } else {
                before = None;
            }
        }
        Self { folded, places }
    }

    /// The text in lower case and plain width, to its limit.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.iter().filter_map(|place| self.folded.get(place.clone()))
    }
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        Terms::of(text, 100).iter().map(str::to_owned).collect()
    }

    #[test]
    fn chinese_gives_characters_and_pairs_and_latin_whole_words() {
        assert_eq!(list("停车难"), ["停", "停车", "车", "车难", "难"]);
        assert_eq!(list("ＡＰＰ 打不开"), ["app", "打", "打不", "不", "不开", "开"]);
        assert_eq!(list("A3区12路gps"), ["区", "路", "gps"]);
        assert_eq!(list("路，灯"), ["路", "灯"], "no pair reaches across a comma");
        assert!(list(" 12，。x!").is_empty());
    }

    #[test]
    fn a_long_text_is_read_to_its_limit() {
        assert_eq!(Terms::of("停车难", 2).iter().count(), 3);
        assert_eq!(Terms::of("停车难", 0).iter().count(), 0);
    }
}
