//! All SQL of the chain: contacts, hands, filings.

use contracts::{CaseId, PersonId, UnitId};
use storage::{Db, Error, Row, Tx, params};

use super::{
    contacts::{Contact, ContactId},
    filing::{Filing, Standing},
};

const CONTACT: &str = "SELECT id, worker, member, branch, name, from_at, until_at, ended_by
    FROM cases_chain_contacts";

/// One contact, past ones too.
pub fn contact(db: &mut Db<'_>, id: ContactId) -> Result<Option<Contact>, Error> {
    db.query_opt(&format!("{CONTACT} WHERE id = $1"), params![id], read_contact)
}

/// The worker's contact now.
pub fn contact_of(db: &mut Db<'_>, worker: PersonId) -> Result<Option<Contact>, Error> {
    let sql = format!("{CONTACT} WHERE worker = $1 AND until_at IS NULL");
    db.query_opt(&sql, params![worker], read_contact)
}

/// A branch's contacts now, the newest first.
pub fn contacts_in(db: &mut Db<'_>, branch: UnitId, limit: usize) -> Result<Vec<Contact>, Error> {
    let sql = format!(
        "{CONTACT} WHERE branch = $1 AND until_at IS NULL ORDER BY from_at DESC, id DESC LIMIT $2"
    );
    db.query(&sql, params![branch, limit], read_contact)
}

/// Whether the worker has refused this member before.
pub fn was_refused(db: &mut Db<'_>, worker: PersonId, member: PersonId) -> Result<bool, Error> {
    let found = db.query_opt(
        "SELECT 1 FROM cases_chain_contacts
         WHERE worker = $1 AND member = $2 AND ended_by = 'worker' LIMIT 1",
        params![worker, member],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// The public name of service under which a member was last arranged.
pub fn name_of(db: &mut Db<'_>, member: PersonId) -> Result<Option<String>, Error> {
    db.query_opt(
        "SELECT name FROM cases_chain_contacts WHERE member = $1
         ORDER BY from_at DESC, id DESC LIMIT 1",
        params![member],
        |row| row.get(0),
    )
}

pub fn insert_contact(tx: &mut Tx<'_>, contact: &Contact) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO cases_chain_contacts (id, worker, member, branch, name, from_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            contact.id,
            contact.worker,
            contact.member,
            contact.branch,
            contact.name.as_str(),
            contact.from,
        ],
    )?;
    Ok(())
}

/// Ends a contact now, by the worker's refusal or by the branch.
pub fn end_contact(tx: &mut Tx<'_>, id: ContactId, refused: bool) -> Result<(), Error> {
    let (now, by) = (tx.now(), if refused { "worker" } else { "branch" });
    tx.execute(
        "UPDATE cases_chain_contacts SET until_at = $2, ended_by = $3 WHERE id = $1",
        params![id, now, by],
    )?;
    Ok(())
}

/// A worker is erased, and so has no contact any more.
pub fn end_contact_of(tx: &mut Tx<'_>, worker: PersonId) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE cases_chain_contacts SET until_at = $2, ended_by = 'erased'
         WHERE worker = $1 AND until_at IS NULL",
        params![worker, now],
    )?;
    Ok(())
}

/// A member has a case in their hands.
pub fn give(tx: &mut Tx<'_>, member: PersonId, id: CaseId) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO cases_chain_hands (person, case_id, reads) VALUES ($1, $2, 1)
         ON CONFLICT (person, case_id) DO NOTHING",
        params![member, id],
    )?;
    Ok(())
}

/// The worker went past the member, who reads no further.
pub fn stop_reading(tx: &mut Tx<'_>, id: CaseId) -> Result<(), Error> {
    tx.execute("UPDATE cases_chain_hands SET reads = 0 WHERE case_id = $1", params![id])?;
    Ok(())
}

const FILING: &str = "SELECT id, filer, unit, role, state, keeps, title, report, phone, filed_at,
    expires_at FROM cases_chain_filings";

