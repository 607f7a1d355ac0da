//! Whether the registry still holds what the journal says was taken in: every portion's commitment
//! is made again from the facts that stand there now. Erasing a person changes none of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use storage::{Db, Error, journal, params};

use crate::{
    RecordId, SourceNo,
    fact::Fact,
    import::{FIRST_FACTS, commitment},
    record,
    source::{self, Source},
};

/// What a journal entry says of facts.
#[derive(Deserialize)]
struct Told {
    batch: i64,
    /// The first record.
    from: i64,
    /// The last record; of those who were new `next` is the one behind it.
    to: Option<i64>,
    next: Option<i64>,
    facts: String,
}

/// Where facts are others than the journal says, in words; empty when everything holds.
///
/// # Errors
/// When the store fails.
pub fn differences(db: &mut Db<'_>) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for source in source::all(db)? {
        of_source(db, &source, &mut found)?;
    }
    Ok(found)
}

fn of_source(db: &mut Db<'_>, source: &Source, found: &mut Vec<String>) -> Result<(), Error> {
    let (number, code) = (source.number, &source.code);
    let mut sworn: BTreeMap<i64, i64> = BTreeMap::new();
    for entry in journal::entries_about(db, *number.record(0).as_bytes())? {
        let first = match entry.action.as_str() {
            "registry.portion" => true,
            "registry.changes" => false,
            _ => continue,
        };
        let Ok(told) = serde_json::from_str::<Told>(&entry.detail) else {
            found.push(format!("source {code}: entry {} does not read", entry.id));
            continue;
        };
        let last = told.to.or(told.next.map(|next| next - 1)).unwrap_or_default();
        let facts = facts(db, number, (told.from, last), (told.batch, entry.at.micros()), first)?;
        *sworn.entry(told.batch).or_default() += i64::try_from(facts.len()).unwrap_or(i64::MAX);
        if commitment(facts.iter().map(|(record, fact)| (record, fact))) != told.facts {
            let (from, batch) = (told.from, told.batch);
            found.push(format!("source {code}: records {from} to {last} of file {batch} differ"));
        }
    }
    for (batch, count) in counts(db, number)? {
        let known = sworn.get(&batch).copied().unwrap_or_default();
        if known != count {
            found.push(format!(
                "source {code}: file {batch} has {count} facts, the journal knows of {known}"
            ));
        }
    }
    Ok(())
}

/// The facts of some records that one transaction wrote, in the order in which it swore to them.
fn facts(
    db: &mut Db<'_>,
    source: SourceNo,
    (from, last): (i64, i64),
    (batch, known): (i64, i64),
    first: bool,
) -> Result<Vec<(RecordId, Fact)>, Error> {
    let parts = if first { (0, FIRST_FACTS - 1) } else { (FIRST_FACTS, i64::MAX) };
    let sql = "SELECT record, day, known, part, batch, job, home, residence, line, said
         FROM registry_facts
         WHERE record BETWEEN $1 AND $2 AND batch = $3 AND known = $4 AND part BETWEEN $5 AND $6
         ORDER BY record, part";
    let (low, high) = (source.record(from), source.record(last));
    db.query(sql, params![low, high, batch, known, parts.0, parts.1], |row| {
        Ok((row.get(0)?, record::fact(row, 1)?))
    })
}

/// How many facts each file of the source has.
fn counts(db: &mut Db<'_>, source: SourceNo) -> Result<Vec<(i64, i64)>, Error> {
    let (low, high) = source.records();
    let sql = "SELECT batch, COUNT(*) FROM registry_facts WHERE record BETWEEN $1 AND $2
         GROUP BY batch ORDER BY batch";
    db.query(sql, params![low, high], |row| Ok((row.get(0)?, row.get(1)?)))
}
