//! A small town with its offices and people, and a clock that tests turn.

mod people;
mod units;

use std::sync::{
    Arc, LazyLock, Mutex,
    atomic::{AtomicU64, Ordering},
};

use access::{Actor, Vault, policy};
use cases::{
    Desk,
    act::ActError,
    case::Case,
    chain::{self, contacts::Contact},
    entry::{Channel, Entry, What},
    report::Report,
    store,
};
use catalogue::Catalogue;
use contracts::{CaseId, Event, UnitId};
use kernel::{AreaBook, AreaCode, Clock as _, FixedClock, Moment, Timestamp, WorkCalendar};
use storage::{
    Db, Engine, Error, Reaction, Tx, jobs,
    testing::{TestStore, open},
};

pub use people::People;
pub use units::Offices;

pub const STREET: &str = "330102001";
pub const OTHER_STREET: &str = "330102003";
pub const COMMUNITY: &str = "330102001051";

static SEED: AtomicU64 = AtomicU64::new(1);
static AREAS: LazyLock<Arc<AreaBook>> =
    LazyLock::new(|| Arc::new(AreaBook::national(&area("330102"))));
static CALENDAR: LazyLock<Arc<WorkCalendar>> = LazyLock::new(|| Arc::new(WorkCalendar::national()));

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

/// `2026-02-12 10:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

/// The town on one store.
pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub offices: Offices,
    pub people: People,
    pub clock: FixedClock,
    pub vault: Vault,
    events: Arc<Mutex<Vec<Event>>>,
}

/// Runs `story` in a fresh town on each engine, on Wednesday 2026-05-06, nine o'clock.
pub fn each_town(story: impl Fn(&Town)) {
    each_town_with(&SHIPPED, story);
}

pub static SHIPPED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));

/// A city that gives parking to the street first, not straight to urban management.
pub static STREET_FIRST: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let by_county = "[[matter.owner]]\nunit_kind = \"urban-management\"\nlevel = \"county\"";
    let by_street = "[[matter.owner]]\nunit_kind = \"street\"\nlevel = \"street\"";
    let files: Vec<(&str, String)> = Catalogue::embedded_files()
        .iter()
        .map(|(name, text)| match *name {
            "matters/parking.toml" => (*name, text.replace(by_county, by_street)),
            _ => (*name, (*text).to_owned()),
        })
        .collect();
    let sources = files.iter().map(|(name, text)| (*name, text.as_str()));
    Arc::new(Catalogue::from_sources(sources).unwrap())
});

pub fn each_town_with(catalogue: &Arc<Catalogue>, story: impl Fn(&Town)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match Town::found(engine, catalogue) {
            Some(town) => {
                eprintln!("on {engine:?}");
                story(&town);
            }
            None => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
        }
    }
}

