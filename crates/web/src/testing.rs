//! A whole server inside a test: fresh store, still clock, seeded randomness, no socket.
//!
//! ```no_run
//! # use web::{Routes, testing::TestApp};
//! # async fn example(routes: Routes) {
//! let app = TestApp::new(routes, &[], &[]);
//! let visitor = app.visitor();
//! let page = visitor.get("/cases").await;
//! assert_eq!(page.status, 303);
//! # }
//! ```

mod answer;
mod client;

use std::sync::{Arc, Mutex};

use access::{
    Actor, Membership, NewPerson, SessionKind, Vault,
    link::{self, DemoMode},
    people::create_person,
    session::NewSession,
};
use axum::Router;
use catalogue::Catalogue;
use kernel::{AreaBook, AreaCode, Clock as _, FixedClock, Id, Moment, SeededRng, Timestamp};
use storage::{
    Engine, Migration, Reaction, Stamp, Tx,
    testing::{TestStore, open},
};

pub use answer::Answered;
pub use client::Client;

use crate::{
    app::{App, AppBuilder, Parts, Settings},
    routes::Routes,
    words::{Sources, gather},
};

/// A Friday morning in Shanghai: 2026-11-20 10:00, a workday.
pub const START: i64 = 1_795_140_000;

/// A server in the process. Dropping it removes its store.
pub struct TestApp {
    pub app: App,
    pub clock: Arc<FixedClock>,
    router: Router,
    /// Kept until the end, for it removes its folder when dropped.
    _store: TestStore,
}

/// How a test server is made when the usual is not enough.
pub struct TestOptions {
    pub migrations: Vec<Migration>,
    pub reactions: Vec<Reaction>,
    pub words: Vec<Sources>,
    pub settings: Settings,
    pub catalogue: Catalogue,
    pub areas: AreaBook,
}

impl Default for TestOptions {
    /// The shipped catalogue, the areas of its city, the tables of `access`.
    fn default() -> Self {
        let catalogue = Catalogue::embedded();
        let areas = AreaBook::national(&catalogue.city().area);
        Self {
            migrations: access::MIGRATIONS.to_vec(),
            reactions: Vec::new(),
            words: Vec::new(),
            settings: Settings::default(),
            catalogue,
            areas,
        }
    }
}

impl TestApp {
    /// A server with a domain's routes, tables and words, and those of this crate and of `access`.
    pub fn new(routes: Routes, migrations: &[Migration], words: &[Sources]) -> Self {
        let mut options = TestOptions { words: words.to_vec(), ..TestOptions::default() };
        options.migrations.extend_from_slice(migrations);
        Self::with(routes, options, |builder| builder)
    }

    /// A server made to measure; `hang` adds a domain's own state.
    ///
    /// # Panics
    /// When the store cannot be made.
    #[expect(clippy::expect_used, reason = "a test without its store has failed")]
    pub fn with(
        routes: Routes,
        options: TestOptions,
        hang: impl FnOnce(AppBuilder) -> AppBuilder,
    ) -> Self {
        let store = fresh_store(&options.migrations, options.reactions);
        let clock = Arc::new(FixedClock::new(Timestamp::from_seconds(START)));
        let parts = Parts {
            store: store.store.clone(),
            clock: Arc::<FixedClock>::clone(&clock),
            rng: Arc::new(Mutex::new(SeededRng::new(1))),
            vault: Arc::new(Vault::open([7; 32]).expect("a key in memory always opens")),
            words: Arc::new(gather(&options.words)),
            settings: options.settings,
        };
        let app = hang(App::builder(parts, options.catalogue, options.areas)).build();
        let router = crate::routes().merge(routes).into_router(app.clone());
        Self { app, clock, router, _store: store }
    }

    /// Somebody who has not signed in, with an empty cookie jar.
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone(), None)
    }
    /// Somebody signed in, without a session in the store.
    pub fn signed_in(&self, actor: &Actor) -> Client {
        Client::new(self.router.clone(), Some(actor.clone()))
    }
    /// Somebody signed in without any post.
    pub fn worker(&self) -> Client {
        self.signed_in(&self.actor(Vec::new()))
    }
    /// Somebody who holds a post of this role in a unit made up for it, for an area.
    ///
    /// # Panics
    /// When `area` is no area code.
    pub fn holder(&self, role: &str, unit_kind: &str, area: &str) -> Client {
        self.signed_in(&self.actor(vec![self.post(role, unit_kind, area)]))
    }
    /// A new person with these posts.
    pub fn actor(&self, posts: Vec<Membership>) -> Actor {
        let moment = self.moment();
        Actor::new(moment.id(), None, posts, moment.now().day())
    }
    /// A post without an end.
    ///
    /// # Panics
    /// When `area` is no area code.
    #[expect(clippy::expect_used, reason = "a test that names no area has failed")]
    pub fn post(&self, role: &str, unit_kind: &str, area: &str) -> Membership {
        let moment = self.moment();
        Membership {
            id: moment.id(),
            unit: moment.id(),
            unit_kind: unit_kind.to_owned(),
            role: role.to_owned(),
            area: AreaCode::parse(area).expect("an area code"),
            from: moment.now().day().plus(-30),
            until: None,
        }
    }
    /// Now, by the still clock.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }
    /// Lets time pass.
    pub fn wait_seconds(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }
    /// A new person with a session in the store, as signing in makes it.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "a test without its store has failed")]
    pub async fn session(&self, kind: SessionKind) -> NewSession {
        let stamp = Stamp::system(self.moment(), "test");
        let vault = Arc::clone(self.app.vault());
        let work = move |tx: &mut Tx<'_>| -> Result<_, access::vault::Error> {
            let demo = DemoMode::when(true).expect("a test is a demonstration");
            let person = create_person(tx, &vault, &NewPerson::default())?;
            let token = link::issue(tx, demo, person, kind)?;
            Ok(link::redeem(tx, demo, token.as_str(), "test")?)
        };
        let session = self.app.store().write(stamp, work).await.expect("the test store writes");
        session.expect("a fresh link is good")
    }
    /// A fresh id.
    pub fn id<T: ?Sized>(&self) -> Id<T> {
        self.moment().id()
    }
}

/// Opening waits for the schema, which an async thread must not do.
#[expect(clippy::expect_used, reason = "a test without its store has failed")]
fn fresh_store(migrations: &[Migration], reactions: Vec<Reaction>) -> TestStore {
    std::thread::scope(|scope| {
        let opening = scope.spawn(|| open(Engine::Sqlite, migrations, reactions));
        let store = opening.join().expect("the store opens").expect("the store opens");
        store.expect("SQLite is always there")
    })
}
