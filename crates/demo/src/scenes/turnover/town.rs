//! A district with its firms, its branches and everybody who rides there.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use access::{Actor, NewPerson, people::create_person};
use branches::port::Tree;
use catalogue::Catalogue;
use contracts::Units;
use kernel::{AreaBook, AreaCode, Day, Phone, Timestamp};
use organizations::Directory;
use registry::port::Firms;
use storage::{Reaction, jobs};

use super::{
    super::stage::{Founding, Stage},
    firms::{self, Firm},
    house::{self, House},
};
use crate::{error::Error, place::Places};

pub const COUNTY: &str = "330102";
/// No operator has been given numbers that begin with these digits, so none reaches anybody.
const UNASSIGNED: u64 = 16_600_000_000;

/// What the registry consults, once the store is open.
pub type Late = Arc<OnceLock<registry::Desk>>;

/// How the domains meet here: as in the program itself.
pub struct Wiring {
    pub tree: fn(Directory, Arc<Catalogue>, Arc<AreaBook>) -> Arc<dyn Tree>,
    pub firms: fn(Directory) -> Arc<dyn Firms>,
    pub leavers: fn(Late) -> Reaction,
}

/// Somebody who rides for a site of a firm.
#[derive(Debug, Clone)]
pub struct Rider {
    pub actor: Actor,
    pub number: u64,
    pub firm: usize,
    pub site: usize,
    pub house: usize,
}

impl Rider {
    pub fn name(&self) -> String {
        format!("骑手{}", self.number)
    }
    pub fn phone(&self) -> String {
        (UNASSIGNED + self.number).to_string()
    }
}

pub struct Town {
    pub stage: Stage,
    pub places: Places,
    pub branches: branches::Desk,
    pub registry: registry::Desk,
    pub directory: Directory,
    pub firms: Vec<Firm>,
    pub houses: Vec<House>,
    /// Clerk of the committee above all branches.
    pub clerk: Actor,
    /// Clerks of the offices that handle cases.
    pub offices: Vec<(contracts::UnitId, Actor)>,
    /// Who works now; a place is taken by whoever follows.
    pub people: Vec<Rider>,
    next: u64,
}

impl Town {
    pub fn found(seed: u64, people: usize, folder: &Path, wiring: &Wiring) -> Result<Self, Error> {
        let from = Day::new(2026, 3, 2).ok_or_else(|| Error::Scene("no such day".into()))?;
        let late = Late::default();
        let reactions = vec![(wiring.leavers)(Arc::clone(&late))];
        let mut stage = Stage::open_with(folder, seed, Catalogue::embedded(), from, reactions)?;
        let places = Places::named(&stage.desk.areas)?;
        let found = stage.found(foundings(&places)?)?;
        let offices: Vec<_> =
            found.iter().map(|office| (office.id, office.clerk.clone())).collect();
        let committee = found.last().ok_or_else(|| Error::Scene("no committee".into()))?;
        let clerk = committee.clerk.clone();
        let firms = firms::found(&stage, &places, people)?;
        let branches = house::found(&stage, committee.id, people)?;
        let directory = Directory::load(&stage.store)?;
        let (catalogue, areas) = (Arc::clone(&stage.desk.catalogue), Arc::clone(&stage.desk.areas));
        let units: Arc<dyn Units> = Arc::new(directory.clone());
        let desk = branches::Desk {
            catalogue: Arc::clone(&catalogue),
            areas: Arc::clone(&areas),
            units: Arc::clone(&units),
            tree: (wiring.tree)(directory.clone(), Arc::clone(&catalogue), Arc::clone(&areas)),
            vault: stage.vault.clone(),
        };
        let registry = registry::Desk {
            catalogue,
            areas,
            units: Arc::clone(&units),
            firms: (wiring.firms)(directory.clone()),
            vault: stage.vault.clone(),
        };
        late.get_or_init(|| registry.clone());
        stage.desk.units = units;
        let mut town = Self {
            stage,
            places,
            branches: desk,
            registry,
            directory,
            firms,
            houses: Vec::new(),
            clerk,
            offices,
            people: Vec::new(),
            next: 0,
        };
        firms::begin(&mut town)?;
        house::open(&mut town, branches, seed)?;
        town.people = (0..people).map(|place| town.comes(place)).collect();
        let first: Vec<usize> = (0..people).collect();
        town.begin(from, &first)?;
        town.pass(from.at(10, 0))?;
        firms::first_duties(&town)?;
        Ok(town)
    }

