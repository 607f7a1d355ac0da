//! One pothole: twenty riders shoot it where there is no network, each in their own words, and
//! their phones send in random order when the network is back, some of them twice. One case,
//! twenty reporters; the answer reaches all, one says that it is solved, points come once. Then it
//! caves in again, and all points go back until it is really solved.

use std::{collections::BTreeSet, path::Path};

use access::{Action, Actor, Target, policy};
use cases::{
    State,
    answer::{self, Given},
    case::Case,
    entry::{Channel, Outcome, Photo},
    handle,
    merge::{self, Join},
    report::{Receipt, Report},
    store, verdict,
};
use catalogue::Catalogue;
use contracts::{CaseId, PersonId};
use kernel::{AreaCode, Day, Timestamp, geo::Wgs84};
use ledger::{Funding, Reason, top_up};
use serde::Serialize;

use super::stage::{Founding, Office, Stage};
use crate::{dice::Dice, error::Error};

const RIDERS: usize = 20;
/// Riders stand at most this far from the pothole, phones being off included.
const METRES: f64 = 24.0;
const AREA: &str = "330102001051";
const TOLD: [&str; 10] = [
    "路中间有个大坑，好几个人摔了",
    "非机动车道上有个大坑，夜里看不见",
    "这里有个大坑，车轮陷进去了",
    "路口有个大坑，差点摔了",
    "路上有个大坑，积了水根本看不出来",
    "转弯那儿有个大坑，刚才有人摔了",
    "有个大坑好几天了，没人管",
    "大坑！路中间，骑车的小心",
    "路面塌了，有个大坑，外卖都洒了",
    "有个大坑，绕过去就是机动车道，太危险",
];

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pothole {
    pub seed: u64,
    /// Cases that stand by themselves.
    pub cases: usize,
    /// People whose report counts.
    pub reporters: usize,
    /// Numbers that were given out, one for each reporter.
    pub numbers: usize,
    /// Photos that are kept, one of each reporter.
    pub photos: usize,
    /// Times that a phone sent a report which had arrived already.
    pub sent_again: usize,
    /// Reporters who can read the answer on their own page.
    pub answered: usize,
    /// People who were thanked with points.
    pub thanked: usize,
    /// Instants at which points were posted.
    pub postings: usize,
    /// Points by the first confirmation.
    pub points: i64,
    /// What is left of them once it has caved in again.
    pub points_after_reopening: i64,
    /// Points by the second confirmation.
    pub points_in_the_end: i64,
    /// Cases whose row is not the fold of their entries, and faults in the books: 0.
    pub faults: usize,
}

/// Plays the scene in a fresh folder.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(seed: u64, folder: &Path) -> Result<Pothole, Error> {
    let from = Day::new(2026, 5, 6).ok_or_else(|| Error::Scene("no such day".into()))?;
    let mut stage = Stage::open(folder, seed, Catalogue::embedded(), from)?;
    let area = AreaCode::parse(AREA).map_err(|error| Error::Scene(error.to_string()))?;
    let office = offices(&mut stage)?;
    let names = (1..=RIDERS).map(|number| format!("骑手{number}"));
    let riders = names.map(|name| stage.rider(&name)).collect::<Result<Vec<Actor>, Error>>()?;
    let sponsor = Funding { id: kernel::Id::from_bytes([20; 16]), sponsor: area, amount: 1_000 };
    stage.prepare(from.at(9, 30), move |tx| Ok(top_up(tx, sponsor).map(drop)?))?;
    Play { stage, office, riders, area, dice: Dice::of(seed, "pothole", 0) }.all(seed)
}

/// Urban management, which owns roads, and the centre above it.
fn offices(stage: &mut Stage) -> Result<Office, Error> {
    let founding = |kind, area: &str, zh: &str, en: &str| {
        let area = AreaCode::parse(area).map_err(|error| Error::Scene(error.to_string()))?;
        Ok::<_, Error>(Founding { kind, area, zh: zh.into(), en: en.into() })
    };
    let foundings = vec![
        founding("hotline", "3301", "市热线中心", "City centre")?,
        founding("hotline", "330102", "区治理中心", "District centre")?,
        founding("urban-management", "330102", "城市管理局", "Urban management")?,
    ];
    let office = stage.found(foundings)?.pop();
    office.ok_or_else(|| Error::Scene("there is no urban management".into()))
}

struct Play {
    stage: Stage,
    office: Office,
    riders: Vec<Actor>,
    area: AreaCode,
    dice: Dice,
}

