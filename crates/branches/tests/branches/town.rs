//! A county with a committee of the Party, its branches, a street office and a firm.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{Actor, Membership, NewPerson, Vault, people::create_person};
use branches::{
    Desk, Fault, MemberId,
    member::{
        Link, Member, Stage, Traits,
        admit::{self, NewMember},
    },
    port::{NewBranch, Place, Tree},
};
use catalogue::Catalogue;
use contracts::{PersonId, UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Clock as _, Day, FixedClock, Level, Moment, Phone, Timestamp};
use storage::{
    Db, Engine, Error, Stamp, Tx, jobs,
    testing::{TestStore, open},
};

pub const COUNTY: &str = "330102";
pub const STREET: &str = "330102001";
pub const OTHER: &str = "330102003";

static SEED: AtomicU64 = AtomicU64::new(1);
static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));
static AREAS: LazyLock<Arc<AreaBook>> =
    LazyLock::new(|| Arc::new(AreaBook::national(&area(COUNTY))));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

/// `2026-02-12 10:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

/// The units of the county with the unit above each, and those that were closed.
#[derive(Default)]
pub struct Offices {
    cards: Mutex<Vec<(UnitCard, Option<UnitId>)>>,
    closed: Mutex<BTreeSet<UnitId>>,
}

impl Offices {
    pub fn new(cards: impl IntoIterator<Item = (UnitCard, Option<UnitId>)>) -> Self {
        Self { cards: Mutex::new(cards.into_iter().collect()), ..Self::default() }
    }
    fn all(&self) -> Vec<(UnitCard, Option<UnitId>)> {
        self.cards.lock().unwrap().clone()
    }
    fn is_open(&self, unit: UnitId) -> bool {
        self.unit(unit).is_some() && !self.closed.lock().unwrap().contains(&unit)
    }
    fn change(&self, unit: UnitId, how: impl FnOnce(&mut (UnitCard, Option<UnitId>))) {
        let mut cards = self.cards.lock().unwrap();
        how(cards.iter_mut().find(|(card, _)| card.id == unit).unwrap());
    }
    fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.all().into_iter().find(|(card, _)| card.id == unit)?.1
    }
}

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.all().into_iter().map(|(card, _)| card).find(|card| card.id == id)
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        let mut cards = self.all().into_iter().map(|(card, _)| card);
        cards.find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId> {
        self.serving("street", area).filter(|_| level == Level::Street)
    }
    fn operator(&self) -> UnitId {
        self.all()[0].0.id
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        let cards = self.all().into_iter().map(|(card, _)| card);
        cards.filter(|card| card.area.contains(area)).collect()
    }
}

