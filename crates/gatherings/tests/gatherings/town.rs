//! A street with its office, a branch with members and a firm. Cases are told of; passes show codes
//! that really change; the branch's roll is a list.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use access::{Actor, Membership, Vault, people::NewPerson};
use catalogue::Catalogue;
use contracts::{CaseId, Event, PersonId, UnitCard, UnitId, Units};
use cwt::{PassKey, Step};
use gatherings::{
    Desk, Fault, GatheringId,
    call::{self, NewGathering},
    fact::Sitting,
    gathering::Gathering,
    port::{Cases, Members, NewCase, Passes, Seen, Standing},
    store, verify,
};
use kernel::{AreaBook, AreaCode, Clock as _, Day, FixedClock, Level, Moment, Timestamp};
use storage::{
    Db, Engine, Error, Reaction, Tx, jobs,
    testing::{TestStore, open},
};

pub const STREET: &str = "330102001";
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

/// A sitting of a day: `2026-05-13`, `09:30`, `11:00`.
pub fn sitting(day: &str, from: &str, until: &str) -> Sitting {
    let hour = |hour: &str| at(&format!("{day} {hour}"));
    Sitting {
        from: hour(from), until: hour(until), place: "党群服务中心".into(), online: true
    }
}

/// The units of the town.
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

/// Cases as this domain knows them: what was asked for, and whether it is closed.
#[derive(Default)]
pub struct Told(pub Mutex<BTreeMap<CaseId, (NewCase, bool)>>);

impl Told {
    pub fn close_all(&self) {
        self.0.lock().unwrap().values_mut().for_each(|(_, closed)| *closed = true);
    }
}

impl Cases for Told {
    fn open(&self, _: &mut Tx<'_>, new: NewCase) -> Result<(), Fault> {
        self.0.lock().unwrap().insert(new.id, (new, false));
        Ok(())
    }
    fn standing(&self, _: &mut Db<'_>, id: CaseId) -> Result<Option<Standing>, Error> {
        Ok(self.0.lock().unwrap().get(&id).map(|(_, closed)| Standing {
            number: "260506-7K3M9Q-X".into(),
            state: if *closed { "gathering-stage-over" } else { "gathering-stage-open" }.into(),
            is_closed: *closed,
            answer: if *closed { "已经装好" } else { "" }.into(),
            open: Vec::new(),
        }))
    }
}

/// Who is in which unit, from which day.
#[derive(Default)]
pub struct Rolls(pub Mutex<Vec<(UnitId, PersonId, Day)>>);

impl Members for Rolls {
    fn entitled(&self, _: &mut Db<'_>, unit: UnitId, day: Day) -> Result<Vec<PersonId>, Error> {
        let all = self.0.lock().unwrap();
        let here = all.iter().filter(|(at, _, from)| *at == unit && *from <= day);
        Ok(here.map(|(_, person, _)| *person).collect())
    }
    fn units_of(&self, _: &mut Db<'_>, person: PersonId, day: Day) -> Result<Vec<UnitId>, Error> {
        let all = self.0.lock().unwrap();
        let own = all.iter().filter(|(_, who, from)| *who == person && *from <= day);
        Ok(own.map(|(unit, ..)| *unit).collect())
    }
}

/// A pass as this town has it: `P:` person, step, and the code that the pass key makes for it.
#[derive(Default)]
pub struct Codes;

impl Codes {
    fn key(person: PersonId) -> PassKey {
        PassKey::from_bytes(*person.as_bytes())
    }
    /// What a phone shows at an instant.
    pub fn shown(person: PersonId, at: Timestamp) -> String {
        let step = Step::at(at);
        format!("P:{person}:{}:{:?}", step.0, Self::key(person).code(step))
    }
}

impl Passes for Codes {
    fn read(
        &self,
        _: &mut Tx<'_>,
        _: AreaCode,
        text: &str,
        at: Timestamp,
    ) -> Result<Option<Seen>, Error> {
        let parts: Vec<&str> = text.split(':').collect();
        let ["P", person, step, code] = parts[..] else { return Ok(None) };
        let (Ok(person), Ok(step)) = (person.parse::<PersonId>(), step.parse::<u32>()) else {
            return Ok(None);
        };
        let right = format!("{:?}", Self::key(person).code(Step(step))) == code;
        let near = (i64::from(step) - i64::from(Step::at(at).0)).abs() <= 1;
        let mut cti = [0; 8];
        cti.copy_from_slice(&person.as_bytes()[8..]);
        Ok((right && near).then_some(Seen { person, cti, step }))
    }
}

/// The town on one store.
pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub told: Arc<Told>,
    pub rolls: Arc<Rolls>,
    pub events: Arc<Mutex<Vec<Event>>>,
    pub clock: FixedClock,
    pub branch: UnitId,
    pub firm: UnitId,
    pub clerk: Actor,
    pub other_clerk: Actor,
    pub firm_clerk: Actor,
    pub secretary: Actor,
    pub rider: Actor,
}

