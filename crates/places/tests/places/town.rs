//! A street with its office, and a few places on it.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

use access::{Actor, Membership};
use catalogue::Catalogue;
use contracts::{UnitCard, UnitId, Units};
use kernel::{
    AreaBook, AreaCode, Clock as _, Day, FixedClock, Level, Moment, Timestamp, Wgs84, WorkCalendar,
};
use places::{Desk, Draft, Fault, Place, edit, place::Detail};
use storage::{
    Db, Engine, Error, Reaction, Tx, jobs,
    testing::{TestStore, open},
};

pub const STREET: &str = "330102001";
pub const COMMUNITY: &str = "330102001051";
pub const OTHER: &str = "330102003";
/// The middle of things.
pub const HERE: (f64, f64) = (30.2442, 120.1571);

static SEED: AtomicU64 = AtomicU64::new(1);
static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

/// `2026-11-20 10:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

/// So many metres north of the middle.
pub fn north(metres: f64) -> Wgs84 {
    Wgs84::new(HERE.0 + metres / 111_195.0, HERE.1).unwrap()
}

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

pub fn street_office() -> UnitCard {
    UnitCard {
        id: UnitId::from_bytes([7; 16]),
        kind: "street".into(),
        name_zh: "清波街道".into(),
        name_en: "Qingbo".into(),
        area: area(STREET),
    }
}

/// A firm that keeps a merchant.
pub fn noodle_shop() -> UnitCard {
    UnitCard {
        id: UnitId::from_bytes([9; 16]),
        kind: "merchant".into(),
        name_zh: "老街面馆".into(),
        name_en: "Noodles".into(),
        area: area(COMMUNITY),
    }
}

/// A station with a toilet, open all day.
pub fn draft(code: &str, name: &str, at: Wgs84) -> Draft {
    Draft {
        code: code.into(),
        kind: "station".into(),
        name: name.into(),
        brand: String::new(),
        area: Some(area(COMMUNITY)),
        at,
        address: String::new(),
        hours: "Mo-Su 08:00-22:00".into(),
        amenities: vec![("toilet".into(), None), ("微波炉".into(), Some(2))],
        detail: Detail::default(),
        owner: None,
    }
}

/// The town on one store.
pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub clock: FixedClock,
    pub clerk: Actor,
    pub stranger: Actor,
}

/// The catalogue of the town.
pub fn catalogue() -> Arc<Catalogue> {
    Arc::clone(&CATALOGUE)
}

/// Runs `story` on each engine, on Friday 2026-11-20, ten o'clock.
pub fn each_town(story: impl Fn(&Town)) {
    each_town_with(&Vec::new, story);
}

/// The same where others react to what happens.
pub fn each_town_with(reactions: &dyn Fn() -> Vec<Reaction>, story: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let migrations = [access::MIGRATIONS, places::MIGRATIONS].concat();
        let Some(test) = open(engine, &migrations, reactions()).unwrap() else {
            eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set");
            continue;
        };
        eprintln!("on {engine:?}");
        story(&Town::on(test));
    }
}

impl Town {
    fn on(test: TestStore) -> Self {
        let office = street_office();
        let clock = FixedClock::new(at("2026-11-20 10:00"));
        let post = |place: &str| {
            let post = Membership {
                id: Moment::seeded(clock.now(), SEED.fetch_add(1, Ordering::Relaxed)).id(),
                unit: office.id,
                unit_kind: "street".into(),
                role: "clerk".into(),
                area: area(place),
                from: Day::new(2020, 1, 1).unwrap(),
                until: None,
            };
            let moment = Moment::seeded(clock.now(), SEED.fetch_add(1, Ordering::Relaxed));
            Actor::new(moment.id(), None, vec![post], clock.now().day())
        };
        let (clerk, mut stranger) = (post(STREET), post(OTHER));
        stranger.memberships[0].unit = UnitId::from_bytes([8; 16]);
        let desk = Desk {
            catalogue: Arc::clone(&CATALOGUE),
            calendar: Arc::new(WorkCalendar::national()),
            areas: Arc::new(AreaBook::national(&area("3301"))),
            units: Arc::new(Offices(vec![office, noodle_shop()])),
        };
        Self { test, desk, clock, clerk, stranger }
    }

    pub fn moment(&self) -> Moment {
        Moment::seeded(self.clock.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }

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

    pub fn open(&self, draft: Draft) -> Result<Place, Fault> {
        let id = self.moment().id();
        self.write(&self.clerk, move |tx, desk, by| edit::open(tx, desk, by, id, draft))
    }

    /// Turns the clock and lets the job runner do what is due.
    pub fn tick_at(&self, local: &str) -> usize {
        self.clock.set(at(local));
        jobs::run_due(&self.test.store, &self.moment(), &places::handlers(catalogue)).unwrap()
    }
}

/// What was refused, in a word.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> String {
    match outcome.unwrap_err() {
        Fault::Invalid { field, code, .. } => format!("{field}:{code}"),
        Fault::NotFound => "not-found".into(),
        Fault::Denied(_) => "denied".into(),
        Fault::Stale => "stale".into(),
        other => format!("{other}"),
    }
}