    /// Whoever takes a place: nobody yet.
    fn comes(&self, place: usize) -> Rider {
        let firm = place % self.firms.len().max(1);
        let sites = self.firms.get(firm).map_or(1, |firm| firm.sites.len().max(1));
        Rider {
            actor: Actor::new(kernel::Id::from_bytes([0; 16]), None, Vec::new(), self.stage.from),
            number: 0,
            firm,
            site: place / self.firms.len().max(1) % sites,
            house: place % self.houses.len().max(1),
        }
    }

    /// The places are taken by new people, and every firm sends its roster of the day.
    pub fn change(&mut self, day: Day, places: &[usize]) -> Result<(), Error> {
        self.begin(day, places)
    }

    fn begin(&mut self, day: Day, places: &[usize]) -> Result<(), Error> {
        for place in places {
            self.next += 1;
            if let Some(rider) = self.people.get_mut(*place) {
                rider.number = self.next;
            }
        }
        let new: Vec<(usize, String, Option<Phone>)> = places
            .iter()
            .filter_map(|place| Some((*place, self.people.get(*place)?)))
            .map(|(place, rider)| (place, rider.name(), Phone::parse(&rider.phone()).ok()))
            .collect();
        let (vault, from) = (self.stage.vault.clone(), day);
        let made = self.stage.prepare(day.at(7, 0), move |tx| {
            let mut made = Vec::with_capacity(new.len());
            for (place, name, phone) in new {
                let new = NewPerson { name: Some(name), phone, ..NewPerson::default() };
                let person = create_person(tx, &vault, &new)?;
                made.push((place, Actor::new(person, None, Vec::new(), from)));
            }
            Ok(made)
        })?;
        for (place, actor) in made {
            if let Some(rider) = self.people.get_mut(place) {
                rider.actor = actor;
            }
        }
        firms::send_rosters(self, day)?;
        house::enrol(self, day, places)
    }

    /// Lets time do what is due at `at`.
    pub fn pass(&self, at: Timestamp) -> Result<(), Error> {
        let desk = self.branches.clone();
        let mut handlers = branches::handlers(move || desk.clone());
        handlers.extend(registry::handlers());
        jobs::run_due(&self.stage.store, &self.stage.moment(at), &handlers)?;
        self.stage.pass(at).map(drop)
    }
}

pub fn area(code: &str) -> Result<AreaCode, Error> {
    AreaCode::parse(code).map_err(|error| Error::Scene(error.to_string()))
}

/// The city's centre runs the place; the committee comes last.
fn foundings(places: &Places) -> Result<Vec<Founding>, Error> {
    let one = |kind, area, zh: String, en: String| Founding { kind, area, zh, en };
    let mut all = vec![one("hotline", area("3301")?, "市热线中心".into(), "City centre".into())];
    for county in &places.counties {
        let zh = format!("{}治理中心", county.name);
        all.push(one("hotline", county.code, zh, format!("{} centre", county.en)));
    }
    for street in &places.streets {
        let zh = format!("{}办事处", street.name);
        all.push(one("street", street.code, zh, format!("{} office", street.en)));
    }
    all.push(one(
        "party-committee",
        area(COUNTY)?,
        "新就业群体综合党委".into(),
        "Committee of gig workers".into(),
    ));
    Ok(all)
}
