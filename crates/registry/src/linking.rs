//! Who is one person across sources (信息系统比对).
//!
//! A link says of two records that they are one person: from when, how probable, why, and who drew
//! it, the program or a person. Records that links connect are one subject; nothing of a record
//! changes, so taking a link back restores what was before to the byte.
//!
//! Invariant: open links never form a ring, so taking any of them back parts its subject in two.
//! Invariant: what a person said is never contradicted: not by a link, nor through a third record.
//! Invariant: a link is ended, never deleted, and the program ends none, but for erased records.

pub mod act;
pub mod digest;
pub mod gather;
pub mod look;
mod model;
pub mod reason;
pub mod run;
pub(crate) mod store;
mod subject;

use std::collections::BTreeMap;

use contracts::PersonId;
use kernel::{Id, Timestamp};
use storage::{Db, Error};

use crate::{RecordId, SourceNo};
pub use reason::Reason;

/// The name of links.
pub enum LinkName {}
pub type LinkId = Id<LinkName>;
/// The name of proposals.
pub enum ProposalName {}
pub type ProposalId = Id<ProposalName>;
/// The name of runs of the program.
pub enum RunName {}
pub type RunId = Id<RunName>;

/// Two records, the smaller first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    pub one: RecordId,
    pub other: RecordId,
}

impl Pair {
    /// `None` for a record with itself.
    pub fn of(one: RecordId, other: RecordId) -> Option<Self> {
        (one != other).then(|| Self { one: one.min(other), other: one.max(other) })
    }

    pub const fn both(self) -> [RecordId; 2] {
        [self.one, self.other]
    }
}

/// Two records are one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub id: LinkId,
    pub pair: Pair,
    pub since: Timestamp,
    /// As the program estimated it; 1 where a person drew the link unasked.
    pub probability: f64,
    pub reasons: Vec<Reason>,
    /// The run that drew it; `None` where a person did.
    pub run: Option<RunId>,
    pub made_by: Option<PersonId>,
    /// When it was taken back.
    pub until: Option<Timestamp>,
    pub ended_by: Option<PersonId>,
    pub ended_why: Option<String>,
}

/// How far a person has come with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Same,
    Apart,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Same => "same",
            Self::Apart => "apart",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Waiting, Self::Same, Self::Apart].into_iter().find(|state| state.as_str() == text)
    }
}

/// A pair about which a person is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub id: ProposalId,
    pub pair: Pair,
    pub probability: f64,
    pub reasons: Vec<Reason>,
    pub made_at: Timestamp,
    pub state: State,
    /// Put off until then.
    pub after: Timestamp,
}

/// The subject of every record that is linked, by record. Whoever is not in it stands alone.
///
/// # Errors
/// When the store fails.
pub fn subjects(db: &mut Db<'_>) -> Result<BTreeMap<RecordId, RecordId>, Error> {
    store::all_subjects(db)
}

/// Pairs that wait for a person, in areas whose code begins with `area`, the likeliest first.
///
/// # Errors
/// When the store fails.
pub fn waiting(
    db: &mut Db<'_>,
    area: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Proposal>, Error> {
    store::waiting(db, area, now, limit)
}

/// The smallest area that holds the sources of both records: digits as areas' codes have them, empty
/// for the whole country.
fn common_area(pair: Pair) -> String {
    let [one, other] = pair.both().map(|record| format!("{:018}", SourceNo::of(record).number()));
    let same = one.bytes().zip(other.bytes()).take(12).take_while(|(a, b)| a == b).count();
    // A code ends with its level; what stands behind it is zeros.
    let mut end = LEVEL_ENDS.into_iter().rfind(|end| *end <= same).unwrap_or(0);
    for (from, to) in LEVEL_ENDS.into_iter().zip(LEVEL_ENDS.into_iter().skip(1)).rev() {
        let is_empty = one.get(from..to).is_some_and(|part| part.bytes().all(|b| b == b'0'));
        if end == to && is_empty {
            end = from;
        }
    }
    one.get(..end).unwrap_or_default().to_owned()
}

/// Where codes of nation, province, city, county, street and community end.
const LEVEL_ENDS: [usize; 6] = [0, 2, 4, 6, 9, 12];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_lies_in_the_smallest_area_of_both_sources() {
        let common = |one: &str, other: &str| {
            let of =
                |code: &str, number| SourceNo::new(&code.parse().unwrap(), number).record(number);
            common_area(Pair::of(of(one, 1), of(other, 2)).unwrap())
        };
        assert_eq!(common("330102", "330102"), "330102");
        assert_eq!(common("330102001", "330102"), "330102");
        assert_eq!(common("330102001", "330102001"), "330102001");
        assert_eq!(common("330102001", "330106"), "3301");
        assert_eq!(common("3301", "330106"), "3301");
        assert_eq!(common("330102", "440300"), "");
    }
}
