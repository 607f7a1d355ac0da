//! What is a person's own and outlives every job: points that were earned, cases that are open.

use access::{Action, Actor, Target, policy};
use cases::{
    answer::{self, Given},
    entry::{Channel, Outcome},
    handle, report,
    report::Report,
    verdict,
};
use contracts::CaseId;
use kernel::Timestamp;
use ledger::{Funding, top_up};

use super::town::{Rider, Town, area};
use crate::{dice::Dice, error::Error};

/// Of so many riders one has earned points, and one leaves a case open.
const ONE_IN: usize = 50;
/// Points that the city's sponsor puts in.
const POINTS: i64 = 40_000;
const MATTER: &str = "charging";

/// Reports of the first day; answers those that stay open, with their reporters.
pub fn report(town: &Town, dice: &mut Dice) -> Result<Vec<(CaseId, Actor)>, Error> {
    let (from, sponsor) = (town.stage.from, area("3301")?);
    town.stage.prepare(from.at(10, 0), move |tx| {
        Ok(top_up(tx, Funding { id: tx.id(), sponsor, amount: POINTS }).map(drop)?)
    })?;
    let mut open = Vec::new();
    for (number, rider) in town.people.iter().enumerate().step_by(ONE_IN / 2) {
        let id = reported(town, &rider.actor, from.at(11, 0), dice)?;
        if (number / (ONE_IN / 2)).is_multiple_of(2) {
            solve(town, &rider.actor, id)?;
        } else {
            open.push((id, rider.actor.clone()));
        }
    }
    Ok(open)
}

fn reported(town: &Town, rider: &Actor, at: Timestamp, dice: &mut Dice) -> Result<CaseId, Error> {
    let nowhere = || Error::Scene("nowhere to report from".into());
    let street = dice.pick(&town.places.streets).ok_or_else(nowhere)?;
    let spot = street.spot(dice).ok_or_else(nowhere)?;
    let known = town.stage.desk.catalogue.matter(MATTER);
    let fields = known.and_then(|known| known.samples.first()).map(|one| one.fields.clone());
    town.stage.act(rider, at, move |tx, desk, by| -> Result<_, Error> {
        let permit = policy::permit(by, Action::CaseReport, &Target::none())
            .map_err(cases::act::ActError::from)?;
        let new = Report {
            id: tx.id(),
            matter: MATTER.to_owned(),
            area: spot.area,
            title: String::new(),
            text: "换电柜坏了好几天，没人来修。".into(),
            fields: fields.unwrap_or_default(),
            place: spot.at,
            address: spot.address,
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        };
        Ok(report::report(tx, desk, &permit, new)?.id)
    })
}

/// Accepted and answered by whoever owns it, and confirmed.
fn solve(town: &Town, rider: &Actor, id: CaseId) -> Result<(), Error> {
    let owner = town.stage.case(id)?.owner;
    let clerk = town.offices.iter().find(|(unit, _)| *unit == owner).map(|(_, clerk)| clerk);
    let clerk = clerk.ok_or_else(|| Error::Scene("a unit without a clerk".into()))?;
    let at = town.stage.from.at(15, 0);
    town.stage.act(clerk, at, move |tx, desk, by| {
        handle::accept(tx, by, id, None)?;
        let text = "已经到现场处理完毕。".to_owned();
        let given = Given { text, outcome: Outcome::Solved, photos: Vec::new() };
        answer::answer(tx, desk, by, id, None, given)
    })?;
    let confirmed = at.plus_hours(2);
    town.stage.act(rider, confirmed, move |tx, desk, by| verdict::confirm(tx, desk, by, id, ""))?;
    Ok(())
}

/// What these people have, each as they see it themselves.
pub fn points(town: &Town, riders: &[Rider]) -> Result<i64, Error> {
    let riders: Vec<Actor> = riders.iter().map(|rider| rider.actor.clone()).collect();
    town.stage.read(move |db| {
        riders.iter().try_fold(0, |sum, rider| {
            let permit = policy::permit(rider, Action::PointsRead, &Target::of(rider.person))
                .map_err(|denied| storage::Error::Refused(denied.to_string()))?;
            Ok(sum + ledger::balance(db, &permit)?.points)
        })
    })
}

/// How many of the cases are still their reporters' and open, or were closed by an answer.
pub fn seen(town: &Town, open: &[(CaseId, Actor)]) -> Result<usize, Error> {
    let mut seen = 0;
    for (id, reporter) in open {
        let case = town.stage.case(*id)?;
        let own =
            policy::permit(reporter, Action::CaseFollow, &Target::of(reporter.person)).is_ok();
        seen += usize::from(own && case.reporter == Some(reporter.person));
    }
    Ok(seen)
}
