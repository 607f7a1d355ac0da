//! What a person or a unit may be given to do for a unit over days: `duties.toml`.

use serde::Serialize;

use crate::{fault::What, load::rows, named::named, read::Table, units::Category, words::Words};

named! {
    /// Who carries a duty.
    Bearer {
        Person = "person",
        /// A unit, such as a department in a joint conference or a party to an agreement.
        Unit = "unit",
    }
}

named! {
    /// Who may read that somebody carries it.
    Shown {
        /// The desk alone.
        Desk = "desk",
        /// Workers of the area too, with how to reach the bearer.
        Workers = "workers",
    }
}

/// A kind of duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DutyKind {
    pub code: String,
    pub name: Words,
    pub bearer: Bearer,
    /// Sorts of organization for which it is carried.
    pub at: Vec<Category>,
    /// Codes of the kinds of organization, when only some of those sorts are meant.
    pub kinds: Vec<String>,
    /// Longest term in days; a term must be given then.
    pub term_days: Option<u32>,
    /// Days before the end of the term at which its renewal becomes due.
    pub renew_days: u32,
    /// Whether somebody must stand in for the bearer.
    pub deputy: bool,
    /// A unit of these kinds without a bearer is a gap.
    pub required: bool,
    /// How many must carry it at once, for each seat where there are such.
    pub least: u32,
    pub shown: Shown,
    /// Seats or parties told apart: a council's categories, the six parties of a community.
    pub seats: Vec<Seat>,
    /// What the bearer goes there for; each visit is of one of these kinds.
    pub visits: Vec<Seat>,
    /// Whether it says in words what is promised or to be done.
    pub text: bool,
}

/// A named part of a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seat {
    pub code: String,
    pub name: Words,
    /// Whether it has a vote in the body; a visit has none.
    pub votes: bool,
}

/// Reads all of `duties.toml`.
pub(crate) fn read(top: &Table<'_>) -> Vec<DutyKind> {
    rows(top, "duty", DutyKind::read)
}

impl DutyKind {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Duty), table.words("name"));
        let (bearer, at) = (table.one_of("bearer"), table.some_of("at"));
        let kinds = table.texts("kinds");
        for (kind, line) in &kinds {
            table.refer_at(What::UnitKind, kind, *line);
        }
        let number =
            |key| table.number_if(key, 1..=3_650).and_then(|days| u32::try_from(days).ok());
        let (term_days, renew_days) = (number("term_days"), number("renew_days"));
        Some(Self {
            code: code?,
            name: name?,
            bearer: bearer?,
            at: at?,
            kinds: kinds.into_iter().map(|(kind, _)| kind).collect(),
            term_days,
            renew_days: renew_days.unwrap_or(30),
            deputy: table.flag("deputy"),
            required: table.flag("required"),
            least: number("least").unwrap_or(1),
            shown: table.one_of("shown")?,
            seats: table.children("seat", Seat::read),
            visits: table.children("visit", Seat::read),
            text: table.flag("text"),
        })
    }

    /// Whether it is carried for units of this kind.
    pub fn is_at(&self, kind: &str, category: Category) -> bool {
        self.at.contains(&category)
            && (self.kinds.is_empty() || self.kinds.iter().any(|one| one == kind))
    }
}

impl Seat {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.parsed("code", crate::fault::Wanted::Kebab, crate::read::kebab);
        let name = table.words("name");
        Some(Self { code: code?, name: name?, votes: table.flag("votes") })
    }
}
