//! The catalogue as a whole.

use serde::Serialize;

use crate::{
    chain::Chain,
    city::City,
    collective::{CollectiveKind, Collectives},
    duties::DutyKind,
    funds::Purpose,
    gatherings::{GatheringKind, Gatherings},
    industries::Industries,
    matter::{Door, Group, Matter},
    passes::Passes,
    places::Places,
    points::{Occasion, PointRule},
    ratings::Ratings,
    results::{ResultKind, Results},
    units::{Role, UnitKind},
};

/// Everything a city declares. Only a faultless one can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    pub(crate) city: City,
    pub(crate) groups: Vec<Group>,
    pub(crate) matters: Vec<Matter>,
    pub(crate) unit_kinds: Vec<UnitKind>,
    pub(crate) roles: Vec<Role>,
    pub(crate) point_rules: Vec<PointRule>,
    pub(crate) doors: Vec<Door>,
    pub(crate) ratings: Ratings,
    pub(crate) chain: Option<Chain>,
    pub(crate) collectives: Option<Collectives>,
    pub(crate) passes: Option<Passes>,
    pub(crate) results: Results,
    pub(crate) places: Places,
    pub(crate) industries: Industries,
    pub(crate) duties: Vec<DutyKind>,
    pub(crate) gatherings: Gatherings,
    pub(crate) purposes: Vec<Purpose>,
    pub(crate) catch_all_matter: String,
    pub(crate) catch_all_unit_kind: String,
}

impl Catalogue {
    pub fn city(&self) -> &City {
        &self.city
    }
    /// In the order of `groups.toml`, which is the order of the page.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    pub fn group(&self, code: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.code == code)
    }
    /// By group, then as written.
    pub fn matters(&self) -> &[Matter] {
        &self.matters
    }
    pub fn matters_of<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a Matter> {
        self.matters.iter().filter(move |matter| matter.group == group)
    }
    pub fn matter(&self, code: &str) -> Option<&Matter> {
        self.matters.iter().find(|matter| matter.code == code)
    }
    /// The code of the matter that takes whatever fits no other.
    pub fn catch_all_matter(&self) -> &str {
        &self.catch_all_matter
    }
    pub fn unit_kinds(&self) -> &[UnitKind] {
        &self.unit_kinds
    }
    pub fn unit_kind(&self, code: &str) -> Option<&UnitKind> {
        self.unit_kinds.iter().find(|kind| kind.code == code)
    }
    /// The kind of organization that takes every matter nobody else takes: the street office.
    pub fn catch_all_unit_kind(&self) -> &str {
        &self.catch_all_unit_kind
    }
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }
    pub fn role(&self, code: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.code == code)
    }
    pub fn point_rules(&self) -> &[PointRule] {
        &self.point_rules
    }
    pub fn point_rule(&self, code: &str) -> Option<&PointRule> {
        self.point_rules.iter().find(|rule| rule.code == code)
    }
    /// The rules that pay on an occasion.
    pub fn point_rules_when(&self, when: Occasion) -> impl Iterator<Item = &PointRule> {
        self.point_rules.iter().filter(move |rule| rule.when == when)
    }
    pub fn doors(&self) -> &[Door] {
        &self.doors
    }
    /// How riders rate merchants.
    pub fn ratings(&self) -> &Ratings {
        &self.ratings
    }
    pub fn door(&self, code: &str) -> Option<&Door> {
        self.doors.iter().find(|door| door.code == code)
    }
    /// The way through a contact member; `None` where the city has no such members.
    pub const fn chain(&self) -> Option<&Chain> {
        self.chain.as_ref()
    }
    /// Matters that concern many; `None` where the city has none.
    pub const fn collectives(&self) -> Option<&Collectives> {
        self.collectives.as_ref()
    }
    pub fn collective_kind(&self, code: &str) -> Option<&CollectiveKind> {
        self.collectives.as_ref()?.kind(code)
    }
    /// Kinds of pass; `None` where the city issues none.
    pub const fn passes(&self) -> Option<&Passes> {
        self.passes.as_ref()
    }
    /// What a solved case may leave on the ground, and when that counts as verified.
    pub fn results(&self) -> &Results {
        &self.results
    }
    pub fn result_kind(&self, code: &str) -> Option<&ResultKind> {
        self.results.kind(code)
    }
    /// Kinds of places, what they offer, and what the city calls them.
    pub const fn places(&self) -> &Places {
        &self.places
    }
    /// Industries and the occupations in them.
    pub const fn industries(&self) -> &Industries {
        &self.industries
    }
    /// What a person or a unit may be given to do for a unit.
    pub fn duties(&self) -> &[DutyKind] {
        &self.duties
    }
    pub fn duty(&self, code: &str) -> Option<&DutyKind> {
        self.duties.iter().find(|duty| duty.code == code)
    }
    /// What earmarked money may be spent on.
    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }
    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }
    /// Kinds of gathering, and the hours that are not busy.
    pub const fn gatherings(&self) -> &Gatherings {
        &self.gatherings
    }
    pub fn gathering_kind(&self, code: &str) -> Option<&GatheringKind> {
        self.gatherings.kind(code)
    }
    /// Every example sentence with the code of its matter, of what everybody can report.
    pub fn phrases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.matters.iter().filter(|matter| !matter.members_only).flat_map(|matter| {
            matter.phrases.iter().map(|phrase| (matter.code.as_str(), phrase.as_str()))
        })
    }
}
