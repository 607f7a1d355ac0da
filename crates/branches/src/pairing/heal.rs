//! Pairs heal: whoever has no contact gets one, within the set days, and nobody else is moved.

use std::{collections::BTreeMap, sync::Arc};

use contracts::UnitId;
use kernel::Day;
use planner::{
    Spot,
    pairing::{Charge, Contact as Candidate, Found, Lack, Pair, Quota, Roster, Rules, Why},
};
use storage::{
    Db, Error, Tx,
    jobs::{self, Handler, Job},
};

use super::{Contact, Ended, FLEET_MAX, Settings, Worker, store};
use crate::{
    Desk, Fault, MemberId,
    member::{Member, store as members},
    task,
};

/// The kind of the job that heals a branch's pairs.
pub const JOB: &str = "branches-pair";

/// A member left a branch: the pairs end, and the branch heals with the next tick of the clock.
///
/// # Errors
/// When the store fails.
pub fn left(tx: &mut Tx<'_>, _: &Desk, member: MemberId, branch: UnitId) -> Result<(), Error> {
    for contact in store::contacts_by(tx, member)? {
        store::end_contact(tx, contact.id, Ended::MemberLeft)?;
    }
    store::end_leads(tx, member, Ended::MemberLeft)?;
    soon(tx, branch)
}

/// Puts the branch's healing on the list for now.
pub(crate) fn soon(tx: &mut Tx<'_>, branch: UnitId) -> Result<(), Error> {
    let now = tx.now();
    jobs::schedule(tx, JOB, &format!("{JOB}:{branch}"), now, &branch.to_string())
}

/// The handler to be registered with the job runner.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let branch = job.payload.parse();
        let branch =
            branch.map_err(|_| Error::Corrupt(format!("job {} names no branch", job.key)))?;
        heal(tx, &desk(), branch)?;
        Ok(())
    };
    Handler { kind: JOB, run: Arc::new(run) }
}

/// Gives whoever has none a contact, as far as there is room and reach; the rest stands on the list
/// with its reason and day, and is tried again each day.
///
/// # Errors
/// When the store fails.
pub fn heal(tx: &mut Tx<'_>, desk: &Desk, branch: UnitId) -> Result<Found, Fault> {
    tx.lock(format!("{JOB}:{branch}").as_bytes())?;
    let settings = store::settings(tx, branch)?;
    let members = contacts(tx, branch)?;
    let workers = store::workers_of(tx, branch)?;
    let past = store::contacts_of(tx, branch)?;
    let roster = roster(desk, settings, &members, &workers, &past);
    let today = tx.now().day();
    let rules = Rules { days: settings.days, ..Rules::default() };
    let found = planner::pairing::pair(&roster, &rules, today);
    let open: BTreeMap<_, _> = past
        .iter()
        .filter(|contact| contact.until.is_none())
        .map(|contact| (contact.worker, contact.id))
        .collect();
    for (pair, why) in &found.ended {
        if let Some(contact) = open.get(&pair.charge.cast()) {
            let why = if *why == Why::ContactLeft { Ended::MemberLeft } else { Ended::Rearranged };
            store::end_contact(tx, *contact, why)?;
        }
    }
    for given in &found.given {
        store::insert_contact(tx, given.pair.charge.cast(), given.pair.contact.cast())?;
    }
    settle(tx, desk, branch, &workers, &found)?;
    Ok(found)
}

/// Members who can be contacts: those who take part here, on probation or full.
fn contacts(db: &mut Db<'_>, branch: UnitId) -> Result<Vec<Member>, Error> {
    let mut found = members::in_branch(db, branch)?;
    found.retain(|member| {
        member.standing.is_member() && member.standing.takes_part_in() == Some(branch)
    });
    Ok(found)
}

fn roster(
    desk: &Desk,
    settings: Settings,
    members: &[Member],
    workers: &[Worker],
    past: &[Contact],
) -> Roster {
    let quota = if settings.is_cap {
        Quota { min: 0, cap: settings.workers }
    } else {
        Quota { min: settings.workers, cap: FLEET_MAX }
    };
    let spot = |area: Option<kernel::AreaCode>| {
        let centre = area.as_ref().and_then(|area| desk.areas.centre(area));
        Spot { area, centre }
    };
    let contacts = members.iter().map(|member| Candidate {
        id: member.id.cast(),
        quota,
        spot: spot(member.standing.traits.area),
        languages: Vec::new(),
        home: None,
        branch: None,
    });
    let charges = workers.iter().map(|worker| {
        let own = past.iter().filter(|contact| contact.worker == worker.id);
        let refused = own.clone().filter(|contact| contact.why == Some(Ended::Changed));
        let until = own.clone().filter_map(|contact| contact.until).max();
        let paired = own.clone().any(|contact| contact.until.is_none());
        Charge {
            id: worker.id.cast(),
            spot: spot(Some(worker.area)),
            languages: if worker.language.is_empty() {
                Vec::new()
            } else {
                vec![worker.language.clone()]
            },
            home: None,
            within: None,
            declined: worker.declined_at.is_some(),
            refused: refused.map(|contact| contact.member.cast()).collect(),
            unpaired_since: (!paired).then(|| until.unwrap_or(worker.since).day()),
        }
    });
    let pairs = past.iter().filter(|contact| contact.until.is_none());
    Roster {
        contacts: contacts.collect(),
        charges: charges.collect(),
        pairs: pairs
            .map(|contact| Pair { charge: contact.worker.cast(), contact: contact.member.cast() })
            .collect(),
    }
}

/// Who still waits stands on the list of the branch; who waits no more goes from it. While anybody
/// waits, the branch is looked at again each day.
fn settle(
    tx: &mut Tx<'_>,
    desk: &Desk,
    branch: UnitId,
    workers: &[Worker],
    found: &Found,
) -> Result<(), Fault> {
    let waiting: BTreeMap<_, &planner::pairing::Waiting> =
        found.waiting.iter().map(|waiting| (waiting.charge, waiting)).collect();
    let mut again = false;
    for worker in workers {
        match waiting.get(&worker.id.cast()) {
            Some(waiting) if waiting.lack != Lack::Declined => {
                again = true;
                let due: Day = waiting.due.unwrap_or_else(|| tx.now().day());
                let owner = desk.target(branch).units.first().copied().unwrap_or(branch);
                task::open(tx, task::Kind::Contact, worker.id, owner, due)?;
            }
            _ => task::done(tx, task::Kind::Contact, worker.id, "paired")?,
        }
    }
    if again {
        let tomorrow = tx.now().day().plus(1).at(6, 0);
        jobs::schedule(tx, JOB, &format!("{JOB}:{branch}"), tomorrow, &branch.to_string())?;
    }
    Ok(())
}
