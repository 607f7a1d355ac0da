//! A roster taken in by this crate alone, to see what its write path costs: `import FILE DATA
//! [DATABASE]`. Prints the tally and the seconds as JSON.

use std::{path::Path, sync::Arc, time::Instant};

use access::Vault;
use catalogue::Catalogue;
use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaBook, AreaCode, Clock as _, Level, Moment, SystemClock};
use registry::{
    Desk, Fault,
    import::{Asked, Run, run},
    map::Map,
    port::Firms,
    source::{self, Kind, NewSource},
};
use sheets::Lines;
use storage::{Stamp, Store, StoreOptions};

/// One office, and no firm that is known by name.
struct Office(UnitCard);

impl Units for Office {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        (id == self.0.id).then(|| self.0.clone())
    }
    fn serving(&self, _: &str, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn in_charge(&self, _: Level, _: &AreaCode) -> Option<UnitId> {
        None
    }
    fn operator(&self) -> UnitId {
        self.0.id
    }
    fn candidates(&self, _: &AreaCode) -> Vec<UnitCard> {
        Vec::new()
    }
}

impl Firms for Office {
    fn named(&self, _: &str) -> Vec<UnitId> {
        Vec::new()
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: import FILE DATA [DATABASE]";
    let (file, data) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let mut options = StoreOptions::in_folder(&data);
    options.database = arguments.next();
    options.migrations = [access::MIGRATIONS, registry::MIGRATIONS].concat();
    let store = Store::open(options)?;
    let moment = || Moment::system(SystemClock.now());
    let keys = access::key::open_or_create(&Path::new(&data).join("keys/master.key"), &moment())?;
    let catalogue = Arc::new(Catalogue::embedded());
    let area = catalogue.city().area;
    let name = "办公室".to_owned();
    let id = moment().id();
    let card = UnitCard { id, kind: "street".into(), name_zh: name.clone(), name_en: name, area };
    let office = Arc::new(Office(card));
    let desk = Desk {
        catalogue,
        areas: Arc::new(AreaBook::national(&area)),
        units: Arc::<Office>::clone(&office),
        firms: office,
        vault: Vault::with_provider(keys)?,
    };
    let new = NewSource {
        code: "bench".into(),
        kind: Kind::Register,
        area,
        owner: id,
        firm: None,
        name_zh: "登记".into(),
        name_en: "Register".into(),
        basis: "measurement".into(),
        responsible: None,
        rhythm: None,
    };
    let consulted = desk.clone();
    let source = store.write_blocking(Stamp::system(moment(), "bench"), move |tx| {
        match source::by_code(tx, "bench")? {
            Some(known) => Ok(known),
            None => source::begin(tx, &consulted, &new),
        }
    });
    let source = source.map_err(|fault: Fault| fault.to_string())?;
    let lines = Lines::open(Path::new(&file), std::fs::read(&file)?)?;
    let map = Map::recognized(&lines.header);
    let stamp = || Stamp::system(moment(), "bench");
    let asked = Asked { day: SystemClock.now().day(), whole: true, rows: None };
    let work = Run { store: &store, desk: &desk, source: &source, stamp: &stamp };
    let outcome = run(&work, lines, &map, asked, &mut |_| true)?;
    store.close();
    let seconds = begun.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({ "tally": outcome.tally, "seconds": seconds }));
    Ok(())
}
