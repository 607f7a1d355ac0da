//! Who says something about workers: a firm's roster, a department's register, a street's survey.

use access::Permit;
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};
use storage::{Db, Error, Record, Row, Tx, params};

use crate::{Desk, Fault, SourceNo, fault::text, map::Map};

/// What sort of source it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A firm's roster of those who work for it.
    Roster,
    /// A department's register.
    Register,
    /// What a street or community found by going from door to door.
    Survey,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Roster, Self::Register, Self::Survey];

    /// The word by which it is stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Register => "register",
            Self::Survey => "survey",
        }
    }

    /// Reads what [`Kind::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A source as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub number: SourceNo,
    /// By which commands and programs call it.
    pub code: String,
    pub kind: Kind,
    pub area: AreaCode,
    /// The unit that keeps it and answers for it.
    pub owner: UnitId,
    /// The firm whose workers it names, if it is one firm's.
    pub firm: Option<UnitId>,
    pub name_zh: String,
    pub name_en: String,
    /// On what ground of law it is kept.
    pub basis: String,
    /// Whoever is asked for a file that has not come.
    pub responsible: Option<PersonId>,
    pub rhythm: Option<Rhythm>,
    /// Which column means what, once somebody has said so.
    pub map: Option<Map>,
    pub closed: bool,
}

/// When files are due: by a minute of the day (Asia/Shanghai), every so many days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    pub due_minute: i64,
    pub every_days: i64,
}

/// What must be said to begin a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    pub code: String,
    pub kind: Kind,
    pub area: AreaCode,
    pub owner: UnitId,
    pub firm: Option<UnitId>,
    pub name_zh: String,
    pub name_en: String,
    pub basis: String,
    pub responsible: Option<PersonId>,
    pub rhythm: Option<Rhythm>,
}

impl Source {
    /// The name in Chinese or, with `english`, in English.
    pub fn name(&self, english: bool) -> &str {
        if english { &self.name_en } else { &self.name_zh }
    }
}

/// Begins a source. The caller answers for who may.
///
/// # Errors
/// [`Fault::Invalid`] naming the field; [`Fault::Conflict`] when the code is taken.
pub fn begin(tx: &mut Tx<'_>, desk: &Desk, new: &NewSource) -> Result<Source, Fault> {
    let code = text("code", &new.code, 2, 40)?;
    if !code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(Fault::invalid("code", "registry-code-wrong"));
    }
    if desk.units.unit(new.owner).is_none() {
        return Err(Fault::invalid("owner", "registry-unit-unknown"));
    }
    if new.firm.is_some_and(|firm| desk.units.unit(firm).is_none()) {
        return Err(Fault::invalid("firm", "registry-unit-unknown"));
    }
    if new.rhythm.is_some_and(|rhythm| {
        !(0..1_440).contains(&rhythm.due_minute) || !(1..=366).contains(&rhythm.every_days)
    }) {
        return Err(Fault::invalid("rhythm", "registry-rhythm-wrong"));
    }
    let name_zh = text("name_zh", &new.name_zh, 2, 80)?;
    let name_en = if new.name_en.trim().is_empty() {
        name_zh.clone()
    } else {
        text("name_en", &new.name_en, 2, 120)?
    };
    let basis = text("basis", &new.basis, 2, 400)?;
    tx.lock(b"registry-sources")?;
    if by_code(tx, &code)?.is_some() {
        return Err(Fault::Conflict("registry-code-taken"));
    }
    let number = SourceNo::new(&new.area, next_in(tx, &new.area)?);
    let source = Source {
        number,
        code,
        kind: new.kind,
        area: new.area,
        owner: new.owner,
        firm: new.firm,
        name_zh,
        name_en,
        basis,
        responsible: new.responsible,
        rhythm: new.rhythm,
        map: None,
        closed: false,
    };
    insert(tx, &source)?;
    note(tx, &source, "registry.source")?;
    crate::feed::schedule(tx, &source)?;
    Ok(source)
}

/// Closes a source: it takes no more files and owes none. What it said stays.
///
/// # Errors
/// [`Fault::NotFound`] when the permit is for another source; [`Fault::Conflict`] when it is closed.
pub fn close(tx: &mut Tx<'_>, permit: &Permit, source: &Source) -> Result<(), Fault> {
    if *permit.target() != Desk::target(source) {
        return Err(Fault::NotFound);
    }
    let now = tx.now();
    let sql = "UPDATE registry_sources SET closed_at = $2 WHERE number = $1 AND closed_at IS NULL";
    if tx.execute(sql, params![source.number, now])? == 0 {
        return Err(Fault::Conflict("registry-source-closed"));
    }
    crate::feed::cancel(tx, source.number)?;
    note(tx, source, "registry.source-close")?;
    Ok(())
}

/// Remembers which column means what for the source's next file.
///
/// # Errors
/// When the store fails.
pub fn remember_map(tx: &mut Tx<'_>, source: SourceNo, map: &Map) -> Result<(), Error> {
    let text = serde_json::to_string(map).map_err(|error| Error::Refused(error.to_string()))?;
    tx.execute("UPDATE registry_sources SET map = $2 WHERE number = $1", params![source, text])?;
    Ok(())
}

