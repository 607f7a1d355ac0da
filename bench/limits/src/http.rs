//! Load: some connections, on each one request at a time, all in one thread, so that it takes as
//! little as may be from the server on the same machine. Requests in progress at the end are
//! awaited, so that what was acknowledged can be counted in the store.

use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::SocketAddr,
    time::{Duration, Instant},
};

use mio::{Events, Interest, Poll, Token, net::TcpStream};
use serde::Deserialize;

use crate::{
    Outcome, answer,
    random::Random,
    tally::{Result, Tally, Window},
    template::{Request, Template},
};

#[derive(Deserialize)]
pub struct Plan {
    pub address: SocketAddr,
    pub clients: usize,
    pub seconds: f64,
    pub warm_seconds: f64,
    /// Connection `i` has the token `i % n`.
    #[serde(default)]
    pub tokens: Vec<String>,
    /// What one page needs, in order; done when all of it has come. Connection `i` asks for the
    /// page `i % n`.
    pub pages: Vec<Vec<Request>>,
    /// Every connection asks for pages by lot instead of always the same.
    #[serde(default)]
    pub by_lot: bool,
    /// Ends early after so many.
    #[serde(default)]
    pub stop_after: Option<usize>,
    /// Statuses that are well.
    pub expect: Vec<u16>,
}

/// How long answers are awaited after the end.
const GRACE: Duration = Duration::from_mins(3);

struct Connection {
    stream: TcpStream,
    token: String,
    page: usize,
    out: Vec<u8>,
    written: usize,
    answer: Vec<u8>,
    /// Which request of the page is in progress; `None` when no more are sent.
    step: Option<usize>,
    began: Instant,
}

struct Load<'p> {
    plan: &'p Plan,
    pages: Vec<Vec<Template>>,
    window: Window,
    random: Random,
    tally: Tally,
    sent: usize,
    begun: usize,
    buffer: Vec<u8>,
}

pub fn run(plan: &Plan) -> Outcome<Result> {
    let mut poll = Poll::new()?;
    let mut load = Load::new(plan);
    let mut connections = Vec::new();
    for index in 0..plan.clients {
        let token = plan.tokens.get(index % plan.tokens.len().max(1)).cloned().unwrap_or_default();
        let page = index % plan.pages.len().max(1);
        let mut connection = Connection::open(plan.address, token, page)?;
        connection.register(&poll, index)?;
        load.begin(&mut connection, 0);
        connections.push(connection);
    }
    let mut events = Events::with_capacity(1_024);
    while connections.iter().any(|connection| connection.step.is_some()) {
        if Instant::now() > load.window.ends + GRACE {
            let left = connections.iter().filter(|connection| connection.step.is_some()).count();
            return Err(format!("{left} answers did not come").into());
        }
        poll.poll(&mut events, Some(Duration::from_millis(500)))?;
        for event in &events {
            let Some(connection) = connections.get_mut(event.token().0) else { continue };
            if !load.progress(connection)? && connection.step.is_some() {
                connection.stream = TcpStream::connect(plan.address)?;
                connection.register(&poll, event.token().0)?;
            }
        }
    }
    Ok(load.tally.result(plan.clients, &load.window))
}

impl Connection {
    fn open(address: SocketAddr, token: String, page: usize) -> Outcome<Self> {
        Ok(Self {
            stream: TcpStream::connect(address)?,
            token,
            page,
            out: Vec::new(),
            written: 0,
            answer: Vec::new(),
            step: None,
            began: Instant::now(),
        })
    }

    fn register(&mut self, poll: &Poll, index: usize) -> Outcome {
        let both = Interest::READABLE | Interest::WRITABLE;
        Ok(poll.registry().register(&mut self.stream, Token(index), both)?)
    }

    /// Sends what is left; true once nothing is.
    fn send(&mut self) -> std::io::Result<bool> {
        while self.written < self.out.len() {
            match self.stream.write(&self.out[self.written..]) {
                Ok(count) => self.written += count,
                Err(error) if is_later(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }
}

fn cut(page: &[Request], address: &str) -> Vec<Template> {
    page.iter().map(|request| Template::of(request, address)).collect()
}

/// Not yet, or not yet connected.
fn is_later(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected)
}

impl<'p> Load<'p> {
    fn new(plan: &'p Plan) -> Self {
        let address = plan.address.to_string();
        Self {
            plan,
            pages: plan.pages.iter().map(|page| cut(page, &address)).collect(),
            window: Window::after(plan.warm_seconds, plan.seconds),
            random: Random::seeded(1),
            tally: Tally::default(),
            sent: 0,
            begun: 0,
            buffer: vec![0; 256 * 1_024],
        }
    }

    /// Prepares a request of the page; none after the end.
    fn begin(&mut self, connection: &mut Connection, step: usize) {
        connection.answer.clear();
        connection.written = 0;
        connection.out.clear();
        if step == 0 {
            connection.began = Instant::now();
            if self.plan.by_lot {
                let pages = u64::try_from(self.pages.len().max(1)).unwrap_or(1);
                connection.page = usize::try_from(self.random.below(pages)).unwrap_or(0);
            }
        }
        let enough = self.plan.stop_after.is_some_and(|count| self.begun >= count);
        let more = step > 0 || (connection.began < self.window.ends && !enough);
        let template = self.pages.get(connection.page).and_then(|page| page.get(step));
        connection.step = template.filter(|_| more).map(|template| {
            self.begun += usize::from(step == 0);
            self.sent += 1;
            template.fill(&mut connection.out, &connection.token, &mut self.random, self.sent);
            step
        });
    }

    /// Goes on with a connection as far as it goes now; false when it is of no more use.
    fn progress(&mut self, connection: &mut Connection) -> Outcome<bool> {
        let Some(step) = connection.step else { return Ok(true) };
        match connection.send() {
            Ok(true) => {}
            Ok(false) => return Ok(true),
            Err(_) => return Ok(self.broke(connection)),
        }
        loop {
            let count = match connection.stream.read(&mut self.buffer) {
                Ok(0) => return Ok(self.broke(connection)),
                Ok(count) => count,
                Err(error) if is_later(&error) => return Ok(true),
                Err(_) => return Ok(self.broke(connection)),
            };
            connection.answer.extend_from_slice(&self.buffer[..count]);
            if let Some(answer) = answer::read(&connection.answer)? {
                self.judge(connection, step, &answer);
                // The server says nothing more until it is asked: no need to look again.
                if answer.closes {
                    return Ok(false);
                }
                return Ok(connection.send().is_ok() || self.broke(connection));
            }
        }
    }

    /// Takes an answer in and prepares what comes next.
    fn judge(&mut self, connection: &mut Connection, step: usize, answer: &answer::Answer) {
        self.tally.bytes += u64::try_from(answer.length).unwrap_or(0);
        if !self.plan.expect.contains(&answer.status) {
            self.tally.failed(answer.status);
            return self.begin(connection, 0);
        }
        let next = step + 1;
        if self.pages.get(connection.page).is_some_and(|page| next < page.len()) {
            return self.begin(connection, next);
        }
        self.tally.done(&self.window, connection.began);
        self.begin(connection, 0);
    }

    /// The page in progress is lost, and begun again on another connection.
    fn broke(&mut self, connection: &mut Connection) -> bool {
        self.tally.failed(0);
        self.begin(connection, 0);
        false
    }
}
