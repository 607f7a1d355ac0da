//! Volunteers who look on the spot: most say what is so, some err, some cannot tell, some are
//! silent.

use std::collections::BTreeSet;

use cases::checks::{self, Said, view};
use contracts::{AskId, CaseId};
use kernel::Timestamp;

use super::{super::stage::Stage, city::Town};
use crate::{dice::Dice, error::Error};

/// Of a thousand requests: wrong answers, "cannot tell", and no answer at all.
const WRONG: u64 = 30;
const UNSURE: u64 = 40;
const SILENT: u64 = 40;

/// What was answered so far.
pub struct Looks {
    dice: Dice,
    ignored: BTreeSet<AskId>,
    pub answers: usize,
    pub wrong: usize,
    pub silent: usize,
}

impl Looks {
    pub fn new(seed: u64) -> Self {
        let dice = Dice::of(seed, "truths-looks", 0);
        Self { dice, ignored: BTreeSet::new(), answers: 0, wrong: 0, silent: 0 }
    }

    /// What everybody does on one day.
    pub fn day(
        &mut self,
        stage: &Stage,
        town: &Town,
        falsely: &BTreeSet<CaseId>,
        at: Timestamp,
    ) -> Result<(), Error> {
        for rider in &town.riders {
            let person = rider.person;
            let asked = stage.read(move |db| view::open(db, person))?;
            for one in asked {
                let ask = one.id;
                if self.ignored.contains(&ask) {
                    continue;
                }
                if self.dice.chance(SILENT) {
                    self.ignored.insert(ask);
                    self.silent += 1;
                    continue;
                }
                // The checker stands there; which case it is, only the scene looks up.
                let case = stage
                    .read(move |db| view::case_of(db, ask))?
                    .unwrap_or_else(|| CaseId::from_bytes([0; 16]));
                let said = self.said(falsely.contains(&case));
                stage.act(rider, at, move |tx, desk, by| {
                    checks::answer(tx, desk, by, ask, said, "")
                })?;
            }
        }
        Ok(())
    }

    fn said(&mut self, is_false: bool) -> Said {
        let (truth, other) =
            if is_false { (Said::Unsolved, Said::Solved) } else { (Said::Solved, Said::Unsolved) };
        self.answers += 1;
        if self.dice.chance(UNSURE) {
            return Said::Unsure;
        }
        if self.dice.chance(WRONG) {
            self.wrong += 1;
            return other;
        }
        truth
    }
}
