//! A deployment, opened: its store, its keys, its declarations, its application.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};

use access::Vault;
use catalogue::Catalogue;
use credential::LogKey;
use declarations::Sources;
use kernel::{AreaBook, Clock, Moment, SystemClock, SystemRng};
use organizations::Directory;
use storage::{Reaction, Store, StoreOptions};
use web::{App, Settings, app::Parts};

use crate::{
    first_start, map,
    outcome::{Failure, Outcome},
    suggest::Suggester,
    wiring,
};

/// What to open, and how.
#[derive(Clone)]
pub struct Options {
    pub data: PathBuf,
    pub database: Option<String>,
    pub catalogue: Option<PathBuf>,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
}

impl Options {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            catalogue: None,
            clock: Arc::new(SystemClock),
            settings: Settings::default(),
        }
    }

    pub fn of(place: &crate::cli::Place) -> Self {
        Self {
            database: place.database.clone(),
            catalogue: place.catalogue.clone(),
            ..Self::new(&place.data)
        }
    }
}

/// An opened deployment.
#[derive(Clone)]
pub struct Deployment {
    pub app: App,
    pub directory: Directory,
    pub log_key: LogKey,
    pub suggester: Suggester,
}

impl Deployment {
    /// Opens the store (bringing its schema up to date), reads keys and declarations.
    pub fn open(options: Options) -> Outcome<Self> {
        let catalogue = read_catalogue(options.catalogue.as_deref())?;
        let now = Moment::system(options.clock.now());
        let keys =
            access::key::open_or_create(&options.data.join("keys").join("master.key"), &now)?;
        let log_key = log_key(&*keys, &catalogue)?;
        // Reactions are handed in before there is an app: they find it here once it is.
        let late: Arc<OnceLock<App>> = Arc::default();
        let store = open_store(&options, wiring::reactions(&late))?;
        let areas = areas(&options, &catalogue)?;
        first_start::ready(&store, &catalogue, &areas, &now)?;
        let directory = Directory::load(&store)?;
        let calendar = declarations::calendar(&store)?;
        let sources = Sources::read(options.catalogue.as_deref())
            .map_err(Failure::file("the files of the catalogue"))?;
        let settings = Settings { log_key: Some(log_key.clone()), ..options.settings };
        let map = map::base(&settings, &areas);
        let ground = Arc::new(map::ground(&settings, &areas));
        let parts = Parts {
            store,
            clock: options.clock,
            rng: Arc::new(Mutex::new(SystemRng)),
            vault: Arc::new(Vault::with_provider(keys)?),
            words: Arc::new(wiring::words()),
            settings,
        };
        let suggester = Suggester::default();
        let builder = App::builder(parts, catalogue, areas).calendar(calendar);
        let builder = builder.with(sources).with(ground);
        let app = wiring::app(builder, &directory, suggester.clone(), map, &late);
        late.set(app.clone()).ok();
        Ok(Self { app, directory, log_key, suggester })
    }

    pub fn store(&self) -> &Store {
        self.app.store()
    }

    /// What the use cases of cases consult.
    pub fn desk(&self) -> cases::Desk {
        wiring::desk(&self.app, &self.directory)
    }

    /// Finishes writes in progress and closes the store.
    pub fn close(&self) {
        self.store().close();
    }
}

/// The store alone, its schema up to date and nothing in it that was not there before.
pub fn open_store(options: &Options, reactions: Vec<Reaction>) -> Outcome<Store> {
    let mut store = StoreOptions::in_folder(&options.data);
    store.database.clone_from(&options.database);
    store.clock = Arc::clone(&options.clock);
    store.migrations = wiring::migrations();
    store.reactions = reactions;
    Ok(Store::open(store)?)
}

/// The catalogue in a folder, or the built-in one; every fault is told with file and line.
pub fn read_catalogue(folder: Option<&Path>) -> Outcome<Catalogue> {
    let Some(folder) = folder else { return Ok(Catalogue::embedded()) };
    Catalogue::load(folder).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::told(format!("the catalogue has faults:\n{}", told.join("\n")))
    })
}

/// The areas served, with the centres that are known: those in `centres.csv` of the catalogue's
/// folder (`code,lat,lon`), or the demo's own.
fn areas(options: &Options, catalogue: &Catalogue) -> Outcome<AreaBook> {
    let mut areas = AreaBook::national(&catalogue.city().area);
    let file = options.catalogue.as_ref().map(|folder| folder.join("centres.csv"));
    if let Some(file) = file.filter(|file| file.exists()) {
        let csv = std::fs::read_to_string(&file).map_err(Failure::file(file.display()))?;
        areas.read_centres(&csv).map_err(|error| Failure::told(error.to_string()))?;
    } else if options.settings.demo {
        for (code, at) in demo::centres() {
            // A city that is not the demo's has none of its communities.
            drop(areas.set_centre(code, at));
        }
    }
    Ok(areas)
}

/// The key that signs checkpoints, derived from the master key; its name tells the city.
fn log_key(keys: &dyn access::key::KeyProvider, catalogue: &Catalogue) -> Outcome<LogKey> {
    let seed = keys.derive("journal-log")?;
    let name = format!("yilu.{}", catalogue.city().area);
    LogKey::from_seed(&name, *seed).map_err(|error| Failure::told(error.to_string()))
}
