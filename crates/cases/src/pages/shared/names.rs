//! What codes and ids are called, in the reader's language.

use contracts::UnitId;
use kernel::{AreaCode, Timestamp};
use ui::{Lang, Value};
use web::Visit;

use crate::{Desk, case::Case, entry::Outcome};

/// Looks names up for one reader.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub visit: &'a Visit,
    pub desk: &'a Desk,
}

impl<'a> Names<'a> {
    pub const fn new(visit: &'a Visit, desk: &'a Desk) -> Self {
        Self { visit, desk }
    }
    pub const fn lang(&self) -> Lang {
        self.visit.lang
    }
    pub const fn now(&self) -> Timestamp {
        self.visit.moment.now()
    }
    /// Whoever reads this.
    pub fn reader(&self) -> Option<contracts::PersonId> {
        self.visit.actor.as_ref().map(|actor| actor.person)
    }
    pub fn t(&self, key: &'a str) -> &'a str {
        self.visit.t(key)
    }
    pub fn tf(&self, key: &str, args: &[(&str, Value<'_>)]) -> String {
        self.visit.tf(key, args)
    }
    /// One of the catalogue's names.
    pub fn of(&self, words: &'a catalogue::Words) -> &'a str {
        if self.visit.lang.is_zh() { &words.zh } else { &words.en }
    }
    /// The matter's name; the code itself for one that is declared no more.
    pub fn matter<'m>(&self, code: &'m str) -> &'m str
    where
        'a: 'm,
    {
        self.desk.catalogue.matter(code).map_or(code, |matter| self.of(&matter.name))
    }
    /// The unit's name. That somebody has to do with a branch of the Party is no firm's business.
    pub fn unit(&self, id: UnitId) -> String {
        if self.veils(id) {
            return self.t("unit-grassroots").to_owned();
        }
        let card = self.desk.units.unit(id);
        card.map_or_else(
            || self.t("unit-gone").to_owned(),
            |card| card.name(!self.visit.lang.is_zh()).to_owned(),
        )
    }
    /// Whether the reader sits in a firm.
    pub fn for_firm(&self) -> bool {
        let actor = self.visit.actor.as_ref();
        actor.is_some_and(|actor| actor.memberships.iter().any(|post| post.role == "firm-clerk"))
    }
    /// Whether the unit is one of which the reader learns nothing.
    pub fn veils(&self, id: UnitId) -> bool {
        self.for_firm() && self.desk.is_branch(id)
    }
    /// A contact member by the public name of service.
    pub fn member(&self, case: &Case) -> String {
        let name = case.chain.as_ref().map_or("", |chain| chain.name.as_str());
        match name {
            _ if self.for_firm() => self.t("unit-grassroots").to_owned(),
            "" => self.t("holder-member").to_owned(),
            name => self.tf("holder-member-named", &[("name", name.into())]),
        }
    }
    /// The area's name from the county down: what people of one city say.
    pub fn area(&self, area: &AreaCode) -> String {
        self.desk.areas.local_name(area)
    }
    /// `11月24日 17:30`
    pub fn when(&self, at: Timestamp) -> String {
        ui::when::when(self.visit.lang, at, self.now())
    }
    /// The right door with its telephone number.
    pub fn door(&self, code: &str) -> Option<&catalogue::Door> {
        self.desk.catalogue.door(code)
    }
    pub fn outcome(&self, outcome: Outcome) -> &'a str {
        self.visit.t(match outcome {
            Outcome::Solved => "outcome-solved",
            Outcome::Partly => "outcome-partly",
            Outcome::Explained => "outcome-explained",
        })
    }
    /// The declared fields of a case, with names and values as people read them.
    pub fn fields(&self, case: &Case) -> Vec<(String, String)> {
        let matter = self.desk.catalogue.matter(&case.matter);
        case.fields
            .iter()
            .map(|(key, value)| match matter.and_then(|matter| matter.field(key)) {
                Some(field) => (self.of(&field.name).to_owned(), self.value(field, value)),
                None => (key.clone(), value.clone()),
            })
            .collect()
    }
    /// A field's value as people read it.
    pub fn value(&self, field: &catalogue::Field, value: &str) -> String {
        use catalogue::FieldKind::{Choice, Money, YesNo};
        match field.kind {
            Choice => field
                .choices
                .iter()
                .find(|choice| choice.code == value)
                .map_or_else(|| value.to_owned(), |choice| self.of(&choice.name).to_owned()),
            YesNo if value == "yes" => self.visit.t("yes").to_owned(),
            YesNo if value == "no" => self.visit.t("no").to_owned(),
            Money => value.parse().map_or_else(|_| value.to_owned(), super::money::amount),
            _ => value.to_owned(),
        }
    }
}
