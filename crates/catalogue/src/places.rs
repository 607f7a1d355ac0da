//! Kinds of places and what they offer: `places.toml`.

use std::cell::RefCell;

use serde::Serialize;

use crate::{
    fault::{Reason, What},
    labels::{LabelFor, LabelRule},
    load::rows,
    read::{Seen, Table},
    templates::Template,
    words::Words,
};

/// Amenities and kinds are kept as bits of 64: a city may declare no more.
const BITS: usize = 64;

/// All of `places.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Places {
    /// Metres (great circle) beyond which a search for what is near finds nothing.
    pub reach_metres: u32,
    pub families: Vec<ServiceFamily>,
    pub groups: Vec<WorkerGroup>,
    /// The position in this list is the amenity's bit.
    pub amenities: Vec<Amenity>,
    /// The position in this list is the kind's bit.
    pub kinds: Vec<PlaceKind>,
    pub brands: Vec<Brand>,
    /// What parks and unloads.
    pub vehicles: Vec<Vehicle>,
    /// What places earn; a city that says nothing gives no labels.
    pub labels: Vec<LabelRule>,
    /// What compounds may copy.
    pub templates: Vec<Template>,
}

/// A family of services: 医食驻行.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceFamily {
    pub code: String,
    pub name: Words,
}

/// Workers who may be named as entitled to a shared time slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerGroup {
    pub code: String,
    pub name: Words,
}

/// Something that a place offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Amenity {
    pub code: String,
    pub name: Words,
    /// Code of the family that it belongs to.
    pub family: String,
    /// Whether the page of nearby places has a button for it.
    pub need: bool,
    /// Other words under which a file may name it.
    pub also: Vec<String>,
}

/// A kind of vehicle that parks or unloads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vehicle {
    pub code: String,
    pub name: Words,
}

/// A kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is declared for itself")]
pub struct PlaceKind {
    pub code: String,
    pub name: Words,
    /// Whether batteries of stated voltages are swapped there.
    pub swaps: bool,
    /// Whether it has a sheet with gates, rules and buildings.
    pub compound: bool,
    /// Whether it is vetted before it counts, as merchants are.
    pub merchant: bool,
    /// Whether it is a group of places (暖心街区), which it lists.
    pub street: bool,
    /// Other words under which a file may name it.
    pub also: Vec<String>,
}

/// What a city calls its places: a local label over one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brand {
    /// As people say it: 小蜜蜂.
    pub name: String,
    /// Code of the kind behind it.
    pub kind: String,
}

impl Places {
    pub(crate) fn read(top: &Table<'_>) -> Option<Self> {
        let reach = top.number("reach_metres", 200..=50_000);
        let families = rows(top, "family", ServiceFamily::read);
        let groups = rows(top, "group", WorkerGroup::read);
        let seen = Seen::default();
        let amenities = rows(top, "amenity", |table| Amenity::read(table, &seen));
        let seen = Seen::default();
        let kinds = rows(top, "kind", |table| PlaceKind::read(table, &seen));
        let seen = RefCell::default();
        let brands = top.children("brand", |table| Brand::read(table, &seen));
        for (key, count) in [("amenity", amenities.len()), ("kind", kinds.len())] {
            if count > BITS {
                top.fault_at(key, Reason::TooManyRows { key, count, max: BITS });
            }
        }
        let vehicles = top.children("vehicle", Vehicle::read);
        let labels = top.children("label", LabelRule::read);
        let templates = top.children("template", Template::read);
        Some(Self {
            reach_metres: reach?,
            families,
            groups,
            amenities,
            kinds,
            brands,
            vehicles,
            labels,
            templates,
        })
    }

