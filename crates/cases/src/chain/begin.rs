//! How a report sets out: straight to its owner or through the contact member, alone or with a
//! second unit told at once, by the worker's own hand or filed by somebody else.

use access::{Actor, policy::Permit};
use catalogue::{Matter, UnitDirectory};
use contracts::{CaseId, Event, PersonId, UnitId};
use kernel::Timestamp;
use storage::{Db, Error, Tx};

use super::{
    Agreed, Fact, Level, climb,
    contacts::{self, Contact},
    store,
};
use crate::{
    act,
    case::Case,
    desk::Desk,
    entry::{Deadline, Entry, What},
    report::{self, Fault, Receipt, Report, ReportError},
};

/// Who reports, and which way it goes.
#[derive(Debug, Clone)]
pub struct Way {
    /// `None` when a program hands it in.
    pub reporter: Option<PersonId>,
    /// The unit that answers for such a program.
    pub unit: Option<UnitId>,
    /// In which role the reporter acts.
    pub role: String,
    /// The register it comes from.
    pub source: String,
    /// The contact member it goes through.
    pub through: Option<Through>,
    /// Who filed it, when somebody else did.
    pub filed: Option<Filed>,
}

/// The contact member at the beginning of a chain.
#[derive(Debug, Clone)]
pub struct Through {
    pub member: PersonId,
    pub branch: UnitId,
    pub name: String,
}

/// Who filed a report for the reporter.
#[derive(Debug, Clone)]
pub struct Filed {
    pub by: PersonId,
    pub unit: Option<UnitId>,
    pub role: String,
    pub at: Timestamp,
    pub agreed: Agreed,
}

impl From<Contact> for Through {
    fn from(contact: Contact) -> Self {
        Self { member: contact.member, branch: contact.branch, name: contact.name }
    }
}

impl Way {
    /// By the reporter's own hand, straight to the owner.
    pub fn straight(permit: &Permit) -> Self {
        Self::of(permit.person(), permit.role().to_owned())
    }

    /// By somebody in person, straight to the owner.
    pub(super) fn of(reporter: PersonId, role: String) -> Self {
        let source = "yilu".to_owned();
        Self { reporter: Some(reporter), unit: None, role, source, through: None, filed: None }
    }

    /// By a program of another register, for which a unit answers.
    pub(crate) fn of_program(unit: UnitId, role: &str, source: String) -> Self {
        let (unit, role) = (Some(unit), role.to_owned());
        Self { reporter: None, unit, role, source, through: None, filed: None }
    }

    /// The deadline within which the first holder must act.
    pub(crate) fn first_due(&self, desk: &Desk, matter: &Matter, now: Timestamp) -> Deadline {
        let answer_by = desk.answer_deadline(matter, now).by;
        match self.through {
            Some(_) => climb::limit(desk, &matter.code, Level::Member, answer_by, now),
            None => desk.accept_deadline(matter, now),
        }
    }
}

/// The contact member through whom somebody may report this matter: what is urgent waits for no
/// level, and members report to their own branch.
pub fn offered(
    db: &mut Db<'_>,
    desk: &Desk,
    worker: PersonId,
    matter: &Matter,
) -> Result<Option<Contact>, Error> {
    if desk.catalogue.chain().is_none() || matter.urgent || matter.members_only {
        return Ok(None);
    }
    Ok(contacts::contact_of(db, worker)?.filter(|one| desk.units.unit(one.branch).is_some()))
}

/// Takes a report in, on its way through the reporter's contact member.
pub fn report_through(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    report: Report,
) -> Result<Receipt, ReportError> {
    let mut way = Way::straight(permit);
    if let Some(matter) = desk.catalogue.matter(&report.matter) {
        way.through = offered(tx, desk, permit.person(), matter)?.map(Into::into);
        // What was taken once is answered the same, though the contact may have ended since.
        if way.through.is_none() && crate::store::find(tx, report.id)?.is_none() {
            let (field, code) = ("through_contact".to_owned(), "chain-no-contact");
            return Err(ReportError::Invalid(vec![Fault { field, code, value: None }]));
        }
    }
    report::take_in(tx, desk, report, &way)
}

/// The entries that follow the report at once.
pub(crate) fn set_out(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: CaseId,
    case: &mut Case,
    way: &Way,
    units: &dyn UnitDirectory,
) -> Result<(), Error> {
    if let Some(filed) = &way.filed {
        let fact = Fact::Filed { by: filed.by, filed_at: filed.at, agreed: filed.agreed };
        let by = (Some(filed.by), filed.unit, filed.role.as_str());
        follow(tx, id, case, by, fact)?;
    }
    if let (Some(Through { member, branch, name }), Some(due)) = (way.through.clone(), case.due) {
        let fact = Fact::Taken { member, branch, name, due };
        follow(tx, id, case, (way.reporter, None, &way.role), fact)?;
        store::give(tx, member, id)?;
        let (number, notice) = (case.number.clone(), "chain-taken".to_owned());
        tx.emit(&Event::PersonNotified { person: member, case: id, number, notice })?;
    }
    let matter = desk.catalogue.matter(&case.matter);
    if let Some(to) = matter.and_then(|it| it.copied_to(&case.area, case.owner, units)) {
        follow(tx, id, case, (None, None, "system"), Fact::Copied { to })?;
        crate::store::take_part(tx, id, to)?;
        let (number, notice) = (case.number.clone(), "copied".to_owned());
        tx.emit(&Event::UnitNotified { unit: to, case: id, number, notice })?;
    }
    Ok(())
}

fn follow(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &mut Case,
    (actor, unit, role): (Option<PersonId>, Option<UnitId>, &str),
    fact: Fact,
) -> Result<(), Error> {
    let (seq, at, role) = (case.length + 1, case.updated_at, role.to_owned());
    let entry = Entry { seq, at, actor, unit, role, what: What::Chain(fact) };
    act::write(tx, id, case, &entry)
}

/// A member's own branches, which may own what the member reports.
pub fn branches(actor: &Actor) -> impl Iterator<Item = (String, UnitId)> + '_ {
    let posts = actor.memberships.iter().filter(|post| post.role == "member");
    posts.map(|post| (post.unit_kind.clone(), post.unit))
}
