//! What a person or a unit carries for a unit over days: instructors, liaisons, rosters, seats,
//! parties, agreements. One engine keeps all of them; `duties.toml` says which there are.
//!
//! Invariant: a duty with a term ends; its renewal is due some days before.

pub mod give;
mod hand_over;
pub mod log;
pub mod seats;
pub mod store;
pub mod watch;

use contracts::{PersonId, UnitId};
use kernel::{Day, Id};

pub use give::{NewDuty, NewVisit, away, end, give, visit};
pub use hand_over::{HandOver, hand_over};
pub use watch::{DutyGap, Renewal, gaps, renewals, roster_gaps};

/// The names of this engine's ids.
pub enum DutyName {}
pub enum VisitName {}
pub type DutyId = Id<DutyName>;
pub type VisitId = Id<VisitName>;

/// Somebody, as riders are shown them: what the bearer agreed to be known by in this service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownAs {
    /// A name of service, such as 张师傅; not the name in the identity papers.
    pub name: String,
    /// How to reach them: an office's telephone, a window.
    pub reach: String,
}

/// A duty that is or was carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    pub id: DutyId,
    /// Code of the catalogue's duty.
    pub duty: String,
    /// For which unit.
    pub unit: UnitId,
    /// Who carries it, where a person does.
    pub person: Option<PersonId>,
    /// The unit that carries it, where a unit does.
    pub bearer: Option<UnitId>,
    pub deputy: Option<PersonId>,
    /// Code of the seat or party.
    pub seat: Option<String>,
    pub shown: Option<ShownAs>,
    pub deputy_shown: Option<ShownAs>,
    /// What is promised or to be done.
    pub text: Option<String>,
    /// The first day on which it counts.
    pub from: Day,
    /// The first day on which its term is over.
    pub until: Option<Day>,
    /// The first day on which it counts no more, when it was ended before its term.
    pub ended: Option<Day>,
    /// Days away: the first, and the first on which the bearer is back.
    pub away: Vec<(Day, Day)>,
}

impl Duty {
    /// Whether it is carried on a day.
    pub fn runs_on(&self, day: Day) -> bool {
        let over = |end: Option<Day>| end.is_some_and(|end| day >= end);
        self.from <= day && !over(self.until) && !over(self.ended)
    }

    /// Whether the deputy stands in on a day.
    pub fn is_away(&self, day: Day) -> bool {
        self.away.iter().any(|(from, until)| (*from..*until).contains(&day))
    }

    /// Whom riders are shown on a day: the bearer, or in their absence the deputy.
    pub fn shown_on(&self, day: Day) -> Option<&ShownAs> {
        if self.is_away(day) { self.deputy_shown.as_ref() } else { self.shown.as_ref() }
    }
}
