//! What is known of every record, brought side by side for the program. Nothing of it is kept, and
//! nobody looks at it: it is for programs, never for a page.

use std::collections::HashMap;

use access::Vault;
use kernel::AreaBook;
use storage::{Db, params};

use crate::{
    Fault, RecordId, SourceNo,
    record::{PERSONAL, Personal},
    term::{self, Term},
};

/// Of each record, as it is known now.
pub struct Seen {
    pub record: RecordId,
    /// When something of it became known last (microseconds).
    pub known: i64,
    pub personal: Personal,
    /// Site, partner or platform: the nearest to the worker that is named.
    pub employer: Option<String>,
    pub residence: Option<String>,
}

/// What facts say of one record, before it is opened.
#[derive(Default)]
struct Latest {
    known: i64,
    job: Option<i64>,
    residence: Option<i64>,
    sealed: Option<Vec<u8>>,
}

/// Every record that is not erased, in order.
///
/// # Errors
/// When the store fails or what is sealed was altered.
pub fn all(db: &mut Db<'_>, vault: &Vault, areas: &AreaBook) -> Result<Vec<Seen>, Fault> {
    let words = words(&term::all(db)?, areas);
    let (mut sealed, mut rest) = (Vec::new(), HashMap::new());
    let mut take = |record: Option<RecordId>, latest: Latest| {
        if let (Some(record), Some(bytes)) = (record, latest.sealed) {
            sealed.push((record, bytes));
            rest.insert(record, (latest.known, latest.job, latest.residence));
        }
    };
    let (mut current, mut latest) = (None, Latest::default());
    let sql = "SELECT record, known, job, residence, sealed FROM registry_facts
         ORDER BY record, day, known, part";
    db.each(sql, params![], |row| {
        let record: RecordId = row.get(0)?;
        if current != Some(record) {
            take(current.replace(record), std::mem::take(&mut latest));
        }
        latest.known = latest.known.max(row.get(1)?);
        // A job that has ended still tells who somebody is.
        latest.job = row.get::<Option<i64>>(2)?.map(i64::abs).or(latest.job);
        latest.residence = row.get::<Option<i64>>(3)?.or(latest.residence);
        latest.sealed = row.get::<Option<Vec<u8>>>(4)?.or(latest.sealed.take());
        Ok(())
    })?;
    take(current, latest);
    let mut seen = Vec::with_capacity(sealed.len());
    for (record, bytes) in vault.open_many(db, PERSONAL, &sealed)? {
        let Some((known, job, residence)) = rest.remove(&record) else { continue };
        let personal = crate::record::opened(&bytes)?;
        let word = |term: Option<i64>| words.get(&term?).cloned();
        seen.push(Seen {
            record,
            known,
            employer: word(job),
            residence: word(residence),
            personal,
        });
    }
    Ok(seen)
}

/// What terms are called where records are compared: areas by name, as other sources may write them.
fn words(terms: &HashMap<i64, Term>, areas: &AreaBook) -> HashMap<i64, String> {
    let called = |term: &Term| match term {
        Term::Area(area) => Some(areas.name(area).unwrap_or(area.as_str()).to_owned()),
        Term::Line(_) => None,
        Term::Job(job) => {
            let named = [&job.site, &job.partner, &job.platform].into_iter().flatten();
            named.map(|party| party.name.clone()).find(|name| !name.is_empty())
        }
    };
    terms.iter().filter_map(|(id, term)| Some((*id, called(term)?))).collect()
}

impl Seen {
    pub fn source(&self) -> SourceNo {
        SourceNo::of(self.record)
    }

    /// As the program compares it.
    pub fn worker(&self) -> linkage::workers::Worker<'_> {
        let residence = self.residence.as_deref();
        linkage::workers::Worker {
            name: said(&self.personal.name),
            phone: said(&self.personal.phone),
            id_number: said(&self.personal.identity),
            birth: said(&self.personal.birth),
            sex: said(&self.personal.sex),
            employer: self.employer.as_deref(),
            area: residence.or(said(&self.personal.residence)),
        }
    }
}

/// A cell that says something.
fn said(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
