//! The part of a city in which the scene plays.

use std::collections::BTreeMap;

use access::{
    Action, Actor, Membership, Target,
    membership::{self, Issuer, NewMembership},
    policy,
};
use cases::{checks::volunteer, entry::Channel, report, report::Report};
use contracts::{CaseId, PersonId, UnitId};
use kernel::Timestamp;
use ledger::{Funding, top_up};

use super::super::stage::{Founding, Stage};
use crate::{dice::Dice, error::Error, place::Places};

/// Riders who report, and riders who agreed to look: some do both.
const RIDERS: usize = 160;
/// What can be seen on the spot.
const MATTERS: [&str; 4] = ["charging", "parking", "sorting", "rest-meals"];
/// Points that the city's sponsor puts in.
const POINTS: i64 = 40_000;

pub struct Town {
    pub auditor: Actor,
    clerks: BTreeMap<UnitId, Actor>,
    places: Places,
    pub riders: Vec<Actor>,
}

impl Town {
    pub fn found(stage: &mut Stage, seed: u64) -> Result<Self, Error> {
        let places = Places::named(&stage.desk.areas)?;
        let offices = stage.found(foundings(stage, &places))?;
        let clerks = offices.iter().map(|office| (office.id, office.clerk.clone())).collect();
        let first = offices.first().ok_or_else(|| Error::Scene("no office".into()))?;
        let auditor = auditor(stage, first.id)?;
        let mut dice = Dice::of(seed, "truths-riders", 0);
        let mut riders = Vec::with_capacity(RIDERS);
        for number in 0..RIDERS {
            let rider = stage.rider(&format!("骑手{number}"))?;
            let street = dice.below(places.streets.len());
            let street = places.streets.get(street).map(|street| street.code);
            let area = street.ok_or_else(|| Error::Scene("no street".into()))?;
            stage.act(&rider, stage.from.at(12, 0), move |tx, desk, by| {
                volunteer::join(tx, desk, by, area)
            })?;
            riders.push(rider);
        }
        let sponsor = stage.desk.catalogue.city().area;
        stage.prepare(stage.from.at(11, 0), move |tx| {
            Ok(top_up(tx, Funding { id: tx.id(), sponsor, amount: POINTS }).map(drop)?)
        })?;
        Ok(Self { auditor, clerks, places, riders })
    }

    /// Somebody reports something, somewhere.
    pub fn report(&self, stage: &Stage, at: Timestamp, dice: &mut Dice) -> Result<CaseId, Error> {
        let nobody = || Error::Scene("nobody to report".into());
        let rider = dice.pick(&self.riders).ok_or_else(nobody)?;
        let street = dice.pick(&self.places.streets).ok_or_else(nobody)?;
        let spot = street.spot(dice).ok_or_else(nobody)?;
        let matter = dice.pick(&MATTERS).copied().unwrap_or("charging");
        let known = stage.desk.catalogue.matter(matter);
        let phrase = known.and_then(|known| dice.pick(&known.phrases).cloned());
        let fields = known.and_then(|known| known.samples.first()).map(|one| one.fields.clone());
        stage.act(rider, at, move |tx, desk, by| -> Result<_, Error> {
            let permit = policy::permit(by, Action::CaseReport, &Target::none())
                .map_err(cases::act::ActError::from)?;
            let new = Report {
                id: tx.id(),
                matter: matter.to_owned(),
                area: spot.area,
                title: String::new(),
                text: phrase.unwrap_or_else(|| "换电柜坏了好几天。".into()),
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

    /// Who answers for a unit.
    pub fn clerk(&self, unit: UnitId) -> Result<Actor, Error> {
        self.clerks.get(&unit).cloned().ok_or_else(|| Error::Scene("a unit without a clerk".into()))
    }

    pub fn reporter(&self, person: Option<PersonId>) -> Result<Actor, Error> {
        let found = self.riders.iter().find(|rider| Some(rider.person) == person);
        found.cloned().ok_or_else(|| Error::Scene("a case of nobody".into()))
    }

    /// Points that looking earned, altogether.
    pub fn points_given(&self, stage: &Stage) -> Result<i64, Error> {
        let riders = self.riders.clone();
        stage.read(move |db| {
            riders.iter().try_fold(0, |sum, rider| {
                let own = Target::of(rider.person);
                let permit = policy::permit(rider, Action::PointsRead, &own)
                    .map_err(|denied| storage::Error::Refused(denied.to_string()))?;
                let lines = ledger::statement(db, &permit, None, 10_000)?;
                let thanks =
                    lines.iter().filter(|line| line.reason == ledger::Reason::CheckAnswered);
                Ok(sum + thanks.map(|line| line.amount).sum::<i64>())
            })
        })
    }
}

fn foundings(stage: &Stage, places: &Places) -> Vec<Founding> {
    let city = stage.desk.catalogue.city();
    let one = |kind, area, zh: String, en: String| Founding { kind, area, zh, en };
    let mut all = vec![one(
        "hotline",
        city.area,
        format!("{}社会治理中心", city.name.zh),
        format!("{} Governance Centre", city.name.en),
    )];
    for county in &places.counties {
        let (zh, en) = (&county.name, &county.en);
        all.push(one("hotline", county.code, format!("{zh}社会治理中心"), format!("{en} Centre")));
        for (kind, zh_kind, en_kind) in [
            ("urban-management", "城市管理局", "Urban Management"),
            ("postal", "邮政管理局", "Postal Administration"),
            ("union", "总工会", "Trade Unions"),
        ] {
            all.push(one(kind, county.code, format!("{zh}{zh_kind}"), format!("{en} {en_kind}")));
        }
    }
    for street in &places.streets {
        let (zh, en) = (format!("{}办事处", street.name), format!("{} Street Office", street.en));
        all.push(one("street", street.code, zh, en));
    }
    all
}

/// An auditor in the unit that runs the city.
fn auditor(stage: &Stage, unit: UnitId) -> Result<Actor, Error> {
    let area = stage.desk.catalogue.city().area;
    let (from, rider) = (stage.from, stage.rider("审计员")?);
    stage.prepare(from.at(11, 0), move |tx| {
        let new = NewMembership {
            person: rider.person,
            unit,
            unit_kind: "hotline".into(),
            role: "auditor".into(),
            area,
            from,
            until: None,
        };
        let granted = membership::grant(tx, Issuer::Program, &new);
        let id = granted.map_err(|error| Error::Scene(error.to_string()))?;
        let NewMembership { person, unit, unit_kind, role, area, from, until } = new;
        let post = Membership { id, unit, unit_kind, role, area, from, until };
        Ok(Actor::new(person, None, vec![post], from))
    })
}
