//! The store: where reads and writes are handed in.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, Ordering},
    },
};

use kernel::{Clock, SystemClock};
use tokio::sync::{oneshot, watch};

use crate::{
    db::{Db, Engine},
    engine::{
        postgres::PostgresEngine,
        sqlite::SqliteEngine,
        work::{GroupWrite, Read, Write, Written},
    },
    error::Error,
    files::Files,
    migrate::{self, Migration},
    tx::{Reaction, Stamp, Tx},
};

/// How to open a store.
#[derive(Clone)]
pub struct StoreOptions {
    /// Folder of the embedded database and, unless another place is named, of the files.
    pub data: PathBuf,
    /// `postgres://user@host/database`; `None` for the embedded SQLite in `data`.
    pub database: Option<String>,
    /// Connections that read (SQLite) or read and write (PostgreSQL).
    pub connections: usize,
    pub clock: Arc<dyn Clock>,
    pub reactions: Vec<Reaction>,
    pub migrations: Vec<Migration>,
}

impl StoreOptions {
    /// The embedded store in a folder, with the system's clock and nobody reacting.
    pub fn in_folder(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            connections: 4,
            clock: Arc::new(SystemClock),
            reactions: Vec::new(),
            migrations: Vec::new(),
        }
    }
}

enum Backend {
    Sqlite(SqliteEngine),
    Postgres(PostgresEngine),
}

/// A handle on the store; cloning it is cheap.
#[derive(Clone)]
pub struct Store(Arc<Shared>);

struct Shared {
    backend: RwLock<Option<Backend>>,
    engine: Engine,
    reactions: Arc<[Reaction]>,
    read_only: Arc<AtomicBool>,
    changed: watch::Sender<u64>,
    files: Files,
}

impl Store {
    /// Opens the store and brings its schema up to date.
    ///
    /// # Errors
    /// When the folder or server cannot be reached, or a migration fails.
    pub fn open(options: StoreOptions) -> Result<Self, Error> {
        std::fs::create_dir_all(&options.data).map_err(|error| {
            Error::Refused(format!(
                "the data folder {} is not usable: {error}",
                options.data.display()
            ))
        })?;
        let read_only = Arc::new(AtomicBool::new(false));
        let (backend, engine) = open_backend(&options, &read_only)?;
        let store = Self(Arc::new(Shared {
            backend: RwLock::new(Some(backend)),
            engine,
            reactions: options.reactions.into(),
            read_only,
            changed: watch::Sender::new(0),
            files: Files::in_folder(&options.data.join("files"))?,
        }));
        migrate::run(&store, &options.migrations, options.clock.now())?;
        Ok(store)
    }

    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// True while the disk refuses writes.
    pub fn is_read_only(&self) -> bool {
        self.0.read_only.load(Ordering::Acquire)
    }

    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Wakes after every write through this handle that touched a row; its number only grows.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// Runs `work` in a write transaction and answers once its commit is on disk.
    ///
    /// # Errors
    /// Whatever `work` answers, which undoes its changes; or the store's own failure.
    pub async fn write<T, E>(
        &self,
        stamp: Stamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let answer = self.hand_in_write(stamp, work)?;
        self.settle(answer.await)
    }

    /// [`Store::write`] for small writes that many callers send at once: several share one
    /// transaction, on PostgreSQL too. There all of them are kept, or each is run again alone, so
    /// `work` may be called twice; a refusal is answered only by the run alone.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_in_group<T, E>(
        &self,
        stamp: Stamp,
        work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + Sync + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let write = GroupWrite::new(stamp, Arc::clone(&self.0.reactions), answer, work);
        let taken = self.with_backend(|backend| match backend {
            Backend::Sqlite(engine) => engine.writes().try_send(write.alone()).is_ok(),
            Backend::Postgres(engine) => engine.group_writes().try_send(write).is_ok(),
        })?;
        if !taken {
            return Err(too_many().into());
        }
        self.settle(receiver.await)
    }

    /// [`Store::write`] for code outside the async edge: commands, the demo, tests.
    pub fn write_blocking<T, E>(
        &self,
        stamp: Stamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let answer = self.hand_in_write(stamp, work)?;
        self.settle(answer.blocking_recv())
    }

    /// Runs `work` on one snapshot of what is committed.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.hand_in_read(true, work)?.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// [`Store::read`] where each statement sees what is committed when it runs, as with the
    /// isolation level of that name: on PostgreSQL it needs no transaction around it. SQLite gives a
    /// snapshot all the same. For pages whose parts need not be of one instant.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_committed<T, E>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.hand_in_read(false, work)?.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// [`Store::read`] for code outside the async edge.
    pub fn read_blocking<T, E>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.hand_in_read(true, work)?.blocking_recv().unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Finishes what was handed in and closes every connection; later calls answer
    /// [`Error::Closed`].
    pub fn close(&self) {
        let backend =
            self.0.backend.write().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match backend {
            Some(Backend::Sqlite(engine)) => engine.close(),
            Some(Backend::Postgres(engine)) => engine.close(),
            None => {}
        }
    }

    fn hand_in_write<T, E>(
        &self,
        stamp: Stamp,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Written<T, E>>, Error>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let write = Write::new(stamp, Arc::clone(&self.0.reactions), answer, work);
        let sender = self.with_backend(|backend| match backend {
            Backend::Sqlite(engine) => engine.writes().clone(),
            Backend::Postgres(engine) => engine.writes().clone(),
        })?;
        sender.try_send(write).map_err(|_| too_many())?;
        Ok(receiver)
    }

    fn hand_in_read<T, E>(
        &self,
        snapshot: bool,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, E>>, Error>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let read = Read::new(snapshot, answer, work);
        let sender = self.with_backend(|backend| match backend {
            Backend::Sqlite(engine) => engine.reads().clone(),
            Backend::Postgres(engine) => engine.reads().clone(),
        })?;
        sender.send(read).map_err(|_| Error::Closed)?;
        Ok(receiver)
    }

    fn with_backend<R>(&self, work: impl FnOnce(&Backend) -> R) -> Result<R, Error> {
        let backend = self.0.backend.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        backend.as_ref().map(work).ok_or(Error::Closed)
    }

    fn settle<T, E: From<Error>>(
        &self,
        answer: Result<Written<T, E>, oneshot::error::RecvError>,
    ) -> Result<T, E> {
        let (answer, changed) = answer.unwrap_or_else(|_| (Err(Error::Closed.into()), false));
        if answer.is_ok() && changed {
            self.0.changed.send_modify(|count| *count += 1);
        }
        answer
    }
}

fn too_many() -> Error {
    Error::Busy("too many writes are waiting".into())
}

fn open_backend(
    options: &StoreOptions,
    read_only: &Arc<AtomicBool>,
) -> Result<(Backend, Engine), Error> {
    let read_only = Arc::clone(read_only);
    Ok(match &options.database {
        Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
            let engine = PostgresEngine::open(url, options.connections.max(8), read_only)?;
            (Backend::Postgres(engine), Engine::Postgres)
        }
        Some(url) if !url.starts_with("sqlite://") => {
            return Err(Error::Refused(
                "the database must be postgres://… or sqlite://PATH, or left out".into(),
            ));
        }
        other => {
            let path = other
                .as_deref()
                .and_then(|url| url.strip_prefix("sqlite://"))
                .map_or_else(|| options.data.join("yilu.sqlite"), |path| Path::new(path).into());
            let clock = Arc::clone(&options.clock);
            let engine = SqliteEngine::open(&path, options.connections, clock, read_only)?;
            (Backend::Sqlite(engine), Engine::Sqlite)
        }
    })
}
