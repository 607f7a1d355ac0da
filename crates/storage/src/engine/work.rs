//! Work handed from the async edge to a thread that owns a connection.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
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
    pub reply: Reply,
}

/// A caller's answer, and whether the work touched any row.
pub type Written<T, E> = (Result<T, E>, bool);

/// One caller's write. Dropping it unrun tells the caller that the store is closed.
pub struct Write(WriteWork);

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
        Self(Box::new(move |db, refusal| {
            let Some(db) = db else {
                return Ran {
                    keep: false,
                    reply: Box::new(move |_| drop(answer.send((Err(refusal.into()), false)))),
                };
            };
            let mut tx = Tx::new(db, stamp, reactions);
            let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx))).unwrap_or_else(|_| {
                Err(Error::Refused("a fault in the program undid this write".into()).into())
            });
            let changed = tx.has_changed();
            Ran {
                keep: result.is_ok(),
                reply: Box::new(move |commit| {
                    let outcome = match commit {
                        Ok(()) => result,
                        Err(error) => result.and(Err(error.into())),
                    };
                    drop(answer.send((outcome, changed)));
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
