//! Who may see and do what with links. Policy is asked about the sources of both records; every
//! look at two records side by side is written down for both.

use std::collections::BTreeMap;

use access::{Action, Actor, Permit, reach, vault::looked};
use storage::{Db, Error, Tx};

use super::{
    Link, LinkId, Pair, Proposal, ProposalId, State,
    act::{self, Answer},
    store,
};
use crate::{
    Desk, Fault, RecordId, SourceNo,
    search::{LOOK, Shown, shown},
    source,
};

/// Proposals on one page.
const PAGE: usize = 100;

/// A proposal with both of its sides.
#[derive(Debug, Clone)]
pub struct Compared {
    pub proposal: Proposal,
    pub sides: [Shown; 2],
}

/// A subject: the records that the reader may see, and the links between them.
#[derive(Debug, Clone)]
pub struct Subject {
    pub subject: RecordId,
    pub records: Vec<Shown>,
    /// The oldest first; those that were taken back too.
    pub links: Vec<Link>,
}

/// What waits for an actor, the likeliest first.
///
/// # Errors
/// When the store fails.
pub fn queue(
    db: &mut Db<'_>,
    actor: &Actor,
    now: kernel::Timestamp,
) -> Result<Vec<Proposal>, Error> {
    let reach = reach(actor, Action::RegistryLink);
    let everything = reach.everything.then(String::new);
    let areas = reach.areas.iter().map(|area| area.as_str().to_owned());
    let mut found = BTreeMap::new();
    for area in everything.into_iter().chain(areas) {
        for proposal in store::waiting(db, &area, now, PAGE)? {
            found.insert(proposal.id, proposal);
        }
    }
    let mut found: Vec<Proposal> = found.into_values().collect();
    found.sort_by(|one, other| other.probability.total_cmp(&one.probability));
    found.truncate(PAGE);
    Ok(found)
}

/// Both sides of a proposal; a look at each of them.
///
/// # Errors
/// [`Fault::NotFound`] where there is none, or the actor may not link both sources;
/// [`Fault::Invalid`] of `purpose`.
pub fn compare(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: ProposalId,
    purpose: &str,
) -> Result<Compared, Fault> {
    let proposal = store::find_proposal(tx, id)?.ok_or(Fault::NotFound)?;
    let Pair { one, other } = proposal.pair;
    let sides = [see(tx, desk, actor, one, purpose)?, see(tx, desk, actor, other, purpose)?];
    Ok(Compared { proposal, sides })
}

/// The subject of a record; a look at each record that is shown.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such record or the actor may not link its source;
/// [`Fault::Invalid`] of `purpose`.
pub fn subject(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    record: RecordId,
    purpose: &str,
) -> Result<Subject, Fault> {
    permit(tx, actor, record)?;
    let subject = store::subject_of(tx, record)?;
    let (mut records, mut links) = (Vec::new(), BTreeMap::new());
    for member in store::members(tx, subject)? {
        match see(tx, desk, actor, member, purpose) {
            Ok(shown) => records.push(shown),
            // What other sources say is for those who may read them.
            Err(Fault::NotFound) => continue,
            Err(fault) => return Err(fault),
        }
        for link in store::links_of(tx, member, true)? {
            links.insert((link.since, link.id), link);
        }
    }
    let mut readable = Vec::new();
    for link in links.into_values() {
        if both(tx, actor, link.pair).is_ok() {
            readable.push(link);
        }
    }
    Ok(Subject { subject, records, links: readable })
}

/// Answers a proposal.
///
/// # Errors
/// [`Fault::NotFound`] for whoever may not link both sources; otherwise [`Fault::Conflict`] as for
/// the act.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: ProposalId, answer: Answer) -> Result<(), Fault> {
    let proposal = store::find_proposal(tx, id)?.ok_or(Fault::NotFound)?;
    both(tx, actor, proposal.pair)?;
    act::answer(tx, &proposal, answer, actor.person)
}

/// What came of an answer.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub state: State,
    /// The link between the two records, where there is one now.
    pub link: Option<Link>,
}

/// As [`answer`], and tells what came of it.
///
/// # Errors
/// As for [`answer`].
pub fn answered(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ProposalId,
    said: Answer,
) -> Result<Outcome, Fault> {
    answer(tx, actor, id, said)?;
    let now = store::find_proposal(tx, id)?.ok_or(Fault::NotFound)?;
    let links = store::links_of(tx, now.pair.one, false)?;
    let link = links.into_iter().find(|link| link.pair == now.pair);
    Ok(Outcome { state: now.state, link })
}

/// Takes a link back.
///
/// # Errors
/// As for [`answer`]; [`Fault::Invalid`] of `why`.
pub fn undo(tx: &mut Tx<'_>, actor: &Actor, id: LinkId, why: &str) -> Result<Link, Fault> {
    let link = store::find_link(tx, id)?.ok_or(Fault::NotFound)?;
    both(tx, actor, link.pair)?;
    act::undo(tx, id, actor.person, why)
}

fn both(db: &mut Db<'_>, actor: &Actor, pair: Pair) -> Result<(), Fault> {
    pair.both().into_iter().try_for_each(|record| permit(db, actor, record).map(drop))
}

fn permit(db: &mut Db<'_>, actor: &Actor, record: RecordId) -> Result<Permit, Fault> {
    let source = source::find(db, SourceNo::of(record))?.ok_or(Fault::NotFound)?;
    let target = Desk::target(&source).with_person(record.cast());
    access::permit(actor, Action::RegistryLink, &target).map_err(|_| Fault::NotFound)
}

fn see(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    record: RecordId,
    purpose: &str,
) -> Result<Shown, Fault> {
    let permit = permit(tx, actor, record)?;
    let source = source::find(tx, SourceNo::of(record))?.ok_or(Fault::NotFound)?;
    let shown = shown(tx, desk, record, source)?.ok_or(Fault::NotFound)?;
    looked(tx, &permit, record.cast(), LOOK, purpose)?;
    Ok(shown)
}
