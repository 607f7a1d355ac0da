//! The firms, their sites, the roster that each sends every day, and who is responsible at a site.

use std::{collections::BTreeSet, fmt::Write as _, path::Path, sync::Arc};

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day};
use organizations::{
    By, Desk, NewUnit,
    duties::{self, Duty, NewDuty, store as carried},
    found as found_unit,
    moves::For,
};
use registry::{
    import::{self, Asked, Run},
    map::Map,
    record,
    roster::{self, Only},
    source::{self, Kind, NewSource, Source},
};
use sheets::Lines;
use storage::Stamp;

use super::{
    super::stage::Stage,
    DUTY_DAYS,
    town::{COUNTY, Rider, Town, area},
};
use crate::{dice::Dice, error::Error, place::Places};

const FIRMS: [&str; 5] = ["飞送", "速达", "捷跑", "快邻", "同行"];
/// A firm for so many people.
const AT_A_FIRM: usize = 3_000;
/// People at a site.
const AT_A_SITE: usize = 33;
/// The duty that every site must have somebody for.
const DUTY: &str = "responsible";
const HEADER: &str = "工号,姓名,手机号,平台,站点,职业";

pub struct Firm {
    pub unit: UnitId,
    pub name: &'static str,
    pub sites: Vec<(UnitId, String)>,
    source: Option<Source>,
}

/// Firms with so many sites that everybody has one.
pub fn found(stage: &Stage, places: &Places, people: usize) -> Result<Vec<Firm>, Error> {
    let (catalogue, areas) = (Arc::clone(&stage.desk.catalogue), Arc::clone(&stage.desk.areas));
    let (from, county) = (stage.from, area(COUNTY)?);
    let streets: Vec<AreaCode> = places.streets.iter().map(|street| street.code).collect();
    let count = (people / AT_A_FIRM).clamp(1, FIRMS.len());
    let sites = (people / count / AT_A_SITE).max(1);
    stage.prepare(from.at(6, 0), move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        let mut firms = Vec::new();
        for name in FIRMS.into_iter().take(count) {
            let mut unit = |kind: &str, area, name: &str, parent| -> Result<UnitId, Error> {
                let new = NewUnit {
                    id: tx.id(),
                    kind: kind.into(),
                    area,
                    name_zh: name.into(),
                    name_en: name.into(),
                    parent,
                    in_charge: false,
                    from,
                };
                found_unit(tx, desk, By::Program, &new)?;
                Ok(new.id)
            };
            let firm = unit("platform-firm", county, name, None)?;
            let mut here = Vec::new();
            for number in 0..sites {
                let name = format!("{name}{}号站", number + 1);
                let Some(street) = streets.get(number % streets.len().max(1)) else { break };
                here.push((unit("site", *street, &name, Some(firm))?, name));
            }
            firms.push(Firm { unit: firm, name, sites: here, source: None });
        }
        Ok(firms)
    })
}

/// Each firm has agreed to send its roster every day.
pub fn begin(town: &mut Town) -> Result<(), Error> {
    let owner = town.directory.find(town.branches.units.operator());
    let owner = owner.ok_or_else(|| Error::Scene("nobody runs the place".into()))?.id;
    let county = area(COUNTY)?;
    for (number, firm) in town.firms.iter_mut().enumerate() {
        let new = NewSource {
            code: format!("roster-{number}"),
            kind: Kind::Roster,
            area: county,
            owner,
            firm: Some(firm.unit),
            name_zh: format!("{}花名册", firm.name),
            name_en: String::new(),
            basis: "个人信息保护法第十三条".into(),
            responsible: None,
            rhythm: None,
        };
        let desk = town.registry.clone();
        let at = town.stage.from.at(6, 30);
        let begun = town.stage.prepare(at, move |tx| Ok(source::begin(tx, &desk, &new)?))?;
        firm.source = Some(begun);
    }
    Ok(())
}

/// Every firm sends the whole roster of the day; whom it does not name has left.
pub fn send_rosters(town: &Town, day: Day) -> Result<(), Error> {
    for (number, firm) in town.firms.iter().enumerate() {
        let Some(source) = &firm.source else { continue };
        let text = file(firm, town.people.iter().filter(|rider| rider.firm == number));
        let told = |error: &dyn std::fmt::Display| Error::Scene(error.to_string());
        let lines = Lines::open(Path::new("roster.csv"), text.into_bytes());
        let lines = lines.map_err(|error| told(&error))?;
        let map = Map::recognized(&lines.header);
        let stage = &town.stage;
        let stamp = || Stamp::system(stage.moment(day.at(8, 0)), "import");
        let run = Run { store: &town.stage.store, desk: &town.registry, source, stamp: &stamp };
        let asked = Asked { day, whole: true, rows: None };
        let outcome = import::run(&run, lines, &map, asked, &mut |_| true);
        let outcome = outcome.map_err(|error| told(&error))?;
        if let Some(bad) = outcome.rejected.first() {
            return Err(Error::Scene(format!("a roster has a bad row: {bad:?}")));
        }
    }
    Ok(())
}

