//! Kinds of matter: what a worker can ask for, and how it is then treated.

mod read;
mod time;

use kernel::Level;
use serde::Serialize;

pub use time::{Climb, Deadlines};
pub(crate) use time::{is_zero, span, within};

use crate::{
    form::{Field, ValueFault},
    named::named,
    owner::OwnerRule,
    words::Words,
};

named! {
    /// Whether a report carries photos.
    PhotoRule {
        None = "none",
        Optional = "optional",
        /// Lawful only where a photo is the matter itself; nobody may be made to upload one.
        Required = "required",
    }
}

named! {
    /// Who can solve the matter.
    Solver {
        Firm = "firm",
        Department = "department",
        Either = "either",
    }
}

named! {
    /// What the public page may show.
    Visibility {
        /// That there is a case of this kind, and its state.
        PublicCategoryOnly = "public-category-only",
        /// Its text too, once a clerk has read it and released it.
        PublicAfterRelease = "public-after-release",
        /// It is counted in statistics and shown nowhere.
        Private = "private",
    }
}

/// The first tap of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    pub code: String,
    pub name: Words,
}

/// Where a worker is sent with what this platform does not solve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Door {
    pub code: String,
    pub name: Words,
    pub phone: String,
    /// Why, and what to do.
    pub text: Words,
}

/// A kind of matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is declared for itself")]
pub struct Matter {
    pub code: String,
    pub group: String,
    pub name: Words,
    /// One plain sentence below the name.
    pub hint: Words,
    /// What riders say, in Chinese; the suggestion learns from them.
    pub phrases: Vec<String>,
    pub photo: PhotoRule,
    /// Other evidence worth having ready; never compulsory.
    pub proofs: Vec<Words>,
    pub solver: Solver,
    pub deadlines: Deadlines,
    /// The levels that silence climbs, lowest first.
    pub climbs: Vec<Climb>,
    pub visibility: Visibility,
    /// Handled behind closed doors: never published, names shown to the owner only.
    pub sensitive: bool,
    /// Whether it is solved can be seen on the spot: closed cases may be drawn for a check.
    pub checkable: bool,
    /// A dispute about money: it has a claim, evidence, instalments.
    pub money: bool,
    /// It can be mediated.
    pub mediation: bool,
    /// Rings the duty desk; its deadlines run through nights and holidays.
    pub urgent: bool,
    /// The rule that pays when the case is closed and confirmed.
    pub points: Option<String>,
    /// What this platform can and cannot do here.
    pub scope: Option<Words>,
    /// Codes of the right doors for what is out of scope.
    pub doors: Vec<String>,
    pub fields: Vec<Field>,
    /// First owners, the first match wins; see [`Matter::owner_for`].
    pub owners: Vec<OwnerRule>,
    /// Who is told at once with the owner; see [`Matter::copied_to`].
    pub copy_to: Option<OwnerRule>,
    /// Only contact members report it; others are not even asked.
    pub members_only: bool,
    /// A signal of a group's mood: nobody but the branch that took it learns who gave it.
    pub signal: bool,
    pub samples: Vec<Sample>,
    /// The kind of organization that owns what no rule gives to anybody: the street office.
    pub(crate) catch_all: String,
}

/// A believable report, for tests, documentation and previews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sample {
    pub title: String,
    pub text: String,
    /// Values by field key.
    pub fields: Vec<(String, String)>,
}

impl Matter {
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether a report with these values is urgent: the matter is, or a yes in it says so.
    pub fn is_urgent(&self, values: &[(String, String)]) -> bool {
        let said_yes = |field: &Field| {
            values.iter().any(|(key, value)| *key == field.key && value.trim() == "yes")
        };
        self.urgent || self.fields.iter().any(|field| field.urgent && said_yes(field))
    }

    /// Checks a filled-in form: every fault with the key it belongs to, in the form's order,
    /// unknown keys last.
    pub fn check_form(&self, values: &[(String, String)]) -> Vec<(String, ValueFault)> {
        check_form(&self.fields, values)
    }

    /// The step that silence at `level` climbs to: the nearest declared one above it. `None` at
    /// the top.
    pub fn climb_above(&self, level: Level) -> Option<&Climb> {
        self.climbs.iter().find(|climb| climb.level < level)
    }

    /// How long a unit at `level` may be silent before the matter climbs from it; `None` where
    /// the matter does not climb.
    pub fn climb_at(&self, level: Level) -> Option<&Climb> {
        self.climbs.iter().find(|climb| climb.level == level)
    }
}

pub(crate) fn check_form(
    fields: &[Field],
    values: &[(String, String)],
) -> Vec<(String, ValueFault)> {
    let value_of = |key: &str| values.iter().find(|(name, _)| name == key).map(|(_, value)| value);
    let known = fields.iter().filter_map(|field| {
        let fault = field.check(value_of(&field.key).map_or("", String::as_str)).err()?;
        Some((field.key.clone(), fault))
    });
    let unknown = values.iter().filter(|(key, _)| !fields.iter().any(|field| field.key == *key));
    known.chain(unknown.map(|(key, _)| (key.clone(), ValueFault::NoSuchField))).collect()
}
