//! What every handler may use: the store, the clock, what the city declares.

mod current;
mod extensions;
mod settings;

use std::{
    any::Any,
    sync::{Arc, Mutex, atomic::AtomicUsize},
};

use access::Vault;
use catalogue::Catalogue;
use kernel::{AreaBook, Clock, Moment, Rng, WorkCalendar};
use storage::Store;
use tokio::sync::{Semaphore, watch};
use ui::{Lang, Shell, Words};

pub use current::Current;
pub use settings::Settings;

use crate::visit::{Sessions, Visit};
use extensions::Extensions;

/// Adds what the deployment puts around every page: navigation, the signed-in person's name.
pub type Frame = Arc<dyn Fn(&Visit, Shell) -> Shell + Send + Sync>;

/// How many photos are decoded at once: each may need some hundred megabytes for a moment.
const PHOTOS_AT_ONCE: usize = 2;

/// The application as handlers see it. Cloning it is cheap.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    parts: Parts,
    catalogue: Current<Catalogue>,
    areas: Current<AreaBook>,
    calendar: Current<WorkCalendar>,
    sessions: Sessions,
    photos: Semaphore,
    listeners: Arc<AtomicUsize>,
    closing: watch::Sender<bool>,
    extensions: Extensions,
    frame: Option<Frame>,
}

/// What the binary or a test hands in.
pub struct Parts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<Mutex<dyn Rng>>,
    pub vault: Arc<Vault>,
    /// Made by [`crate::words::gather`], so that the sentences of this crate are among them.
    pub words: Arc<Words>,
    pub settings: Settings,
}

/// An [`App`] in the making.
pub struct AppBuilder {
    parts: Parts,
    catalogue: Catalogue,
    areas: AreaBook,
    calendar: WorkCalendar,
    extensions: Extensions,
    frame: Option<Frame>,
}

impl App {
    /// Begins an app; the calendar is the national one until [`AppBuilder::calendar`] says else.
    pub fn builder(parts: Parts, catalogue: Catalogue, areas: AreaBook) -> AppBuilder {
        AppBuilder {
            parts,
            catalogue,
            areas,
            calendar: WorkCalendar::national(),
            extensions: Extensions::default(),
            frame: None,
        }
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.parts.clock
    }
    /// Now, with the randomness that may be used.
    pub fn moment(&self) -> Moment {
        Moment::new(self.0.parts.clock.now(), Arc::clone(&self.0.parts.rng))
    }
    pub fn vault(&self) -> &Arc<Vault> {
        &self.0.parts.vault
    }
    pub fn words(&self) -> &Arc<Words> {
        &self.0.parts.words
    }
    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }
    /// What the city declares as of now; [`App::set_catalogue`] replaces it for requests to come.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.0.catalogue.get()
    }
    pub fn set_catalogue(&self, catalogue: Catalogue) {
        self.0.catalogue.set(catalogue);
    }
    pub fn areas(&self) -> Arc<AreaBook> {
        self.0.areas.get()
    }
    pub fn set_areas(&self, areas: AreaBook) {
        self.0.areas.set(areas);
    }
    pub fn calendar(&self) -> Arc<WorkCalendar> {
        self.0.calendar.get()
    }
    pub fn set_calendar(&self, calendar: WorkCalendar) {
        self.0.calendar.set(calendar);
    }
    /// Sessions looked up lately; tell it when one ends.
    pub fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }
    /// What a domain hung here with [`AppBuilder::with`].
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.extensions.get()
    }
    /// The city's name, which every page carries.
    pub fn city_name(&self, lang: Lang) -> String {
        let catalogue = self.catalogue();
        let name = &catalogue.city().name;
        if lang.is_zh() { name.zh.clone() } else { name.en.clone() }
    }

    pub(crate) fn frame(&self) -> Option<&Frame> {
        self.0.frame.as_ref()
    }
    /// Ends the open streams, so that a server that waits for its last answer can stop.
    pub fn close_streams(&self) {
        self.0.closing.send_replace(true);
    }
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }
    /// How many pages listen to `/live`.
    pub(crate) fn listeners(&self) -> &Arc<AtomicUsize> {
        &self.0.listeners
    }
    pub(crate) fn photos_at_once(&self) -> &Semaphore {
        &self.0.photos
    }
}

impl AppBuilder {
    #[must_use]
    pub fn calendar(mut self, calendar: WorkCalendar) -> Self {
        self.calendar = calendar;
        self
    }
    /// Hangs a domain's own state; one value per type, found again by [`App::get`].
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, value: T) -> Self {
        self.extensions.put(value);
        self
    }
    /// What stands around every page.
    #[must_use]
    pub fn frame(mut self, frame: impl Fn(&Visit, Shell) -> Shell + Send + Sync + 'static) -> Self {
        self.frame = Some(Arc::new(frame));
        self
    }
    pub fn build(self) -> App {
        App(Arc::new(Shared {
            parts: self.parts,
            catalogue: Current::new(self.catalogue),
            areas: Current::new(self.areas),
            calendar: Current::new(self.calendar),
            sessions: Sessions::default(),
            photos: Semaphore::new(PHOTOS_AT_ONCE),
            listeners: Arc::default(),
            closing: watch::Sender::new(false),
            extensions: self.extensions,
            frame: self.frame,
        }))
    }
}
