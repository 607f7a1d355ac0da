//! The people of the demo city: who serves where, and who rides.

use std::{collections::HashMap, sync::Arc};

use access::{
    Actor, Membership, NewPerson, Vault,
    membership::Issuer,
    people::{PersonKind, create_person},
};
use catalogue::{Catalogue, Category};
use contracts::{PersonId, UnitId};
use kernel::{AreaBook, Day, Phone};
use organizations::{
    Desk,
    posts::{self, NewPost},
};
use storage::Tx;

use crate::{
    data::NAMES,
    dice::Dice,
    error::Error,
    offices::{Office, Offices},
    place::Places,
};

/// Workers in the demo: as many as one business district was seen to have on a day.
const WORKERS: usize = 900;
/// No operator has been given numbers that begin with these digits, so none reaches anybody.
const UNASSIGNED: u64 = 16_400_000_000;
/// The worker whom visitors of the demo may be.
pub const FIRST_WORKER: u64 = UNASSIGNED + 1;
/// The second worker, who is a contact member too.
pub const MEMBER: u64 = FIRST_WORKER + 1;
/// Far above the numbers that are given out in turn.
pub const SECRETARY: u64 = UNASSIGNED + 90_001;
/// Leads the branches that visitors may look after.
pub const LEADER: u64 = SECRETARY + 1;

/// Somebody in office.
#[derive(Debug, Clone)]
pub struct Clerk {
    pub actor: Actor,
    pub role: String,
}

/// Somebody who works through a platform.
#[derive(Debug, Clone)]
pub struct Worker {
    pub actor: Actor,
    pub name: String,
    pub phone: u64,
    pub trade: String,
    pub firm: UnitId,
    pub firm_name: String,
    /// The street in which most of the day is spent.
    pub street: usize,
}

/// Everybody.
pub struct Cast {
    pub clerks: HashMap<UnitId, Vec<Clerk>>,
    pub workers: Vec<Worker>,
}

impl Cast {
    /// Somebody of `unit` whose role is among `roles`, the earlier the likelier.
    pub fn clerk(&self, unit: UnitId, roles: &[&str], dice: &mut Dice) -> Option<&Clerk> {
        let here = self.clerks.get(&unit)?;
        let fit: Vec<&Clerk> =
            here.iter().filter(|clerk| roles.contains(&clerk.role.as_str())).collect();
        let first = fit.first()?;
        if dice.chance(600) { Some(first) } else { dice.pick(&fit).copied() }
    }
}

/// What people are brought in with.
pub struct Casting {
    pub vault: Vault,
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub places: Places,
    pub offices: Offices,
    pub from: Day,
    pub seed: u64,
}

impl Casting {
    /// Brings everybody in.
    pub fn cast(&self, tx: &mut Tx<'_>) -> Result<Cast, Error> {
        let mut dice = Dice::of(self.seed, "cast", 0);
        let mut phones = FIRST_WORKER..;
        let workers = self.workers(tx, &mut dice, &mut phones)?;
        let mut clerks: HashMap<UnitId, Vec<Clerk>> = HashMap::new();
        for office in &self.offices.all {
            for role in self.roles(office) {
                let phone = phones.next().unwrap_or(UNASSIGNED);
                let name = drawn_name(&mut dice);
                let person = self.person(tx, PersonKind::Staff, phone, &name)?;
                let actor = self.post(tx, person, office, role)?;
                let here = clerks.entry(office.id).or_default();
                if self.is_persona(office, role) && here.iter().all(|clerk| clerk.role != *role) {
                    self.vault.set_login(tx, person, role)?;
                }
                here.push(Clerk { actor, role: (*role).to_owned() });
            }
        }
        Ok(Cast { clerks, workers })
    }

