//! What is known of a worker, for the worker: every record that is theirs, who looked at it, what
//! they want corrected, and its end.

use access::{
    Field, Permit,
    vault::{Look, looks_at},
};
use contracts::PersonId;
use kernel::{Id, Timestamp};
use storage::{Db, Error, Record, Row, Tx, params};

use crate::{
    Desk, Fault, RecordId, SourceNo,
    fault::text,
    import,
    record::{self, first_half},
    search::{self, Shown},
    source::{self, Source},
    suppression::{self, Erasure},
    term::Term,
};

/// The name of requests to correct something.
pub enum CorrectionName {}
pub type CorrectionId = Id<CorrectionName>;

/// The key domain of what somebody wants corrected.
const WANTED: Field = Field::new("registry-correction");

/// Looks at a record that are shown, at the most.
const LOOKS: usize = 100;

/// The records that are a person's: the phone is the same and so is the name, or the identity number
/// is. A phone that was somebody else's before opens nothing.
///
/// # Errors
/// When the store or the vault fails.
pub fn records(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<Vec<RecordId>, Fault> {
    let vault = &desk.vault;
    let mut found = Vec::new();
    if let Some(hash) = vault.pseudonym_of(db, person, Field::IDENTITY, "registry-identity")? {
        found.extend(record::by_identity(db, first_half(hash))?);
    }
    let name = vault.pseudonym_of(db, person, Field::NAME, "registry-name")?;
    let phone = vault.pseudonym_of(db, person, Field::PHONE, "registry-phone")?;
    if let (Some(name), Some(phone)) = (name, phone) {
        for record in record::by_phone(db, first_half(phone))? {
            let personal = record::personal(db, vault, record, i64::MAX, i64::MAX)?;
            let same =
                |known: record::Personal| vault.pseudonym("registry-name", &known.name) == name;
            if personal.is_some_and(same) {
                found.push(record);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// One of the own records with who looked at it, and what was asked to be corrected.
#[derive(Debug, Clone)]
pub struct Own {
    pub shown: Shown,
    pub looks: Vec<Look>,
    pub corrections: Vec<Correction>,
}

/// All that is known of a person, for that person.
///
/// # Errors
/// When the store or the vault fails.
pub fn known_of(db: &mut Db<'_>, desk: &Desk, person: PersonId) -> Result<Vec<Own>, Fault> {
    let mut found = Vec::new();
    for record in records(db, desk, person)? {
        let Some(source) = source::find(db, SourceNo::of(record))? else { continue };
        let Some(shown) = search::shown(db, desk, record, source)? else { continue };
        let looks = looks_at(db, record, LOOKS)?;
        let corrections = of_record(db, record)?;
        found.push(Own { shown, looks, corrections });
    }
    Ok(found)
}

/// The same as a part of the person's own export: everything that was said, with both times.
///
/// # Errors
/// When the store or the vault fails.
pub fn export(
    db: &mut Db<'_>,
    desk: &Desk,
    person: PersonId,
) -> Result<Vec<serde_json::Value>, Fault> {
    let terms = crate::term::all(db)?;
    let said = |number: i64| match terms.get(&number.abs()) {
        Some(Term::Area(area)) => serde_json::json!(area),
        Some(Term::Line(line)) => serde_json::json!(line),
        Some(Term::Job(job)) => serde_json::json!(job),
        None => serde_json::Value::Null,
    };
    let known = known_of(db, desk, person)?;
    let told = known.into_iter().map(|own| {
        let facts = own.shown.facts.iter().map(|fact| {
            serde_json::json!({
                "true_from": crate::day_of(fact.day),
                "known_since": Timestamp::from_micros(fact.known).rfc3339(),
                "job": fact.job.map(said),
                "job_ended": fact.job.map(|job| job < 0),
                "home": fact.places.home.map(said),
                "residence": fact.places.residence.map(said),
                "line": fact.places.line.map(said),
            })
        });
        serde_json::json!({
            "source": own.shown.source.name_zh,
            "basis": own.shown.source.basis,
            "personal": own.shown.personal,
            "facts": facts.collect::<Vec<_>>(),
        })
    });
    Ok(told.collect())
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Asked,
    /// The source will say it right.
    Agreed,
    Refused,
}

impl Answer {
    const ALL: [Self; 3] = [Self::Asked, Self::Agreed, Self::Refused];

    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Agreed => "agreed",
            Self::Refused => "refused",
        }
    }
}

/// A request to correct something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    pub id: CorrectionId,
    pub record: RecordId,
    /// Name of the column.
    pub field: String,
    pub state: Answer,
    pub answer: String,
    pub asked_at: Timestamp,
    pub decided_at: Option<Timestamp>,
}

const CORRECTION: &str = "SELECT id, record, field, state, answer, asked_at, decided_at
    FROM registry_corrections";

fn read(row: &Row<'_>) -> Result<Correction, Error> {
    let state: String = row.get(3)?;
    let known = Answer::ALL.into_iter().find(|answer| answer.as_str() == state);
    Ok(Correction {
        id: row.get(0)?,
        record: row.get(1)?,
        field: row.get(2)?,
        state: known.ok_or_else(|| Error::Corrupt(format!("no correction is {state:?}")))?,
        answer: row.get(4)?,
        asked_at: row.get(5)?,
        decided_at: row.get(6)?,
    })
}

fn of_record(db: &mut Db<'_>, record: RecordId) -> Result<Vec<Correction>, Error> {
    let sql = format!("{CORRECTION} WHERE record = $1 ORDER BY asked_at DESC LIMIT 100");
    db.query(&sql, params![record], read)
}

/// A worker says that something is wrong, and what is right. The source's owner must answer.
///
/// # Errors
/// [`Fault::NotFound`] unless the record is the worker's own; [`Fault::Invalid`] naming the field.
pub fn ask(
    tx: &mut Tx<'_>,
    desk: &Desk,
    person: PersonId,
    record: RecordId,
    (field, wanted): (&str, &str),
) -> Result<CorrectionId, Fault> {
    if !records(tx, desk, person)?.contains(&record) {
        return Err(Fault::NotFound);
    }
    let field = crate::map::Column::read(field);
    let field = field.ok_or(Fault::invalid("field", "registry-field-unknown"))?.as_str();
    let wanted = text("wanted", wanted, 1, 200)?;
    let (id, now): (CorrectionId, _) = (tx.id(), tx.now());
    let sealed = desk.vault.seal_bytes(tx, record.cast(), WANTED, wanted.as_bytes())?;
    tx.execute(
        "INSERT INTO registry_corrections (id, record, source, field, wanted, state, answer, asked_at)
         VALUES ($1, $2, $3, $4, $5, 'asked', '', $6)",
        params![id, record, SourceNo::of(record), field, sealed, now],
    )?;
    note(tx, "registry.correction", id, field)?;
    Ok(id)
}

fn note(tx: &mut Tx<'_>, action: &str, id: CorrectionId, what: &str) -> Result<(), Error> {
    tx.record(Record {
        action,
        subject_kind: "registry-correction",
        subject: *id.as_bytes(),
        area: "",
        detail: serde_json::json!({ "what": what }),
    })
}

/// Requests about a source that wait, the oldest first, with what is wanted.
///
/// # Errors
/// When the store or the vault fails.
pub fn waiting(
    db: &mut Db<'_>,
    desk: &Desk,
    source: SourceNo,
) -> Result<Vec<(Correction, String)>, Fault> {
    let sql = format!(
        "{CORRECTION} WHERE source = $1 AND state = 'asked' ORDER BY asked_at, id LIMIT 200"
    );
    let asked = db.query(&sql, params![source], read)?;
    let mut found = Vec::with_capacity(asked.len());
    for one in asked {
        let sql = "SELECT wanted FROM registry_corrections WHERE id = $1";
        let sealed: Option<Vec<u8>> = db.query_one(sql, params![one.id], |row| row.get(0))?;
        let Some(sealed) = sealed else { continue };
        let plain = desk.vault.open_bytes(db, one.record.cast(), WANTED, &sealed)?;
        found.push((one, String::from_utf8_lossy(&plain).into_owned()));
    }
    Ok(found)
}

/// The source that a request is about.
///
/// # Errors
/// When the store fails.
pub(crate) fn source_of(db: &mut Db<'_>, id: CorrectionId) -> Result<Option<SourceNo>, Error> {
    let sql = "SELECT source FROM registry_corrections WHERE id = $1";
    db.query_opt(sql, params![id], |row| row.get(0))
}

/// The source's owner answers a request. What is agreed to, the source says right in its next file.
///
/// # Errors
/// [`Fault::NotFound`] where there is none or the permit is for another source;
/// [`Fault::Conflict`] when it is answered.
pub fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit,
    source: &Source,
    id: CorrectionId,
    (agreed, answer): (bool, &str),
) -> Result<(), Fault> {
    let answer = text("answer", answer, 2, 400)?;
    if *permit.target() != Desk::target(source) {
        return Err(Fault::NotFound);
    }
    if source_of(tx, id)? != Some(source.number) {
        return Err(Fault::NotFound);
    }
    let state = if agreed { Answer::Agreed } else { Answer::Refused };
    let now = tx.now();
    let changed = tx.execute(
        "UPDATE registry_corrections SET state = $2, answer = $3, decided_by = $4, decided_at = $5
         WHERE id = $1 AND state = 'asked'",
        params![id, state.as_str(), answer, permit.person(), now],
    )?;
    if changed == 0 {
        return Err(Fault::Conflict("registry-correction-answered"));
    }
    note(tx, "registry.correction-answer", id, state.as_str())?;
    Ok(())
}

/// Erases a record: the key goes, and with it what is sealed, here and in every backup; the hashes
/// by which it could be told go too. What holds of nobody any more (jobs, areas) stays and counts,
/// and later rows about the same person are turned away ([`suppression`]).
///
/// # Errors
/// When the store or the vault fails.
pub fn erase(tx: &mut Tx<'_>, desk: &Desk, record: RecordId) -> Result<(), Fault> {
    let erasure = suppression::erasure(tx);
    erase_as(tx, desk, record, erasure)
}

fn erase_as(tx: &mut Tx<'_>, desk: &Desk, record: RecordId, erasure: Erasure) -> Result<(), Fault> {
    // A file that is being taken in writes before this or is told to begin anew.
    import::lock(tx, SourceNo::of(record))?;
    let said = record::all_personals(tx, &desk.vault, record)?;
    suppression::suppress(tx, &desk.vault, SourceNo::of(record), &said, erasure)?;
    let now = tx.now();
    crate::linking::act::erased(tx, record)?;
    desk.vault.destroy_own_key(tx, record)?;
    tx.execute(
        "UPDATE registry_records SET mark = NULL, phone = NULL, identity = NULL, erased_at = $2
         WHERE id = $1",
        params![record, now],
    )?;
    tx.execute(
        "UPDATE registry_facts SET said = NULL, sealed = NULL WHERE record = $1",
        params![record],
    )?;
    tx.execute(
        "UPDATE registry_corrections SET wanted = NULL, answer = '' WHERE record = $1",
        params![record],
    )?;
    tx.record(Record {
        action: "registry.erase",
        subject_kind: "registry-record",
        subject: *record.as_bytes(),
        area: "",
        detail: serde_json::json!({}),
    })?;
    Ok(())
}

/// A person is erased: so is every record that is theirs, and sources do not bring them back.
///
/// # Errors
/// When the store or the vault fails.
pub(crate) fn erased(tx: &mut Tx<'_>, desk: &Desk, person: PersonId) -> Result<(), Fault> {
    let erasure = suppression::erasure(tx);
    suppression::suppress_account(tx, &desk.vault, person, erasure)?;
    for record in records(tx, desk, person)? {
        erase_as(tx, desk, record, erasure)?;
    }
    Ok(())
}
