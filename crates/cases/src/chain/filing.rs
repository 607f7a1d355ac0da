//! Filing for somebody: a member, a clerk or the hotline writes down what a worker says. It is no
//! case until the worker says yes, by a one-time code or signed in; then the clocks start.
//!
//! Invariant: what waits for a yes has no deadline, stands in no list of offices, counts nowhere.

use std::net::IpAddr;

use access::{
    Actor, Vault,
    code::{self, CodeRules, Requested},
    membership,
    people::person_of_phone,
    policy::{self, Action, Target},
};
use contracts::{CaseId, PersonId, UnitId};
use kernel::{Phone, Timestamp};
use storage::{Db, Error, Record, Tx};

use super::{
    Agreed,
    begin::{Filed, Through, Way},
    contacts::sealed,
    store,
};
use crate::{
    act::ActError,
    desk::Desk,
    report::{self, Receipt, Report, ReportError},
};

/// Seconds for which the worker's code is good.
const CODE_SECONDS: i64 = 600;
/// The kind of pseudonym under which a phone waits.
const PHONE: &str = "filing";

/// Where a filing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Waits for the worker's yes.
    Waiting,
    /// The worker said yes: it is a case.
    Claimed,
    /// The worker said no.
    Declined,
    /// Nobody said anything in time.
    Lapsed,
}

/// A report filed for somebody.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The id that the case will have.
    pub id: CaseId,
    pub filer: PersonId,
    pub unit: Option<UnitId>,
    pub role: String,
    pub standing: Standing,
    /// The filer, a contact member, keeps it and begins the chain.
    pub keeps: bool,
    pub title: String,
    /// Wiped once it is over.
    pub report: Option<Report>,
    /// Sealed; wiped once it is over.
    pub phone: Option<Vec<u8>>,
    pub filed_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What is filed.
#[derive(Debug, Clone)]
pub struct NewFiling {
    pub report: Report,
    /// The worker's.
    pub phone: Phone,
    pub keeps: bool,
}

