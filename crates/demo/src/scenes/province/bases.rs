//! Where members can be found: sites of a platform, rental companies, streets, freight lines; and
//! who is told of, with what is known of each.

use contracts::UnitId;
use kernel::{AreaCode, Timestamp};
use planner::placement::Person;

use super::{
    World,
    town::{New, Town},
};
use crate::{dice::Dice, error::Error};

/// Of a branch, at least and at the most.
const LEAST: usize = 3;
const MOST: usize = 50;
/// A street keeps room for those who work from a site with too few for a branch.
const ROOM: usize = 8;
/// Of a hundred bases so many are sites, streets, rental companies, freight lines.
const SORTS: [u64; 4] = [58, 24, 12, 6];
/// Of a hundred bases so many are for one branch, for two, for three.
const BRANCHES: [u64; 3] = [93, 6, 1];
/// Of a thousand members so many work where there are too few for a branch.
const FEW: usize = 20;
/// Of a thousand so many tell nothing by which a rule could place them, and of a thousand claims so
/// many are untrue.
const UNKNOWN: usize = 4;
const UNTRUE: usize = 20;

/// Somebody of whom sources tell.
#[derive(Debug, Clone)]
pub struct Told {
    pub number: u64,
    /// What a rule can go by; the id follows once there is a claim.
    pub person: Person,
    /// Where the claim is looked into.
    pub area: AreaCode,
    pub is_member: bool,
}

/// A place to found a branch at: how many belong there.
struct Base {
    place: Place,
    people: usize,
}

#[derive(Clone)]
enum Place {
    Site(UnitId, AreaCode),
    Company(UnitId, AreaCode),
    Street(AreaCode),
    Line(String),
}

/// Draws bases for as many branches as the world has, with as many members, founds the sites and
/// companies, and names everybody.
pub fn drawn(town: &Town, world: World, dice: &mut Dice) -> Result<Vec<Told>, Error> {
    let at = town.stage.from.at(9, 0);
    let few = world.members * FEW / 1_000;
    let mut units = Vec::new();
    let mut bases = places(town, world.floating, at, dice, &mut units);
    fill(&mut bases, world.members - few, dice)?;
    let streets: Vec<AreaCode> = bases
        .iter()
        .filter_map(|base| match base.place {
            Place::Street(street) => Some(street),
            _ => None,
        })
        .collect();
    let mut people = Vec::new();
    for base in &bases {
        people.extend((0..base.people).map(|_| told(base.place.clone(), dice)));
    }
    // One at a site is too few for a branch of its own, so the street's takes them.
    for number in 0..few {
        let street = street(&streets, number)?;
        let id = town.id(at);
        units.push(New {
            id,
            kind: "site",
            area: street,
            name: format!("飞送小站{}", number + 1),
            parent: Some(town.firm),
        });
        people.push(told(Place::Site(id, street), dice));
    }
    for number in 0..world.members * UNKNOWN / 1_000 {
        let area = street(&streets, number)?;
        people.push(Told { person: person("trucker"), is_member: true, ..nobody(area) });
    }
    for number in 0..world.members * UNTRUE / 1_000 {
        people.push(nobody(street(&streets, number)?));
    }
    town.found_all(at, units)?;
    for place in (1..people.len()).rev() {
        people.swap(place, dice.below(place + 1));
    }
    for (number, one) in (0..).zip(&mut people) {
        one.number = number;
        if one.person.freight_line.is_some() {
            one.area = street(&streets, usize::try_from(number).unwrap_or_default())?;
        }
    }
    Ok(people)
}

fn street(streets: &[AreaCode], number: usize) -> Result<AreaCode, Error> {
    let found = streets.get(number % streets.len().max(1)).copied();
    found.ok_or_else(|| Error::Scene("no street has a branch".into()))
}

fn person(occupation: &str) -> Person {
    Person::of(kernel::Id::from_bytes([0; 16]), occupation)
}

/// Somebody who is no member, and of whom no rule would know where.
fn nobody(area: AreaCode) -> Told {
    Told { number: 0, person: person("rider"), area, is_member: false }
}

fn told(place: Place, dice: &mut Dice) -> Told {
    let street = match &place {
        Place::Site(_, area) | Place::Company(_, area) | Place::Street(area) => Some(*area),
        Place::Line(_) => None,
    };
    let occupation = match &place {
        Place::Site(..) if dice.chance(400) => "courier",
        Place::Site(..) | Place::Street(_) => "rider",
        Place::Company(..) => "ride_hail_driver",
        Place::Line(_) => "trucker",
    };
    let mut person = person(occupation);
    match place {
        Place::Site(site, _) => person.site = Some(site),
        Place::Company(company, _) => person.partner = Some(company),
        Place::Line(line) => person.freight_line = Some(line),
        Place::Street(_) => {}
    }
    person.work_area = street;
    let area = street.unwrap_or(AreaCode::NATION);
    Told { number: 0, person, area, is_member: true }
}

/// Bases for so many branches, most of them for one; each with the fewest who call for so many.
fn places(
    town: &Town,
    branches: usize,
    at: Timestamp,
    dice: &mut Dice,
    units: &mut Vec<New>,
) -> Vec<Base> {
    let mut bases: Vec<Base> = Vec::new();
    let (mut left, mut streets) = (branches, town.streets.iter().copied());
    while left > 0 {
        let number = bases.len();
        let area = dice.pick(&town.streets).copied().unwrap_or(town.county);
        // The first is a street's, which those with too few fall back to.
        let sort = if number == 0 { 1 } else { dice.weighted(SORTS) };
        let mut unit = |kind, name, parent| {
            let id = town.id(at);
            units.push(New { id, kind, area, name, parent });
            id
        };
        let free = if sort == 1 { streets.next() } else { None };
        let place = match (sort, free) {
            (_, Some(street)) => Place::Street(street),
            (2, _) => {
                let company = unit("partner-firm", format!("第{}租赁公司", number + 1), None);
                Place::Company(company, area)
            }
            (3, _) => Place::Line(format!("沪昆货运{}线", number + 1)),
            _ => {
                let name = format!("飞送中心{}站", number + 1);
                Place::Site(unit("site", name, Some(town.firm)), area)
            }
        };
        let is_street = matches!(place, Place::Street(_));
        let many = if is_street { 1 } else { 1 + dice.weighted(BRANCHES) };
        let many = many.min(left);
        left -= many;
        bases.push(Base { place, people: (many - 1) * MOST + LEAST });
    }
    bases
}

/// Shares out the members that are left, one by one, where there is room.
fn fill(bases: &mut [Base], members: usize, dice: &mut Dice) -> Result<(), Error> {
    let placed: usize = bases.iter().map(|base| base.people).sum();
    let wrong = || Error::Scene("these members make other branches than are asked for".into());
    let mut left = members.checked_sub(placed).ok_or_else(wrong)?;
    let mut open: Vec<usize> = (0..bases.len()).collect();
    while left > 0 {
        let place = dice.below(open.len());
        let Some(base) = open.get(place).and_then(|at| bases.get_mut(*at)) else {
            return Err(wrong());
        };
        let room = if matches!(base.place, Place::Street(_)) { ROOM } else { 0 };
        // It is full where one more would call for another branch.
        if base.people >= base.people.div_ceil(MOST) * MOST - room {
            open.swap_remove(place);
            continue;
        }
        base.people += 1;
        left -= 1;
    }
    Ok(())
}
