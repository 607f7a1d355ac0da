//! The town with a door: its pages behind an address, and browsers of its people.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use access::{Actor, NewPerson, Vault};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use cases::{
    case::Case,
    entry::Channel,
    pages::shared,
    report::{self, Report},
    store,
    suggest::{Suggest, Suggested, Suggester},
};
use catalogue::Catalogue;
use contracts::{CaseId, Units};
use kernel::{AreaBook, Clock as _, FixedClock, Phone, SeededRng, geo::Wgs84};
use storage::{
    Engine, Error, Tx,
    testing::{TestStore, open},
};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use web::{App, Settings, app::Parts};

use crate::common::{Offices, People, area, at};

/// The town's server.
pub struct House {
    pub app: App,
    pub clock: Arc<FixedClock>,
    pub people: People,
    pub offices: Offices,
    router: Router,
    runtime: Runtime,
    store: TestStore,
}

/// Runs `story` in a fresh house on each engine, on Wednesday 2026-05-06, nine o'clock.
pub fn each_house(story: impl Fn(&House)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        match House::found(engine) {
            Some(house) => {
                eprintln!("on {engine:?}");
                story(&house);
            }
            None => eprintln!("skipped on PostgreSQL: YILU_TEST_POSTGRES is not set"),
        }
    }
}

/// Always proposes the same.
struct Parrot;

impl Suggest for Parrot {
    fn suggest(&self, _: &str, _: &str) -> Vec<Suggested> {
        [("road-hazard", 0.2), ("charging", 0.71), ("traffic-penalty", 0.05)]
            .map(|(matter, confidence)| Suggested {
                matter: matter.into(),
                confidence,
                words: Vec::new(),
            })
            .to_vec()
    }
}

impl House {
    pub fn found(engine: Engine) -> Option<Self> {
        let migrations = [access::MIGRATIONS, cases::MIGRATIONS].concat();
        let store = open(engine, &migrations, Vec::new()).unwrap()?;
        let clock = Arc::new(FixedClock::new(at("2026-05-06 09:00")));
        let offices = Offices::new();
        let people = People::new(&offices);
        let parts = Parts {
            store: store.store.clone(),
            clock: Arc::<FixedClock>::clone(&clock),
            rng: Arc::new(Mutex::new(SeededRng::new(1))),
            vault: Arc::new(Vault::open([7; 32]).unwrap()),
            words: Arc::new(web::words::gather(&[cases::WORDS])),
            settings: Settings::default(),
        };
        let units: Arc<dyn Units> = Arc::new(offices.clone());
        let suggester: Suggester = Arc::new(Parrot);
        let areas = AreaBook::national(&area("330102"));
        let app =
            App::builder(parts, Catalogue::embedded(), areas).with(units).with(suggester).build();
        let router = web::routes().merge(cases::routes()).into_router(app.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let house = Self { app, clock, people, offices, router, runtime, store };
        house.settle();
        Some(house)
    }

    /// The riders move in, with names and telephones.
    fn settle(&self) {
        let riders = [(&self.people.rider, "王小路", "13812342231")];
        for (rider, name, phone) in riders {
            let new = NewPerson {
                id: Some(rider.person),
                name: Some(name.into()),
                phone: Some(Phone::parse(phone).unwrap()),
                ..NewPerson::default()
            };
            let vault = self.app.vault().clone();
            self.write(rider, move |tx| access::people::create_person(tx, &vault, &new)).unwrap();
        }
    }

    pub fn write<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let stamp = actor.stamp(self.app.moment(), "test");
        self.app.store().write_blocking(stamp, work)
    }

    /// A rider reports; the title is the text's first clause.
    pub fn report(&self, matter: &str, place: &str, text: &str) -> CaseId {
        let desk = shared::desk(&self.app).unwrap();
        let sample = desk.catalogue.matter(matter).and_then(|matter| matter.samples.first());
        let report = Report {
            id: self.app.moment().id(),
            matter: matter.into(),
            area: area(place),
            title: String::new(),
            text: text.into(),
            fields: sample.map(|sample| sample.fields.clone()).unwrap_or_default(),
            place: Wgs84::new(30.2442, 120.1571).ok(),
            address: "延安路 1 号".into(),
            photos: Vec::new(),
            channel: Channel::Web,
            own_units: Vec::new(),
        };
        let id = report.id;
        let target = access::Target::none();
        let permit = access::permit(&self.people.rider, access::Action::CaseReport, &target);
        let permit = permit.unwrap();
        self.write(&self.people.rider, move |tx| report::report(tx, &desk, &permit, report))
            .unwrap();
        id
    }

