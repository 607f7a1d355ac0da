//! A city with riders and gates, and a clock that tests turn.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use access::{
    Action, Actor, Membership, NewPerson, Permit, Target, Vault, people::create_person, permit,
};
use catalogue::{Audience, Catalogue};
use contracts::{PersonId, UnitCard, UnitId, Units};
use cwt::{GateClock, Rules, gate::Proof};
use kernel::{AreaCode, Clock as _, FixedClock, Level, Moment, Timestamp, Wgs84};
use passes::{
    Card, Desk,
    card::EntryId,
    gate::{self, Gate, NewGate},
    handbook, issue,
    issue::Asked,
    keyring,
    scan::{Scan, Uploaded, upload},
    shown::{self, ShownAll},
    store,
};
use storage::{
    Db, Engine, Error, Stamp, Tx,
    testing::{TestStore, open},
};

pub const CITY: &str = "3301";
pub const COMMUNITY: &str = "330102001051";

static SEED: AtomicU64 = AtomicU64::new(1);

/// One office, which runs every gate.
#[derive(Clone)]
pub struct Office(pub UnitCard);

impl Office {
    pub fn new() -> Self {
        let moment = Moment::seeded(Timestamp::from_seconds(1_700_000_000), 99);
        Self(UnitCard {
            id: moment.id(),
            kind: "street".into(),
            name_zh: "清波街道办事处".into(),
            name_en: "Qingbo street office".into(),
            area: CITY.parse().unwrap(),
        })
    }
}

impl Units for Office {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        (self.0.id == id).then(|| self.0.clone())
    }
    fn serving(&self, _: &str, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        self.0.id
    }
    fn candidates(&self, _: &AreaCode) -> Vec<UnitCard> {
        vec![self.0.clone()]
    }
}

/// `2026-11-16 12:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub office: Office,
    pub clock: FixedClock,
}