fn file<'r>(firm: &Firm, riders: impl Iterator<Item = &'r Rider>) -> String {
    let mut text = format!("{HEADER}\n");
    for rider in riders {
        let site = firm.sites.get(rider.site).map_or("", |(_, name)| name);
        // Writing to a String cannot fail.
        let (name, phone) = (rider.name(), rider.phone());
        let _ = writeln!(text, "{},{name},{phone},{},{site},外卖骑手", rider.number, firm.name);
    }
    text
}

/// The numbers of those who are on the rosters of a day.
pub fn on_roster(town: &Town, day: Day) -> Result<BTreeSet<u64>, Error> {
    let mut found = BTreeSet::new();
    for source in town.firms.iter().filter_map(|firm| firm.source.as_ref()) {
        let asked = roster::Asked { source: source.number, true_on: day, known_at: day.at(23, 0) };
        let vault = town.stage.vault.clone();
        let phones = town.stage.read(move |db| {
            let roster = roster::roster(db, asked, Only::default())?;
            let records: Vec<_> = roster.people.iter().map(|one| one.record).collect();
            let known = record::personals(db, &vault, &records)
                .map_err(|error| storage::Error::Refused(error.to_string()))?;
            Ok(known.into_iter().map(|(_, personal)| personal.name).collect::<Vec<_>>())
        })?;
        let number = |name: &String| name.trim_start_matches("骑手").parse::<u64>().ok();
        found.extend(phones.iter().filter_map(number));
    }
    Ok(found)
}

/// One of the people of each site is responsible for it.
pub fn first_duties(town: &Town) -> Result<(), Error> {
    for (number, firm) in town.firms.iter().enumerate() {
        for (site, (unit, _)) in firm.sites.iter().enumerate() {
            let here = |rider: &&Rider| (rider.firm, rider.site) == (number, site);
            let first = town.people.iter().find(here).map(|rider| rider.actor.person);
            give(town, *unit, first, town.stage.from)?;
        }
    }
    Ok(())
}

fn give(town: &Town, unit: UnitId, person: Option<PersonId>, from: Day) -> Result<(), Error> {
    let (catalogue, areas) =
        (Arc::clone(&town.stage.desk.catalogue), Arc::clone(&town.stage.desk.areas));
    town.stage.prepare(from.at(9, 30), move |tx| {
        let new = NewDuty::of(tx.id(), DUTY, unit, person, from);
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        Ok(duties::give(tx, desk, For::Program, &new).map(drop)?)
    })
}

/// The office looks at the gaps of the day and fills them, some at once, some a day or two later;
/// answers for how many days the longest had been open.
pub fn fill_duties(town: &Town, day: Day, dice: &mut Dice) -> Result<i32, Error> {
    let all = town.stage.read(move |db| carried::since(db, day.plus(-30)))?;
    let known = town.directory.snapshot();
    let gaps = duties::gaps(&known, &town.stage.desk.catalogue, &all, day);
    let mut longest = 0;
    for gap in gaps.into_iter().filter(|gap| gap.duty == DUTY) {
        let open = days(gap.since, day);
        longest = longest.max(open);
        if open + 1 < DUTY_DAYS && dice.chance(400) {
            continue;
        }
        let here = town.people.iter().filter(|rider| {
            let site = town.firms.get(rider.firm).and_then(|firm| firm.sites.get(rider.site));
            site.is_some_and(|(unit, _)| *unit == gap.unit)
        });
        let here: Vec<PersonId> = here.map(|rider| rider.actor.person).collect();
        give(town, gap.unit, dice.pick(&here).copied(), day)?;
    }
    Ok(longest)
}

/// How many duties must be carried, how many were ended by a leaving, and how many run although
/// their bearer is one of those who have left.
pub fn duties(town: &Town, day: Day, left: &[Rider]) -> Result<(usize, usize, usize), Error> {
    let all: Vec<Duty> = town.stage.read(move |db| carried::since(db, day.plus(-9_999)))?;
    let gone: BTreeSet<PersonId> = left.iter().map(|rider| rider.actor.person).collect();
    let by_leaver = |duty: &&Duty| duty.person.is_some_and(|person| gone.contains(&person));
    let running = all.iter().filter(|duty| duty.runs_on(day)).filter(by_leaver).count();
    let sites = town.firms.iter().map(|firm| firm.sites.len()).sum();
    Ok((sites, all.iter().filter(|duty| duty.ended.is_some()).count(), running))
}

fn days(from: Day, until: Day) -> i32 {
    let seconds = until.start().seconds_since(from.start());
    i32::try_from(seconds / 86_400).unwrap_or(i32::MAX)
}
