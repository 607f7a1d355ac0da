//! What the city is made with.

use std::sync::Arc;

use access::{Vault, link::DemoMode};
use catalogue::Catalogue;
use kernel::{AreaBook, WorkCalendar};
use organizations::Directory;
use storage::Store;

/// What the city is made with.
#[derive(Clone)]
pub struct Tools {
    /// Opened with the ledger's reaction, or nobody earns points.
    pub store: Store,
    pub vault: Vault,
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub calendar: Arc<WorkCalendar>,
    /// Refreshed once the units are founded; read anew when absent.
    pub directory: Option<Directory>,
    /// What branches, gatherings, rosters and funds consult; without them the city has none.
    pub branches: Option<branches::Desk>,
    pub gatherings: Option<gatherings::Desk>,
    pub registry: Option<registry::Desk>,
    pub funds: Option<funds::Desk>,
    /// What site plans consult; without it there is neither heat nor a study.
    pub siteplans: Option<siteplans::Desk>,
    /// Proof that sign-in links may be made.
    pub mode: DemoMode,
}

impl Tools {
    /// The tools of a running application.
    pub fn of(app: &web::App, directory: &Directory, mode: DemoMode) -> Self {
        Self {
            store: app.store().clone(),
            vault: Vault::clone(app.vault()),
            catalogue: app.catalogue(),
            areas: app.areas(),
            calendar: app.calendar(),
            directory: Some(directory.clone()),
            branches: branches::Desk::of(app).ok(),
            gatherings: gatherings::Desk::of(app).ok(),
            registry: registry::Desk::of(app).ok(),
            funds: funds::Desk::of(app).ok(),
            siteplans: siteplans::Desk::of(app).ok(),
            mode,
        }
    }
}
