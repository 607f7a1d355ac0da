//! The matrix of industries by areas tells what is missing, where, whose task, how old.

use std::collections::BTreeSet;

use contracts::UnitId;
use kernel::{AreaCode, Day};
use planner::coverage::{Colour, Cover, Lack, Reason, Rules, Site, gaps, matrix};

fn unit(number: u8) -> UnitId {
    UnitId::from_bytes([number; 16])
}

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

fn today() -> Day {
    Day::new(2026, 6, 1).unwrap()
}

fn site(number: u8, industry: &str, code: &str, full: u32, cover: Cover) -> Site {
    Site {
        unit: unit(number),
        industry: industry.into(),
        area: area(code),
        full,
        unplaced: 0,
        cover,
        paralysed: false,
        owner: Some(unit(200)),
        since: today().plus(-10),
    }
}

#[test]
fn thirteen_cities_by_five_industries_are_green_when_all_is_covered() {
    let industries = ["express", "delivery", "ride", "freight", "live"].map(String::from);
    let cities: Vec<AreaCode> = (1..14).map(|city| area(&format!("32{city:02}"))).collect();
    let mut sites = Vec::new();
    for (row, industry) in industries.iter().enumerate() {
        for (column, city) in cities.iter().enumerate() {
            let number = u8::try_from(row * 13 + column).unwrap();
            sites.push(site(number, industry, &format!("{city}01"), 5, Cover::Own));
        }
    }
    let fields = matrix(&sites, &industries, &cities, &BTreeSet::new(), &Rules::default(), today());
    assert_eq!(fields.len(), 65);
    assert!(fields.iter().all(|field| field.colour == Colour::Green && field.reasons.is_empty()));
    sites[17].paralysed = true;
    let fields = matrix(&sites, &industries, &cities, &BTreeSet::new(), &Rules::default(), today());
    assert_eq!(fields.iter().filter(|field| field.colour != Colour::Green).count(), 1);
    assert_eq!(fields[17].reasons, [Reason::Lacks(Lack::Paralysed, 1)]);
    assert_eq!((fields[17].units, fields[17].covered), (1, 0));
}

#[test]
fn a_gap_is_amber_while_somebody_has_it_and_red_when_nobody_has_or_it_is_old() {
    let industries = ["delivery".to_owned()];
    let areas = [area("3301"), area("3302"), area("3303"), area("3304"), area("3305")];
    let owned = site(1, "delivery", "330106", 5, Cover::Nothing);
    let mut nobodys = site(2, "delivery", "330206", 2, Cover::Nothing);
    nobodys.owner = None;
    let mut old = site(3, "delivery", "330306", 9, Cover::Joint);
    old.since = today().plus(-91);
    let sites = [owned, nobodys, old];
    let empty = BTreeSet::from([("delivery".to_owned(), areas[4])]);
    let fields = matrix(&sites, &industries, &areas, &empty, &Rules::default(), today());
    let colours: Vec<Colour> = fields.iter().map(|field| field.colour).collect();
    assert_eq!(colours, [Colour::Amber, Colour::Red, Colour::Red, Colour::Amber, Colour::Green]);
    assert_eq!(fields[0].reasons, [Reason::Lacks(Lack::Blank, 1)]);
    assert_eq!(fields[1].reasons, [Reason::Lacks(Lack::Nobody, 1), Reason::NoOwner(1)]);
    assert_eq!(fields[2].reasons, [Reason::Lacks(Lack::OwnBranch, 1), Reason::Old(1)]);
    assert_eq!(fields[3].reasons, [Reason::NothingKnown]);
    assert_eq!(fields[4].reasons, [Reason::DeclaredEmpty]);
}

#[test]
fn gaps_come_oldest_first_with_owner_and_age() {
    let mut young = site(1, "delivery", "330106", 2, Cover::Instructor);
    young.unplaced = 4;
    let mut old = site(2, "express", "330106", 3, Cover::Instructor);
    old.since = today().plus(-200);
    let found = gaps(&[young, old], &Rules::default(), today());
    let seen: Vec<_> =
        found.iter().map(|gap| (gap.unit, gap.lack, gap.age_days, gap.old)).collect();
    let expected = [(unit(2), Lack::Blank, 200, true), (unit(1), Lack::Unplaced, 10, false)];
    assert_eq!(seen, expected);
    assert!(found.iter().all(|gap| gap.owner == Some(unit(200))));
}
