//! Which organizations there are, as those who hand matters to them need to know.

use kernel::{AreaCode, Level};

use crate::names::UnitId;

/// What may be said of an organization on any page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCard {
    pub id: UnitId,
    /// Code of the catalogue's unit kind.
    pub kind: String,
    pub name_zh: String,
    pub name_en: String,
    /// The area served.
    pub area: AreaCode,
}

impl UnitCard {
    /// The name in Chinese or, with `english`, in English.
    pub fn name(&self, english: bool) -> &str {
        if english { &self.name_en } else { &self.name_zh }
    }
}

/// The organizations of a deployment, kept in memory by whoever owns them.
pub trait Units: Send + Sync {
    fn unit(&self, id: UnitId) -> Option<UnitCard>;

    /// The unit of `kind` that serves exactly `area`.
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId>;

    /// The unit that answers for everything in `area` at this level: the residents' committee,
    /// the street office, the county's or the city's dispatch centre.
    fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId>;

    /// The unit that runs the deployment; there always is one.
    fn operator(&self) -> UnitId;

    /// Units that may take a matter in `area`: those serving it or an area above it.
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard>;
}
