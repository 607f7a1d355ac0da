//! Balizhuang (八里庄): a monthly council raises four troubles, the street whistles, seven units are
//! called. One never reports in and is named to the district; one hands its part back twice and is
//! refused. What was promised is built, the street agrees to each part, a rider confirms.

mod ground;
mod report;
mod units;

use std::path::Path;

use access::{Action, Actor, Target, policy};
use cases::{
    act::ActError,
    answer::{self, Given},
    entry::{Channel, Outcome},
    handle,
    joint::{
        At,
        call::{self, Wanted, Whistle},
        meeting, own, street,
    },
    report::Report,
    verdict,
};
use catalogue::Catalogue;
use contracts::CaseId;
use kernel::{Day, Span, Timestamp};
use ledger::{Funding, top_up};

use super::stage::{Office, Stage};
use crate::{dice::Dice, error::Error};
pub use report::Balizhuang;
use report::{Hands, Refused};
use units::Cast;
pub use units::{PARTS, Part};

/// Plays the scene in a fresh folder.
///
/// # Errors
/// The store's own failure, or a use case that refused what it should not.
pub fn run(seed: u64, folder: &Path) -> Result<Balizhuang, Error> {
    let from = Day::new(2026, 3, 2).ok_or_else(|| Error::Scene("no such day".into()))?;
    let mut stage = Stage::open(folder, seed, declared()?, from)?;
    let cast = units::found(&mut stage)?;
    let play = Play { stage, cast, silent: silent(seed), twice: twice(seed) };
    play.all(seed)
}

/// The city's declarations: Beijing, with a month and a half to answer what has to be built.
#[must_use]
pub fn declared_files() -> Vec<(&'static str, String)> {
    let changed = |name, text: &str| match name {
        "city.toml" => text.replace("\"3301\"", "\"1101\"").replace("示范市", "北京市"),
        "matters/parking.toml" => {
            text.replacen("answer = \"7 workdays\"", "answer = \"30 workdays\"", 1)
        }
        _ => text.to_owned(),
    };
    Catalogue::embedded_files().iter().map(|(name, text)| (*name, changed(*name, text))).collect()
}

fn declared() -> Result<Catalogue, Error> {
    let files = declared_files();
    let sources = files.iter().map(|(name, text)| (*name, text.as_str()));
    Catalogue::from_sources(sources)
        .map_err(|faults| Error::Scene(faults.iter().map(ToString::to_string).collect()))
}

/// Which department never reports in: one of the first two parts.
fn silent(seed: u64) -> usize {
    Dice::of(seed, "balizhuang-silent", 0).below(2)
}
/// Which firm hands back twice: one of the two platforms.
fn twice(seed: u64) -> usize {
    2 + Dice::of(seed, "balizhuang-twice", 0).below(2)
}

struct Play {
    stage: Stage,
    cast: Cast,
    silent: usize,
    twice: usize,
}

/// `2026-03-31 10:00` and the like, in Shanghai.
fn at(month: i8, day: i8, hour: i8, minute: i8) -> Timestamp {
    Day::new(2026, month, day).map_or(Timestamp::from_seconds(0), |day| day.at(hour, minute))
}

impl Play {
    fn all(&self, seed: u64) -> Result<Balizhuang, Error> {
        let id = self.council()?;
        self.whistle(id)?;
        let hands = self.report_in(id)?;
        self.meet(id)?;
        let early = code(self.answer_whole(id, at(4, 3, 9, 0)));
        self.build(id)?;
        self.verify(id)?;
        self.stage.pass(at(4, 29, 9, 0))?;
        self.answer_whole(id, at(4, 29, 10, 0))?;
        self.confirm(id)?;
        self.tell(seed, id, hands, early)
    }

    /// The council's speaker puts down what was said; the street takes it on.
    fn council(&self) -> Result<CaseId, Error> {
        let area = self.cast.area;
        let sponsor = Funding { id: kernel::Id::from_bytes([8; 16]), sponsor: area, amount: 1_000 };
        self.stage
            .prepare(self.stage.from.at(11, 0), move |tx| Ok(top_up(tx, sponsor).map(drop)?))?;
        let speaker = &self.cast.riders[0];
        let id = self.stage.act(speaker, at(3, 31, 15, 0), move |tx, desk, by| {
            let permit = policy::permit(by, Action::CaseReport, &Target::none())
                .map_err(|denied| Error::Act(denied.into()))?;
            let report = Report {
                id: tx.id(),
                matter: "parking".into(),
                area,
                title: "恳谈会提出的四难：停车、分拣、进门、充电".into(),
                text:
                    "三月恳谈会上，大家提了四件事：停车难、分拣难、进门难、充电难。请街道协调解决。"
                        .into(),
                fields: vec![("vehicle".into(), "e-bike".into()), ("towed".into(), "no".into())],
                place: None,
                address: "慈云寺北里".into(),
                photos: Vec::new(),
                channel: Channel::Web,
                own_units: Vec::new(),
            };
            Ok::<_, Error>(cases::report::report(tx, desk, &permit, report)?.id)
        })?;
        let clerk = &self.cast.street.clerk;
        self.stage
            .act(clerk, at(3, 31, 16, 0), move |tx, _, by| handle::accept(tx, by, id, None))?;
        Ok(id)
    }

    fn whistle(&self, id: CaseId) -> Result<(), Error> {
        let parts = self.cast.called.iter().zip(PARTS);
        let parts = parts.map(|(office, part)| Wanted {
            unit: office.id,
            task: part.task.into(),
            acknowledge: None,
            answer: Some(Span::WorkDays(18)),
        });
        let parts = parts.collect();
        let clerk = &self.cast.street.clerk;
        self.stage.act(clerk, at(4, 1, 9, 0), move |tx, desk, by| {
            call::whistle(tx, desk, by, id, Whistle { lead: None, parts })
        })?;
        Ok(())
    }