impl Play {
    fn all(mut self, seed: u64) -> Result<Pothole, Error> {
        let noon = self.stage.from.at(12, 0);
        let (ids, sent_again, last) = self.sync(noon)?;
        let own =
            ids.iter().map(|id| self.stage.case(*id)).collect::<Result<Vec<Case>, Error>>()?;
        let leaders = self.leaders()?;
        let leader = *leaders.first().ok_or_else(|| Error::Scene("no case stands".into()))?;
        self.solve(leader, last.plus_hours(2), "坑已经填平")?;
        let answered = self.count(&ids, |case| case.answer.is_some())?;
        let said = self.dice.below(RIDERS);
        self.confirm(said, &ids, last.plus_hours(5))?;
        let (thanked, postings, points) = self.points()?;
        let again = self.dice.below(RIDERS);
        self.reopen(again, &ids, last.plus_hours(30))?;
        let (_, _, points_after_reopening) = self.points()?;
        self.solve_again(leader, last.plus_hours(31))?;
        self.confirm(again, &ids, last.plus_hours(60))?;
        let (_, _, points_in_the_end) = self.points()?;
        let numbers: BTreeSet<&str> = own.iter().map(|case| case.number.as_str()).collect();
        let photos: BTreeSet<&str> =
            own.iter().flat_map(|case| &case.photos).map(|photo| photo.file.as_str()).collect();
        Ok(Pothole {
            seed,
            cases: leaders.len(),
            reporters: self.stage.case(leader)?.reporters(leader).len(),
            numbers: numbers.len(),
            photos: photos.len(),
            sent_again,
            answered,
            thanked,
            postings,
            points,
            points_after_reopening,
            points_in_the_end,
            faults: self.faults(&ids)?,
        })
    }

    /// Cases that stand by themselves.
    fn leaders(&self) -> Result<Vec<CaseId>, Error> {
        let first = CaseId::from_bytes([0; 16]);
        let mut all = self.stage.read(move |db| store::ids_after(db, first, 1_000))?;
        let mut fault = None;
        all.retain(|id| match self.stage.case(*id) {
            Ok(case) => case.leader().is_none(),
            Err(error) => {
                fault = Some(error);
                false
            }
        });
        fault.map_or(Ok(all), Err)
    }

    /// The network comes back: every phone sends what it keeps, in random order; an answer that was
    /// lost on the way makes it send again.
    fn sync(&mut self, noon: Timestamp) -> Result<(Vec<CaseId>, usize, Timestamp), Error> {
        let mut waiting: Vec<(usize, Report)> = Vec::new();
        for rider in 0..self.riders.len() {
            waiting.push((rider, self.shot(rider)?));
        }
        let (mut at, mut again) = (noon, 0);
        while !waiting.is_empty() {
            let next = self.dice.below(waiting.len());
            let lost = self.dice.chance(250);
            at = at.plus_seconds(self.dice.between(0, 40));
            let Some((rider, report)) = waiting.get(next).cloned() else { break };
            again += usize::from(self.send(rider, report, at)?.repeated);
            if !lost {
                waiting.remove(next);
            }
        }
        // In the order of the riders.
        let ids = (0..self.riders.len()).map(id_of).collect();
        Ok((ids, again, at))
    }

    /// What a rider shot, and where.
    fn shot(&mut self, rider: usize) -> Result<Report, Error> {
        let turn = f64::from(u32::try_from(self.dice.below(360)).unwrap_or(0)).to_radians();
        let metres = f64::from(u32::try_from(self.dice.below(100)).unwrap_or(0)) / 100.0 * METRES;
        let (lat, lon) = (30.2442, 120.1571_f64);
        let north = metres * turn.cos() / 111_195.0;
        let east = metres * turn.sin() / (111_195.0 * f64::to_radians(lat).cos());
        let place = Wgs84::new(lat + north, lon + east);
        let text = self.dice.pick(&TOLD).copied().unwrap_or_default();
        Ok(Report {
            id: id_of(rider),
            matter: "road-hazard".into(),
            area: self.area,
            title: String::new(),
            text: text.into(),
            fields: Vec::new(),
            place: Some(place.map_err(|error| Error::Scene(error.to_string()))?),
            address: String::new(),
            photos: vec![Photo { file: format!("{rider:064x}"), width: 1_600, height: 1_200 }],
            channel: Channel::Web,
            own_units: Vec::new(),
        })
    }

    fn send(&self, rider: usize, report: Report, at: Timestamp) -> Result<Receipt, Error> {
        self.stage.act(&self.riders[rider], at, move |tx, desk, by| {
            let permit = policy::permit(by, Action::CaseReport, &Target::none())
                .map_err(|denied| Error::Act(denied.into()))?;
            Ok::<_, Error>(merge::join::report(tx, desk, &permit, report, Join::Auto)?)
        })
    }

