//! How long it takes to find somebody by phone: `search DATA [DATABASE] < phones`, one a line. Prints
//! how many were found and the times in milliseconds as JSON.

use std::{io::BufRead as _, path::Path, time::Instant};

use access::Vault;
use kernel::{Moment, Phone, SystemClock};
use registry::record;
use storage::{Store, StoreOptions};

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let data = arguments.next().ok_or("usage: search DATA [DATABASE] < phones")?;
    let mut options = StoreOptions::in_folder(&data);
    options.database = arguments.next();
    let store = Store::open(options)?;
    let moment = Moment::system(kernel::Clock::now(&SystemClock));
    let keys = access::key::open_or_create(&Path::new(&data).join("keys/master.key"), &moment)?;
    let vault = Vault::with_provider(keys)?;
    let (mut times, mut found) = (Vec::new(), 0_usize);
    for line in std::io::stdin().lock().lines() {
        let phone = Phone::parse(&line?)?;
        let begun = Instant::now();
        let vault = vault.clone();
        let opened = store.read_blocking(move |db| {
            let records = record::by_phone(db, record::phone_mark(&vault, &phone))?;
            record::personals(db, &vault, &records)
        })?;
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        found += usize::from(!opened.is_empty());
    }
    store.close();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{}",
        serde_json::json!({
            "searched": times.len(), "found": found, "p50": at(50), "p99": at(99),
        })
    );
    Ok(())
}
