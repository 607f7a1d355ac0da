//! Every kept place in memory on this node, so that a search asks no database.
//!
//! It is filled when the server starts and follows the store: what this node changes is taken in
//! before the answer leaves, what another node changes within a second or two, by the version that
//! every change gives a place. Searches read one consistent state and never wait.

mod card;
mod miss;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use catalogue::Catalogue;
use kernel::{Day, Timestamp, WorkCalendar};
use nearby::{Calendar, Change, Index, View};
use storage::{Db, Error, Stamp, Store};
use web::{Answer, App, Problem};

pub use card::Card;
pub(crate) use card::volts;
pub use miss::need_text;

use crate::{
    Desk, PlaceId, hours,
    store::{self, counts},
};
use card::Maker;
use miss::Misses;

/// How soon a node notices what another one changed.
const POLL: Duration = Duration::from_secs(1);
/// Changes are read this far back again, because a transaction commits later than it is stamped
/// and clocks of nodes differ a little.
const OVERLAP_SECONDS: i64 = 60;
/// More changes than this at once (an import) are read by filling everything anew.
const MANY: usize = 20_000;

/// The places as this node knows them. Cloning it is cheap; every clone sees the same.
#[derive(Clone)]
pub struct Shelf(Arc<Inner>);

struct Inner {
    index: Index<Card>,
    /// One fills or follows at a time.
    known: Mutex<Known>,
    misses: Misses,
}

/// What the index was filled from.
#[derive(Default)]
struct Known {
    /// False until it was filled once.
    filled: bool,
    versions: HashMap<PlaceId, i64>,
    /// The latest change that was seen.
    since: Timestamp,
    /// Agreements end with a day, so what is shared is worked out anew each day.
    day: Option<Day>,
    calendar: Option<Arc<WorkCalendar>>,
    maker: Option<Maker>,
}

/// What filling needs; a snapshot of the app.
struct Source {
    catalogue: Arc<Catalogue>,
    calendar: Arc<WorkCalendar>,
    now: Timestamp,
}

impl Source {
    fn of(app: &App) -> Self {
        let now = app.clock().now();
        Self { catalogue: app.catalogue(), calendar: app.calendar(), now }
    }
}

impl Default for Shelf {
    /// Empty until it is filled.
    fn default() -> Self {
        let calendar = Calendar::of(&WorkCalendar::default());
        let inner = Inner {
            index: Index::of(calendar, []),
            known: Mutex::default(),
            misses: Misses::default(),
        };
        Self(Arc::new(inner))
    }
}

impl Shelf {
    /// The shelf that hangs on the app.
    ///
    /// # Errors
    /// 500 when the binary hung none.
    pub fn of(app: &App) -> Answer<&Self> {
        app.get::<Self>().ok_or_else(|| Problem::internal("no shelf of places hangs on the app"))
    }

    /// The places as they are now; hold it for one search.
    pub fn view(&self) -> View<Card> {
        self.0.index.view()
    }

    /// Counts a search that found nothing within reach.
    pub(crate) fn missed(&self, at: kernel::Wgs84, when: Timestamp, need: String) {
        self.0.misses.count(at, when, need);
    }

    /// Takes in what was changed since, on this node or another; fills the shelf the first time.
    ///
    /// # Errors
    /// When the store fails; what was known before stays.
    pub async fn refresh(&self, app: &App) -> Result<(), Error> {
        let (inner, source) = (Arc::clone(&self.0), Source::of(app));
        app.store().read(move |db| inner.catch_up(db, &source)).await
    }

    /// [`Shelf::refresh`] for code outside the async edge.
    ///
    /// # Errors
    /// When the store fails; what was known before stays.
    pub fn refresh_blocking(&self, app: &App) -> Result<(), Error> {
        self.catch_up(app.store(), Source::of(app))
    }

    /// The same for code that has no app: simulations, tests of several nodes.
    ///
    /// # Errors
    /// When the store fails; what was known before stays.
    pub fn refresh_from(&self, store: &Store, desk: &Desk, now: Timestamp) -> Result<(), Error> {
        let (catalogue, calendar) = (Arc::clone(&desk.catalogue), Arc::clone(&desk.calendar));
        self.catch_up(store, Source { catalogue, calendar, now })
    }

