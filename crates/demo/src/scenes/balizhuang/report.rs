//! What came of it, for people and for programs.

use access::{Action, Target, policy};
use cases::{State, holder::held, joint::Stage as Passed};
use contracts::{CaseId, UnitId};
use serde::Serialize;

use super::{
    Play, at,
    ground::{Built, built},
};
use crate::error::Error;

/// What came of the scene.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balizhuang {
    pub scene: &'static str,
    pub seed: u64,
    pub number: String,
    pub troubles: [&'static str; 4],
    pub parts: Vec<PartTold>,
    pub meeting: String,
    /// Units that did not report in or answer in time, by name, with who was told.
    pub escalated: Vec<Escalated>,
    pub refused_hand_backs: Vec<Refused>,
    /// What was built, with how many riders found it there.
    pub results: Vec<Built>,
    /// Why the whole could not be answered while parts were open.
    pub early_answer_refused: String,
    pub closed: bool,
    pub confirmed: bool,
    /// What the reporter has earned.
    pub points: i64,
    /// How often points were posted.
    pub postings: usize,
}

/// One part at the end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartTold {
    pub part: i64,
    pub unit: String,
    pub task: String,
    pub state: &'static str,
    pub handed_back: bool,
    /// Who had it for how many seconds; they add up to `open_seconds`.
    pub held: Vec<(String, i64)>,
    pub open_seconds: i64,
}

/// A unit that was silent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Escalated {
    pub unit: String,
    pub stage: &'static str,
    pub told: Option<String>,
}

/// A unit that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub unit: String,
    pub code: String,
}

/// What happened between the call and the meeting.
pub struct Hands {
    pub refused: Refused,
    /// How much the clock did after the deadline, and later again.
    pub rung: usize,
    pub rung_again: usize,
}

impl Play {
    /// Reads from the store what came of it.
    pub(super) fn tell(
        &self,
        seed: u64,
        id: CaseId,
        hands: Hands,
        early: String,
    ) -> Result<Balizhuang, Error> {
        let case = self.stage.case(id)?;
        let entries = self.stage.read(move |db| cases::store::entries(db, id))?;
        if let Some(difference) = self.stage.read(move |db| cases::store::difference(db, id))? {
            return Err(Error::Scene(difference));
        }
        if (hands.rung, hands.rung_again) != (1, 0) {
            return Err(Error::Scene("the clock did not ring exactly once".into()));
        }
        let joint = case.joint.as_ref().ok_or_else(super::missing)?;
        let silences = joint.parts.iter().flat_map(|part| &part.silences);
        let escalated = silences.map(|silence| Escalated {
            unit: self.name(silence.unit),
            stage: silence.stage.as_str(),
            told: silence.told.map(|unit| self.name(unit)),
        });
        let (points, postings) = self.points()?;
        debug_assert!(joint.parts.iter().all(|part| !part.passed.contains(&Passed::Answer)));
        Ok(Balizhuang {
            scene: "balizhuang",
            seed,
            number: case.number.clone(),
            troubles: ["停车难", "分拣难", "进门难", "充电难"],
            parts: joint.parts.iter().map(|part| self.part(part, &entries)).collect(),
            meeting: joint.meetings.first().map(|one| one.place.at.rfc3339()).unwrap_or_default(),
            escalated: escalated.collect(),
            refused_hand_backs: vec![hands.refused],
            results: built(&case),
            early_answer_refused: early,
            closed: case.state.is_closed_by_handler(),
            confirmed: case.state == State::Confirmed,
            points,
            postings,
        })
    }

    fn name(&self, unit: UnitId) -> String {
        self.stage.desk.units.unit(unit).map_or_else(String::new, |card| card.name_zh)
    }

    fn part(&self, part: &cases::joint::Part, entries: &[cases::entry::Entry]) -> PartTold {
        let held = held(&part.holdings, at(5, 1, 0, 0)).into_iter();
        let held = held.filter_map(|one| match one.holder {
            cases::holder::Holder::Unit(unit) => Some((self.name(unit), one.seconds)),
            _ => None,
        });
        let told = |kind: &str| {
            let of_kind = |entry: &&cases::entry::Entry| match &entry.what {
                cases::entry::What::Joint(fact) => {
                    fact.kind() == kind && fact.part().is_none_or(|number| number == part.number)
                }
                _ => false,
            };
            entries.iter().find(of_kind).map(|entry| entry.at)
        };
        let open = told("joint.called").zip(told("joint.closed"));
        PartTold {
            part: part.number,
            unit: self.name(part.unit),
            task: part.task.clone(),
            state: part.state.as_str(),
            handed_back: part.handed_back.is_some(),
            held: held.collect(),
            open_seconds: open.map_or(0, |(called, closed)| closed.seconds_since(called)),
        }
    }

    /// The points that the speaker has, and in how many postings they came.
    fn points(&self) -> Result<(i64, usize), Error> {
        let Some(speaker) = self.cast.riders.first().cloned() else { return Ok((0, 0)) };
        let target = Target::of(speaker.person);
        let permit = policy::permit(&speaker, Action::PointsRead, &target)
            .map_err(|denied| Error::Act(denied.into()))?;
        self.stage.read(move |db| {
            let balance = ledger::balance(db, &permit)?;
            let lines = ledger::statement(db, &permit, None, 100)?;
            Ok((balance.points, lines.len()))
        })
    }
}
