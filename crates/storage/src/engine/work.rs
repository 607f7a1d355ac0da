//! Work handed from the async edge to a thread that owns a connection.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::oneshot;

use crate::{
    db::Db,
    error::Error,
    tx::{Reaction, Stamp, Tx},
};

/// Called with the fate of the commit; sends the caller its answer.
pub type Reply = Box<dyn FnOnce(Result<(), Error>) + Send>;

/// What a write closure left behind: whether to keep its changes, and how to answer.
pub struct Ran {
    pub keep: bool,
    /// Whether it touched any row.
    pub changed: bool,
    pub reply: Reply,
}

/// A caller's answer, and whether the work touched any row.
pub type Written<T, E> = (Result<T, E>, bool);

/// One caller's write. Dropping it unrun tells the caller that the store is closed.
pub struct Write(WriteWork);

/// One caller's write that can be run again: first in company, then, where that fails, alone.
pub struct GroupWrite(Box<dyn Fn(bool) -> Write + Send>);

type WriteWork = Box<dyn FnOnce(Option<Db<'_>>, Error) -> Ran + Send>;
type ReadWork = Box<dyn FnOnce(Result<Db<'_>, Error>) + Send>;

/// One caller's read.
pub struct Read {
    /// Whether all its statements see one snapshot.
    pub snapshot: bool,
    work: ReadWork,
}

impl Write {
    pub fn new<T, E>(
        stamp: Stamp,
        reactions: Arc<[Reaction]>,
        answer: oneshot::Sender<Written<T, E>>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        Self::answering(stamp, reactions, move |written| drop(answer.send(written)), work)
    }

    fn answering<T, E>(
        stamp: Stamp,
        reactions: Arc<[Reaction]>,
        answer: impl FnOnce(Written<T, E>) + Send + 'static,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        Self(Box::new(move |db, refusal| {
            let Some(db) = db else {
                return Ran {
                    keep: false,
                    changed: false,
                    reply: Box::new(move |_| answer((Err(refusal.into()), false))),
                };
            };
            let mut tx = Tx::new(db, stamp, reactions);
            let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx))).unwrap_or_else(|_| {
                Err(Error::Refused("a fault in the program undid this write".into()).into())
            });
            let changed = tx.has_changed();
            Ran {
                keep: result.is_ok(),
                changed,
                reply: Box::new(move |commit| {
                    let outcome = match commit {
                        Ok(()) => result,
                        Err(error) => result.and(Err(error.into())),
                    };
                    answer((outcome, changed));
                }),
            }
        }))
    }

    /// Runs the caller's closure.
    pub fn run(self, db: Db<'_>) -> Ran {
        (self.0)(Some(db), Error::Closed)
    }

    /// Tells the caller `error` without running anything.
    pub fn refuse(self, error: Error) {
        ((self.0)(None, error).reply)(Ok(()));
    }
}

impl GroupWrite {
    pub fn new<T, E>(
        stamp: Stamp,
        reactions: Arc<[Reaction]>,
        answer: oneshot::Sender<Written<T, E>>,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        // Whichever run is the last answers.
        let answer = Arc::new(Mutex::new(Some(answer)));
        let work = Arc::new(work);
        Self(Box::new(move |trial| {
            let (answer, work) = (Arc::clone(&answer), Arc::clone(&work));
            let tell = move |written| {
                let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
                answer.map(|answer| answer.send(written).ok());
            };
            Write::answering(stamp.clone(), Arc::clone(&reactions), tell, move |tx| {
                tx.set_trial(trial);
                work(tx)
            })
        }))
    }

    /// As one of several that are kept or undone together.
    pub fn trial(&self) -> Write {
        (self.0)(true)
    }

    /// By itself, as any other write.
    pub fn alone(&self) -> Write {
        (self.0)(false)
    }
}

impl Read {
    pub fn new<T, E>(
        snapshot: bool,
        answer: oneshot::Sender<Result<T, E>>,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let work: ReadWork = Box::new(move |db| {
            let outcome = match db {
                Ok(mut db) => {
                    catch_unwind(AssertUnwindSafe(|| work(&mut db))).unwrap_or_else(|_| {
                        Err(Error::Refused("a fault in the program stopped this read".into())
                            .into())
                    })
                }
                Err(error) => Err(error.into()),
            };
            drop(answer.send(outcome));
        });
        Self { snapshot, work }
    }

    pub fn run(self, db: Result<Db<'_>, Error>) {
        (self.work)(db);
    }
}
