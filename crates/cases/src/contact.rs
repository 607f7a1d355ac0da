//! Who may learn who reported a case, and the worker's yes that lets a firm.

use std::collections::BTreeMap;

use access::{
    Actor,
    policy::{self, Action, Denied, Permit},
};
use catalogue::Category;
use contracts::{CaseId, PersonId, UnitId};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use storage::{Db, Error, Tx};

use crate::{
    act::{self, ActError},
    case::Case,
    desk::Desk,
    entry::What,
    holder::Holder,
    rules::{Refusal, refuse_if},
    store,
};

/// The worker's word on who may see name and phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// This firm may.
    Shared { with: UnitId },
    /// It may no longer.
    TakenBack { from: UnitId },
}

impl Fact {
    /// The word by which the entry is stored and journalled.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Shared { .. } => "contact.shared",
            Self::TakenBack { .. } => "contact.taken-back",
        }
    }
}

impl Case {
    pub(crate) fn apply_contact(&mut self, fact: &Fact) {
        match fact {
            Fact::Shared { with } => self.shared_with.push(*with),
            Fact::TakenBack { from } => self.shared_with.retain(|unit| unit != from),
        }
    }
}

/// Whether the worker's word may change now.
pub(crate) fn admit(case: &Case, fact: &Fact) -> Result<(), Refusal> {
    match fact {
        Fact::Shared { with } => {
            refuse_if(case.shared_with.contains(with), Refusal::SharedBefore)?;
            refuse_if(case.state.is_ended(), Refusal::Closed)
        }
        Fact::TakenBack { from } => refuse_if(!case.shared_with.contains(from), Refusal::NotShared),
    }
}

/// The permit to learn who reported the case. Of a sensitive matter only its owner may, of a
/// signal only the branch that took it; of any other, those who may act on it now. Units that once
/// held it may not.
///
/// # Errors
/// [`Denied`] to everybody else, and when nobody reported it here.
pub fn permit(desk: &Desk, actor: &Actor, case: &Case) -> Result<Permit, Denied> {
    let action = Action::PersonReadContact;
    let permit = policy::permit(actor, action, &act::acting(case))?;
    let matter = desk.matter(&case.matter);
    let unit = permit.membership().map(|post| post.unit);
    let of_owner = unit == Some(case.owner);
    let of_first = case.holdings.first().map(|held| held.holder) == unit.map(Holder::Unit);
    let sensitive = matter.is_some_and(|matter| matter.sensitive);
    let signal = matter.is_some_and(|matter| matter.signal);
    if case.reporter.is_some() && (!sensitive || of_owner) && (!signal || of_first) {
        Ok(permit)
    } else {
        Err(Denied { action })
    }
}

/// The firm whose wish to know the worker may grant now, if a firm has the case.
pub fn asking(desk: &Desk, case: &Case) -> Option<UnitId> {
    let firm = desk.category(case.owner) == Some(Category::Firm);
    let signal = desk.matter(&case.matter).is_some_and(|matter| matter.signal);
    Some(case.owner).filter(|_| firm && !signal)
}

/// The worker lets the firm that has the case see name and phone.
pub fn share(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: CaseId) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseFollow, None)?;
    let with = asking(desk, &held.case).ok_or(Refusal::NoFirm)?;
    held.append(tx, What::Contact(Fact::Shared { with }))?;
    Ok(held.case)
}

/// The worker takes that back from every firm that had it.
pub fn take_back(tx: &mut Tx<'_>, actor: &Actor, id: CaseId) -> Result<Case, ActError> {
    let mut held = act::hold(tx, actor, id, Action::CaseFollow, None)?;
    let all = held.case.shared_with.clone();
    if all.is_empty() {
        return Err(Refusal::NotShared.into());
    }
    for from in all {
        held.append(tx, What::Contact(Fact::TakenBack { from }))?;
    }
    Ok(held.case)
}

/// A case in which a firm sees name and phone, by the worker's yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub case: CaseId,
    pub number: String,
    pub with: UnitId,
    pub since: Timestamp,
}

/// Where a worker's yes stands, the newest case first.
///
/// # Errors
/// When the store fails.
pub fn shared_by(db: &mut Db<'_>, worker: PersonId) -> Result<Vec<Shared>, Error> {
    let mut found = Vec::new();
    for kept in store::mine::shared(db, worker)? {
        let mut since = BTreeMap::new();
        for entry in store::entries(db, kept.id)? {
            if let What::Contact(Fact::Shared { with }) = entry.what {
                since.insert(with, entry.at);
            }
        }
        let (case, number) = (kept.id, kept.case.number);
        found.extend(kept.case.shared_with.into_iter().map(|with| Shared {
            case,
            number: number.clone(),
            with,
            since: since.get(&with).copied().unwrap_or(kept.case.created_at),
        }));
    }
    Ok(found)
}
