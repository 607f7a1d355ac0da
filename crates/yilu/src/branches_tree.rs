//! How branches meet organizations: what stands above and below a unit, and how what is decided
//! about branches founds, moves, renames and closes units.

use std::sync::Arc;

use access::membership::{self, Issuer};
use branches::{
    Fault,
    port::{NewBranch, Place, Tree},
};
use catalogue::Catalogue;
use contracts::UnitId;
use kernel::{AreaBook, AreaCode};
use organizations::{
    By, Directory, UnitError, act::Refusal, forest::stands_under, posts, posts::PostError, store,
    unit::Unit,
};
use storage::{Db, Error, Tx};

/// The organizations of this deployment; the closure gives what they are founded by, once the
/// program runs.
pub struct Real<F> {
    pub directory: Directory,
    pub founded_by: F,
}

impl<F> Tree for Real<F>
where
    F: Fn() -> Option<(Arc<Catalogue>, Arc<AreaBook>)> + Send + Sync,
{
    fn above(&self, unit: UnitId) -> Vec<UnitId> {
        let known = self.directory.snapshot();
        let parent = |unit: UnitId| known.find(unit).and_then(|unit| unit.parent);
        std::iter::successors(parent(unit), |above| parent(*above)).collect()
    }

    fn below(&self, unit: UnitId) -> Vec<UnitId> {
        let known = self.directory.snapshot();
        let mut found: Vec<UnitId> = known.under(unit).map(|unit| unit.id).collect();
        let mut next = 0;
        while let Some(unit) = found.get(next).copied() {
            found.extend(known.under(unit).map(|unit| unit.id));
            next += 1;
        }
        found
    }

    fn named(&self, name: &str) -> Vec<UnitId> {
        let known = self.directory.snapshot();
        let is_it = |unit: &&Unit| unit.is_open() && (unit.name_zh == name || unit.name_en == name);
        known.units().iter().filter(is_it).map(|unit| unit.id).collect()
    }

    fn found(&self, tx: &mut Tx<'_>, new: &NewBranch) -> Result<(), Fault> {
        let (catalogue, areas) = self.declared()?;
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        let unit = organizations::NewUnit {
            id: new.id,
            kind: new.kind.clone(),
            area: new.area,
            name_zh: new.name_zh.clone(),
            name_en: new.name_en.clone(),
            parent: new.parent,
            in_charge: false,
            from: tx.now().day(),
        };
        organizations::found(tx, desk, By::Program, &unit).map(drop).map_err(fault)
    }

    fn place(&self, db: &mut Db<'_>, unit: UnitId) -> Result<Option<Place>, Error> {
        let Some(found) = store::find(db, unit)?.filter(Unit::is_open) else { return Ok(None) };
        Ok(Some(Place { above: found.parent, parts: store::parts(db, unit)? }))
    }

    fn fits(&self, kind: &str, area: &AreaCode, above: UnitId) -> bool {
        let Ok((catalogue, _)) = self.declared() else { return false };
        let above = self.directory.find(above).filter(Unit::is_open);
        above.is_some_and(|above| stands_under(&catalogue, kind, area, &above))
    }

    fn rename(&self, tx: &mut Tx<'_>, unit: UnitId, zh: &str, en: &str) -> Result<(), Fault> {
        let today = tx.now().day();
        organizations::rename(tx, By::Program, unit, zh, en, today).map(drop).map_err(fault)
    }

    fn regroup(&self, tx: &mut Tx<'_>, unit: UnitId, above: UnitId) -> Result<(), Fault> {
        let (catalogue, areas) = self.declared()?;
        let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
        let today = tx.now().day();
        let moved = organizations::regroup(tx, desk, By::Program, unit, Some(above), today);
        moved.map(drop).map_err(fault)
    }

    fn dissolve(&self, tx: &mut Tx<'_>, unit: UnitId, reason: &str) -> Result<(), Fault> {
        let today = tx.now().day();
        // Today's posts, and those that begin later and last.
        for day in [today, today.plus(3_650)] {
            for (_, post) in membership::holders_in(tx, unit, day)? {
                posts::end(tx, Issuer::Program, post.id, today, reason).map_err(ended)?;
            }
        }
        organizations::close(tx, By::Program, unit, reason, today).map(drop).map_err(fault)
    }
}

impl<F> Real<F>
where
    F: Fn() -> Option<(Arc<Catalogue>, Arc<AreaBook>)>,
{
    fn declared(&self) -> Result<(Arc<Catalogue>, Arc<AreaBook>), Error> {
        (self.founded_by)().ok_or_else(|| Error::Refused("the program is still starting".into()))
    }
}

/// What organizations refuse, as branches tell it.
fn fault(error: UnitError) -> Fault {
    match error {
        UnitError::Refused(Refusal::Invalid { field, code }) => Fault::Invalid { field, code },
        UnitError::Refused(Refusal::NotFound) => Fault::NotFound,
        UnitError::Refused(other) => Fault::Store(Error::Refused(other.to_string())),
        UnitError::Store(error) => Fault::Store(error),
    }
}

fn ended(error: PostError) -> Fault {
    match error {
        PostError::Unit(error) => fault(error),
        PostError::Post(error) => Fault::Store(Error::Refused(error.to_string())),
    }
}
