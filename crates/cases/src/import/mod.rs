//! Import: cases kept elsewhere are taken over with their answers and both times, each row once.
//!
//! The whole file is read and checked first; rows that cannot be taken come back with line and
//! reason. The others go in by the hundred, each hundred with its place in the file in one
//! transaction, so that a run that was broken off goes on where it stopped.

mod map;
mod row;

use contracts::UnitId;
use kernel::{Moment, Timestamp, case_number};
use serde::Serialize;
use storage::{Error, Stamp, Store, Tx, params};

pub use map::{Map, MapError};
pub use row::{Ready, Rejected};
pub use sheets::{Table, TableError};

use crate::{
    act,
    case::Case,
    desk::Desk,
    entry::{Channel, Entry, Outcome, Reported, What},
    store,
};

/// Rows that share a transaction.
const CHUNK: usize = 100;

/// What became of the rows of a file, over all runs that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    pub imported: i64,
    /// Rows whose source number is known already; nothing was changed for them.
    pub duplicates: i64,
    pub rejected: i64,
}

/// A file, read and checked.
#[derive(Debug)]
pub struct Checked {
    pub ready: Vec<Ready>,
    pub rejected: Vec<Rejected>,
    source: String,
    matter: String,
    /// Tells this file with this map from every other.
    digest: String,
}

/// Reads and checks every row.
pub fn check(desk: &Desk, table: &Table, map: &Map, now: Timestamp) -> Result<Checked, MapError> {
    let columns = map.columns(&table.header)?;
    let matter = map.matter.clone().unwrap_or_else(|| desk.catalogue.catch_all_matter().to_owned());
    if desk.catalogue.matter(&matter).is_none() {
        return Err(MapError::Matter(matter));
    }
    let (mut ready, mut rejected) = (Vec::new(), Vec::new());
    for (line, cells) in &table.rows {
        match columns.read(desk, *line, cells, now) {
            Ok(row) => ready.push(row),
            Err(reason) => {
                rejected.push(Rejected { line: *line, reason, cells: cells.clone() });
            }
        }
    }
    row::refuse_repeats(&mut ready, &mut rejected, table);
    let digest = format!("{}:{}", table.digest, map.digest());
    Ok(Checked { ready, rejected, source: format!("import:{}", map.source), matter, digest })
}

/// Takes the checked rows in; `progress` is told how many of them are done. Answers the tally of
/// this file, including what an earlier, broken-off run had done.
pub fn run(
    store: &Store,
    desk: &Desk,
    moment: &Moment,
    checked: &Checked,
    mut progress: impl FnMut(usize),
) -> Result<Tally, Error> {
    let rejected = i64::try_from(checked.rejected.len()).unwrap_or(i64::MAX);
    let (mut done, mut tally) = begin(store, moment, &checked.digest)?;
    while done < checked.ready.len() {
        progress(done);
        let rows: Vec<Ready> = checked.ready.iter().skip(done).take(CHUNK).cloned().collect();
        let next = done + rows.len();
        let chunk = Chunk {
            desk: desk.clone(),
            source: checked.source.clone(),
            matter: checked.matter.clone(),
            digest: checked.digest.clone(),
        };
        let before = tally;
        let stamp = Stamp::system(moment.clone(), "import");
        tally = store.write_blocking(stamp, move |tx| chunk.take(tx, &rows, next, before))?;
        done = next;
    }
    progress(done);
    let digest = checked.digest.clone();
    store.write_blocking(Stamp::system(moment.clone(), "import"), move |tx| {
        tx.execute("DELETE FROM cases_imports WHERE digest = $1", params![digest])
    })?;
    Ok(Tally { rejected, ..tally })
}

/// Where a broken-off run of the same file stopped.
fn begin(store: &Store, moment: &Moment, digest: &str) -> Result<(usize, Tally), Error> {
    let digest = digest.to_owned();
    store.write_blocking(Stamp::system(moment.clone(), "import"), move |tx| {
        let known = tx.query_opt(
            "SELECT done, imported, duplicates FROM cases_imports WHERE digest = $1",
            params![digest.as_str()],
            |row| {
                let tally = Tally { imported: row.get(1)?, duplicates: row.get(2)?, rejected: 0 };
                Ok((row.get::<usize>(0)?, tally))
            },
        )?;
        if known.is_none() {
            tx.execute(
                "INSERT INTO cases_imports (digest, done, imported, duplicates) VALUES ($1, 0, 0, 0)",
                params![digest],
            )?;
        }
        Ok(known.unwrap_or_default())
    })
}

