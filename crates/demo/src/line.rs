//! Hands writes to the store without waiting for each one's commit: on SQLite they share durable
//! commits as many visitors' writes would. They are done in the order in which they are handed in.

use std::{collections::VecDeque, task::Poll};

use futures::{FutureExt as _, future::LocalBoxFuture};
use storage::{Engine, Stamp, Store, Tx};

use crate::error::Error;

/// Writes on their way at the most; the store's queue holds more.
const DEPTH: usize = 512;

/// A queue in front of the store.
pub struct Line {
    store: Store,
    waiting: VecDeque<LocalBoxFuture<'static, Result<(), Error>>>,
    depth: usize,
    /// Steps done, and steps that the rules refused.
    pub done: usize,
    pub refused: usize,
}

impl Line {
    pub fn new(store: Store) -> Self {
        // PostgreSQL does what it is given side by side: there the order is kept by waiting.
        let depth = if store.engine() == Engine::Sqlite { DEPTH } else { 0 };
        Self { store, waiting: VecDeque::new(), depth, done: 0, refused: 0 }
    }

    /// Hands a write in; waits only while too many are on their way.
    pub async fn hand_in(
        &mut self,
        stamp: Stamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        let store = self.store.clone();
        let mut write = async move { store.write(stamp, work).await }.boxed_local();
        // The first poll is what hands it in.
        match futures::poll!(&mut write) {
            Poll::Ready(outcome) => self.note(outcome)?,
            Poll::Pending => self.waiting.push_back(write),
        }
        self.wait_until(self.depth).await
    }

    /// Waits until everything handed in is on disk.
    pub async fn drain(&mut self) -> Result<(), Error> {
        self.wait_until(0).await
    }

    async fn wait_until(&mut self, left: usize) -> Result<(), Error> {
        while self.waiting.len() > left {
            let Some(write) = self.waiting.pop_front() else { break };
            let outcome = write.await;
            self.note(outcome)?;
        }
        Ok(())
    }

    fn note(&mut self, outcome: Result<(), Error>) -> Result<(), Error> {
        match outcome {
            Ok(()) => self.done += 1,
            Err(error) if error.is_refusal() => {
                tracing::debug!(%error, "a step of the demo was refused");
                self.refused += 1;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
