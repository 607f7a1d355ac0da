//! How long a city takes: `cargo run --release -p demo --example measure -- [DAYS] [SEED] [NOW]`.
//! On SQLite in a temporary folder, or on the server that `YILU_TEST_POSTGRES` names.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a measurement, run by hand")]

use std::{sync::Arc, time::Instant};

use access::{Vault, link::DemoMode};
use catalogue::Catalogue;
use demo::{City, Tools};
use kernel::{AreaBook, Moment, WorkCalendar};
use storage::{Engine, testing};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let days = arguments.next().map_or(365, |days| days.parse().unwrap());
    let seed = arguments.next().map_or(1, |seed| seed.parse().unwrap());
    let now = arguments.next().unwrap_or_else(|| "2026-11-20T16:20:00+08:00".into());
    let present = Moment::seeded(now.parse().unwrap(), seed);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let catalogue = Arc::new(Catalogue::embedded());
        let known = Arc::clone(&catalogue);
        let migrations = [
            access::MIGRATIONS,
            organizations::MIGRATIONS,
            cases::MIGRATIONS,
            ledger::MIGRATIONS,
            ratings::MIGRATIONS,
            passes::MIGRATIONS,
            places::MIGRATIONS,
        ];
        let reactions = vec![ledger::reaction(move || Arc::clone(&known))];
        let Some(test) = testing::open(engine, &migrations.concat(), reactions).unwrap() else {
            continue;
        };
        let began = Instant::now();
        let tools = Tools {
            store: test.store.clone(),
            vault: Vault::open([7; 32]).unwrap(),
            areas: Arc::new(AreaBook::national(&catalogue.city().area)),
            catalogue,
            calendar: Arc::new(WorkCalendar::national()),
            directory: None,
            branches: None,
            gatherings: None,
            registry: None,
            funds: None,
            siteplans: None,
            mode: DemoMode::when(true).unwrap(),
        };
        let made = City::make(&tools, seed, days, &present).unwrap();
        println!(
            "{engine:?}: {days} days in {:.1} s: {:?}",
            began.elapsed().as_secs_f64(),
            made.counts
        );
        let now = present.now();
        let states = test.store.read_blocking(move |db| {
            db.query(
                "SELECT state, COUNT(*), SUM(CASE WHEN due_at < $1 THEN 1 ELSE 0 END) FROM cases_cases GROUP BY state ORDER BY 2 DESC",
                &[now.into()],
                |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?)),
            )
        });
        println!("{:?}", states.unwrap_or_else(|_: storage::Error| Vec::new()));
    }
}