impl Tree for Offices {
    fn above(&self, unit: UnitId) -> Vec<UnitId> {
        std::iter::successors(self.parent(unit), |above| self.parent(*above)).collect()
    }
    fn below(&self, unit: UnitId) -> Vec<UnitId> {
        let all = self.all();
        all.iter()
            .filter(|(card, _)| self.above(card.id).contains(&unit) && self.is_open(card.id))
            .map(|(card, _)| card.id)
            .collect()
    }
    fn named(&self, name: &str) -> Vec<UnitId> {
        let cards = self.all().into_iter().map(|(card, _)| card);
        cards.filter(|card| card.name_zh == name).map(|card| card.id).collect()
    }
    fn found(&self, _: &mut Tx<'_>, new: &NewBranch) -> Result<(), Fault> {
        if self.unit(new.id).is_none() {
            let card = UnitCard {
                id: new.id,
                kind: new.kind.clone(),
                name_zh: new.name_zh.clone(),
                name_en: new.name_en.clone(),
                area: new.area,
            };
            self.cards.lock().unwrap().push((card, new.parent));
        }
        Ok(())
    }
    fn place(&self, _: &mut Db<'_>, unit: UnitId) -> Result<Option<Place>, Error> {
        let all = self.all();
        let parts = all.iter().filter(|(_, above)| *above == Some(unit));
        let parts = parts.map(|(card, _)| card.id).filter(|part| self.is_open(*part)).collect();
        let place = || Place { above: self.parent(unit), parts };
        Ok(self.is_open(unit).then(place))
    }
    fn fits(&self, kind: &str, area: &AreaCode, above: UnitId) -> bool {
        let Some(above) = self.unit(above).filter(|above| self.is_open(above.id)) else {
            return false;
        };
        let kind = CATALOGUE.unit_kind(kind).unwrap();
        kind.stands_under(&above.kind) && (kind.roams || above.area.contains(area))
    }
    fn rename(&self, _: &mut Tx<'_>, unit: UnitId, zh: &str, en: &str) -> Result<(), Fault> {
        self.change(unit, |(card, _)| (card.name_zh, card.name_en) = (zh.into(), en.into()));
        Ok(())
    }
    fn regroup(&self, _: &mut Tx<'_>, unit: UnitId, above: UnitId) -> Result<(), Fault> {
        if unit == above || self.above(above).contains(&unit) {
            return Err(Fault::invalid("parent", "unit-parent-circle"));
        }
        self.change(unit, |(_, parent)| *parent = Some(above));
        Ok(())
    }
    fn dissolve(&self, tx: &mut Tx<'_>, unit: UnitId, _: &str) -> Result<(), Fault> {
        let place = self.place(tx, unit)?.unwrap();
        if !place.parts.is_empty() {
            return Err(Fault::invalid("", "unit-close-parent"));
        }
        self.closed.lock().unwrap().insert(unit);
        Ok(())
    }
}

/// The county on one store.
pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub clock: FixedClock,
    pub branch: UnitId,
    pub second: UnitId,
    pub foreign: UnitId,
    /// Clerk of the committee above `branch` and `second`.
    pub clerk: Actor,
    pub secretary: Actor,
    /// Clerk of another committee.
    pub foreign_clerk: Actor,
    pub firm_clerk: Actor,
    pub street_clerk: Actor,
}

/// Runs `story` on each engine, on Wednesday 2026-05-06, nine o'clock.
pub fn each_town(story: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match Town::found(engine) {
            Some(town) => {
                eprintln!("on {engine:?}");
                story(&town);
            }
            None => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
        }
    }
}

impl Town {
    fn found(engine: Engine) -> Option<Self> {
        let migrations = [access::MIGRATIONS, branches::MIGRATIONS].concat();
        let test = open(engine, &migrations, Vec::new()).unwrap()?;
        let clock = FixedClock::new(at("2026-05-06 09:00"));
        let seeded = || Moment::seeded(clock.now(), SEED.fetch_add(1, Ordering::Relaxed));
        let card = |kind: &str, place: &str, name: &str| UnitCard {
            id: seeded().id(),
            kind: kind.into(),
            name_zh: name.into(),
            name_en: kind.into(),
            area: area(place),
        };
        let cards = vec![
            card("street", STREET, "清波街道"),
            card("party-committee", COUNTY, "上城区快递行业党委"),
            card("party-committee", STREET, "智能事业部党支部"),
            card("party-committee", STREET, "清波骑手流动党员党支部"),
            card("party-committee", COUNTY, "另一个党委"),
            card("party-committee", OTHER, "湖滨骑手党支部"),
            card("platform-firm", COUNTY, "快送"),
        ];
        let ids: Vec<UnitId> = cards.iter().map(|card| card.id).collect();
        let above = [None, None, Some(ids[1]), Some(ids[1]), None, Some(ids[4]), None];
        let offices = Arc::new(Offices::new(cards.into_iter().zip(above)));
        let post = |unit, kind: &str, role: &str, place: &str| {
            let post = Membership {
                id: seeded().id(),
                unit,
                unit_kind: kind.into(),
                role: role.into(),
                area: area(place),
                from: Day::new(2020, 1, 1).unwrap(),
                until: None,
            };
            Actor::new(seeded().id(), None, vec![post], clock.now().day())
        };
        let desk = Desk {
            catalogue: Arc::clone(&CATALOGUE),
            areas: Arc::clone(&AREAS),
            units: Arc::<Offices>::clone(&offices),
            tree: Arc::<Offices>::clone(&offices),
            vault: Vault::open([7; 32]).unwrap(),
        };
        Some(Self {
            clerk: post(ids[1], "party-committee", "department-clerk", COUNTY),
            secretary: post(ids[2], "party-committee", "branch-secretary", STREET),
            foreign_clerk: post(ids[4], "party-committee", "department-clerk", COUNTY),
            firm_clerk: post(ids[6], "platform-firm", "firm-clerk", COUNTY),
            street_clerk: post(ids[0], "street", "clerk", STREET),
            branch: ids[2],
            second: ids[3],
            foreign: ids[5],
            test,
            desk,
            clock,
        })
    }

