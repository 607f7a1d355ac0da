//! What time does to a matter: a warning, a deadline passed, the end of a trial, the opening and
//! the closing of the urn. One job per matter; each happens once, whatever crashes.

use std::{collections::BTreeSet, sync::Arc};

use access::membership;
use catalogue::{CollectiveKind, Electorate};
use contracts::PersonId;
use kernel::{AreaCode, Level};
use storage::{
    Error, Tx,
    jobs::{self, Handler, Job},
};

use super::{
    CollectiveId, act,
    fact::What,
    fold::{Collective, Tick},
    people::{self, Standing},
    store, tell, urn,
};
use crate::desk::Desk;

/// The kind of the job that watches a matter.
pub const COLLECTIVE_JOB: &str = "case-collective";

/// The handler to be registered with the job runner; `desk` gives the declarations in force.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    Handler { kind: COLLECTIVE_JOB, run: Arc::new(move |tx, job| run(tx, &desk(), job)) }
}

fn run(tx: &mut Tx<'_>, desk: &Desk, job: &Job) -> Result<(), Error> {
    let id: CollectiveId = job
        .payload
        .parse()
        .map_err(|_| Error::Corrupt(format!("job {} names no matter", job.key)))?;
    let Some(mut matter) = store::hold(tx, id)? else { return Ok(()) };
    let Some((at, tick)) = matter.next_tick() else { return Ok(()) };
    let later =
        |tx: &mut Tx<'_>, at| jobs::schedule(tx, COLLECTIVE_JOB, &job.key, at, &job.payload);
    if at > tx.now() {
        // It moved between the listing of the job and its turn.
        return later(tx, at);
    }
    let Some(kind) = act::kind(desk, &matter.kind).cloned() else {
        // The city declares no such matters for now: what runs waits until it does again.
        let tomorrow = tx.now().plus_days(1);
        return later(tx, tomorrow);
    };
    match tick {
        Tick::Warn => tell_unit(tx, id, &mut matter, What::Warned, "collective-warned"),
        Tick::Pass => pass(tx, desk, id, &mut matter),
        Tick::EndTrial => {
            tell_unit(tx, id, &mut matter, What::TrialEnded, "collective-trial-ended")
        }
        Tick::OpenVote => open_vote(tx, desk, &kind, id, &mut matter),
        Tick::CloseVote => close_vote(tx, desk, &kind, id, &mut matter),
    }
}

fn tell_unit(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &mut Collective,
    what: What,
    notice: &str,
) -> Result<(), Error> {
    act::system(tx, id, matter, what)?;
    tell::unit(tx, matter.owner, matter, notice)
}

/// The unit was silent: it is named to the one above, and shows as overdue until it acts.
fn pass(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: CollectiveId,
    matter: &mut Collective,
) -> Result<(), Error> {
    let above = above(desk, matter);
    tell_unit(tx, id, matter, What::Overdue { above }, "collective-overdue")?;
    match above {
        Some(unit) => tell::unit(tx, unit, matter, "collective-overdue"),
        None => Ok(()),
    }
}

/// The unit in charge at the lowest level, from the street on, that is neither the silent one nor
/// below it.
fn above(desk: &Desk, matter: &Collective) -> Option<contracts::UnitId> {
    let firm = desk.category(matter.owner) == Some(catalogue::Category::Firm);
    let own = desk.units.unit(matter.owner).map(|card| card.area.level());
    let is_above = |level: Level| firm || own.is_none_or(|own| level <= own);
    [Level::Street, Level::County, Level::City]
        .into_iter()
        .filter(|level| is_above(*level))
        .filter_map(|level| desk.units.in_charge(level, &matter.area.at(level)?))
        .find(|unit| *unit != matter.owner)
}

/// Opens the urn for those whom it concerns today, unless they are too few for a secret.
fn open_vote(
    tx: &mut Tx<'_>,
    desk: &Desk,
    kind: &CollectiveKind,
    id: CollectiveId,
    matter: &mut Collective,
) -> Result<(), Error> {
    people::refresh(tx, id, matter)?;
    let roll = roll(tx, kind, id, matter)?;
    let eligible = kernel::count::to_i64(roll.len());
    let least = act::votes_min(desk);
    if eligible < least {
        let decide = act::deadline(desk, kind, kind.decide, tx.now());
        return tell_unit(tx, id, matter, What::VoteSkipped { decide }, "collective-decide");
    }
    let round = matter.round_number();
    for person in roll {
        store::people::enrol(tx, id, round, person)?;
    }
    let share = i64::from(kind.quorum_percent) * eligible;
    let needed = least.max((share + 99) / 100);
    let closes_at = desk.calendar.add_work_duration(tx.now(), kind.vote);
    let majority = kind.majority_percent.into();
    let opened = What::VoteOpened { eligible, needed, majority, closes_at };
    act::system(tx, id, matter, opened)?;
    tell::everybody(tx, id, matter, "collective-vote")
}

/// Who may vote: registered workers without an office, each once however many posts they hold.
fn roll(
    tx: &mut Tx<'_>,
    kind: &CollectiveKind,
    id: CollectiveId,
    matter: &Collective,
) -> Result<BTreeSet<PersonId>, Error> {
    let today = tx.now().day();
    let candidates: BTreeSet<PersonId> = match kind.electorate {
        Electorate::Unit => {
            let area = matter.trial().map_or(matter.area, |trial| trial.area);
            let posts = membership::holders_in(tx, matter.owner, today)?.into_iter();
            posts
                .filter(|(_, post)| post.role == "worker" && meets(&post.area, &area))
                .map(|(person, _)| person)
                .collect()
        }
        Electorate::Joined => store::people::concerned(tx, id)?.into_iter().collect(),
    };
    let mut roll = BTreeSet::new();
    for person in candidates {
        match people::standing(tx, person, today)? {
            Standing::Worker => drop(roll.insert(person)),
            // Whoever reported it works here, registered or not.
            Standing::Nobody if store::people::reported(tx, id, person)? => {
                roll.insert(person);
            }
            Standing::Office | Standing::Nobody => {}
        }
    }
    Ok(roll)
}

/// One area covers the other.
fn meets(one: &AreaCode, other: &AreaCode) -> bool {
    one.contains(other) || other.contains(one)
}

/// Counts. Fewer ballots than may be counted aloud are never counted at all.
fn close_vote(
    tx: &mut Tx<'_>,
    desk: &Desk,
    kind: &CollectiveKind,
    id: CollectiveId,
    matter: &mut Collective,
) -> Result<(), Error> {
    let urn = store::urn(tx, id, matter.round_number())?;
    let tally = urn::tally(&urn);
    let (needed, majority) = matter.vote().map_or((0, 0), |vote| (vote.needed, vote.majority));
    let outcome = tally.outcome(needed, majority);
    let aloud = tally.cast() >= act::votes_min(desk);
    let closed = What::VoteClosed {
        tally: aloud.then_some(tally),
        outcome,
        digest: urn.digest(),
        decide: act::deadline(desk, kind, kind.decide, tx.now()),
    };
    act::system(tx, id, matter, closed)?;
    tell::unit(tx, matter.owner, matter, "collective-decide")?;
    tell::everybody(tx, id, matter, "collective-counted")
}
