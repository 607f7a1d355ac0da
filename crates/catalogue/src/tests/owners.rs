//! First owners: never nobody.

use std::{collections::BTreeMap, sync::LazyLock};

use contracts::UnitId;
use kernel::{AreaCode, Moment, Timestamp};
use proptest::prelude::*;

use crate::{Catalogue, OwnerReason, UnitDirectory};

/// Units by kind and area, and the firm the reporter works through.
struct Town {
    moment: Moment,
    operator: UnitId,
    units: BTreeMap<(String, AreaCode), UnitId>,
    firm: Option<UnitId>,
}

impl Town {
    fn empty() -> Self {
        let moment = Moment::seeded(Timestamp::from_seconds(1_780_000_000), 7);
        Self { operator: moment.id(), moment, units: BTreeMap::new(), firm: None }
    }
    fn add(&mut self, kind: &str, area: &str) -> UnitId {
        let unit = self.moment.id();
        self.units.insert((kind.to_owned(), area.parse().unwrap()), unit);
        unit
    }
}

impl UnitDirectory for Town {
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.units.get(&(kind.to_owned(), *area)).copied()
    }
    fn own(&self, kind: &str) -> Option<UnitId> {
        self.firm.filter(|_| kind == "platform-firm")
    }
    fn operator(&self) -> UnitId {
        self.operator
    }
}

#[test]
fn a_matter_goes_to_its_office_else_to_the_street_else_to_the_operator() {
    let catalogue = Catalogue::embedded();
    let owner = |town: &Town, matter: &str, area: &str| {
        let choice = catalogue.matter(matter).unwrap().owner_for(&area.parse().unwrap(), town);
        (choice.unit, choice.reason)
    };
    let mut town = Town::empty();
    let grid = "330106001002003";
    assert_eq!(owner(&town, "road-hazard", grid), (town.operator, OwnerReason::FallbackOperator));
    let street = town.add("street", "330106001");
    assert_eq!(owner(&town, "road-hazard", grid), (street, OwnerReason::FallbackStreet));
    let wardens = town.add("urban-management", "330106");
    assert_eq!(owner(&town, "road-hazard", grid), (wardens, OwnerReason::RuleMatched(0)));
    assert_eq!(owner(&town, "other", grid), (street, OwnerReason::FallbackStreet));
    assert_eq!(
        owner(&town, "road-hazard", "330105001"),
        (town.operator, OwnerReason::FallbackOperator)
    );

    let market = town.add("market-regulation", "330106");
    assert_eq!(owner(&town, "merchant-slow", grid), (market, OwnerReason::RuleMatched(1)));
    let firm = town.moment.id();
    town.firm = Some(firm);
    assert_eq!(owner(&town, "merchant-slow", grid), (firm, OwnerReason::RuleMatched(0)));
}

#[test]
fn in_a_city_without_counties_the_city_office_serves() {
    let catalogue = Catalogue::embedded();
    let mut town = Town::empty();
    let wardens = town.add("urban-management", "4419");
    let parking = catalogue.matter("road-hazard").unwrap();
    assert_eq!(parking.owner_for(&"441900003".parse().unwrap(), &town).unit, wardens);
    // A case known only to lie somewhere in a province belongs to no city's office.
    assert_eq!(parking.owner_for(&"44".parse().unwrap(), &town).unit, town.operator);
}

#[test]
fn a_rule_may_hold_in_one_area_only() {
    let limited = super::shipped("matters/rest.toml").replace(
        "[[matter.owner]]\n",
        "[[matter.owner]]\nunit_kind = \"union\"\nlevel = \"county\"\narea = \"330106\"\n\n[[matter.owner]]\n",
    );
    let catalogue = super::with("matters/rest.toml", &limited).unwrap();
    let rest = catalogue.matter("rest-meals").unwrap();
    let mut town = Town::empty();
    let (inside, outside) = (town.add("union", "330106"), town.add("union", "330105"));
    let street = town.add("street", "330105001");
    assert_eq!(rest.owner_for(&"330106001".parse().unwrap(), &town).unit, inside);
    let chosen = rest.owner_for(&"330105001".parse().unwrap(), &town);
    assert_eq!((chosen.unit, chosen.reason), (street, OwnerReason::RuleMatched(1)));
    assert_ne!(chosen.unit, outside);
}

static SHIPPED: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

fn area() -> impl Strategy<Value = AreaCode> {
    let digits = prop::sample::select(vec![2_usize, 4, 6, 9, 12, 15]);
    (digits, 11_u64..=82, 0_u64..10_000_000_000_000)
        .prop_filter_map("an area", |(n, head, tail)| {
            format!("{head}{tail:013}").get(..n)?.parse().ok()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever offices exist, every matter has an owner at every area, and it is one that exists;
    /// where the area has a street office, nothing falls past it.
    #[test]
    fn no_area_leaves_a_matter_ownerless(
        area in area(),
        offices in prop::collection::vec((0_usize..21, 0_usize..7), 0..12),
        firm: bool,
    ) {
        let catalogue = &*SHIPPED;
        let mut town = Town::empty();
        town.firm = firm.then(|| town.moment.id());
        let around: Vec<_> = std::iter::once(area).chain(area.ancestors()).collect();
        for (kind, place) in offices {
            let kind = &catalogue.unit_kinds()[kind % catalogue.unit_kinds().len()].code;
            let unit = town.moment.id();
            town.units.insert((kind.clone(), around[place % around.len()]), unit);
        }
        let street = area.at(kernel::Level::Street).and_then(|a| town.serving("street", &a));
        for matter in catalogue.matters() {
            let choice = matter.owner_for(&area, &town);
            let exists = town.units.values().chain(&town.firm).any(|unit| *unit == choice.unit);
            match choice.reason {
                OwnerReason::RuleMatched(_) => prop_assert!(exists),
                OwnerReason::FallbackStreet => prop_assert_eq!(Some(choice.unit), street),
                OwnerReason::FallbackOperator => {
                    prop_assert_eq!(choice.unit, town.operator);
                    prop_assert_eq!(street, None);
                }
            }
        }
    }
}