impl Town {
    fn found(engine: Engine, catalogue: &Arc<Catalogue>) -> Option<Self> {
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        let listen: Reaction = Arc::new(move |_, event| {
            heard.lock().unwrap().push(event.clone());
            Ok(())
        });
        let test = open(engine, &[access::MIGRATIONS, cases::MIGRATIONS].concat(), vec![listen])
            .unwrap()?;
        let offices = Offices::new();
        let people = People::new(&offices);
        let desk = Desk {
            catalogue: Arc::clone(catalogue),
            calendar: Arc::clone(&CALENDAR),
            areas: Arc::clone(&AREAS),
            units: Arc::new(offices.clone()),
        };
        let clock = FixedClock::new(at("2026-05-06 09:00"));
        let vault = Vault::open([9; 32]).unwrap();
        Some(Self { test, desk, offices, people, clock, vault, events })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub fn moment(&self) -> Moment {
        Moment::seeded(self.now(), SEED.fetch_add(1, Ordering::Relaxed))
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

    /// A report as the form sends it.
    pub fn draft(&self, matter: &str, place: &str, text: &str) -> Report {
        Report {
            id: self.moment().id(),
            matter: matter.into(),
            area: area(place),
            title: String::new(),
            text: text.into(),
            fields: required_fields(&self.desk, matter),
            place: None,
            address: String::new(),
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        }
    }

    pub fn send(&self, actor: &Actor, draft: Report) -> CaseId {
        self.write(actor, |tx, desk, actor| {
            let target = policy::Target::none();
            let permit = policy::permit(actor, policy::Action::CaseReport, &target).unwrap();
            cases::report::report(tx, desk, &permit, draft)
        })
        .unwrap()
        .id
    }

    pub fn report(&self, actor: &Actor, matter: &str, place: &str) -> CaseId {
        let draft = self.draft(matter, place, "饭点门口没有地方停车，停哪儿都被赶");
        self.send(actor, draft)
    }

    /// `worker` has `people.member` for contact member.
    pub fn tie(&self, worker: &Actor) {
        let (member, branch, now) = (self.people.member.person, self.offices.branch, self.now());
        let contact = Contact {
            id: self.moment().id(),
            worker: worker.person,
            member,
            branch,
            name: "老周".into(),
            from: now,
            until: None,
            refused: false,
        };
        self.write(worker, move |tx, _, _| chain::store::insert_contact(tx, &contact)).unwrap();
    }

    /// A report through the contact member.
    pub fn through(&self, actor: &Actor, matter: &str, place: &str) -> CaseId {
        let draft = self.draft(matter, place, "运费拖着不给，想请联系党员帮忙反映一下");
        self.write(actor, |tx, desk, actor| {
            let target = policy::Target::none();
            let permit = policy::permit(actor, policy::Action::CaseReport, &target).unwrap();
            chain::begin::report_through(tx, desk, &permit, draft)
        })
        .unwrap()
        .id
    }

    pub fn case(&self, id: CaseId) -> Case {
        self.read(move |db| store::find(db, id)).unwrap()
    }
    pub fn entries(&self, id: CaseId) -> Vec<Entry> {
        self.read(move |db| store::entries(db, id))
    }
    /// The kinds of the entries, in order.
    pub fn story(&self, id: CaseId) -> Vec<&'static str> {
        self.entries(id).iter().map(|entry| entry.what.kind()).collect()
    }
    pub fn count(&self, id: CaseId, kind: &str) -> usize {
        self.story(id).iter().filter(|told| **told == kind).count()
    }

    /// What was told to others since this was last asked.
    pub fn heard(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap())
    }
    /// The notices to one unit among `events`.
    pub fn notices_to(events: &[Event], to: UnitId) -> Vec<&str> {
        let notice = |event| match event {
            &Event::UnitNotified { unit, ref notice, .. } if unit == to => Some(notice.as_str()),
            _ => None,
        };
        events.iter().filter_map(notice).collect()
    }

    /// Lets the job runner do what is due now; answers how much it was.
    pub fn tick(&self) -> usize {
        let desk = self.desk.clone();
        let other = desk.clone();
        let third = desk.clone();
        let handlers = [
            cases::tick::handler(move || desk.clone()),
            cases::checks::handler(move || other.clone()),
            cases::collective::handler(move || third.clone()),
        ];
        jobs::run_due(&self.test.store, &self.moment(), &handlers).unwrap()
    }
    /// Gives what is in the journal its place in the log.
    pub fn seal(&self) {
        let stamp = storage::Stamp::system(self.moment(), "sequence");
        while self.test.store.write_blocking(stamp.clone(), storage::journal::sequence).unwrap() > 0
        {
        }
    }
    /// Turns the clock to `local` and runs what is due.
    pub fn tick_at(&self, local: &str) -> usize {
        self.clock.set(at(local));
        self.tick()
    }

    /// The row is the fold of the entries.
    pub fn assert_folded(&self, id: CaseId) {
        assert_eq!(self.read(move |db| store::difference(db, id)), None);
    }
}

/// The first choice, or a short text, for every field that must be filled in.
fn required_fields(desk: &Desk, matter: &str) -> Vec<(String, String)> {
    let Some(matter) = desk.catalogue.matter(matter) else { return Vec::new() };
    matter.samples.first().map_or_else(Vec::new, |sample| sample.fields.clone())
}

/// The refusal's code, or what else went wrong.
pub fn code<T: std::fmt::Debug>(outcome: Result<T, ActError>) -> String {
    match outcome.unwrap_err() {
        ActError::Refused(refusal) => refusal.code().to_owned(),
        ActError::NotFound => "not-found".to_owned(),
        ActError::Denied(_) => "denied".to_owned(),
        ActError::Stale { now } => format!("stale:{now}"),
        ActError::Invalid { field, code } => format!("{field}:{code}"),
        ActError::Store(error) => format!("store:{error}"),
    }
}

/// The entry that says who escalated to whom, if it is one.
pub fn escalated(entry: &Entry) -> Option<(UnitId, UnitId)> {
    match entry.what {
        What::Escalated { from, to, .. } => Some((from, to)),
        _ => None,
    }
}
