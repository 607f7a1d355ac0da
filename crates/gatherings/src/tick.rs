//! What time does to a gathering: the reminder, the opening of the door, the end, and the day after
//! which nothing can be handed in any more. One job per gathering; each happens once, whatever
//! crashes, and whoever comes before the job finds it done.

use std::sync::Arc;

use base16ct::lower::encode_string as hex;
use contracts::{Event, PersonId};
use sha2::{Digest as _, Sha256};
use storage::{
    Error, Tx,
    jobs::{Handler, Job},
};

use crate::{
    Desk, GatheringId, act,
    call::carried,
    fact::{Choice, Counted, Decision, Read, Tally, What},
    gathering::{Gathering, Paper, Tick},
    store,
};

/// The kind of the job that watches a gathering.
pub const JOB: &str = "gathering";

/// The handler to be registered with the job runner; `desk` gives the declarations in force.
pub fn handler(desk: impl Fn() -> Option<Desk> + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let unread = || Error::Corrupt(format!("job {} names no gathering", job.key));
        let id: GatheringId = job.payload.parse().map_err(|_| unread())?;
        let starting = || Error::Busy("the program is still starting".into());
        let desk = desk().ok_or_else(starting)?;
        let Some(mut gathering) = store::hold(tx, id)? else { return Ok(()) };
        if !catch_up(tx, &desk, id, &mut gathering)? {
            // It moved between the listing of the job and its turn.
            store::schedule(tx, id, &gathering)?;
        }
        Ok(())
    };
    Handler { kind: JOB, run: Arc::new(run) }
}

/// Does whatever is due; says whether there was anything.
///
/// # Errors
/// When the store fails.
pub(crate) fn catch_up(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: GatheringId,
    gathering: &mut Gathering,
) -> Result<bool, Error> {
    let mut any = false;
    while let Some((at, tick)) = gathering.next_tick()
        && at <= tx.now()
    {
        let what = match tick {
            Tick::Remind => remind(tx, desk, gathering)?,
            Tick::Open => open(tx, desk, gathering)?,
            Tick::Close => close(tx, id, gathering)?,
            Tick::Settle => {
                store::door::forget_codes(tx, id)?;
                What::Settled
            }
        };
        act::system(tx, id, gathering, what)?;
        if tick == Tick::Close {
            store::resolve(tx, gathering)?;
        }
        any = true;
    }
    Ok(any)
}

/// A reminder that comes too late, because the program was down, is left out.
fn remind(tx: &mut Tx<'_>, desk: &Desk, gathering: &Gathering) -> Result<What, Error> {
    let late = tx.now() >= gathering.opens_at();
    let told = if late { Vec::new() } else { expected(tx, desk, gathering)? };
    for person in told {
        tell(tx, gathering, person, "remind")?;
    }
    Ok(What::Reminded)
}

/// Who is told of news: the members, or those who signed up and have a place.
pub(crate) fn expected(
    tx: &mut Tx<'_>,
    desk: &Desk,
    gathering: &Gathering,
) -> Result<Vec<PersonId>, Error> {
    if gathering.rules.private {
        return desk.members.entitled(tx, gathering.unit, gathering.starts_at().day());
    }
    let all = gathering.signed_up.iter().copied();
    Ok(all.filter(|person| gathering.has_place(*person)).collect())
}

/// News for one person. The message names a time and nothing else: phones lie about.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    gathering: &Gathering,
    person: PersonId,
    notice: &str,
) -> Result<(), Error> {
    let (at, notice) = (gathering.starts_at().display_minute(), notice.to_owned());
    tx.emit(&Event::GatheringNews { person, at, notice })
}

/// The door opens: who is entitled today, the papers as they stay, what became of what was decided.
fn open(tx: &mut Tx<'_>, desk: &Desk, gathering: &Gathering) -> Result<What, Error> {
    let roll = if gathering.rules.private {
        Some(desk.members.entitled(tx, gathering.unit, gathering.starts_at().day())?)
    } else {
        None
    };
    let carried = since(tx, gathering)?;
    let mut read = Vec::new();
    for decision in gathering.carried.iter().chain(&carried) {
        let Some(standing) = desk.cases.standing(tx, decision.case)? else { continue };
        let (number, state) = (standing.number, standing.state);
        read.push(Read { decision: decision.id, number, state, is_closed: standing.is_closed });
    }
    Ok(What::Opened { roll, papers: digest(&gathering.papers), carried, read })
}

/// What was decided since this was called: the one before may have been held later.
fn since(tx: &mut Tx<'_>, gathering: &Gathering) -> Result<Vec<Decision>, Error> {
    let series = gathering.series.map(|series| series.id);
    let mut all = carried(tx, &gathering.rules, gathering.unit, series)?;
    all.retain(|decision| !gathering.carried.iter().any(|known| known.id == decision.id));
    Ok(all)
}

/// One figure for all papers: the SHA-256 of each title and text with its length before it.
pub fn digest(papers: &[Paper]) -> String {
    let mut hash = Sha256::new();
    for text in papers.iter().flat_map(|paper| [&paper.title, &paper.text]) {
        hash.update(kernel::count::to_i64(text.len()).to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize())
}

fn close(tx: &mut Tx<'_>, id: GatheringId, gathering: &Gathering) -> Result<What, Error> {
    let mut counted = Vec::new();
    for (number, motion) in gathering.motions.iter().enumerate() {
        let (tally, digest) = if motion.secret {
            let urn = store::urns::urn(tx, id, number)?;
            (tally(&urn), Some(urn.digest()))
        } else {
            (motion.hands(), None)
        };
        counted.push(Counted { motion: number, tally, digest });
    }
    Ok(What::Closed { counted })
}

/// What the ballots of an urn say together.
pub(crate) fn tally(urn: &ballots::Urn<Choice>) -> Tally {
    let [yes, against, abstain] = Choice::ALL.map(|choice| urn.count(choice));
    Tally { yes, against, abstain }
}
