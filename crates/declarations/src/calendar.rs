//! The work calendar of a deployment: the national one, and each year that was imported over it.

mod year;

use std::time::Duration;

use access::{Action, Permit};
use kernel::{CalendarError, WorkCalendar};
use serde_json::json;
use storage::{Db, Error, Record, Store, Tx};
use tokio::sync::Mutex;
use web::App;

use crate::store;
pub use year::{Change, Mark, MarkedDay, changes, marked};

/// How soon a node notices what was imported on another one.
const POLL: Duration = Duration::from_secs(10);

/// One reads and sets at a time, so that an older calendar never follows a newer one.
static TURN: Mutex<()> = Mutex::const_new(());

/// Why a year was not imported. Nothing was written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Table(#[from] CalendarError),
    #[error("the permit must be for importing the work calendar")]
    WrongPermit,
    #[error(transparent)]
    Store(#[from] Error),
}

/// The calendar that counts. Not for use on an async thread.
///
/// # Errors
/// When the store fails, or a stored table no longer reads.
pub fn calendar(store: &Store) -> Result<WorkCalendar, Error> {
    store.read_blocking(read)
}

/// The year that a table is about (columns `date,name,is_off_day`; see
/// [`WorkCalendar::import_year`]).
///
/// # Errors
/// Every fault with its line.
pub fn year_of(csv: &str) -> Result<i16, CalendarError> {
    WorkCalendar::default().import_year(csv)
}

/// Keeps a year's table; it counts from the next [`refresh`] on. The table that counts already is
/// not kept twice.
///
/// # Errors
/// See [`ImportError`].
pub fn import(tx: &mut Tx<'_>, permit: &Permit, csv: &str) -> Result<i16, ImportError> {
    if permit.action() != Action::CalendarImport {
        return Err(ImportError::WrongPermit);
    }
    // Forms send the line ends of another age.
    let csv = csv.replace("\r\n", "\n");
    let year = year_of(&csv)?;
    store::hold(tx)?;
    if store::counting_for(tx, year)?.as_ref() == Some(&csv) {
        return Ok(year);
    }
    let id = tx.id();
    store::insert(tx, id, year, &csv)?;
    tx.record(Record {
        action: "calendar.import",
        subject_kind: "calendar-year",
        subject: *id.as_bytes(),
        area: "",
        detail: json!({ "year": year, "lines": csv.lines().count() }),
    })?;
    Ok(year)
}

/// Puts the calendar that counts in force on this node; answers its version.
///
/// # Errors
/// When the store fails; the calendar in force stays.
pub async fn refresh(app: &App) -> Result<i64, Error> {
    let _turn = TURN.lock().await;
    // The version first: what is read after it is at least as new.
    let work = |db: &mut Db<'_>| Ok::<_, Error>((store::version(db)?, read(db)?));
    let (version, calendar) = app.store().read(work).await?;
    app.set_calendar(calendar);
    Ok(version)
}

/// Follows imports on other nodes for as long as the store is open; the binary spawns it once.
pub async fn follow(app: App) {
    let mut known = 0;
    loop {
        tokio::time::sleep(POLL).await;
        match catch_up(&app, known).await {
            Ok(version) => known = version,
            Err(Error::Closed) => return,
            Err(error) => tracing::warn!(%error, "work calendar not read again"),
        }
    }
}

/// One step of [`follow`]: the version in force afterwards.
pub(crate) async fn catch_up(app: &App, known: i64) -> Result<i64, Error> {
    let version = app.store().read(store::version).await?;
    if version == known { Ok(known) } else { refresh(app).await }
}

fn read(db: &mut Db<'_>) -> Result<WorkCalendar, Error> {
    let mut calendar = WorkCalendar::national();
    for csv in store::counting(db)? {
        calendar
            .import_year(&csv)
            .map_err(|error| Error::Corrupt(format!("an imported calendar year: {error}")))?;
    }
    Ok(calendar)
}