/// Runs `story` on each engine, on Wednesday 2026-05-06, nine o'clock.
pub fn each_town(story: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match Town::found(engine) {
            Some(town) => {
                eprintln!("on {engine:?}");
                story(&town);
                town.assert_holds();
            }
            None => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
        }
    }
}

impl Town {
    pub fn found(engine: Engine) -> Option<Self> {
        let events: Arc<Mutex<Vec<Event>>> = Arc::default();
        let heard = Arc::clone(&events);
        let reaction: Reaction = Arc::new(move |_, event| {
            heard.lock().unwrap().push(event.clone());
            Ok(())
        });
        let tables = [access::MIGRATIONS, gatherings::MIGRATIONS].concat();
        let test = open(engine, &tables, vec![reaction, gatherings::reaction()]).unwrap()?;
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
            card("party-committee", STREET, "清波流动党支部"),
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
        let (told, rolls) = (Arc::new(Told::default()), Arc::new(Rolls::default()));
        let desk = Desk {
            catalogue: Arc::clone(&CATALOGUE),
            areas: Arc::clone(&AREAS),
            units: Arc::new(Offices(cards)),
            cases: Arc::<Told>::clone(&told),
            members: Arc::<Rolls>::clone(&rolls),
            passes: Arc::new(Codes),
            vault: Vault::open([7; 32]).unwrap(),
        };
        Some(Self {
            clerk: post(street, "street", "clerk", STREET),
            other_clerk: post(other, "street", "clerk", OTHER),
            firm_clerk: post(firm, "platform-firm", "firm-clerk", "330102"),
            secretary: post(branch, "party-committee", "department-clerk", STREET),
            rider: Actor::new(seeded().id(), None, Vec::new(), clock.now().day()),
            test,
            desk,
            told,
            rolls,
            events,
            clock,
            branch,
            firm,
        })
    }

    pub fn moment(&self) -> Moment {
        Moment::seeded(self.clock.now(), SEED.fetch_add(1, Ordering::Relaxed))
    }

    /// A worker.
    pub fn worker(&self) -> Actor {
        Actor::new(self.moment().id(), None, Vec::new(), self.clock.now().day())
    }

    /// A worker with a key, so that fields can be sealed.
    pub fn known(&self, phone: &str) -> Actor {
        let new = NewPerson { phone: Some(phone.parse().unwrap()), ..NewPerson::default() };
        let vault = self.desk.vault.clone();
        let stamp = storage::Stamp::system(self.moment(), "test");
        let work = move |tx: &mut Tx<'_>| access::people::create_person(tx, &vault, &new);
        let person = self.test.store.write_blocking(stamp, work).unwrap();
        Actor::new(person, None, Vec::new(), self.clock.now().day())
    }

    /// So many members of the branch, from a day on.
    pub fn members(&self, count: usize, from: &str) -> Vec<Actor> {
        let from: Day = from.parse().unwrap();
        let all: Vec<Actor> = (0..count).map(|_| self.worker()).collect();
        let mut rolls = self.rolls.0.lock().unwrap();
        rolls.extend(all.iter().map(|actor| (self.branch, actor.person, from)));
        all
    }

    /// One write by `actor`, now.
    pub fn write<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
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
        let desk = self.desk.clone();
        let handlers = gatherings::handlers(move || Some(desk.clone()));
        jobs::run_due(&self.test.store, &self.moment(), &handlers).unwrap()
    }

    pub fn gathering(&self, id: GatheringId) -> Gathering {
        self.read(move |db| store::find(db, id)).unwrap()
    }

    /// Calls a gathering.
    pub fn call(
        &self,
        by: &Actor,
        kind: &str,
        sittings: &[Sitting],
        places: Option<u32>,
    ) -> Result<GatheringId, Fault> {
        let new = NewGathering {
            id: self.moment().id(),
            kind: kind.into(),
            area: area(STREET),
            title: "五月例会".into(),
            sittings: sittings.to_vec(),
            places,
            series: None,
        };
        self.write(by, move |tx, desk, by| call::call(tx, desk, by, &new))
    }

    /// Every gathering is the fold of its entries, and every urn what was counted.
    pub fn assert_holds(&self) {
        let found = self.read(|db| {
            let ids = store::ids_after(db, GatheringId::from_bytes([0; 16]), 1_000)?;
            let mut found = Vec::new();
            for id in ids {
                found.extend(verify::difference(db, id)?);
            }
            Ok(found)
        });
        assert_eq!(found, Vec::<String>::new());
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
        Fault::Peak { hours } => format!("peak:{hours}"),
        Fault::NotFound => "not-found".into(),
        Fault::Denied(_) => "denied".into(),
        Fault::Refused(refusal) => refusal.code().into(),
        other => format!("{other}"),
    }
}
