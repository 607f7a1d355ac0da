//! How well a contact suits somebody: who is eligible, and at how many points.

use std::collections::BTreeMap;

use kernel::AreaCode;

use super::roster::{Charge, Contact, Rules};
use crate::Spot;
use crate::spot::cell;

/// A contact by index, and what the match costs before the load is added.
pub type Offer = (i64, usize);

/// Answers which contacts suit a charge, cheapest first.
#[derive(Debug)]
pub struct Fit<'a> {
    contacts: &'a [&'a Contact],
    rules: &'a Rules,
    /// Where contacts are, and who is there.
    spots: Vec<(Spot, Vec<usize>)>,
    /// For each place where a charge is the spots within reach, nearest first, with metres.
    near: BTreeMap<Key, Vec<(i64, usize)>>,
}

impl<'a> Fit<'a> {
    pub fn new(contacts: &'a [&'a Contact], charges: &[&Charge], rules: &'a Rules) -> Self {
        let mut by_key = BTreeMap::<Key, (Spot, Vec<usize>)>::new();
        for (index, contact) in contacts.iter().enumerate() {
            let here = by_key.entry(key(&contact.spot)).or_insert((contact.spot, Vec::new()));
            here.1.push(index);
        }
        let spots: Vec<(Spot, Vec<usize>)> = by_key.into_values().collect();
        let mut near = BTreeMap::new();
        for charge in charges {
            near.entry(key(&charge.spot))
                .or_insert_with(|| spots_near(&charge.spot, &spots, rules));
        }
        Self { contacts, rules, spots, near }
    }

    /// The `count` contacts that suit best, cheapest first, or all of them.
    pub fn best(&self, charge: &Charge, count: Option<usize>) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        for (metres, spot) in self.near.get(&key(&charge.spot)).into_iter().flatten() {
            let distance = self.distance_points(*metres);
            // Sorted and cut below, so the last one is the dearest that still counts.
            let dearest = count.filter(|count| offers.len() >= *count).and(offers.last());
            if dearest.is_some_and(|dearest| dearest.0 < distance) {
                break;
            }
            let here = self.spots[*spot].1.iter();
            let here = here.filter(|contact| is_eligible(charge, self.contacts[**contact]));
            offers.extend(
                here.map(|index| (distance + self.points(charge, self.contacts[*index]), *index)),
            );
            offers.sort_unstable();
            offers.truncate(count.unwrap_or(usize::MAX));
        }
        offers
    }

    /// Points for a distance.
    fn distance_points(&self, metres: i64) -> i64 {
        (metres / 100).min(1_000) * i64::from(self.rules.weights.per_kilometre) / 10
    }

    /// Points for language and home region.
    fn points(&self, charge: &Charge, contact: &Contact) -> i64 {
        let weights = &self.rules.weights;
        let language = Self::language(charge, contact) == Some(false);
        let home = Self::home(charge, contact) == Some(false);
        i64::from(if language { weights.no_language } else { 0 })
            + i64::from(if home { weights.other_home } else { 0 })
    }

    /// Whether they share a language; `None` when either names none.
    pub fn language(charge: &Charge, contact: &Contact) -> Option<bool> {
        if charge.languages.is_empty() || contact.languages.is_empty() {
            return None;
        }
        Some(charge.languages.iter().any(|language| contact.languages.contains(language)))
    }

    /// Whether they come from one region; `None` when either names none.
    pub fn home(charge: &Charge, contact: &Contact) -> Option<bool> {
        Some(charge.home.as_ref()? == contact.home.as_ref()?)
    }

    pub const fn rules(&self) -> &'a Rules {
        self.rules
    }
}

fn is_eligible(charge: &Charge, contact: &Contact) -> bool {
    contact.id != charge.id
        && contact.quota.cap > 0
        && !charge.refused.contains(&contact.id)
        && (charge.within.is_none() || charge.within == contact.branch)
}

/// The spots within reach of a charge, nearest first.
fn spots_near(own: &Spot, spots: &[(Spot, Vec<usize>)], rules: &Rules) -> Vec<(i64, usize)> {
    let limit = limit(rules, own.area);
    let mut near: Vec<(i64, usize)> = spots
        .iter()
        .enumerate()
        .filter(|(_, (spot, _))| {
            limit.is_none() || spot.area.is_none_or(|area| self::limit(rules, Some(area)) == limit)
        })
        .map(|(index, (spot, _))| (own.metres(spot), index))
        .collect();
    near.sort_unstable();
    near
}

/// The area beyond which nobody is given a contact; an area that is larger than that, or of a
/// line without such a level, is its own limit.
fn limit(rules: &Rules, area: Option<AreaCode>) -> Option<AreaCode> {
    area.map(|area| area.at(rules.reach).unwrap_or(area))
}

/// An area and a cell of about a metre.
type Key = (Option<AreaCode>, Option<(i64, i64)>);

fn key(spot: &Spot) -> Key {
    (spot.area, spot.centre.map(|centre| cell(centre, 100_000)))
}
