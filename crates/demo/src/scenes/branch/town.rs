//! A committee with a branch that has grown too large, and another committee elsewhere.

use std::{path::Path, sync::Arc};

use access::Actor;
use branches::{
    Desk, Fault, MemberId,
    member::{Member, store as members},
    pairing::store as pairs,
    port::Tree,
};
use catalogue::Catalogue;
use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day, Timestamp};
use organizations::{By, Directory, NewUnit, found};
use storage::{Tx, jobs};

use super::super::stage::{Founding, Stage};
use crate::{book, dice::Dice, error::Error};

const COUNTY: &str = "330102";
/// Areas in which members live.
const AREAS: usize = 9;

/// The stage with its branches.
pub struct Town {
    pub stage: Stage,
    pub desk: Desk,
    /// The one that has grown too large, and one of another committee.
    pub branch: UnitId,
    pub elsewhere: UnitId,
    /// Clerks of the two committees.
    pub clerk: Actor,
    pub receiver: Actor,
    areas: Vec<AreaCode>,
}

impl Town {
    pub fn found(
        seed: u64,
        folder: &Path,
        tree: impl FnOnce(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
    ) -> Result<Self, Error> {
        let from = Day::new(2026, 5, 6).ok_or_else(|| Error::Scene("no such day".into()))?;
        let mut stage = Stage::open(folder, seed, Catalogue::embedded(), from)?;
        let county = area(COUNTY)?;
        let committee = |zh: &str, en: &str| Founding {
            kind: "party-committee",
            area: county,
            zh: zh.into(),
            en: en.into(),
        };
        let operator = Founding {
            kind: "hotline",
            area: county,
            zh: "区治理中心".into(),
            en: "Centre".into(),
        };
        let offices = stage.found(vec![
            operator,
            committee("快递行业党委", "Express committee"),
            committee("商圈党委", "District committee"),
        ])?;
        let [_, first, second] = <[_; 3]>::try_from(offices)
            .map_err(|_| Error::Scene("three offices were founded".into()))?;
        let branch = branch_under(&stage, first.id, "智能事业部党支部", county)?;
        let elsewhere = branch_under(&stage, second.id, "商圈骑手党支部", county)?;
        let (_, desk) = stage.branches(tree)?;
        let areas = desk.areas.children(&county).take(AREAS).collect();
        let (clerk, receiver) = (first.clerk, second.clerk);
        Ok(Self { stage, desk, branch, elsewhere, clerk, receiver, areas })
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

    /// Lets time do what is due at `at`.
    pub fn pass(&self, at: Timestamp) -> Result<usize, Error> {
        let desk = self.desk.clone();
        let handlers = branches::handlers(move || desk.clone());
        Ok(jobs::run_due(&self.stage.store, &self.stage.moment(at), &handlers)?)
    }

    /// Full members of the branch.
    pub fn people(&self, count: usize, dice: &mut Dice) -> Result<Vec<MemberId>, Error> {
        let entries = book::drawn(count, &self.areas, dice);
        let seat = (self.branch, self.stage.from.plus(-200));
        self.act(&self.clerk, self.stage.from.at(13, 0), move |tx, desk, by| {
            book::admit(tx, desk, by, seat, entries)
        })
    }

    /// Who sits where with which traits, and who leads whom: what undoing must bring back.
    pub fn seats(&self) -> Result<(Vec<String>, Vec<String>), Error> {
        self.stage.read(|db| {
            let members = members::all(db)?;
            let leads = members
                .iter()
                .map(|member| Ok(format!("{:?}", pairs::lead_of(db, member.id)?)))
                .collect::<Result<_, storage::Error>>()?;
            let seat = |member: &Member| format!("{} {:?}", member.id, member.standing);
            Ok((members.iter().map(seat).collect(), leads))
        })
    }
}

fn area(code: &str) -> Result<AreaCode, Error> {
    AreaCode::parse(code).map_err(|error| Error::Scene(error.to_string()))
}

fn branch_under(
    stage: &Stage,
    parent: UnitId,
    name: &str,
    area: AreaCode,
) -> Result<UnitId, Error> {
    let (catalogue, areas) = (Arc::clone(&stage.desk.catalogue), Arc::clone(&stage.desk.areas));
    let (name, from) = (name.to_owned(), stage.from);
    stage.prepare(from.at(9, 30), move |tx| {
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        let unit = NewUnit {
            id: tx.id(),
            kind: "branch-platform".into(),
            area,
            name_en: name.clone(),
            name_zh: name,
            parent: Some(parent),
            in_charge: false,
            from,
        };
        found(tx, desk, By::Program, &unit)?;
        Ok(unit.id)
    })
}