    fn solve(&self, id: CaseId, at: Timestamp, text: &str) -> Result<(), Error> {
        self.stage.act(&self.office.clerk, at.plus_hours(-1), move |tx, _, by| {
            handle::accept(tx, by, id, None).map(drop).map_err(Error::from)
        })?;
        self.answer(id, at, text)
    }

    fn solve_again(&self, id: CaseId, at: Timestamp) -> Result<(), Error> {
        if self.stage.case(id)?.state != State::Reopened {
            return Err(Error::Scene("it was not opened again".into()));
        }
        self.answer(id, at, "换了路基，重新铺好")
    }

    fn answer(&self, id: CaseId, at: Timestamp, text: &str) -> Result<(), Error> {
        let text = text.to_owned();
        self.stage.act(&self.office.clerk, at, move |tx, desk, by| {
            let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
            answer::answer(tx, desk, by, id, None, given).map(drop).map_err(Error::from)
        })
    }

    fn confirm(&self, rider: usize, ids: &[CaseId], at: Timestamp) -> Result<(), Error> {
        let id = ids[rider];
        self.stage.act(&self.riders[rider], at, move |tx, desk, by| {
            verdict::confirm(tx, desk, by, id, "").map(drop).map_err(Error::from)
        })
    }

    fn reopen(&self, rider: usize, ids: &[CaseId], at: Timestamp) -> Result<(), Error> {
        let id = ids[rider];
        self.stage.act(&self.riders[rider], at, move |tx, desk, by| {
            let action = Action::CaseFollow;
            verdict::reopen(tx, desk, by, id, action, "又塌了").map(drop).map_err(Error::from)
        })
    }

    fn count(&self, ids: &[CaseId], is: impl Fn(&Case) -> bool) -> Result<usize, Error> {
        let cases = ids.iter().map(|id| self.stage.case(*id)).collect::<Result<Vec<_>, _>>()?;
        Ok(cases.iter().filter(|case| is(case)).count())
    }

    /// Who was thanked, at how many instants, and what all hold together.
    fn points(&self) -> Result<(usize, usize, i64), Error> {
        let (mut thanked, mut instants, mut sum) =
            (BTreeSet::<PersonId>::new(), BTreeSet::new(), 0);
        for rider in &self.riders {
            let target = Target::of(rider.person);
            let permit = policy::permit(rider, Action::PointsRead, &target)
                .map_err(|denied| Error::Act(denied.into()))?;
            let read = move |db: &mut storage::Db<'_>| {
                let lines = ledger::statement(db, &permit, None, 100)?;
                Ok((lines, ledger::balance(db, &permit)?.points))
            };
            let (lines, points) = self.stage.read(read)?;
            let posted = lines.iter().filter(|line| line.reason == Reason::CaseConfirmed);
            for line in posted {
                thanked.insert(rider.person);
                instants.insert(line.mark.at);
            }
            sum += points;
        }
        Ok((thanked.len(), instants.len(), sum))
    }

    fn faults(&self, ids: &[CaseId]) -> Result<usize, Error> {
        let ids = ids.to_vec();
        self.stage.read(move |db| {
            let mut faults = ledger::verify(db)?.len();
            for id in ids {
                faults += usize::from(store::difference(db, id)?.is_some());
            }
            Ok(faults)
        })
    }
}

/// The id that the rider's phone made.
fn id_of(rider: usize) -> CaseId {
    let mut bytes = [0; 16];
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    bytes[15] = u8::try_from(rider + 1).unwrap_or(u8::MAX);
    CaseId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_order_it_is_one_case_with_twenty_reporters_and_points_once() {
        for seed in [1, 2, 7] {
            let folder = tempfile::tempdir().expect("a folder");
            let told = run(seed, folder.path()).expect("the scene is played");
            let expected = Pothole {
                seed,
                cases: 1,
                reporters: 20,
                numbers: 20,
                photos: 20,
                sent_again: told.sent_again,
                answered: 20,
                thanked: 20,
                postings: 1,
                // The first reporter's 20, and 2 for each of the others.
                points: 58,
                points_after_reopening: 0,
                points_in_the_end: 58,
                faults: 0,
            };
            assert_eq!(told, expected);
            let other = tempfile::tempdir().expect("a folder");
            assert_eq!(
                run(seed, other.path()).expect("again"),
                told,
                "the same seed tells the same"
            );
        }
    }
}
