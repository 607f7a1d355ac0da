//! Where domains meet, and nowhere else.
//!
//! A closed and confirmed case posts points, a reopened one takes them back (in the same
//! transaction, by reaction); a person with news in a case gets a text message (through the
//! outbox); what riders measured of a merchant opens a case and closes it again.

use std::sync::{Arc, OnceLock};

use cases::suggest::Suggest;
use catalogue::Catalogue;
use contracts::Units;
use organizations::Directory;
use storage::{Migration, Reaction, jobs::Handler};
use ui::{Words, map::Base};
use web::{App, Routes, app::AppBuilder};

use crate::{
    branches_tree, frame, gathered, home, improvements, leavers, map, merchants, metrics, notices,
    outreach_cases::Real, registered, rights, searched, sited, suggest::Suggester,
};

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
        ratings::MIGRATIONS,
        passes::MIGRATIONS,
        insight::MIGRATIONS,
        declarations::MIGRATIONS,
        outreach::MIGRATIONS,
        gatherings::MIGRATIONS,
        places::MIGRATIONS,
        branches::MIGRATIONS,
        registry::MIGRATIONS,
        heatmaps::MIGRATIONS,
        funds::MIGRATIONS,
        siteplans::MIGRATIONS,
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
        ratings::WORDS,
        passes::WORDS,
        insight::WORDS,
        declarations::WORDS,
        outreach::WORDS,
        gatherings::WORDS,
        places::WORDS,
        branches::WORDS,
        registry::WORDS,
        funds::WORDS,
        heatmaps::WORDS,
        siteplans::WORDS,
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
        .merge(ratings::routes())
        .merge(passes::routes())
        .merge(insight::routes())
        .merge(declarations::routes())
        .merge(outreach::routes())
        .merge(gatherings::routes())
        .merge(places::routes())
        .merge(branches::routes())
        .merge(registry::routes())
        .merge(funds::routes())
        .merge(heatmaps::routes())
        .merge(siteplans::routes())
}

/// Who reacts to what inside the transaction in which it happens. The app is there by the time
/// the first event is.
pub fn reactions(app: &Arc<OnceLock<App>>) -> Vec<Reaction> {
    let late = Arc::clone(app);
    let catalogue =
        move || late.get().map_or_else(|| Arc::new(Catalogue::embedded()), App::catalogue);
    let late = Arc::clone(app);
    let improvements: Reaction = Arc::new(move |tx, event| {
        let Some(app) = late.get() else { return Ok(()) };
        let Some(directory) = app.get::<Directory>() else { return Ok(()) };
        improvements::react(tx, &desk(app, directory), app.words(), event)
    });
    let late = Arc::clone(app);
    let branches = move || branches::Desk::of(late.get()?).ok();
    let late = Arc::clone(app);
    let registry = move || registry::Desk::of(late.get()?).ok();
    let late = Arc::clone(app);
    let vault = move || late.get().map(|app| (**app.vault()).clone());
    vec![
        cases::erased::reaction(vault.clone()),
        places::forgets(vault),
        branches::reaction(branches),
        leavers::reaction(registry.clone()),
        registry::reaction(registry),
        ledger::reaction(catalogue.clone()),
        places::reaction(catalogue),
        improvements,
        ratings::reaction(),
        passes::reaction(),
        gatherings::reaction(),
        Arc::new(notices::react),
    ]
}

/// The jobs that time does.
pub fn job_handlers(app: &App, directory: &Directory) -> Vec<Handler> {
    let consulted = || {
        let (app, directory) = (app.clone(), directory.clone());
        move || desk(&app, &directory)
    };
    let (rated, known) = (app.clone(), directory.clone());
    let mut handlers = ratings::batch::handlers(move || ratings::Desk {
        catalogue: rated.catalogue(),
        units: Arc::new(known.clone()),
        vault: (**rated.vault()).clone(),
    });
    handlers.push(cases::tick::handler(consulted()));
    handlers.push(cases::checks::handler(consulted()));
    handlers.push(cases::collective::handler(consulted()));
    handlers.push(outreach::digest::handler());
    let moved = app.clone();
    handlers.push(organizations::moves::tick::handler(move || organizations::Consulted {
        catalogue: moved.catalogue(),
        areas: moved.areas(),
    }));
    let attended = app.clone();
    handlers.extend(gatherings::handlers(move || gatherings::Desk::of(&attended).ok()));
    let (shown, known) = (app.clone(), directory.clone());
    handlers.extend(passes::handlers(move || passes_desk(&shown, &known)));
    let declared = app.clone();
    handlers.extend(places::handlers(move || declared.catalogue()));
    handlers.extend(registry::handlers());
    if let Ok(desk) = branches::Desk::of(app) {
        handlers.extend(branches::handlers(move || desk.clone()));
    }
    handlers
}