    pub fn case(&self, id: CaseId) -> Case {
        self.app.store().read_blocking(move |db| store::find(db, id)).unwrap().unwrap()
    }
    /// The kinds of the entries, in order.
    pub fn story(&self, id: CaseId) -> Vec<&'static str> {
        let entries = self.app.store().read_blocking(move |db| store::entries(db, id)).unwrap();
        entries.iter().map(|entry| entry.what.kind()).collect()
    }
    /// Brings the search index up to date.
    pub fn index(&self) {
        self.write(&self.people.clerk, cases::search::index_changed).unwrap();
    }
    /// The folder of the store.
    pub fn folder(&self) -> std::path::PathBuf {
        self.store.folder()
    }
    pub fn wait_hours(&self, hours: i64) {
        self.clock.set(self.clock.now().plus_hours(hours));
    }

    /// A browser of somebody signed in.
    pub fn browser(&self, actor: &Actor) -> Browser<'_> {
        Browser { house: self, actor: actor.clone(), cookies: RefCell::default() }
    }
}

/// Sends what a browser on our own pages sends, and keeps cookies.
pub struct Browser<'h> {
    house: &'h House,
    actor: Actor,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: String,
    pub disposition: String,
    pub bytes: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    pub fn has(&self, text: &str) -> bool {
        self.text().contains(text)
    }
    #[track_caller]
    pub fn must(&self, text: &str) -> &Self {
        assert!(self.has(text), "no {text:?} in {}: {}", self.status, self.text());
        self
    }
    #[track_caller]
    pub fn must_not(&self, text: &str) -> &Self {
        assert!(!self.has(text), "{text:?} is in {}: {}", self.status, self.text());
        self
    }
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
    /// The address of the form of an act, as it stands on the page.
    #[track_caller]
    pub fn action(&self, act: &str) -> String {
        let (text, act) = (self.text(), format!("/{act}?seen="));
        assert!(text.contains(&act), "no form of {act} in {text}");
        let end = text.find(&act).unwrap();
        let start = text[..end].rfind('"').unwrap() + 1;
        let stop = start + text[start..].find('"').unwrap();
        text[start..stop].replace("&amp;", "&").replace("&#38;", "&")
    }
    /// Whether the page offers an act.
    pub fn offers(&self, act: &str) -> bool {
        self.has(&format!("id=\"act-{act}\""))
    }
}

impl Browser<'_> {
    pub fn get(&self, path: &str) -> Page {
        self.send("GET", path, "", String::new())
    }
    pub fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        let pairs = pairs.iter().map(|(key, value)| format!("{key}={}", ui::query::encode(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send("POST", path, "application/x-www-form-urlencoded", body)
    }
    /// The same in parts, as a form with photos sends it.
    pub fn post_parts(&self, path: &str, pairs: &[(&str, &str)]) -> Page {
        const EDGE: &str = "edge-5d41402abc4b2a76";
        let mut body = String::new();
        for (name, value) in pairs {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            body.extend(["--", EDGE, "\r\n", &head, "\r\n\r\n", value, "\r\n"]);
        }
        body.extend(["--", EDGE, "--\r\n"]);
        self.send("POST", path, &format!("multipart/form-data; boundary={EDGE}"), body)
    }
    pub fn follow(&self, page: &Page) -> Page {
        assert_eq!(page.status, 303, "{}", page.text());
        self.get(&page.location)
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: String) -> Page {
        let jar = self.cookies.borrow().clone();
        let cookies: Vec<String> = jar.iter().map(|(key, it)| format!("{key}={it}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .extension(self.actor.clone());
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(Body::from(body)).unwrap();
        let router = self.house.router.clone();
        self.house.runtime.block_on(async move {
            let response = router.oneshot(request).await.unwrap();
            let one = |name| {
                let value = response.headers().get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            for line in response.headers().get_all(header::SET_COOKIE) {
                let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
                let value = rest.split(';').next().unwrap_or_default().to_owned();
                let mut jar = self.cookies.borrow_mut();
                if rest.contains("Max-Age=0") {
                    jar.remove(name);
                } else {
                    jar.insert(name.to_owned(), value);
                }
            }
            let (location, disposition) = (one(header::LOCATION), one(header::CONTENT_DISPOSITION));
            let status = response.status().as_u16();
            let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
            Page { status, location, disposition, bytes }
        })
    }
}
