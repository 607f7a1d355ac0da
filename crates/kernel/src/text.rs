//! Words to search Chinese text by, the same on every store.
//!
//! Chinese is written without spaces; overlapping pairs of characters find any phrase of two or
//! more without a dictionary (Nie, Gao, Zhang and Zhou 2000, "On the use of words and n-grams for
//! Chinese information retrieval").

use std::collections::HashSet;

/// A full-width ASCII character (`Ａ`, `１`, `（`, the ideographic space) as its plain form.
pub fn fold_width(character: char) -> char {
    match character {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

/// The terms of a text or of a query, in order, each once: words and numbers whole in lower case,
/// Chinese as pairs of neighbouring characters, or as the character itself where one stands alone.
/// A text matches a query when it has all the query's terms.
pub fn terms(text: &str) -> Vec<String> {
    let mut terms = Terms::default();
    let mut run = String::new();
    let mut kind = Kind::Gap;
    for character in text.chars().map(fold_width).flat_map(char::to_lowercase) {
        let next = Kind::of(character);
        if next != kind {
            terms.take(kind, &run);
            run.clear();
            kind = next;
        }
        run.push(character);
    }
    terms.take(kind, &run);
    terms.list
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    Word,
    Cjk,
}

impl Kind {
    fn of(character: char) -> Self {
        match character {
            // Kana, Han with its extensions and compatibility forms, Hangul, 〇.
            '\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Cjk,
            _ if character.is_alphanumeric() => Self::Word,
            _ => Self::Gap,
        }
    }
}

#[derive(Default)]
struct Terms {
    list: Vec<String>,
    seen: HashSet<String>,
}

impl Terms {
    fn take(&mut self, kind: Kind, run: &str) {
        match kind {
            Kind::Gap => {}
            Kind::Word => self.add(run),
            Kind::Cjk => {
                let starts: Vec<usize> = run.char_indices().map(|(index, _)| index).collect();
                if starts.len() == 1 {
                    self.add(run);
                }
                let ends = starts.iter().skip(2).copied().chain([run.len()]);
                for (start, end) in starts.iter().zip(ends).take(starts.len().saturating_sub(1)) {
                    self.add(&run[*start..end]);
                }
            }
        }
    }

    fn add(&mut self, term: &str) {
        if self.seen.insert(term.to_owned()) {
            self.list.push(term.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn chinese_becomes_pairs_and_words_stay_whole() {
        assert_eq!(terms("骑手停车难"), ["骑手", "手停", "停车", "车难"]);
        assert_eq!(terms("在 A1号 门，Parking！"), ["在", "a1", "号", "门", "parking"]);
        assert_eq!(terms("Ａ１２（换电柜）"), ["a12", "换电", "电柜"]);
        assert_eq!(terms("难难难"), ["难难"]);
        assert!(terms(" ，。!").is_empty());
    }

    proptest! {
        #[test]
        fn a_phrase_of_a_text_finds_it(before in "[一-龥]{0,6}", phrase in "[一-龥]{2,6}", after in "[一-龥a-z ]{0,6}") {
            let text = terms(&format!("{before}{phrase}{after}"));
            prop_assert!(terms(&phrase).iter().all(|term| text.contains(term)));
        }

        #[test]
        fn any_text_gives_distinct_terms_without_blanks(text in any::<String>()) {
            let list = terms(&text);
            prop_assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
            prop_assert!(list.iter().all(|term| !term.is_empty() && !term.contains(' ')));
        }
    }
}
