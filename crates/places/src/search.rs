//! What somebody looks for, read from a query, and the answer.

use catalogue::Places;
use kernel::{Timestamp, Wgs84};
use nearby::{Hit, Query, Set, View, Word, belief::LISTED};

use crate::{
    import::Crs,
    shelf::{Card, Shelf, need_text, volts},
};

/// How many are found when nobody says otherwise, and at most.
const COUNT: usize = 20;
pub const COUNT_MAX: usize = 200;

/// A search, as the index takes it and as people meant it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub query: Query,
    /// The datum in which positions came and go out again.
    pub crs: Crs,
    pub voltage: Option<u16>,
}

/// A parameter that does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {code}")]
pub struct Unread {
    pub name: &'static str,
    /// A key of the words.
    pub code: &'static str,
    /// What was written there, so far as it may be shown.
    pub about: String,
}

fn unread(name: &'static str, code: &'static str, about: &str) -> Unread {
    Unread { name, code, about: about.chars().take(40).collect() }
}

impl Asked {
    /// Everything open now around a point.
    pub const fn around(point: Wgs84, at: Timestamp) -> Self {
        let query = Query { open: true, belief_min: LISTED, ..Query::near(point, COUNT, at) };
        Self { query, crs: Crs::Wgs84, voltage: None }
    }

    /// Reads a query's raw text without keeping any of it.
    ///
    /// # Errors
    /// The first parameter that does not read; those that nobody knows are left alone.
    pub fn read(raw: &str, rules: &Places, now: Timestamp) -> Result<Self, Unread> {
        let pairs = || raw.split('&').filter_map(|pair| pair.split_once('='));
        let (mut lat, mut lon, mut crs) = (None, None, Crs::Wgs84);
        for (name, value) in pairs() {
            match name {
                "lat" => lat = Some(degrees("lat", value)?),
                "lon" | "lng" => lon = Some(degrees("lon", value)?),
                "crs" if !value.is_empty() => {
                    crs = value.parse().map_err(|_| unread("crs", "places-crs-wrong", value))?;
                }
                _ => {}
            }
        }
        let missing = |name| unread(name, "places-degrees-missing", "");
        let (lat, lon) = (lat.ok_or_else(|| missing("lat"))?, lon.ok_or_else(|| missing("lon"))?);
        let point = crs.read(lat, lon).map_err(|_| unread("lat", "places-degrees-wrong", ""))?;
        let mut asked = Self { crs, ..Self::around(point, now) };
        for (name, value) in pairs().filter(|(_, value)| !value.is_empty()) {
            asked.take(name, value, rules)?;
        }
        Ok(asked)
    }

    /// A condition, as pages and programs name them alike.
    pub(crate) fn take(&mut self, name: &str, value: &str, rules: &Places) -> Result<(), Unread> {
        let query = &mut self.query;
        match name {
            "k" => {
                let k: usize =
                    value.parse().map_err(|_| unread("k", "places-number-wrong", value))?;
                query.count = k.clamp(1, COUNT_MAX);
            }
            "amenities" | "need" => {
                let amenity = |word: &str| rules.amenity_named(word);
                query.amenities = set(value, "amenities", "places-amenity-unknown", amenity)?;
            }
            "kind" => {
                let kind = |word: &str| rules.kind_named(word);
                query.kinds = set(value, "kind", "places-kind-unknown", kind)?;
            }
            "group" => {
                let group = |word: &str| rules.group_named(word);
                query.groups = set(value, "group", "places-group-unknown", group)?;
            }
            "voltage" => {
                let digits = value.trim_end_matches(['v', 'V']);
                let volts_asked: u16 =
                    digits.parse().map_err(|_| unread("voltage", "places-number-wrong", value))?;
                self.voltage = Some(volts_asked);
                query.volts = volts(&[volts_asked]);
            }
            "reach" => {
                let metres: u32 =
                    value.parse().map_err(|_| unread("reach", "places-number-wrong", value))?;
                query.reach_metres = f64::from(metres);
            }
            "open_at" => query.at = instant(value)?,
            "open" => {
                let any = value == "any";
                query.open = !any;
                query.belief_min = if any { 0.0 } else { LISTED };
            }
            _ => {}
        }
        Ok(())
    }

    /// Finds what suits, nearest first, and counts the search when nothing lies within reach.
    pub(crate) fn find<'v>(
        &self,
        view: &'v View<Card>,
        shelf: &Shelf,
        rules: &Places,
        now: Timestamp,
    ) -> Vec<Hit<'v, Card>> {
        let hits = view.nearest(&self.query);
        let reach = f64::from(rules.reach_metres);
        if self.query.open && hits.first().is_none_or(|hit| hit.metres > reach) {
            let Query { amenities, kinds, .. } = self.query;
            let need = need_text(rules, amenities, kinds, self.voltage);
            shelf.missed(self.query.point, now, need);
        }
        hits
    }

    /// What is told of a place that was found.
    pub fn word(&self, hit: &Hit<'_, Card>, when: nearby::When) -> Word {
        let state = hit.spot.entrance.state(&when, self.query.groups);
        Word::of(hit.spot.door.open(self.query.at, state))
    }
}

fn degrees(name: &'static str, text: &str) -> Result<f64, Unread> {
    text.parse().map_err(|_| unread(name, "places-degrees-wrong", text))
}

/// RFC 3339; a plus sign that nobody encoded arrives as it is or as a blank.
fn instant(text: &str) -> Result<Timestamp, Unread> {
    let decoded = decoded(text).replace(' ', "+");
    decoded.parse().map_err(|_| unread("open_at", "places-instant-wrong", text))
}

/// A list of codes or words as a set of their bits.
fn set(
    text: &str,
    name: &'static str,
    code: &'static str,
    known: impl Fn(&str) -> Option<usize>,
) -> Result<Set, Unread> {
    let bit = |word: &str| {
        let at = known(word).and_then(|at| u8::try_from(at).ok());
        at.ok_or_else(|| unread(name, code, word))
    };
    if !text.contains(['%', '+']) {
        return text.split(',').filter(|word| !word.is_empty()).map(bit).collect();
    }
    let words = decoded(text);
    words.split([',', ' ', ';']).filter(|word| !word.is_empty()).map(bit).collect()
}

fn decoded(text: &str) -> String {
    let spaced = text.replace('+', "%2B");
    let query = ui::query::Query::new("", &format!("v={spaced}"));
    query.get("v").unwrap_or_default().replace('+', " ")
}
