//! Tells open pages that something changed; they fetch their own part again, with their own
//! rights. The message is a number that only grows, so nothing can leak through it.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::State,
    response::sse::{Event, KeepAlive, Sse},
};
use futures::{Stream, stream};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use crate::{
    app::App,
    problem::{Answer, Problem},
};

/// However many writes there are, a page is told once in this time.
const PAUSE: Duration = Duration::from_secs(1);
/// Keeps proxies from closing a silent connection, and shows the page that the network lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Then the browser connects anew, and its session is looked at again.
const LIFETIME: Duration = Duration::from_mins(15);

/// `GET /live`: `data: 42` whenever the store has changed.
pub(super) async fn live(
    State(app): State<App>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let seat = Seat::take(app.listeners(), app.settings().live_max)
        .ok_or_else(|| Problem::unavailable("busy", 60))?;
    let now = Instant::now();
    let listener = Listener {
        changes: app.store().changes(),
        closing: app.closing(),
        next: now,
        end: now + LIFETIME,
        _seat: seat,
    };
    let events = stream::unfold(listener, |mut listener| async {
        let version = listener.change().await?;
        Some((Ok(Event::default().data(version.to_string())), listener))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still here")))
}

struct Listener {
    changes: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    /// Not before this is the page told again.
    next: Instant,
    end: Instant,
    _seat: Seat,
}

impl Listener {
    /// The version after the next change; `None` when the connection has had its time or the server
    /// stops.
    async fn change(&mut self) -> Option<u64> {
        tokio::select! {
            changed = self.changes.changed() => changed.ok()?,
            () = sleep_until(self.end) => return None,
            _ = self.closing.wait_for(|closing| *closing) => return None,
        }
        sleep_until(self.next).await;
        self.next = Instant::now() + PAUSE;
        Some(*self.changes.borrow_and_update())
    }
}

/// One of the places for listeners; given back when the connection ends, however it ends.
struct Seat(Arc<AtomicUsize>);

impl Seat {
    fn take(taken: &Arc<AtomicUsize>, max: usize) -> Option<Self> {
        let seat = Self(Arc::clone(taken));
        (taken.fetch_add(1, Ordering::Relaxed) < max).then_some(seat)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
