//! A street with its office, a committee of the Party and a firm; cases are told of, not made.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{Actor, Membership, Permit};
use catalogue::Catalogue;
use contracts::{CaseId, UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Clock as _, Day, FixedClock, Level, Moment, Timestamp};
use outreach::{
    Desk, Fault,
    port::{Cases, NewCase, Standing},
};
use storage::{
    Db, Engine, Error, Tx, jobs,
    testing::{TestStore, open},
};

pub const STREET: &str = "330102001";
pub const COMMUNITY: &str = "330102001051";
pub const OTHER: &str = "330102003";

static SEED: AtomicU64 = AtomicU64::new(1);
static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));
static AREAS: LazyLock<Arc<AreaBook>> =
    LazyLock::new(|| Arc::new(AreaBook::national(&area("330102"))));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

/// `2026-02-12 10:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

/// The units of the town: street office, branch, firm, and the same office next door.
pub struct Offices(pub Vec<UnitCard>);

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.0.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.0.iter().find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId> {
        self.serving("street", area).filter(|_| level == Level::Street)
    }
    fn operator(&self) -> UnitId {
        self.0[0].id
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        self.0.iter().filter(|card| card.area.contains(area)).cloned().collect()
    }
}

/// Cases as this domain knows them: what was asked for, and how it stands.
#[derive(Default)]
pub struct Told(pub Mutex<BTreeMap<CaseId, (NewCase, Standing)>>);

impl Cases for Told {
    fn open(&self, _: &mut Tx<'_>, _: &Permit, new: NewCase) -> Result<(), Fault> {
        if new.matter != "charging" {
            return Err(Fault::invalid("matter", "matter-unknown"));
        }
        let number = format!("C{}", self.0.lock().unwrap().len() + 1);
        let standing = Standing { number, state: "state-reported", is_closed: false };
        self.0.lock().unwrap().insert(new.id, (new, standing));
        Ok(())
    }
    fn standing(&self, _: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        Ok(self.0.lock().unwrap().get(&id).map(|(_, standing)| standing.clone()))
    }
}

/// The town on one store.
pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub told: Arc<Told>,
    pub clock: FixedClock,
    pub street: UnitId,
    pub branch: UnitId,
    pub firm: UnitId,
    pub clerk: Actor,
    pub other_clerk: Actor,
    pub firm_clerk: Actor,
    pub party_clerk: Actor,
    pub rider: Actor,
    pub other_rider: Actor,
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
        let test = open(engine, outreach::MIGRATIONS, Vec::new()).unwrap()?;
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
            card("party-committee", STREET, "清波街道党工委"),
            card("platform-firm", "330102", "快送"),
            card("street", OTHER, "湖滨街道"),
        ];
        let [street, branch, firm, other] = [0, 1, 2, 3].map(|at| cards[at].id);
        let post = |unit, kind: &str, role: &str, place: &str| {
            let from = Day::new(2020, 1, 1).unwrap();
            let post = Membership {
                id: seeded().id(),
                unit,
                unit_kind: kind.into(),
                role: role.into(),
                area: area(place),
                from,
                until: None,
            };
            Actor::new(seeded().id(), None, vec![post], clock.now().day())
        };
        let nobody = || Actor::new(seeded().id(), None, Vec::new(), clock.now().day());
        let told = Arc::new(Told::default());
        let desk = Desk {
            catalogue: Arc::clone(&CATALOGUE),
            areas: Arc::clone(&AREAS),
            units: Arc::new(Offices(cards)),
            cases: Arc::<Told>::clone(&told),
        };
        Some(Self {
            clerk: post(street, "street", "clerk", STREET),
            other_clerk: post(other, "street", "clerk", OTHER),
            firm_clerk: post(firm, "platform-firm", "firm-clerk", "330102"),
            party_clerk: post(branch, "party-committee", "department-clerk", STREET),
            rider: nobody(),
            other_rider: nobody(),
            test,
            desk,
            told,
            clock,
            street,
            branch,
            firm,
        })
    }

    pub fn moment(&self) -> Moment {
        Moment::seeded(self.clock.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }

    /// One write by `actor`, now.
    pub fn write<T: Send + 'static>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (desk, by) = (self.desk.clone(), actor.clone());
        let stamp = actor.stamp(self.moment(), "test");
        self.test.store.write_blocking(stamp, move |tx| work(tx, &desk, &by))
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.test.store.read_blocking(work).unwrap()
    }

    /// Turns the clock and lets the job runner do what is due.
    pub fn tick_at(&self, local: &str) -> usize {
        self.clock.set(at(local));
        jobs::run_due(&self.test.store, &self.moment(), &[outreach::digest::handler()]).unwrap()
    }

    /// How many journal records there are of an action.
    pub fn recorded(&self, action: &'static str) -> i64 {
        self.read(move |db| {
            let sql = "SELECT COUNT(*) FROM storage_journal WHERE action = $1";
            db.query_one(sql, storage::params![action], |row| row.get(0))
        })
    }
}

/// What was refused, in a word.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
    match outcome.unwrap_err() {
        Fault::Invalid { field, code } => format!("{field}:{code}"),
        Fault::NotFound => "not-found".into(),
        Fault::Denied(_) => "denied".into(),
        Fault::Settled => "settled".into(),
        other => format!("{other}"),
    }
}
