//! A county with an office that keeps three sources.

use std::{
    cell::Cell,
    fs::File,
    io::{self, BufWriter},
    path::Path,
    sync::Arc,
};

use access::Vault;
use catalogue::Catalogue;
use census::Kind;
use contracts::{PersonId, UnitId};
use kernel::{AreaBook, AreaCode, Day, Moment, Timestamp};
use organizations::{Directory, NewUnit, found_operator};
use registry::{
    Desk, Fault, RecordId,
    import::{self, Asked, Outcome},
    linking::{
        gather,
        run::{self, Scope, Told},
    },
    map::Map,
    port::Firms,
    record, roster,
    source::{self, NewSource, Source},
};
use sheets::Lines;
use storage::{Db, Migration, Stamp, Store, Tx};

use crate::{dice::Dice, error::Error};

/// The tables that the night needs.
pub const MIGRATIONS: [&[Migration]; 3] =
    [access::MIGRATIONS, organizations::MIGRATIONS, registry::MIGRATIONS];

/// The area of the three sources.
const AREA: &str = "330102";
/// The day of which the files speak, counted from the first day.
pub const NIGHT: i32 = 0;

/// The stage.
pub struct Stage<'s> {
    pub store: &'s Store,
    pub desk: Desk,
    /// Whoever decides at the office.
    pub clerk: PersonId,
    office: UnitId,
    area: AreaCode,
    from: Day,
    seed: u64,
    drawn: Cell<u64>,
}

/// Firms of the night are known by name only.
struct Names;

impl Firms for Names {
    fn named(&self, _: &str) -> Vec<UnitId> {
        Vec::new()
    }
}

/// A vault whose key follows from the seed.
pub fn vault(seed: u64) -> Result<Vault, Error> {
    let mut dice = Dice::of(seed, "census-key", 0);
    let key: Vec<u8> = (0..4).flat_map(|_| dice.seed().to_be_bytes()).collect();
    let key = <[u8; 32]>::try_from(key).unwrap_or_default();
    Vault::open(key).map_err(|error| Error::Scene(error.to_string()))
}

/// Writes a file.
pub fn written(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let told = |error: io::Error| Error::Scene(format!("{}: {error}", path.display()));
    let mut out = BufWriter::new(File::create(path).map_err(told)?);
    write(&mut out).and_then(|()| io::Write::flush(&mut out)).map_err(told)
}

impl<'s> Stage<'s> {
    pub fn new(store: &'s Store, vault: Vault, seed: u64) -> Result<Self, Error> {
        let from = Day::new(2026, 11, 2).ok_or_else(|| Error::Scene("no such day".into()))?;
        let area = AreaCode::parse(AREA).map_err(|error| Error::Scene(error.to_string()))?;
        let catalogue = Arc::new(Catalogue::embedded());
        let areas = Arc::new(AreaBook::national(&area));
        let moment = Moment::seeded(from.at(8, 0), Dice::of(seed, "census-office", 0).seed());
        let (known, book) = (Arc::clone(&catalogue), Arc::clone(&areas));
        let office = store.write_blocking(Stamp::system(moment, "scene"), move |tx| {
            let desk = organizations::Desk { catalogue: &known, areas: &book };
            let new = NewUnit {
                id: tx.id(),
                kind: "social-work".into(),
                area,
                name_zh: "社会工作部".into(),
                name_en: "Social Work Department".into(),
                parent: None,
                in_charge: false,
                from,
            };
            Ok::<_, Error>((found_operator(tx, desk, &new)?.id, tx.id()))
        })?;
        let (office, clerk) = office;
        let units = Arc::new(Directory::load(store)?);
        let desk = Desk { catalogue, areas, units, firms: Arc::new(Names), vault };
        Ok(Self { store, desk, clerk, office, area, from, seed, drawn: Cell::new(0) })
    }

    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// An instant of the night, so many hours after it began.
    fn at(&self, hours: i64) -> Timestamp {
        self.from.plus(NIGHT).at(20, 0).plus_minutes(60 * hours)
    }

    fn stamp_at(&self, at: Timestamp) -> Stamp {
        let number = self.drawn.replace(self.drawn.get() + 1);
        let seed = Dice::of(self.seed, "census", number).seed();
        Stamp::system(Moment::seeded(at, seed), "scene")
    }

    /// One change, some hours after the night began.
    pub fn write<T: Send + 'static>(
        &self,
        hours: i64,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Error> {
        Ok(self.store.write_blocking(self.stamp_at(self.at(hours)), work)?)
    }

