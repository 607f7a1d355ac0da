//! A street with merchants and riders, and a clock that tests turn.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use access::{Action, Actor, NewPerson, Permit, Target, Vault, people::create_person, permit};
use catalogue::Catalogue;
use contracts::{Event, PersonId, UnitCard, UnitId, Units};
use kernel::{AreaCode, Clock as _, FixedClock, Level, Moment, Timestamp};
use ratings::{Desk, NewRating, RateError, Rating, RatingId, batch, store::releases::Release};
use storage::{
    Db, Engine, Error, Reaction, Stamp, jobs,
    testing::{TestStore, open},
};

pub const STREET: &str = "330102001";
pub const COMMUNITY: &str = "330102001051";

static SEED: AtomicU64 = AtomicU64::new(1);

/// Two merchants of one street, and the street's office.
#[derive(Clone)]
pub struct Shops(Vec<UnitCard>);

impl Shops {
    pub fn new() -> Self {
        let moment = Moment::seeded(Timestamp::from_seconds(1_700_000_000), 99);
        let card = |kind: &str, area: &str, name: &str| UnitCard {
            id: moment.id(),
            kind: kind.into(),
            name_zh: name.into(),
            name_en: format!("{kind} in {area}"),
            area: area.parse().unwrap(),
        };
        Self(vec![
            card("merchant", COMMUNITY, "老街面馆"),
            card("merchant", STREET, "阿秀馄饨"),
            card("street", STREET, "清波街道办事处"),
        ])
    }
    pub fn noodles(&self) -> &UnitCard {
        &self.0[0]
    }
    pub fn office(&self) -> UnitId {
        self.0[2].id
    }
}

impl Units for Shops {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.0.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, _: &str, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        self.office()
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        let near = |card: &&UnitCard| area.contains(&card.area) || card.area.contains(area);
        self.0.iter().filter(near).cloned().collect()
    }
}

/// `2026-11-16 12:00` in Shanghai.
pub fn at(local: &str) -> Timestamp {
    format!("{}:00+08:00", local.replace(' ', "T")).parse().unwrap()
}

pub struct Town {
    pub test: TestStore,
    pub desk: Desk,
    pub noodles: UnitId,
    pub clock: FixedClock,
    events: Arc<Mutex<Vec<Event>>>,
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
        let events = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&events);
        let listen: Reaction = Arc::new(move |_, event| {
            heard.lock().unwrap().push(event.clone());
            Ok(())
        });
        let migrations = [access::MIGRATIONS, ratings::MIGRATIONS].concat();
        let test = open(engine, &migrations, vec![listen, ratings::reaction()]).unwrap()?;
        let shops = Shops::new();
        let noodles = shops.noodles().id;
        let desk = Desk {
            catalogue: Arc::new(Catalogue::embedded()),
            units: Arc::new(shops),
            vault: Vault::open([7; 32]).unwrap(),
        };
        let clock = FixedClock::new(at("2026-11-03 12:00"));
        Some(Self { test, desk, noodles, clock, events })
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
    pub fn wait_days(&self, days: i64) {
        self.clock.set(self.now().plus_days(days));
    }

    pub fn riders(&self, count: usize) -> Vec<PersonId> {
        (0..count).map(|_| self.rider()).collect()
    }
    pub fn rider(&self) -> PersonId {
        let vault = self.desk.vault.clone();
        let work = move |tx: &mut storage::Tx<'_>| create_person(tx, &vault, &NewPerson::default());
        self.test.store.write_blocking(self.stamp(), work).unwrap()
    }

    pub fn permit(&self, rider: PersonId) -> Permit {
        let actor = Actor::new(rider, None, Vec::new(), self.now().day());
        permit(&actor, Action::MerchantRate, &Target::of(rider)).unwrap()
    }

    pub fn new_rating(&self, minutes: i64) -> NewRating {
        NewRating {
            id: self.moment().id(),
            unit: self.noodles,
            minutes,
            reason: "slow-kitchen".into(),
            band: None,
            note: String::new(),
        }
    }
    pub fn try_rate(&self, rider: PersonId, new: NewRating) -> Result<Rating, RateError> {
        let (desk, permit) = (self.desk.clone(), self.permit(rider));
        let work = move |tx: &mut storage::Tx<'_>| ratings::rate(tx, &desk, &permit, &new);
        self.test.store.write_blocking(self.stamp(), work)
    }
    pub fn rate(&self, rider: PersonId, minutes: i64) -> RatingId {
        self.try_rate(rider, self.new_rating(minutes)).unwrap().id
    }
    pub fn all_rate(&self, riders: &[PersonId], minutes: i64) {
        for rider in riders {
            self.rate(*rider, minutes);
        }
    }
    pub fn withdraw(&self, rider: PersonId, id: RatingId) -> Result<Rating, RateError> {
        let permit = self.permit(rider);
        self.test.store.write_blocking(self.stamp(), move |tx| ratings::withdraw(tx, &permit, id))
    }
    pub fn erase(&self, rider: PersonId) {
        let vault = self.desk.vault.clone();
        let work = move |tx: &mut storage::Tx<'_>| vault.destroy_key(tx, rider);
        self.test.store.write_blocking(self.stamp(), work).unwrap();
    }
    /// The case of an improvement is closed elsewhere.
    pub fn close(&self, case: contracts::CaseId) {
        let event = Event::ImprovementClosed { case };
        let work = move |tx: &mut storage::Tx<'_>| -> Result<(), Error> { tx.emit(&event) };
        self.test.store.write_blocking(self.stamp(), work).unwrap();
    }

    /// Turns the clock to the next batch and lets what is due happen; answers its instant.
    pub fn next_batch(&self) -> Timestamp {
        let at = batch::next(self.now());
        self.clock.set(at);
        self.run_due();
        at
    }
    /// Waits until everything said so far can be part of a batch, with the batches on the way.
    pub fn ripen(&self) {
        let ripe = self.now().plus_days(10);
        while self.now() < ripe {
            self.next_batch();
        }
    }
    pub fn run_due(&self) {
        let desk = self.desk.clone();
        let handlers = batch::handlers(move || desk.clone());
        // The list of merchants, then the merchants.
        for _ in 0..2 {
            jobs::run_due(&self.test.store, &self.moment(), &handlers).unwrap();
        }
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        self.test.store.read_blocking(work).unwrap()
    }
    pub fn releases(&self) -> Vec<Release> {
        let unit = self.noodles;
        self.read(move |db| ratings::store::releases::all(db, unit))
    }
    /// Median and least number of riders of each release, the first first.
    pub fn figures(&self) -> Vec<Option<(i64, i64)>> {
        let figure = |it: Release| it.figure.map(|figure| (figure.minutes, figure.riders));
        self.releases().into_iter().map(figure).collect()
    }
    /// What was told to others about improvements since this was last asked.
    pub fn heard(&self) -> Vec<Event> {
        std::mem::take(&mut *self.events.lock().unwrap())
            .into_iter()
            .filter(|event| {
                matches!(event, Event::ImprovementNeeded(_) | Event::ImprovementReached(_))
            })
            .collect()
    }
}
