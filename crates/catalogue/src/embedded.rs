//! The catalogue shipped inside the program.

use crate::catalogue::Catalogue;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../catalogue/", $name)))),+]
    };
}

/// Every file of the shipped catalogue; a test compares this list with the folder.
pub(crate) const FILES: &[(&str, &str)] = files![
    "city.toml",
    "groups.toml",
    "units.toml",
    "roles.toml",
    "points.toml",
    "scopes.toml",
    "ratings.toml",
    "chain.toml",
    "collective.toml",
    "passes.toml",
    "results.toml",
    "places.toml",
    "industries.toml",
    "duties.toml",
    "gatherings.toml",
    "funds.toml",
    "matters/access.toml",
    "matters/express.toml",
    "matters/labour.toml",
    "matters/living.toml",
    "matters/other.toml",
    "matters/parking.toml",
    "matters/platform.toml",
    "matters/rest.toml",
    "matters/road.toml",
];

impl Catalogue {
    /// The shipped catalogue.
    ///
    /// # Panics
    /// When it has a fault; the tests see to it that a released program's has none.
    #[expect(clippy::panic, reason = "a faulty built-in catalogue is a defect of the build")]
    pub fn embedded() -> Self {
        Self::from_sources(FILES.iter().copied()).unwrap_or_else(|faults| {
            panic!("the built-in catalogue is at fault: {faults:?}");
        })
    }

    /// The shipped files by name, for writing out as the start of a city's own.
    pub fn embedded_files() -> &'static [(&'static str, &'static str)] {
        FILES
    }
}
