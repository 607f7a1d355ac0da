//! The made-up names and wordings, read from `data/`.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

/// A county of the demo.
#[derive(Debug, Clone, Deserialize)]
pub struct County {
    pub code: String,
    pub en: String,
}

/// A street of the demo.
#[derive(Debug, Clone, Deserialize)]
pub struct Street {
    pub code: String,
    /// The national name, for the map.
    pub zh: String,
    pub en: String,
    /// Latitude and longitude (WGS-84) in 1/100,000 of a degree.
    pub centre_e5: [i32; 2],
    pub roads: Vec<String>,
    pub communities: Vec<Community>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Community {
    pub code: String,
    pub en: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Places {
    pub county: Vec<County>,
    pub street: Vec<Street>,
}

/// A platform firm.
#[derive(Debug, Deserialize)]
pub struct Firm {
    pub trade: String,
    pub zh: String,
    pub en: String,
    /// Its share of the workers, in percent.
    pub share: u64,
}

#[derive(Debug, Default, Deserialize)]
pub struct Names {
    pub surnames: Vec<String>,
    pub given: Vec<String>,
    pub compounds: Vec<String>,
    pub merchants: Vec<String>,
    pub managers: Vec<String>,
    pub firm: Vec<Firm>,
    pub fields: BTreeMap<String, Vec<String>>,
}

/// When a phrase makes sense.
#[derive(Debug, Deserialize)]
pub struct Season {
    pub words: Vec<String>,
    pub months: Vec<i8>,
    #[serde(default)]
    pub wet: bool,
}

/// Whose words a phrase is.
#[derive(Debug, Deserialize)]
pub struct Trade {
    pub name: String,
    pub words: Vec<String>,
}

/// Which choice a wording stands for.
#[derive(Debug, Deserialize)]
pub struct Hint {
    pub field: String,
    pub code: String,
    pub words: Vec<String>,
}

/// What is said about one kind of matter.
#[derive(Debug, Deserialize)]
pub struct Talk {
    pub code: String,
    pub weight: u64,
    pub open: String,
    pub photo: String,
    pub detail: Vec<String>,
    pub ask: Vec<String>,
    pub solved: Vec<String>,
    pub partly: Vec<String>,
    pub explained: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Talks {
    pub season: Vec<Season>,
    pub trade: Vec<Trade>,
    pub hint: Vec<Hint>,
    pub open: BTreeMap<String, Vec<String>>,
    pub common: BTreeMap<String, Vec<String>>,
    pub matter: Vec<Talk>,
}

// The files are part of the crate and read whole by the tests: a fault cannot reach anybody.
pub static PLACES: LazyLock<Places> =
    LazyLock::new(|| toml::from_str(include_str!("../data/places.toml")).unwrap_or_default());
pub static NAMES: LazyLock<Names> =
    LazyLock::new(|| toml::from_str(include_str!("../data/names.toml")).unwrap_or_default());
pub static TALKS: LazyLock<Talks> =
    LazyLock::new(|| toml::from_str(include_str!("../data/talk.toml")).unwrap_or_default());

impl Talks {
    pub fn of(&self, matter: &str) -> Option<&Talk> {
        self.matter.iter().find(|talk| talk.code == matter).or(self.matter.last())
    }
    pub fn common(&self, key: &str) -> &[String] {
        self.common.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether `text` holds one of the words.
pub fn holds(text: &str, words: &[String]) -> bool {
    words.iter().any(|word| text.contains(word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole_and_speak_of_every_matter() {
        assert_eq!(PLACES.street.len(), 9);
        assert_eq!(NAMES.firm.iter().map(|firm| firm.share).sum::<u64>(), 100);
        let catalogue = catalogue::Catalogue::embedded();
        for matter in catalogue.matters().iter().filter(|matter| !matter.members_only) {
            assert!(TALKS.matter.iter().any(|talk| talk.code == matter.code), "{}", matter.code);
        }
        for talk in &TALKS.matter {
            assert!(catalogue.matter(&talk.code).is_some(), "{}", talk.code);
            assert!(TALKS.open.contains_key(&talk.open), "{}", talk.open);
        }
    }
}
