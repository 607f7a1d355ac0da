//! The same sentences turned round: not "may I act on this?" but "on which may I act?", so that
//! a list is filtered by the database and never afterwards.

use contracts::{PersonId, UnitId};
use kernel::AreaCode;
use storage::Value;

use super::{Action, Scope, sentences};
use crate::actor::{Actor, Membership};

/// What an action may be done to. Anything that matches one of the parts is within reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Reach {
    pub everything: bool,
    /// These areas and what lies below them; none contains another.
    pub areas: Vec<AreaCode>,
    pub units: Vec<UnitId>,
    /// The person whose own things are within reach.
    pub own: Option<PersonId>,
    /// The person whose hands the things within reach are or were in.
    pub hands: Option<PersonId>,
}

/// The columns of a query that carry what [`Reach`] speaks of. `None` when the rows have no such
/// column, which then matches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns<'c> {
    pub area: Option<&'c str>,
    /// A column, or a condition in which `{}` stands for the list of units:
    /// `owner IN {} OR EXISTS (SELECT 1 FROM parts WHERE parts.id = cases.id AND unit IN {})`.
    pub unit: Option<&'c str>,
    pub person: Option<&'c str>,
    /// A condition in which `{}` stands for the person in whose hands the thing is or was.
    pub hands: Option<&'c str>,
}

/// What `actor` may do `action` to.
pub fn reach(actor: &Actor, action: Action) -> Reach {
    let mut found = Reach::default();
    for role in actor.implicit_roles() {
        found.add(actor, role, None, action);
    }
    for post in &actor.memberships {
        found.add(actor, &post.role, Some(post), action);
    }
    found.simplify();
    found
}

impl Reach {
    fn add(&mut self, actor: &Actor, role: &str, post: Option<&Membership>, action: Action) {
        let told = sentences().filter(|told| told.role == role && told.actions.contains(&action));
        for sentence in told {
            match (sentence.scope, post) {
                (Scope::Everywhere, _) => self.everything = true,
                (Scope::OfTheirOwn, _) => self.own = Some(actor.person),
                (Scope::InTheirHands, Some(_)) => self.hands = Some(actor.person),
                (Scope::InAreaAndBelow, Some(post)) => self.areas.push(post.area),
                (Scope::HeldByOwnUnit, Some(post)) => self.units.push(post.unit),
                // Consent is asked for one case at a time; it never opens a list. And what
                // depends on a post needs one.
                (
                    Scope::AgreedByTheWorker
                    | Scope::InTheirHands
                    | Scope::InAreaAndBelow
                    | Scope::HeldByOwnUnit,
                    _,
                ) => {}
            }
        }
    }

    fn simplify(&mut self) {
        self.areas.sort_unstable();
        let mut kept: Vec<AreaCode> = Vec::new();
        for area in self.areas.drain(..) {
            if !kept.iter().any(|wider| wider.contains(&area)) {
                kept.push(area);
            }
        }
        self.areas = kept;
        self.units.sort_unstable();
        self.units.dedup();
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether one thing is within reach.
    pub fn holds(
        &self,
        area: Option<&AreaCode>,
        units: &[UnitId],
        person: Option<PersonId>,
    ) -> bool {
        self.everything
            || area.is_some_and(|area| self.areas.iter().any(|own| own.contains(area)))
            || units.iter().any(|unit| self.units.contains(unit))
            || (self.own.is_some() && self.own == person)
    }

    /// A condition for WHERE, in brackets, and its parameters, numbered from `first`.
    pub fn sql(&self, columns: &Columns<'_>, first: usize) -> (String, Vec<Value>) {
        if self.everything {
            return ("(1 = 1)".to_owned(), Vec::new());
        }
        let mut values = Vec::new();
        let mut bind = |value: Value| {
            values.push(value);
            format!("${}", first + values.len() - 1)
        };
        let mut parts: Vec<String> = Vec::new();
        if let Some(column) = columns.area {
            for area in &self.areas {
                let (low, high) = area.range();
                let (low, high) = (bind(low.into()), bind(high.into()));
                parts.push(format!("{column} BETWEEN {low} AND {high}"));
            }
        }
        if let (Some(unit), false) = (columns.unit, self.units.is_empty()) {
            let list: Vec<String> =
                self.units.iter().map(|unit| bind(Value::from(*unit))).collect();
            let list = format!("({})", list.join(", "));
            parts.push(if unit.contains("{}") {
                unit.replace("{}", &list)
            } else {
                format!("{unit} IN {list}")
            });
        }
        if let (Some(column), Some(person)) = (columns.person, self.own) {
            parts.push(format!("{column} = {}", bind(person.into())));
        }
        if let (Some(condition), Some(person)) = (columns.hands, self.hands) {
            parts.push(condition.replace("{}", &bind(person.into())));
        }
        if parts.is_empty() {
            return ("(1 = 0)".to_owned(), Vec::new());
        }
        (format!("({})", parts.join(" OR ")), values)
    }
}