    /// All but one report in; one of them hands back, takes it after all, and tries once more.
    fn report_in(&self, id: CaseId) -> Result<Hands, Error> {
        for (index, office) in self.cast.called.iter().enumerate() {
            if index != self.silent {
                self.own(office, id, index, at(4, 1, 9, 30), own::acknowledge)?;
            }
        }
        let rung = self.stage.pass(at(4, 1, 11, 0))?;
        let rung_again = self.stage.pass(at(4, 1, 13, 0))?;
        let firm = self.cast.called.get(self.twice).ok_or_else(missing)?;
        let back = |tx: &mut storage::Tx<'_>, by: &Actor, at: At| {
            own::hand_back(tx, by, at, "平台没有场地，应由街道统筹")
        };
        self.own(firm, id, self.twice, at(4, 1, 13, 30), back)?;
        self.give(id, self.twice, firm, "场地由街道落实，柜子由平台投放")?;
        let refused = code(self.own(firm, id, self.twice, at(4, 1, 14, 30), back));
        self.own(firm, id, self.twice, at(4, 1, 15, 0), own::acknowledge)?;
        // The district has been told, and the street does not wait: it takes the part itself.
        self.give(id, self.silent, &self.cast.street, "至今未报到，由街道先行办理")?;
        self.own(&self.cast.street, id, self.silent, at(4, 1, 16, 0), own::acknowledge)?;
        let refused = Refused { unit: firm.name.clone(), code: refused };
        Ok(Hands { refused, rung, rung_again })
    }

    fn meet(&self, id: CaseId) -> Result<(), Error> {
        let clerk = &self.cast.street.clerk;
        let when = at(4, 2, 10, 0);
        self.stage.act(clerk, at(4, 1, 16, 30), move |tx, _, by| {
            meeting::convene(tx, by, id, when, "慈云寺北里小区东门", "请带图纸和报价")
        })?;
        let there: Vec<_> = self.cast.called.iter().map(|office| office.id).collect();
        let silent = self.cast.called.get(self.silent).map(|office| office.id);
        let there = there.into_iter().filter(|unit| Some(*unit) != silent).collect();
        self.stage.act(clerk, at(4, 2, 12, 0), move |tx, _, by| {
            let minutes =
                "四月底前：停车 400 平方米，分拣 200 平方米，电池柜 100 组，充电口 2170 个。";
            meeting::record(tx, by, id, minutes, there)
        })?;
        Ok(())
    }

    /// Each unit answers for its part when it is built; the street looks, and agrees.
    fn build(&self, id: CaseId) -> Result<(), Error> {
        for (index, (office, part)) in self.cast.called.iter().zip(PARTS).enumerate() {
            let office = if index == self.silent { &self.cast.street } else { office };
            let day = i8::try_from(index).unwrap_or(0);
            if let Some(built) = &part.built {
                self.record(office, id, at(4, 13 + day, 14, 0), built)?;
            }
            self.own(office, id, index, at(4, 13 + day, 15, 0), move |tx, by, at| {
                own::answer(tx, by, at, part.done)
            })?;
            let part = on(id, index);
            let clerk = &self.cast.street.clerk;
            self.stage.act(clerk, at(4, 14 + day, 10, 0), move |tx, _, by| {
                street::close(tx, by, part, "现场看过，属实")
            })?;
        }
        Ok(())
    }

    fn own(
        &self,
        office: &Office,
        id: CaseId,
        index: usize,
        time: Timestamp,
        work: impl FnOnce(&mut storage::Tx<'_>, &Actor, At) -> Result<cases::case::Case, ActError>
        + Send
        + 'static,
    ) -> Result<(), ActError> {
        let part = on(id, index);
        self.stage.act(&office.clerk, time, move |tx, _, by| work(tx, by, part))?;
        Ok(())
    }

    fn give(&self, id: CaseId, index: usize, to: &Office, why: &'static str) -> Result<(), Error> {
        let (part, to) = (on(id, index), to.id);
        let clerk = &self.cast.street.clerk;
        self.stage.act(clerk, at(4, 1, 14, 0), move |tx, desk, by| {
            street::give(tx, desk, by, part, to, why)
        })?;
        Ok(())
    }

    fn answer_whole(&self, id: CaseId, time: Timestamp) -> Result<(), ActError> {
        let given = Given {
            text: "四件事都办了：停车场、分拣房、电池柜、充电口已经启用，小区东门可以进。".into(),
            outcome: Outcome::Solved,
            photos: Vec::new(),
        };
        self.stage.act(&self.cast.street.clerk, time, move |tx, desk, by| {
            answer::answer(tx, desk, by, id, None, given)
        })?;
        Ok(())
    }

    fn confirm(&self, id: CaseId) -> Result<(), Error> {
        self.stage.act(&self.cast.riders[0], at(4, 30, 19, 0), move |tx, desk, by| {
            verdict::confirm(tx, desk, by, id, "车位、柜子都用上了")
        })?;
        Ok(())
    }
}

fn on(case: CaseId, index: usize) -> At {
    At { case, part: i64::try_from(index).unwrap_or(0) + 1, seen: None }
}

fn missing() -> Error {
    Error::Scene("an office is missing".into())
}

/// The refusal's code; empty when nothing was refused.
fn code(outcome: Result<(), ActError>) -> String {
    match outcome {
        Err(ActError::Refused(refusal)) => refusal.code().to_owned(),
        Err(other) => other.to_string(),
        Ok(()) => String::new(),
    }
}