pub fn filing(db: &mut Db<'_>, id: CaseId) -> Result<Option<Filing>, Error> {
    db.query_opt(&format!("{FILING} WHERE id = $1"), params![id], read_filing)
}

/// What somebody filed for others, the newest first.
pub fn filings_by(db: &mut Db<'_>, filer: PersonId, limit: usize) -> Result<Vec<Filing>, Error> {
    let sql = format!("{FILING} WHERE filer = $1 ORDER BY filed_at DESC, id DESC LIMIT $2");
    db.query(&sql, params![filer, limit], read_filing)
}

/// What waits for the yes of whoever has the phone of this pseudonym.
pub fn waiting_for(db: &mut Db<'_>, phone_hash: &[u8; 32]) -> Result<Vec<Filing>, Error> {
    let sql = format!("{FILING} WHERE phone_hash = $1 AND state = 'waiting' ORDER BY filed_at, id");
    db.query(&sql, params![*phone_hash], read_filing)
}

pub fn insert_filing(tx: &mut Tx<'_>, filing: &Filing, phone_hash: &[u8; 32]) -> Result<(), Error> {
    let report =
        serde_json::to_string(&filing.report).map_err(|error| Error::Refused(error.to_string()))?;
    tx.execute(
        "INSERT INTO cases_chain_filings (id, filer, unit, role, state, keeps, title, report, phone,
             phone_hash, filed_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            filing.id,
            filing.filer,
            filing.unit,
            filing.role.as_str(),
            filing.standing.as_str(),
            filing.keeps,
            filing.title.as_str(),
            report,
            filing.phone.clone(),
            *phone_hash,
            filing.filed_at,
            filing.expires_at,
        ],
    )?;
    Ok(())
}

/// It is over: what was written down is wiped here, whatever became of it.
pub fn close_filing(tx: &mut Tx<'_>, id: CaseId, standing: Standing) -> Result<(), Error> {
    tx.execute(
        "UPDATE cases_chain_filings SET state = $2, report = NULL, phone = NULL, phone_hash = NULL
         WHERE id = $1",
        params![id, standing.as_str()],
    )?;
    Ok(())
}

/// Wipes what nobody agreed to in time; for a daily job.
pub fn lapse_filings(tx: &mut Tx<'_>) -> Result<u64, Error> {
    let now = tx.now();
    tx.execute(
        "UPDATE cases_chain_filings SET state = 'lapsed', report = NULL, phone = NULL,
             phone_hash = NULL
         WHERE state = 'waiting' AND expires_at <= $1",
        params![now],
    )
}

impl Standing {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Claimed => "claimed",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        [Self::Waiting, Self::Claimed, Self::Declined, Self::Lapsed]
            .into_iter()
            .find(|standing| standing.as_str() == text)
            .ok_or_else(|| Error::Corrupt(format!("no standing of a filing {text:?}")))
    }
}

fn read_contact(row: &Row<'_>) -> Result<Contact, Error> {
    Ok(Contact {
        id: row.get(0)?,
        worker: row.get(1)?,
        member: row.get(2)?,
        branch: row.get(3)?,
        name: row.get(4)?,
        from: row.get(5)?,
        until: row.get(6)?,
        refused: row.get::<Option<String>>(7)?.as_deref() == Some("worker"),
    })
}

fn read_filing(row: &Row<'_>) -> Result<Filing, Error> {
    let report: Option<String> = row.get(7)?;
    let corrupt = |error: serde_json::Error| Error::Corrupt(format!("a filed report: {error}"));
    let report = report.map(|text| serde_json::from_str(&text).map_err(corrupt)).transpose()?;
    Ok(Filing {
        id: row.get(0)?,
        filer: row.get(1)?,
        unit: row.get(2)?,
        role: row.get(3)?,
        standing: Standing::parse(&row.get::<String>(4)?)?,
        keeps: row.get(5)?,
        title: row.get(6)?,
        report,
        phone: row.get(8)?,
        filed_at: row.get(9)?,
        expires_at: row.get(10)?,
    })
}
