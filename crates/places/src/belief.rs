//! What is believed of a place: of its door, and of each amenity that somebody has spoken of.

use std::collections::BTreeMap;

use kernel::Timestamp;
use nearby::{
    Belief as One, Policy, Rates, Report, Said, Trend, Verdict,
    belief::{By, LISTED},
};
use serde::{Deserialize, Serialize};

use crate::place::Place;

/// How likely a place is open as its hours say when nobody has spoken yet: one that a list names,
/// and one that its keeper has just entered.
pub const LISTED_OPEN: f64 = 0.9;
pub const KEPT_OPEN: f64 = 0.99;
/// The same of an amenity that the description names.
const AMENITY_WORKS: f64 = 0.95;

/// Stored as it serializes; short while nobody has spoken, since there may be very many places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Belief {
    /// When the place was entered, and how likely it was open then.
    #[serde(rename = "s")]
    since: Timestamp,
    #[serde(rename = "p")]
    open: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    door: Option<One>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    amenities: BTreeMap<String, One>,
}

/// What a word is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Door,
    /// Code of an amenity.
    Amenity(String),
}

impl Belief {
    /// Nobody has spoken yet.
    pub const fn new(since: Timestamp, open: f64) -> Self {
        Self { since, open, door: None, amenities: BTreeMap::new() }
    }

    /// Takes in one word; answers which earlier words can be judged by now. `None` when it was
    /// older than what is known.
    pub fn hear(&mut self, about: &About, report: &Report) -> Option<Vec<Verdict>> {
        let (one, policy) = match about {
            About::Door => {
                let fresh = self.fresh_door();
                let door = self.door.get_or_insert(fresh);
                if matches!((&report.by, report.said), (By::Keeper, Said::Works)) {
                    // Whoever has just unlocked it knows better than yesterday's words.
                    *door = One::new(KEPT_OPEN, report.at, *door.rates());
                }
                (door, &Policy::DOOR)
            }
            About::Amenity(code) => {
                let fresh = One::new(AMENITY_WORKS, self.since, Rates::amenity());
                (self.amenities.entry(code.clone()).or_insert(fresh), &Policy::AMENITY)
            }
        };
        let heard = one.hear(policy, report);
        heard.counted.then_some(heard.verdicts)
    }

    /// Judges what is old enough and forgets what is past memory.
    pub fn settle(&mut self, now: Timestamp) -> Vec<Verdict> {
        let doors = self.door.iter_mut().map(|door| (door, &Policy::DOOR));
        let others = self.amenities.values_mut().map(|one| (one, &Policy::AMENITY));
        doors.chain(others).flat_map(|(one, policy)| one.settle(policy, now)).collect()
    }

    /// Whether any word is still kept apart.
    pub fn has_words(&self) -> bool {
        self.door.iter().chain(self.amenities.values()).any(|one| one.last_said().is_some())
    }

    /// The door's probability as a curve over time.
    pub fn trend(&self) -> Trend {
        match &self.door {
            Some(door) => door.trend(&Policy::DOOR),
            None => self.fresh_door().trend(&Policy::DOOR),
        }
    }

    /// Whether an amenity that the description names works, as far as anybody knows. It changes
    /// with a word only, never by time alone: what fades, fades towards one half.
    pub fn works(&self, amenity: &str, at: Timestamp) -> bool {
        let spoken = self.amenities.get(amenity);
        spoken.is_none_or(|one| one.works(&Policy::AMENITY, at) >= LISTED)
    }

    /// The same for amenities that somebody has spoken of.
    pub fn doubts(&self) -> impl Iterator<Item = (&str, Trend)> {
        let trend = |one: &One| one.trend(&Policy::AMENITY);
        self.amenities.iter().map(move |(code, one)| (code.as_str(), trend(one)))
    }

    /// When somebody last said that it is open.
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        self.door.as_ref().and_then(One::confirmed_at)
    }

    /// What is believed after the description was changed: nothing of amenities it has no longer.
    #[must_use]
    pub fn described(&self, is: &Place) -> Self {
        let mut belief = self.clone();
        belief.amenities.retain(|code, _| is.offers(code));
        belief
    }

    fn fresh_door(&self) -> One {
        One::new(self.open, self.since, Rates::door())
    }
}
