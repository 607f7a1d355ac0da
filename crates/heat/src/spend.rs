//! From exact counts to a release on disk, in the one order that keeps the promise: the ledger has
//! room, noise once, the ledger charged, then both files or none.

use std::{io, path::Path};

use kernel::Moment;

use crate::{
    collect::Collected,
    ledger::{Ledger, LedgerError, Spending},
    protection::{Privacy, PrivacyError},
    release::{Guarantee, Period, protect},
};

/// Nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum SpendError {
    #[error(transparent)]
    Privacy(#[from] PrivacyError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the cells cannot be written: {0}")]
    File(#[from] io::Error),
}

impl Ledger {
    /// Protects what a pass found and publishes it as `out`; the moment's chance makes the noise.
    /// `days` are those of which there are positions in it.
    ///
    /// # Errors
    /// When what is asked cannot be promised, the budget is spent or a file cannot be written.
    pub fn publish(
        &mut self,
        collected: Collected,
        privacy: &Privacy,
        days: Period,
        out: &Path,
        moment: &Moment,
    ) -> Result<Guarantee, SpendError> {
        self.room(privacy.budget(), days)?;
        let ready = moment.with_rng(|rng| protect(collected, privacy, rng))?.stage(out)?;
        let Privacy { epsilon, delta, .. } = *privacy;
        let cells = ready.told.cells.clone();
        self.charge(Spending { epsilon, delta, days, at: moment.now(), cells })?;
        Ok(ready.publish()?)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::{Budget, Columns, Family, Fold, Plan, collect, open, read_release, sidecar};

    fn collected(folder: &Path) -> Collected {
        let file = folder.join("positions.csv");
        let rows = (0..400).map(|rider| format!("r{rider},2026-11-16 08:10,120.3,31.57,rider\n"));
        let text = format!("worker,time,lon,lat,occupation\n{}", rows.collect::<String>());
        std::fs::write(&file, text).unwrap();
        let plan = Plan {
            resolution: h3o::Resolution::Nine,
            fold: Fold::Week,
            period: None,
            bound: Some(8),
            threads: 1,
            memory: 0,
            scratch: folder.to_owned(),
        };
        let source = open(&file, &Columns::default(), &|_, _| {}).unwrap();
        collect(source.as_ref(), &plan, &mut kernel::SeededRng::new(1)).unwrap()
    }

    #[test]
    fn nothing_is_published_that_the_ledger_does_not_allow_and_nothing_charged_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.jsonl");
        let out = folder.path().join("cells.csv");
        let [epsilon, delta] = ["3", "1e-6"].map(|text| text.parse().unwrap());
        let privacy = Privacy { epsilon, delta, k: 10, bound: 8, noise: Family::Laplace };
        let day = "2026-11-16".parse().unwrap();
        let days = Period { from: day, until: day };
        let moment = Moment::seeded(Timestamp::from_seconds(1_794_789_000), 1);
        let publish = |out: &Path| {
            let mut ledger = Ledger::open(&ledger, None, Budget::USUAL)?;
            ledger.publish(collected(folder.path()), &privacy, days, out, &moment)
        };
        let lines = || std::fs::read_to_string(&ledger).unwrap().lines().count();
        let error = publish(&folder.path().join("no such folder/cells.csv")).unwrap_err();
        assert!(matches!(error, SpendError::File(_)), "{error}");
        assert_eq!(lines(), 1);
        let told = publish(&out).unwrap();
        assert_eq!((read_release(&out, 10).unwrap().0, lines()), (told, 2));
        let before = std::fs::read(sidecar(&out)).unwrap();
        let error = publish(&out).unwrap_err().to_string();
        assert!(error.contains("the budget is spent"), "{error}");
        assert_eq!((std::fs::read(sidecar(&out)).unwrap(), lines()), (before, 2));
    }
}
