//! What scenes are played on: a fresh store with its declarations, offices and people.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{
    Actor, Membership, NewPerson, Vault,
    membership::Issuer,
    people::{PersonKind, create_person},
};
use branches::port::Tree;
use cases::{act::ActError, case::Case, store};
use catalogue::{Catalogue, Category};
use contracts::{CaseId, UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Day, Level, Moment, Phone, Timestamp, WorkCalendar};
use organizations::{
    By, Directory, NewUnit, found, found_operator,
    posts::{self, NewPost},
};
use storage::{Db, Reaction, Stamp, Store, StoreOptions, Tx, jobs};

use crate::{dice::Dice, error::Error};

/// No operator has been given numbers that begin with these digits, so none reaches anybody.
const UNASSIGNED: u64 = 16_500_000_000;

/// An office to be founded: its kind, its area, its names.
pub struct Founding {
    pub kind: &'static str,
    pub area: AreaCode,
    pub zh: String,
    pub en: String,
}

/// An office with somebody in it.
#[derive(Debug, Clone)]
pub struct Office {
    pub id: UnitId,
    pub name: String,
    pub clerk: Actor,
}

/// The stage.
pub struct Stage {
    pub store: Store,
    pub desk: cases::Desk,
    pub from: Day,
    pub vault: Vault,
    seed: u64,
    drawn: AtomicU64,
    people: AtomicU64,
}

impl Stage {
    /// A fresh store in `folder`, with nothing in it but its schema.
    pub fn open(folder: &Path, seed: u64, catalogue: Catalogue, from: Day) -> Result<Self, Error> {
        Self::open_with(folder, seed, catalogue, from, Vec::new())
    }

    /// The same, where more happens when something happens.
    pub fn open_with(
        folder: &Path,
        seed: u64,
        catalogue: Catalogue,
        from: Day,
        reactions: Vec<Reaction>,
    ) -> Result<Self, Error> {
        let catalogue = Arc::new(catalogue);
        let mut options = StoreOptions::in_folder(folder);
        options.migrations = [
            access::MIGRATIONS,
            organizations::MIGRATIONS,
            cases::MIGRATIONS,
            ledger::MIGRATIONS,
            branches::MIGRATIONS,
            registry::MIGRATIONS,
        ]
        .concat();
        let known = Arc::clone(&catalogue);
        options.reactions = vec![ledger::reaction(move || Arc::clone(&known))];
        options.reactions.extend(reactions);
        let store = Store::open(options)?;
        let mut dice = Dice::of(seed, "scene-key", 0);
        let master: Vec<u8> = (0..4).flat_map(|_| dice.seed().to_be_bytes()).collect();
        let master = <[u8; 32]>::try_from(master).unwrap_or_default();
        let vault = Vault::open(master).map_err(|error| Error::Scene(error.to_string()))?;
        let areas = Arc::new(AreaBook::national(&catalogue.city().area));
        let units = Arc::new(Nobody);
        let calendar = Arc::new(WorkCalendar::national());
        let desk = cases::Desk { catalogue, calendar, areas, units };
        Ok(Self {
            store,
            desk,
            from,
            vault,
            seed,
            drawn: AtomicU64::new(0),
            people: AtomicU64::new(0),
        })
    }

    pub fn moment(&self, at: Timestamp) -> Moment {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        Moment::seeded(at, Dice::of(self.seed, "scene", number).seed())
    }