    pub fn family(&self, code: &str) -> Option<&ServiceFamily> {
        self.families.iter().find(|family| family.code == code)
    }
    pub fn group(&self, code: &str) -> Option<&WorkerGroup> {
        self.groups.iter().find(|group| group.code == code)
    }
    pub fn amenity(&self, code: &str) -> Option<&Amenity> {
        self.amenities.iter().find(|amenity| amenity.code == code)
    }
    pub fn kind(&self, code: &str) -> Option<&PlaceKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }

    pub fn template(&self, code: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.code == code)
    }
    pub fn label(&self, code: &str) -> Option<&LabelRule> {
        self.labels.iter().find(|label| label.code == code)
    }
    /// The label that places of a kind may earn; the first that is declared for it.
    pub fn label_of(&self, kind: &str) -> Option<&LabelRule> {
        let kind = self.kind(kind)?;
        self.labels.iter().find(|label| kind.earns(label.of))
    }

    /// The bit of an amenity, by its code or any word for it; letters of either case.
    pub fn amenity_named(&self, word: &str) -> Option<usize> {
        // Programs send codes.
        self.amenities.iter().position(|one| one.code == word).or_else(|| {
            self.amenities.iter().position(|one| is_called(word, &one.code, &one.name, &one.also))
        })
    }
    /// The bit of a kind, by its code, any word for it, or the name of a brand.
    pub fn kind_named(&self, word: &str) -> Option<usize> {
        let own =
            self.kinds.iter().position(|one| is_called(word, &one.code, &one.name, &one.also));
        own.or_else(|| {
            let brand = self.brand_in(word)?;
            self.kinds.iter().position(|kind| kind.code == brand.kind)
        })
    }
    /// The bit of a group, by its code or either name.
    pub fn group_named(&self, word: &str) -> Option<usize> {
        self.groups.iter().position(|one| is_called(word, &one.code, &one.name, &[]))
    }
    /// A kind of vehicle, by its code or either name.
    pub fn vehicle_named(&self, word: &str) -> Option<&Vehicle> {
        self.vehicles.iter().find(|one| is_called(word, &one.code, &one.name, &[]))
    }
    /// The brand whose name stands in `text`, the longest first: 小蜜蜂 in 静宁路小蜜蜂驿站.
    pub fn brand_in(&self, text: &str) -> Option<&Brand> {
        let named = self.brands.iter().filter(|brand| text.contains(brand.name.as_str()));
        named.max_by_key(|brand| brand.name.len())
    }
    /// The amenities that have a button of their own, in order.
    pub fn needs(&self) -> impl Iterator<Item = &Amenity> {
        self.amenities.iter().filter(|amenity| amenity.need)
    }
}

fn is_called(word: &str, code: &str, name: &Words, also: &[String]) -> bool {
    let same = |known: &str| known.eq_ignore_ascii_case(word);
    same(code) || same(&name.zh) || same(&name.en) || also.iter().any(|known| same(known))
}

/// The words of `also`, none of which may stand twice among its kind.
fn also(table: &Table<'_>, what: What, seen: &Seen) -> Vec<String> {
    let words: Vec<String> = table.texts("also").into_iter().map(|(word, _)| word).collect();
    for word in &words {
        table.distinct("also", what, word, seen);
    }
    words
}

impl ServiceFamily {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::ServiceFamily), table.words("name"));
        Some(Self { code: code?, name: name? })
    }
}

impl WorkerGroup {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::WorkerGroup), table.words("name"));
        Some(Self { code: code?, name: name? })
    }
}

impl Vehicle {
    fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Vehicle), table.words("name"));
        Some(Self { code: code?, name: name? })
    }
}

impl Amenity {
    fn read(table: &Table<'_>, seen: &Seen) -> Option<Self> {
        let (code, name) = (table.define("code", What::Amenity), table.words("name"));
        let family = table.refer("family", What::ServiceFamily);
        let need = table.flag("need");
        let also = also(table, What::Amenity, seen);
        Some(Self { code: code?, name: name?, family: family?, need, also })
    }
}

impl PlaceKind {
    /// Whether labels for such places are for this kind.
    pub const fn earns(&self, of: LabelFor) -> bool {
        match of {
            LabelFor::Merchant => self.merchant,
            LabelFor::Compound => self.compound,
        }
    }

    fn read(table: &Table<'_>, seen: &Seen) -> Option<Self> {
        let (code, name) = (table.define("code", What::PlaceKind), table.words("name"));
        let (swaps, compound) = (table.flag("swaps"), table.flag("compound"));
        let (merchant, street) = (table.flag("merchant"), table.flag("street"));
        let also = also(table, What::PlaceKind, seen);
        Some(Self { code: code?, name: name?, swaps, compound, merchant, street, also })
    }
}

impl Brand {
    fn read(table: &Table<'_>, seen: &Seen) -> Option<Self> {
        let (name, kind) = (table.text("name"), table.refer("kind", What::PlaceKind));
        if let Some(name) = &name {
            table.distinct("name", What::Brand, name, seen);
        }
        Some(Self { name: name?, kind: kind? })
    }
}
