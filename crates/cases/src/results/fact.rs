//! What happens to a case's results, and the results as they stand.

use contracts::{PersonId, UnitId};
use kernel::{Id, Timestamp, geo::Wgs84};
use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Photo};

/// The name of result ids.
pub enum ResultName {}
pub type ResultId = Id<ResultName>;

/// What a unit says that it made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    pub id: ResultId,
    /// Code of the catalogue's kind of result.
    pub kind: String,
    /// In the unit of the kind: square metres, pieces.
    pub quantity: i64,
    pub place: Option<Wgs84>,
    pub address: String,
    pub photo: Option<Photo>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    Recorded(Recorded),
    /// A worker stood before it, or before nothing.
    Seen {
        result: ResultId,
        there: bool,
        remark: String,
    },
    /// Recorded wrongly: it counts no more.
    Struck {
        result: ResultId,
        reason: String,
    },
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Recorded(_) => "result.recorded",
            Self::Seen { .. } => "result.seen",
            Self::Struck { .. } => "result.struck",
        }
    }
    /// Which result it is about.
    pub const fn result(&self) -> ResultId {
        match self {
            Self::Recorded(new) => new.id,
            Self::Seen { result, .. } | Self::Struck { result, .. } => *result,
        }
    }
}

/// One worker's look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub by: PersonId,
    pub there: bool,
    pub at: Timestamp,
}

/// A result as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Deliverable {
    #[serde(flatten)]
    pub what: Recorded,
    /// The unit that recorded it, and who did it there.
    pub unit: Option<UnitId>,
    pub by: Option<PersonId>,
    pub at: Timestamp,
    pub seen: Vec<Seen>,
    pub struck: bool,
}

impl Deliverable {
    /// How many workers saw that it is there.
    pub fn there(&self) -> usize {
        self.seen.iter().filter(|seen| seen.there).count()
    }
    /// How many saw that it is not.
    pub fn missing(&self) -> usize {
        self.seen.len() - self.there()
    }
    /// Enough workers have seen it.
    pub fn is_verified(&self, from: u32) -> bool {
        kernel::count::to_u32(self.there()) >= from
    }
}

/// Takes one more fact in.
pub(crate) fn apply(results: &mut Vec<Deliverable>, entry: &Entry, fact: &Fact) {
    let known = results.iter_mut().find(|one| one.what.id == fact.result());
    match (fact, known) {
        (Fact::Recorded(new), None) => results.push(Deliverable {
            what: new.clone(),
            unit: entry.unit,
            by: entry.actor,
            at: entry.at,
            seen: Vec::new(),
            struck: false,
        }),
        (Fact::Seen { there, .. }, Some(result)) => {
            let there = *there;
            result.seen.extend(entry.actor.map(|by| Seen { by, there, at: entry.at }));
        }
        (Fact::Struck { .. }, Some(result)) => result.struck = true,
        // The rules admit neither a second recording nor a fact about what is not there.
        _ => {}
    }
}