/// Puts what happened to a source into the journal.
pub(crate) fn note(tx: &mut Tx<'_>, source: &Source, action: &str) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "registry-source",
        subject: *source.number.record(0).as_bytes(),
        area: source.area.as_str(),
        detail: serde_json::json!({ "source": source.code, "kind": source.kind }),
    })
}

fn next_in(tx: &mut Tx<'_>, area: &AreaCode) -> Result<i64, Error> {
    let low = SourceNo::new(area, 0);
    let high = SourceNo::from_number(low.number() + 999_999);
    tx.query_one(
        "SELECT COALESCE(MAX(number) - $1, 0) + 1 FROM registry_sources
         WHERE number BETWEEN $1 AND $2",
        params![low, high],
        |row| row.get(0),
    )
}

fn insert(tx: &mut Tx<'_>, source: &Source) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO registry_sources (number, code, kind, area, owner, firm, name_zh, name_en,
             basis, responsible, due_minute, every_days, next, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)",
        params![
            source.number,
            &source.code,
            source.kind.as_str(),
            source.area.as_str(),
            source.owner,
            source.firm,
            &source.name_zh,
            &source.name_en,
            &source.basis,
            source.responsible,
            source.rhythm.map(|rhythm| rhythm.due_minute),
            source.rhythm.map(|rhythm| rhythm.every_days),
            now,
        ],
    )?;
    Ok(())
}

const SOURCE: &str = "SELECT number, code, kind, area, owner, firm, name_zh, name_en, basis,
    responsible, due_minute, every_days, map, closed_at FROM registry_sources";

/// The source with this number.
///
/// # Errors
/// When the store fails.
pub fn find(db: &mut Db<'_>, number: SourceNo) -> Result<Option<Source>, Error> {
    db.query_opt(&format!("{SOURCE} WHERE number = $1"), params![number], read)
}

/// The source that commands call so.
///
/// # Errors
/// When the store fails.
pub fn by_code(db: &mut Db<'_>, code: &str) -> Result<Option<Source>, Error> {
    db.query_opt(&format!("{SOURCE} WHERE code = $1"), params![code], read)
}

/// Every source, by area.
///
/// # Errors
/// When the store fails.
pub fn all(db: &mut Db<'_>) -> Result<Vec<Source>, Error> {
    db.query(&format!("{SOURCE} ORDER BY number"), params![], read)
}

fn read(row: &Row<'_>) -> Result<Source, Error> {
    let corrupt = |text: &str| Error::Corrupt(format!("a source of workers: {text}"));
    let kind: String = row.get(2)?;
    let rhythm = row.get::<Option<i64>>(10)?.zip(row.get::<Option<i64>>(11)?);
    let map = row.get::<Option<String>>(12)?;
    let map = map.map(|text| serde_json::from_str(&text)).transpose();
    Ok(Source {
        number: row.get(0)?,
        code: row.get(1)?,
        kind: Kind::read(&kind).ok_or_else(|| corrupt(&kind))?,
        area: row.parse(3)?,
        owner: row.get(4)?,
        firm: row.get(5)?,
        name_zh: row.get(6)?,
        name_en: row.get(7)?,
        basis: row.get(8)?,
        responsible: row.get(9)?,
        rhythm: rhythm.map(|(due_minute, every_days)| Rhythm { due_minute, every_days }),
        map: map.map_err(|error| corrupt(&error.to_string()))?,
        closed: row.get::<Option<i64>>(13)?.is_some(),
    })
}

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub number: i64,
    pub day: Day,
    pub whole: bool,
    pub tally: crate::import::Tally,
    pub begun_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// The source's files, the newest first.
///
/// # Errors
/// When the store fails.
pub fn batches(db: &mut Db<'_>, source: SourceNo, limit: usize) -> Result<Vec<Batch>, Error> {
    db.query(
        "SELECT number, day, whole, made, changed, unchanged, ended, rejected, begun_at, finished_at
         FROM registry_batches WHERE source = $1 ORDER BY number DESC LIMIT $2",
        params![source, limit],
        |row| {
            Ok(Batch {
                number: row.get(0)?,
                day: crate::day_of(row.get(1)?),
                whole: row.get(2)?,
                tally: crate::import::Tally {
                    new: row.get(3)?,
                    changed: row.get(4)?,
                    unchanged: row.get(5)?,
                    ended: row.get(6)?,
                    rejected: row.get(7)?,
                },
                begun_at: row.get(8)?,
                finished_at: row.get(9)?,
            })
        },
    )
}

/// The days of the source's whole rosters that are taken in, in order, but for one batch.
///
/// # Errors
/// When the store fails.
pub(crate) fn rosters(db: &mut Db<'_>, source: SourceNo, without: i64) -> Result<Vec<i64>, Error> {
    db.query(
        "SELECT DISTINCT day FROM registry_batches
         WHERE source = $1 AND number <> $2 AND whole = 1 AND finished_at IS NOT NULL ORDER BY day",
        params![source, without],
        |row| row.get(0),
    )
}
