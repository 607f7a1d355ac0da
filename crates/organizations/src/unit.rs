//! An organization as the fold of the dated facts about it.

use contracts::{PersonId, UnitCard, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};

/// An organization as it is known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub id: UnitId,
    /// Code of the catalogue's unit kind.
    pub kind: String,
    /// The area served.
    pub area: AreaCode,
    pub name_zh: String,
    pub name_en: String,
    /// What its kind asks for besides.
    pub details: Details,
    /// The unit it belongs to.
    pub parent: Option<UnitId>,
    /// Answers for everything in its area at that area's level.
    pub in_charge: bool,
    /// Runs the deployment; exactly one does.
    pub operator: bool,
    /// The first day on which it exists.
    pub from: Day,
    /// The first day on which it exists no more.
    pub until: Option<Day>,
}

/// What may be known of a unit besides names and place; which of it must be, its kind says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Unified social credit code (GB 32100), checked; public.
    pub uscc: Option<String>,
    /// Code of the catalogue's industry.
    pub industry: Option<String>,
    /// How it meets, when not as its kind does: a name of `catalogue::Meeting`.
    pub meets: Option<String>,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum What {
    Founded(Founding),
    Renamed {
        name_zh: String,
        name_en: String,
    },
    /// Belongs to another unit from now on, or to none.
    Moved {
        parent: Option<UnitId>,
    },
    Closed {
        reason: String,
    },
    /// Another credit code, industry or way to meet; all of them as they are from now on.
    Detailed {
        details: Details,
    },
    /// Is of another kind: a general branch raised to a committee.
    Became {
        kind: String,
    },
    /// Its closing was undone.
    Reopened,
}

/// What is said of a unit when it is founded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    pub kind: String,
    pub area: AreaCode,
    pub name_zh: String,
    pub name_en: String,
    pub parent: Option<UnitId>,
    pub in_charge: bool,
    pub operator: bool,
    #[serde(default)]
    pub details: Details,
}

/// Something that holds of a unit from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Counts from 1 within the unit.
    pub seq: i64,
    pub from: Day,
    pub what: What,
    /// `None` when the program itself stated it.
    pub stated_by: Option<PersonId>,
    pub stated_at: Timestamp,
}

impl Unit {
    /// The unit that a founding makes.
    pub fn founded(id: UnitId, from: Day, founding: &Founding) -> Self {
        Self {
            id,
            kind: founding.kind.clone(),
            area: founding.area,
            name_zh: founding.name_zh.clone(),
            name_en: founding.name_en.clone(),
            details: founding.details.clone(),
            parent: founding.parent,
            in_charge: founding.in_charge,
            operator: founding.operator,
            from,
            until: None,
        }
    }

    /// What the facts, oldest first, add up to; `None` unless the first is a founding.
    pub fn fold(id: UnitId, facts: &[Fact]) -> Option<Self> {
        let (first, rest) = facts.split_first()?;
        let What::Founded(founding) = &first.what else { return None };
        let mut unit = Self::founded(id, first.from, founding);
        for fact in rest {
            unit.apply(fact);
        }
        Some(unit)
    }

    /// Takes one more fact in.
    pub fn apply(&mut self, fact: &Fact) {
        match &fact.what {
            // A unit is founded once; see `fold`.
            What::Founded(_) => {}
            What::Renamed { name_zh, name_en } => {
                self.name_zh.clone_from(name_zh);
                self.name_en.clone_from(name_en);
            }
            What::Moved { parent } => self.parent = *parent,
            What::Closed { .. } => self.until = Some(fact.from),
            What::Detailed { details } => self.details.clone_from(details),
            What::Became { kind } => self.kind.clone_from(kind),
            What::Reopened => self.until = None,
        }
    }

    pub const fn is_open(&self) -> bool {
        self.until.is_none()
    }

    /// The name in Chinese or, with `english`, in English.
    pub fn name(&self, english: bool) -> &str {
        if english { &self.name_en } else { &self.name_zh }
    }

    /// What of it held on `day`, as far as had been stated by the end of `known`; `None` when it
    /// was not founded by then. A later statement about the same days goes before an earlier one.
    pub fn as_of(id: UnitId, facts: &[Fact], day: Day, known: Day) -> Option<Self> {
        let held = |fact: &&Fact| fact.from <= day && fact.stated_at.day() <= known;
        let held: Vec<Fact> = facts.iter().filter(held).cloned().collect();
        Self::fold(id, &held)
    }

    /// What other domains are told of it.
    pub fn card(&self) -> UnitCard {
        UnitCard {
            id: self.id,
            kind: self.kind.clone(),
            name_zh: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            area: self.area,
        }
    }
}

impl What {
    /// The last part of the journal's verb and of the words' key.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Founded(_) => "found",
            Self::Renamed { .. } => "rename",
            Self::Moved { .. } => "move",
            Self::Closed { .. } => "close",
            Self::Detailed { .. } => "detail",
            Self::Became { .. } => "become",
            Self::Reopened => "reopen",
        }
    }
}