    /// The posts of an office.
    fn roles(&self, office: &Office) -> &'static [&'static str] {
        let category = self.catalogue.unit_kind(&office.kind).map(|kind| kind.category);
        match (office.kind.as_str(), category) {
            _ if office.id == self.offices.operator.id => {
                &["duty", "clerk", "hotline", "hotline", "hotline", "auditor", "admin"]
            }
            ("hotline", _) => &["duty", "clerk", "hotline", "hotline"],
            ("street", _) => &["clerk", "clerk", "street-lead"],
            ("community", _) => &["clerk"],
            (_, Some(Category::Firm)) => &["firm-clerk"],
            ("urban-management" | "hrss", _) => &["department-clerk", "department-clerk"],
            _ => &["department-clerk"],
        }
    }

    /// Whether visitors of the demo may be the first holder of this post: the role is its login.
    fn is_persona(&self, office: &Office, role: &str) -> bool {
        let (first_street, first_county) =
            (self.places.streets.first(), self.places.counties.first());
        match role {
            "clerk" | "street-lead" => {
                office.kind == "street"
                    && first_street.is_some_and(|street| street.code == office.area)
            }
            "department-clerk" => {
                office.kind == "urban-management"
                    && first_county.is_some_and(|county| county.code == office.area)
            }
            "firm-clerk" => self.offices.firms().next().is_some_and(|firm| firm.id == office.id),
            _ => office.id == self.offices.operator.id,
        }
    }

    fn workers(
        &self,
        tx: &mut Tx<'_>,
        dice: &mut Dice,
        phones: &mut impl Iterator<Item = u64>,
    ) -> Result<Vec<Worker>, Error> {
        let firms: Vec<&Office> = self.offices.firms().collect();
        let mut workers = Vec::with_capacity(WORKERS);
        for phone in phones.take(WORKERS) {
            // The worker whom visitors may be rides for the first firm in the first street.
            let persona = phone == FIRST_WORKER;
            let drawn = dice.weighted(NAMES.firm.iter().map(|firm| firm.share));
            let street = dice.below(self.places.streets.len());
            let (index, street) = if persona { (0, 0) } else { (drawn, street) };
            let (Some(firm), Some(known)) = (firms.get(index), NAMES.firm.get(index)) else {
                continue;
            };
            let name = drawn_name(dice);
            let person = self.person(tx, PersonKind::Worker, phone, &name)?;
            self.post(tx, person, firm, "worker")?;
            workers.push(Worker {
                actor: Actor::new(person, None, Vec::new(), self.from),
                name,
                phone,
                trade: known.trade.clone(),
                firm: firm.id,
                firm_name: known.zh.clone(),
                street,
            });
        }
        Ok(workers)
    }

    fn person(
        &self,
        tx: &mut Tx<'_>,
        kind: PersonKind,
        phone: u64,
        name: &str,
    ) -> Result<PersonId, Error> {
        let phone = Phone::parse(&phone.to_string()).ok();
        let new = NewPerson { id: None, kind, name: Some(name.to_owned()), phone, identity: None };
        Ok(create_person(tx, &self.vault, &new)?)
    }

    fn post(
        &self,
        tx: &mut Tx<'_>,
        person: PersonId,
        office: &Office,
        role: &str,
    ) -> Result<Actor, Error> {
        let desk = Desk { catalogue: &self.catalogue, areas: &self.areas };
        let (role, from) = (role.to_owned(), self.from);
        let new = NewPost { unit: office.id, person, role: role.clone(), from, until: None };
        let id = posts::give(tx, desk, Issuer::Program, &new)?;
        let post = Membership {
            id,
            unit: office.id,
            unit_kind: office.kind.clone(),
            role,
            area: office.area,
            from,
            until: None,
        };
        Ok(Actor::new(person, None, vec![post], from))
    }
}

/// A surname and a given name, as often as they are met.
pub fn drawn_name(dice: &mut Dice) -> String {
    format!("{}{}", dice.word(&NAMES.surnames), dice.word(&NAMES.given))
}