/// Hangs on the app what domains look for there.
pub fn app(
    builder: AppBuilder,
    directory: &Directory,
    suggester: Suggester,
    map: Base,
    late: &Arc<OnceLock<App>>,
) -> App {
    let units: Arc<dyn Units> = Arc::new(directory.clone());
    let suggest: Arc<dyn Suggest> = Arc::new(suggester);
    let consulted = || {
        let (late, known) = (Arc::clone(late), directory.clone());
        move || late.get().map(|app| desk(app, &known))
    };
    let cases: Arc<dyn outreach::port::Cases> = Arc::new(Real(consulted()));
    let decisions: Arc<dyn gatherings::port::Cases> = Arc::new(gathered::Decisions(consulted()));
    let known = Arc::clone(late);
    let members: Arc<dyn gatherings::port::Members> =
        Arc::new(gathered::Roll(move || branches::Desk::of(known.get()?).ok()));
    let (early, known) = (Arc::clone(late), directory.clone());
    let codes: Arc<dyn gatherings::port::Passes> =
        Arc::new(gathered::Shown(move || early.get().map(|app| passes_desk(app, &known))));
    let complaints: Arc<dyn places::port::Cases> = Arc::new(merchants::Complaints(consulted()));
    let offers: Arc<dyn places::port::Offers> = Arc::new(merchants::Given);
    let known = Arc::clone(late);
    let shops: Arc<dyn passes::port::Merchants> =
        Arc::new(merchants::Shops(move || places::Desk::of(known.get()?).ok()));
    let known = Arc::clone(late);
    let registry = move || registry::Desk::of(known.get()?).ok();
    let consenting = Arc::clone(late);
    let late = Arc::clone(late);
    let tree: Arc<dyn branches::port::Tree> = Arc::new(branches_tree::Real {
        directory: directory.clone(),
        founded_by: move || late.get().map(|app| (app.catalogue(), app.areas())),
    });
    let firms: Arc<dyn registry::port::Firms> =
        Arc::new(registered::Named { directory: directory.clone() });
    let names: Arc<dyn funds::port::Names> =
        Arc::new(registered::Named { directory: directory.clone() });
    let searches: Arc<dyn heatmaps::port::Searches> = Arc::new(searched::Counted);
    let kept_heat: Arc<dyn siteplans::port::Heat> = Arc::new(sited::Kept);
    let standing: Arc<dyn siteplans::port::Places> = Arc::new(sited::OnTheMap);
    let tasks: Arc<dyn siteplans::port::Tasks> = Arc::new(sited::AsCases(consulted()));
    builder
        .with(tree)
        .with(searches)
        .with(kept_heat)
        .with(standing)
        .with(tasks)
        .with(siteplans::Bench::default())
        .with(firms)
        .with(names)
        .with(directory.clone())
        .with(units)
        .with(places::Shelf::default())
        .with(suggest)
        .with(cases)
        .with(decisions)
        .with(members)
        .with(codes)
        .with(complaints)
        .with(offers)
        .with(shops)
        .with(exports(registry))
        .with(rights::warnings())
        .with(rights::consents(move || consenting.get().cloned()))
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

/// What the use cases of passes consult, as of now.
pub fn passes_desk(app: &App, directory: &Directory) -> passes::Desk {
    passes::Desk {
        catalogue: app.catalogue(),
        units: Arc::new(directory.clone()),
        vault: (**app.vault()).clone(),
    }
}

/// What other domains add to a person's own export.
fn exports(
    registry: impl Fn() -> Option<registry::Desk> + Send + Sync + 'static,
) -> people::Exports {
    let cases = people::ExportPart {
        name: "cases",
        read: Arc::new(|db, person| {
            const CASES_MAX: usize = 100_000;
            let cases = cases::store::of_reporter(db, person, CASES_MAX)?;
            Ok(cases
                .into_iter()
                .map(|kept| serde_json::json!(kept.case.without_others()))
                .collect())
        }),
    };
    let records = people::ExportPart {
        name: "records",
        read: Arc::new(move |db, person| match registry() {
            Some(desk) => Ok(registry::own::export(db, &desk, person)?.into()),
            None => Ok(serde_json::Value::Null),
        }),
    };
    people::Exports(vec![cases, records])
}