    pub fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Error> {
        Ok(self.store.read_blocking(work)?)
    }

    /// Begins the source of a file.
    pub fn begin(&self, kind: Kind) -> Result<Source, Error> {
        let (code, sort, name_zh, name_en) = match kind {
            Kind::Roster => ("stations", source::Kind::Roster, "站点花名册", "Station roster"),
            Kind::Platform => ("platforms", source::Kind::Register, "平台数据", "Platform rows"),
            Kind::Survey => ("streets", source::Kind::Survey, "街道摸底", "Street survey"),
        };
        self.source(code, sort, name_zh, name_en)
    }

    pub fn source(
        &self,
        code: &str,
        kind: source::Kind,
        name_zh: &str,
        name_en: &str,
    ) -> Result<Source, Error> {
        let new = NewSource {
            code: code.to_owned(),
            kind,
            area: self.area,
            owner: self.office,
            firm: None,
            name_zh: name_zh.to_owned(),
            name_en: name_en.to_owned(),
            basis: "个人信息保护法第十三条".to_owned(),
            responsible: None,
            rhythm: None,
        };
        let desk = self.desk.clone();
        self.write(0, move |tx| source::begin(tx, &desk, &new))
    }

    /// Takes in a file of a day, counted from the first one, a whole roster where `whole`.
    pub fn import_on(
        &self,
        source: &Source,
        path: &Path,
        (day, whole): (i32, bool),
        hours: i64,
    ) -> Result<Outcome, Error> {
        let told = |error: io::Error| Error::Scene(format!("{}: {error}", path.display()));
        let lines = Lines::open(path, std::fs::read(path).map_err(told)?)
            .map_err(|error| Error::Scene(error.to_string()))?;
        let map = Map::recognized(&lines.header);
        let base = Dice::of(self.seed, "census-import", self.drawn.get()).seed();
        self.drawn.set(self.drawn.get() + 1);
        let count = std::sync::atomic::AtomicU64::new(0);
        let at = self.at(hours);
        // Made anew for every transaction, on whichever thread.
        let stamp = move || {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let seed = Dice::of(base, "stamp", number).seed();
            Stamp::system(Moment::seeded(at, seed), "scene")
        };
        let run = import::Run { store: self.store, desk: &self.desk, source, stamp: &stamp };
        let asked = Asked { day: self.from.plus(day), whole, rows: None };
        Ok(import::run(&run, lines, &map, asked, &mut |_| true)?)
    }

    /// Takes in a file that names some.
    pub fn import(&self, source: &Source, path: &Path, day: i32) -> Result<Outcome, Error> {
        self.import_on(source, path, (day, false), 0)
    }

    /// The program's run, so many hours after the night began.
    pub fn link(&self, hours: i64) -> Result<Told, Error> {
        Ok(run::run(
            self.store,
            &self.desk.vault,
            &self.desk.areas,
            &self.stamp_at(self.at(hours)).moment,
            Scope::Everything,
        )?)
    }

    /// Every record with the source's own number for it, which only the record's key opens.
    pub fn numbers(&self) -> Result<Vec<(RecordId, String)>, Error> {
        let (vault, areas) = (self.desk.vault.clone(), Arc::clone(&self.desk.areas));
        let seen = self.read(move |db| gather::all(db, &vault, &areas))?;
        Ok(seen.into_iter().map(|seen| (seen.record, seen.personal.number)).collect())
    }

    /// Who is on the roster of a day, counted from the first one, as it is known in the end: by the
    /// source's own number what is personal, which jobs are held since when, where somebody lives.
    pub fn roster(&self, source: &Source, day: i32) -> Result<Vec<String>, Error> {
        let asked = roster::Asked {
            source: source.number,
            true_on: self.from.plus(day),
            known_at: Timestamp::from_micros(i64::MAX),
        };
        let vault = self.desk.vault.clone();
        let true_on = i64::from(day) + self.from.number();
        let mut rows = self.read(move |db| {
            let roster = roster::roster(db, asked, roster::Only::default())?;
            let mut rows = Vec::with_capacity(roster.people.len());
            for one in roster.people {
                let said = record::personal(db, &vault, one.record, true_on, i64::MAX)?;
                let jobs: Vec<(i64, i64)> =
                    one.state.jobs.iter().map(|(job, since)| (*job, since.day)).collect();
                let places = one.state.places.map(|place| place.map(|since| since.what));
                rows.push(format!("{said:?} {jobs:?} {places:?}"));
            }
            Ok(rows)
        })?;
        rows.sort_unstable();
        Ok(rows)
    }
}
