//! Where domains meet, and nowhere else.
//!
//! A closed and confirmed case posts points, a reopened one takes them back (in the same
//! transaction, by reaction); a person with news in a case gets a text message (through the
//! outbox).

use std::sync::{Arc, OnceLock};

use cases::suggest::Suggest;
use catalogue::Catalogue;
use contracts::Units;
use organizations::Directory;
use storage::{Migration, Reaction, jobs::Handler};
use ui::{Words, map::Base};
use web::{App, Routes, app::AppBuilder};

use crate::{frame, home, map, metrics, notices, suggest::Suggester};

/// The sentences of the program itself.
const WORDS: web::words::Sources =
    &[("zh", include_str!("../words/zh.ftl")), ("en", include_str!("../words/en.ftl"))];

/// Every table of the program, in the order of its tiers.
pub fn migrations() -> Vec<Migration> {
    [
        access::MIGRATIONS,
        organizations::MIGRATIONS,
        people::MIGRATIONS,
        cases::MIGRATIONS,
        ledger::MIGRATIONS,
        insight::MIGRATIONS,
        declarations::MIGRATIONS,
    ]
    .concat()
}

/// Every sentence of the program.
pub fn words() -> Words {
    web::words::gather(&[
        WORDS,
        organizations::WORDS,
        people::WORDS,
        cases::WORDS,
        ledger::WORDS,
        insight::WORDS,
        declarations::WORDS,
    ])
}

/// Every route of the program.
pub fn routes() -> Routes {
    web::routes()
        .merge(home::routes())
        .merge(map::routes())
        .merge(web::fixed::metrics_routes(metrics::render))
        .merge(people::routes())
        .merge(organizations::routes())
        .merge(cases::routes())
        .merge(ledger::routes())
        .merge(insight::routes())
        .merge(declarations::routes())
}

/// Who reacts to what inside the transaction in which it happens. The app is there by the time
/// the first event is.
pub fn reactions(app: &Arc<OnceLock<App>>) -> Vec<Reaction> {
    let late = Arc::clone(app);
    let catalogue =
        move || late.get().map_or_else(|| Arc::new(Catalogue::embedded()), App::catalogue);
    vec![ledger::reaction(catalogue), Arc::new(notices::react)]
}

/// The jobs that time does.
pub fn job_handlers(app: &App, directory: &Directory) -> Vec<Handler> {
    let consulted = |app: &App, directory: &Directory| {
        let (app, directory) = (app.clone(), directory.clone());
        move || desk(&app, &directory)
    };
    vec![
        cases::tick::handler(consulted(app, directory)),
        cases::checks::handler(consulted(app, directory)),
    ]
}

/// Hangs on the app what domains look for there.
pub fn app(builder: AppBuilder, directory: &Directory, suggester: Suggester, map: Base) -> App {
    let units: Arc<dyn Units> = Arc::new(directory.clone());
    let suggest: Arc<dyn Suggest> = Arc::new(suggester);
    builder
        .with(directory.clone())
        .with(units)
        .with(suggest)
        .with(exports())
        .with(map)
        .frame(frame::around)
        .build()
}

/// What the use cases of cases consult, as of now.
pub fn desk(app: &App, directory: &Directory) -> cases::Desk {
    cases::Desk {
        catalogue: app.catalogue(),
        calendar: app.calendar(),
        areas: app.areas(),
        units: Arc::new(directory.clone()),
    }
}

/// What other domains add to a person's own export.
fn exports() -> people::Exports {
    let cases = people::ExportPart {
        name: "cases",
        read: Arc::new(|db, person| {
            const CASES_MAX: usize = 100_000;
            let cases = cases::store::of_reporter(db, person, CASES_MAX)?;
            Ok(cases.iter().map(|kept| serde_json::json!(kept.case)).collect())
        }),
    };
    people::Exports(vec![cases])
}
