//! The firms of this deployment, as rosters of workers call them.

use contracts::UnitId;
use organizations::{Directory, unit::Unit};

/// The organizations of this deployment.
pub struct Firms {
    pub directory: Directory,
}

impl registry::port::Firms for Firms {
    fn named(&self, text: &str) -> Vec<UnitId> {
        let known = self.directory.snapshot();
        let is_it = |unit: &&Unit| {
            let code = unit.details.uscc.as_deref() == Some(text);
            unit.is_open() && (code || unit.name_zh == text || unit.name_en == text)
        };
        known.units().iter().filter(is_it).map(|unit| unit.id).collect()
    }
}
