//! The units of this deployment, as rosters of workers and funds call them.

use contracts::UnitId;
use organizations::{Directory, unit::Unit};

/// The organizations of this deployment.
pub struct Named {
    pub directory: Directory,
}

impl Named {
    fn all(&self, is_it: impl Fn(&Unit) -> bool) -> Vec<UnitId> {
        let known = self.directory.snapshot();
        let open = known.units().iter().filter(|unit| unit.is_open() && is_it(unit));
        open.map(|unit| unit.id).collect()
    }
}

fn is_called(unit: &Unit, text: &str) -> bool {
    unit.name_zh == text || unit.name_en == text
}

impl registry::port::Firms for Named {
    fn named(&self, text: &str) -> Vec<UnitId> {
        self.all(|unit| unit.details.uscc.as_deref() == Some(text) || is_called(unit, text))
    }
}

impl funds::port::Names for Named {
    fn named(&self, name: &str) -> Vec<UnitId> {
        self.all(|unit| is_called(unit, name))
    }
}