/// What the rows of one transaction have in common.
struct Chunk {
    desk: Desk,
    source: String,
    matter: String,
    digest: String,
}

impl Chunk {
    fn take(
        &self,
        tx: &mut Tx<'_>,
        rows: &[Ready],
        next: usize,
        mut tally: Tally,
    ) -> Result<Tally, Error> {
        for row in rows {
            if self.known(tx, &row.number)? {
                tally.duplicates += 1;
            } else {
                self.take_row(tx, row)?;
                tally.imported += 1;
            }
        }
        tx.execute(
            "UPDATE cases_imports SET done = $1, imported = $2, duplicates = $3 WHERE digest = $4",
            params![next, tally.imported, tally.duplicates, self.digest.as_str()],
        )?;
        Ok(tally)
    }

    fn known(&self, tx: &mut Tx<'_>, number: &str) -> Result<bool, Error> {
        let found = tx.query_opt(
            "SELECT 1 FROM cases_cases WHERE source = $1 AND source_number = $2",
            params![self.source.as_str(), number],
            |row| row.get::<i64>(0),
        )?;
        Ok(found.is_some())
    }

    fn take_row(&self, tx: &mut Tx<'_>, row: &Ready) -> Result<(), Error> {
        let matter = row.matter.as_ref().unwrap_or(&self.matter);
        let Some(matter) = self.desk.catalogue.matter(matter) else {
            return Err(Error::Refused(format!("the matter {matter} is not in the catalogue")));
        };
        let owner = self.owner(row);
        let reported = Reported {
            number: case_number::new(&tx.moment().at(row.created)),
            matter: matter.code.clone(),
            area: row.area,
            title: row.title.clone(),
            text: row.text.clone(),
            fields: Vec::new(),
            place: None,
            address: None,
            photos: Vec::new(),
            reporter: None,
            owner,
            urgent: false,
            visibility: matter.visibility.to_string(),
            channel: Channel::Import,
            source: self.source.clone(),
            source_number: Some(row.number.clone()),
            accept: self.desk.accept_deadline(matter, row.created),
            answer: self.desk.answer_deadline(matter, row.created),
        };
        let id = tx.moment().at(row.created).id();
        let mut case = Case::begin(&reported, row.created);
        let first = entry(&case, row.created, What::Reported(Box::new(reported)));
        let mut first = Entry { seq: 1, ..first };
        store::insert(tx, id, &mut first, &mut case)?;
        act::record(tx, id, &case, &first)?;
        let Some((text, at)) = row.answer.clone() else { return Ok(()) };
        let lapse_at = self.desk.lapse_at(at);
        for (at, what) in [
            (row.created, What::Accepted),
            (
                at,
                What::Answered { text, outcome: Outcome::Explained, photos: Vec::new(), lapse_at },
            ),
        ] {
            let entry = entry(&case, at, what);
            act::write(tx, id, &mut case, &entry)?;
        }
        if lapse_at <= tx.now() {
            let entry = entry(&case, lapse_at, What::Lapsed);
            act::write(tx, id, &mut case, &entry)?;
        }
        Ok(())
    }

    /// A case that was answered elsewhere belongs to the unit in charge of its area.
    fn owner(&self, row: &Ready) -> UnitId {
        let level = row.area.level();
        self.desk.units.in_charge(level, &row.area).unwrap_or_else(|| self.desk.units.operator())
    }
}

/// An entry of the import: nobody of this deployment acted.
fn entry(case: &Case, at: Timestamp, what: What) -> Entry {
    let unit = (!matches!(what, What::Reported(_) | What::Lapsed)).then_some(case.owner);
    Entry { seq: case.length + 1, at, actor: None, unit, role: "import".into(), what }
}
