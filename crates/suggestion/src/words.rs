//! The words that decided, for people to read.
//!
//! Scores come from characters and pairs, which need no dictionary; people want whole words. So
//! the message is cut by a dictionary for showing only, and a word is as loud as its terms.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use crate::features::{Message, Sparse, Weigher};
use crate::linear::Linear;
use crate::terms::Terms;

const WORDS_MAX: usize = 4;
/// Words that spoke less than this share of the loudest are not shown.
const SHOW_SHARE: f64 = 0.25;
/// Grammar that may tip a score but explains nothing.
const GRAMMAR: &str = "的了是在和与及也都就还又很我你您他她它们这那哪吗么呢吧啊着个";

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// A message's words, ready to be asked what they said for a label.
pub struct Words<'a> {
    words: Vec<Word>,
    linear: &'a Linear,
}

/// A word and what stands for it in the message: term numbers and their values.
struct Word {
    name: String,
    terms: Sparse,
}

impl<'a> Words<'a> {
    pub fn of(message: &Message, vector: &Sparse, weigher: &Weigher, linear: &'a Linear) -> Self {
        let parts = [&message.title, &message.text];
        let mut names: Vec<&str> = parts
            .iter()
            .flat_map(|part| DICTIONARY.cut(part.folded(), true))
            .map(|token| token.word)
            .filter(|word| explains(word))
            .collect();
        names.sort_unstable();
        names.dedup();
        let value = |number: u32| {
            let place = vector.binary_search_by_key(&number, |(number, _)| *number).ok()?;
            vector.get(place).copied()
        };
        let word = |name: &str| Word {
            name: name.to_owned(),
            terms: Terms::of(name, usize::MAX)
                .iter()
                .filter_map(|term| value(weigher.number(term)?))
                .collect(),
        };
        Self { words: names.into_iter().map(word).collect(), linear }
    }

    /// The loudest words for a label, the loudest first.
    pub fn deciding(&self, label: usize) -> Vec<String> {
        let loudness = |word: &Word| -> f64 {
            let added = |(number, value): &(u32, f32)| {
                f64::from(*value) * self.linear.weight(*number, label)
            };
            word.terms.iter().map(added).sum()
        };
        let mut ranked: Vec<(f64, &Word)> =
            self.words.iter().map(|word| (loudness(word), word)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        let least = ranked.first().map_or(0.0, |(loudest, _)| loudest * SHOW_SHARE);
        let mut shown: Vec<String> = Vec::new();
        for (_, word) in
            ranked.into_iter().take_while(|(loudness, _)| *loudness > 0.0 && *loudness >= least)
        {
            let says_the_same =
                |other: &String| other.contains(&word.name) || word.name.contains(other);
            if !shown.iter().any(says_the_same) {
                shown.push(word.name.clone());
            }
            if shown.len() == WORDS_MAX {
                break;
            }
        }
        shown
    }
}

fn explains(word: &str) -> bool {
    word.chars().nth(1).is_some()
        && word.chars().all(char::is_alphabetic)
        && !word.chars().any(|character| GRAMMAR.contains(character))
}
