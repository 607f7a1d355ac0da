//! Committees of industries in each county, two branches under those of the first, who leads them.

use access::{
    Actor, Membership, NewPerson,
    membership::Issuer,
    people::{PersonKind, create_person},
};
use catalogue::Industry;
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Phone};
use organizations::{
    By, Desk, Details, NewUnit, found_as,
    posts::{self, NewPost},
};
use storage::Tx;

use super::Houses;
use crate::{
    cast::{LEADER, drawn_name},
    city::stamp,
    dice::Dice,
    error::Error,
    place::County,
    story::Plot,
    tools::Tools,
};

/// The role by which visitors sign in as the leader; the login too.
const ROLE: &str = "branch-secretary";
/// The industry that has no committee yet in the second county: the matrix shows a gap.
const GAP: &str = "livestream";
const COMMITTEE: &str = "industry-committee";
const BRANCH: &str = "branch-platform";

/// `None` in a city without a county, or whose industries are others.
pub fn found(tools: &Tools, plot: &Plot, opened: Day) -> Result<Option<Houses>, Error> {
    let office = |county: &County| plot.offices.find("social-work", county.code).map(|one| one.id);
    let counties: Vec<(County, Option<UnitId>)> =
        plot.places.counties.iter().map(|county| (county.clone(), office(county))).collect();
    let from = opened.plus(-1);
    let (founder, seed) = (Founder { tools: tools.clone(), from }, plot.seed);
    let stamp = stamp(seed, "demo-houses", 0, from.at(13, 0));
    tools.store.write_blocking(stamp, move |tx| founder.all(tx, &counties, seed))
}

struct Founder {
    tools: Tools,
    from: Day,
}

impl Founder {
    fn all(
        &self,
        tx: &mut Tx<'_>,
        counties: &[(County, Option<UnitId>)],
        seed: u64,
    ) -> Result<Option<Houses>, Error> {
        let mut committees = Vec::new();
        for (number, (county, office)) in counties.iter().enumerate() {
            for industry in &self.tools.catalogue.industries().industries {
                if number != 1 || industry.code != GAP {
                    let id = self.committee(tx, county, *office, industry)?;
                    committees.push((county.code, industry.code.as_str(), id));
                }
            }
        }
        let Some((county, _)) = counties.first() else { return Ok(None) };
        let of = |code: &str| {
            let found = committees.iter().find(|known| (known.0, known.1) == (county.code, code));
            found.map(|(_, _, id)| *id)
        };
        let (Some(express), Some(food)) = (of("express"), of("food-delivery")) else {
            return Ok(None);
        };
        let large = self.branch(tx, county, express, ("快递第一党支部", "First Express Branch"))?;
        let riders = self.branch(tx, county, food, ("外卖骑手党支部", "Riders' Branch"))?;
        let person = self.person(tx, seed)?;
        let clerk = "department-clerk";
        let mut posts = Vec::new();
        for (unit, kind, role) in [
            (express, COMMITTEE, clerk),
            (food, COMMITTEE, clerk),
            (large, BRANCH, ROLE),
            (riders, BRANCH, ROLE),
        ] {
            posts.push(self.post(tx, person, (unit, kind, county.code), role)?);
        }
        let leader = Actor::new(person, None, posts, self.from);
        Ok(Some(Houses { large, riders, express, food, leader }))
    }

    fn committee(
        &self,
        tx: &mut Tx<'_>,
        county: &County,
        office: Option<UnitId>,
        industry: &Industry,
    ) -> Result<UnitId, Error> {
        let named = (
            format!("{}{}行业党委", county.name, industry.name.zh),
            format!("{} {} Committee", county.en, industry.name.en),
        );
        self.unit(tx, (COMMITTEE, county.code), office, named, Some(industry.code.clone()))
    }

    fn branch(
        &self,
        tx: &mut Tx<'_>,
        county: &County,
        committee: UnitId,
        (zh, en): (&str, &str),
    ) -> Result<UnitId, Error> {
        let named = (format!("{}{zh}", county.name), format!("{} {en}", county.en));
        self.unit(tx, (BRANCH, county.code), Some(committee), named, None)
    }

    fn unit(
        &self,
        tx: &mut Tx<'_>,
        (kind, area): (&str, AreaCode),
        parent: Option<UnitId>,
        (name_zh, name_en): (String, String),
        industry: Option<String>,
    ) -> Result<UnitId, Error> {
        let unit = NewUnit {
            id: tx.id(),
            kind: kind.into(),
            area,
            name_zh,
            name_en,
            parent,
            in_charge: false,
            from: self.from,
        };
        let details = Details { industry, ..Details::default() };
        found_as(tx, self.desk(), By::Program, &unit, &details)?;
        Ok(unit.id)
    }

    fn person(&self, tx: &mut Tx<'_>, seed: u64) -> Result<PersonId, Error> {
        let mut dice = Dice::of(seed, "houses", 0);
        let name = drawn_name(&mut dice);
        let new = NewPerson {
            id: None,
            kind: PersonKind::Staff,
            name: Some(name),
            phone: Phone::parse(&LEADER.to_string()).ok(),
            identity: None,
        };
        let person = create_person(tx, &self.tools.vault, &new)?;
        self.tools.vault.set_login(tx, person, ROLE)?;
        Ok(person)
    }

    fn post(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        (unit, kind, area): (UnitId, &str, AreaCode),
        role: &str,
    ) -> Result<Membership, Error> {
        let (role, from) = (role.to_owned(), self.from);
        let new = NewPost { unit, person, role: role.clone(), from, until: None };
        let id = posts::give(tx, self.desk(), Issuer::Program, &new)?;
        Ok(Membership { id, unit, unit_kind: kind.into(), role, area, from, until: None })
    }

    fn desk(&self) -> Desk<'_> {
        Desk { catalogue: &self.tools.catalogue, areas: &self.tools.areas }
    }
}