/// Why something about a filing did not happen.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error(transparent)]
    Report(#[from] ReportError),
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<Error> for FileError {
    fn from(error: Error) -> Self {
        Self::Act(error.into())
    }
}

/// Files a report for the worker with this phone, and sends them the code. Filing the same id again
/// changes nothing and sends nothing.
pub fn file(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    new: NewFiling,
    from: IpAddr,
) -> Result<Requested, FileError> {
    let NewFiling { report, phone, keeps } = new;
    let permit = policy::permit(actor, Action::CaseFile, &Target::area(report.area))
        .map_err(ActError::from)?;
    let (_, title) = report::check(desk, &report).map_err(ReportError::Invalid)?;
    let keeps = keeps && branch_of(actor).is_some() && desk.catalogue.chain().is_some();
    let days = desk.catalogue.chain().map_or(7, |chain| chain.filing_days);
    let filing = Filing {
        id: report.id,
        filer: actor.person,
        unit: permit.membership().map(|post| post.unit),
        role: permit.role().to_owned(),
        standing: Standing::Waiting,
        keeps,
        title,
        phone: Some(
            vault
                .seal_for_store(tx.moment(), PHONE, phone.reveal())
                .map_err(|error| Error::Refused(error.to_string()))?,
        ),
        report: Some(report),
        filed_at: tx.now(),
        expires_at: tx.now().plus_days(days.into()),
    };
    if let Some(known) = store::filing(tx, filing.id)? {
        let same = known.filer == actor.person;
        let taken = Err(ReportError::IdTaken.into());
        return if same { Ok(Requested::Sent { life_seconds: CODE_SECONDS }) } else { taken };
    }
    store::insert_filing(tx, &filing, &vault.pseudonym(PHONE, phone.reveal()))?;
    record(tx, "case.file", &filing)?;
    send(tx, vault, &filing, from)
}

/// Sends the worker another code.
pub fn send_again(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: CaseId,
    from: IpAddr,
) -> Result<Requested, FileError> {
    let filing = waiting(tx, id)?.filter(|filing| filing.filer == actor.person);
    send(tx, vault, &filing.ok_or(ActError::NotFound)?, from)
}

/// The filer gives the code that the worker read to them. `None` when it is wrong, late or tried
/// too often: it never says which. Commit even so, for the try counts.
pub fn confirm(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    id: CaseId,
    code: &str,
) -> Result<Option<Receipt>, FileError> {
    let filing = waiting(tx, id)?.filter(|filing| filing.filer == actor.person);
    let filing = filing.ok_or(ActError::NotFound)?;
    let phone = phone(vault, &filing)?;
    if !code::take_code(tx, vault, &rules(), &purpose(id), &phone, code).map_err(sealed)? {
        return Ok(None);
    }
    let worker = person_of_phone(tx, vault, &phone).map_err(sealed)?;
    claim(tx, desk, filing, worker, Agreed::Code).map(Some)
}

/// The worker, signed in, says yes.
pub fn agree(
    tx: &mut Tx<'_>,
    desk: &Desk,
    vault: &Vault,
    actor: &Actor,
    id: CaseId,
) -> Result<Receipt, FileError> {
    let filing = of_worker(tx, vault, actor, id)?;
    claim(tx, desk, filing, actor.person, Agreed::SignedIn)
}

/// The worker, signed in, says no: everything that was written down is wiped.
pub fn decline(tx: &mut Tx<'_>, vault: &Vault, actor: &Actor, id: CaseId) -> Result<(), FileError> {
    let filing = of_worker(tx, vault, actor, id)?;
    store::close_filing(tx, id, Standing::Declined)?;
    Ok(record(tx, "case.decline", &filing)?)
}

/// What waits for this person's yes.
pub fn waiting_for(
    db: &mut Db<'_>,
    vault: &Vault,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Filing>, access::vault::Error> {
    let Some(hash) = vault.pseudonym_of_phone(db, person, PHONE)? else { return Ok(Vec::new()) };
    let all = store::waiting_for(db, &hash)?;
    Ok(all.into_iter().filter(|filing| now < filing.expires_at).collect())
}

/// Whoever it waits for is erased: nobody says yes any more.
pub(crate) fn erased(tx: &mut Tx<'_>, vault: &Vault, person: PersonId) -> Result<(), Error> {
    let hash = vault.pseudonym_of_phone(tx, person, PHONE).map_err(sealed)?;
    let waiting = hash.map(|hash| store::waiting_for(tx, &hash)).transpose()?;
    for filing in waiting.into_iter().flatten() {
        store::close_filing(tx, filing.id, Standing::Lapsed)?;
    }
    Ok(())
}

fn claim(
    tx: &mut Tx<'_>,
    desk: &Desk,
    filing: Filing,
    worker: PersonId,
    agreed: Agreed,
) -> Result<Receipt, FileError> {
    let Filing { id, filer, unit, role, filed_at, keeps, report, .. } = filing;
    let mut report = report.ok_or(ActError::NotFound)?;
    let today = tx.now().day();
    let posts = membership::memberships_of(tx, worker, today)?;
    let firms = posts.into_iter().filter(|post| post.role == "worker");
    report.own_units = firms.map(|post| (post.unit_kind, post.unit)).collect();
    let through = match unit.filter(|_| keeps) {
        Some(branch) => {
            let name = store::name_of(tx, filer)?.unwrap_or_default();
            Some(Through { member: filer, branch, name })
        }
        None => None,
    };
    let filed = Filed { by: filer, unit, role, at: filed_at, agreed };
    let way = Way { through, filed: Some(filed), ..Way::of(worker, "worker".into()) };
    let receipt = report::take_in(tx, desk, report, &way)?;
    store::close_filing(tx, id, Standing::Claimed)?;
    Ok(receipt)
}

/// A filing that may still be claimed, held until the transaction ends.
fn waiting(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<Filing>, Error> {
    tx.lock(format!("filing:{id}").as_bytes())?;
    let now = tx.now();
    let found = store::filing(tx, id)?;
    Ok(found.filter(|it| it.standing == Standing::Waiting && now < it.expires_at))
}

fn of_worker(
    tx: &mut Tx<'_>,
    vault: &Vault,
    actor: &Actor,
    id: CaseId,
) -> Result<Filing, FileError> {
    let filing = waiting(tx, id)?.ok_or(ActError::NotFound)?;
    let own = vault.pseudonym_of_phone(tx, actor.person, PHONE).map_err(sealed)?;
    let theirs = own == Some(vault.pseudonym(PHONE, phone(vault, &filing)?.reveal()));
    if theirs { Ok(filing) } else { Err(ActError::NotFound.into()) }
}

fn send(
    tx: &mut Tx<'_>,
    vault: &Vault,
    filing: &Filing,
    from: IpAddr,
) -> Result<Requested, FileError> {
    let phone = phone(vault, filing)?;
    let sent = code::request_code_for(tx, vault, &rules(), &purpose(filing.id), &phone, from);
    Ok(sent.map_err(sealed)?)
}

fn phone(vault: &Vault, filing: &Filing) -> Result<Phone, Error> {
    let damaged = |what: String| Error::Corrupt(format!("the phone of a filing: {what}"));
    let sealed = filing.phone.as_deref().unwrap_or_default();
    let text = vault.open_for_store(PHONE, sealed).map_err(|error| damaged(error.to_string()))?;
    Phone::parse(&text).map_err(|error| damaged(error.to_string()))
}

/// The phone as others may see it: `139****2231`.
pub fn masked_phone(vault: &Vault, filing: &Filing) -> Option<String> {
    phone(vault, filing).ok().map(|phone| phone.masked())
}

/// The branch of a contact member, who may keep what they file.
pub fn branch_of(actor: &Actor) -> Option<UnitId> {
    actor.memberships.iter().find(|post| post.role == "member").map(|post| post.unit)
}

fn purpose(id: CaseId) -> String {
    format!("filing {id}")
}

fn rules() -> CodeRules {
    CodeRules {
        life_seconds: CODE_SECONDS,
        text: include_str!("../../words/filing_code.txt").trim().to_owned(),
        ..CodeRules::default()
    }
}

fn record(tx: &mut Tx<'_>, action: &str, filing: &Filing) -> Result<(), Error> {
    let area = filing.report.as_ref().map(|report| report.area);
    tx.record(Record {
        action,
        subject_kind: "filing",
        subject: *filing.id.as_bytes(),
        area: area.as_ref().map_or("", |area| area.as_str()),
        detail: serde_json::json!({ "unit": filing.unit }),
    })
}