    /// One write of the program itself.
    pub fn prepare<T: Send + 'static>(
        &self,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.store.write_blocking(Stamp::system(self.moment(at), "scene"), work)
    }

    /// One act of somebody, at its time.
    pub fn act<T, E>(
        &self,
        actor: &Actor,
        at: Timestamp,
        work: impl FnOnce(&mut Tx<'_>, &cases::Desk, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<storage::Error> + Send + 'static,
    {
        let (desk, by) = (self.desk.clone(), actor.clone());
        let stamp = actor.stamp(self.moment(at), "scene");
        self.store.write_blocking(stamp, move |tx| work(tx, &desk, &by))
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, storage::Error> + Send + 'static,
    ) -> Result<T, Error> {
        Ok(self.store.read_blocking(work)?)
    }

    pub fn case(&self, id: CaseId) -> Result<Case, Error> {
        let found = self.read(move |db| store::find(db, id))?;
        found.ok_or(Error::Act(ActError::NotFound))
    }

    /// Lets time do what is due until `at`; answers how much it was.
    pub fn pass(&self, at: Timestamp) -> Result<usize, Error> {
        let [desk, known] = [self.desk.clone(), self.desk.clone()];
        let clock = [
            cases::tick::handler(move || desk.clone()),
            cases::checks::handler(move || known.clone()),
        ];
        Ok(jobs::run_due(&self.store, &self.moment(at), &clock)?)
    }

    /// Founds offices, the first of which runs the place, and puts somebody into each.
    pub fn found(&mut self, foundings: Vec<Founding>) -> Result<Vec<Office>, Error> {
        let at = self.from.at(9, 0);
        let mut offices = Vec::with_capacity(foundings.len());
        for (founding, operator) in
            foundings.into_iter().zip(std::iter::once(true).chain(std::iter::repeat(false)))
        {
            offices.push(self.found_one(at, founding, operator)?);
        }
        self.desk.units = Arc::new(Directory::load(&self.store)?);
        Ok(offices)
    }

    fn found_one(&self, at: Timestamp, one: Founding, operator: bool) -> Result<Office, Error> {
        let (catalogue, areas) = (Arc::clone(&self.desk.catalogue), Arc::clone(&self.desk.areas));
        let (from, vault) = (self.from, self.vault.clone());
        let phone = UNASSIGNED + self.people.fetch_add(1, Ordering::Relaxed);
        let firm =
            catalogue.unit_kind(one.kind).is_some_and(|kind| kind.category == Category::Firm);
        let role = match one.kind {
            "street" | "hotline" | "community" => "clerk",
            _ if firm => "firm-clerk",
            _ => "department-clerk",
        };
        self.prepare(at, move |tx| {
            let desk = organizations::Desk { catalogue: &catalogue, areas: &areas };
            let in_charge = ["hotline", "street", "community"].contains(&one.kind);
            let unit = NewUnit {
                id: tx.id(),
                kind: one.kind.into(),
                area: one.area,
                name_zh: one.zh.clone(),
                name_en: one.en,
                parent: None,
                in_charge,
                from,
            };
            let id = if operator {
                found_operator(tx, desk, &unit)?.id
            } else {
                found(tx, desk, By::Program, &unit)?;
                unit.id
            };
            let name = format!("{}经办人", one.zh);
            let person = person(tx, &vault, PersonKind::Staff, name, phone)?;
            let new = NewPost { unit: id, person, role: role.into(), from, until: None };
            let post = posts::give(tx, desk, Issuer::Program, &new)?;
            let post = Membership {
                id: post,
                unit: id,
                unit_kind: one.kind.into(),
                role: role.into(),
                area: one.area,
                from,
                until: None,
            };
            let clerk = Actor::new(person, None, vec![post], from);
            Ok(Office { id, name: one.zh, clerk })
        })
    }

    /// What branches consult, with everything that is founded by now; the directory reads again what
    /// is founded later.
    pub fn branches(
        &self,
        tree: impl FnOnce(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
    ) -> Result<(Directory, branches::Desk), Error> {
        let (catalogue, areas) = (Arc::clone(&self.desk.catalogue), Arc::clone(&self.desk.areas));
        let directory = Directory::load(&self.store)?;
        let desk = branches::Desk {
            catalogue: Arc::clone(&catalogue),
            areas: Arc::clone(&areas),
            units: Arc::new(directory.clone()),
            tree: tree(directory.clone(), catalogue, areas),
            vault: self.vault.clone(),
        };
        Ok((directory, desk))
    }

    /// Somebody who rides.
    pub fn rider(&self, name: &str) -> Result<Actor, Error> {
        let (vault, name, from) = (self.vault.clone(), name.to_owned(), self.from);
        let phone = UNASSIGNED + self.people.fetch_add(1, Ordering::Relaxed);
        self.prepare(from.at(10, 0), move |tx| {
            let person = person(tx, &vault, PersonKind::Worker, name, phone)?;
            Ok(Actor::new(person, None, Vec::new(), from))
        })
    }
}

/// Before anything is founded.
struct Nobody;

impl Units for Nobody {
    fn unit(&self, _: UnitId) -> Option<UnitCard> {
        None
    }
    fn serving(&self, _: &str, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        UnitId::from_bytes([0; 16])
    }
    fn candidates(&self, _: &AreaCode) -> Vec<UnitCard> {
        Vec::new()
    }
}

fn person(
    tx: &mut Tx<'_>,
    vault: &Vault,
    kind: PersonKind,
    name: String,
    phone: u64,
) -> Result<contracts::PersonId, Error> {
    let phone = Phone::parse(&phone.to_string()).ok();
    Ok(create_person(
        tx,
        vault,
        &NewPerson { id: None, kind, name: Some(name), phone, identity: None },
    )?)
}