/// Runs `story` in a fresh town on each engine, on Tuesday 2026-11-03, noon.
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
    pub fn found(engine: Engine) -> Option<Self> {
        let migrations = [access::MIGRATIONS, passes::MIGRATIONS].concat();
        let test = open(engine, &migrations, vec![passes::reaction()]).unwrap()?;
        let office = Office::new();
        let desk = Desk {
            catalogue: Arc::new(Catalogue::embedded()),
            units: Arc::new(office.clone()),
            vault: Vault::open([7; 32]).unwrap(),
        };
        let clock = FixedClock::new(at("2026-11-03 12:00"));
        Some(Self { test, desk, office, clock })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub fn moment(&self) -> Moment {
        Moment::seeded(self.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }
    pub fn stamp(&self) -> Stamp {
        Stamp::system(self.moment(), "test")
    }
    pub fn write<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.test.store.write_blocking(self.stamp(), work)
    }
    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.test.store.read_blocking(work).unwrap()
    }

    pub fn rider(&self) -> PersonId {
        let vault = self.desk.vault.clone();
        let work = move |tx: &mut Tx<'_>| create_person(tx, &vault, &NewPerson::default());
        self.write(work).unwrap()
    }
    pub fn permit(&self, rider: PersonId) -> Permit {
        let actor = Actor::new(rider, None, Vec::new(), self.now().day());
        permit(&actor, Action::PassHold, &Target::of(rider)).unwrap()
    }
    /// What the street's clerk may do in an area.
    pub fn clerk(&self, action: Action, area: &str) -> Permit {
        let moment = self.moment();
        let post = Membership {
            id: moment.id(),
            unit: self.office.0.id,
            unit_kind: "street".into(),
            role: "clerk".into(),
            area: CITY.parse().unwrap(),
            from: self.now().day().plus(-30),
            until: None,
        };
        let actor = Actor::new(moment.id(), None, vec![post], self.now().day());
        let target = Target::area(area.parse().unwrap()).with_units([self.office.0.id]);
        permit(&actor, action, &target).unwrap()
    }

    pub fn try_issue(&self, rider: PersonId, kind: &str) -> Result<Card, issue::IssueError> {
        let (desk, permit) = (self.desk.clone(), self.permit(rider));
        let detail = if kind == "vehicle" { "浙A12345".into() } else { String::new() };
        let asked = Asked { kind: kind.into(), area: None, detail, firm: None };
        self.write(move |tx| issue::issue(tx, &desk, &permit, &asked))
    }
    pub fn issue(&self, rider: PersonId) -> Card {
        self.try_issue(rider, "gate").unwrap()
    }
    /// What the rider's phone fetches.
    pub fn phone(&self, rider: PersonId) -> ShownAll {
        let desk = self.desk.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = tx.now();
            let cards = store::cards::live_of(tx, rider, now)?;
            shown::of(tx, &desk, &cards)
        };
        self.write::<_, Error>(work).unwrap()
    }

    pub fn gate(&self, area: &str, audience: Audience) -> Gate {
        self.gate_at(area, audience, None)
    }
    /// A gate so many metres east of a point in the city.
    pub fn gate_at(&self, area: &str, audience: Audience, east_metres: Option<f64>) -> Gate {
        let permit = self.clerk(Action::GateManage, area);
        let new = NewGate {
            id: self.moment().id(),
            area: area.parse().unwrap(),
            unit: self.office.0.id,
            place: None,
            at: east_metres.map(|east| Wgs84::new(30.25, 120.16 + east / 96_000.0).unwrap()),
            name: "东门".into(),
            audience,
            classes: Vec::new(),
        };
        self.write(move |tx| gate::open(tx, &permit, &new)).unwrap()
    }

    /// A gate's own engine, loaded as its device loads it: nothing but what the server tells.
    pub fn engine(&self, gate: &Gate) -> cwt::Gate {
        let (desk, gate) = (self.desk.clone(), gate.clone());
        let work = move |tx: &mut Tx<'_>| -> Result<_, Error> {
            let now = tx.now();
            let ring = keyring::ready(tx, &desk)?;
            let audience = gate.audience.parse().unwrap();
            let mut rules = Rules::new(audience, gate.area);
            for kind in &desk.rules()?.kinds {
                let class = |number: u32| u8::try_from(number).unwrap().try_into().unwrap();
                rules = rules.taking(class(kind.class), Proof::Rotating);
                if let Some(paper) = kind.paper {
                    rules = rules.taking(class(paper), Proof::Picture);
                }
            }
            let mut engine = cwt::Gate::new(rules, keyring::table(tx, &desk, now)?);
            for day in handbook::days(tx, &desk, &ring, gate.area, now)? {
                let (issuer, area) = (day.issuer.parse().unwrap(), day.area.parse().unwrap());
                let key = cwt::DayKey::from_bytes(from_hex(&day.key).try_into().unwrap());
                engine.day_keys.insert(issuer, area, day.day.parse().unwrap(), key);
            }
            let changes = handbook::changes(tx, &desk, 0, now)?;
            assert!(changes.whole);
            let bytes = from_base64(&changes.signed);
            let list = cwt::Revocations::open(&bytes, &engine.keys, now).unwrap();
            engine.take_revocations(list).unwrap();
            Ok(engine)
        };
        self.write(work).unwrap()
    }
    pub fn clock(&self) -> GateClock {
        GateClock::Known(self.now())
    }

    pub fn scan(&self, code: &cwt::Entry) -> Scan {
        Scan {
            id: self.moment().id::<passes::card::EntryName>(),
            at: self.now(),
            verdict: "accept".into(),
            way: "code".into(),
            class: code.class.number().into(),
            issuer: code.issuer.to_string(),
            cti: Some(*code.cti.as_bytes()),
            slot: Some(code.cti.index()),
            step: code.step.map(|step| step.0),
            offer: None,
        }
    }
    pub fn upload(&self, gate: &Gate, scans: Vec<Scan>) -> Uploaded {
        let (desk, gate) = (self.desk.clone(), gate.clone());
        self.write(move |tx| upload(tx, &desk, &gate, &scans)).unwrap()
    }
}

/// The code that a phone shows now for its first pass.
pub fn code(town: &Town, phone: &ShownAll) -> String {
    code_at(phone, town.now())
}

/// The code that a phone shows when its own clock says so.
pub fn code_at(phone: &ShownAll, now: Timestamp) -> String {
    let seconds = now.seconds();
    let days = &phone.passes[0].days;
    let day = days.iter().find(|day| day.from <= seconds && seconds < day.until).unwrap();
    let key = from_hex(&day.key).try_into().unwrap();
    let cose = from_text(&day.token);
    let key = cwt::PassKey::from_bytes(key);
    cwt::Pass::from_cose(cose).rotating(&key, cwt::Step::at(now))
}

pub fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

pub fn from_base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// The bytes in `Y1:…` (RFC 9285).
pub fn from_text(text: &str) -> Vec<u8> {
    base45::decode(&text[3..]).unwrap()
}

/// An id that no scan has.
pub fn fresh(town: &Town) -> EntryId {
    town.moment().id()
}
