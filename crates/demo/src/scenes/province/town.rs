//! A committee over all branches, and those who tell of members: a firm, a street.

use std::{path::Path, sync::Arc};

use access::Actor;
use branches::{Desk, Fault, port::Tree};
use catalogue::Catalogue;
use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day, Level, Timestamp};
use organizations::{By, Directory, NewUnit, found};
use storage::Tx;

use super::super::stage::{Founding, Stage};
use crate::error::Error;

const CITY: &str = "3301";
/// Where the large branches are, and where nobody of the scene works: home branches are there.
const COUNTY: &str = "330102";
const COUNTRYSIDE: &str = "330122";

/// The stage with its offices.
pub struct Town {
    pub stage: Stage,
    pub desk: Desk,
    pub directory: Directory,
    pub committee: UnitId,
    /// The committee's clerk.
    pub clerk: Actor,
    /// Whoever tells of members for a platform firm, and for a street.
    pub of_firm: Actor,
    pub of_street: Actor,
    pub firm: UnitId,
    pub county: AreaCode,
    pub countryside: AreaCode,
    /// Streets where members work.
    pub streets: Vec<AreaCode>,
}

/// A unit to be founded.
pub struct New {
    pub id: UnitId,
    pub kind: &'static str,
    pub area: AreaCode,
    pub name: String,
    pub parent: Option<UnitId>,
}

impl Town {
    pub fn found(
        seed: u64,
        folder: &Path,
        tree: impl FnOnce(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
    ) -> Result<Self, Error> {
        let from = Day::new(2026, 6, 1).ok_or_else(|| Error::Scene("no such day".into()))?;
        let mut stage = Stage::open(folder, seed, Catalogue::embedded(), from)?;
        let [city, county, countryside] = [area(CITY)?, area(COUNTY)?, area(COUNTRYSIDE)?];
        let streets: Vec<AreaCode> = stage
            .desk
            .areas
            .iter()
            .map(|(code, _)| code)
            .filter(|code| code.level() == Level::Street && city.contains(code))
            .filter(|code| !countryside.contains(code))
            .collect();
        let first = *streets.first().ok_or_else(|| Error::Scene("a city of no streets".into()))?;
        let one = |kind, area, zh: &str, en: &str| Founding {
            kind,
            area,
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let offices = stage.found(vec![
            one("hotline", city, "市热线中心", "City centre"),
            one("party-committee", city, "新就业群体综合党委", "Committee of gig workers"),
            one("platform-firm", city, "飞送", "Feisong"),
            one("street", first, "街道办事处", "Street office"),
        ])?;
        let [_, committee, firm, street] = <[_; 4]>::try_from(offices)
            .map_err(|_| Error::Scene("four offices were founded".into()))?;
        let (directory, desk) = stage.branches(tree)?;
        Ok(Self {
            stage,
            desk,
            directory,
            committee: committee.id,
            clerk: committee.clerk,
            of_firm: firm.clerk,
            of_street: street.clerk,
            firm: firm.id,
            county,
            countryside,
            streets,
        })
    }

    /// One act of somebody, at its time.
    pub fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Error> {
        let desk = self.desk.clone();
        Ok(self.stage.act(actor, at, move |tx, _, by| work(tx, &desk, by))?)
    }

    /// Founds units, and knows them from then on.
    pub fn found_all(&self, at: Timestamp, units: Vec<New>) -> Result<(), Error> {
        let (catalogue, areas) =
            (Arc::clone(&self.stage.desk.catalogue), Arc::clone(&self.stage.desk.areas));
        self.stage.prepare(at, move |tx| {
            let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
            for New { id, kind, area, name, parent } in units {
                let unit = NewUnit {
                    id,
                    kind: kind.into(),
                    area,
                    name_en: name.clone(),
                    name_zh: name,
                    parent,
                    in_charge: false,
                    from: at.day(),
                };
                found(tx, desk, By::Program, &unit)?;
            }
            Ok(())
        })?;
        self.directory.refresh_blocking().map_err(Error::from)
    }

    /// An id for something that is about to be founded.
    pub fn id(&self, at: Timestamp) -> UnitId {
        self.stage.moment(at).id()
    }
}

fn area(code: &str) -> Result<AreaCode, Error> {
    AreaCode::parse(code).map_err(|error| Error::Scene(error.to_string()))
}