    fn catch_up(&self, store: &Store, source: Source) -> Result<(), Error> {
        let inner = Arc::clone(&self.0);
        store.read_blocking(move |db| inner.catch_up(db, &source))
    }

    /// Follows other nodes and writes counts down, for as long as the store is open; the binary
    /// spawns it once.
    pub async fn follow(self, app: App) {
        loop {
            tokio::time::sleep(POLL).await;
            let followed = match self.refresh(&app).await {
                Ok(()) => self.write_counts(&app).await,
                Err(error) => Err(error),
            };
            match followed {
                Ok(()) => {}
                Err(Error::Closed) => return,
                Err(error) => tracing::warn!(%error, "places not read again"),
            }
        }
    }

    /// Writes down the searches in vain that this node has counted, at the latest when another
    /// hour begins.
    ///
    /// # Errors
    /// When the store fails; the counts stay for the next time.
    pub async fn write_counts(&self, app: &App) -> Result<(), Error> {
        let counted = self.0.misses.take();
        if counted.is_empty() {
            return Ok(());
        }
        let stamp = Stamp::system(app.moment(), "places-demand");
        let rows = counted.clone();
        let written = app.store().write(stamp, move |tx| -> Result<(), Error> {
            rows.iter().try_for_each(|((key, need), n)| counts::add_demand(tx, key, need, *n))
        });
        let written = written.await;
        if written.is_err() {
            self.0.misses.give_back(counted);
        }
        written
    }
}

impl Inner {
    /// One step: everything, or what is newer than known.
    fn catch_up(&self, db: &mut Db<'_>, source: &Source) -> Result<(), Error> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let same_calendar =
            known.calendar.as_ref().is_some_and(|held| Arc::ptr_eq(held, &source.calendar));
        if !known.filled || !same_calendar || known.day != Some(source.now.day()) {
            return self.fill(db, source, &mut known);
        }
        let from = known.since.plus_seconds(-OVERLAP_SECONDS);
        let changed = store::changed_since(db, from)?;
        let newer: HashSet<PlaceId> = changed
            .iter()
            .filter(|(id, version, _)| known.versions.get(id).is_none_or(|held| held < version))
            .map(|(id, _, _)| *id)
            .collect();
        if newer.len() > MANY {
            return self.fill(db, source, &mut known);
        }
        let Known { versions, maker: Some(maker), .. } = &mut *known else { return Ok(()) };
        let mut changes = Vec::with_capacity(newer.len());
        for id in newer {
            let Some(kept) = store::find(db, id)? else { continue };
            versions.insert(id, kept.place.version);
            changes.push(if kept.place.is_kept() {
                Change::Put(Arc::new(maker.spot(&kept)))
            } else {
                Change::Remove(card::key(id))
            });
        }
        if let Some((_, _, last)) = changed.last() {
            known.since = known.since.max(*last);
        }
        if !changes.is_empty() {
            self.index.apply(changes);
        }
        Ok(())
    }

    fn fill(&self, db: &mut Db<'_>, source: &Source, known: &mut Known) -> Result<(), Error> {
        let since = store::last_change(db)?.unwrap_or_default();
        let reader = hours::Reader::new(Calendar::of(&source.calendar));
        let mut maker = Maker::new(Arc::clone(&source.catalogue), reader, source.now.day());
        let (mut spots, mut versions) = (Vec::new(), HashMap::new());
        store::each(db, |kept| {
            versions.insert(kept.place.id, kept.place.version);
            spots.push(Arc::new(maker.spot(&kept)));
        })?;
        self.index.replace(maker.calendar().clone(), spots);
        *known = Known {
            filled: true,
            versions,
            since,
            day: Some(source.now.day()),
            calendar: Some(Arc::clone(&source.calendar)),
            maker: Some(maker),
        };
        Ok(())
    }
}
