//! A county with an office and a firm, its sources, and files for them.

use std::{
    path::Path,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use access::Vault;
use catalogue::Catalogue;
use contracts::{Event, UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Clock as _, Day, FixedClock, Level, Moment, Timestamp};
use registry::{
    Desk, Fault,
    import::{self, Asked, ImportError, Outcome, Run},
    map::Map,
    port::Firms,
    roster::{self, Only},
    source::{self, Kind, NewSource, Rhythm, Source},
};
use sheets::Lines;
use storage::{
    Db, Engine, Stamp, Tx, jobs,
    testing::{TestStore, open},
};

pub const COUNTY: &str = "330102";
pub const STREET: &str = "330102001";

static SEED: AtomicU64 = AtomicU64::new(1);
static CATALOGUE: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));
static AREAS: LazyLock<Arc<AreaBook>> =
    LazyLock::new(|| Arc::new(AreaBook::national(&area(COUNTY))));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// `2026-02-12 10:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

#[derive(Default)]
pub struct Offices(pub Vec<UnitCard>);

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.0.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.0.iter().find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, _: Level, area: &AreaCode) -> Option<UnitId> {
        self.serving("street", area)
    }
    fn operator(&self) -> UnitId {
        self.0[0].id
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        self.0.iter().filter(|card| card.area.contains(area)).cloned().collect()
    }
}

impl Firms for Offices {
    fn named(&self, text: &str) -> Vec<UnitId> {
        self.0.iter().filter(|card| card.name_zh == text).map(|card| card.id).collect()
    }
}

pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub clock: FixedClock,
    pub events: Arc<Mutex<Vec<Event>>>,
    pub office: UnitId,
    pub firm: UnitId,
    pub site: UnitId,
}

/// Plays a scene on each store.
pub fn each_town(scene: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(town) = Town::new(engine) {
            eprintln!("on {engine:?}");
            scene(&town);
        }
    }
}

impl Town {
    pub fn new(engine: Engine) -> Option<Self> {
        let clock = FixedClock::new(at("2026-03-01 08:00"));
        let moment = Moment::seeded(clock.now(), SEED.fetch_add(1, Ordering::Relaxed));
        let [office, firm, site]: [UnitId; 3] = std::array::from_fn(|_| moment.id());
        let card = |id, kind: &str, name: &str, code| UnitCard {
            id,
            kind: kind.to_owned(),
            name_zh: name.to_owned(),
            name_en: name.to_owned(),
            area: area(code),
        };
        let offices = Arc::new(Offices(vec![
            card(office, "social-work", "社会工作部", COUNTY),
            card(firm, "platform-firm", "飞送", COUNTY),
            card(site, "site", "清波站", STREET),
        ]));
        let vault = Vault::open([7; 32]).unwrap();
        let desk = Desk {
            catalogue: Arc::clone(&CATALOGUE),
            areas: Arc::clone(&AREAS),
            units: offices.clone(),
            firms: offices,
            vault,
        };
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        let listening: storage::Reaction = Arc::new(move |_, event| {
            heard.lock().unwrap().push(event.clone());
            Ok(())
        });
        let consulted = desk.clone();
        let own = registry::reaction(move || Some(consulted.clone()));
        let migrations = [access::MIGRATIONS, registry::MIGRATIONS].concat();
        let test = open(engine, &migrations, vec![listening, own]).unwrap()?;
        Some(Self { test, desk, clock, events, office, firm, site })
    }

    pub fn stamp(&self) -> Stamp {
        let seed = SEED.fetch_add(1, Ordering::Relaxed);
        Stamp::system(Moment::seeded(self.clock.now(), seed), "test")
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>, &Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let desk = self.desk.clone();
        self.test.store.write_blocking(self.stamp(), move |tx| work(tx, &desk))
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>, &Desk) -> Result<T, Fault> + Send + 'static,
    ) -> T {
        let desk = self.desk.clone();
        self.test.store.read_blocking(move |db| work(db, &desk)).unwrap()
    }

    pub fn source(&self, code: &str, kind: Kind, rhythm: Option<Rhythm>) -> Source {
        let new = NewSource {
            code: code.to_owned(),
            kind,
            area: area(COUNTY),
            owner: self.office,
            firm: (kind == Kind::Roster).then_some(self.firm),
            name_zh: "飞送花名册".to_owned(),
            name_en: "Roster of Feisong".to_owned(),
            basis: "个人信息保护法第十三条".to_owned(),
            responsible: None,
            rhythm,
        };
        self.write(move |tx, desk| source::begin(tx, desk, &new)).unwrap()
    }

    /// Takes a file in as a whole roster, or not, five rows at a time.
    pub fn import(
        &self,
        source: &Source,
        text: &str,
        on: &str,
        whole: bool,
    ) -> Result<Outcome, ImportError> {
        self.import_while(source, text, on, whole, &mut |_| true)
    }

    /// Takes in a file that names some, in portions as they come.
    pub fn import_all(
        &self,
        source: &Source,
        text: &str,
        on: &str,
    ) -> Result<Outcome, ImportError> {
        let lines = Lines::open(Path::new("file.csv"), text.as_bytes().to_vec())?;
        let map = Map::recognized(&lines.header);
        let stamp = || self.stamp();
        let run = Run { store: &self.test.store, desk: &self.desk, source, stamp: &stamp };
        let asked = Asked { day: day(on), whole: false, rows: None };
        import::run(&run, lines, &map, asked, &mut |_| true)
    }

    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn import_while(
        &self,
        source: &Source,
        text: &str,
        on: &str,
        whole: bool,
        go_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<Outcome, ImportError> {
        let lines = Lines::open(Path::new("roster.csv"), text.as_bytes().to_vec())?;
        let map = Map::recognized(&lines.header);
        let stamp = || self.stamp();
        let run = Run { store: &self.test.store, desk: &self.desk, source, stamp: &stamp };
        let asked = Asked { day: day(on), whole, rows: Some(5) };
        import::run(&run, lines, &map, asked, go_on)
    }

    /// Who is on the roster of a day, by name, as it was known at an instant.
    pub fn roster(&self, source: &Source, on: &str, known: Timestamp) -> Vec<String> {
        let asked = roster::Asked { source: source.number, true_on: day(on), known_at: known };
        let mut names: Vec<String> = self.read(move |db, desk| {
            let roster = roster::roster(db, asked, Only::default())?;
            let records: Vec<_> = roster.people.iter().map(|one| one.record).collect();
            let known = registry::record::personals(db, &desk.vault, &records)?;
            Ok(known.into_iter().map(|(_, personal)| personal.name).collect())
        });
        names.sort();
        names
    }

    /// Rings every clock job that is due.
    pub fn ring(&self) {
        let moment = self.stamp().moment;
        jobs::run_due(&self.test.store, &moment, &registry::handlers()).unwrap();
    }
}

/// A valid identity number (GB 11643) with this running number.
pub fn identity(number: u64) -> String {
    let body = format!("33010219900101{:03}", number % 1_000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(d, w)| d.to_digit(10).unwrap() * w).sum();
    let check = "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap();
    format!("{body}{check}")
}

/// A row of `number,姓名,手机号,身份证号,平台,站点,职业,户籍`.
pub fn row(number: u64, name: &str) -> String {
    format!(
        "{number},{name},{},{},飞送,清波站,骑手,330102",
        13_800_000_000 + number,
        identity(number)
    )
}

pub const HEADER: &str = "工号,姓名,手机号,身份证号,平台,站点,职业,户籍";

/// A file of these rows.
pub fn file(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}
