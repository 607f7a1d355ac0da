//! A place as it is described. Whether it is open is another question (`shelf`, `tap`).

use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp, Wgs84};
use serde::{Deserialize, Serialize};

use crate::{PlaceId, outline::Outline};

/// A place as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub id: PlaceId,
    /// What people and other programs call it; unique in the deployment.
    pub code: String,
    /// Code of the catalogue's kind.
    pub kind: String,
    /// The city's own label, such as 小蜜蜂; may be empty.
    pub brand: String,
    pub name: String,
    pub area: AreaCode,
    pub at: Wgs84,
    pub address: String,
    /// `opening_hours` of OpenStreetMap, Asia/Shanghai; empty while nobody knows.
    pub hours: String,
    pub amenities: Vec<Offered>,
    pub detail: Detail,
    /// The organization that keeps it.
    pub owner: Option<UnitId>,
    /// `desk`, `import` or `demo`.
    pub source: String,
    /// Grows with every change of the description.
    pub edition: i64,
    /// Grows with every change, taps included.
    pub version: i64,
    pub changed_at: Timestamp,
    /// Given up: it stays in the books and is found no more.
    pub closed_at: Option<Timestamp>,
}

/// An amenity that a place says it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Code of the catalogue's amenity.
    #[serde(rename = "a")]
    pub code: String,
    /// Pieces, where it is counted: sockets, beds.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// What is known of some places only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Detail {
    /// People who fit in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Square metres; computed where an outline is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub square_metres: Option<u32>,
    /// Volts of the batteries that are swapped there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub voltages: Vec<u16>,
    /// Battery slots of a swap cabinet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub battery_slots: Option<u32>,
    /// Times at which it is shared, and with whom; without any it is open to everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<SharedSlot>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The ground that it covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outline: Option<Outline>,
    /// Codes of the catalogue's vehicles that may stop there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<String>,
    /// Minutes for which one may stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stay_minutes: Option<u32>,
    /// Code of the street (暖心街区) that it is part of.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part_of: String,
    /// What else a worker should know: "the door is behind the pharmacy".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A time slot that a place shares with some groups only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedSlot {
    /// `opening_hours` of the slot: `22:00-06:00`.
    pub hours: String,
    /// Codes of the catalogue's groups of workers.
    pub groups: Vec<String>,
}

/// Under what agreement a place is shared or kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    pub standing: Standing,
    /// With whom, about what, who pays, who answers: in one line.
    pub terms: String,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// How far an agreement has come. Only what is in force opens a shared slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// 商议中
    Proposed,
    /// 已签订
    Agreed,
    /// 已开放
    InForce,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Agreed, Self::InForce];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Agreed => "agreed",
            Self::InForce => "in-force",
        }
    }
}

impl Agreement {
    /// Whether it holds on a day (Shanghai).
    pub fn holds(&self, day: Day) -> bool {
        self.standing == Standing::InForce && self.until.is_none_or(|until| day <= until)
    }
}

impl Place {
    pub fn offers(&self, amenity: &str) -> bool {
        self.amenities.iter().any(|one| one.code == amenity)
    }
    /// Whether it is kept and may be found.
    pub const fn is_kept(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// A description to be kept, before it is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Empty for one to be made.
    pub code: String,
    /// A code, another word for the kind, or a brand.
    pub kind: String,
    pub name: String,
    /// Empty to be found in the name.
    pub brand: String,
    /// `None` to be found from the position.
    pub area: Option<AreaCode>,
    pub at: Wgs84,
    pub address: String,
    pub hours: String,
    /// Codes or other words, each with a count where there is one.
    pub amenities: Vec<(String, Option<u32>)>,
    pub detail: Detail,
    pub owner: Option<UnitId>,
}
