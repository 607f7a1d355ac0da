//! How branches meet organizations: what stands above and below a unit, and how a split founds its
//! branches.

use std::sync::Arc;

use branches::{
    Fault,
    port::{NewBranch, Tree},
};
use catalogue::Catalogue;
use contracts::UnitId;
use kernel::AreaBook;
use organizations::{Directory, UnitError, act::Refusal, unit::Unit};
use storage::{Error, Tx};

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
        let early = || Error::Refused("the program is still starting".into());
        let (catalogue, areas) = (self.founded_by)().ok_or_else(early)?;
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
        match organizations::found(tx, desk, organizations::By::Program, &unit) {
            Ok(_) => Ok(()),
            Err(UnitError::Refused(Refusal::Invalid { field, code })) => {
                Err(Fault::Invalid { field, code })
            }
            Err(UnitError::Store(error)) => Err(Fault::Store(error)),
            Err(other) => Err(Fault::Store(Error::Refused(other.to_string()))),
        }
    }
}
