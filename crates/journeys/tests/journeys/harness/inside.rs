//! The wired program inside the test: a clock that stands still, real sessions in cookies, no
//! socket.

use std::sync::Arc;

use access::{
    SessionKind,
    link::{self, DemoMode},
};
use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use contracts::PersonId;
use http_body_util::BodyExt as _;
use kernel::{Clock as _, FixedClock, Moment, Timestamp};
use storage::{Stamp, Tx};
use tower::ServiceExt as _;
use web::Settings;
use yilu_program::{
    deployment::{Deployment, Options},
    wiring,
};

/// A Friday morning in Shanghai: 2026-11-20 10:00, a workday.
pub const START: i64 = 1_795_140_000;

/// A deployment and the router in front of it.
pub struct Inside {
    pub deployment: Deployment,
    pub clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Sent {
    pub method: Method,
    pub path: String,
    pub kind: String,
    pub body: Vec<u8>,
    /// The session's cookie value; `None` for a visitor.
    pub session: Option<String>,
    pub headers: Vec<(&'static str, String)>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Said {
    pub status: u16,
    pub location: String,
    pub kind: String,
    pub cookies: Vec<String>,
    pub body: Vec<u8>,
}

impl Inside {
    /// A fresh deployment of the shipped city on SQLite.
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    /// A fresh deployment with options of its own.
    pub fn with(change: impl FnOnce(&mut Options)) -> Self {
        let folder = memory_folder();
        let clock = Arc::new(FixedClock::new(Timestamp::from_seconds(START)));
        let mut options = Options::new(folder.path());
        options.clock = Arc::<FixedClock>::clone(&clock);
        options.settings = Settings { demo: true, ..Settings::default() };
        change(&mut options);
        let deployment = Deployment::open(options).unwrap();
        let router = wiring::routes().into_router(deployment.app.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { deployment, clock, _folder: folder, router, runtime }
    }

    /// The router, to be mounted elsewhere too.
    pub fn router(&self) -> Router {
        self.router.clone()
    }
    pub fn moment(&self) -> Moment {
        self.deployment.app.moment()
    }
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    /// Lets time pass.
    pub fn wait_seconds(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    /// One transaction in the name of the program.
    pub fn write<T: Send + 'static, E: From<storage::Error> + std::fmt::Debug + Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> T {
        let stamp = Stamp::system(self.moment(), "test");
        self.deployment.store().write_blocking(stamp, work).unwrap()
    }

    /// A session as signing in makes it; answers the cookie's value.
    pub fn session(&self, person: PersonId, kind: SessionKind) -> String {
        self.write(move |tx| -> Result<_, storage::Error> {
            let demo = DemoMode::when(true).unwrap();
            let token = link::issue(tx, demo, person, kind)?;
            let session = link::redeem(tx, demo, token.as_str(), "test")?;
            Ok(session.unwrap().token.cookie())
        })
    }

    /// Brings the log up to date and signs it, as the background does.
    pub fn seal(&self) {
        let key = self.deployment.log_key.clone();
        self.write(move |tx| -> Result<(), storage::Error> {
            while storage::journal::sequence(tx)? > 0 {}
            storage::journal::checkpoint(tx, &key).map(drop)
        });
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Sends a request as a browser on our own pages does.
    pub fn send(&self, sent: &Sent) -> Said {
        let mut request = Request::builder()
            .method(sent.method.clone())
            .uri(&sent.path)
            .header(header::HOST, "localhost:8080")
            .header("sec-fetch-site", "same-origin");
        if !sent.kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, &sent.kind);
        }
        if let Some(session) = &sent.session {
            let cookie = format!("{}={session}", web::visit::SESSION_COOKIE);
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in &sent.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::from(sent.body.clone())).unwrap();
        self.runtime.block_on(async {
            let Ok(response) = self.router.clone().oneshot(request).await;
            let (parts, body) = response.into_parts();
            let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
            let one = |name| parts.headers.get(name).map(text).unwrap_or_default();
            let cookies = parts.headers.get_all(header::SET_COOKIE).iter().map(text).collect();
            let (location, kind) = (one(header::LOCATION), one(header::CONTENT_TYPE));
            let status = parts.status.as_u16();
            // A stream of news never ends: that it began is all there is to see.
            let streams = kind.starts_with("text/event-stream");
            let body = if streams {
                Vec::new()
            } else {
                body.collect().await.unwrap().to_bytes().to_vec()
            };
            Said { status, location, kind, cookies, body }
        })
    }
}

impl Sent {
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let (kind, body, headers) = (String::new(), Vec::new(), Vec::new());
        Self { method, path: path.into(), kind, body, session: None, headers }
    }
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }
    pub fn form(path: impl Into<String>, pairs: &[(&str, &str)]) -> Self {
        let body = serde_html_form::to_string(pairs).unwrap().into_bytes();
        let kind = "application/x-www-form-urlencoded".into();
        Self { kind, body, ..Self::new(Method::POST, path) }
    }
    pub fn json(path: impl Into<String>, body: &serde_json::Value) -> Self {
        let kind = "application/json".into();
        Self { kind, body: body.to_string().into_bytes(), ..Self::new(Method::POST, path) }
    }
    /// Text fields, then files as (field, name, bytes).
    pub fn parts(
        path: impl Into<String>,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Self {
        const EDGE: &str = "edge-5d41402abc4b2a76";
        let mut body = Vec::new();
        let mut part = |head: String, bytes: &[u8]| {
            let head = format!("--{EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
            body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
        };
        for (name, value) in pairs {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        for (field, name, bytes) in files {
            let head = format!("name=\"{field}\"; filename=\"{name}\"");
            part(format!("{head}\r\nContent-Type: application/octet-stream"), bytes);
        }
        body.extend(format!("--{EDGE}--\r\n").bytes());
        let kind = format!("multipart/form-data; boundary={EDGE}");
        Self { kind, body, ..Self::new(Method::POST, path) }
    }
    #[must_use]
    pub fn by(mut self, session: Option<&str>) -> Self {
        self.session = session.map(Into::into);
        self
    }
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.into()));
        self
    }
    #[must_use]
    pub fn english(self) -> Self {
        self.header("accept-language", "en")
    }
}

impl Said {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or(serde_json::Value::Null)
    }
}

/// A folder in memory where there is one: what is proved here is not that the disk is waited for.
fn memory_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// A small photo that every decoder reads.
pub fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 48, image::Rgb([90, 140, 60]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}
