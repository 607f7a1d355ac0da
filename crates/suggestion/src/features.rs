//! From terms to numbers: which terms count, how rare each is, and a message as a sparse vector.

use std::collections::{BTreeMap, HashMap};

use kernel::count::size_to_f64;
use serde::{Deserialize, Serialize};

use crate::num::{index, narrow};
use crate::terms::Terms;

/// A title or text is read to this many characters; four of five of the labelled messages are
/// shorter.
pub const CHARACTERS_MAX: usize = 600;
/// Rare terms weigh more than plain TF-IDF would have it, for without a list of stop words half of
/// all terms are grammar.
const RARITY_POWER: f64 = 1.5;

/// Non-zero entries, by rising term number.
pub type Sparse = Vec<(u32, f32)>;

/// The terms known to a model, in alphabetical order, and in how many examples each stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TermTable {
    pub terms: Vec<String>,
    pub example_counts: Vec<u32>,
    pub examples: u32,
}

impl TermTable {
    /// Keeps the `terms_max` terms that stand in most examples.
    pub fn count(messages: impl Iterator<Item = Message>, terms_max: usize) -> Self {
        // A term's count, and the last example that it was counted for.
        let mut counts: HashMap<String, (u32, u32)> = HashMap::new();
        let mut examples = 0;
        for message in messages {
            examples += 1;
            for term in message.title.iter().chain(message.text.iter()) {
                match counts.get_mut(term) {
                    Some((_, last)) if *last == examples => {}
                    Some((count, last)) => (*count, *last) = (*count + 1, examples),
                    None => {
                        counts.insert(term.to_owned(), (1, examples));
                    }
                }
            }
        }
        let mut ranked: Vec<(String, u32)> =
            counts.into_iter().map(|(term, (count, _))| (term, count)).collect();
        if ranked.len() > terms_max {
            ranked.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            ranked.truncate(terms_max);
        }
        ranked.sort_unstable();
        let (terms, example_counts) = ranked.into_iter().unzip();
        Self { terms, example_counts, examples }
    }
}

/// A title and a text, read.
pub struct Message {
    pub title: Terms,
    pub text: Terms,
}

impl Message {
    pub fn read(title: &str, text: &str) -> Self {
        Self { title: Terms::of(title, CHARACTERS_MAX), text: Terms::of(text, CHARACTERS_MAX) }
    }
}

/// Weighs a message's terms: (1 + ln count) x rarity, title and text each brought to length 1
/// before they are added, so that a short title counts beside a long text (Salton and Buckley
/// 1988, "Term-weighting approaches in automatic text retrieval").
#[derive(Debug, Clone, PartialEq)]
pub struct Weigher {
    numbers: HashMap<String, u32>,
    rarities: Vec<f64>,
    title_weight: f64,
}

impl Weigher {
    pub fn new(table: &TermTable, title_weight: f64) -> Self {
        let rarity = |count: &u32| rarity(table.examples, *count);
        Self {
            numbers: table.terms.iter().cloned().zip(0..).collect(),
            rarities: table.example_counts.iter().map(rarity).collect(),
            title_weight,
        }
    }

    pub fn terms(&self) -> usize {
        self.rarities.len()
    }

    pub fn number(&self, term: &str) -> Option<u32> {
        self.numbers.get(term).copied()
    }

    /// The message at length 1; empty when no term is known.
    pub fn weigh(&self, message: &Message) -> Sparse {
        let mut sum: BTreeMap<u32, f64> = BTreeMap::new();
        for (terms, weight) in [(&message.title, self.title_weight), (&message.text, 1.0)] {
            for (number, value) in self.weigh_part(terms) {
                *sum.entry(number).or_default() += weight * value;
            }
        }
        let length = norm(sum.values());
        sum.into_iter().map(|(number, value)| (number, narrow(value / length))).collect()
    }

    fn weigh_part(&self, terms: &Terms) -> Vec<(u32, f64)> {
        let mut numbers: Vec<u32> = terms.iter().filter_map(|term| self.number(term)).collect();
        numbers.sort_unstable();
        let mut values: Vec<(u32, f64)> = numbers
            .chunk_by(|a, b| a == b)
            .filter_map(|same| {
                let number = *same.first()?;
                let rarity = self.rarities.get(index(number))?;
                Some((number, (1.0 + size_to_f64(same.len()).ln()) * rarity))
            })
            .collect();
        let length = norm(values.iter().map(|(_, value)| value));
        for (_, value) in &mut values {
            *value /= length;
        }
        values
    }
}

fn rarity(examples: u32, with_term: u32) -> f64 {
    let share = f64::from(examples.saturating_add(1)) / f64::from(with_term.saturating_add(1));
    (share.ln() + 1.0).max(0.0).powf(RARITY_POWER)
}

fn norm<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigher(texts: &[&str], terms_max: usize) -> (TermTable, Weigher) {
        let table = TermTable::count(texts.iter().map(|text| Message::read("", text)), terms_max);
        let weigher = Weigher::new(&table, 0.6);
        (table, weigher)
    }

    #[test]
    fn a_rare_term_weighs_more_and_a_message_has_length_one() {
        let (_, weigher) = weigher(&["路灯", "路面", "路口"], 100);
        let vector = weigher.weigh(&Message::read("", "路灯不亮"));
        let of = |term: &str| {
            let number = weigher.number(term);
            vector.iter().find(|(n, _)| Some(*n) == number).map(|(_, value)| *value)
        };
        assert!(of("灯") > of("路"), "{vector:?}");
        assert_eq!(of("亮"), None);
        let squares: f32 = vector.iter().map(|(_, value)| value * value).sum();
        assert!((squares - 1.0).abs() < 1e-5);
        assert!(weigher.weigh(&Message::read("", "abc 12")).is_empty());
    }

    #[test]
    fn the_commonest_terms_are_kept_when_there_are_too_many() {
        let (table, _) = weigher(&["路灯", "路面", "路口", "灯"], 2);
        assert_eq!(
            (table.terms, table.example_counts),
            (vec!["灯".into(), "路".into()], vec![2, 3])
        );
    }
}
