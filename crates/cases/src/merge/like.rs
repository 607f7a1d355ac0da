//! Whether two reports may tell of one trouble: near each other, of related matters, in like
//! words. Pure.
//!
//! Words are compared by the overlap coefficient (Szymkiewicz 1934, Simpson 1943) of their terms,
//! pairs of Chinese characters: shared terms over those of the shorter text, because one rider
//! writes a line and the next a page. The thresholds come from 4,920 pairs among 246 petitions of
//! the same topic about different troubles, wherever they were: of the pairs of texts 97 % lie below
//! [`PROPOSED_FROM`], from which on a person is asked, and 99 % below [`JOINED_FROM`], from which on
//! a report from the offline queue joins as its sender agreed beforehand (of the pairs of titles,
//! which are as short as a hurried report, 91 % and 96 %). Both hold only for what lies within
//! [`NEAR_METRES`] or at the same address, and a wrong merge is taken apart without a trace.

use std::collections::HashSet;

use kernel::{AreaCode, geo::Wgs84, text::terms};

use crate::{case::Case, report::Report};

/// Great-circle distance up to which two reports may be of one trouble.
pub const NEAR_METRES: f64 = 50.0;
pub const PROPOSED_FROM: f64 = 0.08;
pub const JOINED_FROM: f64 = 0.12;
/// How much of the shorter address must stand in the other, where a position is missing.
const ADDRESS_FROM: f64 = 0.6;

/// What is compared of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub matter: String,
    pub area: AreaCode,
    pub place: Option<Wgs84>,
    pub address: String,
    pub text: String,
}

/// How two reports are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Likeness {
    /// Between both positions, where both are known.
    pub metres: Option<f64>,
    /// 0 to 1.
    pub words: f64,
    /// Words that both have, in the first one's order.
    pub shared: Vec<String>,
}

impl From<&Case> for Sample {
    fn from(case: &Case) -> Self {
        Self {
            matter: case.matter.clone(),
            area: case.area,
            place: case.place,
            address: case.address.clone().unwrap_or_default(),
            text: format!("{} {}", case.title, case.text),
        }
    }
}

impl From<&Report> for Sample {
    fn from(report: &Report) -> Self {
        Self {
            matter: report.matter.clone(),
            area: report.area,
            place: report.place,
            address: report.address.clone(),
            text: format!("{} {}", report.title, report.text),
        }
    }
}

/// How `one` and `other`, of related matters, are alike; `None` when they lie apart or have too
/// little in common.
pub fn compare(one: &Sample, other: &Sample) -> Option<Likeness> {
    let metres = match (one.place, other.place) {
        (Some(from), Some(to)) => Some(from.distance_metres(to)),
        _ => None,
    };
    let together = match metres {
        Some(metres) => metres <= NEAR_METRES,
        None => one.area == other.area && overlap(&one.address, &other.address).0 >= ADDRESS_FROM,
    };
    if !together {
        return None;
    }
    let (words, shared) = overlap(&one.text, &other.text);
    (words >= PROPOSED_FROM).then_some(Likeness { metres, words, shared })
}

/// Shared terms over those of the shorter text, 0 when one has none; and what they say.
fn overlap(one: &str, other: &str) -> (f64, Vec<String>) {
    let (one, other) = (terms(one), terms(other));
    let shorter = one.len().min(other.len());
    let known: HashSet<&String> = other.iter().collect();
    let shared = one.iter().filter(|term| known.contains(term)).count();
    let share = if shorter == 0 { 0.0 } else { count(shared) / count(shorter) };
    (share, phrases(&one, &known))
}

/// Shared terms that stand beside each other as one phrase again: 有个, 个大, 大坑 as 有个大坑.
fn phrases(one: &[String], known: &HashSet<&String>) -> Vec<String> {
    let mut phrases: Vec<String> = Vec::new();
    let mut open = false;
    for term in one {
        if !known.contains(term) {
            open = false;
            continue;
        }
        let (first, rest) = term.split_at(term.chars().next().map_or(0, char::len_utf8));
        match phrases.last_mut().filter(|last| open && last.ends_with(first)) {
            Some(last) => last.push_str(rest),
            None => phrases.push(term.clone()),
        }
        open = true;
    }
    phrases
}

/// Texts have at most some thousand terms.
fn count(terms: usize) -> f64 {
    u32::try_from(terms).map_or(f64::INFINITY, f64::from)
}

#[cfg(test)]
mod tests;