    pub fn moment(&self) -> Moment {
        Moment::seeded(self.clock.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }

    pub fn today(&self) -> Day {
        self.clock.now().day()
    }

    /// One write by `actor`, now.
    pub fn write<T: Send + 'static>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (desk, actor) = (self.desk.clone(), actor.clone());
        let stamp = actor.stamp(self.moment(), "test");
        self.test.store.write_blocking(stamp, move |tx| work(tx, &desk, &actor))
    }

    /// One write by the program.
    pub fn system<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let desk = self.desk.clone();
        let stamp = Stamp::system(self.moment(), "test");
        self.test.store.write_blocking(stamp, move |tx| work(tx, &desk))
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.test.store.read_blocking(work).unwrap()
    }

    /// Somebody with a phone.
    pub fn person(&self, number: u32) -> PersonId {
        let phone = phone(number);
        self.system(move |tx, desk| {
            let new = NewPerson { phone: Some(phone), ..NewPerson::default() };
            Ok(create_person(tx, &desk.vault, &new)?)
        })
        .unwrap()
    }

    pub fn worker(&self, person: PersonId) -> Actor {
        Actor::new(person, None, Vec::new(), self.today())
    }

    /// A full member in a branch's books since 2026-01-01.
    pub fn member(&self, number: u32, branch: UnitId) -> Member {
        let person = self.person(number);
        let new = new_member(person, branch);
        self.write(&self.clerk, move |tx, desk, by| admit::admit(tx, desk, by, &new)).unwrap()
    }

    /// Lets time pass to `local`, and does what is due.
    pub fn tick_at(&self, local: &str) -> usize {
        self.clock.set(at(local));
        self.tick()
    }

    pub fn tick(&self) -> usize {
        let desk = self.desk.clone();
        let handlers = branches::handlers(move || desk.clone());
        jobs::run_due(&self.test.store, &self.moment(), &handlers).unwrap()
    }

    /// What a query says, row by row as text: the state of tables, to be compared.
    pub fn dump(&self, sql: &'static str, columns: usize) -> Vec<String> {
        self.read(move |db| {
            db.query(sql, storage::params![], |row| {
                let cells: Result<Vec<String>, Error> =
                    (0..columns).map(|at| Ok(format!("{:?}", row.value(at)?))).collect();
                Ok(cells?.join("|"))
            })
        })
    }
}

pub fn phone(number: u32) -> Phone {
    Phone::parse(&format!("138{number:08}")).unwrap()
}

pub fn new_member(person: PersonId, branch: UnitId) -> NewMember {
    NewMember {
        person,
        stage: Stage::Full,
        link: Link::Home,
        branch,
        from: Day::new(2026, 1, 1).unwrap(),
        traits: Traits::default(),
        evidence: "组织关系介绍信".into(),
    }
}

/// What was refused, in a word.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
    match outcome.unwrap_err() {
        Fault::Invalid { field, code } => format!("{field}:{code}"),
        Fault::NotFound => "not-found".into(),
        Fault::Denied(_) => "denied".into(),
        Fault::Conflict(code) => code.into(),
        other => format!("{other}"),
    }
}

pub type Ids = Vec<MemberId>;
