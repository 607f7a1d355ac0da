//! Every organization in memory, so that handing out matters asks no database.

mod snapshot;

use std::{
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::Duration,
};

use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaCode, Level};
use storage::{Db, Error, Store};

use crate::{store, unit::Unit};
pub use snapshot::Snapshot;

/// How soon a node notices what another one changed.
const POLL: Duration = Duration::from_secs(2);

/// The organizations as this node knows them. Cloning it is cheap; every clone sees the same.
#[derive(Clone)]
pub struct Directory(Arc<Inner>);

struct Inner {
    /// Empty in a directory that was made by hand, until it is attached.
    store: OnceLock<Store>,
    current: RwLock<Arc<Snapshot>>,
}

/// Why there is no directory.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Store(#[from] Error),
    #[error("no unit runs this deployment yet: found one with `organizations::found_operator`")]
    NoOperator,
}

impl Directory {
    /// Reads every unit. Not for use on an async thread.
    ///
    /// # Errors
    /// [`DirectoryError::NoOperator`] in a store where [`crate::found_operator`] has never run.
    pub fn load(store: &Store) -> Result<Self, DirectoryError> {
        let snapshot = store.read_blocking(read)?.ok_or(DirectoryError::NoOperator)?;
        Ok(Self::holding(snapshot).attached(store))
    }

    /// A directory of these units and no store, for tests and drafts. `None` unless one of them is
    /// the operator.
    pub fn of(units: Vec<Unit>) -> Option<Self> {
        Snapshot::new(-1, units).map(Self::holding)
    }

    /// Gives a directory that was made by hand a store to refresh from.
    #[must_use]
    pub fn attached(self, store: &Store) -> Self {
        self.0.store.get_or_init(|| store.clone());
        self
    }

    fn holding(snapshot: Snapshot) -> Self {
        let current = RwLock::new(Arc::new(snapshot));
        Self(Arc::new(Inner { store: OnceLock::new(), current }))
    }

    /// Reads again what was changed since, on this node or another.
    ///
    /// # Errors
    /// When the store fails; what was known before stays.
    pub async fn refresh(&self) -> Result<(), Error> {
        let Some(store) = self.0.store.get() else { return Ok(()) };
        let known = self.snapshot().version();
        let found = store.read(move |db| newer(db, known)).await?;
        self.swap(found);
        Ok(())
    }

    /// [`Directory::refresh`] for code outside the async edge.
    ///
    /// # Errors
    /// When the store fails; what was known before stays.
    pub fn refresh_blocking(&self) -> Result<(), Error> {
        let Some(store) = self.0.store.get() else { return Ok(()) };
        let known = self.snapshot().version();
        let found = store.read_blocking(move |db| newer(db, known))?;
        self.swap(found);
        Ok(())
    }

    /// Follows other nodes for as long as the store is open; the binary spawns it once.
    pub async fn follow(self) {
        loop {
            tokio::time::sleep(POLL).await;
            match self.refresh().await {
                Ok(()) => {}
                Err(Error::Closed) => return,
                Err(error) => tracing::warn!(%error, "organizations not read again"),
            }
        }
    }

    /// What is known now; it does not change under the reader.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A unit with all that is known of it, also after it was closed.
    pub fn find(&self, id: UnitId) -> Option<Unit> {
        self.snapshot().find(id).cloned()
    }

    /// Two refreshes may overtake each other: only what is newer counts.
    fn swap(&self, found: Option<Snapshot>) {
        let Some(found) = found else { return };
        let mut current = self.0.current.write().unwrap_or_else(PoisonError::into_inner);
        if found.version() > current.version() {
            *current = Arc::new(found);
        }
    }
}

fn newer(db: &mut Db<'_>, known: i64) -> Result<Option<Snapshot>, Error> {
    if store::version(db)? == known { Ok(None) } else { read(db) }
}

fn read(db: &mut Db<'_>) -> Result<Option<Snapshot>, Error> {
    let version = store::version(db)?;
    Ok(Snapshot::new(version, store::all(db)?))
}

impl Units for Directory {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.snapshot().find(id).map(Unit::card)
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.snapshot().serving(kind, area)
    }
    fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId> {
        self.snapshot().in_charge(level, area)
    }
    fn operator(&self) -> UnitId {
        self.snapshot().operator()
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        self.snapshot().candidates(area).into_iter().map(Unit::card).collect()
    }
}
